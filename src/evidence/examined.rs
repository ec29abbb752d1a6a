use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::face::ExaminedFace;
use super::licence::ExaminedLicence;
use super::parent::Parent;
use super::{
    AnswerSource, Assertion, Assurance, Check, CheckName, Evidence, EvidenceError, FaceBinding,
    Holder, HolderBinding, IndividualNumber, LicenceBinding, Policy, Portrait, Proven, Report,
    RevocationAnswer, RevocationCheck, RevocationQuestion, RevocationSource, RevocationStatus,
    Role, Waiver,
};
use crate::time::Timestamp;

/// A reading that passed every check, but for revocation and for what only the issuer can say.
///
/// Only [`Policy::examine`] makes it:
/// ```compile_fail
/// let examined = mnid_mdoc::evidence::Examined {};
/// ```
/// ```
/// fn questions(examined: &mnid_mdoc::evidence::Examined) -> usize {
///     examined.questions().len()
/// }
/// ```
pub struct Examined {
    pub(super) policy: Policy,
    pub(super) assurance: Assurance,
    pub(super) holder: Holder,
    pub(super) face: Option<ExaminedFace>,
    pub(super) licence: Option<ExaminedLicence>,
    pub(super) individual_number: Option<IndividualNumber>,
    pub(super) card_valid_until: Timestamp,
    pub(super) examined_at: Timestamp,
    pub(super) usable_until: Timestamp,
    pub(super) questions: Vec<RevocationQuestion>,
    pub(super) parent: Parent,
    pub(super) binding: HolderBinding,
    pub(super) face_binding: FaceBinding,
    pub(super) licence_binding: LicenceBinding,
    pub(super) checks: Vec<Check>,
    pub(super) revocation: Vec<RevocationCheck>,
    pub(super) waivers: BTreeSet<Waiver>,
}

impl Examined {
    /// What to ask the revocation source: one question for each certificate of the reading. They
    /// can go to another process or server, and come back as what it fetched, before
    /// [`conclude`](Self::conclude).
    pub fn questions(&self) -> &[RevocationQuestion] {
        &self.questions
    }

    /// Asks one source, or a slice of them, every question.
    pub fn ask<S: RevocationSource + ?Sized>(&self, source: &S) -> Vec<RevocationAnswer> {
        let questions = self.questions.iter();
        questions.map(|question| source.answer(question)).collect()
    }

    /// The signed photo of the face application (JPEG 2000), for the issuer to compare.
    pub fn photo(&self) -> Option<&[u8]> {
        self.face.as_ref().map(|face| face.photo.as_slice())
    }

    /// The signed picture of the printed name (PNG), for the issuer to compare.
    pub fn name_image(&self) -> Option<&[u8]> {
        self.face.as_ref().map(|face| face.name_image.as_slice())
    }

    /// The signed picture of the printed address (PNG), for the issuer to compare.
    pub fn address_image(&self) -> Option<&[u8]> {
        self.face.as_ref().map(|face| face.address_image.as_slice())
    }

    /// The licence's own photo (JPEG 2000), for the issuer to compare.
    pub fn licence_photo(&self) -> Option<&[u8]> {
        self.licence.as_ref().and_then(ExaminedLicence::photo)
    }

    /// The person, for the issuer to compare.
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Says what the issuer did to bind the photo to the holder. The report shows that the issuer
    /// says it.
    #[must_use]
    pub fn assert_face_binding(mut self, binding: FaceBinding) -> Self {
        self.face_binding = binding;
        self
    }

    /// Says what the issuer did to find out that the licence is the holder's. The report shows that
    /// the issuer says it.
    #[must_use]
    pub fn assert_licence_binding(mut self, binding: LicenceBinding) -> Self {
        self.licence_binding = binding;
        self
    }

    /// Takes the answers to [`questions`](Self::questions), and concludes.
    ///
    /// # Errors
    /// [`EvidenceError`] when a question has no answer, or one that is not good, not fresh, or
    /// unknown and the policy does not waive that; for an answer to no question; when photo or
    /// licence are bound too weakly for the policy; when the examination is too long ago, or after
    /// `now`.
    pub fn conclude(
        mut self,
        answers: &[RevocationAnswer],
        now: Timestamp,
    ) -> Result<Evidence, EvidenceError> {
        if now < self.examined_at {
            return Err(EvidenceError::ConcludedTooEarly);
        }
        if now > self.usable_until || now > self.card_valid_until {
            return Err(EvidenceError::ConcludedTooLate);
        }
        self.check_revocation(answers, now)?;
        self.check_bindings()?;
        Ok(self.into_evidence(now))
    }

    /// A demand above the default is not waived: who made it meant it.
    fn check_bindings(&mut self) -> Result<(), EvidenceError> {
        let policy = &self.policy;
        let least = policy.least_face_binding;
        if self.face.is_some() && self.face_binding < least {
            let waiver = Waiver::FaceByBirthDateAndSex;
            if least > FaceBinding::NameImageReviewed || !policy.waivers.contains(&waiver) {
                return Err(EvidenceError::FaceBinding { least });
            }
            self.waivers.insert(waiver);
        }
        let least = policy.least_licence_binding;
        if self.licence.is_some() && self.licence_binding < least {
            let waiver = Waiver::UnboundLicence;
            if least > LicenceBinding::FaceCompared || !policy.waivers.contains(&waiver) {
                return Err(EvidenceError::LicenceBinding { least });
            }
            self.waivers.insert(waiver);
        }
        Ok(())
    }

    fn check_revocation(
        &mut self,
        answers: &[RevocationAnswer],
        now: Timestamp,
    ) -> Result<(), EvidenceError> {
        let answers_a_question = |answer: &RevocationAnswer| {
            let mut questions = self.questions.iter();
            questions.any(|question| question.is_answered_by(answer))
        };
        if !answers.iter().all(answers_a_question) {
            return Err(EvidenceError::ForeignAnswer);
        }
        for question in &self.questions {
            let role = question.role();
            let mut found = answers
                .iter()
                .filter(|answer| question.is_answered_by(answer));
            let answer = found
                .next()
                .ok_or(EvidenceError::RevocationUnanswered { role })?;
            if found.next().is_some() {
                return Err(EvidenceError::ForeignAnswer);
            }
            let checked = |as_of, unknown| RevocationCheck {
                role,
                source: answer.source(),
                as_of,
                unknown,
            };
            match answer.status() {
                RevocationStatus::Good { as_of } => {
                    if !answer.is_fresh(now, self.policy.revocation_age) {
                        return Err(EvidenceError::RevocationNotFresh { role, as_of });
                    }
                    let signed = answer.source() != AnswerSource::Issuer;
                    self.checks.push(Check {
                        check: match role {
                            Role::Authentication => CheckName::AuthenticationRevocation,
                            _ => CheckName::SigningRevocation,
                        },
                        anchor: signed.then(|| question.anchor()),
                    });
                    self.revocation.push(checked(as_of, None));
                }
                RevocationStatus::Revoked { reason, .. } => {
                    return Err(EvidenceError::Revoked { role, reason });
                }
                RevocationStatus::Suspended { .. } => {
                    return Err(EvidenceError::Suspended { role });
                }
                RevocationStatus::Unknown { why, since } => {
                    if !self.policy.waivers.contains(&Waiver::UnknownRevocation) {
                        return Err(EvidenceError::RevocationUnknown { role, why });
                    }
                    self.waivers.insert(Waiver::UnknownRevocation);
                    self.revocation.push(checked(since, Some(why)));
                }
            }
        }
        Ok(())
    }

    fn into_evidence(self, now: Timestamp) -> Evidence {
        let face_binding = self.face.is_some().then_some(self.face_binding);
        let licence_binding = self.licence.is_some().then_some(self.licence_binding);
        let mut issuer_assertions = Vec::new();
        if face_binding.is_some_and(|binding| binding > FaceBinding::BirthDateAndSex) {
            issuer_assertions.push(Assertion::FaceBinding);
        }
        if licence_binding.is_some_and(|binding| binding != LicenceBinding::Unbound) {
            issuer_assertions.push(Assertion::LicenceBinding);
        }
        Evidence {
            portrait: self.face.map(|face| Portrait {
                image: face.photo,
                binding: self.face_binding,
            }),
            licence: self
                .licence
                .map(|licence| licence.into_licence(self.licence_binding)),
            individual_number: self.individual_number,
            card_valid_until: self.card_valid_until,
            usable_until: self.usable_until,
            parent: Arc::new(self.parent),
            report: Report {
                environment: self.policy.environment,
                assurance: self.assurance,
                proven: Proven::of(&self.checks, &self.revocation, now),
                concluded_at: now,
                holder_binding: (&self.binding).into(),
                attributes_from: self.holder.source(),
                face_binding,
                licence_binding,
                checks: self.checks,
                revocation: self.revocation,
                waivers: self.waivers.into_iter().collect(),
                issuer_assertions,
            },
            holder: self.holder,
            binding: self.binding,
        }
    }
}

impl fmt::Debug for Examined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Examined(redacted, {:?}, {} questions)",
            self.assurance,
            self.questions.len()
        )
    }
}
