use crate::crypto::{CryptoError, RandomError, SignerError};
use crate::doctype::ValueError;
use crate::error::{Category, Coded};
use crate::evidence::{Assurance, Environment};
use crate::limits;
use crate::mdoc::MdocError;
use crate::pki::{Finding, Role};
use crate::time::Timestamp;

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The evidence is of the other world: test evidence at a production issuer, or the reverse.
    #[error("evidence of the environment {found:?} at an issuer of {issuer:?}; keep the two apart")]
    Environment {
        /// What the issuer issues.
        issuer: Environment,
        /// What the evidence is.
        found: Environment,
    },
    /// The evidence proves less than the issuer's policy demands.
    #[error("the evidence reaches {found:?}, the policy demands {least:?}; read the card anew")]
    Assurance {
        /// What the policy demands.
        least: Assurance,
        /// What the evidence reaches.
        found: Assurance,
    },
    /// The evidence is older than the policy of its examination allows, or was concluded after
    /// `now`.
    #[error("the evidence of {concluded_at} is too old or not of the past; read the card anew")]
    EvidenceAge {
        /// When it was concluded.
        concluded_at: Timestamp,
    },
    /// The card's holder did not name this device key, nor the key under which it was proven.
    #[error("the holder did not name this device key; start over with the wallet's key")]
    HolderBinding,
    /// The device key is the document signer's own.
    #[error("the device key is the document signer's; use a key of the wallet")]
    DeviceKeyIsIssuers,
    /// One device key twice in a batch, or from one subject.
    #[error("the device key has a credential of this subject; use a new key for each credential")]
    DeviceKeyTwice,
    /// A batch of no keys, or more keys than one subject serves.
    #[error(
        "{found} device keys of one subject; use 1 to {}, and admit the claims anew for more",
        limits::BATCH
    )]
    BatchSize {
        /// Those in the batch and those that the subject has served.
        found: usize,
    },
    /// One place in a status list twice in a batch, or from one subject.
    #[error(
        "the place in the status list is another credential's of this subject; allot one to each"
    )]
    StatusTwice,
    /// A status reference that no reader would take.
    #[error("the status reference cannot be issued: {reason}")]
    Status {
        /// What is wrong with it.
        reason: MdocError,
    },
    /// The document signer's certificate is not current.
    #[error("the document signer is good from {not_before} to {not_after}; use a current one")]
    DocumentSignerDates {
        /// Its first second.
        not_before: Timestamp,
        /// Its last second.
        not_after: Timestamp,
    },
    /// The document signer's certificate, or its root, departs from its profile.
    #[error(
        "the {role} breaks a rule of its profile, {}: {}; have it issued anew",
        .finding.rule,
        .finding.demand
    )]
    DocumentSignerProfile {
        /// Which of the two.
        role: Role,
        /// The rule.
        finding: Finding,
    },
    /// The signer's key is not that of the document signer's certificate.
    #[error(
        "the signer's key is not the one in the document signer's certificate; configure both alike"
    )]
    SignerKey,
    /// A claim that the document type's table does not have.
    #[error("the document type has no element `{element}`; derive the claims with this version")]
    UnknownElement {
        /// The element.
        element: &'static str,
    },
    /// A claim whose value is not of the element's type.
    #[error(
        "the value of `{element}` is not what the document type says ({reason}); derive it anew"
    )]
    ElementValue {
        /// The element.
        element: &'static str,
        /// What is wrong with it.
        reason: ValueError,
    },
    /// A portrait in another format than the options want.
    #[error("`{element}` is no JPEG; derive the claims with a portrait in that format")]
    Portrait {
        /// The element.
        element: &'static str,
    },
    /// One element twice.
    #[error("the element `{element}` stands twice; derive the claims anew")]
    ElementTwice {
        /// The element.
        element: &'static str,
    },
    /// The options, or a key, are not what the zero-knowledge circuits take.
    #[error("the zero-knowledge circuits demand {demand}; change the options, or do without them")]
    Circuits {
        /// What they demand.
        demand: &'static str,
    },
    /// The signed part is longer than the zero-knowledge circuits take.
    #[error(
        "the security object is {excess} bytes too long for the zero-knowledge circuits; issue fewer elements, or do without decoys"
    )]
    CircuitsBudget {
        /// Bytes beyond the budget.
        excess: usize,
    },
    /// The random source gave the same bytes twice: credentials could be linked, and values
    /// guessed.
    #[error("the random source repeats itself; nothing was issued, repair it before anything else")]
    RandomRepeats,
    /// Nothing is left of the validity, or of too little of it to end on a shared boundary.
    #[error(
        "the validity would end by {limit}, too soon to issue; renew what ends, or derive after it"
    )]
    ValidityEmpty {
        /// The earliest end of policy, document signer, card and claims. Claims end before the
        /// next birthday that changes an age element, after which they can be derived anew.
        limit: Timestamp,
    },
    /// `issuing_country` or `issuing_jurisdiction` is not that of the document signer.
    #[error("`{element}` is not that of the document signer's certificate; correct one of them")]
    Place {
        /// The element.
        element: &'static str,
    },
    /// The signature is not the document signer's over this credential.
    #[error("the signature is not the document signer's over this credential: {0}")]
    Signature(CryptoError),
    /// The clock at completion is before the preparation, or the validity is over.
    #[error("the credential cannot be completed at {now}; prepare it anew")]
    CompletionTime {
        /// The clock.
        now: Timestamp,
    },
    /// The random source failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The signer failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl Coded for IssueError {
    fn code(&self) -> &'static str {
        match self {
            Self::Environment { .. } => "issue.environment",
            Self::Assurance { .. } => "issue.assurance",
            Self::EvidenceAge { .. } => "issue.evidence-age",
            Self::HolderBinding => "issue.holder-binding",
            Self::DeviceKeyIsIssuers => "issue.device-key-is-issuers",
            Self::DeviceKeyTwice => "issue.device-key-twice",
            Self::BatchSize { .. } => "issue.batch-size",
            Self::StatusTwice => "issue.status-twice",
            Self::Status { .. } => "issue.status",
            Self::DocumentSignerDates { .. } => "issue.document-signer-dates",
            Self::DocumentSignerProfile { .. } => "issue.document-signer-profile",
            Self::SignerKey => "issue.signer-key",
            Self::UnknownElement { .. } => "issue.unknown-element",
            Self::ElementValue { .. } => "issue.element-value",
            Self::Portrait { .. } => "issue.portrait",
            Self::ElementTwice { .. } => "issue.element-twice",
            Self::Circuits { .. } => "issue.circuits",
            Self::CircuitsBudget { .. } => "issue.circuits-budget",
            Self::RandomRepeats => "issue.random-repeats",
            Self::ValidityEmpty { .. } => "issue.validity-empty",
            Self::Place { .. } => "issue.place",
            Self::Signature(_) => "issue.signature",
            Self::CompletionTime { .. } => "issue.completion-time",
            Self::Random(error) => error.code(),
            Self::Signer(error) => error.code(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::EvidenceAge { .. } | Self::Assurance { .. } | Self::HolderBinding => {
                Category::Holder
            }
            Self::DeviceKeyIsIssuers | Self::DeviceKeyTwice | Self::BatchSize { .. } => {
                Category::UntrustedInput
            }
            Self::Environment { .. }
            | Self::StatusTwice
            | Self::Status { .. }
            | Self::DocumentSignerDates { .. }
            | Self::DocumentSignerProfile { .. }
            | Self::SignerKey
            | Self::Circuits { .. }
            | Self::CircuitsBudget { .. }
            | Self::UnknownElement { .. }
            | Self::ElementValue { .. }
            | Self::Portrait { .. }
            | Self::ElementTwice { .. }
            | Self::ValidityEmpty { .. }
            | Self::Place { .. }
            | Self::CompletionTime { .. } => Category::Misuse,
            Self::Signature(_) | Self::RandomRepeats => Category::Upstream,
            Self::Random(error) => error.category(),
            Self::Signer(error) => error.category(),
        }
    }
}
