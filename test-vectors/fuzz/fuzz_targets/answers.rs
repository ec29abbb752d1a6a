//! A card that answers whatever it likes: each input is a list of answers.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::card::{Secrets, Transport, TransportError, UnfinishedReading};
use mnid_mdoc::limits;
use mnid_mdoc::testing::software_card_secrets;
use mnid_mdoc_fuzz::plan;

static SECRETS: LazyLock<Secrets> =
    LazyLock::new(|| software_card_secrets(Holder::Hanako).expect("secrets"));

fuzz_target!(|bytes: &[u8]| {
    let mut card = Answers {
        bytes,
        rest: bytes,
        exchanges: 0,
    };
    let mut reading = UnfinishedReading::new(&plan(), "challenge");
    // Once more, after the card was removed.
    for _ in 0..2 {
        card.exchanges = 0;
        let _ = reading.finish(&mut card, &SECRETS, &mut |_| {});
        assert!(card.exchanges <= limits::CARD_SESSION);
    }
});

/// Each after two bytes of its length. Then they begin anew.
struct Answers<'a> {
    bytes: &'a [u8],
    rest: &'a [u8],
    exchanges: usize,
}

impl Transport for Answers<'_> {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.exchanges += 1;
        let Some((length, rest)) = self.rest.split_first_chunk() else {
            self.rest = self.bytes;
            return Err(TransportError::Removed);
        };
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (answer, rest) = rest.split_at(length);
        self.rest = rest;
        Ok(answer.to_vec())
    }
}
