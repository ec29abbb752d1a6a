use std::sync::Arc;

use super::*;
use crate::derive::{Basis, ClaimedElement, ClaimedNamespace, Claims};
use crate::evidence::{Assurance, Environment, HolderBinding, Parent};
use crate::holder::jwt::{self, ProofContext};
use crate::mdoc::{DeviceAuth, DeviceResponse, EncodedElement};
use crate::testing::{SeededRandom, ThrowawayPki};
use crate::verify::Trust;
use crate::verify::tests::presented;

const ISSUER: &str = "https://issuer.example";

fn wallet() -> SoftwareWallet {
    let mut wallet = SoftwareWallet::new();
    wallet
        .make_keys(3, &mut SeededRandom::new(b"wallet"))
        .unwrap();
    wallet
}

fn session(nonce: &str) -> SessionTranscript {
    SessionTranscript::open_id4vp(
        "x509_san_dns:reader.example",
        nonce,
        None,
        "https://reader.example/response",
    )
}

/// A credential of three elements in two namespaces, whose issuer's signature nobody looks at.
fn issuer_signed(key: &SoftwareKey) -> Vec<u8> {
    let item = |identifier: &str| {
        let mut out = Vec::new();
        EncodedElement::new(identifier, &[0xF5]).write_item(&mut out, 0, &[7; 16]);
        out
    };
    let mut object = Vec::new();
    Writer::new(&mut object)
        .map(6)
        .text("version")
        .text("1.0")
        .text("digestAlgorithm")
        .text("SHA-256")
        .text("valueDigests")
        .map(1)
        .text("a")
        .map(1)
        .unsigned(0)
        .byte_string(&[0; 32])
        .text("deviceKeyInfo")
        .map(1)
        .text("deviceKey")
        .raw(&crate::cose::encode_key(&key.public_key()))
        .text("docType")
        .text("example.document")
        .text("validityInfo")
        .map(3);
    for member in ["signed", "validFrom", "validUntil"] {
        let time = Timestamp::from_unix(0).unwrap();
        Writer::new(&mut object).text(member).tdate(time);
    }
    let mut out = Vec::new();
    Writer::new(&mut out)
        .map(2)
        .text("nameSpaces")
        .map(2)
        .text("b")
        .array(2)
        .raw(&item("x"))
        .raw(&item("y"))
        .text("a")
        .array(1)
        .raw(&item("x"))
        .text("issuerAuth")
        .array(4)
        .byte_string(&[0xA1, 1, 0x26])
        .map(0)
        .byte_string(&Tag24::wrap(&object))
        .byte_string(&[0; 64]);
    out
}

#[test]
fn every_proof_proves_its_key_to_the_issuer() {
    let wallet = wallet();
    let now = Timestamp::from_unix(1_780_000_000).unwrap();
    let proofs = wallet.proofs(ISSUER, "n\"once", now).unwrap();
    let expected = ProofContext {
        issuer: ISSUER,
        nonce: "n\"once",
        now,
        dpop_key: None,
        attested_by: &[],
    };
    assert_eq!(proofs.len(), 3);
    for (proof, key) in proofs.iter().zip(wallet.keys()) {
        let proven = jwt::verify(proof, &expected).unwrap();
        assert_eq!(proven.public_key(), &key.public_key());
    }
}

#[test]
fn every_device_key_is_proven() {
    let wallet = wallet();
    let now = Timestamp::from_unix(1_780_000_000).unwrap();
    let proven = wallet.device_keys(now).unwrap();
    let proven = proven.iter().map(|key| key.public_key().clone());
    assert!(proven.eq(wallet.keys().iter().map(Signer::public_key)));
}

#[test]
fn a_credential_is_kept_with_the_key_that_it_is_for() {
    let mut wallet = wallet();
    let key = wallet.keys()[1].clone();
    let bytes = issuer_signed(&key);
    let kept = wallet.store(bytes.clone()).unwrap();
    assert_eq!(kept.doc_type(), "example.document");
    assert_eq!(kept.issuer_signed(), bytes);
    assert_eq!(kept.key().public_key(), key.public_key());
    assert_eq!(wallet.credentials().len(), 1);
    let foreign =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let refused = wallet.store(issuer_signed(&foreign)).unwrap_err();
    assert_eq!(refused.code(), "testing.foreign-key");
    let refused = wallet.store(vec![0xA0]).unwrap_err();
    assert!(matches!(refused, WalletError::Mdoc(_)));
}

#[test]
fn a_presentation_holds_the_disclosed_elements_in_the_bytes_received() {
    let mut wallet = wallet();
    let bytes = issuer_signed(&wallet.keys()[0]);
    let credential = wallet.store(bytes.clone()).unwrap();
    let transcript = session("nonce");
    let all = [("a", "x"), ("b", "x"), ("b", "y")];
    let cases: [(Disclosure<'_>, &[(&str, &str)]); 4] = [
        (Disclosure::Everything, &all),
        (Disclosure::Elements(&[("b", "y")]), &[("b", "y")]),
        (
            Disclosure::Elements(&[("b", "x"), ("a", "x")]),
            &[("a", "x"), ("b", "x")],
        ),
        (Disclosure::Elements(&[]), &[]),
    ];
    let original = IssuerSigned::parse(&bytes).unwrap();
    for (disclosure, expected) in cases {
        let response = credential.present(disclosure, &transcript).unwrap();
        let response = DeviceResponse::parse(&response).unwrap();
        let [document] = response.documents() else {
            panic!("not one document");
        };
        let items = document.issuer_signed.items();
        let names: Vec<_> = items
            .iter()
            .map(|item| (item.namespace, item.item.element_identifier))
            .collect();
        assert_eq!(names, expected);
        for item in items {
            let mut originals = original.items().iter();
            assert!(originals.any(|one| one.bytes.whole() == item.bytes.whole()));
        }
        assert_eq!(document.issuer_signed.payload(), original.payload());
    }
}

#[test]
fn the_device_signs_this_session_and_no_other() {
    let mut wallet = wallet();
    let key = wallet.keys()[0].clone();
    let credential = wallet.store(issuer_signed(&key)).unwrap();
    let transcript = session("nonce");
    let response = credential
        .present(Disclosure::Everything, &transcript)
        .unwrap();
    let response = DeviceResponse::parse(&response).unwrap();
    let signed = &response.documents()[0].device_signed;
    let DeviceAuth::Signature(signature) = &signed.auth else {
        panic!("no signature");
    };
    assert_eq!(signature.protected(), [0xA1, 1, 0x26]);
    assert_eq!(signature.payload(), None);
    let namespaces = signed.namespaces.bytes();
    assert_eq!(namespaces.whole(), [0xD8, 0x18, 0x41, 0xA0]);
    let verifies = |transcript: &SessionTranscript| {
        let payload = device_authentication(transcript, "example.document", namespaces);
        signature.verify(&key.public_key(), &payload).is_ok()
    };
    assert!(verifies(&transcript));
    assert!(!verifies(&session("another")));
}

#[test]
fn a_device_answers_by_a_mac_to_a_reader_on_its_curve() {
    let key = |curve| SoftwareKey::generate(curve, &mut SeededRandom::new(b"reader")).unwrap();
    let mut wallet = wallet();
    let device_key = wallet.keys()[0].clone();
    let credential = wallet.store(issuer_signed(&device_key)).unwrap();
    let transcript = session("nonce");
    let by_mac = |reader_key: &SoftwareKey| {
        let everything = Disclosure::Everything;
        credential.present_by_mac(everything, &transcript, &reader_key.public_key())
    };
    let reader_key = key(SigningCurve::P256);
    let response = by_mac(&reader_key).unwrap();
    let response = DeviceResponse::parse(&response).unwrap();
    let signed = &response.documents()[0].device_signed;
    let DeviceAuth::Mac(mac) = &signed.auth else {
        panic!("no MAC");
    };
    let namespaces = signed.namespaces.bytes();
    let payload = device_authentication(&transcript, "example.document", namespaces);
    let agreed = transcript.mac_key(&reader_key, &device_key.public_key());
    mac.verify(&agreed.unwrap(), &payload).unwrap();

    let refused = by_mac(&key(SigningCurve::P384)).unwrap_err();
    assert_eq!(refused.code(), "crypto.key-agreement");
}

#[test]
fn what_the_credential_has_not_cannot_be_presented() {
    let mut wallet = wallet();
    let bytes = issuer_signed(&wallet.keys()[0]);
    let credential = wallet.store(bytes).unwrap();
    let transcript = session("nonce");
    for elements in [&[("b", "z")][..], &[("c", "x")], &[("a", "x"), ("a", "x")]] {
        let refused = credential.present(Disclosure::Elements(elements), &transcript);
        assert_eq!(refused.unwrap_err().code(), "testing.no-such-element");
    }
}

#[test]
fn debug_shows_no_element() {
    let mut wallet = wallet();
    let bytes = issuer_signed(&wallet.keys()[0]);
    wallet.store(bytes).unwrap();
    let text = format!("{wallet:?}");
    assert!(!text.contains("[245"), "{text}");
    assert!(text.contains("WalletCredential(example.document"), "{text}");
}

#[test]
fn what_was_issued_for_its_proofs_is_presented_and_verifies() {
    let now = Timestamp::parse("2026-06-01T12:34:56Z").unwrap();
    let mut random = SeededRandom::new(b"whole");
    let authority = ThrowawayPki::generate(SigningCurve::P384, now, &mut random).unwrap();
    let anchors = std::slice::from_ref(authority.iaca());
    let issuer = authority.issuer(now).unwrap();

    let mut wallet = wallet();
    let context = ProofContext {
        issuer: ISSUER,
        nonce: "nonce",
        now,
        dpop_key: None,
        attested_by: &[],
    };
    let proofs = wallet.proofs(ISSUER, "nonce", now).unwrap();
    let proven = proofs
        .iter()
        .map(|proof| jwt::verify(proof, &context).unwrap());
    let device_keys: Vec<_> = proven.collect();
    let key = authority.document_signer_key();
    let issued = issuer
        .admit(&claims(now), now)
        .unwrap()
        .issue_batch(&device_keys, &mut random, key)
        .unwrap();
    for mdoc in issued {
        wallet.store(mdoc.into_bytes()).unwrap();
    }

    let trust = Trust {
        doc_type: Some("org.iso.23220.1.jp.mnc"),
        ..Trust::new(anchors, now)
    };
    let transcript = session("nonce");
    let disclosure = Disclosure::Elements(&[("org.iso.23220.1", "age_over_20")]);
    for (credential, key) in wallet.credentials().iter().zip(wallet.keys()) {
        let response = credential.present(disclosure, &transcript).unwrap();
        let verified = presented(&response, &transcript, &trust).unwrap();
        assert_eq!(verified[0].device_key(), &key.public_key());
        assert_eq!(
            verified[0].value("org.iso.23220.1", "age_over_20"),
            Some(&[0xF5][..])
        );
        assert_eq!(verified[0].elements().len(), 1);
    }
}

fn claims(now: Timestamp) -> Claims {
    let element = |identifier, value: &[u8]| ClaimedElement {
        identifier,
        value: value.to_vec(),
    };
    Claims {
        doc_type: "org.iso.23220.1.jp.mnc",
        namespaces: vec![ClaimedNamespace {
            name: "org.iso.23220.1",
            elements: vec![element("sex", &[2]), element("age_over_20", &[0xF5])],
        }],
        basis: Basis {
            environment: Environment::Test,
            assurance: Assurance::SignedByHolder,
            binding: HolderBinding::SessionOnly,
            concluded_at: now,
            usable_until: now.plus_days(1),
            valid_until: now.plus_days(300),
            valid_from: now,
            parent: Arc::new(Parent {
                issuer_key: [0; 32],
                serial: vec![1],
            }),
            parents_until: now.plus_days(300),
            age_statements: 11,
        },
    }
}
