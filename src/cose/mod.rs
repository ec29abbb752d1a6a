//! COSE (RFC 9052, RFC 9053, RFC 9360) as ISO/IEC 18013-5 uses it: device keys,
//! `COSE_Sign1` and `COSE_Mac0`.
//!
//! Headers that others made are read by the crate coset, after the strict decoder of
//! [`cbor`](crate::cbor); the bytes that a signature covers stay as received. What this crate
//! issues is written directly.

mod algorithm;
mod headers;
mod key;
mod mac0;
mod sign1;

#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use key::{ReceivedKey, UnsupportedCurve, decode_key, encode_key};
pub use mac0::Mac0;
pub use sign1::Sign1;

#[cfg(feature = "testing")]
pub(crate) use mac0::write_mac0;
pub(crate) use sign1::{protected_header, sig_structure_head, write_sign1_head};

use crate::cbor::CborError;
use crate::crypto::CryptoError;
use crate::error::{Category, Coded};
use crate::limits;

/// Why a COSE structure is not acceptable.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CoseError {
    /// The bytes are no strict CBOR.
    #[error("a COSE structure is no strict CBOR: {0}")]
    Cbor(CborError),
    /// Valid CBOR, but not the structure.
    #[error("not the COSE structure that was expected: {expected}; correct it")]
    Structure {
        /// What should be there.
        expected: &'static str,
    },
    /// A tag before the structure (18 for `COSE_Sign1`, 17 for `COSE_Mac0`), which ISO/IEC 18013-5 leaves out.
    #[error("a tagged COSE structure; send it untagged")]
    Tagged,
    /// No `alg` in the protected header. One in the unprotected header counts for nothing.
    #[error("no algorithm in the protected header; put `alg` there")]
    AlgorithmMissing,
    /// The algorithm is none that this crate verifies, or the key is on another curve.
    #[error(
        "the algorithm does not fit the key; use ES256 with P-256, ES384 with P-384, EdDSA with Ed25519"
    )]
    AlgorithmMismatch,
    /// The header `crit` names a parameter that this crate does not process, or is misplaced.
    #[error("a critical header parameter that is not understood; leave `crit` out")]
    UnknownCritical,
    /// One label in the protected and in the unprotected header.
    #[error("a header parameter is both protected and unprotected; put it in one place")]
    LabelTwice,
    /// `x5chain` is neither one certificate nor an array of two to
    /// [`CHAIN_LENGTH`](limits::CHAIN_LENGTH).
    #[error(
        "x5chain is not one byte string or an array of 2 to {}; correct its form",
        limits::CHAIN_LENGTH
    )]
    Chain,
    /// A key with a wrong or missing member, off its curve, or with a private part.
    #[error("not an acceptable public COSE_Key ({reason}); send kty, crv, x and y alone")]
    Key {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The signature does not verify, or is not of the length that the algorithm has.
    #[error(transparent)]
    Signature(CryptoError),
    /// A `COSE_Mac0` by another algorithm than HMAC 256/256.
    #[error("the algorithm of the code is not HMAC 256/256; use that one")]
    MacAlgorithm,
    /// The authentication code is not the message's.
    #[error(transparent)]
    Mac(CryptoError),
}

impl Coded for CoseError {
    fn code(&self) -> &'static str {
        match self {
            Self::Cbor(_) => "cose.not-cbor",
            Self::Structure { .. } => "cose.structure",
            Self::Tagged => "cose.tagged",
            Self::AlgorithmMissing => "cose.algorithm-missing",
            Self::AlgorithmMismatch => "cose.algorithm-mismatch",
            Self::UnknownCritical => "cose.unknown-critical",
            Self::LabelTwice => "cose.label-twice",
            Self::Chain => "cose.x5chain",
            Self::Key { .. } => "cose.key",
            Self::Signature(_) => "cose.signature",
            Self::MacAlgorithm => "cose.mac-algorithm",
            Self::Mac(_) => "cose.mac",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}

impl From<CborError> for CoseError {
    /// A wrong type is a matter of structure; everything else means that the bytes cannot be read.
    fn from(error: CborError) -> Self {
        match error {
            CborError::Unexpected { expected, .. } => Self::Structure { expected },
            error => Self::Cbor(error),
        }
    }
}
