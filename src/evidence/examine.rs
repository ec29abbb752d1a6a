use std::collections::BTreeSet;

use super::jpki::CheckedCertificate;
use super::key::Key;
use super::{
    AnchorName, Anchors, Assurance, Challenge, Check, CheckName, EvidenceError, Examined,
    FaceBinding, Holder, HolderBinding, LicenceBinding, Policy, Role, Waiver,
};
use crate::card::CardReading;
use crate::time::Timestamp;

impl Policy {
    /// Checks everything in a reading against anchors, challenge and clock, and consumes the
    /// challenge. What is left to ask are the certificates' revocation
    /// ([`Examined::questions`]); [`Examined::conclude`] takes the answers.
    ///
    /// Whatever the reading holds is checked, and refused if it fails: nothing unchecked is
    /// carried along.
    ///
    /// A challenge serves once:
    /// ```compile_fail,E0382
    /// # use mnid_mdoc::{card::CardReading, evidence::*, time::Timestamp};
    /// # fn twice(policy: Policy, anchors: Anchors, challenge: Challenge, reading: CardReading, now: Timestamp) {
    /// let once = policy.examine(&anchors, challenge, &reading, now);
    /// let twice = policy.examine(&anchors, challenge, &reading, now);
    /// # }
    /// ```
    /// ```
    /// # use mnid_mdoc::{card::CardReading, evidence::*, time::Timestamp};
    /// # fn once(policy: Policy, anchors: Anchors, challenge: Challenge, reading: CardReading, now: Timestamp) {
    /// let once = policy.examine(&anchors, challenge, &reading, now);
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`EvidenceError`], at the first rule that does not hold, in the order of the
    /// [report](super::Report)'s checks.
    pub fn examine(
        &self,
        anchors: &Anchors,
        challenge: Challenge,
        reading: &CardReading,
        now: Timestamp,
    ) -> Result<Examined, EvidenceError> {
        if anchors.environment() != self.environment {
            return Err(EvidenceError::Environment {
                policy: self.environment,
                anchors: anchors.environment(),
            });
        }
        let examination = Examination {
            policy: self,
            anchors,
            challenge: &challenge,
            now,
            checks: Vec::new(),
            waivers: BTreeSet::new(),
        };
        examination.run(reading)
    }
}

/// One examination: its arguments, and what it has found so far.
pub(super) struct Examination<'a> {
    pub(super) policy: &'a Policy,
    pub(super) anchors: &'a Anchors,
    challenge: &'a Challenge,
    pub(super) now: Timestamp,
    checks: Vec<Check>,
    waivers: BTreeSet<Waiver>,
}

impl Examination<'_> {
    fn run(mut self, reading: &CardReading) -> Result<Examined, EvidenceError> {
        self.challenge()?;
        let signing = match &reading.signing {
            Some(reading) => Some(self.signing_certificate(reading)?),
            None => None,
        };
        let authentication = match &reading.authentication {
            Some(reading) => Some(self.authentication_certificate(reading)?),
            None => None,
        };
        let assurance = self.assurance(
            signing.as_ref().map(|(certificate, _)| certificate),
            authentication.as_ref(),
        )?;
        let text = match &reading.text {
            Some(reading) => Some(self.text(reading)?),
            None => None,
        };
        let holder = match (&signing, &text) {
            (Some((_, attributes)), Some(text)) => {
                self.linked(attributes, &text.attributes)?;
                Holder::from_text(&text.attributes)
            }
            (Some((_, attributes)), None) => {
                if attributes.has_substitutes() {
                    self.waive(Waiver::SubstituteCharacters, EvidenceError::TextNotRead)?;
                }
                Holder::from_certificate(attributes)
            }
            (None, Some(text)) => Holder::from_text(&text.attributes),
            (None, None) => return Err(EvidenceError::TextNotRead),
        };
        let face = match &reading.face {
            Some(reading) => Some(self.face(reading, &holder)?),
            None => None,
        };
        if let (Some(text), Some(face)) = (&text, &face) {
            self.same_municipality(text.municipality.as_deref(), face.municipality.as_deref())?;
        }
        let licence = match &reading.licence {
            Some(reading) => Some(self.licence(reading)?),
            None => None,
        };

        let certificates: Vec<CheckedCertificate> = signing
            .map(|(certificate, _)| certificate)
            .into_iter()
            .chain(authentication)
            .collect();
        let parent = certificates.first().map(CheckedCertificate::parent);
        let ends = certificates.iter().map(CheckedCertificate::not_after);
        let hint = face.as_ref().map(|face| face.unsigned_end);
        let (Some(parent), Some(card_valid_until)) = (parent, ends.chain(hint).min()) else {
            return Err(EvidenceError::NoSigningCertificate);
        };
        Ok(Examined {
            policy: self.policy.clone(),
            assurance,
            holder,
            face,
            licence,
            individual_number: text.and_then(|text| text.individual_number),
            card_valid_until,
            examined_at: self.now,
            usable_until: self.now.plus_seconds(self.policy.evidence_life),
            questions: certificates
                .into_iter()
                .map(|certificate| certificate.into_question(self.now))
                .collect(),
            parent,
            binding: self.challenge.binding().clone(),
            face_binding: FaceBinding::BirthDateAndSex,
            licence_binding: LicenceBinding::Unbound,
            checks: self.checks,
            revocation: Vec::new(),
            waivers: self.waivers,
        })
    }

    fn challenge(&mut self) -> Result<(), EvidenceError> {
        let expires = self.challenge.expires();
        if self.now > expires {
            return Err(EvidenceError::ChallengeExpired { expires });
        }
        self.passed(CheckName::ChallengeExpiry);
        if *self.challenge.binding() == HolderBinding::SessionOnly {
            self.waive(
                Waiver::SessionOnlyBinding,
                EvidenceError::SessionOnlyBinding,
            )?;
        }
        Ok(())
    }

    /// What the signatures of the two JPKI keys prove.
    fn assurance(
        &mut self,
        signing: Option<&CheckedCertificate>,
        authentication: Option<&CheckedCertificate>,
    ) -> Result<Assurance, EvidenceError> {
        match (signing, authentication) {
            (None, None) => Err(EvidenceError::NoSigningCertificate),
            (Some(signing), _) if signing.answered => Ok(Assurance::SignedByHolder),
            (signing, Some(authentication)) => {
                let by_pin = || EvidenceError::AuthenticationKeyOnly;
                let waiver = Waiver::AuthenticationKeyOnly;
                // A copied signing certificate is no more than a record: a PIN beside it, maybe of
                // another card, counts where a PIN alone does.
                let pin_counts = match signing {
                    None => self.waive(waiver, by_pin()).map(|()| true)?,
                    Some(_) => authentication.answered && self.waive(waiver, by_pin()).is_ok(),
                };
                Ok(if authentication.answered && pin_counts {
                    Assurance::PinOnCard
                } else {
                    Assurance::RecordsOnly
                })
            }
            (Some(_), None) => Ok(Assurance::RecordsOnly),
        }
    }

    /// Both records' municipality codes, where the certificates' subjects show them.
    fn same_municipality(
        &mut self,
        text: Option<&str>,
        face: Option<&str>,
    ) -> Result<(), EvidenceError> {
        match (text, face) {
            (Some(text), Some(face)) if text != face => self.waive(
                Waiver::DifferentMunicipalities,
                EvidenceError::MunicipalityDiffers,
            ),
            (Some(_), Some(_)) => {
                self.passed(CheckName::Municipality);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A card key's signature over the challenge. One that is there must be right; one that is
    /// not there needs the waivers.
    pub(super) fn answered(
        &mut self,
        role: Role,
        key: &Key,
        signature: Option<&[u8]>,
        check: CheckName,
        waivers: &[Waiver],
    ) -> Result<bool, EvidenceError> {
        let Some(signature) = signature else {
            for waiver in waivers {
                self.waive(*waiver, EvidenceError::MissingSignature { role })?;
            }
            return Ok(false);
        };
        key.verify(self.challenge.text().as_bytes(), signature)
            .map_err(|_| EvidenceError::ChallengeSignature { role })?;
        self.passed(check);
        Ok(true)
    }

    pub(super) fn passed(&mut self, check: CheckName) {
        self.checks.push(Check {
            check,
            anchor: None,
        });
    }

    pub(super) fn passed_at(&mut self, check: CheckName, anchor: AnchorName) {
        self.checks.push(Check {
            check,
            anchor: Some(anchor),
        });
    }

    /// Notes that the policy's waiver was needed, or refuses.
    pub(super) fn waive(
        &mut self,
        waiver: Waiver,
        otherwise: EvidenceError,
    ) -> Result<(), EvidenceError> {
        if !self.policy.waivers.contains(&waiver) {
            return Err(otherwise);
        }
        self.waivers.insert(waiver);
        Ok(())
    }
}
