mod anchors;
mod attacks;
mod card;
mod challenge;
mod challenge_store;
mod dump;
mod flips;
mod forge;
mod issued_dump;
mod issuing;
mod mixes;
mod next_generation;
mod path;
mod profile;
mod questions;
mod report;
mod revocation;
mod stored;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use super::*;
use crate::card::record::{KeyId, public_key};
use crate::card::simulator::{self, Authorities, SoftwareCard};
use crate::card::{
    CardReading, Pin, Presence, ReadingPlan, Secrets, SigningPassword, TextWanted,
    VerificationNumberB, read,
};
use crate::crypto::{RsaPublicKey, SealError, SealingKey, Thumbprint};
use crate::error::Coded;
use crate::testing::SeededRandom;
use crate::time::Timestamp;

const NOW: &str = "2026-11-24T00:00:00Z";
const HANAKO: simulator::Holder = simulator::Holder::Hanako;
const RARE_KANJI: simulator::Holder = simulator::Holder::RareKanji;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn now() -> Timestamp {
    at(NOW)
}

fn random() -> SeededRandom {
    SeededRandom::new(b"evidence")
}

/// A challenge that names no wallet key.
fn session_challenge(expires: Timestamp) -> Challenge {
    let binding = HolderBinding::SessionOnly;
    Challenge::new("a test", "session-1", binding, expires, &mut random()).unwrap()
}

fn binding() -> HolderBinding {
    HolderBinding::DeviceKeys(vec![Thumbprint::from_bytes([1; 32])])
}

/// The challenge that every reading here answers. It is always the same, so that readings can be
/// shared between tests.
fn challenge() -> Challenge {
    let expires = now().plus_seconds(600);
    Challenge::new("a test", "session-1", binding(), expires, &mut random()).unwrap()
}

/// Everything on the software card of `holder`, the authentication key's answer too.
fn reading(holder: simulator::Holder) -> CardReading {
    static READINGS: LazyLock<Mutex<HashMap<&'static str, CardReading>>> =
        LazyLock::new(Mutex::default);
    let mut readings = READINGS.lock().unwrap();
    let known = readings.entry(holder.name());
    known.or_insert_with(|| read_whole(holder)).clone()
}

fn read_whole(holder: simulator::Holder) -> CardReading {
    let mut plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_individual_number();
    if holder.has_licence() {
        plan = plan.with_licence();
    }
    let mut card = SoftwareCard::new(holder).unwrap();
    let mut read = |plan: &ReadingPlan| {
        let text = challenge().text().to_owned();
        read(&mut card, plan, &secrets(holder), &text, &mut |_| {}).unwrap()
    };
    let mut reading = read(&plan);
    reading.authentication = read(&ReadingPlan::new(Presence::AuthenticationKey)).authentication;
    reading
}

fn secrets(holder: simulator::Holder) -> Secrets {
    let pin = || Some(Pin::parse(simulator::PIN).unwrap());
    let number = holder.verification_number_b().unwrap();
    Secrets {
        signing_password: Some(SigningPassword::parse(simulator::SIGNING_PASSWORD).unwrap()),
        authentication_pin: pin(),
        text_pin: pin(),
        verification_number_b: Some(VerificationNumberB::parse(&number).unwrap()),
        licence_pin: pin(),
    }
}

/// Only what the default plan reads: the signing certificate with its answer, and the face.
fn default_reading(holder: simulator::Holder) -> CardReading {
    CardReading {
        authentication: None,
        text: None,
        licence: None,
        ..reading(holder)
    }
}

fn anchors() -> Anchors {
    let authorities = Authorities::new().unwrap();
    let key = |authority: &simulator::CardVerifiableAuthority| {
        RsaPublicKey::from_components(&authority.modulus, &authority.exponent).unwrap()
    };
    let (text, face) = (&authorities.text, &authorities.face);
    Anchors::new(Environment::Test)
        .with_signing_root("software signing root", &authorities.signing_ca)
        .unwrap()
        .with_authentication_root(
            "software authentication root",
            &authorities.authentication_ca,
        )
        .unwrap()
        .with_text_authority("software text", KeyId::new(text.key_id), key(text))
        .unwrap()
        .with_face_authority("software face", KeyId::new(face.key_id), key(face))
        .unwrap()
        .with_licence_signer(
            "software police",
            RsaPublicKey::from_spki_der(&authorities.police.public_key).unwrap(),
        )
        .unwrap()
}

fn policy() -> Policy {
    Policy::test().with_individual_number()
}

fn examine(policy: &Policy, reading: &CardReading) -> Result<Examined, EvidenceError> {
    policy.examine(&anchors(), challenge(), reading, now())
}

/// The code with which a reading is refused.
fn refusal(policy: &Policy, reading: &CardReading) -> &'static str {
    match examine(policy, reading) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
}

fn good(examined: &Examined) -> Vec<RevocationAnswer> {
    let good = RevocationStatus::Good { as_of: now() };
    let questions = examined.questions().iter();
    questions.map(|question| question.answer(good)).collect()
}

/// With everything asserted that an issuer can assert.
fn conclude(examined: Examined) -> Result<Evidence, EvidenceError> {
    let answers = good(&examined);
    examined
        .assert_face_binding(FaceBinding::NameImageReviewed)
        .assert_licence_binding(LicenceBinding::FaceCompared)
        .conclude(&answers, now())
}

fn evidence(policy: &Policy, reading: &CardReading) -> Result<Evidence, EvidenceError> {
    conclude(examine(policy, reading)?)
}
