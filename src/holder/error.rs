use crate::crypto::CryptoError;
use crate::error::{Category, Coded};
use crate::time::Timestamp;

/// Why a proof of a device key is not accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HolderError {
    /// The algorithm is none of ES256, ES384 and EdDSA, or not that of the key.
    #[error("the proof's algorithm is not its key's; use ES256, ES384 or EdDSA as the key has it")]
    Algorithm,
    /// The key attestation is not of the form of Appendix D.
    #[error("the key attestation is malformed: {reason}; have the wallet's provider correct it")]
    Attestation {
        /// What is wrong.
        reason: &'static str,
    },
    /// The key attestation's `exp` is over, or its `iat` has not come.
    #[error("the key attestation is not valid now; fetch a new one")]
    AttestationExpired,
    /// The proof's key is none of those attested.
    #[error("the key attestation is not for the proof's key; attest the key that signs the proof")]
    AttestationKey,
    /// The issuer asks for a key attestation, and the proof has none.
    #[error("the proof has no key attestation; put one into its header `key_attestation`")]
    AttestationMissing,
    /// The key attestation was made for another nonce.
    #[error("the key attestation has another nonce than expected; fetch a nonce, attest anew")]
    AttestationNonce,
    /// No trusted wallet provider signed the key attestation.
    #[error("no trusted wallet provider signed the key attestation; use a wallet of one")]
    AttestationSignature,
    /// Made for another issuer.
    #[error("the proof is for another issuer; set `aud` to this issuer's identifier exactly")]
    Audience,
    /// More proofs than the issuer offers to issue for at once.
    #[error("{found} proofs where {most} are offered at most; send fewer")]
    BatchSize {
        /// Proofs found.
        found: usize,
        /// As many may come.
        most: usize,
    },
    /// A critical header parameter.
    #[error("the proof has critical header parameters; leave `crit` out")]
    Critical,
    /// No compact JWS of JSON objects.
    #[error("the proof cannot be read: {reason}; send an OpenID4VCI proof as a compact JWS")]
    Encoding {
        /// What is wrong.
        reason: &'static str,
    },
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
    /// Two proofs of a request are of the same key.
    #[error("two proofs are of the same key; make a key for each credential")]
    KeyTwice,
    /// A member is missing or not of its type.
    #[error("the proof is malformed: {reason}; send the members that OpenID4VCI demands")]
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
    /// The `proofs` of a request are no object of one proof type, `jwt`, with an array of proofs.
    #[error("`proofs` is not an object with an array `jwt` alone; send at least one proof in it")]
    Proofs,
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
    /// the wallet try again with a new nonce, `invalid_proof` and `invalid_credential_request` do
    /// not.
    pub fn openid4vci_error(&self) -> &'static str {
        match self {
            Self::Nonce | Self::AttestationNonce => "invalid_nonce",
            Self::Proofs | Self::BatchSize { .. } => "invalid_credential_request",
            _ => "invalid_proof",
        }
    }
}

impl Coded for HolderError {
    fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "holder.algorithm",
            Self::Attestation { .. } => "holder.attestation",
            Self::AttestationExpired => "holder.attestation-expired",
            Self::AttestationKey => "holder.attestation-key",
            Self::AttestationMissing => "holder.attestation-missing",
            Self::AttestationNonce => "holder.attestation-nonce",
            Self::AttestationSignature => "holder.attestation-signature",
            Self::Audience => "holder.audience",
            Self::BatchSize { .. } => "holder.batch-size",
            Self::Critical => "holder.critical",
            Self::Encoding { .. } => "holder.encoding",
            Self::Expired => "holder.expired",
            Self::IssuedAt { .. } => "holder.issued-at",
            Self::Key(_) => "holder.key",
            Self::KeyReference => "holder.key-reference",
            Self::KeyTwice => "holder.key-twice",
            Self::Malformed { .. } => "holder.malformed",
            Self::Nonce => "holder.nonce",
            Self::PrivateKey => "holder.private-key",
            Self::Proofs => "holder.proofs",
            Self::Signature => "holder.signature",
            Self::TooLarge { .. } => "holder.too-large",
            Self::Type => "holder.type",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
