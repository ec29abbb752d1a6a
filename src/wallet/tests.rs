use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use super::*;
use crate::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use crate::derive::Claims;
use crate::doctype::DRIVING_LICENCE;
use crate::error::Coded;
use crate::holder::DeviceKey;
use crate::issue::Recipient;
use crate::issue::tests::kit::{self, Draft, Kit, NOW, at, encode, member};
use crate::mdoc::{Status, StatusReference, Tag18};
use crate::profile::Preset;
use crate::profile::tests::lint::claims_of;
use crate::testing::SeededRandom;
use crate::verify::Trust;

/// An issuer with three keys of a wallet.
struct Scene {
    kit: Kit,
    keys: Vec<PublicKey>,
}

impl Scene {
    fn new() -> Self {
        let mut random = SeededRandom::new(b"wallet");
        let mut key = || SoftwareKey::generate(SigningCurve::P256, &mut random);
        let keys = (0..3).map(|_| key().unwrap().public_key()).collect();
        Self {
            kit: Kit::new(),
            keys,
        }
    }

    fn claims() -> Claims {
        claims_of(&DRIVING_LICENCE)
    }

    /// A credential for each key, with these indices in a status list.
    fn issued(&self, claims: &Claims, indices: [u64; 3]) -> Vec<Vec<u8>> {
        let keys: Vec<DeviceKey> = self.keys.iter().map(kit::device).collect();
        let recipients = keys.iter().zip(indices).map(|(device_key, entry)| {
            let status = Status::List(StatusReference {
                entry,
                uri: "https://status.example/1",
                certificate: None,
            });
            Recipient {
                device_key,
                status: Some(status),
            }
        });
        let issuer = self.kit.issuer(kit::with_decoys(true));
        let subject = issuer.admit(claims, at(NOW)).unwrap();
        let mut random = SeededRandom::new(b"batch");
        let issued = subject.issue_batch(recipients, &mut random, &self.kit.signer_key);
        let issued = issued.unwrap().into_iter();
        issued.map(|mdoc| mdoc.into_bytes()).collect()
    }

    fn code(&self, response: &serde_json::Value, preset: Option<Preset>) -> &'static str {
        let trust = Trust {
            preset,
            ..self.kit.trust()
        };
        match credentials(&response.to_string(), &self.keys, &trust) {
            Ok(_) => "accepted",
            Err(error) => error.code(),
        }
    }
}

fn response(credentials: &[Vec<u8>]) -> serde_json::Value {
    let credentials = credentials.iter().map(|bytes| {
        let text = Base64UrlUnpadded::encode_string(bytes);
        json!({ "credential": text })
    });
    json!({ "credentials": credentials.collect::<Vec<_>>(), "notification_id": "n" })
}

const INDICES: [u64; 3] = [70_001, 12, 5_000];

#[test]
fn a_batch_is_taken_as_it_was_issued() {
    let scene = Scene::new();
    let issued = scene.issued(&Scene::claims(), INDICES);
    let trust = Trust {
        preset: Some(Preset::Default),
        ..scene.kit.trust()
    };
    let read = credentials(&response(&issued).to_string(), &scene.keys, &trust);
    assert_eq!(read.unwrap(), issued);
}

#[test]
fn a_response_of_another_form_is_refused_whole() {
    let scene = Scene::new();
    let issued = scene.issued(&Scene::claims(), INDICES);
    let text = Base64UrlUnpadded::encode_string(&issued[0]);
    let one = |credential: serde_json::Value| json!({ "credentials": [credential] });
    for (response, code) in [
        (json!([]), "wallet.json"),
        (json!({}), "wallet.member"),
        (json!({ "credentials": [] }), "wallet.member"),
        (json!({ "credential": text }), "wallet.member"),
        (one(json!(text)), "wallet.member"),
        (one(json!({ "credential": 1 })), "wallet.member"),
        (
            one(json!({ "credential": format!("{text}=") })),
            "wallet.encoding",
        ),
        (one(json!({ "credential": "+/+/" })), "wallet.encoding"),
        (one(json!({ "credential": "oA" })), "mdoc.missing-member"),
    ] {
        assert_eq!(scene.code(&response, None), code);
    }
    let four: Vec<_> = issued.iter().chain(&issued[..1]).cloned().collect();
    assert_eq!(scene.code(&response(&four), None), "wallet.too-many");
    let twice = r#"{"credentials": [], "credentials": []}"#;
    let error = credentials(twice, &scene.keys, &scene.kit.trust()).unwrap_err();
    assert_eq!(error.code(), "wallet.json");
}

#[test]
fn a_credential_that_does_not_verify_refuses_the_response() {
    let scene = Scene::new();
    let mut issued = scene.issued(&Scene::claims(), INDICES);
    let last = issued[1].last_mut().unwrap();
    *last ^= 1;
    assert_eq!(
        scene.code(&response(&issued), None),
        "verify.issuer-signature"
    );
}

#[test]
fn every_credential_is_for_a_key_of_its_own_of_the_request() {
    let mut scene = Scene::new();
    let issued = scene.issued(&Scene::claims(), INDICES);
    let twice = [issued[0].clone(), issued[0].clone()];
    assert_eq!(scene.code(&response(&twice), None), "wallet.key-twice");
    scene.keys[1] = scene.kit.device_key.public_key();
    assert_eq!(scene.code(&response(&issued), None), "wallet.key");
}

#[test]
fn a_batch_has_one_dataset() {
    let scene = Scene::new();
    let claims = Scene::claims();
    let mut issued = scene.issued(&claims, INDICES);
    let mut draft = Draft::of(&issued[2]);
    draft.items[0].1.pop();
    issued[2] = draft.sign(&scene.kit.signer_key);
    assert_eq!(scene.code(&response(&issued), None), "wallet.dataset");
}

#[test]
fn what_links_a_batch_is_refused_under_a_preset() {
    let scene = Scene::new();
    let claims = Scene::claims();
    let preset = Some(Preset::Default);
    for indices in [[5, 6, 7], [9, 6, 3], [6, 5, 7], [100, 300, 200]] {
        let response = response(&scene.issued(&claims, indices));
        assert_eq!(
            scene.code(&response, preset),
            "wallet.indices",
            "{indices:?}"
        );
        assert_eq!(scene.code(&response, None), "accepted", "{indices:?}");
    }
    let mut issued = scene.issued(&claims, INDICES);
    let salt = member(Draft::of(&issued[0]).item(0, 0), "random").clone();
    let mut draft = Draft::of(&issued[1]);
    *member(draft.item(0, 0), "random") = salt;
    issued[1] = draft.sign(&scene.kit.signer_key);
    assert_eq!(scene.code(&response(&issued), preset), "wallet.salt-shared");
}

#[test]
fn two_credentials_have_not_one_place_in_a_list() {
    let scene = Scene::new();
    let mut issued = scene.issued(&Scene::claims(), [5, 70, 9]);
    let mut draft = Draft::of(&issued[1]);
    *draft.mso(&["status", "status_list", "idx"]) = 5.into();
    issued[1] = draft.sign(&scene.kit.signer_key);
    let response = response(&issued);
    let preset = Some(Preset::Default);
    assert_eq!(scene.code(&response, preset), "wallet.status-shared");
}

#[test]
fn tagged_credentials_are_held_against_each_other_too() {
    let scene = Scene::new();
    let mut issued = scene.issued(&Scene::claims(), [5, 6, 7]);
    for bytes in &mut issued {
        let mut whole = kit::decode(bytes);
        let auth = member(&mut whole, "issuerAuth");
        *auth = ciborium::Value::Tag(18, Box::new(auth.clone()));
        *bytes = encode(&whole);
    }
    let trust = Trust {
        preset: Some(Preset::Default),
        tag_18: Tag18::Accepted,
        ..scene.kit.trust()
    };
    let read = credentials(&response(&issued).to_string(), &scene.keys, &trust);
    assert_eq!(read, Err(WalletError::Indices));
}

#[test]
fn two_credentials_are_linked_by_neighbouring_indices_alone() {
    let scene = Scene::new();
    for (indices, code) in [([8, 7, 0], "wallet.indices"), ([8, 6, 0], "accepted")] {
        let issued = scene.issued(&Scene::claims(), indices);
        let response = response(&issued[..2]);
        assert_eq!(scene.code(&response, Some(Preset::Default)), code);
    }
}

#[test]
fn a_configuration_tells_algorithms_of_cose_by_number() {
    let parsed = CredentialConfiguration::parse(
        &json!({
            "format": "mso_mdoc", "doctype": "org.iso.18013.5.1.mDL", "scope": "mdl",
            "credential_signing_alg_values_supported": [-7, -9],
        })
        .to_string(),
    )
    .unwrap();
    assert_eq!(parsed.doc_type(), "org.iso.18013.5.1.mDL");
    assert_eq!(parsed.signing_algorithms(), [-7, -9]);
    for (json, member) in [
        (json!({ "doctype": "d" }), "format"),
        (json!({ "format": "dc+sd-jwt", "doctype": "d" }), "format"),
        (json!({ "format": "mso_mdoc" }), "doctype"),
        (json!({ "format": "mso_mdoc", "doctype": "" }), "doctype"),
        (
            json!({
                "format": "mso_mdoc", "doctype": "d",
                "credential_signing_alg_values_supported": ["ES256"],
            }),
            "credential_signing_alg_values_supported",
        ),
        (json!([]), "the object"),
    ] {
        let error = CredentialConfiguration::parse(&json.to_string());
        let refused = WalletError::Configuration { member };
        assert_eq!(error, Err(refused), "{json}");
    }
}

#[test]
fn a_device_response_is_no_credential() {
    let scene = Scene::new();
    let issued = scene.issued(&Scene::claims(), INDICES);
    let whole = ciborium::Value::Map(vec![
        ("version".into(), "1.0".into()),
        (
            "documents".into(),
            ciborium::Value::Array(vec![kit::decode(&issued[0])]),
        ),
        ("status".into(), 0.into()),
    ]);
    let response = response(&[encode(&whole)]);
    assert_eq!(scene.code(&response, None), "mdoc.missing-member");
}
