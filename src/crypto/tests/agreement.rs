use super::*;
use crate::mdoc::tests::annex_d;

/// A key on P-256 of its secret number.
pub(crate) fn p256_key(number: &[u8]) -> SoftwareKey {
    // ECPrivateKey ::= SEQUENCE { version INTEGER 1, privateKey OCTET STRING }
    let der = [&[0x30, 0x25, 2, 1, 1, 4, 0x20], number].concat();
    SoftwareKey::from_der(&der).unwrap()
}

fn generated(curve: SigningCurve, seed: &[u8]) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(seed)).unwrap()
}

#[test]
fn the_standards_key_and_code_are_agreed_on_from_both_sides() {
    let (Some(reader), Some(device), Some(transcript), Some(structure), Some(auth)) = (
        annex_d("d5_1_ephemeral_reader_key_d"),
        annex_d("d5_3_static_device_key_d"),
        annex_d("d5_1_session_transcript_bytes"),
        annex_d("d5_3_mac_structure"),
        annex_d("d5_3_device_auth"),
    ) else {
        return;
    };
    let (reader, device) = (p256_key(&reader), p256_key(&device));
    let salt = sha256(&[&transcript]);
    let code = &auth[auth.len() - 32..];
    for (own, other) in [(&reader, &device), (&device, &reader)] {
        let key = own.agree(&other.public_key(), &salt, b"EMacKey").unwrap();
        assert_eq!(key.code(&[&structure]), code);
        key.verify(&[&structure], code).unwrap();
    }
    let printed: [u8; 32] = annex_d("d5_3_emackey").unwrap().try_into().unwrap();
    let printed = MacKey::new(printed.into());
    assert_eq!(printed.code(&[&structure]), code);
}

#[test]
fn both_sides_agree_on_each_curve_and_on_nothing_else() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let (one, other) = (generated(curve, b"one"), generated(curve, b"other"));
        let code = |own: &SoftwareKey, other: &SoftwareKey, salt, info: &[u8]| {
            let key = own.agree(&other.public_key(), &[salt; 32], info).unwrap();
            key.code(&[b"message"])
        };
        let agreed = code(&one, &other, 1, b"info");
        assert_eq!(code(&other, &one, 1, b"info"), agreed);
        let third = generated(curve, b"third");
        for different in [
            code(&one, &third, 1, b"info"),
            code(&one, &other, 2, b"info"),
            code(&one, &other, 1, b"other"),
        ] {
            assert_ne!(different, agreed);
        }
    }
}

#[test]
fn keys_of_two_curves_do_not_agree() {
    let p256 = generated(SigningCurve::P256, b"one");
    let p384 = generated(SigningCurve::P384, b"one");
    let ed25519 = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
    let ed25519 = PublicKey::from_coordinates(Curve::Ed25519, ed25519.as_bytes(), &[]).unwrap();
    for (own, other) in [
        (&p256, p384.public_key()),
        (&p384, p256.public_key()),
        (&p256, ed25519.clone()),
        (&p384, ed25519),
    ] {
        let refused = own.agree(&other, &[0; 32], b"").unwrap_err();
        assert_eq!(refused.code(), "crypto.key-agreement");
    }
}

#[test]
fn a_code_that_is_not_the_messages_is_refused() {
    let key = MacKey::new([7; 32].into());
    let code = key.code(&[b"a", b"message"]);
    key.verify(&[b"ames", b"sage"], &code).unwrap();
    let mut changed = code;
    changed[31] ^= 1;
    let longer = [&code[..], &[0]].concat();
    for wrong in [&changed[..], &code[..31], &longer, &[]] {
        let refused = key.verify(&[b"a", b"message"], wrong).unwrap_err();
        assert_eq!(refused.code(), "crypto.bad-mac");
    }
    assert!(key.verify(&[b"another message"], &code).is_err());
    assert_eq!(format!("{key:?}"), "MacKey(secret)");
}
