use super::*;
use crate::card::apdu::Command;
use crate::card::simulator::Fault;
use crate::error::Coded;

/// Each secret: its name, its application and file, the tries of a new card, and a plan that needs
/// it.
fn each() -> [(SecretName, Application, u16, u8, ReadingPlan); 5] {
    let signing = ReadingPlan::new(Presence::SigningKey);
    let authentication = ReadingPlan::new(Presence::AuthenticationKey);
    [
        (
            SecretName::SigningPassword,
            Application::Jpki,
            0x001B,
            5,
            signing.clone(),
        ),
        (
            SecretName::AuthenticationPin,
            Application::Jpki,
            0x0018,
            3,
            authentication,
        ),
        (
            SecretName::TextPin,
            Application::Text,
            0x0011,
            3,
            signing.clone().with_text(TextWanted::Always),
        ),
        (
            SecretName::VerificationNumberB,
            Application::Face,
            0x0012,
            10,
            signing.clone().with_face(),
        ),
        (
            SecretName::LicencePin,
            Application::Licence,
            0x0006,
            10,
            signing.with_licence(),
        ),
    ]
}

const WRONG: &str = "9876";
const WRONG_PASSWORD: &str = "WRONG98765";
const WRONG_NUMBER: &str = "98765432109876";

fn with_wrong(secret: SecretName) -> Secrets {
    let mut secrets = secrets_of(Holder::Hanako);
    let pin = || Some(Pin::parse(WRONG).unwrap());
    match secret {
        SecretName::SigningPassword => {
            secrets.signing_password = Some(SigningPassword::parse(WRONG_PASSWORD).unwrap());
        }
        SecretName::AuthenticationPin => secrets.authentication_pin = pin(),
        SecretName::TextPin => secrets.text_pin = pin(),
        SecretName::VerificationNumberB => {
            let number = VerificationNumberB::parse(WRONG_NUMBER).unwrap();
            secrets.verification_number_b = Some(number);
        }
        SecretName::LicencePin => secrets.licence_pin = pin(),
    }
    secrets
}

fn without(secret: SecretName) -> Secrets {
    let mut secrets = secrets_of(Holder::Hanako);
    match secret {
        SecretName::SigningPassword => secrets.signing_password = None,
        SecretName::AuthenticationPin => secrets.authentication_pin = None,
        SecretName::TextPin => secrets.text_pin = None,
        SecretName::VerificationNumberB => secrets.verification_number_b = None,
        SecretName::LicencePin => secrets.licence_pin = None,
    }
    secrets
}

fn try_with(
    card: &mut dyn Transport,
    plan: &ReadingPlan,
    secrets: &Secrets,
) -> Result<CardReading, ReadError> {
    read(card, plan, secrets, CHALLENGE, &mut |_| {})
}

#[test]
fn a_wrong_secret_is_sent_once_and_its_tries_left_are_told() {
    for (secret, _, _, tries, plan) in each() {
        let mut card = card(Holder::Hanako, &[]);
        let error = try_with(&mut card, &plan, &with_wrong(secret)).unwrap_err();
        let tries_left = Some(tries - 1);
        assert_eq!(error, ReadError::WrongSecret { secret, tries_left });
        let wrong = |sent: &&&[u8]| {
            [WRONG, WRONG_PASSWORD, WRONG_NUMBER]
                .iter()
                .any(|wrong| wrong.as_bytes() == **sent)
        };
        assert_eq!(card.sent().iter().filter(wrong).count(), 1, "{secret}");
        let told = format!("tries left: {}", tries - 1);
        assert!(error.to_string().contains(&told), "{error}");
    }
}

#[test]
fn a_secret_whose_tries_the_card_does_not_count_is_sent_once_and_may_be_wrong() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let mut card = card(Holder::Hanako, &[]);
    let secrets = secrets_of(Holder::Hanako);
    let read = try_with(&mut card, &plan, &secrets).unwrap();
    let query = |command: &Vec<u8>| command.starts_with(&[0x00, 0x20]);
    let query = card.commands.iter().position(query).unwrap();
    let not_counted = Fault::Answer(vec![0x63, 0x00]);
    let mut again = |wrong: &[usize]| {
        card.card.insert();
        card.commands.clear();
        for exchange in wrong {
            let at = card.card.exchanges() + exchange;
            card.card.inject(at, not_counted.clone());
        }
        let result = try_with(&mut card, &plan, &secrets);
        assert_eq!(card.sent().len(), 1);
        result
    };
    assert!(again(&[query]) == Ok(read));
    let error = again(&[query, query + 1]).unwrap_err();
    let secret = SecretName::AuthenticationPin;
    let tries_left = None;
    assert_eq!(error, ReadError::WrongSecret { secret, tries_left });
    assert!(error.to_string().contains("tries left: not counted"));
    assert_eq!(again(&[query + 1]), Err(error));
}

#[test]
fn the_last_try_is_not_spent_and_the_secret_is_not_sent() {
    for (secret, application, file, _, plan) in each() {
        let mut card = card(
            Holder::Hanako,
            &[Variation::TriesLeft(application, file, 1)],
        );
        let error = try_with(&mut card, &plan, &with_wrong(secret)).unwrap_err();
        assert_eq!(error, ReadError::LastTry { secret });
        assert!(!card.sent().contains(&WRONG.as_bytes()));
        let again = try_with(&mut card, &plan, &with_wrong(secret)).unwrap_err();
        assert_eq!(again, error, "no try was lost");
    }
}

#[test]
fn the_last_try_is_spent_where_the_plan_allows_it() {
    for (secret, application, file, _, plan) in each() {
        let one_left = [Variation::TriesLeft(application, file, 1)];
        let plan = plan.allow_last_try();
        let mut right = card(Holder::Hanako, &one_left);
        assert!(try_with(&mut right, &plan, &secrets_of(Holder::Hanako)).is_ok());
        let mut wrong = card(Holder::Hanako, &one_left);
        let error = try_with(&mut wrong, &plan, &with_wrong(secret)).unwrap_err();
        assert_eq!(error, ReadError::Blocked { secret });
    }
}

#[test]
fn a_blocked_secret_is_told_and_not_sent() {
    for (secret, application, file, _, plan) in each() {
        let mut card = card(
            Holder::Hanako,
            &[Variation::TriesLeft(application, file, 0)],
        );
        let error = try_with(&mut card, &plan, &with_wrong(secret)).unwrap_err();
        assert_eq!(error, ReadError::Blocked { secret });
        assert!(!card.sent().contains(&WRONG.as_bytes()));
    }
}

#[test]
fn two_readings_cost_two_tries_and_the_third_refuses_by_itself() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let secret = SecretName::AuthenticationPin;
    let mut card = card(Holder::Hanako, &[]);
    for tries_left in [Some(2), Some(1)] {
        let error = try_with(&mut card, &plan, &with_wrong(secret)).unwrap_err();
        assert_eq!(error, ReadError::WrongSecret { secret, tries_left });
    }
    let error = try_with(&mut card, &plan, &with_wrong(secret)).unwrap_err();
    assert_eq!(error, ReadError::LastTry { secret });
}

#[test]
fn a_missing_secret_is_told_and_no_other_is_spent_that_could_be_kept() {
    for (secret, _, _, _, plan) in each() {
        let mut card = card(Holder::Hanako, &[]);
        let error = try_with(&mut card, &plan, &without(secret)).unwrap_err();
        assert_eq!(error, ReadError::MissingSecret { secret });
        // Whether the licence has a PIN, only the card can say.
        if secret != SecretName::LicencePin {
            assert!(card.commands.is_empty(), "{secret}");
        }
    }
}

#[test]
fn a_secret_is_not_repeated_whatever_the_card_answers_to_it() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let mut card = card(Holder::Hanako, &[]);
    try_with(&mut card, &plan, &secrets_of(Holder::Hanako)).unwrap();
    let verify = |command: &Vec<u8>| command.starts_with(&[0x00, 0x20]) && command.len() > 4;
    let at = card.commands.iter().position(verify).unwrap();
    for answer in [
        Fault::Answer(vec![0x6C, 0x04]),
        Fault::Answer(vec![0x6C, 0x00]),
        Fault::Answer(vec![0x61, 0x10]),
        Fault::Answer(vec![0x67, 0x00]),
        Fault::Answer(vec![0x69, 0x82]),
        Fault::Answer(vec![0x63, 0x00]),
        Fault::Answer(vec![]),
        Fault::AnswerForever(vec![0x6C, 0x04]),
        Fault::AnswerForever(vec![0x61, 0x00]),
        Fault::TransportFailed,
        Fault::Removed,
    ] {
        card.card.insert();
        card.commands.clear();
        card.card.inject(card.card.exchanges() + at, answer.clone());
        try_with(&mut card, &plan, &secrets_of(Holder::Hanako)).unwrap_err();
        assert_eq!(card.sent().len(), 1, "{answer:?}");
    }
}

/// Plans, and what they need of each secret in the order of `SecretName::ALL`.
fn needs() -> [(ReadingPlan, [Need; 5]); 6] {
    use Need::{Always, Never, Perhaps};
    let signing = ReadingPlan::new(Presence::SigningKey);
    let authentication = ReadingPlan::new(Presence::AuthenticationKey);
    let substituted = TextWanted::IfSubstituted;
    [
        (signing.clone(), [Always, Never, Never, Never, Never]),
        (usual(), [Always, Never, Perhaps, Always, Perhaps]),
        (
            signing.clone().with_text(TextWanted::Always),
            [Always, Never, Always, Never, Never],
        ),
        (
            signing.with_text(substituted).with_individual_number(),
            [Always, Never, Always, Never, Never],
        ),
        (authentication.clone(), [Never, Always, Never, Never, Never]),
        (
            authentication.with_text(substituted).with_face(),
            [Never, Always, Always, Always, Never],
        ),
    ]
}

#[test]
fn a_plan_says_which_secrets_it_needs() {
    for (plan, needs) in needs() {
        for (secret, need) in SecretName::ALL.into_iter().zip(needs) {
            assert_eq!(plan.need(secret), need, "{plan:?} {secret}");
            let mut card = card(Holder::RareKanji, &[]);
            let secrets = Secrets {
                verification_number_b: secrets_of(Holder::RareKanji).verification_number_b,
                ..without(secret)
            };
            let secrets = match secret {
                SecretName::VerificationNumberB => without(secret),
                _ => secrets,
            };
            let result = try_with(&mut card, &plan, &secrets);
            match need {
                Need::Never => assert!(result.is_ok(), "{plan:?} {secret}"),
                // This card has substitutes and a PIN of the licence.
                Need::Perhaps => assert_eq!(result, Err(ReadError::MissingSecret { secret })),
                Need::Always => {
                    assert_eq!(result, Err(ReadError::MissingSecret { secret }));
                    assert!(card.commands.is_empty());
                }
            }
        }
    }
}

#[test]
fn a_text_pin_is_missed_only_when_the_certificate_flags_substitutes() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_text(TextWanted::IfSubstituted);
    let without = |holder| Secrets {
        text_pin: None,
        ..secrets_of(holder)
    };
    let mut plain = card(Holder::Hanako, &[]);
    assert!(try_with(&mut plain, &plan, &without(Holder::Hanako)).is_ok());
    let mut flagged = card(Holder::RareKanji, &[]);
    let secret = SecretName::TextPin;
    assert_eq!(
        try_with(&mut flagged, &plan, &without(Holder::RareKanji)),
        Err(ReadError::MissingSecret { secret })
    );
}

/// Says one thing when asked for tries left.
struct Status(SoftwareCard, [u8; 2]);

impl Transport for Status {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        match command {
            [0x00, 0x20, _, _] => Ok(self.1.to_vec()),
            _ => self.0.transmit(command),
        }
    }
}

#[test]
fn every_answer_to_the_question_for_tries_has_its_meaning() {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let secret = SecretName::SigningPassword;
    for (status, expected) in [
        ([0x69, 0x83], Some(ReadError::Blocked { secret })),
        ([0x69, 0x84], Some(ReadError::Blocked { secret })),
        ([0x63, 0xC0], Some(ReadError::Blocked { secret })),
        ([0x63, 0xC1], Some(ReadError::LastTry { secret })),
        ([0x6A, 0x88], Some(ReadError::NotSet { secret })),
        ([0x6A, 0x82], Some(ReadError::NotSet { secret })),
        ([0x63, 0xC5], None),
        ([0x63, 0x00], None),
        ([0x90, 0x00], None),
    ] {
        let card = Status(SoftwareCard::new(Holder::Hanako).unwrap(), status);
        let mut card = Recorder::new(card);
        let result = try_with(&mut card, &plan, &secrets_of(Holder::Hanako));
        assert_eq!(result.err(), expected);
        assert_eq!(card.sent().len(), usize::from(expected.is_none()));
    }
    let card = SoftwareCard::new(Holder::Hanako).unwrap();
    let result = try_with(
        &mut Status(card, [0x69, 0x85]),
        &plan,
        &secrets_of(Holder::Hanako),
    );
    assert_eq!(result.unwrap_err().code(), "card.unexpected-status");
}

#[test]
fn no_secret_and_no_card_data_shows_in_any_debug_output_or_error() {
    let secrets = secrets_of(Holder::Hanako);
    let verify = Command::verify(0x1B, SIGNING_PASSWORD.as_bytes());
    let reading = attempt(
        &mut card(Holder::Hanako, &[]),
        &everything(Holder::Hanako, Presence::SigningKey),
        Holder::Hanako,
    )
    .unwrap();
    let mut shown = vec![
        format!("{secrets:?}"),
        format!("{verify:?}"),
        format!("{reading:?}"),
        format!("{:?} {:?}", reading.signing, reading.face),
        format!("{:?} {:?}", reading.text, reading.licence),
    ];
    for (secret, _, _, _, plan) in each() {
        let mut card = card(Holder::Hanako, &[]);
        let error = try_with(&mut card, &plan, &with_wrong(secret)).unwrap_err();
        shown.push(format!("{error} {error:?}"));
    }
    let number = Holder::Hanako.verification_number_b().unwrap();
    for text in shown {
        for hidden in [
            PIN,
            SIGNING_PASSWORD,
            WRONG,
            WRONG_PASSWORD,
            WRONG_NUMBER,
            &number,
            Holder::Hanako.full_name(),
            Holder::Hanako.individual_number(),
        ] {
            assert!(!text.contains(hidden), "{text}");
        }
    }
}
