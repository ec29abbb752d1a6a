mod deadline;
mod faults;
mod forms;
mod hostile;
mod reading;
mod resumed;
mod secrets;
mod steps;
mod substitutes;
mod whole;

use super::simulator::{Holder, PIN, SIGNING_PASSWORD, SoftwareCard, Variation};
use super::*;

/// The same as in the documentation.
const CHALLENGE: &str = "the challenge's text";

/// Passes everything on and keeps the commands.
struct Recorder<T> {
    card: T,
    commands: Vec<Vec<u8>>,
}

impl<T: Transport> Transport for Recorder<T> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.commands.push(command.to_vec());
        self.card.transmit(command)
    }
}

impl<T> Recorder<T> {
    fn new(card: T) -> Self {
        Self {
            card,
            commands: Vec::new(),
        }
    }

    /// The secrets that were sent.
    fn sent(&self) -> Vec<&[u8]> {
        let verify = |command: &&Vec<u8>| command[..2] == [0x00, 0x20] && command.len() > 5;
        let sent = self.commands.iter().filter(verify);
        sent.map(|command| &command[5..]).collect()
    }
}

fn card(holder: Holder, variations: &[Variation]) -> Recorder<SoftwareCard> {
    Recorder::new(SoftwareCard::varied(holder, variations).unwrap())
}

pub(super) fn secrets_of(holder: Holder) -> Secrets {
    let number = holder.verification_number_b().unwrap();
    Secrets {
        signing_password: Some(SigningPassword::parse(SIGNING_PASSWORD).unwrap()),
        authentication_pin: Some(Pin::parse(PIN).unwrap()),
        text_pin: Some(Pin::parse(PIN).unwrap()),
        verification_number_b: Some(VerificationNumberB::parse(&number).unwrap()),
        licence_pin: Some(Pin::parse(PIN).unwrap()),
    }
}

/// Every application that the holder's card has.
pub(super) fn everything(holder: Holder, presence: Presence) -> ReadingPlan {
    let plan = ReadingPlan::new(presence)
        .with_face()
        .with_individual_number();
    if holder.has_licence() {
        plan.with_licence()
    } else {
        plan
    }
}

fn usual() -> ReadingPlan {
    ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_licence()
        .with_text(TextWanted::IfSubstituted)
}

fn attempt(
    card: &mut dyn Transport,
    plan: &ReadingPlan,
    holder: Holder,
) -> Result<CardReading, ReadError> {
    read(card, plan, &secrets_of(holder), CHALLENGE, &mut |_| {})
}
