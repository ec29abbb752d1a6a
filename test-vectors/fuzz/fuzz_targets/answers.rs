//! A card that answers whatever it likes: each input is a list of answers, in order, over and over.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::card::{self, Secrets, Transport, TransportError};
use mnid_mdoc::limits;
use mnid_mdoc::testing::software_card_secrets;
use mnid_mdoc_fuzz::plan;

static SECRETS: LazyLock<Secrets> =
    LazyLock::new(|| software_card_secrets(Holder::Hanako).expect("secrets"));

fuzz_target!(|bytes: &[u8]| {
    let mut card = Answers { bytes, at: 0, exchanges: 0 };
    let _ = card::read(&mut card, &plan(), &SECRETS, "challenge", &mut |_| {});
    assert!(card.exchanges <= limits::CARD_SESSION);
});

/// Answers of a length that their first byte says, and a good status where it is zero.
struct Answers<'a> {
    bytes: &'a [u8],
    at: usize,
    exchanges: usize,
}

impl Transport for Answers<'_> {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.exchanges += 1;
        let Some((length, rest)) = self.bytes.get(self.at..).and_then(<[u8]>::split_first) else {
            if self.bytes.is_empty() {
                return Err(TransportError::Removed);
            }
            self.at = 0;
            return Ok(vec![0x90, 0x00]);
        };
        let length = usize::from(*length).min(rest.len());
        self.at += 1 + length;
        let mut answer = rest.get(..length).unwrap_or_default().to_vec();
        if answer.last() == Some(&0) {
            answer.extend([0x90, 0x00]);
        }
        Ok(answer)
    }
}
