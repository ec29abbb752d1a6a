use super::*;
use crate::cbor::{CborError, Writer};
use crate::limits;

fn full() -> CardReading {
    CardReading {
        signing: Some(CertificateReading {
            certificate: vec![1],
            signature: Some(vec![2]),
        }),
        authentication: Some(CertificateReading {
            certificate: vec![3],
            signature: None,
        }),
        face: Some(FaceReading {
            record: vec![4],
            certificate: vec![5],
            signature: Some(vec![6]),
        }),
        text: Some(TextReading {
            attributes: vec![7],
            integrity: vec![8],
            certificate: vec![9],
            card_key: Some(vec![10]),
            signature: Some(vec![11]),
            individual_number: Some(vec![12]),
        }),
        licence: Some(LicenceReading {
            pin_set: true,
            data: vec![13],
            signature: vec![14],
        }),
    }
}

#[test]
fn every_part_survives_the_wire_form_and_may_be_missing() {
    for parts in 0..32_u8 {
        let mut reading = full();
        if parts & 1 == 0 {
            reading.signing = None;
        }
        if parts & 2 == 0 {
            reading.authentication = None;
        }
        if parts & 4 == 0 {
            reading.face = None;
        }
        if parts & 8 == 0 {
            reading.text = None;
        }
        if parts & 16 == 0 {
            reading.licence = None;
        }
        let again = CardReading::from_cbor(&reading.to_cbor()).unwrap();
        assert!(again == reading);
    }
}

#[test]
fn the_wire_form_is_the_documented_one() {
    let reading = CardReading {
        signing: Some(CertificateReading {
            certificate: vec![0x30, 0x00],
            signature: None,
        }),
        ..CardReading::default()
    };
    let text = crate::cbor::diagnostic(&reading.to_cbor()).unwrap();
    let text: String = text.split_whitespace().collect();
    assert_eq!(text, r#"{"version":1,"signing":{"certificate":h'3000'}}"#);
}

fn map(members: &[(&str, u64)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.map(members.len());
    for (name, value) in members {
        writer.text(name).unsigned(*value);
    }
    out
}

#[test]
fn another_version_an_unknown_member_and_a_missing_one_are_refused() {
    assert!(CardReading::from_cbor(&map(&[("version", 1)])).is_ok());
    for members in [
        &[("version", 2)][..],
        &[],
        &[("version", 1), ("more", 1)],
        &[("version", 1), ("signing", 1)],
        &[("version", 1), ("version", 1)],
    ] {
        assert!(
            CardReading::from_cbor(&map(members)).is_err(),
            "{members:?}"
        );
    }
    for (part, member) in [
        ("signing", "certificate"),
        ("face", "record"),
        ("face", "certificate"),
        ("text", "attributes"),
        ("text", "integrity"),
        ("text", "certificate"),
        ("licence", "pin-set"),
        ("licence", "data"),
        ("licence", "signature"),
    ] {
        let whole = full().to_cbor();
        let mut renamed = Vec::new();
        rename(&whole, part, member, &mut renamed);
        assert!(renamed != whole);
        assert!(CardReading::from_cbor(&renamed).is_err(), "{part}.{member}");
    }
}

/// `whole` with the first `member` behind `part` under a name of the same length.
fn rename(whole: &[u8], part: &str, member: &str, out: &mut Vec<u8>) {
    let find = |from: usize, name: &str| {
        let position = whole[from..]
            .windows(name.len())
            .position(|window| window == name.as_bytes());
        from + position.unwrap()
    };
    let at = find(find(0, part), member);
    out.extend_from_slice(whole);
    out[at] = b'X';
}

#[test]
fn bytes_behind_the_reading_and_too_many_bytes_are_refused() {
    let mut bytes = full().to_cbor();
    bytes.push(0);
    assert!(matches!(
        CardReading::from_cbor(&bytes),
        Err(CborError::TrailingBytes { .. })
    ));
    let mut large = full();
    large.licence.as_mut().unwrap().data = vec![0; limits::CARD_READING];
    assert!(matches!(
        CardReading::from_cbor(&large.to_cbor()),
        Err(CborError::TooLarge { .. })
    ));
}

#[test]
fn a_reading_cut_off_anywhere_is_refused() {
    let bytes = full().to_cbor();
    for length in 0..bytes.len() {
        assert!(CardReading::from_cbor(&bytes[..length]).is_err());
    }
}
