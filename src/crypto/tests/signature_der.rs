use std::collections::HashSet;

use super::*;

fn p256(der: &[u8]) -> Result<Signature, CryptoError> {
    Signature::from_der(SigningCurve::P256, der)
}

#[test]
fn a_signature_in_der_is_the_one_that_it_encodes() {
    let (p256_key, p384_key) = (key(SigningCurve::P256), key(SigningCurve::P384));
    let mut lengths = HashSet::new();
    for message in 0..1_000_u16 {
        let raw = p256_key.sign(&[&message.to_be_bytes()]).unwrap();
        let der = p256::ecdsa::Signature::from_slice(raw.as_bytes())
            .unwrap()
            .to_der();
        assert_eq!(p256(der.as_bytes()), Ok(raw));
        lengths.insert(der.as_bytes().len());
    }
    // Numbers with and without a leading zero, and shorter than the curve's.
    assert!(lengths.len() >= 4, "{lengths:?}");
    let raw = p384_key.sign(&[b"message"]).unwrap();
    let der = p384::ecdsa::Signature::from_slice(raw.as_bytes())
        .unwrap()
        .to_der();
    assert_eq!(
        Signature::from_der(SigningCurve::P384, der.as_bytes()),
        Ok(raw)
    );
}

#[test]
fn what_is_no_signature_of_the_curve_in_der_is_refused() {
    // A SEQUENCE of r and an s of 1.
    let with = |start: &[u8]| [start, &[0x02, 1, 1]].concat();
    let good = with(&[0x30, 6, 0x02, 1, 1]);
    p256(&good).unwrap();
    let order = hex!("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let cases = [
        ("nothing", vec![]),
        ("raw", vec![1; 64]),
        ("cut", good[..good.len() - 1].to_vec()),
        ("longer", [good.as_slice(), &[0]].concat()),
        ("one number", with(&[0x30, 3])),
        ("a third number", with(&[0x30, 9, 0x02, 1, 1, 0x02, 1, 1])),
        (
            "a length that is too long",
            with(&[0x30, 0x81, 6, 0x02, 1, 1]),
        ),
        ("an indefinite length", with(&[0x30, 0x80, 0x02, 1, 1])),
        ("a needless zero", with(&[0x30, 7, 0x02, 2, 0, 1])),
        ("a negative number", with(&[0x30, 6, 0x02, 1, 0xFF])),
        ("zero", with(&[0x30, 6, 0x02, 1, 0])),
        (
            "the curve's order",
            with(&[&[0x30, 38, 0x02, 33], &order[..]].concat()),
        ),
        (
            "a number of P-384",
            with(&[&[0x30, 53, 0x02, 48], &[1; 48][..]].concat()),
        ),
    ];
    for (name, der) in cases {
        assert_eq!(p256(&der), Err(CryptoError::SignatureDer), "{name}");
    }
}
