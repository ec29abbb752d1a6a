use ciborium::Value;

use super::presented;
use super::stages::has_its_row;
use crate::cbor::Tag24;
use crate::cose;
use crate::crypto::{Signer, SigningCurve, SoftwareKey};
use crate::issue::tests::kit::{
    ISO, Kit, MDL, add, decode, encode, licence, member, remove, tagged,
};
use crate::mdoc::{SessionTranscript, device_authentication};
use crate::testing::SeededRandom;
use crate::verify::{Invalid, Stage};

/// `[null, null, ["OpenID4VPHandover", h'0707…']]`
pub(super) fn transcript(fill: u8) -> SessionTranscript {
    let handover = vec!["OpenID4VPHandover".into(), Value::Bytes(vec![fill; 32])];
    let encoded = encode(&Value::Array(vec![
        Value::Null,
        Value::Null,
        Value::Array(handover),
    ]));
    SessionTranscript::parse(&encoded).unwrap()
}

/// What a wallet signs, in parts that a test can change.
pub(super) struct Presentation {
    issuer_signed: Value,
    doc_type: &'static str,
    signed_doc_type: &'static str,
    namespaces: Value,
    transcript: SessionTranscript,
    key: SoftwareKey,
    algorithm: i64,
}

impl Presentation {
    fn of(kit: &Kit, issuer_signed: &[u8]) -> Self {
        Self {
            issuer_signed: decode(issuer_signed),
            doc_type: MDL,
            signed_doc_type: MDL,
            namespaces: Value::Map(vec![]),
            transcript: transcript(7),
            key: kit.device_key.clone(),
            algorithm: -7,
        }
    }

    fn response(&self) -> Value {
        let namespaces = encode(&tagged(&encode(&self.namespaces)));
        let payload = device_authentication(
            &self.transcript,
            self.signed_doc_type,
            Tag24::parse(&namespaces).unwrap(),
        );
        let protected = encode(&Value::Map(vec![(1.into(), self.algorithm.into())]));
        let head = cose::sig_structure_head(&protected, payload.len());
        let signature = self.key.sign(&[&head, &payload]).unwrap();
        let sign1 = Value::Array(vec![
            Value::Bytes(protected),
            Value::Map(vec![]),
            Value::Null,
            Value::Bytes(signature.as_bytes().to_vec()),
        ]);
        let map = |members: Vec<(&str, Value)>| {
            Value::Map(
                members
                    .into_iter()
                    .map(|(key, value)| (key.into(), value))
                    .collect(),
            )
        };
        let device_signed = map(vec![
            ("nameSpaces", decode(&namespaces)),
            ("deviceAuth", map(vec![("deviceSignature", sign1)])),
        ]);
        let document = map(vec![
            ("docType", self.doc_type.into()),
            ("issuerSigned", self.issuer_signed.clone()),
            ("deviceSigned", device_signed),
        ]);
        map(vec![
            ("version", "1.0".into()),
            ("documents", Value::Array(vec![document])),
            ("status", 0.into()),
        ])
    }
}

pub(super) fn present(change: impl FnOnce(&mut Presentation)) -> Vec<u8> {
    let kit = Kit::new();
    let mut presentation = Presentation::of(&kit, &kit.issue(&licence()));
    change(&mut presentation);
    encode(&presentation.response())
}

pub(super) fn present_unchanged(kit: &Kit, issuer_signed: &[u8]) -> Vec<u8> {
    encode(&Presentation::of(kit, issuer_signed).response())
}

fn response(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let kit = Kit::new();
    let mut response = Presentation::of(&kit, &kit.issue(&licence())).response();
    change(&mut response);
    encode(&response)
}

fn document(response: &mut Value) -> &mut Value {
    &mut member(response, "documents").as_array_mut().unwrap()[0]
}

pub(super) fn device_auth(response: &mut Value) -> &mut Value {
    member(member(document(response), "deviceSigned"), "deviceAuth")
}

fn verify(bytes: &[u8]) -> Result<usize, Invalid> {
    let kit = Kit::new();
    presented(bytes, &transcript(7), &kit.trust()).map(|documents| documents.len())
}

fn all_refused(stage: Stage, cases: &[(&str, Vec<u8>, &'static str)]) {
    for (name, bytes, code) in cases {
        let invalid = verify(bytes).expect_err(name);
        has_its_row(&invalid);
        assert_eq!((invalid.stage, invalid.code), (stage, *code), "{name}");
    }
}

#[test]
fn a_presentation_is_valid() {
    assert_eq!(verify(&present(|_| {})).unwrap(), 1);
}

#[test]
fn each_document_of_a_response_is_verified() {
    let twice = |second: fn(&mut Value)| {
        response(|response| {
            let documents = member(response, "documents").as_array_mut().unwrap();
            let mut again = documents[0].clone();
            second(&mut again);
            documents.push(again);
        })
    };
    assert_eq!(verify(&twice(|_| {})).unwrap(), 2);
    let bytes = twice(|document| *member(document, "docType") = "other".into());
    all_refused(
        Stage::Binding,
        &[("second", bytes, "verify.doc-type-mismatch")],
    );
}

#[test]
fn a_response_with_one_fault_is_refused_at_decode_or_structure() {
    let good = response(|_| {});
    all_refused(
        Stage::Decode,
        &[
            (
                "a trailing byte",
                [&good[..], &[0]].concat(),
                "mdoc.not-cbor",
            ),
            (
                "device namespaces without tag 24",
                response(|response| {
                    let device_signed = member(document(response), "deviceSigned");
                    *member(device_signed, "nameSpaces") = Value::Map(vec![]);
                }),
                "mdoc.tag-24",
            ),
        ],
    );
    let auth = |change: &dyn Fn(&mut Vec<Value>)| {
        response(|response| {
            let signature = member(device_auth(response), "deviceSignature");
            change(signature.as_array_mut().unwrap());
        })
    };
    let cases = [
        (
            "version 2.0",
            response(|response| *member(response, "version") = "2.0".into()),
            "mdoc.version",
        ),
        (
            "no version",
            response(|response| remove(response, "version")),
            "mdoc.missing-member",
        ),
        (
            "no status",
            response(|response| remove(response, "status")),
            "mdoc.missing-member",
        ),
        (
            "an error as status",
            response(|response| *member(response, "status") = 10.into()),
            "mdoc.response-status",
        ),
        (
            "no documents",
            response(|response| remove(response, "documents")),
            "mdoc.missing-member",
        ),
        (
            "an empty array of documents",
            response(|response| *member(response, "documents") = Value::Array(vec![])),
            "mdoc.structure",
        ),
        (
            "no device signature",
            response(|response| remove(document(response), "deviceSigned")),
            "mdoc.missing-member",
        ),
        (
            "neither signature nor MAC",
            response(|response| *device_auth(response) = Value::Map(vec![])),
            "mdoc.structure",
        ),
        (
            "both signature and MAC",
            response(|response| {
                let auth = device_auth(response);
                // Of the same form, but for the length of its last part.
                let mac = member(auth, "deviceSignature").clone();
                add(auth, "deviceMac", mac);
            }),
            "mdoc.structure",
        ),
        (
            "an attached payload",
            auth(&|parts| parts[2] = Value::Bytes(vec![])),
            "mdoc.structure",
        ),
        (
            "no algorithm",
            auth(&|parts| parts[0] = Value::Bytes(vec![])),
            "cose.algorithm-missing",
        ),
        (
            "an IssuerSigned in place of a response",
            encode(&Presentation::of(&Kit::new(), &Kit::new().issue(&licence())).issuer_signed),
            "mdoc.missing-member",
        ),
    ];
    all_refused(Stage::Structure, &cases);
}

#[test]
fn a_device_that_does_not_prove_its_key_is_refused_at_binding() {
    let other =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let signed = "verify.device-signature";
    let cases = [
        (
            "another session",
            present(|wallet| wallet.transcript = transcript(8)),
            signed,
        ),
        (
            "another key",
            present(|wallet| wallet.key = other.clone()),
            signed,
        ),
        (
            "another document type signed",
            present(|wallet| wallet.signed_doc_type = "other"),
            signed,
        ),
        (
            "another document type told",
            present(|wallet| wallet.doc_type = "other"),
            "verify.doc-type-mismatch",
        ),
        (
            "an algorithm of another curve",
            present(|wallet| wallet.algorithm = -35),
            signed,
        ),
    ];
    all_refused(Stage::Binding, &cases);
}

#[test]
fn elements_of_the_device_need_the_issuers_authorization() {
    let kit = Kit::new();
    let element = || {
        let elements = Value::Map(vec![("resident_city".into(), "Chiyoda".into())]);
        Value::Map(vec![(ISO.into(), elements)])
    };
    let with = |issuer_signed: &[u8]| {
        let mut presentation = Presentation::of(&kit, issuer_signed);
        presentation.namespaces = element();
        encode(&presentation.response())
    };
    let without = with(&kit.issue(&licence()));
    let code = "verify.device-element-not-authorized";
    all_refused(Stage::Binding, &[("not authorized", without, code)]);

    let authorizations: [Value; 2] = [
        Value::Map(vec![("nameSpaces".into(), Value::Array(vec![ISO.into()]))]),
        Value::Map(vec![(
            "dataElements".into(),
            Value::Map(vec![(
                ISO.into(),
                Value::Array(vec!["resident_city".into()]),
            )]),
        )]),
    ];
    for value in authorizations {
        let authorized = kit.changed(|draft| {
            add(draft.mso(&["deviceKeyInfo"]), "keyAuthorizations", value);
        });
        let bytes = with(&authorized);
        let documents = presented(&bytes, &transcript(7), &kit.trust()).unwrap();
        let element = documents[0].device_elements()[0];
        assert_eq!(
            (element.namespace, element.identifier),
            (ISO, "resident_city")
        );
        assert_eq!(element.value, b"\x67Chiyoda");
        assert_eq!(documents[0].value(ISO, "resident_city"), None);
    }
}

#[test]
fn what_the_issuer_signed_is_verified_in_a_response_too() {
    let kit = Kit::new();
    let changed = kit.changed(|draft| {
        draft.redigest = false;
        *member(draft.item(0, 5), "elementValue") = Value::Bool(false);
    });
    let bytes = encode(&Presentation::of(&kit, &changed).response());
    all_refused(
        Stage::Digest,
        &[("changed", bytes, "verify.digest-mismatch")],
    );
}
