mod dump;
mod face;
mod hostile;
mod licence;
mod text;

use super::*;
use crate::card::simulator::{Holder, PIN, SIGNING_PASSWORD, SoftwareCard};
use crate::card::{
    CardReading, Pin, Presence, ReadingPlan, Secrets, SigningPassword, VerificationNumberB, read,
};
use crate::error::Coded;

/// A reading of the whole software card of this holder.
fn software_card(holder: Holder) -> CardReading {
    let plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_licence()
        .with_individual_number();
    let number = holder.verification_number_b().unwrap();
    let secrets = Secrets {
        signing_password: Some(SigningPassword::parse(SIGNING_PASSWORD).unwrap()),
        authentication_pin: None,
        text_pin: Some(Pin::parse(PIN).unwrap()),
        verification_number_b: Some(VerificationNumberB::parse(&number).unwrap()),
        licence_pin: Some(Pin::parse(PIN).unwrap()),
    };
    let mut card = SoftwareCard::new(holder).unwrap();
    read(&mut card, &plan, &secrets, "challenge", &mut |_| {}).unwrap()
}

/// An object with a two-byte tag, in the card's form.
fn object(tag: u16, value: &[u8]) -> Vec<u8> {
    tlv::encode(tag.to_be_bytes(), value).unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, RecordError>) -> &'static str {
    result.unwrap_err().code()
}
