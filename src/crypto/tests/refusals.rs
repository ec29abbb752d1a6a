//! Every reason for which a key, a signature or a seal is refused, a fault each.

use super::*;
use crate::limits;

/// A DER value of fewer than 128 bytes.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
}

fn sequence(members: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &members.concat())
}

const P256_OID: &[u8] = &hex!("06 08 2A 86 48 CE 3D 03 01 07");
const P384_OID: &[u8] = &hex!("06 05 2B 81 04 00 22");
const EC_OID: &[u8] = &hex!("06 07 2A 86 48 CE 3D 02 01");
const ED25519_OID: &[u8] = &hex!("06 03 2B 65 70");
const RSA_OID: &[u8] = &hex!("06 09 2A 86 48 86 F7 0D 01 01 01");
const NULL: &[u8] = &[5, 0];

fn public<T: std::fmt::Debug>(result: Result<T, CryptoError>) -> &'static str {
    let error = result.unwrap_err();
    assert_eq!(error.code(), "crypto.public-key");
    match error {
        CryptoError::PublicKey { reason } => reason,
        other => panic!("{other}"),
    }
}

fn private(der: &[u8]) -> &'static str {
    let error = SoftwareKey::from_der(der).unwrap_err();
    assert_eq!(error.code(), "crypto.private-key");
    match error {
        CryptoError::PrivateKey { reason } => reason,
        other => panic!("{other}"),
    }
}

/// SEC1 (RFC 5915): version, number, curve.
fn sec1(version: u8, number: &[u8], curve: Option<&[u8]>) -> Vec<u8> {
    let curve = curve.map(|curve| tlv(0xA0, curve)).unwrap_or_default();
    sequence(&[&[2, 1, version], &tlv(4, number), &curve])
}

/// PKCS#8 (RFC 5958): version, algorithm, the SEC1 key.
fn pkcs8(parameters: &[u8], sec1: &[u8]) -> Vec<u8> {
    sequence(&[&[2, 1, 0], &sequence(&[EC_OID, parameters]), &tlv(4, sec1)])
}

#[test]
fn a_private_key_with_one_fault_is_refused_for_it() {
    let (short, long) = ([7; 32], [7; 48]);
    let good = [
        sec1(1, &short, None),
        sec1(1, &short, Some(P256_OID)),
        sec1(1, &long, Some(P384_OID)),
        pkcs8(P256_OID, &sec1(1, &short, None)),
        pkcs8(P384_OID, &sec1(1, &long, Some(P384_OID))),
    ];
    for der in good {
        SoftwareKey::from_der(&der).unwrap();
    }
    let another_curve = "a key on another curve";
    let unfit = "its curve and its length do not fit each other";
    let outside = "a number outside the curve's group";
    let cases = [
        (sec1(2, &short, None), "no well-formed SEC1 key"),
        (sec1(1, &short, Some(NULL)), "no well-formed SEC1 key"),
        (sec1(1, &short[1..], None), another_curve),
        (sec1(1, &short, Some(P384_OID)), another_curve),
        (sec1(1, &long, Some(P256_OID)), another_curve),
        (sec1(1, &[0; 32], None), outside),
        (sec1(1, &[0xFF; 32], None), outside),
        (sec1(1, &[0xFF; 48], None), outside),
        (
            sequence(&[&[2, 1, 0], NULL, &tlv(4, &sec1(1, &short, None))]),
            "no well-formed PKCS#8",
        ),
        (pkcs8(NULL, &sec1(1, &short, None)), another_curve),
        (pkcs8(P384_OID, &sec1(1, &short, None)), unfit),
        (pkcs8(P256_OID, &sec1(1, &long, None)), unfit),
        (
            pkcs8(P256_OID, &sec1(1, &short, Some(P384_OID))),
            another_curve,
        ),
        (pkcs8(P256_OID, &[5, 0]), "no well-formed SEC1 key"),
    ];
    for (place, (der, reason)) in cases.iter().enumerate() {
        assert_eq!(private(der), *reason, "{place}");
    }
}

#[test]
fn a_public_key_with_one_fault_is_refused_for_it() {
    let (x, y) = key(SigningCurve::P256).public_key().coordinates();
    let from = PublicKey::from_coordinates;
    let mut off = y.clone();
    off[31] ^= 1;
    assert_eq!(
        public(from(Curve::P256, &x[1..], &y)),
        "a coordinate has not the curve's length"
    );
    assert_eq!(
        public(from(Curve::P256, &x, &off)),
        "the point is not on the curve"
    );
    assert_eq!(
        public(from(Curve::Ed25519, &[0; 32], &[])),
        "a weak Ed25519 key"
    );
    // y is the prime of the field, or more: another encoding of a smaller one.
    for first in [0xED, 0xFF] {
        let mut above = [0xFF; 32];
        above[0] = first;
        let refused = "not the one encoding of an Ed25519 key";
        assert_eq!(public(from(Curve::Ed25519, &above, &[])), refused);
    }
    // Half of all numbers are the coordinate of no point.
    let reasons = (2..20_u8).filter_map(|byte| from(Curve::Ed25519, &[byte; 32], &[]).err());
    let reasons: Vec<_> = reasons.map(|error| public::<()>(Err(error))).collect();
    assert!(reasons.contains(&"not on the curve"), "{reasons:?}");
    assert_eq!(
        public(Thumbprint::parse("kPrK")),
        "a thumbprint is 43 characters of unpadded base64url"
    );
}

#[test]
fn a_subject_public_key_info_with_one_fault_is_refused_for_it() {
    let (x, y) = key(SigningCurve::P256).public_key().coordinates();
    let info = |algorithm: &[&[u8]], point: &[u8]| {
        let bits = tlv(3, &[&[0], point].concat());
        sequence(&[&sequence(algorithm), &bits])
    };
    let whole = [&[4], x.as_slice(), &y].concat();
    let compressed = [&[2 + (y[31] & 1)], x.as_slice()].concat();
    let read = PublicKey::from_spki_der;
    read(&info(&[EC_OID, P256_OID], &whole)).unwrap();
    let other = "no SubjectPublicKeyInfo of P-256, P-384 or Ed25519 with an uncompressed point";
    for (der, reason) in [
        (Vec::new(), other),
        (info(&[EC_OID, P384_OID], &whole), other),
        (info(&[RSA_OID, NULL], &whole), other),
        (info(&[ED25519_OID, NULL], &x), other),
        (info(&[ED25519_OID], &x[1..]), "not 32 bytes"),
        (
            info(&[EC_OID, P256_OID], &compressed),
            "the point is not in uncompressed form",
        ),
    ] {
        assert_eq!(public(read(&der)), reason, "{der:02x?}");
    }
    for der in [Vec::new(), info(&[EC_OID, P256_OID], &whole)] {
        let refused = public(RsaPublicKey::from_spki_der(&der));
        assert_eq!(refused, "no SubjectPublicKeyInfo of an RSA key");
    }
}

#[test]
fn an_rsa_key_with_one_fault_is_refused_for_it() {
    let odd = |bytes: usize| [vec![0xFF; bytes - 1], vec![0x0F]].concat();
    let bounds = "modulus or exponent of the RSA key is out of bounds";
    let bits = "the RSA key has fewer than 2048 or more than 4096 bits";
    let from = RsaPublicKey::from_components;
    from(&odd(256), &[1, 0, 1]).unwrap();
    assert_eq!(public(from(&odd(514), &[1, 0, 1])), bounds);
    assert_eq!(public(from(&odd(256), &[1; 9])), bounds);
    assert_eq!(public(from(&odd(256), &[1])), bounds);
    assert_eq!(public(from(&[], &[1, 0, 1])), bounds);
    assert_eq!(public(from(&odd(128), &[1, 0, 1])), bits);
}

#[test]
fn what_is_no_signature_of_the_key_has_a_code_of_its_own() {
    let key = key(SigningCurve::P256);
    let signature = key.sign(&[b"m"]).unwrap();
    let verified = key.public_key().verify(&[b"other"], &signature);
    assert_eq!(verified.unwrap_err().code(), "crypto.bad-signature");
    let length = Signature::from_bytes(Curve::P384, signature.as_bytes());
    assert_eq!(length.unwrap_err().code(), "crypto.signature-length");
    let der = Signature::from_der(SigningCurve::P256, signature.as_bytes());
    assert_eq!(der.unwrap_err().code(), "crypto.signature-der");
}

/// What is sealed can be opened.
#[test]
fn what_is_too_large_to_be_opened_is_not_sealed() {
    let sealing_key = SealingKey::from_bytes([7; 32]);
    let expires = Timestamp::parse("2026-11-24T10:00:00Z").unwrap();
    let seal = |length: usize| {
        let mut random = SeededRandom::new(b"seal");
        sealing_key.seal("kind", expires, &vec![7; length], &mut random)
    };
    let around = seal(100_000).unwrap().len() - 100_000;
    let longest = limits::CBOR_DOCUMENT - around;
    let sealed = seal(longest).unwrap();
    assert_eq!(sealed.len(), limits::CBOR_DOCUMENT);
    let opened = sealing_key.open("kind", expires, &sealed).unwrap();
    assert_eq!(opened.len(), longest);
    let refused = seal(longest + 1).map(drop).unwrap_err();
    assert_eq!(refused.code(), "crypto.seal-too-large");
}

#[test]
fn a_random_source_that_fails_makes_no_key_and_no_seal() {
    struct Broken;

    impl Random for Broken {
        fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomError> {
            Err(RandomError)
        }
    }

    let key = SoftwareKey::generate(SigningCurve::P256, &mut Broken);
    assert_eq!(key.unwrap_err().code(), "crypto.random");
    let sealing_key = SealingKey::generate(&mut Broken);
    assert_eq!(sealing_key.unwrap_err().code(), "crypto.random");
    let expires = Timestamp::parse("2026-11-24T10:00:00Z").unwrap();
    let sealing_key = SealingKey::from_bytes([7; 32]);
    let sealed = sealing_key.seal("kind", expires, b"content", &mut Broken);
    assert_eq!(sealed.unwrap_err().code(), "crypto.random");
}

/// A source that gives numbers outside the group for ever is broken too.
#[test]
fn a_random_source_of_ones_makes_no_key() {
    struct Ones;

    impl Random for Ones {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
            out.fill(0xFF);
            Ok(())
        }
    }

    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let key = SoftwareKey::generate(curve, &mut Ones);
        assert_eq!(key.unwrap_err().code(), "crypto.random");
    }
}
