use std::time::Duration;

use super::*;
use crate::card::simulator::Fault;
use crate::error::{Category, Coded};

const SECOND: Duration = Duration::from_secs(1);
const VERIFY: [u8; 5] = [0x00, 0x20, 0x00, 0x98, 0x04];

#[test]
fn a_slow_card_is_given_up_in_time_and_nothing_is_sent_after_it() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let mut card = card(Holder::Hanako, &[]);
    for exchange in 0..14 {
        card.card.inject(exchange, Fault::Slow(SECOND));
    }
    let clock = card.card.clock();
    let mut in_time = Deadline::new(&mut card, &clock, 5 * SECOND);
    let error = attempt(&mut in_time, &plan, Holder::Hanako).unwrap_err();
    assert_eq!(error, TransportError::TooLate.into());
    assert_eq!(error.code(), "card.too-late");
    assert_eq!(error.category(), Category::Holder);
    assert_eq!(card.commands.len(), 5);
}

#[test]
fn a_reading_within_its_time_is_the_same_and_each_call_has_its_own() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let expected = attempt(&mut card(Holder::Hanako, &[]), &plan, Holder::Hanako).unwrap();
    let mut card = card(Holder::Hanako, &[]);
    card.card.inject(5, Fault::Slow(10 * SECOND));
    let clock = card.card.clock();
    let secrets = secrets_of(Holder::Hanako);
    let mut reading = UnfinishedReading::new(&plan, CHALLENGE);
    let mut in_time = Deadline::new(&mut card, &clock, 10 * SECOND);
    let late = reading.finish(&mut in_time, &secrets, &mut |_| {});
    assert_eq!(late, Err(TransportError::TooLate.into()));
    let mut in_time = Deadline::new(&mut card, &clock, 10 * SECOND);
    let result = reading.finish(&mut in_time, &secrets, &mut |_| {});
    assert!(result == Ok(expected));
}

#[test]
fn what_a_late_answer_says_of_a_secret_is_told() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let mut card = card(Holder::Hanako, &[]);
    attempt(&mut card, &plan, Holder::Hanako).unwrap();
    let verify = card.commands.iter().position(|c| c.starts_with(&VERIFY));
    let at = card.commands.len() + verify.unwrap();
    card.card.insert();
    card.card.inject(at, Fault::Slow(10 * SECOND));
    let clock = card.card.clock();
    let wrong = Secrets {
        authentication_pin: Some(Pin::parse("9876").unwrap()),
        ..Secrets::default()
    };
    let mut in_time = Deadline::new(&mut card, &clock, SECOND);
    let error = read(&mut in_time, &plan, &wrong, CHALLENGE, &mut |_| {}).unwrap_err();
    assert_eq!(error.code(), "card.wrong-secret");
    assert!(card.commands[at].starts_with(&VERIFY));
}

#[test]
fn a_deadline_beyond_all_time_is_none() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let mut card = card(Holder::Hanako, &[]);
    let clock = || SECOND;
    let mut in_time = Deadline::new(&mut card, &clock, Duration::MAX);
    assert!(attempt(&mut in_time, &plan, Holder::Hanako).is_ok());
    let mut no_time = Deadline::new(&mut card, &clock, Duration::ZERO);
    let error = attempt(&mut no_time, &plan, Holder::Hanako).unwrap_err();
    assert_eq!(error.code(), "card.too-late");
}
