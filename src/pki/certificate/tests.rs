use std::path::PathBuf;

use der::Encode;

use super::*;
use crate::crypto::{Curve, Signer, SigningCurve};
use crate::error::Coded;
use crate::pki::UnsupportedKey;
use crate::pki::builder::encoding::{self, SignedPart};
use crate::pki::tests::Chain;

mod fields;

fn vectors() -> Option<PathBuf> {
    let folder = std::env::var_os("MNID_MDOC_VECTORS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: MNID_MDOC_VECTORS is not set");
    }
    folder
}

fn read(path: &str) -> Option<Certificate> {
    let bytes = std::fs::read(vectors()?.join(path)).unwrap();
    Some(match std::str::from_utf8(&bytes) {
        Ok(pem) => Certificate::from_pem(pem).unwrap(),
        Err(_) => Certificate::from_der(&bytes).unwrap(),
    })
}

#[test]
fn every_jpki_root_is_read_and_signed_by_itself() {
    for name in [
        "authca01.cer",
        "authca02.cer",
        "authca03.cer",
        "signca01.cer",
        "signca02.cer",
        "signca03.cer",
        "test/authca-test-2019.cer",
        "test/authca-test-2023.cer",
        "test/signca-test-2019.cer",
        "test/signca-test-2024.cer",
    ] {
        let Some(root) = read(&format!("jpki-roots/{name}")) else {
            return;
        };
        root.check_signed_by(root.public_key()).unwrap();
        assert_eq!(root.subject_der(), root.issuer_der(), "{name}");
        assert_eq!(root.country(), Some("JP"), "{name}");
    }
}

#[test]
fn the_test_card_s_certificates_chain_to_their_authorities() {
    for (leaf, authority) in [
        ("jpki-sign-cert.der", "jpki-sign-ca-cert.der"),
        ("jpki-auth-cert.der", "jpki-auth-ca-cert.der"),
    ] {
        let (Some(leaf), Some(authority)) = (
            read(&format!("jpki-test-card/{leaf}")),
            read(&format!("jpki-test-card/{authority}")),
        ) else {
            return;
        };
        leaf.check_signed_by(authority.public_key()).unwrap();
        assert_eq!(leaf.issuer_der(), authority.subject_der());
        assert_eq!(
            leaf.authority_key_identifier(),
            authority.subject_key_identifier()
        );
    }
}

#[test]
fn what_is_no_strict_certificate_is_refused() {
    let good = Chain::new(SigningCurve::P256).document_signer;
    let der = good.der();
    assert_eq!(Certificate::from_der(der).unwrap(), good);
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut changed = der.to_vec();
        change(&mut changed);
        Certificate::from_der(&changed).unwrap_err().code()
    };
    assert_eq!(changed(Vec::clear), "pki.malformed");
    assert_eq!(changed(|der| der.push(0)), "pki.malformed");
    assert_eq!(
        changed(|der| {
            der.pop();
        }),
        "pki.malformed"
    );
    assert_eq!(
        changed(|der| der.resize(limits::CERTIFICATE + 1, 0)),
        "pki.too-large"
    );
    // A length in one byte more than it needs.
    assert_eq!(
        changed(|der| {
            der[1] = 0x83;
            der.insert(2, 0);
        }),
        "pki.malformed"
    );
    // The version number is the fifth byte of the signed part, which begins at the fifth byte.
    assert_eq!(der[8..13], [0xA0, 3, 2, 1, 2]);
    assert_eq!(changed(|der| der[12] = 1), "pki.malformed");
}

#[test]
fn a_default_that_is_written_out_is_refused() {
    // `critical FALSE` in the last extension but one, which is not critical.
    let chain = Chain::new(SigningCurve::P256);
    let part = chain.document_signer.signed_part();
    let mut part = SignedPart::from_der(part).unwrap();
    part.put(UNKNOWN, true, &[5, 0]);
    let mut der = part.to_der().unwrap();
    let at = der.windows(3).rposition(|w| w == [1, 1, 0xFF]).unwrap();
    der[at + 2] = 0;
    let signature = chain.iaca_key.sign(&[&der]).unwrap();
    let whole = encoding::certificate(&der, Curve::P256, signature.as_bytes()).unwrap();
    let refused = Certificate::from_der(&whole).unwrap_err();
    assert_eq!(refused.code(), "pki.malformed");
}

#[test]
fn an_extension_twice_is_refused() {
    let chain = Chain::new(SigningCurve::P256);
    let mut part = SignedPart::from_der(chain.document_signer.signed_part()).unwrap();
    part.extensions.push(part.extensions[0].clone());
    let refused = assembled(&part.to_der().unwrap());
    let PkiError::DuplicateExtension { oid } = refused.unwrap_err() else {
        panic!("another error");
    };
    assert_eq!(oid, "2.5.29.35");
}

#[test]
fn the_algorithm_is_known_and_the_same_inside_and_outside() {
    let chain = Chain::new(SigningCurve::P256);
    let mut part = SignedPart::from_der(chain.document_signer.signed_part()).unwrap();
    part.algorithm = encoding::algorithm(Curve::P384);
    let refused = assembled(&part.to_der().unwrap()).unwrap_err();
    assert_eq!(refused.code(), "pki.algorithm");
    // ECDSA with SHA-1, inside and outside.
    let der = chain.document_signer.der();
    let sha256 = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
    let sha1 = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x05];
    let mut changed = der.to_vec();
    for at in 0..der.len() - 8 {
        if der[at..at + 8] == sha256 {
            changed[at..at + 8].copy_from_slice(&sha1);
        }
    }
    // Such a certificate can be read; nothing is verified by it.
    let read = Certificate::from_der(&changed).unwrap();
    let refused = read.check_signed_by(chain.iaca.public_key()).unwrap_err();
    assert_eq!(refused.code(), "pki.algorithm");
}

#[test]
fn a_key_that_is_not_on_its_curve_is_refused() {
    let chain = Chain::new(SigningCurve::P256);
    let mut part = SignedPart::from_der(chain.document_signer.signed_part()).unwrap();
    let point = [&[4], [1; 64].as_slice()].concat();
    part.key.subject_public_key = der::asn1::BitString::from_bytes(&point).unwrap();
    let refused = assembled(&part.to_der().unwrap()).unwrap_err();
    assert_eq!(refused.code(), "pki.public-key");
}

#[test]
fn a_point_in_either_compressed_form_is_read_and_not_used() {
    let chain = Chain::new(SigningCurve::P256);
    for head in [2, 3] {
        let mut part = SignedPart::from_der(chain.document_signer.signed_part()).unwrap();
        let point = part.key.subject_public_key.raw_bytes();
        let point = [&[head], &point[1..33]].concat();
        part.key.subject_public_key = der::asn1::BitString::from_bytes(&point).unwrap();
        let read = assembled(&part.to_der().unwrap()).unwrap();
        let kind = VerifyingKey::Unsupported(UnsupportedKey::CompressedPoint);
        assert_eq!(read.public_key(), &kind);
        assert_eq!(read.public_key().ec(), None);
        assert_eq!(read.public_key().rsa(), None);
    }
}

#[test]
fn pem_goes_out_and_in_and_has_the_right_label() {
    let good = Chain::new(SigningCurve::P256).iaca;
    let pem = good.to_pem();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
    assert_eq!(Certificate::from_pem(&pem).unwrap(), good);
    let other = pem.replace("CERTIFICATE", "PUBLIC KEY");
    for text in ["", "no PEM", &other, &format!("{pem}{pem}")] {
        let refused = Certificate::from_pem(text).unwrap_err();
        assert_eq!(refused.code(), "pki.file", "{text}");
    }
}

#[test]
fn debug_names_nobody() {
    let text = format!("{:?}", Chain::new(SigningCurve::P256).document_signer);
    assert!(!text.contains("TEST"), "{text}");
}

/// A signed part with some signature by P-256.
fn assembled(part: &[u8]) -> Result<Certificate, PkiError> {
    Certificate::from_der(&encoding::certificate(part, Curve::P256, &[1; 64]).unwrap())
}

const UNKNOWN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.999.1");
