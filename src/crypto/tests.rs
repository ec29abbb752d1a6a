use ::rsa::pkcs1::DecodeRsaPrivateKey;
use ::rsa::traits::PublicKeyParts;
use base64ct::{Base64UrlUnpadded, Encoding};
use hex_literal::hex;

mod agreement;
mod hostile;
mod key_files;
mod refusals;
mod signature_der;

pub(crate) use agreement::p256_key;

use super::*;
use crate::error::Coded;
use crate::testing::SeededRandom;
use crate::time::Timestamp;

fn key(curve: SigningCurve) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(b"crypto")).unwrap()
}

#[test]
fn a_signature_over_parts_is_one_over_the_whole_message() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let key = key(curve);
        let signature = key.sign(&[b"ab", b"", b"c"]).unwrap();
        assert_eq!(
            signature.as_bytes().len(),
            Curve::from(curve).signature_length()
        );
        let public = key.public_key();
        assert_eq!(public.verify(&[b"abc"], &signature), Ok(()));
        assert_eq!(
            public.verify(&[b"abd"], &signature),
            Err(CryptoError::BadSignature)
        );
    }
}

#[test]
fn another_key_or_curve_does_not_verify() {
    let signature = key(SigningCurve::P256).sign(&[b"m"]).unwrap();
    let other =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    assert_eq!(
        other.public_key().verify(&[b"m"], &signature),
        Err(CryptoError::BadSignature)
    );
    assert_eq!(
        key(SigningCurve::P384)
            .public_key()
            .verify(&[b"m"], &signature),
        Err(CryptoError::SignatureLength {
            expected: 96,
            found: 64
        })
    );
}

#[test]
fn a_der_signature_has_the_wrong_length() {
    let raw = key(SigningCurve::P256).sign(&[b"m"]).unwrap();
    let der = p256::ecdsa::Signature::from_slice(raw.as_bytes())
        .unwrap()
        .to_der();
    assert!(matches!(
        Signature::from_bytes(Curve::P256, der.as_bytes()),
        Err(CryptoError::SignatureLength { expected: 64, .. })
    ));
    assert_eq!(
        key(SigningCurve::P256)
            .public_key()
            .verify_der(EcdsaHash::Sha256, b"m", der.as_bytes()),
        Ok(())
    );
}

/// In X.509 the algorithm names the hash, whatever the curve.
#[test]
fn a_der_signature_verifies_with_the_hash_that_it_was_made_with_alone() {
    use ::signature::hazmat::PrehashSigner;
    let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
    let public = PublicKey::from_p256(*key.verifying_key());
    let hashes = [EcdsaHash::Sha256, EcdsaHash::Sha384, EcdsaHash::Sha512];
    let digests = [
        sha2::Sha256::digest(b"m").to_vec(),
        sha2::Sha384::digest(b"m").to_vec(),
        sha2::Sha512::digest(b"m").to_vec(),
    ];
    for (made, digest) in digests.iter().enumerate() {
        let signature: p256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
        for (named, hash) in hashes.iter().enumerate() {
            let verified = public.verify_der(*hash, b"m", signature.to_der().as_bytes());
            assert_eq!(verified.is_ok(), made == named, "{hash:?}");
        }
    }
}

#[test]
fn a_signature_of_zeros_does_not_verify() {
    let zeros = Signature::from_bytes(Curve::P256, &[0; 64]).unwrap();
    assert_eq!(
        key(SigningCurve::P256).public_key().verify(&[b"m"], &zeros),
        Err(CryptoError::BadSignature)
    );
}

/// RFC 6979 A.2.5, P-256 with SHA-256, message "sample".
#[test]
fn software_keys_sign_with_the_nonce_of_rfc_6979() {
    let scalar = hex!("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    struct Fixed([u8; 32]);
    impl Random for Fixed {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
            out.copy_from_slice(&self.0[..out.len()]);
            Ok(())
        }
    }
    let key = SoftwareKey::generate(SigningCurve::P256, &mut Fixed(scalar)).unwrap();
    assert_eq!(
        key.sign(&[b"sample"]).unwrap().as_bytes(),
        hex!(
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        )
    );
}

#[test]
fn public_keys_survive_every_encoding() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let public = key(curve).public_key();
        let (x, y) = public.coordinates();
        assert_eq!(
            PublicKey::from_coordinates(curve.into(), &x, &y).as_ref(),
            Ok(&public)
        );
        assert_eq!(
            PublicKey::from_spki_der(&public.to_spki_der()).as_ref(),
            Ok(&public)
        );
    }
    // RFC 8037 A.2.
    let x = hex!("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let public = PublicKey::from_coordinates(Curve::Ed25519, &x, &[]).unwrap();
    assert_eq!(PublicKey::from_spki_der(&public.to_spki_der()), Ok(public));
}

#[test]
fn what_is_no_point_of_the_curve_is_no_key() {
    let (x, mut y) = key(SigningCurve::P256).public_key().coordinates();
    y[31] ^= 1;
    let cases: [(&str, Curve, &[u8], &[u8]); 6] = [
        ("off the curve", Curve::P256, &x, &y),
        ("x too short", Curve::P256, &x[1..], &y),
        ("y missing", Curve::P256, &x, &[]),
        ("P-256 coordinates as P-384", Curve::P384, &x, &y),
        ("Ed25519 with y", Curve::Ed25519, &x, &y),
        ("weak Ed25519", Curve::Ed25519, &[0; 32], &[]),
    ];
    for (name, curve, x, y) in cases {
        assert!(
            matches!(
                PublicKey::from_coordinates(curve, x, y),
                Err(CryptoError::PublicKey { .. })
            ),
            "{name}"
        );
    }
}

/// RFC 7638 has only an RSA example; RFC 8037 A.3 has this one.
#[test]
fn the_thumbprint_is_that_of_the_key_as_a_jwk() {
    let x = hex!("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let public = PublicKey::from_coordinates(Curve::Ed25519, &x, &[]).unwrap();
    let thumbprint = public.thumbprint();
    assert_eq!(
        thumbprint.to_string(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
    assert_eq!(Thumbprint::parse(&thumbprint.to_string()), Ok(thumbprint));
    assert!(Thumbprint::parse("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4").is_err());
}

/// RFC 9449 has the key of its proofs in figure 2, and its thumbprint in figure 10.
#[test]
fn the_thumbprint_of_a_key_on_p256_is_that_of_its_jwk() {
    let coordinate = |text| Base64UrlUnpadded::decode_vec(text).unwrap();
    let x = coordinate("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs");
    let y = coordinate("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA");
    let public = PublicKey::from_coordinates(Curve::P256, &x, &y).unwrap();
    assert_eq!(
        public.thumbprint().to_string(),
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    );
    assert_eq!(public.coordinates(), (x, y));
}

#[test]
fn keys_survive_pkcs8_and_show_nothing_of_themselves() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let key = key(curve);
        let pem = key.to_pkcs8_pem().unwrap();
        let again = SoftwareKey::from_pem(&pem).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        assert_eq!(
            format!("{key:?}"),
            format!("SoftwareKey({curve:?}, secret)")
        );
    }
    assert!(SoftwareKey::from_pem("-----BEGIN PRIVATE KEY-----\n").is_err());
}

#[test]
fn an_rsa_signature_has_the_length_of_the_modulus() {
    let key = include_bytes!("../card/simulator/assets/keys/unrelated-ca.der");
    let key = ::rsa::PrivateKey::from_pkcs1_der(key).unwrap();
    let public = RsaPublicKey::from_components(&key.n_bytes(), &key.e_bytes()).unwrap();
    let sign = |message: u32| {
        let digest = sha256(&[&message.to_be_bytes()]);
        key.sign(::rsa::Pkcs1v15Sign::new::<Sha256>(), &digest)
            .unwrap()
    };
    // One signature in 256 begins with a zero byte, which is no reason to leave it out.
    let (message, signature) = (0..)
        .map(|message: u32| (message, sign(message)))
        .find(|(_, signature)| signature[0] == 0)
        .unwrap();
    let verify = |signature: &[u8]| public.verify(&[&message.to_be_bytes()], signature);
    assert_eq!(verify(&signature), Ok(()));
    for other in [
        signature[1..].to_vec(),
        [&[0], &signature[..]].concat(),
        [&[0; 8], &signature[..]].concat(),
        Vec::new(),
    ] {
        assert_eq!(verify(&other), Err(CryptoError::BadSignature));
    }
}

#[test]
fn rsa_keys_outside_the_bounds_are_refused() {
    let odd = |bytes: usize| {
        let mut modulus = vec![0xff; bytes];
        modulus[bytes - 1] = 0x0f;
        modulus
    };
    let exponent: &[u8] = &[1, 0, 1];
    let cases: [(&str, Vec<u8>, &[u8], bool); 6] = [
        ("2048 bits", odd(256), exponent, true),
        ("4096 bits", odd(512), exponent, true),
        ("2040 bits", odd(255), exponent, false),
        ("4104 bits", odd(513), exponent, false),
        ("exponent 1", odd(256), &[1], false),
        ("even exponent", odd(256), &[1, 0, 0], false),
    ];
    for (name, modulus, exponent, good) in cases {
        let key = RsaPublicKey::from_components(&modulus, exponent);
        assert_eq!(key.is_ok(), good, "{name}");
    }
}

#[test]
fn sealed_objects_open_only_as_what_they_are() {
    let key = SealingKey::from_bytes([7; 32]);
    let mut random = SeededRandom::new(b"seal");
    let expires = Timestamp::parse("2026-11-24T10:00:00Z").unwrap();
    let now = expires.plus_seconds(-60);
    let sealed = key
        .seal("challenge", expires, b"content", &mut random)
        .unwrap();

    assert_eq!(
        &key.open("challenge", now, &sealed).unwrap()[..],
        b"content"
    );
    assert_eq!(
        &key.open("challenge", expires, &sealed).unwrap()[..],
        b"content"
    );
    assert_eq!(
        key.open("challenge", expires.plus_seconds(1), &sealed)
            .err(),
        Some(SealError::Expired { expires })
    );
    assert_eq!(
        key.open("evidence", now, &sealed).err(),
        Some(SealError::Forged)
    );
    let other = SealingKey::from_bytes([8; 32]);
    assert_eq!(
        other.open("challenge", now, &sealed).err(),
        Some(SealError::Forged)
    );
    assert_eq!(SealError::Forged.code(), "crypto.seal-forged");
}

#[test]
fn one_changed_byte_of_a_sealed_object_is_noticed_everywhere() {
    let key = SealingKey::from_bytes([7; 32]);
    let expires = Timestamp::parse("2026-11-24T10:00:00Z").unwrap();
    let now = expires.plus_seconds(-60);
    let sealed = key
        .seal(
            "challenge",
            expires,
            b"content",
            &mut SeededRandom::new(b"seal"),
        )
        .unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(
            key.open("challenge", now, &changed).err(),
            Some(SealError::Forged),
            "byte {at}"
        );
    }
}
