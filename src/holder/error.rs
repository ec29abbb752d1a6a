use crate::crypto::CryptoError;
use crate::error::{Category, Coded};
use crate::time::Timestamp;

/// Why a proof of a device key is not accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HolderError {
    /// The algorithm is none of ES256, ES384 and EdDSA, or not that of the key.
    #[error("the proof's algorithm is not its key's; use ES256, ES384 or EdDSA as the key has it")]
    Algorithm,
    /// Made for another issuer.
    #[error("the proof is for another issuer; set `aud` to this issuer's identifier exactly")]
    Audience,
    /// A critical header parameter.
    #[error("the proof has critical header parameters; leave `crit` out")]
    Critical,
    /// Its own `exp` is over, or its `nbf` has not come.
    #[error("the proof is not valid now by its own `exp` or `nbf`; make a new one")]
    Expired,
    /// Made too long ago, or in the future.
    #[error("the proof was made at {issued_at}, too far from now; make a new one by a right clock")]
    IssuedAt {
        /// What the proof says.
        issued_at: Timestamp,
    },
    /// The key is on no supported curve, or not on its curve.
    #[error("the proof's key is not usable ({0}); send a P-256, P-384 or Ed25519 key")]
    Key(CryptoError),
    /// Not exactly one of `jwk`, `kid` and `x5c`, or one that is not supported.
    #[error("the proof must name its key by exactly one `jwk`; `kid` and `x5c` are not supported")]
    KeyReference,
    /// No compact JWS of the expected members.
    #[error("the proof is malformed ({reason}); send an OpenID4VCI proof as a compact JWS")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// The nonce is not the one that the issuer gave for this request.
    #[error("the proof has another nonce than expected; fetch a new nonce and make a new proof")]
    Nonce,
    /// The private half of the key came along. It must not be used any more.
    #[error("the proof carries a private key; make a new key, and send its public part alone")]
    PrivateKey,
    /// The signature is not the key's.
    #[error("the proof's signature does not verify; sign header and payload as they are sent")]
    Signature,
    /// Larger than [`limits::PROOF`](crate::limits::PROOF).
    #[error("a proof of {found} bytes is larger than this crate reads; send a smaller one")]
    TooLarge {
        /// Bytes found.
        found: usize,
    },
    /// Another kind of JWT.
    #[error("the JWT is not an OpenID4VCI proof; set `typ` to openid4vci-proof+jwt")]
    Type,
}

impl HolderError {
    /// The error of OpenID4VCI 1.0 (8.3.1.2) with which an issuer answers: `invalid_nonce` lets
    /// the wallet try again with a new nonce, `invalid_proof` does not.
    pub fn openid4vci_error(&self) -> &'static str {
        match self {
            Self::Nonce => "invalid_nonce",
            _ => "invalid_proof",
        }
    }
}

impl Coded for HolderError {
    fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "holder.algorithm",
            Self::Audience => "holder.audience",
            Self::Critical => "holder.critical",
            Self::Expired => "holder.expired",
            Self::IssuedAt { .. } => "holder.issued-at",
            Self::Key(_) => "holder.key",
            Self::KeyReference => "holder.key-reference",
            Self::Malformed { .. } => "holder.malformed",
            Self::Nonce => "holder.nonce",
            Self::PrivateKey => "holder.private-key",
            Self::Signature => "holder.signature",
            Self::TooLarge { .. } => "holder.too-large",
            Self::Type => "holder.type",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
