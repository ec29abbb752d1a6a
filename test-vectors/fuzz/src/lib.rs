//! What the fuzz targets and their seeds share: a software card, read whole, and the test vectors.

mod vectors;

pub use vectors::{Signed, input, vectors};

use std::sync::LazyLock;

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
use mnid_mdoc::card::{self, CardReading, Presence, ReadingPlan, TextWanted};
use mnid_mdoc::crypto::{Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::evidence::{Challenge, HolderBinding, Policy, RevocationQuestion, Waiver};
use mnid_mdoc::mdoc::SessionTranscript;
use mnid_mdoc::testing::{SeededRandom, software_card_anchors, software_card_secrets};
use mnid_mdoc::time::Timestamp;

/// The time at which everything happens.
pub fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T20:00:00Z").expect("a time")
}

/// The time of the vectors.
pub fn vectors_time() -> Timestamp {
    Timestamp::parse("2026-11-24T09:00:00Z").expect("a time")
}

/// The session of one presentation of the vectors.
pub static SESSION: LazyLock<SessionTranscript> = LazyLock::new(|| {
    let vectors = vectors("device-response").expect("the vectors");
    let first = vectors
        .iter()
        .find_map(|one| input(one, "session_transcript"));
    SessionTranscript::parse(&first.expect("a session")).expect("a transcript")
});

/// A challenge, always of the same text.
pub fn challenge() -> Result<Challenge, Error> {
    let mut random = SeededRandom::new(b"fuzz");
    let wallet = SoftwareKey::generate(SigningCurve::P256, &mut random)?;
    let binding = HolderBinding::DeviceKeys(vec![wallet.public_key().thumbprint()]);
    let expires = now().plus_seconds(300);
    Ok(Challenge::new(
        "A test",
        "fuzz",
        binding,
        expires,
        &mut random,
    )?)
}

/// Everything that there is to read.
pub fn plan() -> ReadingPlan {
    ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_licence()
        .with_text(TextWanted::Always)
        .with_individual_number()
}

/// Takes everything that a reading of the software card may hold.
pub fn policy() -> Policy {
    Policy::test()
        .with_individual_number()
        .waive(Waiver::FaceByBirthDateAndSex)
        .waive(Waiver::UnboundLicence)
}

/// A card, read whole, its keys having signed the [`challenge`].
pub fn reading(holder: Holder) -> Result<CardReading, Error> {
    let mut card = SoftwareCard::new(holder)?;
    let secrets = software_card_secrets(holder)?;
    let challenge = challenge()?;
    Ok(card::read(
        &mut card,
        &plan(),
        &secrets,
        challenge.text(),
        &mut |_| {},
    )?)
}

/// Whether the signing certificate of a software card is revoked.
pub fn question() -> Result<RevocationQuestion, Error> {
    let anchors = software_card_anchors()?;
    let reading = reading(Holder::Hanako)?;
    let examined = policy().examine(&anchors, challenge()?, &reading, now())?;
    let question = examined.questions().first().expect("a question");
    Ok(question.clone())
}
