//! One change of a good derivation each.

use mnid_mdoc::card::CardReading;
use mnid_mdoc::card::simulator::ListedCertificate;
use mnid_mdoc::pki::Certificate;
use serde_json::{Value, json};

use super::super::scene::{Scene, public_key};
use super::super::vector::{Vector, hex};
use super::{Made, Read, invalid, lists};

pub(super) fn of_the_challenge(scene: &Scene, base: &Vector) -> Made {
    let changed = |name: &str, value: Value| {
        let mut challenge = base.input.get("challenge").cloned().unwrap_or_default();
        if let Some(members) = challenge.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
        challenge
    };
    let other = public_key(scene.device_key(1)?)?;
    let case = |name, code, comment| invalid(base, name, code, "DerivationChallenge", comment);
    let signature = "evidence.challenge-signature";
    Ok(vec![
        case(
            "challenge-expired",
            "evidence.challenge-expired",
            "The reading came a second after the challenge's end.",
        )
        .input("now", scene.now.plus_seconds(301).to_string()),
        case(
            "nonce-of-another-challenge",
            signature,
            "The card signed another challenge.",
        )
        .input("challenge", changed("nonce", json!(hex(&[7; 32])))),
        case(
            "device-key-of-another-wallet",
            signature,
            "The challenge names another wallet's key than the one that the card signed for.",
        )
        .input(
            "challenge",
            changed("device_keys", json!([other.get("jwk")])),
        ),
    ])
}

pub(super) fn of_the_reading(own: &Read, other: &Read, base: &Vector) -> Made {
    let case = |name, code, flag, comment, change: &dyn Fn(&mut CardReading)| {
        let mut reading = own.reading.clone();
        change(&mut reading);
        let read = Read {
            holder: own.holder,
            reading,
        };
        read.put(invalid(base, name, code, flag, comment))
    };
    let (mixed, forged) = ("DerivationMixed", "DerivationForged");
    Ok(vec![
        case(
            "face-of-another-person",
            "evidence.birth-date-differs",
            mixed,
            "The face record is of another person's card, which signed the same challenge.",
            &|reading| reading.face.clone_from(&other.reading.face),
        ),
        case(
            "challenge-not-signed",
            "evidence.missing-signature",
            "DerivationChallenge",
            "The signing key signed no challenge.",
            &|reading| {
                if let Some(signing) = &mut reading.signing {
                    signing.signature = None;
                }
            },
        ),
        case(
            "face-record-changed",
            "evidence.record-signature",
            forged,
            "A byte of the photo in the face record is another.",
            &|reading| {
                let record = reading.face.as_mut().map(|face| &mut face.record);
                let place = record.as_ref().map_or(0, |record| record.len() / 2);
                if let Some(byte) = record.and_then(|record| record.get_mut(place)) {
                    *byte ^= 1;
                }
            },
        ),
        case(
            "certificate-changed",
            "evidence.jpki-signature",
            forged,
            "The last bit of the signing certificate's signature is another.",
            &|reading| {
                let signing = reading.signing.as_mut();
                if let Some(last) = signing.and_then(|one| one.certificate.last_mut()) {
                    *last ^= 1;
                }
            },
        ),
    ])
}

pub(super) fn of_revocation(own: &Read, base: &Vector, scene: &Scene) -> Made {
    let signing = own.reading.signing.as_ref().ok_or("no certificate")?;
    let revoked = ListedCertificate {
        serial: Certificate::from_der(&signing.certificate)?
            .serial()
            .to_vec(),
        since: scene.now.plus_days(-1),
        reason: 1,
    };
    let flag = "DerivationRevocation";
    Ok(vec![
        invalid(
            base,
            "revoked",
            "evidence.revoked",
            flag,
            "The signing certificate is on its authority's revocation list.",
        )
        .input("revocation_lists", lists(scene, &[revoked])?),
        invalid(
            base,
            "revocation-unknown",
            "evidence.revocation-unknown",
            flag,
            "There is no revocation list.",
        )
        .input("revocation_lists", json!([])),
    ])
}

pub(super) fn of_what_the_issuer_says(document: &Vector, licence: &Vector) -> Made {
    let facts = |base: &Vector, name: &str, value: Option<&str>| {
        let mut facts = base.input.get("facts").cloned().unwrap_or_default();
        if let Some(members) = facts.as_object_mut() {
            match value {
                Some(value) => members.insert(
                    name.to_owned(),
                    json!({ "value": value, "source": "passport" }),
                ),
                None => members.remove(name),
            };
        }
        facts
    };
    let flag = "DerivationFact";
    Ok(vec![
        invalid(
            document,
            "test-anchors-in-production",
            "evidence.environment",
            "DerivationEnvironment",
            "The anchors are of the test environment, the policy is of production.",
        )
        .input("environment", "production"),
        invalid(
            document,
            "face-bound-by-birth-date-only",
            "evidence.face-binding",
            "DerivationBinding",
            "Nobody compared the name's picture or the holder's face.",
        )
        .input("face_binding", "birth-date-and-sex"),
        invalid(
            licence,
            "licence-of-nobody",
            "evidence.licence-binding",
            "DerivationBinding",
            "Nobody says that the licence is this holder's.",
        )
        .input("licence_binding", "unbound"),
        invalid(
            licence,
            "family-name-missing",
            "derive.missing-fact",
            flag,
            "The romanised family name, which the card does not have, is missing.",
        )
        .input("facts", facts(licence, "family_name", None)),
        invalid(
            licence,
            "family-name-in-kanji",
            "derive.not-latin1",
            flag,
            "The family name is not in Latin-1.",
        )
        .input("facts", facts(licence, "family_name", Some("番号"))),
    ])
}
