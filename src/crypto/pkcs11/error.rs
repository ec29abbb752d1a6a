use std::path::PathBuf;

use cryptoki::error::{Error, RvError};

use super::{KeyName, TokenName};
use crate::crypto::SignerError;
use crate::error::{Category, Coded};

/// Why a token or a key in it cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Pkcs11Error {
    /// A setting, or an argument, that no token could take.
    #[error("`{field}`: give {demand}")]
    Setting {
        /// Its name.
        field: &'static str,
        /// What it must be.
        demand: &'static str,
    },
    /// The module cannot be loaded or initialised.
    #[error(
        "`module`: {path} is no PKCS#11 module that works here ({reason}); give the library \
         that came with the token"
    )]
    Module {
        /// Its path.
        path: PathBuf,
        /// What the system or the module said.
        reason: String,
    },
    /// The module has no such token now.
    #[error(
        "`token`: none of the module's tokens has the {token}; put it back, or correct its \
         name"
    )]
    TokenMissing {
        /// The name that was looked for.
        token: TokenName,
    },
    /// Several tokens have this name.
    #[error(
        "`token`: more than one of the module's tokens has the {token}; name it by its serial \
         number"
    )]
    TokenAmbiguous {
        /// The name that was looked for.
        token: TokenName,
    },
    /// The PIN was refused, or would be sent at the risk of locking the token.
    #[error(
        "`pin`: {reason} (token with the {token}); set that right and open the token anew, until \
         then it is not sent"
    )]
    Pin {
        /// The token.
        token: TokenName,
        /// What the token said.
        reason: &'static str,
    },
    /// The token has no such private key, or does not show it.
    #[error("`key`: the token has no private key with the {key}; correct its name, or make it")]
    KeyMissing {
        /// The name that was looked for.
        key: KeyName,
    },
    /// Several private keys have this name.
    #[error("`key`: more than one private key has the {key}; name it by something of its own")]
    KeyAmbiguous {
        /// The name that was looked for.
        key: KeyName,
    },
    /// The key is of a kind that does not sign here.
    #[error(
        "`key`: the key with the {key} is not usable ({reason}); use one on P-256 or P-384 \
         with its public half"
    )]
    KeyUnusable {
        /// Its name.
        key: KeyName,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Another key has taken the place of the one that was opened.
    #[error(
        "`key`: the key with the {key} is not the one that was opened; open it anew if that \
         is meant"
    )]
    KeyChanged {
        /// Its name.
        key: KeyName,
    },
    /// A new key would have the name of an object that exists.
    #[error("`key`: the token already has an object with the {key}; choose another name")]
    KeyExists {
        /// The name.
        key: KeyName,
    },
    /// Every session was in use for too long.
    #[error(
        "`sessions`: all {sessions} were in use for as long as `wait` allows; try again, or \
         allow more"
    )]
    Busy {
        /// How many there are.
        sessions: usize,
    },
    /// The token, or the module's memory of this process, went away.
    #[error(
        "the token's session is lost ({call} answered {answer}); try again when the token is \
         back"
    )]
    Lost {
        /// The function of PKCS#11.
        call: String,
        /// Its return value.
        answer: String,
    },
    /// The module could not do what it was asked.
    #[error("the token failed ({call} answered {answer}); see what its maker says of that")]
    Failed {
        /// The function of PKCS#11.
        call: String,
        /// Its return value.
        answer: String,
    },
}

impl Coded for Pkcs11Error {
    fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "crypto.pkcs11-setting",
            Self::Module { .. } => "crypto.pkcs11-module",
            Self::TokenMissing { .. } => "crypto.pkcs11-token-missing",
            Self::TokenAmbiguous { .. } => "crypto.pkcs11-token-ambiguous",
            Self::Pin { .. } => "crypto.pkcs11-pin",
            Self::KeyMissing { .. } => "crypto.pkcs11-key-missing",
            Self::KeyAmbiguous { .. } => "crypto.pkcs11-key-ambiguous",
            Self::KeyUnusable { .. } => "crypto.pkcs11-key-unusable",
            Self::KeyChanged { .. } => "crypto.pkcs11-key-changed",
            Self::KeyExists { .. } => "crypto.pkcs11-key-exists",
            Self::Busy { .. } => "crypto.pkcs11-busy",
            Self::Lost { .. } => "crypto.pkcs11-lost",
            Self::Failed { .. } => "crypto.pkcs11-failed",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::TokenMissing { .. }
            | Self::Busy { .. }
            | Self::Lost { .. }
            | Self::Failed { .. } => Category::Upstream,
            _ => Category::Misuse,
        }
    }
}

impl From<Pkcs11Error> for SignerError {
    fn from(error: Pkcs11Error) -> Self {
        Self {
            reason: match &error {
                Pkcs11Error::Setting { .. } => "a setting of the token is wrong",
                Pkcs11Error::Module { .. } => "the PKCS#11 module does not work",
                Pkcs11Error::TokenMissing { .. } => "the token is not there",
                Pkcs11Error::TokenAmbiguous { .. } => "there is more than one such token",
                Pkcs11Error::Pin { .. } => "the token refuses its PIN",
                Pkcs11Error::KeyMissing { .. } => "the token has not the key",
                Pkcs11Error::KeyAmbiguous { .. } => "the token has more than one such key",
                Pkcs11Error::KeyUnusable { .. } => "the token's key is not usable",
                Pkcs11Error::KeyChanged { .. } => "the token's key is another one",
                Pkcs11Error::KeyExists { .. } => "the token has such an object",
                Pkcs11Error::Busy { .. } => "all sessions of the token are in use",
                Pkcs11Error::Lost { .. } => "the token went away",
                Pkcs11Error::Failed { .. } => "the token failed",
            },
            source: Some(Box::new(error)),
        }
    }
}

/// What a call of the module came to.
pub(super) fn failed(error: Error) -> Pkcs11Error {
    let Error::Pkcs11(answer, function) = error else {
        return Pkcs11Error::Failed {
            call: "the module".to_owned(),
            answer: error.to_string(),
        };
    };
    let (call, name) = (format!("C_{function:?}"), format!("{answer:?}"));
    match answer {
        RvError::SessionHandleInvalid
        | RvError::SessionClosed
        | RvError::DeviceRemoved
        | RvError::TokenNotPresent
        | RvError::CryptokiNotInitialized => Pkcs11Error::Lost { call, answer: name },
        _ => Pkcs11Error::Failed { call, answer: name },
    }
}
