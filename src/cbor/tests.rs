use ciborium::Value;
use hex_literal::hex;
use proptest::prelude::*;

use super::*;
use crate::limits;
use crate::time::{FullDate, Timestamp};

#[test]
fn anything_that_mdoc_structures_may_not_contain_is_refused() {
    use CborError as E;
    let cases: &[(&str, &[u8], CborError)] = &[
        ("nothing", &[], E::Malformed { at: 0 }),
        ("cut off in a head", &hex!("19 01"), E::Malformed { at: 0 }),
        (
            "cut off in a text",
            &hex!("63 6162"),
            E::Malformed { at: 1 },
        ),
        (
            "cut off in an array",
            &hex!("82 01"),
            E::Malformed { at: 2 },
        ),
        ("reserved head", &hex!("1c"), E::Malformed { at: 0 }),
        ("a break alone", &hex!("ff"), E::Malformed { at: 0 }),
        ("trailing byte", &hex!("01 00"), E::TrailingBytes { at: 1 }),
        (
            "indefinite bytes",
            &hex!("5f 41 00 ff"),
            E::Indefinite { at: 0 },
        ),
        (
            "indefinite array",
            &hex!("9f 01 ff"),
            E::Indefinite { at: 0 },
        ),
        (
            "indefinite map",
            &hex!("82 00 bf ff"),
            E::Indefinite { at: 2 },
        ),
        (
            "integer in two bytes",
            &hex!("18 17"),
            E::NotShortest { at: 0 },
        ),
        (
            "integer in three",
            &hex!("19 00ff"),
            E::NotShortest { at: 0 },
        ),
        (
            "text length in two",
            &hex!("78 01 61"),
            E::NotShortest { at: 0 },
        ),
        (
            "map length in three",
            &hex!("b9 0001 00 00"),
            E::NotShortest { at: 0 },
        ),
        ("tag in two", &hex!("d8 01 00"), E::NotShortest { at: 0 }),
        ("false in two", &hex!("f8 14"), E::NotShortest { at: 0 }),
        (
            "a float of 64 bits that fits 16",
            &hex!("fb 3ff8000000000000"),
            E::NotShortest { at: 0 },
        ),
        (
            "a float of 32 bits that fits 16",
            &hex!("fa 3fc00000"),
            E::NotShortest { at: 0 },
        ),
        (
            "one key twice, as two floats",
            &hex!("a2 f9 3e00 01 fb 3ff8000000000000 02"),
            E::NotShortest { at: 5 },
        ),
        ("not UTF-8", &hex!("62 c328"), E::NotUtf8 { at: 0 }),
        (
            "one key twice",
            &hex!("a2 01 00 01 00"),
            E::DuplicateKey { at: 3 },
        ),
        (
            "one key twice, nested",
            &hex!("81 a2 61 61 00 61 61 01"),
            E::DuplicateKey { at: 5 },
        ),
        (
            "a length beyond all memory",
            &hex!("5b 7fffffffffffffff"),
            E::Malformed { at: 9 },
        ),
        (
            "entries beyond the bound",
            &hex!("9a 7fffffff"),
            E::TooLarge { at: 0 },
        ),
    ];
    for (name, bytes, error) in cases {
        assert_eq!(Reader::new(bytes).err(), Some(*error), "{name}");
    }
}

#[test]
fn each_fault_has_a_code_of_its_own() {
    let cases: [(&[u8], &str); 8] = [
        (&hex!("a2 01 00 01 00"), "cbor.duplicate-key"),
        (&hex!("82 00"), "cbor.malformed"),
        (&hex!("9f ff"), "cbor.indefinite-length"),
        (&hex!("18 17"), "cbor.not-shortest"),
        (&hex!("62 c328"), "cbor.not-utf8"),
        (&hex!("9a 7fffffff"), "cbor.too-large"),
        (&hex!("00 00"), "cbor.trailing-bytes"),
        (&hex!("00"), "cbor.unexpected"),
    ];
    for (bytes, code) in cases {
        let read = Reader::new(bytes).and_then(|mut reader| reader.text());
        assert_eq!(read.unwrap_err().code(), code);
    }
}

#[test]
fn nesting_ends_at_the_bound() {
    let nested = |depth: usize| {
        let mut bytes = vec![0x81; depth - 1];
        bytes.push(0);
        bytes
    };
    assert!(Reader::new(&nested(limits::CBOR_DEPTH)).is_ok());
    assert_eq!(
        Reader::new(&nested(limits::CBOR_DEPTH + 1)).err(),
        Some(CborError::TooLarge {
            at: limits::CBOR_DEPTH
        })
    );
}

#[test]
fn heads_are_shortest_at_every_boundary() {
    for length in [0, 1, 23, 24, 255, 256, 65_535, 65_536, 90_000] {
        let content = vec![0x5a; length];
        let mut out = Vec::new();
        Writer::new(&mut out).byte_string(&content);
        let head = head_length(u64::try_from(length).unwrap());
        assert_eq!(out.len(), head + length);
        let mut reader = Reader::new(&out).unwrap();
        assert_eq!(reader.byte_string().unwrap(), content);
        let mut theirs = Vec::new();
        ciborium::into_writer(&Value::Bytes(content), &mut theirs).unwrap();
        assert_eq!(out, theirs);
    }
}

#[test]
fn dates_have_their_tags_and_fixed_lengths() {
    let mut out = Vec::new();
    Writer::new(&mut out)
        .tdate(Timestamp::parse("2026-11-24T09:00:00Z").unwrap())
        .full_date(FullDate::new(1990, 4, 15).unwrap());
    assert_eq!(
        out,
        [
            &hex!("c0 74")[..],
            b"2026-11-24T09:00:00Z",
            &hex!("d9 03ec 6a"),
            b"1990-04-15"
        ]
        .concat()
    );
}

#[test]
fn a_tag_24_keeps_the_bytes_received() {
    let whole = hex!("d8 18 43 82 01 02");
    let tagged = Tag24::parse(&whole).unwrap();
    assert_eq!(tagged.whole(), whole);
    assert_eq!(tagged.content(), hex!("82 01 02"));
    assert_eq!(Tag24::wrap(tagged.content()), whole);
}

#[test]
fn a_tag_24_around_anything_but_strict_cbor_is_refused() {
    let cases: &[(&str, &[u8])] = &[
        ("no tag", &hex!("43 82 01 02")),
        ("tag 23", &hex!("d7 43 82 01 02")),
        ("a text inside", &hex!("d8 18 61 61")),
        ("two items inside", &hex!("d8 18 42 01 02")),
        ("nothing inside", &hex!("d8 18 40")),
        ("an indefinite length inside", &hex!("d8 18 42 9f ff")),
    ];
    for (name, bytes) in cases {
        assert!(Tag24::parse(bytes).is_err(), "{name}");
    }
}

#[test]
fn an_item_of_another_type_is_named() {
    let bytes = hex!("82 01 61 61");
    let mut reader = Reader::new(&bytes).unwrap();
    assert_eq!(
        reader.map(),
        Err(CborError::Unexpected {
            expected: "a map",
            at: 0
        })
    );
}

#[test]
fn encoded_cbor_within_encoded_cbor_ends_at_the_bound_in_diagnostic_notation() {
    let mut bytes = vec![0x01];
    for _ in 0..30_000 {
        bytes = Tag24::wrap(&bytes);
    }
    let text = diagnostic(&bytes).unwrap();
    assert_eq!(text.matches("<<").count(), limits::CBOR_DEPTH);
}

#[test]
fn diagnostic_notation_shows_encoded_cbor() {
    let cases: &[(&[u8], &str)] = &[
        (&hex!("d8 18 45 a1 61 61 38 63"), "24(<<{\"a\": -100}>>)"),
        (&hex!("d8 18 41 ff"), "24(h'ff')"),
        (
            &hex!("84 f5 f4 f6 42 0a 0b"),
            "[true, false, null, h'0a0b']",
        ),
        (&hex!("3b ffffffffffffffff"), "-18446744073709551616"),
        (
            &hex!("fb 3ff8000000000001"),
            "simple(h'fb3ff8000000000001')",
        ),
    ];
    for (bytes, text) in cases {
        assert_eq!(diagnostic(bytes).unwrap(), *text);
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".*".prop_map(Value::Text),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::btree_map(any::<u16>(), inner.clone(), 0..6).prop_map(|map| {
                Value::Map(map.into_iter().map(|(k, v)| (Value::from(k), v)).collect())
            }),
            (any::<u64>(), inner).prop_map(|(tag, value)| Value::Tag(tag, Box::new(value))),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_ciborium_writes_is_read_whole(value in any_value()) {
        let mut bytes = Vec::new();
        ciborium::into_writer(&value, &mut bytes).unwrap();
        let mut reader = Reader::new(&bytes).unwrap();
        prop_assert_eq!(reader.item().unwrap(), &bytes[..]);
        prop_assert!(diagnostic(&bytes).is_ok());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(mut reader) = Reader::new(&bytes) {
            prop_assert_eq!(reader.item().unwrap(), &bytes[..]);
            prop_assert!(reader.finish().is_ok());
        }
        let _ = Tag24::parse(&bytes);
    }
}
