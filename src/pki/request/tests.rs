use proptest::prelude::*;

use super::*;
use crate::crypto::{Curve, SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::pki::builder::encoding::certificate;
use crate::testing::SeededRandom;

mod refusals;

fn key(curve: SigningCurve) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(b"request")).unwrap()
}

fn request() -> CertificateRequest {
    CertificateRequest::sign("TEST document signer", &key(SigningCurve::P256)).unwrap()
}

/// A request of these members, signed by the key.
fn signed(members: &[&[u8]]) -> Vec<u8> {
    let info = Any::new(Tag::Sequence, members.concat()).unwrap();
    let info = info.to_der().unwrap();
    let signature = key(SigningCurve::P256).sign(&[&info]).unwrap();
    certificate(&info, Curve::P256, signature.as_bytes()).unwrap()
}

#[test]
fn a_request_says_its_name_and_key_and_is_read_back() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let request = CertificateRequest::sign("TEST document signer", &key(curve)).unwrap();
        assert_eq!(request.common_name(), Some("TEST document signer"));
        assert_eq!(request.public_key(), &key(curve).public_key());
        let read = CertificateRequest::from_pem(&request.to_pem()).unwrap();
        assert_eq!(read.der(), request.der());
    }
}

#[test]
fn a_request_is_read_in_the_pem_that_tools_write() {
    let pem = request().to_pem();
    let new = pem.replace("CERTIFICATE", "NEW CERTIFICATE");
    for text in [
        format!("{pem}\n"),
        format!("{new} \r\n"),
        format!("Certificate Request:\n    Data:\n{new}"),
        new.replace('\n', "\r\n"),
    ] {
        let read = CertificateRequest::from_pem(&text).unwrap();
        assert_eq!(read.der(), request().der());
    }
    for text in [pem.repeat(2), pem.replace("CERTIFICATE", "OLD CERTIFICATE")] {
        let error = CertificateRequest::from_pem(&text).unwrap_err();
        assert_eq!(error.code(), "pki.request");
    }
}

#[test]
fn a_request_completed_with_another_key_s_signature_is_refused() {
    let prepared =
        CertificateRequest::prepare("TEST", &key(SigningCurve::P256).public_key()).unwrap();
    let other =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let signature = other.sign(&[prepared.to_be_signed()]).unwrap();
    assert_eq!(
        prepared.complete(&signature).unwrap_err().code(),
        "pki.possession"
    );
}

#[test]
fn a_malformed_field_is_named() {
    let name: &[u8] = &[0x30, 0x00];
    let spki = key(SigningCurve::P256).public_key().to_spki_der();
    let spki = spki.as_slice();
    let none: &[u8] = &NO_ATTRIBUTES;
    let cases: [(&[&[u8]], &str); 7] = [
        (&[&[2, 1, 1], name, spki, none], "version"),
        (&[VERSION_1, &[0x31, 0], spki, none], "subject"),
        (&[VERSION_1, name, &[0x30, 0], none], "subjectPKInfo"),
        (&[VERSION_1, name, spki, &[0xA1, 0]], "attributes"),
        (&[VERSION_1, name, spki, &[0xA0, 2, 5, 0]], "attributes"),
        (&[VERSION_1, name, spki], "CertificationRequestInfo"),
        (
            &[VERSION_1, name, spki, none, &[5, 0]],
            "CertificationRequestInfo",
        ),
    ];
    for (members, expected) in cases {
        match CertificateRequest::from_der(&signed(members)) {
            Err(PkiError::Request { field }) => assert_eq!(field, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    CertificateRequest::from_der(&signed(&[VERSION_1, name, spki, none])).unwrap();
}

#[test]
fn what_surrounds_a_request_is_refused() {
    let der = request().der().to_vec();
    let trailing = [der.as_slice(), &[0]].concat();
    for bytes in [&trailing, &der[..der.len() - 1], &[]] {
        let error = CertificateRequest::from_der(bytes).unwrap_err();
        assert_eq!(error.code(), "pki.request");
    }
    let large = vec![0; limits::CERTIFICATE + 1];
    let error = CertificateRequest::from_der(&large).unwrap_err();
    assert_eq!(error.code(), "pki.too-large");
    let error = CertificateRequest::from_pem("no PEM").unwrap_err();
    assert_eq!(error.code(), "pki.request");
}

#[test]
fn a_name_that_is_empty_too_long_or_not_printable_is_not_asked_for() {
    let key = key(SigningCurve::P256).public_key();
    for name in [String::new(), "x".repeat(65), "a\nb".to_owned()] {
        let error = CertificateRequest::prepare(&name, &key).unwrap_err();
        assert_eq!(error.code(), "pki.field");
    }
    CertificateRequest::prepare(&"x".repeat(64), &key).unwrap();
}

proptest! {
    #[test]
    fn a_changed_byte_is_refused_without_a_panic(position in 0usize..400, mask in 1u8..) {
        let mut der = request().der().to_vec();
        let position = position % der.len();
        der[position] ^= mask;
        prop_assert!(CertificateRequest::from_der(&der).is_err());
    }
}
