use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Random, RandomError};
use crate::cbor;
use crate::error::{Category, Coded};
use crate::limits;
use crate::time::Timestamp;

/// The issuer's key under which checked data travel between its own processes.
///
/// Authenticated encryption (XChaCha20-Poly1305) over kind, version, expiry and content: a queue
/// or a database can hold what is sealed, and neither read nor forge it. It does not stop the
/// database from handing out one sealed object twice; what must happen once needs a store that
/// consumes it.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
    /// From 32 secret bytes of the issuer's configuration.
    pub fn from_bytes(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A new key.
    ///
    /// # Errors
    /// [`RandomError`] when the source fails.
    pub fn generate(random: &mut dyn Random) -> Result<Self, RandomError> {
        let mut key = Self([0; 32]);
        random.fill(&mut key.0)?;
        Ok(key)
    }

    pub(crate) fn seal(
        &self,
        kind: &str,
        expires: Timestamp,
        content: &[u8],
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; 24];
        random.fill(&mut nonce).map_err(SealError::Random)?;
        let payload = Payload {
            msg: content,
            aad: &associated_data(kind, expires)?,
        };
        let ciphertext = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::TooLarge)?;
        let sealed = cbor::to_vec(&Sealed {
            kind: kind.to_owned(),
            version: VERSION,
            expires,
            nonce: nonce.to_vec(),
            ciphertext,
        });
        // What could not be opened again is no use.
        let fits = |sealed: &Vec<u8>| sealed.len() <= limits::CBOR_DOCUMENT;
        sealed.ok().filter(fits).ok_or(SealError::TooLarge)
    }

    pub(crate) fn open(
        &self,
        kind: &str,
        now: Timestamp,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let sealed: Sealed =
            cbor::from_slice(sealed, "a sealed object").map_err(|_| SealError::Forged)?;
        let nonce: [u8; 24] = sealed.nonce.try_into().map_err(|_| SealError::Forged)?;
        if sealed.kind != kind || sealed.version != VERSION {
            return Err(SealError::Forged);
        }
        let payload = Payload {
            msg: &sealed.ciphertext,
            aad: &associated_data(kind, sealed.expires)?,
        };
        let content = self
            .cipher()
            .decrypt(&XNonce::from(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| SealError::Forged)?;
        // Only now is the expiry known to be ours.
        if now > sealed.expires {
            return Err(SealError::Expired {
                expires: sealed.expires,
            });
        }
        Ok(content)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(secret)")
    }
}

/// Why something cannot be sealed or opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SealError {
    /// Sealed by this key, but its time is over.
    #[error("the sealed object expired at {expires}; start over")]
    Expired {
        /// When it did.
        expires: Timestamp,
    },
    /// Not sealed by this key as an object of this kind, or changed since.
    #[error("not sealed by this issuer as this kind of object; refuse it")]
    Forged,
    /// The random source failed.
    #[error(transparent)]
    Random(RandomError),
    /// Larger than could be opened again: above
    /// [`limits::CBOR_DOCUMENT`](crate::limits::CBOR_DOCUMENT).
    #[error("the object is too large to be sealed; it should not be")]
    TooLarge,
}

impl Coded for SealError {
    fn code(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "crypto.seal-expired",
            Self::Forged => "crypto.seal-forged",
            Self::Random(error) => error.code(),
            Self::TooLarge => "crypto.seal-too-large",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Expired { .. } => Category::Holder,
            Self::Forged => Category::UntrustedInput,
            Self::Random(error) => error.category(),
            Self::TooLarge => Category::Misuse,
        }
    }
}

/// ```cddl
/// sealed = { kind: tstr, version: 1, expires: tstr, nonce: bstr .size 24, ciphertext: bstr }
/// ```
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    kind: String,
    version: u8,
    expires: Timestamp,
    #[serde(with = "cbor::byte_string")]
    nonce: Vec<u8>,
    #[serde(with = "cbor::byte_string")]
    ciphertext: Vec<u8>,
}

const VERSION: u8 = 1;

fn associated_data(kind: &str, expires: Timestamp) -> Result<Vec<u8>, SealError> {
    cbor::to_vec(&(kind, VERSION, expires)).map_err(|_| SealError::TooLarge)
}
