use super::device::{device_auth, present, transcript};
use super::*;
use crate::cbor::Tag24;
use crate::cose::write_mac0;
use crate::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use crate::issue::tests::kit::MDL;
use crate::mdoc::device_authentication;
use crate::testing::SeededRandom;

fn reader_key(curve: SigningCurve) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(b"reader")).unwrap()
}

/// A response whose device answers by a MAC for a reader of this key.
fn by_mac(reader_key: &PublicKey, change: impl FnOnce(&mut Vec<Value>)) -> Vec<u8> {
    let no_elements = Tag24::wrap(&[0xA0]);
    let no_elements = Tag24::parse(&no_elements).unwrap();
    let payload = device_authentication(&transcript(7), MDL, no_elements);
    let key = transcript(7).mac_key(&Kit::new().device_key, reader_key);
    let mut mac = Vec::new();
    write_mac0(&mut mac, &key.unwrap(), &payload);
    let mut mac = decode(&mac);
    change(mac.as_array_mut().unwrap());
    let mut response = decode(&present(|_| {}));
    *device_auth(&mut response) = Value::Map(vec![("deviceMac".into(), mac)]);
    encode(&response)
}

fn verify(bytes: &[u8], fill: u8, reader_key: Option<&SoftwareKey>) -> Result<(), Invalid> {
    let kit = Kit::new();
    let session = Session {
        transcript: &transcript(fill),
        reader_key,
    };
    for report in device_response(bytes, &session, &kit.trust())? {
        report.accepted()?;
    }
    Ok(())
}

fn code(bytes: &[u8], fill: u8, reader_key: Option<&SoftwareKey>) -> (Stage, &'static str) {
    let invalid = verify(bytes, fill, reader_key).unwrap_err();
    stages::has_its_row(&invalid);
    (invalid.stage, invalid.code)
}

#[test]
fn a_device_that_answers_by_a_mac_is_believed_with_the_readers_key_alone() {
    let key = reader_key(SigningCurve::P256);
    let bytes = by_mac(&key.public_key(), |_| {});
    verify(&bytes, 7, Some(&key)).unwrap();

    let mac = (Stage::Binding, "verify.device-mac");
    assert_eq!(code(&bytes, 8, Some(&key)), mac);
    let other =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    assert_eq!(code(&bytes, 7, Some(&other)), mac);
    let missing = (Stage::Binding, "verify.reader-key-missing");
    assert_eq!(code(&bytes, 7, None), missing);
    let curve = (Stage::Binding, "verify.reader-key-curve");
    let p384 = reader_key(SigningCurve::P384);
    assert_eq!(code(&bytes, 7, Some(&p384)), curve);
}

#[test]
fn a_mac_by_another_algorithm_or_of_another_length_is_refused_at_binding() {
    let key = reader_key(SigningCurve::P256);
    let changed = |change: fn(&mut Vec<Value>)| by_mac(&key.public_key(), change);
    let algorithm = |value: i64| Value::Bytes(encode(&Value::Map(vec![(1.into(), value.into())])));
    // HMAC 256/64, HMAC 384/384, HMAC 512/512, ES256, and a number that nobody registered.
    for value in [4, 6, 7, -7, 1000] {
        let bytes = by_mac(&key.public_key(), |parts| parts[0] = algorithm(value));
        let refused = (Stage::Binding, "verify.device-mac");
        assert_eq!(code(&bytes, 7, Some(&key)), refused, "{value}");
    }
    let shorter = changed(|parts| parts[3].as_bytes_mut().unwrap().truncate(8));
    let flipped = changed(|parts| parts[3].as_bytes_mut().unwrap()[0] ^= 1);
    for bytes in [shorter, flipped] {
        let refused = (Stage::Binding, "verify.device-mac");
        assert_eq!(code(&bytes, 7, Some(&key)), refused);
    }
}

#[test]
fn what_is_no_cose_mac0_is_refused_at_structure() {
    let key = reader_key(SigningCurve::P256);
    let changed = |change: fn(&mut Vec<Value>)| by_mac(&key.public_key(), change);
    let mut tagged = decode(&changed(|_| {}));
    let mac = member(device_auth(&mut tagged), "deviceMac");
    *mac = Value::Tag(17, Box::new(mac.clone()));
    let cases = [
        (encode(&tagged), "cose.tagged"),
        (changed(|parts| parts.truncate(3)), "cose.structure"),
        (
            changed(|parts| parts[2] = Value::Bytes(vec![])),
            "cose.structure",
        ),
        (changed(|parts| parts[3] = Value::Null), "cose.structure"),
        (
            changed(|parts| parts[0] = Value::Bytes(vec![])),
            "cose.algorithm-missing",
        ),
        (
            changed(|parts| {
                parts[0] = Value::Bytes(vec![]);
                parts[1] = Value::Map(vec![(1.into(), 5.into())]);
            }),
            "cose.algorithm-missing",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(code(&bytes, 7, Some(&key)), (Stage::Structure, expected));
    }
}
