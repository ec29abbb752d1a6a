mod key;

use coset::cbor::value::Value;
use coset::iana::{self, EllipticCurve};
use coset::{CborSerializable, CoseKeyBuilder, CoseSign1Builder, HeaderBuilder};

use super::*;
use crate::crypto::{Curve, PublicKey, Signature, Signer, SigningCurve, SoftwareKey};
use crate::testing::SeededRandom;

fn software_key(curve: SigningCurve) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(b"cose")).unwrap()
}

fn ed25519() -> PublicKey {
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    PublicKey::from_coordinates(Curve::Ed25519, secret.verifying_key().as_bytes(), &[]).unwrap()
}

/// A COSE_Sign1 as this crate writes it.
fn written(key: &SoftwareKey, payload: &[u8]) -> Vec<u8> {
    let protected = protected_header(key.public_key().curve(), None);
    let head = sig_structure_head(&protected, payload.len());
    let signature = key.sign(&[&head, payload]).unwrap();
    let mut out = Vec::new();
    write_sign1_head(&mut out, &protected, b"certificate", payload.len());
    out.extend_from_slice(payload);
    crate::cbor::Writer::new(&mut out).byte_string(signature.as_bytes());
    out
}

/// A COSE_Sign1 from four values, for faults.
fn array(protected: Value, unprotected: Value, payload: Value, signature: Value) -> Vec<u8> {
    Value::Array(vec![protected, unprotected, payload, signature])
        .to_vec()
        .unwrap()
}

fn with_headers(protected: Vec<(i64, Value)>, unprotected: Vec<(i64, Value)>) -> Vec<u8> {
    let map = |members: Vec<(i64, Value)>| {
        Value::Map(
            members
                .into_iter()
                .map(|(label, value)| (Value::from(label), value))
                .collect(),
        )
    };
    let protected = map(protected).to_vec().unwrap();
    array(
        Value::Bytes(protected),
        map(unprotected),
        Value::Null,
        Value::Bytes(vec![0; 64]),
    )
}

fn certificate(byte: u8) -> Value {
    Value::Bytes(vec![byte; 3])
}

#[test]
fn algorithms_keep_their_registered_values() {
    for (curve, value) in [
        (Curve::P256, iana::Algorithm::ES256),
        (Curve::P384, iana::Algorithm::ES384),
        (Curve::Ed25519, iana::Algorithm::EdDSA),
    ] {
        use coset::iana::EnumI64;
        assert_eq!(Algorithm::of(curve).value(), value.to_i64());
        assert_eq!(
            Algorithm::from_value(value.to_i64()),
            Some(Algorithm::of(curve))
        );
    }
    assert_eq!(Algorithm::from_value(-36), None);
}

#[test]
fn a_signed_structure_is_written_as_coset_writes_it() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let key = software_key(curve);
        for length in [0, 23, 24, 255, 256, 65_535, 65_536, 90_000] {
            let payload = vec![0x5A; length];
            let algorithm = match curve {
                SigningCurve::P256 => iana::Algorithm::ES256,
                SigningCurve::P384 => iana::Algorithm::ES384,
            };
            let coset = CoseSign1Builder::new()
                .protected(HeaderBuilder::new().algorithm(algorithm).build())
                .unprotected(
                    HeaderBuilder::new()
                        .value(33, Value::Bytes(b"certificate".to_vec()))
                        .build(),
                )
                .payload(payload.clone())
                .create_signature(b"", |message| {
                    key.sign(&[message]).unwrap().as_bytes().to_vec()
                })
                .build();
            assert_eq!(written(&key, &payload), coset.to_vec().unwrap());
        }
    }
}

#[test]
fn the_start_of_a_signed_structure_has_the_bytes_of_the_standards_example() {
    let payload = vec![0; 930];
    let bytes = written(&software_key(SigningCurve::P256), &payload);
    assert_eq!(bytes[..8], hex_literal::hex!("84 43 A10126 A1 1821"));
    assert_eq!(
        sig_structure_head(&protected_header(Curve::P256, None), payload.len()),
        [
            &hex_literal::hex!("84 6A")[..],
            b"Signature1",
            &hex_literal::hex!("43 A10126 40 59 03A2"),
        ]
        .concat()
    );
}

#[test]
fn a_signature_verifies_and_every_other_message_or_key_does_not() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let key = software_key(curve);
        let bytes = written(&key, b"payload");
        let sign1 = Sign1::parse(&bytes).unwrap();
        assert_eq!(sign1.chain(), [b"certificate".to_vec()]);
        assert_eq!(sign1.payload(), Some(&b"payload"[..]));
        sign1.verify(&key.public_key(), b"payload").unwrap();
        let other = SoftwareKey::generate(curve, &mut SeededRandom::new(b"other")).unwrap();
        for error in [
            sign1.verify(&key.public_key(), b"payloae"),
            sign1.verify(&other.public_key(), b"payload"),
        ] {
            assert_eq!(error.unwrap_err().code(), "cose.signature");
        }
    }
}

#[test]
fn an_ed25519_signature_verifies() {
    use ed25519_dalek::Signer as _;
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let protected = protected_header(Curve::Ed25519, None);
    let message = [sig_structure_head(&protected, 4).as_slice(), b"text"].concat();
    let signature = secret.sign(&message).to_bytes().to_vec();
    let bytes = array(
        Value::Bytes(protected),
        Value::Map(vec![]),
        Value::Null,
        Value::Bytes(signature),
    );
    let sign1 = Sign1::parse(&bytes).unwrap();
    assert_eq!(sign1.payload(), None);
    sign1.verify(&ed25519(), b"text").unwrap();
}

#[test]
fn an_algorithm_that_does_not_fit_the_key_is_refused_before_the_signature() {
    let key = software_key(SigningCurve::P256).public_key();
    // The last two: a number that nobody registered, and a text.
    for value in [-8, -35, -36, -9, 99]
        .map(Value::from)
        .into_iter()
        .chain(["ES256".into()])
    {
        let bytes = with_headers(vec![(1, value)], vec![(33, certificate(1))]);
        let sign1 = Sign1::parse(&bytes).unwrap();
        assert_eq!(sign1.chain().len(), 1);
        assert_eq!(sign1.verify(&key, b""), Err(CoseError::AlgorithmMismatch));
    }
}

#[test]
fn a_der_signature_is_refused_by_its_length() {
    let key = software_key(SigningCurve::P256);
    let raw = key.sign(&[b"message"]).unwrap();
    let der = p256::ecdsa::Signature::from_slice(raw.as_bytes())
        .unwrap()
        .to_der();
    assert!(Signature::from_bytes(Curve::P256, der.as_bytes()).is_err());
    let bytes = array(
        Value::Bytes(protected_header(Curve::P256, None)),
        Value::Map(vec![]),
        Value::Null,
        Value::Bytes(der.as_bytes().to_vec()),
    );
    let error = Sign1::parse(&bytes).unwrap().verify(&key.public_key(), b"");
    assert_eq!(error.unwrap_err().code(), "cose.signature");
}

#[test]
fn certificates_are_taken_from_either_header_as_one_or_as_two_and_more() {
    let alg = || (1, Value::from(-7));
    let two = || Value::Array(vec![certificate(1), certificate(2)]);
    let one_of_one = Value::Array(vec![certificate(1)]);
    let four = Value::Array((0..4).map(certificate).collect());
    let numbers = Value::Array(vec![Value::from(1), Value::from(2)]);
    let good = [
        (with_headers(vec![alg()], vec![(33, certificate(1))]), 1),
        (with_headers(vec![alg(), (33, certificate(1))], vec![]), 1),
        (with_headers(vec![alg()], vec![(33, two())]), 2),
        (with_headers(vec![alg()], vec![]), 0),
    ];
    for (bytes, length) in good {
        assert_eq!(Sign1::parse(&bytes).unwrap().chain().len(), length);
    }
    for value in [one_of_one, four, numbers, Value::from("text")] {
        let bytes = with_headers(vec![alg()], vec![(33, value)]);
        assert_eq!(Sign1::parse(&bytes).unwrap_err(), CoseError::Chain);
    }
}

#[test]
fn headers_with_one_fault_are_refused() {
    let alg = || (1, Value::from(-7));
    let crit = |label: i64| (2, Value::Array(vec![Value::from(label)]));
    let cases = [
        (
            "no alg",
            with_headers(vec![], vec![]),
            "cose.algorithm-missing",
        ),
        (
            "alg unprotected",
            with_headers(vec![], vec![alg()]),
            "cose.algorithm-missing",
        ),
        (
            "alg twice",
            with_headers(vec![alg()], vec![alg()]),
            "cose.label-twice",
        ),
        (
            "kid twice",
            with_headers(vec![alg(), (4, certificate(1))], vec![(4, certificate(2))]),
            "cose.label-twice",
        ),
        (
            "x5chain twice",
            with_headers(
                vec![alg(), (33, certificate(1))],
                vec![(33, certificate(1))],
            ),
            "cose.label-twice",
        ),
        (
            "kid is a text",
            with_headers(vec![alg(), (4, Value::from("kid"))], vec![]),
            "cose.structure",
        ),
        (
            "unregistered critical label",
            with_headers(vec![alg(), crit(4_711)], vec![]),
            "cose.unknown-critical",
        ),
        (
            "registered critical label that is not processed",
            with_headers(vec![alg(), crit(3)], vec![]),
            "cose.unknown-critical",
        ),
        (
            "critical label that is absent",
            with_headers(vec![alg(), crit(33)], vec![]),
            "cose.unknown-critical",
        ),
        (
            "crit unprotected",
            with_headers(vec![alg()], vec![crit(1)]),
            "cose.unknown-critical",
        ),
    ];
    for (name, bytes, code) in cases {
        assert_eq!(Sign1::parse(&bytes).expect_err(name).code(), code, "{name}");
    }
}

#[test]
fn a_critical_label_that_is_understood_and_present_is_accepted() {
    let crit = Value::Array(vec![Value::from(1), Value::from(33)]);
    let bytes = with_headers(
        vec![(1, Value::from(-7)), (2, crit), (33, certificate(1))],
        vec![],
    );
    assert_eq!(Sign1::parse(&bytes).unwrap().chain().len(), 1);
}

#[test]
fn another_shape_than_an_untagged_array_of_four_is_refused() {
    let good = written(&software_key(SigningCurve::P256), b"payload");
    let tagged = [&[0xD2], good.as_slice()].concat();
    assert_eq!(Sign1::parse(&tagged).unwrap_err(), CoseError::Tagged);
    let trailing = [good.as_slice(), &[0]].concat();
    assert_eq!(Sign1::parse(&trailing).unwrap_err().code(), "cose.not-cbor");
    let protected = || Value::Bytes(protected_header(Curve::P256, None));
    let empty = || Value::Map(vec![]);
    let signature = || Value::Bytes(vec![0; 64]);
    let cases = [
        Value::Array(vec![protected(), empty(), Value::Null]),
        Value::Array(vec![Value::Null, empty(), Value::Null, signature()]),
        Value::Array(vec![protected(), Value::Null, Value::Null, signature()]),
        Value::Array(vec![protected(), empty(), Value::from("text"), signature()]),
        Value::Array(vec![protected(), empty(), Value::Null, Value::Null]),
    ];
    for value in cases {
        let bytes = value.to_vec().unwrap();
        assert_eq!(Sign1::parse(&bytes).unwrap_err().code(), "cose.structure");
    }
}

#[test]
fn a_protected_header_that_is_no_strict_cbor_is_refused() {
    // {1: -7} with the label in two bytes; {1: -7} of indefinite length; {1: -7, 1: -7}.
    for protected in [
        hex_literal::hex!("A1 1801 26").to_vec(),
        hex_literal::hex!("BF 01 26 FF").to_vec(),
        hex_literal::hex!("A2 01 26 01 26").to_vec(),
    ] {
        let bytes = array(
            Value::Bytes(protected),
            Value::Map(vec![]),
            Value::Null,
            Value::Bytes(vec![0; 64]),
        );
        assert_eq!(Sign1::parse(&bytes).unwrap_err().code(), "cose.not-cbor");
    }
}
