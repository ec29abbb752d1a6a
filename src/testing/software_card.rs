//! What belongs to the [software card](crate::card::simulator) and is not on it: the anchors that
//! its authorities make, the secrets that its holders know, and a revocation source.

use crate::card::record::KeyId;
use crate::card::simulator::{Authorities, Holder, PIN, SIGNING_PASSWORD};
use crate::card::{Pin, Secrets, SigningPassword, VerificationNumberB};
use crate::crypto::RsaPublicKey;
use crate::error::Error;
use crate::evidence::{
    Anchors, Environment, RevocationAnswer, RevocationQuestion, RevocationReason, RevocationStatus,
};
use crate::time::Timestamp;

/// Test anchors: the throw-away authorities behind every software card.
///
/// # Errors
/// An [`Error`] if the crate's own key files were unusable.
pub fn software_card_anchors() -> Result<Anchors, Error> {
    let authorities = Authorities::new()?;
    let (text, face) = (&authorities.text, &authorities.face);
    let anchors = Anchors::new(Environment::Test)
        .with_signing_root("TEST signing CA", &authorities.signing_ca)?
        .with_authentication_root("TEST authentication CA", &authorities.authentication_ca)?
        .with_text_authority(
            "TEST text authority",
            KeyId::new(text.key_id),
            RsaPublicKey::from_components(&text.modulus, &text.exponent)?,
        )?
        .with_face_authority(
            "TEST face authority",
            KeyId::new(face.key_id),
            RsaPublicKey::from_components(&face.modulus, &face.exponent)?,
        )?;
    let police = &authorities.police;
    let key = RsaPublicKey::from_spki_der(&police.public_key)?;
    Ok(anchors.with_licence_signer(police.name, key))
}

/// What the holder of a software card knows and types in.
///
/// # Errors
/// An [`Error`] if the crate's own secrets were of the wrong form.
pub fn software_card_secrets(holder: Holder) -> Result<Secrets, Error> {
    Ok(Secrets {
        signing_password: Some(SigningPassword::parse(SIGNING_PASSWORD)?),
        authentication_pin: Some(Pin::parse(PIN)?),
        text_pin: Some(Pin::parse(PIN)?),
        verification_number_b: Some(VerificationNumberB::parse(
            &holder.verification_number_b()?,
        )?),
        licence_pin: Some(Pin::parse(PIN)?),
    })
}

/// A revocation source in memory, like a list of revoked serial numbers that was made at one time.
#[derive(Clone, Debug)]
pub struct RevocationList {
    this_update: Timestamp,
    revoked: Vec<(Vec<u8>, RevocationReason)>,
}

impl RevocationList {
    /// An empty list, made at `this_update`.
    pub fn new(this_update: Timestamp) -> Self {
        Self {
            this_update,
            revoked: Vec::new(),
        }
    }

    /// Puts a certificate on the list by its serial number.
    #[must_use]
    pub fn revoking(mut self, serial: &[u8], reason: RevocationReason) -> Self {
        self.revoked.push((serial.to_vec(), reason));
        self
    }

    /// Answers every question: revoked when on the list, else good at the time of the list.
    pub fn answers(&self, questions: &[RevocationQuestion]) -> Vec<RevocationAnswer> {
        let status = |question: &RevocationQuestion| {
            let mut revoked = self.revoked.iter();
            match revoked.find(|(serial, _)| serial == question.serial()) {
                Some((_, reason)) => RevocationStatus::Revoked { reason: *reason },
                None => RevocationStatus::Good {
                    as_of: self.this_update,
                },
            }
        };
        questions
            .iter()
            .map(|question| question.answer(status(question)))
            .collect()
    }
}
