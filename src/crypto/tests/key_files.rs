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
fn white_space_around_a_key_is_passed_over() {
    for pem in [file!("p256.sec1.pem"), file!("p384.pkcs8.pem")] {
        for end in ["\n", "\n\n", " ", "\r\n \t\r\n"] {
            SoftwareKey::from_pem(&format!("\n{}{end}", text(pem))).unwrap();
        }
        SoftwareKey::from_pem(text(pem).trim_end()).unwrap();
    }
}

#[test]
fn the_curve_may_be_named_before_the_key() {
    for pem in [file!("p256.sec1.pem"), file!("p256.pkcs8.pem")] {
        let file = format!("{}{}", parameters("BggqhkjOPQMBBw=="), text(pem));
        let key = SoftwareKey::from_pem(&file).unwrap();
        assert_eq!(key.public_key().curve(), Curve::P256);
        SoftwareKey::from_pem(&file.replace('\n', "\r\n")).unwrap();
    }
    let file = [&parameters("BgUrgQQAIg=="), text(file!("p384.sec1.pem"))].concat();
    SoftwareKey::from_pem(&file).unwrap();
}

#[test]
fn a_key_under_the_name_of_another_curve_is_refused() {
    let key = text(file!("p256.sec1.pem"));
    // P-384, secp256k1, NULL.
    for other in ["BgUrgQQAIg==", "BgUrgQQACg==", "BQA="] {
        let file = [&parameters(other), key].concat();
        let found = reason(SoftwareKey::from_pem(&file));
        assert_eq!(found, "a key on another curve", "{other}");
    }
}

#[test]
fn the_name_of_a_curve_is_no_key_and_has_its_place_before_one() {
    let (key, named) = (text(file!("p256.sec1.pem")), parameters("BggqhkjOPQMBBw=="));
    for file in [
        named.clone(),
        [key, &named].concat(),
        [&named, &named, key].concat(),
        [PARAMETERS_END, key].concat(),
    ] {
        assert_eq!(reason(SoftwareKey::from_pem(&file)), NO_PEM);
    }
}

fn parameters(base64: &str) -> String {
    format!("-----BEGIN EC PARAMETERS-----\n{base64}\n{PARAMETERS_END}\n")
}

const PARAMETERS_END: &str = "-----END EC PARAMETERS-----";
const NO_PEM: &str = "no PEM, or something after its first block";

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
        assert_eq!(reason(SoftwareKey::from_pem(&twice)), NO_PEM);
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
