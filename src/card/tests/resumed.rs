use super::*;
use crate::card::simulator::Fault;
use crate::error::Coded;

const HOLDER: Holder = Holder::RareKanji;

fn finish(
    reading: &mut UnfinishedReading,
    card: &mut dyn Transport,
) -> Result<CardReading, ReadError> {
    reading.finish(card, &secrets_of(HOLDER), &mut |_| {})
}

fn begin() -> UnfinishedReading {
    UnfinishedReading::new(&everything(HOLDER, Presence::SigningKey), CHALLENGE)
}

/// The reading in one go, and its commands.
fn whole() -> (CardReading, Vec<Vec<u8>>) {
    let mut card = card(HOLDER, &[]);
    let reading = finish(&mut begin(), &mut card).unwrap();
    (reading, card.commands)
}

/// SELECT of an application, VERIFY with a secret, or the first READ BINARY of a file.
fn is_begun_by(command: &[u8], kind: u8) -> bool {
    match command {
        [0x00, 0x20, _, _, _, ..] => kind == 0x20,
        [0x00, 0xB0, 0x80..=0xFF, ..] => kind == 0xB0,
        _ => false,
    }
}

#[test]
fn a_card_pulled_at_any_exchange_and_put_back_is_read_to_the_same_end() {
    let (expected, commands) = whole();
    let mut card = card(HOLDER, &[]);
    for at in 0..commands.len() {
        let mut reading = begin();
        card.card.insert();
        card.card.inject(card.card.exchanges() + at, Fault::Removed);
        let removed = finish(&mut reading, &mut card);
        assert_eq!(removed, Err(TransportError::Removed.into()), "at {at}");
        card.card.insert();
        card.commands.clear();
        let result = finish(&mut reading, &mut card).unwrap();
        assert!(result == expected, "at {at}");

        // Two or three commands find the card again, and three more the application and its secret.
        let left = commands.len() - at;
        assert!(card.commands.len() <= left + 40, "at {at}");
        let again = |kind| {
            let second = card.commands.iter().filter(|c| is_begun_by(c, kind));
            let second: Vec<_> = second.collect();
            let first = commands[at..].iter().filter(|c| is_begun_by(c, kind));
            second.len().saturating_sub(first.count())
        };
        assert!(again(0x20) <= 1, "one secret may be sent again, at {at}");
        assert!(again(0xB0) <= 3, "one file, and the mark, at {at}");
        card.commands.clear();
    }
}

#[test]
fn a_card_pulled_again_and_again_is_read_in_the_end() {
    let (expected, _) = whole();
    let mut card = card(HOLDER, &[]);
    let mut reading = begin();
    for calls in 1.. {
        card.card.insert();
        card.card.inject(card.card.exchanges() + 45, Fault::Removed);
        card.commands.clear();
        match finish(&mut reading, &mut card) {
            Ok(reading) => {
                assert!(reading == expected);
                assert!(calls > 2);
                break;
            }
            Err(error) => assert_eq!(error.code(), "card.removed"),
        }
        let sent = card.sent();
        let mut once = sent.clone();
        once.dedup();
        assert_eq!(sent, once, "no secret twice in a call");
    }
}

#[test]
fn a_secret_is_not_sent_again_when_all_that_it_opens_has_arrived() {
    let (_, commands) = whole();
    let last_of_licence = commands.len() - 3;
    let mut card = card(HOLDER, &[]);
    card.card.inject(last_of_licence + 1, Fault::Removed);
    let mut reading = begin();
    finish(&mut reading, &mut card).unwrap_err();
    card.card.insert();
    card.commands.clear();
    // Nor is it asked for.
    let none = Secrets::default();
    reading.finish(&mut card, &none, &mut |_| {}).unwrap();
    assert!(card.sent().is_empty());
    assert_eq!(card.commands.len(), 2);
}

#[test]
fn another_card_is_refused_before_any_secret_and_the_first_may_come_back() {
    let (expected, _) = whole();
    for at in [5, 40, 80] {
        let mut card = card(HOLDER, &[]);
        card.card.inject(at, Fault::Removed);
        let other = Fault::AnotherCard(Holder::Foreign, vec![]);
        card.card.inject(at + 1, other);
        let mut reading = begin();
        finish(&mut reading, &mut card).unwrap_err();
        card.card.insert();
        card.commands.clear();
        for _ in 0..2 {
            assert_eq!(finish(&mut reading, &mut card), Err(ReadError::AnotherCard));
            assert!(card.sent().is_empty());
        }
        let mut first = SoftwareCard::new(HOLDER).unwrap();
        assert!(finish(&mut reading, &mut first).unwrap() == expected);
    }
}

#[test]
fn a_card_exchanged_within_a_call_leaves_nothing_behind() {
    let (expected, commands) = whole();
    let mut card = card(HOLDER, &[]);
    // Both cards share the PIN of the licence.
    let other = Fault::AnotherCard(Holder::Foreign, vec![]);
    card.card.inject(last_select_of_licence(&commands), other);
    let mut reading = begin();
    assert_eq!(finish(&mut reading, &mut card), Err(ReadError::AnotherCard));
    let mut first = Recorder::new(SoftwareCard::new(HOLDER).unwrap());
    assert!(finish(&mut reading, &mut first).unwrap() == expected);
    assert_eq!(first.commands.len(), commands.len());
}

fn last_select_of_licence(commands: &[Vec<u8>]) -> usize {
    let select = [0x00, 0xA4, 0x04, 0x0C, 0x10];
    let found = commands.iter().rposition(|c| c.starts_with(&select));
    found.unwrap()
}

/// Without an authentication certificate: its file holds filler.
fn without_certificate() -> Variation {
    Variation::File(Application::Jpki, 0x0A, vec![0xFF; 300])
}

#[test]
fn a_card_without_an_authentication_certificate_is_known_by_its_own_serial_number() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_licence();
    let again = vec![without_certificate()];
    for (holder, same) in [(HOLDER, true), (Holder::Foreign, false)] {
        let mut card = card(HOLDER, &again);
        card.card.inject(20, Fault::Removed);
        card.card
            .inject(21, Fault::AnotherCard(holder, again.clone()));
        let mut reading = UnfinishedReading::new(&plan, CHALLENGE);
        finish(&mut reading, &mut card).unwrap_err();
        card.card.insert();
        let result = finish(&mut reading, &mut card);
        assert_eq!(result.is_ok(), same);
        assert!(same || result == Err(ReadError::AnotherCard));
    }
    let mut exchanged = card(HOLDER, &again);
    attempt(&mut exchanged, &plan, HOLDER).unwrap();
    let at = exchanged.commands.len() + last_select_of_licence(&exchanged.commands);
    exchanged.card.insert();
    exchanged
        .card
        .inject(at, Fault::AnotherCard(Holder::Foreign, again));
    let result = attempt(&mut exchanged, &plan, HOLDER);
    assert_eq!(result, Err(ReadError::AnotherCard));
}

#[test]
fn the_authentication_key_needs_its_certificate() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let mut card = card(HOLDER, &[without_certificate()]);
    assert_eq!(
        attempt(&mut card, &plan, HOLDER),
        Err(ReadError::NoAuthenticationCertificate)
    );
    assert!(card.sent().is_empty());
}

/// A card without the application of its own serial number.
struct Nameless(SoftwareCard);

impl Transport for Nameless {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.0.transmit(command)?;
        match command {
            [0x00, 0xA4, 0x04, .., 0x01, 0x01, 0x01, 0x00] => Ok(vec![0x6A, 0x82]),
            _ => Ok(answer),
        }
    }
}

#[test]
fn a_card_that_cannot_be_recognised_is_refused_before_a_secret_where_more_than_jpki_is_wanted() {
    let nameless = SoftwareCard::varied(HOLDER, &[without_certificate()]).unwrap();
    let mut card = Recorder::new(Nameless(nameless));
    let plan = || ReadingPlan::new(Presence::SigningKey);
    for plan in [
        plan().with_face(),
        plan().with_licence(),
        plan().with_text(TextWanted::IfSubstituted),
        plan().with_individual_number(),
    ] {
        let error = attempt(&mut card, &plan, HOLDER).unwrap_err();
        assert_eq!(error, ReadError::Unrecognisable);
        assert_eq!(error.code(), "card.unrecognisable");
        assert!(card.sent().is_empty());
    }
}

#[test]
fn of_a_card_that_cannot_be_recognised_jpki_is_read_and_from_the_beginning() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let nameless = SoftwareCard::varied(HOLDER, &[without_certificate()]).unwrap();
    let mut card = Recorder::new(Nameless(nameless));
    let expected = attempt(&mut card, &plan, HOLDER).unwrap();
    let commands = std::mem::take(&mut card.commands);
    card.card.0.insert();
    card.card.0.inject(2 * commands.len() - 3, Fault::Removed);
    let mut reading = UnfinishedReading::new(&plan, CHALLENGE);
    finish(&mut reading, &mut card).unwrap_err();
    card.card.0.insert();
    card.commands.clear();
    assert!(finish(&mut reading, &mut card).unwrap() == expected);
    assert_eq!(card.commands.len(), commands.len());
}

#[test]
fn a_secret_typed_again_after_a_wrong_one_is_the_only_one_that_is_sent() {
    let mut card = card(HOLDER, &[]);
    let mut reading = begin();
    let wrong = Secrets {
        text_pin: Some(Pin::parse("9876").unwrap()),
        ..secrets_of(HOLDER)
    };
    let secret = SecretName::TextPin;
    let tries_left = Some(2);
    assert_eq!(
        reading.finish(&mut card, &wrong, &mut |_| {}),
        Err(ReadError::WrongSecret { secret, tries_left })
    );
    assert_eq!(card.sent(), [SIGNING_PASSWORD.as_bytes(), b"9876"]);
    card.commands.clear();
    finish(&mut reading, &mut card).unwrap();
    assert_eq!(card.sent().len(), 3);
    assert!(!card.sent().contains(&SIGNING_PASSWORD.as_bytes()));
}

/// Two calls with these secrets, where the answer to the signing password is lost in the first;
/// what the second came to, and how often it was sent in both.
fn after_a_lost_answer(
    reading: &mut UnfinishedReading,
    card: &mut Recorder<SoftwareCard>,
    secrets: &Secrets,
    fault: Fault,
) -> (Result<CardReading, ReadError>, usize) {
    card.card.inject(5, fault);
    let lost = reading.finish(card, secrets, &mut |_| {});
    assert_eq!(lost, Err(TransportError::Removed.into()));
    assert_eq!(card.sent().len(), 1);
    card.card.insert();
    let again = reading.finish(card, secrets, &mut |_| {});
    let password = secrets.signing_password.as_ref().unwrap().as_bytes();
    let sent = card.sent().iter().filter(|sent| **sent == password).count();
    (again, sent)
}

fn with_wrong_password() -> Secrets {
    Secrets {
        signing_password: Some(SigningPassword::parse("WRONG98765").unwrap()),
        ..secrets_of(HOLDER)
    }
}

#[test]
fn a_wrong_secret_whose_answer_was_lost_is_told_and_not_sent_again() {
    for tries in [5, 2] {
        let variation = Variation::TriesLeft(Application::Jpki, 0x1B, tries);
        let mut card = card(HOLDER, &[variation]);
        let wrong = with_wrong_password();
        let mut reading = begin();
        let (again, sent) = after_a_lost_answer(&mut reading, &mut card, &wrong, Fault::AnswerLost);
        let secret = SecretName::SigningPassword;
        let tries_left = Some(tries - 1);
        assert_eq!(again, Err(ReadError::WrongSecret { secret, tries_left }));
        assert_eq!(sent, 1, "of {tries} tries");
    }
}

#[test]
fn a_wrong_secret_whose_answer_was_lost_is_sent_again_when_the_holder_has_heard_of_it() {
    let mut card = card(HOLDER, &[]);
    let wrong = with_wrong_password();
    let mut reading = begin();
    after_a_lost_answer(&mut reading, &mut card, &wrong, Fault::AnswerLost)
        .0
        .unwrap_err();
    card.commands.clear();
    let again = reading.finish(&mut card, &wrong, &mut |_| {});
    let secret = SecretName::SigningPassword;
    let tries_left = Some(3);
    assert_eq!(again, Err(ReadError::WrongSecret { secret, tries_left }));
    assert_eq!(card.sent().len(), 1);
    finish(&mut reading, &mut card).unwrap();
}

#[test]
fn a_secret_whose_answer_was_lost_is_sent_again_if_it_was_right_or_never_arrived() {
    let (expected, _) = whole();
    for fault in [Fault::AnswerLost, Fault::Removed] {
        let mut card = card(HOLDER, &[]);
        let right = secrets_of(HOLDER);
        let (read, sent) = after_a_lost_answer(&mut begin(), &mut card, &right, fault);
        assert!(read.unwrap() == expected);
        assert_eq!(sent, 2);
    }
    let mut card = card(HOLDER, &[]);
    let wrong = with_wrong_password();
    let (read, sent) = after_a_lost_answer(&mut begin(), &mut card, &wrong, Fault::Removed);
    let secret = SecretName::SigningPassword;
    let tries_left = Some(4);
    assert_eq!(read, Err(ReadError::WrongSecret { secret, tries_left }));
    assert_eq!(sent, 2);
}

#[test]
fn an_unanswered_secret_is_remembered_beyond_an_exchange_of_cards() {
    let mut kept = crate::card::kept::Kept::default();
    kept.sends(SecretName::SigningPassword, Some(5));
    kept.forget();
    assert!(kept.was_wrong(SecretName::SigningPassword, 4));
}

#[test]
fn a_bouncing_contact_costs_one_try() {
    let mut card = card(HOLDER, &[]);
    let wrong = with_wrong_password();
    let mut reading = begin();
    for exchange in (5..100).step_by(5) {
        card.card.inject(exchange, Fault::AnswerLost);
    }
    let removed = Err(TransportError::Removed.into());
    let last = loop {
        card.card.insert();
        let result = reading.finish(&mut card, &wrong, &mut |_| {});
        if result != removed {
            break result;
        }
    };
    let secret = SecretName::SigningPassword;
    let tries_left = Some(4);
    assert_eq!(last, Err(ReadError::WrongSecret { secret, tries_left }));
    assert_eq!(card.sent().len(), 1);
}

#[test]
fn the_tries_left_are_asked_for_in_every_call() {
    let one_left = Variation::TriesLeft(Application::Face, 0x12, 1);
    let mut card = card(HOLDER, &[one_left]);
    let mut reading = begin();
    for _ in 0..2 {
        let secret = SecretName::VerificationNumberB;
        assert_eq!(
            finish(&mut reading, &mut card),
            Err(ReadError::LastTry { secret })
        );
    }
}

#[test]
fn what_is_kept_is_not_shown() {
    let mut card = card(HOLDER, &[]);
    card.card.inject(60, Fault::Removed);
    let mut reading = begin();
    finish(&mut reading, &mut card).unwrap_err();
    let shown = format!("{reading:?}");
    assert!(shown.contains("files: 6, signatures: 2"), "{shown}");
    assert!(shown.len() < 300, "{shown}");
}
