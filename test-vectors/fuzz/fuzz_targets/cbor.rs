//! CBOR of anybody: what is strict can be told as text, and taken apart without more.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::cbor::{self, Tag24};

fuzz_target!(|bytes: &[u8]| {
    let strict = cbor::diagnostic(bytes).is_ok();
    let whole = Tag24::wrap(bytes);
    match Tag24::parse(&whole) {
        Ok(tagged) => assert_eq!(tagged.content(), bytes),
        Err(_) => assert!(!strict),
    }
    // A byte string with anything in it can be told.
    assert!(cbor::diagnostic(&whole).is_ok());
    let _ = mnid_mdoc::cose::decode_key(bytes);
    let _ = mnid_mdoc::cose::Sign1::parse(bytes);
});
