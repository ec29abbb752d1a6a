//! Keys that never leave a hardware security module or a token, through PKCS#11 (OASIS PKCS#11
//! Specification 3.1; modules of 2.40 and later).
//!
//! [`Token::open`] logs in to a token, and [`Token::key`] finds a key in it, which is a
//! [`Signer`](super::Signer). What a server has to rely on:
//!
//! - **Threads.** A session serves one thread at a time; a token lends up to
//!   [`sessions`](TokenSettings::sessions) of them, and makes a thread wait at most
//!   [`wait`](TokenSettings::wait) for one. The calls themselves wait for the hardware: make them
//!   where blocking is allowed.
//! - **Lost sessions.** What fails on a session that was used before is tried once more on a new
//!   one, after a new login and a new search for the key, which must be the same key. So a token
//!   that was logged out, reset, or removed and put back, works again without a restart (with some
//!   modules only where [`exclusive`](TokenSettings::exclusive) is set). While it is away, signing
//!   fails, and nothing is issued.
//! - **PINs.** A PIN that the token refused is never sent again by the same [`Token`], and none is
//!   sent while the token says that its next wrong one is the last, since that would lock it. A
//!   process logs in to a token once, for all its sessions: who opens a second [`Token`] over it
//!   is not asked again.
//! - **Keys.** A key is found by its label or its id. It must be a single one, on P-256 or P-384,
//!   with a public key or a certificate beside it, of the same id, that verifies its signatures.
//!
//! The module is code that runs inside this process with all its rights. It stays loaded until the
//! process ends.
//!
//! # Examples
//! ```
//! use std::time::Duration;
//! use mnid_mdoc::crypto::pkcs11::{KeyName, Token, TokenName, TokenPin, TokenSettings};
//! use mnid_mdoc::error::Coded;
//!
//! let settings = TokenSettings {
//!     module: "/opt/hsm/lib/libpkcs11.so".into(),
//!     token: TokenName::Label("issuer".to_owned()),
//!     pin: TokenPin::parse("correct horse")?,
//!     sessions: 4,
//!     wait: Duration::from_secs(5),
//!     exclusive: true,
//! };
//! let signer = Token::open(settings)
//!     .and_then(|token| token.key(&KeyName::Label("document signer".to_owned())));
//! // This machine has no such module, and the error says so.
//! assert_eq!(signer.unwrap_err().code(), "crypto.pkcs11-module");
//! # Ok::<(), mnid_mdoc::Error>(())
//! ```

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

mod error;
mod found;
mod generate;
mod key;
mod module;
mod pin;
mod pool;
mod session;
#[cfg(test)]
mod tests;

pub use error::Pkcs11Error;
pub use key::TokenKey;
pub use pin::TokenPin;

use pool::Pool;

/// Which token, and how to use it.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// The path of the PKCS#11 module, a library that comes with the token.
    pub module: PathBuf,
    /// Which of the module's tokens.
    pub token: TokenName,
    /// The PIN of its user (CKU_USER).
    pub pin: TokenPin,
    /// How many sessions are open at most, and so how many threads sign at once: 1 to 64. Tokens
    /// have bounds of their own.
    pub sessions: usize,
    /// How long a thread waits for a session: at most ten minutes.
    pub wait: Duration,
    /// Whether this crate alone uses the module in this process. Then a token that went away is
    /// looked for by starting the module anew (C_Finalize, C_Initialize), while no other token of
    /// it is open: some modules see only then that the token is back. Other code that used the
    /// module would lose its sessions, in the midst of a call.
    pub exclusive: bool,
}

/// By what a token is found. It must be the only one.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum TokenName {
    /// The label that it was given.
    Label(String),
    /// The serial number of its device.
    SerialNumber(String),
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(label) => write!(f, "label {label:?}"),
            Self::SerialNumber(number) => write!(f, "serial number {number:?}"),
        }
    }
}

/// By what a private key is found. It must be the only one.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum KeyName {
    /// CKA_LABEL.
    Label(String),
    /// CKA_ID.
    Id(Vec<u8>),
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(label) => write!(f, "label {label:?}"),
            Self::Id(id) => {
                f.write_str("id ")?;
                id.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}

/// A token that accepted its PIN. Clones share its sessions, which close with the last of the
/// clones and keys.
#[derive(Clone)]
pub struct Token(Arc<Pool>);

impl Token {
    /// Loads the module, finds the token and logs in.
    ///
    /// # Errors
    /// [`Pkcs11Error`], which names the setting that is wrong, or the call that failed.
    pub fn open(settings: TokenSettings) -> Result<Self, Pkcs11Error> {
        let pool = Pool::new(settings)?;
        pool.run(|_| Ok(()))?;
        Ok(Self(Arc::new(pool)))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({})", self.0.token())
    }
}
