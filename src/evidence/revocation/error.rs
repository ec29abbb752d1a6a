use crate::error::{Category, Coded};
use crate::pki::CrlError;

/// Why a revocation list answers no question about a card.
#[derive(Debug, thiserror::Error)]
pub enum RevocationError {
    /// The list itself cannot be used.
    #[error(transparent)]
    List(#[from] CrlError),
    /// No anchor has the name of the list's issuer.
    #[error("no trusted root has the name of the revocation list's issuer; check the environment")]
    UnknownIssuer,
    /// The root that signed the list is distrusted.
    #[error("the revocation list is signed by a distrusted root; do not use it")]
    DistrustedRoot,
    /// The root that signed the list was not valid when the list was made.
    #[error("the root was not valid when it made the revocation list; do not use it")]
    RootNotCurrent,
}

impl Coded for RevocationError {
    fn code(&self) -> &'static str {
        match self {
            Self::List(error) => error.code(),
            Self::UnknownIssuer => "revocation.unknown-issuer",
            Self::DistrustedRoot => "revocation.distrusted-root",
            Self::RootNotCurrent => "revocation.root-not-current",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::List(error) => error.category(),
            Self::UnknownIssuer | Self::DistrustedRoot | Self::RootNotCurrent => {
                Category::UntrustedInput
            }
        }
    }
}
