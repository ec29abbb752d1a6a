use std::collections::BTreeSet;

use super::StatusWord;
use super::*;
use crate::card::record::RecordError;
use crate::card::simulator::Fault;
use crate::error::Coded;
use crate::limits;

/// Each exchange of the usual reading meets `fault` once; what becomes of the reading, and after
/// how many exchanges.
fn at_every_exchange(fault: &Fault) -> Vec<(usize, Result<CardReading, ReadError>, usize)> {
    // Personalising a card is slow, so one serves for all, put in again each time.
    let mut card = card(Holder::Hanako, &[]);
    attempt(&mut card, &usual(), Holder::Hanako).unwrap();
    (0..card.commands.len())
        .map(|index| {
            card.commands.clear();
            card.card.insert();
            let next = card.card.exchanges() + index;
            card.card.inject(next, fault.clone());
            let result = attempt(&mut card, &usual(), Holder::Hanako);
            (index, result, card.commands.len())
        })
        .collect()
}

#[test]
fn a_card_pulled_at_any_exchange_is_told_as_removed_and_nothing_is_sent_after_it() {
    for (index, result, used) in at_every_exchange(&Fault::Removed) {
        assert_eq!(result, Err(TransportError::Removed.into()), "at {index}");
        assert_eq!(used, index + 1);
    }
}

#[test]
fn a_reader_that_fails_at_any_exchange_is_told_as_such() {
    for (index, result, _) in at_every_exchange(&Fault::TransportFailed) {
        assert_eq!(result.unwrap_err().code(), "card.transport", "at {index}");
    }
}

#[test]
fn an_endless_61xx_ends_after_the_bound() {
    for answer in [vec![0x61, 0x10], vec![0x61, 0x00]] {
        for (index, result, used) in at_every_exchange(&Fault::AnswerForever(answer)) {
            let error = result.unwrap_err();
            assert_eq!(error.code(), "card.too-many-exchanges", "at {index}");
            assert_eq!(used, index + 1 + limits::CARD_EXCHANGES);
        }
    }
}

#[test]
fn an_endless_61xx_with_data_is_refused_as_soon_as_it_is_too_much() {
    let answer = [vec![0; 100], vec![0x61, 0x10]].concat();
    for (index, result, used) in at_every_exchange(&Fault::AnswerForever(answer)) {
        let error = result.unwrap_err();
        assert_eq!(error.code(), "card.answer-too-long", "at {index}");
        assert!(used <= index + 3);
    }
}

#[test]
fn a_6cxx_is_followed_once_and_never_for_more_than_was_asked_for() {
    for answer in [vec![0x6C, 0x10], vec![0x6C, 0x00]] {
        for (index, result, used) in at_every_exchange(&Fault::AnswerForever(answer)) {
            let error = result.unwrap_err();
            assert_eq!(error.code(), "card.unexpected-status", "at {index}");
            assert!(used <= index + 2);
        }
    }
}

#[test]
fn an_answer_without_a_status_word_is_malformed() {
    for answer in [vec![], vec![0x90]] {
        for (index, result, _) in at_every_exchange(&Fault::Answer(answer)) {
            let error = result.unwrap_err();
            assert_eq!(error.code(), "card.malformed-answer", "at {index}");
        }
    }
}

#[test]
fn an_answer_longer_than_asked_for_is_refused() {
    for length in [257, 65_536] {
        let answer = [vec![0x30; length], vec![0x90, 0x00]].concat();
        for (index, result, used) in at_every_exchange(&Fault::Answer(answer)) {
            let error = result.unwrap_err();
            assert_eq!(error.code(), "card.answer-too-long", "at {index}");
            assert_eq!(used, index + 1);
        }
    }
}

#[test]
fn short_reads_change_nothing() {
    let expected = attempt(&mut card(Holder::Hanako, &[]), &usual(), Holder::Hanako).unwrap();
    for (index, result, _) in at_every_exchange(&Fault::Truncated(3)) {
        match result {
            Ok(reading) => assert!(reading == expected, "at {index}"),
            // Signatures have one length, and so has the PIN setting's one object.
            Err(error) => assert_eq!(error.code(), "card.malformed-answer", "at {index}"),
        }
    }
}

#[test]
fn a_claimed_length_is_refused_and_not_allocated() {
    const CERTIFICATE: &str = "signing certificate";
    let too_large = |record| RecordError::TooLarge { record };
    let field = "its outer object";
    let truncated = |record| RecordError::Truncated { record, field };
    let length = |record| RecordError::Length { record, field };
    let order = |record| RecordError::Order { record, field };
    for (application, id, head, expected) in [
        (
            Application::Jpki,
            1,
            &[0x30, 0x82, 0xFF, 0xFF][..],
            too_large(CERTIFICATE),
        ),
        (
            Application::Jpki,
            1,
            &[0x30, 0x82, 0x10, 0x00],
            truncated(CERTIFICATE),
        ),
        (
            Application::Jpki,
            1,
            &[0x30, 0x82, 0x10],
            truncated(CERTIFICATE),
        ),
        (
            Application::Jpki,
            1,
            &[0x30, 0x86, 0x10, 0, 0, 0, 0, 0],
            length(CERTIFICATE),
        ),
        (Application::Jpki, 1, &[0x30, 0x80], length(CERTIFICATE)),
        (Application::Jpki, 1, &[0xFF; 300], order(CERTIFICATE)),
        (
            Application::Face,
            2,
            &[0xFF, 0x20, 0x82, 0xFF, 0xFF],
            too_large("face record"),
        ),
        (
            Application::Face,
            2,
            &[0xFF, 0x20, 0x82, 0x70, 0x00],
            truncated("face record"),
        ),
        (
            Application::Face,
            2,
            &[0xFF, 0x20, 0x84, 0, 0, 1, 0],
            length("face record"),
        ),
        (Application::Face, 4, &[0x7F], truncated("face certificate")),
    ] {
        let variation = Variation::File(application, id, head.to_vec());
        let mut card = card(Holder::Hanako, &[variation]);
        let error = attempt(&mut card, &usual(), Holder::Hanako).unwrap_err();
        assert_eq!(error, ReadError::Malformed(expected), "{head:02X?}");
    }
}

#[test]
fn a_malformed_record_is_told_by_its_name() {
    let bad = Variation::File(
        Application::Face,
        2,
        vec![0xFF, 0x20, 0x03, 0xDF, 0x21, 0x00],
    );
    let mut other = card(Holder::Hanako, &[bad]);
    let error = attempt(&mut other, &usual(), Holder::Hanako).unwrap_err();
    assert_eq!(error.code(), "record.length");
    let bad = Variation::File(Application::Licence, 0x1A, vec![0xC1, 0x01, 0x02]);
    let error = attempt(&mut card(Holder::Hanako, &[bad]), &usual(), Holder::Hanako).unwrap_err();
    assert_eq!(error.code(), "record.value");
}

#[test]
fn a_card_without_a_licence_is_told_before_any_secret_is_sent() {
    let mut card = card(Holder::NoLicence, &[]);
    let result = attempt(&mut card, &usual(), Holder::NoLicence);
    assert_eq!(result, Err(ReadError::NoLicenceApplication));
    assert!(card.sent().is_empty());
}

#[test]
fn a_card_without_a_signing_certificate_is_told_before_any_secret_is_sent() {
    let mut other = card(Holder::Hanako, &[Variation::NoSigningCertificate]);
    let result = attempt(&mut other, &usual(), Holder::Hanako);
    assert_eq!(result, Err(ReadError::NoSigningCertificate));
    assert!(other.sent().is_empty());

    let plan = ReadingPlan::new(Presence::AuthenticationKey).with_face();
    let mut other = card(Holder::Hanako, &[Variation::NoSigningCertificate]);
    assert!(attempt(&mut other, &plan, Holder::Hanako).is_ok());
}

/// Answers every command in one way.
struct Stubborn(Vec<u8>);

impl Transport for Stubborn {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(self.0.clone())
    }
}

#[test]
fn another_kind_of_card_is_told() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let result = attempt(&mut Stubborn(vec![0x6A, 0x82]), &plan, Holder::Hanako);
    let application = Application::Jpki;
    assert_eq!(result, Err(ReadError::ApplicationAbsent { application }));
}

#[test]
fn an_unexpected_status_names_command_and_status() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let result = attempt(&mut Stubborn(vec![0x6D, 0x00]), &plan, Holder::Hanako);
    let error = result.unwrap_err();
    let command = "SELECT application";
    let status = StatusWord(0x6D00);
    assert_eq!(error, ReadError::UnexpectedStatus { command, status });
    assert!(error.to_string().contains("6D00: command not supported"));
}

/// Gives one byte at a time, for ever.
struct Trickle;

impl Transport for Trickle {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(match command {
            [0x00, 0xB0, 0x80..=0xFF, 0, ..] => vec![0x30, 0x90, 0x00],
            [0x00, 0xB0, 0, 1, ..] => vec![0x82, 0x90, 0x00],
            [0x00, 0xB0, 0, 2, ..] => vec![0x3F, 0x90, 0x00],
            [0x00, 0xB0, ..] => vec![0x8F, 0x90, 0x00],
            _ => vec![0x90, 0x00],
        })
    }
}

#[test]
fn a_card_that_trickles_meets_the_bound_of_the_session() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let mut card = Recorder::new(Trickle);
    let error = attempt(&mut card, &plan, Holder::Hanako).unwrap_err();
    assert_eq!(error.code(), "card.too-many-exchanges");
    assert_eq!(card.commands.len(), limits::CARD_SESSION);
}

#[test]
fn no_reading_comes_from_two_cards() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let mut whole = card(Holder::Hanako, &[]);
    attempt(&mut whole, &plan, Holder::Hanako).unwrap();
    // The same printed data, so that the second card opens.
    let variations = vec![Variation::ApplicationOf(Application::Face, Holder::Hanako)];
    let other = Fault::AnotherCard(Holder::Foreign, variations);
    for at in 2..whole.commands.len() {
        let mut cards = card(Holder::Hanako, &[]);
        cards.card.inject(at, other.clone());
        let result = attempt(&mut cards, &plan, Holder::Hanako);
        assert_eq!(result, Err(ReadError::AnotherCard), "at {at}");
    }
}

#[test]
fn a_card_that_was_reset_is_not_taken_for_another() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    for at in [1, 5, 20] {
        let mut reset = card(Holder::Hanako, &[]);
        let same = Fault::AnotherCard(Holder::Hanako, vec![]);
        reset.card.inject(at, same);
        let error = attempt(&mut reset, &plan, Holder::Hanako).unwrap_err();
        assert_eq!(error.code(), "card.unexpected-status", "at {at}");
    }
}

#[test]
fn a_length_that_lies_is_refused_wherever_it_stands() {
    // In the head of a certificate, and in that of a record.
    for place in [2, 3] {
        let mut codes = BTreeSet::new();
        let fault = Fault::Overwritten(place, vec![0x7F, 0xFF]);
        for (index, result, used) in at_every_exchange(&fault) {
            assert!(used < 400, "at {index}");
            match result {
                // It was no length: the answer had no data, or the bytes stand inside a file.
                Ok(_) => {}
                Err(error) => drop(codes.insert(error.code())),
            }
        }
        let expected = |code: &&str| code.starts_with("record.") || *code == "card.another-card";
        assert!(codes.iter().all(expected), "{codes:?}");
        assert!(codes.contains("record.too-large"), "{codes:?}");
    }
}

#[test]
fn a_record_of_another_card_is_handed_on_as_it_is() {
    // That two cards are mixed, only who checks the signatures can tell.
    let mut mixed = card(Holder::Hanako, &[]);
    let attributes = Variation::FileOf(Application::Text, 0x0002, Holder::Foreign);
    mixed.card.inject(10, Fault::Varied(attributes));
    let plan = ReadingPlan::new(Presence::SigningKey).with_text(TextWanted::Always);
    let reading = attempt(&mut mixed, &plan, Holder::Hanako).unwrap();
    let own = attempt(&mut card(Holder::Hanako, &[]), &plan, Holder::Hanako).unwrap();
    let (text, own) = (reading.text.unwrap(), own.text.unwrap());
    assert!(text.attributes != own.attributes && text.integrity == own.integrity);
}
