use super::*;
use crate::time::{FullDate, PartialDate};

const NAME: &str = "番号　花子";
const ADDRESS: &str = "東京都千代田区";

/// The objects of an attribute record, in their order.
fn attributes() -> Vec<Vec<u8>> {
    vec![
        object(0xDF21, &[0; 8]),
        object(0xDF22, NAME.as_bytes()),
        object(0xDF23, ADDRESS.as_bytes()),
        object(0xDF24, b"19900415"),
        object(0xDF25, b"2"),
    ]
}

fn with(index: usize, replacement: Vec<u8>) -> Vec<u8> {
    let mut objects = attributes();
    objects[index] = replacement;
    object(0xFF20, &objects.concat())
}

#[test]
fn attributes_are_read_with_and_without_filler() {
    let record = object(0xFF20, &attributes().concat());
    for filler in [0, 1, 500] {
        let file = [record.clone(), vec![0xFF; filler]].concat();
        let parsed = TextAttributes::parse(&file).unwrap();
        assert_eq!(parsed.name(), NAME);
        assert_eq!(parsed.address(), ADDRESS);
        assert_eq!(parsed.sex(), Sex::Female);
        assert_eq!(parsed.signed_part(), attributes()[1..].concat());
    }
}

#[test]
fn a_partly_unknown_birth_date_is_read() {
    for (digits, expected) in [
        (b"19500000", PartialDate::Year { year: 1950 }),
        (
            b"19500700",
            PartialDate::Month {
                year: 1950,
                month: 7,
            },
        ),
        (
            b"19500731",
            PartialDate::Day(FullDate::new(1950, 7, 31).unwrap()),
        ),
    ] {
        let file = with(3, object(0xDF24, digits));
        assert_eq!(TextAttributes::parse(&file).unwrap().birth_date(), expected);
    }
}

#[test]
fn an_attribute_record_with_one_fault_is_refused() {
    let mut swapped = attributes();
    swapped.swap(1, 2);
    let mut twice = attributes();
    twice.insert(2, twice[1].clone());
    let mut without_offsets = attributes();
    without_offsets.remove(0);
    let mut more = attributes();
    more.push(object(0xDF26, &[]));
    let whole = |objects: Vec<Vec<u8>>| object(0xFF20, &objects.concat());
    let long_form = |tag: [u8; 2], head: &[u8], value: &[u8]| [&tag, head, value].concat();
    let trailing = |byte| [whole(attributes()), vec![0xFF, byte]].concat();
    for (file, expected) in [
        (vec![], "record.truncated"),
        (whole(swapped), "record.order"),
        (whole(twice), "record.order"),
        (whole(without_offsets), "record.order"),
        (whole(more), "record.trailing-bytes"),
        (whole(attributes()[..4].to_vec()), "record.truncated"),
        (trailing(0x00), "record.trailing-bytes"),
        (object(0xFF30, &attributes().concat()), "record.order"),
        (with(0, object(0xDF21, &[0; 7])), "record.length"),
        (with(1, object(0xDF22, &[0xE3, 0x81])), "record.value"),
        (with(1, object(0xDF22, b"")), "record.value"),
        (with(1, object(0xDF22, b"A\nB")), "record.value"),
        (with(3, object(0xDF24, b"1990041")), "record.length"),
        (with(3, object(0xDF24, b"19900431")), "record.value"),
        (with(3, object(0xDF24, b"1990041a")), "record.value"),
        (with(3, object(0xDF24, b"00000000")), "record.value"),
        (with(4, object(0xDF25, b"1JUNK")), "record.length"),
        (with(4, object(0xDF25, b"3")), "record.value"),
        (with(4, object(0xDF25, b"0")), "record.value"),
        (with(4, object(0xDF25, &[1])), "record.value"),
        (
            with(4, long_form([0xDF, 0x25], &[0x81, 1], b"1")),
            "record.length",
        ),
        (
            with(4, long_form([0xDF, 0x25], &[0x82, 0, 1], b"1")),
            "record.length",
        ),
        (
            with(4, long_form([0xDF, 0x25], &[0x80], b"1")),
            "record.length",
        ),
        (
            with(4, long_form([0xDF, 0x25], &[0x83, 0, 0, 1], b"1")),
            "record.length",
        ),
        (vec![0xFF; 40_000], "record.too-large"),
    ] {
        assert_eq!(code(TextAttributes::parse(&file)), expected, "{file:02X?}");
    }
}

#[test]
fn lengths_from_128_may_stand_in_one_or_two_bytes() {
    let address = vec![b'a'; 150];
    for head in [&[0x81, 150][..], &[0x82, 0, 150]] {
        let object = [&[0xDF, 0x23], head, &address].concat();
        assert!(
            TextAttributes::parse(&with(2, object)).is_ok(),
            "{head:02X?}"
        );
    }
}

#[test]
fn an_individual_number_needs_its_check_digit() {
    for (number, valid) in [
        ("537686677188", true),
        ("123456789018", true),
        ("537686677189", false),
        ("537686677181", false),
        ("735686677188", false),
        ("53768667718a", false),
    ] {
        let file = [object(0xFF10, number.as_bytes()), vec![0xFF; 2]].concat();
        let parsed = IndividualNumberRecord::parse(&file);
        assert_eq!(parsed.is_ok(), valid, "{number}");
        if let Ok(parsed) = parsed {
            assert_eq!(parsed.number(), number);
            assert_eq!(parsed.signed_part(), file);
        }
    }
    let short = object(0xFF10, b"12345678901");
    assert_eq!(code(IndividualNumberRecord::parse(&short)), "record.length");
}

#[test]
fn an_integrity_record_signs_both_digests_and_nothing_else() {
    let digests = [object(0xDF31, &[1; 32]), object(0xDF32, &[2; 32])].concat();
    let signature = object(0xDF33, &[3; 256]);
    let file = object(0xFF30, &[digests.clone(), signature.clone()].concat());
    let parsed = TextIntegrity::parse(&file).unwrap();
    assert_eq!(parsed.signed_part(), digests);
    assert_eq!(parsed.individual_number_digest(), &[1; 32]);
    assert_eq!(parsed.attributes_digest(), &[2; 32]);
    assert_eq!(parsed.signature(), [3; 256]);
    let reversed = object(0xFF30, &[signature, digests].concat());
    assert_eq!(code(TextIntegrity::parse(&reversed)), "record.order");
}

#[test]
fn a_public_key_has_one_form_and_size() {
    let key = |exponent: &[u8], modulus: &[u8]| {
        let length = u16::try_from(modulus.len()).unwrap().to_be_bytes();
        [&[0x90, 3], exponent, &[0x91, 0x82], &length, modulus].concat()
    };
    let odd = [vec![0xC1; 255], vec![0x01]].concat();
    assert_eq!(public_key(&key(&[1, 0, 1], &odd)).unwrap().bits(), 2048);
    let even = [vec![0xC1; 255], vec![0x02]].concat();
    let small = [vec![0x00; 128], vec![0xC1; 128]].concat();
    let mut long = key(&[1, 0, 1], &odd);
    long.push(0);
    for (bytes, expected) in [
        (key(&[1, 0, 0], &odd), "record.value"),
        (key(&[0, 0, 1], &odd), "record.value"),
        (key(&[1, 0, 1], &even), "record.value"),
        (key(&[1, 0, 1], &small), "record.value"),
        (key(&[1, 0, 1], &odd[1..]), "record.order"),
        (long, "record.length"),
        (vec![0x91, 0x82], "record.truncated"),
        (vec![0x91; 265], "record.order"),
    ] {
        assert_eq!(code(public_key(&bytes)), expected);
    }
}

#[test]
fn a_key_id_tells_its_digits_where_it_has_some() {
    let mut bytes = *b"6000023\x08\x05001\0\0\0\0";
    assert_eq!(KeyId::new(bytes).digits(), Some("6000023"));
    bytes[6] = 0;
    assert_eq!(KeyId::new(bytes).digits(), None);
    assert_eq!(
        format!("{:?}", KeyId::new([0xAB; 16])),
        format!("KeyId({})", "ab".repeat(16))
    );
}
