use crate::error::{Category, Coded};
use crate::verify::Invalid;

/// Why a wallet takes nothing from a credential response, or cannot use a configuration.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WalletError {
    /// The metadata's configuration is not one of an mdoc.
    #[error("the credential configuration is not one of an mdoc: correct {member}")]
    Configuration {
        /// The member that is wrong.
        member: &'static str,
    },
    /// A credential is not valid.
    #[error("credential {position} is not valid: {invalid}")]
    Credential {
        /// Its position, from 0.
        position: usize,
        /// Why, and at which stage.
        invalid: Invalid,
    },
    /// A credential has other elements or values than the first one.
    #[error("credential {position} has other data than the first; issue one dataset in a batch")]
    Dataset {
        /// Its position, from 0.
        position: usize,
    },
    /// A credential is not base64url without padding.
    #[error("credential {position} is not base64url without padding; encode the IssuerSigned so")]
    Encoding {
        /// Its position, from 0.
        position: usize,
    },
    /// Indices of the credentials stand in equal steps.
    #[error("the status indices of the batch stand in equal steps; draw each at random")]
    Indices,
    /// No JSON object of distinct members.
    #[error("the response is no JSON object of distinct members; send one")]
    Json,
    /// A credential is for none of the keys of the request.
    #[error("credential {position} is for no key of the request; issue for the keys it proved")]
    Key {
        /// Its position, from 0.
        position: usize,
    },
    /// Two credentials are for one key.
    #[error("credential {position} is for the key of another; issue one for each key")]
    KeyTwice {
        /// The position of the second, from 0.
        position: usize,
    },
    /// A member is missing or of another type.
    #[error("`{member}` is missing, empty or of another type; send it as OpenID4VCI 1.0 says")]
    Member {
        /// Its name.
        member: &'static str,
    },
    /// Two credentials have a salt in common.
    #[error("credential {position} shares a salt with another; draw every salt anew")]
    SaltShared {
        /// The position of the second, from 0.
        position: usize,
    },
    /// Two credentials have one place in a status list.
    #[error("credential {position} has the status of another; give each a place of its own")]
    StatusShared {
        /// The position of the second, from 0.
        position: usize,
    },
    /// Larger than so many credentials can be.
    #[error("a response of {found} bytes is larger than this crate reads; send a smaller one")]
    TooLarge {
        /// Bytes found.
        found: usize,
    },
    /// More credentials than keys.
    #[error("{found} credentials for {keys} keys; issue at most one for each key")]
    TooMany {
        /// Credentials found.
        found: usize,
        /// Keys of the request.
        keys: usize,
    },
}

impl Coded for WalletError {
    fn code(&self) -> &'static str {
        match self {
            Self::Configuration { .. } => "wallet.configuration",
            Self::Credential { invalid, .. } => invalid.code,
            Self::Dataset { .. } => "wallet.dataset",
            Self::Encoding { .. } => "wallet.encoding",
            Self::Indices => "wallet.indices",
            Self::Json => "wallet.json",
            Self::Key { .. } => "wallet.key",
            Self::KeyTwice { .. } => "wallet.key-twice",
            Self::Member { .. } => "wallet.member",
            Self::SaltShared { .. } => "wallet.salt-shared",
            Self::StatusShared { .. } => "wallet.status-shared",
            Self::TooLarge { .. } => "wallet.too-large",
            Self::TooMany { .. } => "wallet.too-many",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
