use proptest::prelude::*;

use super::*;
use crate::limits;

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..20).prop_map(Part::Bytes),
        (0..300_usize, 0..3_usize).prop_map(|(length, content)| Part::Redacted { length, content }),
    ]
}

/// Parts as a text gives them: no two runs of bytes in a row.
fn parts() -> impl Strategy<Value = Vec<Part>> {
    proptest::collection::vec(part(), 0..6).prop_map(|mut parts| {
        parts.dedup_by(|next, part| matches!((part, next), (Part::Bytes(_), Part::Bytes(_))));
        parts
    })
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let failure = prop_oneof![
        Just(Failure::Removed),
        Just(Failure::Reset),
        Just(Failure::TooLate),
        Just(Failure::Transport)
    ];
    let outcome = prop_oneof![3 => parts().prop_map(Ok), 1 => failure.prop_map(Err)];
    (parts(), any::<bool>(), outcome).prop_map(|(mut command, secret, outcome)| {
        if secret {
            command.push(Part::Secret);
        }
        Exchange { command, outcome }
    })
}

proptest! {
    #[test]
    fn every_transcript_survives_its_text(
        exchanges in proptest::collection::vec(exchange(), 0..8),
    ) {
        let transcript = Transcript { exchanges };
        prop_assert!(Transcript::parse(&transcript.to_string()) == Ok(transcript));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,200}") {
        let _ = Transcript::parse(&text);
        let _ = Transcript::parse(&format!("mnid-mdoc card transcript 1\n{text}"));
    }

    #[test]
    fn lines_that_look_right_are_read_and_replayed_within_the_bounds(
        text in "(> ?([0-9A-F]{2}|\\[[0-9]{1,5}\\]| ){0,8}(\\[secret\\])?\n(< ?([0-9A-F]{2}|\\[[0-9+]{1,6}\\]){0,8}|! card.removed)\n){0,6}",
        commands in proptest::collection::vec(
            proptest::collection::vec(any::<u8>(), 0..12), 1..6),
    ) {
        let text = format!("mnid-mdoc card transcript 1\n{text}");
        if let Ok(transcript) = Transcript::parse(&text) {
            let mut replay = Replay::new(&transcript);
            for command in commands {
                if let Ok(answer) = replay.transmit(&command) {
                    prop_assert!(answer.len() <= limits::CARD_APDU);
                }
            }
            let plan = everything(HOLDER, Presence::SigningKey);
            let secrets = secrets(HOLDER);
            let mut replay = Replay::new(&transcript);
            let _ = read(&mut replay, &plan, &secrets, "", &mut |_| {});
        }
    }
}
