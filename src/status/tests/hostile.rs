use proptest::prelude::*;

use super::*;

/// What reads bytes of strangers, all of it.
fn look(bytes: &[u8]) {
    if let Ok(token) = StatusToken::parse(bytes) {
        let _ = token.content();
        let _ = token.check(URI, KIT.pki.iaca(), at(NOW));
    }
    let _ = StatusList::from_cbor(bytes);
    let _ = IdentifierList::from_cbor(bytes);
    let _ = crate::status::zlib::unpacked(bytes);
}

#[test]
fn no_changed_byte_is_accepted_or_panics() {
    let token = KIT.token();
    for index in 0..token.len() {
        assert!(KIT.check(&token[..index]).is_err());
        for bit in [1, 0x80] {
            let mut changed = token.clone();
            changed[index] ^= bit;
            assert!(KIT.check(&changed).is_err(), "{index} {bit}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        look(&bytes);
    }

    #[test]
    fn no_changed_token_makes_a_reader_panic(
        at in any::<proptest::sample::Index>(),
        bytes in proptest::collection::vec(any::<u8>(), 1..8),
    ) {
        let mut token = KIT.token();
        let from = at.index(token.len());
        token.splice(from..(from + bytes.len()).min(token.len()), bytes);
        look(&token);
    }

    #[test]
    fn a_list_is_read_as_it_was_written(
        bits in prop_oneof![
            Just(StatusBits::One), Just(StatusBits::Two), Just(StatusBits::Four), Just(StatusBits::Eight)
        ],
        states in proptest::collection::vec(any::<u8>(), 1..200),
    ) {
        let mut list = StatusList::new(bits, states.len()).unwrap();
        let states: Vec<_> = states.iter().map(|state| state >> (8 - bits.count())).collect();
        for (index, state) in (0..).zip(&states) {
            list.set(index, *state).unwrap();
        }
        let read = StatusList::from_cbor(&list.to_cbor()).unwrap();
        for (index, state) in (0..).zip(&states) {
            prop_assert_eq!(read.value(index).unwrap(), *state);
        }
        prop_assert_eq!(read, list);
    }
}
