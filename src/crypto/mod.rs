//! Randomness, signatures and sealing.
//!
//! Everything is an argument: the random source ([`Random`]), the signer ([`Signer`]), the keys.
//! No type of a foreign crate shows in the interface.

mod mac_key;
#[cfg(feature = "pkcs11")]
pub mod pkcs11;
mod public_key;
mod random;
mod rsa;
mod seal;
mod signature;
mod signer;
mod software_key;
mod wiped;

#[cfg(test)]
pub(crate) mod tests;

pub use mac_key::MacKey;
pub(crate) use public_key::EcdsaHash;
pub use public_key::{Curve, PublicKey, SigningCurve, Thumbprint};
pub use random::{OsRandom, Random, RandomError};
pub use rsa::RsaPublicKey;
#[cfg(feature = "testing")]
pub(crate) use rsa::THREE_DIGESTS_PREFIX;
pub use seal::{SealError, SealingKey};
pub use signature::Signature;
pub use signer::{Signer, SignerError};
pub use software_key::SoftwareKey;
pub(crate) use wiped::WipedBytes;

use sha2::{Digest, Sha256};

use crate::error::{Category, Coded};

/// Why a key or signature is not usable, or does not fit.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CryptoError {
    /// The signature is not this key's over this message.
    #[error("the signature does not verify; the message or the signer is not the expected one")]
    BadSignature,
    /// The bytes are no public key of this kind: wrong length, not on the curve, weak.
    #[error("not a usable public key ({reason}); send a key of a supported kind")]
    PublicKey {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A key file that is not of the supported kinds, or is damaged.
    #[error(
        "not a usable private key ({reason}); give PKCS#8 or SEC1, unencrypted, P-256 or P-384"
    )]
    PrivateKey {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A signature that has not the length of `r || s` for its curve. A DER signature has not.
    #[error("a signature of {found} bytes where {expected} were expected (raw r || s, no DER)")]
    SignatureLength {
        /// Bytes expected.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// A signature that is not in DER, or not of its curve.
    #[error("not an ECDSA signature in DER for this curve; give what the key service answered")]
    SignatureDer,
    /// Two keys of which none can be agreed on.
    #[error("two keys on different curves, or no keys for agreement; give two of one curve")]
    KeyAgreement,
    /// The authentication code is not the message's under this key.
    #[error("the authentication code does not verify; message or keys are not the expected ones")]
    BadMac,
}

impl Coded for CryptoError {
    fn code(&self) -> &'static str {
        match self {
            Self::BadSignature => "crypto.bad-signature",
            Self::PublicKey { .. } => "crypto.public-key",
            Self::PrivateKey { .. } => "crypto.private-key",
            Self::SignatureLength { .. } => "crypto.signature-length",
            Self::SignatureDer => "crypto.signature-der",
            Self::KeyAgreement => "crypto.key-agreement",
            Self::BadMac => "crypto.bad-mac",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::PrivateKey { .. } => Category::Misuse,
            _ => Category::UntrustedInput,
        }
    }
}

/// SHA-256 over a message in parts.
pub(crate) fn sha256(message: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in message {
        hash.update(part);
    }
    hash.finalize().into()
}
