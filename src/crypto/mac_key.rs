use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::CryptoError;

/// A key of HMAC with SHA-256 that two parties have agreed on. Zeroised when dropped.
pub struct MacKey(Zeroizing<[u8; 32]>);

impl MacKey {
    pub(super) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The code of a message in parts.
    #[cfg(feature = "testing")]
    pub(crate) fn code(&self, message: &[&[u8]]) -> [u8; 32] {
        self.over(message).finalize().into_bytes().into()
    }

    /// Checks the code of a message in parts, in constant time.
    ///
    /// # Errors
    /// [`CryptoError::BadMac`], also for a code of another length.
    pub(crate) fn verify(&self, message: &[&[u8]], code: &[u8]) -> Result<(), CryptoError> {
        self.over(message)
            .verify_slice(code)
            .map_err(|_| CryptoError::BadMac)
    }

    fn over(&self, message: &[&[u8]]) -> Hmac<Sha256> {
        let mut block = Zeroizing::new([0; 64]);
        for (to, from) in block.iter_mut().zip(self.0.iter()) {
            *to = *from;
        }
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        for part in message {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(secret)")
    }
}
