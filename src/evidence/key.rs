use crate::crypto::{CryptoError, Curve, PublicKey, RsaPublicKey, Signature};
use crate::pki::VerifyingKey;

/// A key of the card or of a root above it, of a kind that signs there. The kind settles algorithm
/// and size; what is signed has no say in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Key {
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2): every key of today's card.
    Rsa2048(RsaPublicKey),
    /// ECDSA with SHA-384 (FIPS 186-5): announced for the JPKI of the next generation of the card,
    /// of which no interface is published. Its answers are inferred to be `r || s`, as tokens give
    /// them (PKCS #11, `CKM_ECDSA`), and not DER.
    P384(PublicKey),
}

impl Key {
    /// `None` when it is of another kind.
    pub(super) fn of(key: &VerifyingKey) -> Option<Self> {
        match key {
            VerifyingKey::Rsa(key) if key.bits() == 2048 => Some(Self::Rsa2048(key.clone())),
            VerifyingKey::Ec(key) if key.curve() == Curve::P384 => Some(Self::P384(key.clone())),
            _ => None,
        }
    }

    pub(super) fn is_of_one_kind_with(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Checks what the card answered to a challenge.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        match self {
            Self::Rsa2048(key) => key.verify(&[message], signature),
            Self::P384(key) => {
                let signature = Signature::from_bytes(Curve::P384, signature)?;
                key.verify(&[message], &signature)
            }
        }
    }

    pub(super) fn sha256(&self) -> [u8; 32] {
        match self {
            Self::Rsa2048(key) => key.spki_sha256(),
            Self::P384(key) => key.spki_sha256(),
        }
    }
}
