use hex_literal::hex;
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::*;
use crate::limits;
use crate::status::zlib;

#[test]
fn the_first_entries_stand_in_the_lowest_bits() {
    let cases: [(StatusBits, &[u8], &[u8]); 4] = [
        (
            StatusBits::One,
            &[1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1],
            &hex!("b9a3"),
        ),
        (
            StatusBits::Two,
            &[1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3],
            &hex!("c944f9"),
        ),
        (StatusBits::Four, &[1, 2, 15, 0], &hex!("210f")),
        (StatusBits::Eight, &[1, 255], &hex!("01ff")),
    ];
    for (bits, states, bytes) in cases {
        let mut list = StatusList::new(bits, states.len()).unwrap();
        for (index, state) in (0..).zip(states) {
            list.set(index, *state).unwrap();
        }
        let packed = zlib::packed(bytes);
        let cbor = list.to_cbor();
        assert!(cbor.ends_with(&packed), "{bits:?}");
        let read = StatusList::from_cbor(&cbor).unwrap();
        assert_eq!(read, list);
        for (index, state) in (0..).zip(states) {
            assert_eq!(read.value(index).unwrap(), *state, "{bits:?} {index}");
        }
    }
}

#[test]
fn a_state_that_is_set_again_leaves_its_neighbours_alone() {
    let mut list = StatusList::new(StatusBits::Two, 4).unwrap();
    for index in 0..4 {
        list.set(index, 3).unwrap();
    }
    list.set(1, 1).unwrap();
    let states: Vec<_> = (0..4).map(|index| list.value(index).unwrap()).collect();
    assert_eq!(states, [3, 1, 3, 3]);
}

#[test]
fn an_index_beyond_the_last_entry_is_refused() {
    for (bits, entries) in [
        (StatusBits::One, 16),
        (StatusBits::Two, 8),
        (StatusBits::Four, 4),
        (StatusBits::Eight, 2),
    ] {
        let mut list = StatusList::new(bits, entries).unwrap();
        let entries = u64::try_from(entries).unwrap();
        assert_eq!(list.entries(), entries);
        assert!(list.value(entries - 1).is_ok());
        for index in [entries, u64::MAX] {
            let error = list.value(index).unwrap_err();
            assert_eq!(error.code(), "status.index-out-of-range");
            let error = list.set(index, 0).unwrap_err();
            assert_eq!(error.code(), "status.index-out-of-range");
        }
    }
}

#[test]
fn a_state_of_more_bits_than_an_entry_is_refused() {
    for bits in [StatusBits::One, StatusBits::Two, StatusBits::Four] {
        let mut list = StatusList::new(bits, 1).unwrap();
        let most = (1 << bits.count()) - 1;
        list.set(0, most).unwrap();
        let error = list.set(0, most + 1).unwrap_err();
        assert_eq!(error.code(), "status.field");
        assert_eq!(list.value(0).unwrap(), most);
    }
}

#[test]
fn a_list_that_does_not_fill_its_last_byte_is_longer() {
    let list = StatusList::new(StatusBits::One, 9).unwrap();
    assert_eq!(list.entries(), 16);
}

#[test]
fn what_is_no_whole_zlib_container_is_refused() {
    let whole = zlib::packed(&[0xB9; 100]);
    let (mut checksum, mut trailing) = (whole.clone(), whole.clone());
    *checksum.last_mut().unwrap() ^= 1;
    trailing.push(0);
    let raw = miniz_oxide::deflate::compress_to_vec(&[0xB9; 100], 9);
    let gzip = hex!("1f8b08000000000002ffdb590c00b1e8f7c102000000");
    let cases: [(&str, &[u8]); 7] = [
        ("nothing", &[]),
        ("cut off", &whole[..whole.len() - 1]),
        ("half", &whole[..whole.len() / 2]),
        ("another checksum", &checksum),
        ("a byte after it", &trailing),
        ("raw deflate", &raw),
        ("gzip", &gzip),
    ];
    for (name, packed) in cases {
        let error = zlib::unpacked(packed).unwrap_err();
        assert_eq!(error.code(), "status.compression", "{name}");
    }
    assert_eq!(zlib::unpacked(&whole).unwrap(), [0xB9; 100]);
}

#[test]
fn a_list_of_the_largest_size_is_read_and_a_byte_more_is_not() {
    for (length, refused) in [
        (limits::STATUS_LIST, None),
        (limits::STATUS_LIST + 1, Some("status.too-large")),
    ] {
        let packed = compress_to_vec_zlib(&vec![0; length], 9);
        assert!(packed.len() < 20_000);
        let outcome = zlib::unpacked(&packed).map(|bytes| bytes.len());
        assert_eq!(outcome.as_ref().err().map(|error| error.code()), refused);
    }
    let beyond = limits::STATUS_LIST * 8 + 1;
    let error = StatusList::new(StatusBits::One, beyond).unwrap_err();
    assert_eq!(error.code(), "status.too-large");
}

#[test]
fn a_bomb_is_refused_before_it_takes_memory() {
    // As much as a token can hold: some two gigabytes.
    let block = compress_to_vec_zlib(&vec![0; limits::STATUS_LIST * 4], 9);
    let used = allocation_counter::measure(|| {
        let error = zlib::unpacked(&block).unwrap_err();
        assert_eq!(error.code(), "status.too-large");
    });
    let most = u64::try_from(limits::STATUS_LIST * 4).unwrap();
    assert!(used.bytes_max < most, "{} bytes", used.bytes_max);
}

#[test]
fn other_bits_than_the_four_are_refused() {
    for bits in [0, 3, 16, 256] {
        let mut cbor = Vec::new();
        let mut writer = crate::cbor::Writer::new(&mut cbor);
        writer.map(2).text("bits").unsigned(bits);
        writer.text("lst").byte_string(&zlib::packed(&[0]));
        let error = StatusList::from_cbor(&cbor).unwrap_err();
        assert_eq!(error.code(), "status.structure", "{bits}");
    }
}

#[test]
fn members_that_are_not_known_are_passed_over() {
    // {"lst": …, "bits": 1, "aggregation_uri": "u", 7: [1]}
    let cbor = hex!("a4 636c7374 4a78dadbb918000217015d 6462697473 01"
        "6f6167677265676174696f6e5f757269 6175 07 8101");
    let list = StatusList::from_cbor(&cbor).unwrap();
    assert_eq!(list.value(0).unwrap(), 1);
}

#[test]
fn a_list_without_one_of_its_members_is_refused() {
    for cbor in [
        &hex!("a1 6462697473 01")[..],
        &hex!("a1 636c7374 40"),
        &hex!("a0"),
    ] {
        let error = StatusList::from_cbor(cbor).unwrap_err();
        assert_eq!(error.code(), "status.missing");
    }
}

#[test]
fn an_identifier_of_no_length_or_too_long_is_not_added() {
    let mut list = IdentifierList::new();
    for identifier in [&[][..], &[1; limits::STATUS_IDENTIFIER + 1]] {
        let error = list.revoke(identifier).unwrap_err();
        assert_eq!(error.code(), "status.field");
    }
    list.revoke(&[1; limits::STATUS_IDENTIFIER]).unwrap();
    assert_eq!(list.revoked_count(), 1);
}

#[test]
fn no_more_identifiers_are_added_than_are_read() {
    let mut list = IdentifierList::new();
    for number in 0..u64::try_from(limits::STATUS_IDENTIFIERS).unwrap() {
        list.revoke(&number.to_be_bytes()).unwrap();
    }
    let error = list.revoke(b"one more").unwrap_err();
    assert_eq!(error.code(), "status.too-large");
    let read = IdentifierList::from_cbor(&list.to_cbor()).unwrap();
    assert_eq!(read.revoked_count(), limits::STATUS_IDENTIFIERS);
}

#[test]
fn a_list_of_more_identifiers_than_other_maps_have_entries_is_read() {
    let mut list = IdentifierList::new();
    for number in 0..5_000_u64 {
        list.revoke(&number.to_be_bytes()).unwrap();
    }
    assert!(list.revoked_count() > limits::CBOR_ENTRIES);
    let read = IdentifierList::from_cbor(&list.to_cbor()).unwrap();
    assert_eq!(read, list);
}

#[test]
fn an_identifier_list_of_another_form_is_refused() {
    for (cbor, code) in [
        (&hex!("a0")[..], "status.missing"),
        // An array, a text as an identifier, a number as what is said about it.
        (&hex!("a1 6b6964656e74696669657273 80"), "status.structure"),
        (
            &hex!("a1 6b6964656e74696669657273 a1 6161 a0"),
            "status.structure",
        ),
        (
            &hex!("a1 6b6964656e74696669657273 a1 4161 01"),
            "status.structure",
        ),
    ] {
        let error = IdentifierList::from_cbor(cbor).unwrap_err();
        assert_eq!(error.code(), code);
    }
}
