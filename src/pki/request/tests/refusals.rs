//! Requests with one fault each, in what stands around their content, and of other keys.

use super::*;
use crate::pki::Certificate;

fn sequence(content: &[u8]) -> Vec<u8> {
    let sequence = Any::new(Tag::Sequence, content).unwrap();
    sequence.to_der().unwrap()
}

/// Content for this key.
fn info(spki: &[u8]) -> Vec<u8> {
    sequence(&[VERSION_1, &[0x30, 0], spki, &NO_ATTRIBUTES].concat())
}

fn bits(signature: &[u8]) -> Vec<u8> {
    let bits = Any::new(Tag::BitString, [&[0], signature].concat());
    bits.unwrap().to_der().unwrap()
}

/// The name of the field, or the code.
fn refused(parts: [&[u8]; 3]) -> &'static str {
    match CertificateRequest::from_der(&sequence(&parts.concat())).unwrap_err() {
        PkiError::Request { field } => field,
        other => other.code(),
    }
}

const ECDSA_SHA_256: &[u8] = &hex_literal::hex!("30 0A 06 08 2A 86 48 CE 3D 04 03 02");
const ECDSA_SHA_1: &[u8] = &hex_literal::hex!("30 09 06 07 2A 86 48 CE 3D 04 01");
const RSA_SHA_256: &[u8] = &hex_literal::hex!("30 0D 06 09 2A 86 48 86 F7 0D 01 01 0B 05 00");
const ED25519: &[u8] = &hex_literal::hex!("30 05 06 03 2B 65 70");
const NULL: &[u8] = &[5, 0];

#[test]
fn what_stands_around_the_content_is_named_or_has_a_code() {
    let info = info(&key(SigningCurve::P256).public_key().to_spki_der());
    let signature = bits(&[0x30, 6, 2, 1, 1, 2, 1, 1]);
    let cases: [(&str, [&[u8]; 3]); 8] = [
        ("signatureAlgorithm", [&info, NULL, &signature]),
        ("pki.algorithm", [&info, RSA_SHA_256, &signature]),
        ("pki.algorithm", [&info, ECDSA_SHA_1, &signature]),
        ("pki.algorithm", [&info, ED25519, &signature]),
        ("signature", [&info, ECDSA_SHA_256, NULL]),
        // Of seven bits.
        ("signature", [&info, ECDSA_SHA_256, &[3, 2, 1, 2]]),
        ("CertificationRequest", [&info, ECDSA_SHA_256, &[]]),
        ("pki.possession", [&info, ECDSA_SHA_256, &signature]),
    ];
    for (expected, parts) in cases {
        assert_eq!(refused(parts), expected);
    }
}

#[test]
fn a_request_for_a_key_that_cannot_be_used_is_refused() {
    let signature = bits(&[0x30, 6, 2, 1, 1, 2, 1, 1]);
    let spki = |pem| {
        Certificate::from_pem(pem)
            .unwrap()
            .public_key_der()
            .to_vec()
    };
    let rsa = spki(include_str!("../../chain/tests/foreign/rsa.pem"));
    let p521 = spki(include_str!("../../chain/tests/foreign/p521.pem"));
    let mut off_curve = key(SigningCurve::P256).public_key().to_spki_der();
    *off_curve.last_mut().unwrap() ^= 1;
    for (expected, spki) in [
        ("pki.unsupported-key", rsa),
        ("pki.unsupported-key", p521),
        ("pki.public-key", off_curve),
    ] {
        let info = info(&spki);
        assert_eq!(refused([&info, ECDSA_SHA_256, &signature]), expected);
    }
}

#[test]
fn a_request_for_a_key_on_ed25519_is_read_and_its_possession_checked() {
    use ed25519_dalek::Signer as _;

    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let point = secret.verifying_key();
    let public = PublicKey::from_coordinates(Curve::Ed25519, point.as_bytes(), &[]).unwrap();
    let info = info(&public.to_spki_der());
    let mut signature = secret.sign(&info).to_bytes();
    let der = sequence(&[&info, ED25519, &bits(&signature)].concat());
    let request = CertificateRequest::from_der(&der).unwrap();
    assert_eq!(request.public_key(), &public);
    assert_eq!(
        refused([&info, ED25519, &bits(&signature[1..])]),
        "pki.possession"
    );
    signature[0] ^= 1;
    assert_eq!(
        refused([&info, ED25519, &bits(&signature)]),
        "pki.possession"
    );
    // No signer of this crate has such a key.
    let asked = CertificateRequest::prepare("TEST", &public);
    assert_eq!(asked.unwrap_err().code(), "pki.field");
}
