//! Transcripts of sessions that somebody sends in, replayed.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::card::transcript::{Replay, Transcript};
use mnid_mdoc::card::{self, Secrets};
use mnid_mdoc::testing::software_card_secrets;
use mnid_mdoc_fuzz::plan;

static SECRETS: LazyLock<Secrets> =
    LazyLock::new(|| software_card_secrets(Holder::Hanako).expect("secrets"));

fuzz_target!(|text: &str| {
    let Ok(transcript) = Transcript::parse(text) else {
        return;
    };
    let written = transcript.to_string();
    let again = Transcript::parse(&written).expect("what was written");
    assert_eq!(again.to_string(), written);
    let mut replay = Replay::new(&transcript);
    let _ = card::read(&mut replay, &plan(), &SECRETS, "challenge", &mut |_| {});
});
