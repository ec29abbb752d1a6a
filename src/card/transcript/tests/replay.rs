use std::time::Duration;

use super::*;
use crate::card::simulator::Variation;
use crate::card::{Application, Deadline};
use crate::error::Coded;

#[test]
fn every_fault_at_every_exchange_is_met_again_at_the_same_exchange() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    meet_every_fault(&plan.clone().with_text(TextWanted::Always), 1);
    // Most exchanges of these are alike.
    meet_every_fault(&plan.with_face().with_licence(), 11);
}

fn meet_every_fault(plan: &ReadingPlan, step: usize) {
    // Personalising a card is slow, so one serves for all, put in again each time.
    let mut card = SoftwareCard::new(HOLDER).unwrap();
    let (whole, transcript) = recorded(&mut card, HOLDER, plan);
    assert!(whole.is_ok() && replayed(&transcript, plan).is_ok());
    for fault in [
        Fault::Removed,
        Fault::TransportFailed,
        Fault::Answer(vec![]),
        Fault::Answer(vec![0x90]),
        Fault::Answer(vec![0x12, 0x34]),
        Fault::Answer(vec![0x63, 0xC1]),
        Fault::AnswerForever(vec![0x61, 0x10]),
        Fault::AnswerForever(vec![0x6C, 0x10]),
        Fault::Truncated(3),
        Fault::Truncated(1),
        Fault::Lengthened(70_000),
        Fault::Overwritten(2, vec![0x7F, 0xFF]),
        Fault::Overwritten(2, vec![0x83]),
    ] {
        for at in (0..transcript.exchanges()).step_by(step) {
            card.insert();
            card.inject(card.exchanges() + at, fault.clone());
            meets_the_same_again(&mut card, plan);
        }
    }
}

#[test]
fn another_card_at_any_exchange_is_met_again() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_licence();
    for at in (0..50).step_by(7) {
        let mut card = SoftwareCard::new(HOLDER).unwrap();
        card.inject(at, Fault::AnotherCard(Holder::Foreign, vec![]));
        meets_the_same_again(&mut card, &plan);
    }
}

fn meets_the_same_again(card: &mut SoftwareCard, plan: &ReadingPlan) {
    let (met, transcript) = recorded(card, HOLDER, plan);
    let text = transcript.to_string();
    let transcript = Transcript::parse(&text).unwrap();
    match (met, replayed(&transcript, plan)) {
        (Ok(_), Ok(_)) => {}
        (Err(met), Err(again)) => {
            assert_eq!(met.code(), again.code(), "{text}");
            assert_eq!(met.category(), again.category());
        }
        (met, again) => panic!("{met:?}, {again:?}\n{text}"),
    }
}

#[test]
fn a_session_of_every_plan_is_replayed_whole() {
    for holder in Holder::ALL {
        for presence in [Presence::SigningKey, Presence::AuthenticationKey] {
            let plan = everything(holder, presence);
            let mut card = SoftwareCard::new(holder).unwrap();
            let (result, transcript) = recorded(&mut card, holder, &plan);
            let (own, replayed) = (result.unwrap(), replayed(&transcript, &plan).unwrap());
            assert_eq!(own.to_cbor().len(), replayed.to_cbor().len());
        }
    }
}

#[test]
fn a_session_that_went_on_is_replayed_with_both_its_calls() {
    let plan = everything(HOLDER, Presence::SigningKey);
    let finish = |reading: &mut UnfinishedReading, transport: &mut dyn Transport| {
        let read = reading.finish(transport, &secrets(HOLDER), &mut |_| {});
        read.map(|reading| reading.to_cbor().len())
    };
    for other in [None, Some(Holder::Foreign)] {
        let mut card = SoftwareCard::new(HOLDER).unwrap();
        card.inject(50, Fault::Removed);
        if let Some(other) = other {
            card.inject(51, Fault::AnotherCard(other, vec![]));
        }
        let mut recorder = Recorder::new();
        let mut reading = UnfinishedReading::new(&plan, "a challenge");
        let first = finish(&mut reading, &mut recorder.record(&mut card));
        assert_eq!(first, Err(TransportError::Removed.into()));
        card.insert();
        let second = finish(&mut reading, &mut recorder.record(&mut card));
        assert_eq!(second.is_ok(), other.is_none());

        let transcript = recorder.into_transcript();
        let text = transcript.to_string();
        assert!(text.contains("\n! card.removed\n"));
        assert_eq!(text.contains("+1]"), other.is_some(), "{text}");
        let mut replay = Replay::new(&transcript);
        let mut reading = UnfinishedReading::new(&plan, "another challenge");
        assert_eq!(finish(&mut reading, &mut replay), first);
        assert_eq!(finish(&mut reading, &mut replay), second);
        assert!(replay.is_at_end());
    }
}

#[test]
fn a_card_known_by_its_serial_number_is_known_in_a_replay() {
    let filler = Variation::File(Application::Jpki, 0x0A, vec![0xFF; 300]);
    let plan = ReadingPlan::new(Presence::SigningKey).with_licence();
    let mut card = SoftwareCard::varied(HOLDER, &[filler]).unwrap();
    let (result, transcript) = recorded(&mut card, HOLDER, &plan);
    assert!(result.is_ok() && replayed(&transcript, &plan).is_ok());
}

#[test]
fn a_deadline_that_passed_is_met_again() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let mut card = SoftwareCard::new(HOLDER).unwrap();
    card.inject(6, Fault::Slow(Duration::from_secs(9)));
    let clock = card.clock();
    let mut in_time = Deadline::new(&mut card, &clock, Duration::from_secs(9));
    let (met, transcript) = recorded(&mut in_time, HOLDER, &plan);
    assert_eq!(met, Err(TransportError::TooLate.into()));
    assert_eq!(replayed(&transcript, &plan), met);
}

#[test]
fn a_command_that_is_not_the_recorded_one_is_told_with_its_exchange() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_licence();
    let mut card = SoftwareCard::new(HOLDER).unwrap();
    let (_, transcript) = recorded(&mut card, HOLDER, &plan);
    let whole = transcript.exchanges();
    let replay = |plan: &ReadingPlan| {
        let mut replay = Replay::new(&transcript);
        let result = read(&mut replay, plan, &secrets(HOLDER), "", &mut |_| {});
        result.unwrap_err()
    };
    let without_licence = ReadingPlan::new(Presence::SigningKey);
    for (plan, exchange) in [
        (without_licence, 1),
        (plan.clone().with_face(), 16),
        (plan.with_text(TextWanted::IfSubstituted), 16),
    ] {
        let error = replay(&plan);
        assert_eq!(error, TransportError::Deviates { exchange }.into());
        assert_eq!(error.code(), "card.transcript-deviates");
        assert!(error.to_string().contains(&exchange.to_string()));
    }
    let mut replay = Replay::new(&transcript);
    let plan = ReadingPlan::new(Presence::SigningKey).with_licence();
    read(&mut replay, &plan, &secrets(HOLDER), "", &mut |_| {}).unwrap();
    let exchange = whole + 1;
    let beyond = replay.transmit(&[0x00, 0xB0, 0x00, 0x00, 0x00]);
    assert_eq!(beyond, Err(TransportError::Deviates { exchange }));
}

#[test]
fn a_recorder_passes_on_what_it_does_not_record() {
    struct Echo;
    impl Transport for Echo {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
            Ok(command.to_vec())
        }
    }
    let mut echo = Echo;
    let mut recorder = Recorder::new();
    for _ in 0..=crate::limits::TRANSCRIPT_EXCHANGES {
        assert_eq!(
            recorder
                .record(&mut echo)
                .transmit(&[0, 0xB0, 0, 0, 0])
                .unwrap()
                .len(),
            5
        );
    }
    let transcript = recorder.into_transcript();
    assert_eq!(transcript.exchanges(), crate::limits::TRANSCRIPT_EXCHANGES);
    assert!(Transcript::parse(&transcript.to_string()).is_ok());
}
