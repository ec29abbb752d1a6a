mod format;
mod hostile;
mod redaction;
mod replay;

use super::*;
use crate::card::simulator::{Fault, Holder, PIN, SIGNING_PASSWORD, SoftwareCard};
use crate::card::tests::{everything, secrets_of as secrets};
use crate::card::{
    CardReading, Presence, ReadError, ReadingPlan, Secrets, SigningPassword, TextWanted, Transport,
    UnfinishedReading, read,
};

const HOLDER: Holder = Holder::Hanako;

/// What a reading of the card comes to, and its transcript.
fn recorded(
    card: &mut dyn Transport,
    holder: Holder,
    plan: &ReadingPlan,
) -> (Result<CardReading, ReadError>, Transcript) {
    let mut recorder = Recorder::new();
    let mut card = recorder.record(card);
    let text = "a challenge of the tests";
    let result = read(&mut card, plan, &secrets(holder), text, &mut |_| {});
    (result, recorder.into_transcript())
}

/// What a replay of it comes to, for another challenge and secrets of another length.
fn replayed(transcript: &Transcript, plan: &ReadingPlan) -> Result<CardReading, ReadError> {
    let mut replay = Replay::new(transcript);
    let secrets = Secrets {
        signing_password: Some(SigningPassword::parse("AAAAAAAAAAAAAAA0").unwrap()),
        ..secrets(Holder::Foreign)
    };
    let result = read(&mut replay, plan, &secrets, "another", &mut |_| {});
    assert!(replay.is_at_end(), "{replay:?}");
    result
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
