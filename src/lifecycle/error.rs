use super::Refusal;
use crate::crypto::RandomError;
use crate::error::{Category, Coded};
use crate::mdoc::MdocError;

/// Why a binding could not be kept, found or changed.
#[derive(Debug, thiserror::Error)]
pub enum LifecycleError {
    /// The credential cannot be read back.
    #[error("the issued credential cannot be read ({0}); issue it anew")]
    Credential(MdocError),
    /// A binding of this id, or one with this place in a status list, is kept already.
    #[error("a binding of this id or of this place in a status list is kept already; issue anew")]
    Duplicate,
    /// What the registry returned is no binding.
    #[error("the registry returned no binding; restore it from its backup")]
    Malformed,
    /// The random source failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// Nothing more is given out for this parent, wallet or signer.
    #[error("{0}; drop the credential")]
    Refused(Refusal),
    /// The registry could not be asked. What was asked of it may have been done.
    #[error("the registry could not be asked ({reason}); ask it again for the same event")]
    Unavailable {
        /// Why not, in the implementation's words.
        reason: &'static str,
    },
}

impl Coded for LifecycleError {
    fn code(&self) -> &'static str {
        match self {
            Self::Credential(error) => error.code(),
            Self::Duplicate => "lifecycle.duplicate",
            Self::Malformed => "lifecycle.malformed",
            Self::Random(error) => error.code(),
            Self::Refused(refusal) => refusal.code(),
            Self::Unavailable { .. } => "lifecycle.registry-unavailable",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Credential(error) => error.category(),
            Self::Duplicate => Category::Misuse,
            Self::Malformed | Self::Unavailable { .. } => Category::Upstream,
            Self::Random(error) => error.category(),
            Self::Refused(_) => Category::Card,
        }
    }
}
