use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Environment, FaceBinding, LicenceBinding};

/// What an issuer demands of a card. The strictest by default; every method that loosens it is a
/// [`Waiver`] by name, and those that an examination makes use of show in its report.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) environment: Environment,
    pub(super) waivers: BTreeSet<Waiver>,
    pub(super) least_face_binding: FaceBinding,
    pub(super) least_licence_binding: LicenceBinding,
    pub(super) individual_number: bool,
    pub(super) revocation_age: i64,
    pub(super) evidence_life: i64,
}

impl Policy {
    /// Real cards, nothing waived.
    pub fn production() -> Self {
        Self::strict(Environment::Production)
    }

    /// Test cards and software cards, nothing waived. What they prove is test evidence, from
    /// which a production issuer does not issue.
    pub fn test() -> Self {
        Self::strict(Environment::Test)
    }

    /// Loosens the policy by a name that shows in the report of every examination that needs it.
    #[must_use]
    pub fn waive(mut self, waiver: Waiver) -> Self {
        self.waivers.insert(waiver);
        self
    }

    /// Demands that a photo is bound to the holder at least like this. The default is
    /// [`FaceBinding::NameImageReviewed`]; less than that is the waiver
    /// [`Waiver::FaceByBirthDateAndSex`], which does not waive a demand for more.
    #[must_use]
    pub fn require_face_binding(mut self, least: FaceBinding) -> Self {
        self.least_face_binding = self.least_face_binding.max(least);
        self
    }

    /// Demands that a licence is bound to the holder at least like this. The default is
    /// [`LicenceBinding::FaceCompared`]; less than that is the waiver
    /// [`Waiver::UnboundLicence`], which does not waive a demand for more.
    #[must_use]
    pub fn require_licence_binding(mut self, least: LicenceBinding) -> Self {
        self.least_licence_binding = self.least_licence_binding.max(least);
        self
    }

    /// Takes the individual number (個人番号) when the reading has it. Without this a reading that
    /// has it is refused: whoever may not keep the number must not be handed it.
    #[must_use]
    pub fn with_individual_number(mut self) -> Self {
        self.individual_number = true;
        self
    }

    /// How many seconds old a revocation answer may be, at most the default of 24 hours (the
    /// source's lists are made daily).
    #[must_use]
    pub fn with_revocation_answers_up_to(mut self, seconds: u32) -> Self {
        self.revocation_age = i64::from(seconds).min(DAY);
        self
    }

    /// For how many seconds after the examination credentials may be prepared from the evidence, at
    /// most the default of 24 hours: what is older says too little about presence and revocation.
    #[must_use]
    pub fn with_evidence_usable_for(mut self, seconds: u32) -> Self {
        self.evidence_life = i64::from(seconds).min(DAY);
        self
    }

    fn strict(environment: Environment) -> Self {
        Self {
            environment,
            waivers: BTreeSet::new(),
            least_face_binding: FaceBinding::NameImageReviewed,
            least_licence_binding: LicenceBinding::FaceCompared,
            individual_number: false,
            revocation_age: DAY,
            evidence_life: DAY,
        }
    }
}

/// Something that a policy can do without, by name.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waiver {
    /// Signatures over the challenge may be absent: nothing then proves that the card is present.
    /// One that is there is checked all the same.
    Presence,
    /// The JPKI signature over the challenge may be absent: nothing then proves that the holder
    /// knows a password or PIN. It proves presence too, so [`Presence`](Self::Presence) is needed
    /// beside it.
    HolderKnowledge,
    /// A four-digit PIN and the authentication key will do. Its certificate names nobody, so name
    /// and address come from the text application, and no key ties that record to the PIN.
    AuthenticationKeyOnly,
    /// The revocation source does not know about the certificate, and that will do.
    UnknownRevocation,
    /// The photo is bound to the person by birth date and sex only.
    FaceByBirthDateAndSex,
    /// Nobody says that the licence is this holder's.
    UnboundLicence,
    /// The challenge names a session and no key of the wallet.
    SessionOnlyBinding,
    /// Face and text record may be of different municipalities, as after a move that renewed only
    /// one of them.
    DifferentMunicipalities,
    /// Substitute characters (代替文字) may stand in name and address, when no text application
    /// was read that has the person's own.
    SubstituteCharacters,
}

const DAY: i64 = 86_400;
