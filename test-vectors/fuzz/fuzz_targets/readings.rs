//! Readings that a phone relays. What is read is written as the same bytes or means the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::card::CardReading;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reading) = CardReading::from_cbor(bytes) {
        let written = reading.to_cbor();
        // Shortest forms only are read, and members may stand in any order.
        assert_eq!(written.len(), bytes.len());
        let again = CardReading::from_cbor(&written).expect("what was written");
        assert_eq!(again.to_cbor(), written);
    }
});
