//! Whatever bytes arrive where something of this module is read, nothing panics.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::pki::tests::hostile::{edited, edits};

const CURVES: [Curve; 3] = [Curve::Ed25519, Curve::P256, Curve::P384];

/// Everything that is read, one good sample each.
static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let keys = [SigningCurve::P256, SigningCurve::P384].map(key);
    let mut samples = vec![sealed(b"content")];
    for key in &keys {
        let signature = key.sign(&[b"m"]).unwrap();
        samples.extend([
            key.to_pkcs8_der().unwrap().to_vec(),
            key.to_pkcs8_pem().unwrap().as_bytes().to_vec(),
            key.public_key().to_spki_der(),
            signature.as_bytes().to_vec(),
            key.public_key().thumbprint().to_string().into_bytes(),
        ]);
    }
    samples.extend([
        include_bytes!("keys/p256.sec1.der").to_vec(),
        include_bytes!("keys/p256.sec1.pem").to_vec(),
        include_bytes!("keys/rsa.pkcs8.der").to_vec(),
    ]);
    samples
});

fn sealed(content: &[u8]) -> Vec<u8> {
    let mut random = SeededRandom::new(b"seal");
    let sealing_key = SealingKey::from_bytes([7; 32]);
    sealing_key
        .seal("kind", expiry(), content, &mut random)
        .unwrap()
}

fn expiry() -> Timestamp {
    Timestamp::parse("2026-11-24T10:00:00Z").unwrap()
}

/// Reads the bytes as everything that they could be, and does with it what can be done.
fn read(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let keys = [SoftwareKey::from_der(bytes), SoftwareKey::from_pem(&text)];
    for key in keys.into_iter().flatten() {
        let signature = key.sign(&[bytes]).unwrap();
        assert_eq!(key.public_key().verify(&[bytes], &signature), Ok(()));
    }
    let (x, y) = bytes.split_at(bytes.len() / 2);
    let mut keys: Vec<_> = PublicKey::from_spki_der(bytes).into_iter().collect();
    let mut signatures = Vec::new();
    for curve in CURVES {
        keys.extend(PublicKey::from_coordinates(curve, x, y));
        keys.extend(PublicKey::from_coordinates(curve, bytes, &[]));
        signatures.extend(Signature::from_bytes(curve, bytes));
    }
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        keys.push(key(curve).public_key());
        signatures.extend(Signature::from_der(curve, bytes));
    }
    for key in &keys {
        assert_eq!(
            PublicKey::from_spki_der(&key.to_spki_der()).as_ref(),
            Ok(key)
        );
        for signature in &signatures {
            let _ = key.verify(&[b"another message"], signature);
        }
        for hash in [EcdsaHash::Sha256, EcdsaHash::Sha384, EcdsaHash::Sha512] {
            let _ = key.verify_der(hash, b"another message", bytes);
        }
    }
    let _ = RsaPublicKey::from_spki_der(bytes);
    let _ = RsaPublicKey::from_components(x, y);
    let _ = Thumbprint::parse(&text);
    let _ = SealingKey::from_bytes([7; 32]).open("kind", expiry(), bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_edit_of_what_is_good_makes_a_reader_panic(sample in any::<Index>(), edits in edits()) {
        read(&edited(&SAMPLES[sample.index(SAMPLES.len())], &edits));
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..200)) {
        read(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Of any number as the modulus, be it even or a square, and any signature.
    #[test]
    fn no_rsa_key_and_signature_make_the_check_panic(
        modulus in vec(any::<u8>(), 250..520),
        exponent in vec(any::<u8>(), 0..6),
        signature in vec(any::<u8>(), 0..520),
    ) {
        let even = modulus.iter().map(|byte| byte & 0xFE).collect::<Vec<_>>();
        for modulus in [&modulus, &even] {
            for exponent in [&exponent[..], &[1, 0, 1]] {
                let Ok(key) = RsaPublicKey::from_components(modulus, exponent) else {
                    continue;
                };
                let as_long = &[&signature[..], modulus].concat()[..modulus.len()];
                for signature in [&signature[..], as_long, modulus] {
                    let _ = key.verify(&[b"m"], signature);
                    let _ = key.verify_three_digests([[7; 32]; 3], signature);
                }
                let _ = (key.spki_sha256(), key.bits());
            }
        }
    }
}
