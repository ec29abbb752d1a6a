//! Key files that OpenSSL made.

use super::*;

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("keys/", $name)).as_slice()
    };
}

fn text(pem: &[u8]) -> &str {
    std::str::from_utf8(pem).unwrap()
}

fn reason(result: Result<SoftwareKey, CryptoError>) -> &'static str {
    match result {
        Err(CryptoError::PrivateKey { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

/// The place of the last byte of a part that occurs once.
fn end_of(part: &[u8], whole: &[u8]) -> usize {
    let mut places = whole.windows(part.len()).enumerate();
    let (start, _) = places.find(|(_, window)| *window == part).unwrap();
    assert!(places.all(|(_, window)| window != part));
    start + part.len() - 1
}

#[test]
fn openssl_key_files_are_read_in_all_four_forms() {
    for (pems, ders, public) in [
        (
            [file!("p256.sec1.pem"), file!("p256.pkcs8.pem")],
            [file!("p256.sec1.der"), file!("p256.pkcs8.der")],
            file!("p256.spki.der"),
        ),
        (
            [file!("p384.sec1.pem"), file!("p384.pkcs8.pem")],
            [file!("p384.sec1.der"), file!("p384.pkcs8.der")],
            file!("p384.spki.der"),
        ),
    ] {
        let public = PublicKey::from_spki_der(public).unwrap();
        let keys = pems.map(|pem| SoftwareKey::from_pem(text(pem)).unwrap());
        for key in keys
            .into_iter()
            .chain(ders.map(|der| SoftwareKey::from_der(der).unwrap()))
        {
            assert_eq!(key.public_key(), public);
            assert_eq!(public.verify(&[b"m"], &key.sign(&[b"m"]).unwrap()), Ok(()));
        }
    }
}

#[test]
fn an_encrypted_key_file_is_refused_as_encrypted() {
    for result in [
        SoftwareKey::from_pem(text(file!("p256.encrypted.pem"))),
        SoftwareKey::from_pem(text(file!("p256.dek.pem"))),
        SoftwareKey::from_der(file!("p256.encrypted.der")),
    ] {
        assert_eq!(reason(result), "it is encrypted, decrypt it first");
    }
}

#[test]
fn keys_of_other_kinds_are_refused_by_name() {
    for (der, expected) in [
        (file!("rsa.pkcs8.der"), "not a key on an elliptic curve"),
        (file!("ed25519.pkcs8.der"), "not a key on an elliptic curve"),
        (file!("p521.sec1.der"), "a key on another curve"),
        (file!("secp256k1.pkcs8.der"), "a key on another curve"),
    ] {
        assert_eq!(reason(SoftwareKey::from_der(der)), expected);
    }
}

#[test]
fn bytes_after_a_key_are_refused() {
    for der in [file!("p256.sec1.der"), file!("p256.pkcs8.der")] {
        assert_eq!(
            reason(SoftwareKey::from_der(&[der, b"\0"].concat())),
            "no DER, or bytes after its end"
        );
    }
    for pem in [file!("p256.sec1.pem"), file!("p256.pkcs8.pem")] {
        let twice = text(pem).repeat(2);
        assert_eq!(
            reason(SoftwareKey::from_pem(&twice)),
            "no PEM, or something after its first block"
        );
    }
}

#[test]
fn a_key_file_with_the_public_half_of_another_key_is_refused() {
    let (x, y) = key(SigningCurve::P256).public_key().coordinates();
    for der in [file!("p256.sec1.der"), file!("p256.pkcs8.der")] {
        let public = PublicKey::from_spki_der(file!("p256.spki.der")).unwrap();
        let end = end_of(&public.coordinates().1, der);
        let mut other = der.to_vec();
        other[end - 63..=end].copy_from_slice(&[&x[..], &y[..]].concat());
        assert_eq!(
            reason(SoftwareKey::from_der(&other)),
            "the public key in it belongs to another key"
        );
    }
}

#[test]
fn a_key_file_cut_short_is_refused_at_every_length() {
    for der in [file!("p384.sec1.der"), file!("p384.pkcs8.der")] {
        for length in 0..der.len() {
            reason(SoftwareKey::from_der(&der[..length]));
        }
    }
}

#[test]
fn a_pem_with_another_label_is_refused() {
    let pem = text(file!("p256.pkcs8.pem")).replace("PRIVATE", "PUBLIC");
    assert_eq!(
        reason(SoftwareKey::from_pem(&pem)),
        "the first block of the PEM is no private key"
    );
}
