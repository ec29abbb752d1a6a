//! CBOR of anybody: what is strict can be told as text, and taken apart without more.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::cbor::{self, Tag24};

fuzz_target!(|bytes: &[u8]| {
    let notation = cbor::diagnostic(bytes);
    // What no strict reader takes may still stand in a byte string, which is not read.
    let whole = Tag24::wrap(bytes);
    let tagged = Tag24::parse(&whole).expect("what was wrapped");
    assert_eq!(tagged.content(), bytes);
    assert!(cbor::diagnostic(&whole).is_ok());
    if notation.is_ok() {
        assert!(!bytes.is_empty());
    }
    let _ = mnid_mdoc::cose::decode_key(bytes);
    let _ = mnid_mdoc::cose::Sign1::parse(bytes);
});
