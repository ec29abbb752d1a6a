use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::card::session::der_length;
use crate::limits;

/// Answers each command with the next of a list, over and over; what looks like a card now and
/// then, so that a reading gets on.
struct Random {
    answers: Vec<Vec<u8>>,
    next: usize,
}

impl Transport for Random {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.answers[self.next % self.answers.len()].clone();
        self.next += 1;
        Ok(answer)
    }
}

fn answer() -> impl Strategy<Value = Vec<u8>> {
    let data = prop_oneof![
        Just(vec![]),
        Just(vec![0x8F, 0x8F, 0x00]),
        Just(vec![0xC1, 0x01, 0x00]),
        Just(vec![0x30, 0x82, 0x01, 0x00]),
        Just(vec![0xFF, 0x20, 0x82, 0x01, 0x00]),
        proptest::collection::vec(any::<u8>(), 0..258),
        Just(vec![0xFF; 256]),
    ];
    let status = prop_oneof![
        6 => Just([0x90, 0x00]),
        1 => Just([0x63, 0xC3]),
        1 => Just([0x61, 0x05]),
        1 => Just([0x6C, 0x05]),
        1 => any::<[u8; 2]>(),
    ];
    prop_oneof![
        8 => (data, status).prop_map(|(data, status)| [data, status.to_vec()].concat()),
        1 => proptest::collection::vec(any::<u8>(), 0..2),
    ]
}

/// Application and reference of each secret that was sent.
fn counters(commands: &[Vec<u8>]) -> Vec<(Vec<u8>, u8)> {
    let mut application = Vec::new();
    let mut counters = Vec::new();
    for command in commands {
        match command.as_slice() {
            [0x00, 0xA4, 0x04, ..] => application = command.clone(),
            [0x00, 0x20, _, reference, _, ..] => counters.push((application.clone(), *reference)),
            _ => {}
        }
    }
    counters
}

proptest! {
    #[test]
    fn whatever_a_card_answers_a_reading_ends(
        answers in proptest::collection::vec(answer(), 1..40),
    ) {
        for presence in [Presence::SigningKey, Presence::AuthenticationKey] {
            let random = Random { answers: answers.clone(), next: 0 };
            let mut card = Recorder::new(random);
            let plan = everything(Holder::Hanako, presence).with_text(TextWanted::IfSubstituted);
            let _ = attempt(&mut card, &plan, Holder::Hanako);
            prop_assert!(card.commands.len() <= limits::CARD_SESSION);
            // No counter meets two secrets, nor one twice.
            let counters = counters(&card.commands);
            prop_assert!(counters.len() == counters.iter().collect::<BTreeSet<_>>().len());
        }
    }

    #[test]
    fn whatever_a_card_answers_a_reading_goes_on(
        answers in proptest::collection::vec(answer(), 1..40),
        then in proptest::collection::vec(answer(), 1..40),
    ) {
        let plan = everything(Holder::Hanako, Presence::SigningKey);
        let secrets = secrets_of(Holder::Hanako);
        let mut reading = UnfinishedReading::new(&plan, CHALLENGE);
        for answers in [answers.clone(), then, answers] {
            let mut card = Recorder::new(Random { answers, next: 0 });
            let _ = reading.finish(&mut card, &secrets, &mut |_| {});
            let counters = counters(&card.commands);
            prop_assert!(card.commands.len() <= limits::CARD_SESSION);
            prop_assert!(counters.len() == counters.iter().collect::<BTreeSet<_>>().len());
        }
    }

    #[test]
    fn a_head_tells_a_length_within_the_bound_or_none(
        head in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        if let Ok(Some(length)) = der_length(&head, "certificate") {
            prop_assert!((256 + 4..=limits::CERTIFICATE).contains(&length));
        }
        let _ = crate::card::substitutes::flagged(&head);
    }

    #[test]
    fn no_bytes_make_the_wire_form_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(reading) = CardReading::from_cbor(&bytes) {
            prop_assert!(CardReading::from_cbor(&reading.to_cbor()).is_ok_and(|it| it == reading));
        }
    }
}

#[test]
fn one_changed_byte_of_a_reading_is_refused_or_makes_another_reading() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let reading = attempt(&mut card(Holder::Hanako, &[]), &plan, Holder::Hanako).unwrap();
    let bytes = reading.to_cbor();
    let mut changed = bytes.clone();
    for position in 0..bytes.len() {
        changed[position] ^= 0x01;
        assert!(CardReading::from_cbor(&changed) != Ok(reading.clone()));
        changed[position] = bytes[position];
    }
}

#[test]
fn files_that_are_too_long_together_are_refused() {
    let plan = everything(Holder::Hanako, Presence::SigningKey);
    let long = |application, id, tag: [u8; 2]| {
        let head = [&tag[..], &[0x82, 0x7E, 0x00]].concat();
        Variation::File(application, id, [head, vec![0; 0x7E00]].concat())
    };
    let mut variations = vec![Variation::File(Application::Licence, 0x1B, vec![0; 0x7E00])];
    let text = [(1, [0xFF, 0x10]), (2, [0xFF, 0x20]), (3, [0xFF, 0x30])];
    for (id, tag) in text
        .into_iter()
        .chain([(4, [0x7F, 0x21]), (7, [0xFF, 0x50])])
    {
        variations.push(long(Application::Text, id, tag));
    }
    variations.push(long(Application::Face, 4, [0x7F, 0x21]));
    variations.push(Variation::File(Application::Licence, 0x1C, vec![0; 0x7E00]));
    let mut card = card(Holder::Hanako, &variations);
    let result = attempt(&mut card, &plan, Holder::Hanako);
    assert_eq!(result, Err(ReadError::TooManyBytes));
    assert!(card.commands.len() <= limits::CARD_SESSION);
}

#[test]
fn the_longest_reading_is_taken_in_its_wire_form() {
    let bytes = |length| vec![0xFF; length];
    let signature = || Some(bytes(256));
    let reading = CardReading {
        signing: Some(CertificateReading {
            certificate: bytes(limits::CERTIFICATE),
            signature: signature(),
        }),
        authentication: Some(CertificateReading {
            certificate: bytes(limits::CERTIFICATE),
            signature: signature(),
        }),
        face: Some(FaceReading {
            record: bytes(limits::CARD_FILE),
            certificate: bytes(limits::CARD_FILE),
            signature: signature(),
        }),
        text: Some(TextReading {
            attributes: bytes(limits::CARD_FILE),
            integrity: bytes(limits::CARD_FILE),
            certificate: bytes(1000),
            card_key: Some(bytes(1000)),
            signature: signature(),
            individual_number: Some(bytes(1000)),
        }),
        licence: Some(LicenceReading {
            pin_set: true,
            data: bytes(limits::CARD_FILE),
            signature: bytes(
                limits::CARD_FILES - 5 * limits::CARD_FILE - 2 * limits::CERTIFICATE - 3000,
            ),
        }),
    };
    let encoded = reading.to_cbor();
    assert!(encoded.len() > limits::CARD_FILES);
    assert!(CardReading::from_cbor(&encoded) == Ok(reading));
}
