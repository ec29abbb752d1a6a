use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::crypto::SignerError;
use crate::error::{Category, Coded};
use crate::pki::{PathFault, PkiError};
use crate::time::Timestamp;

/// Why a list of trusted roots cannot be used or made.
#[derive(Debug, thiserror::Error)]
pub enum VicalError {
    /// A certificate above the signer may not issue it.
    #[error("a certificate above the VICAL's signer is not usable ({reason}); do not trust it")]
    Authority {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The payload is no strict CBOR.
    #[error("the VICAL is no strict CBOR: {0}")]
    Cbor(CborError),
    /// The signed envelope cannot be read, or the signature is not the signer's.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// A member that should be a date of the form `YYYY-MM-DDThh:mm:ssZ` with tag 0 is none.
    #[error("a date of the VICAL is no tdate; fetch the list anew")]
    Date,
    /// An entry says something else than its certificate.
    #[error("the entry's {member} is not that of its certificate; tell the list's provider")]
    EntryMismatch {
        /// The member's name in the standard.
        member: &'static str,
    },
    /// The list may no longer be used.
    #[error("the VICAL may not be used after {not_after}; fetch a new one")]
    Expired {
        /// The last second at which it could be used.
        not_after: Timestamp,
    },
    /// A field of a request, or what is given with it, is not as it has to be.
    #[error("{field} has to be {demand}; correct the request")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What it has to be.
        demand: &'static str,
    },
    /// A mandatory member is missing.
    #[error("the VICAL lacks the member {member}; fetch the list anew")]
    Missing {
        /// The member's name in the standard.
        member: &'static str,
    },
    /// The list was made later than now.
    #[error("the VICAL is of {date}; wait, or correct the clock")]
    NotYetValid {
        /// When it was made.
        date: Timestamp,
    },
    /// A newer list must exist.
    #[error("a newer VICAL was due at {next_update}; fetch it")]
    Outdated {
        /// When the next one was due.
        next_update: Timestamp,
    },
    /// An entry's certificate, or one of the signer's chain, cannot be used.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// An entry is for another kind of certificate than the root of an issuing authority.
    #[error("the entry is not for the root of an issuing authority; ignore it")]
    OtherProfile,
    /// The provider's signer failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// Valid CBOR, but not the structure.
    #[error("not a VICAL ({expected} is expected); fetch the list anew")]
    Structure {
        /// What should be there.
        expected: &'static str,
    },
    /// More entries than [`limits::VICAL_ENTRIES`](crate::limits::VICAL_ENTRIES).
    #[error("a VICAL of {found} entries is larger than this crate reads")]
    TooLarge {
        /// Entries found.
        found: usize,
    },
    /// No trusted root stands above the signer.
    #[error("the VICAL's signer does not chain to a trusted root of a provider; do not trust it")]
    UntrustedSigner,
    /// Another version than 1.0.
    #[error("the VICAL is not of version 1.0; ask its provider for that version")]
    Version,
}

impl Coded for VicalError {
    fn code(&self) -> &'static str {
        match self {
            Self::Authority { .. } => "vical.authority",
            Self::Cbor(_) => "vical.not-cbor",
            Self::Cose(error) => error.code(),
            Self::Date => "vical.date",
            Self::EntryMismatch { .. } => "vical.entry-mismatch",
            Self::Expired { .. } => "vical.expired",
            Self::Field { .. } => "vical.field",
            Self::Missing { .. } => "vical.missing",
            Self::NotYetValid { .. } => "vical.not-yet-valid",
            Self::OtherProfile => "vical.other-profile",
            Self::Outdated { .. } => "vical.outdated",
            Self::Pki(error) => error.code(),
            Self::Signer(error) => error.code(),
            Self::Structure { .. } => "vical.structure",
            Self::TooLarge { .. } => "vical.too-large",
            Self::UntrustedSigner => "vical.untrusted-signer",
            Self::Version => "vical.version",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Field { .. } => Category::Misuse,
            Self::Pki(error) => error.category(),
            Self::Signer(error) => error.category(),
            _ => Category::UntrustedInput,
        }
    }
}

impl From<CborError> for VicalError {
    /// A wrong type is a matter of structure; everything else means that the bytes cannot be read.
    fn from(error: CborError) -> Self {
        match error {
            CborError::Unexpected { expected, .. } => Self::Structure { expected },
            error => Self::Cbor(error),
        }
    }
}

impl From<PathFault> for VicalError {
    fn from(fault: PathFault) -> Self {
        match fault {
            PathFault::Untrusted => Self::UntrustedSigner,
            PathFault::Authority { reason } => Self::Authority { reason },
            PathFault::Pki(error) => Self::Pki(error),
        }
    }
}
