use proptest::prelude::*;

use super::*;
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
            prop_assert!(card.sent().len() <= 4);
        }
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
