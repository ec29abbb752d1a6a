use crate::crypto::Curve;

/// A signature algorithm, as the header parameter `alg` names it (RFC 9053 section 2; ISO/IEC
/// 18013-5:2021 9.1.2.4 and 9.1.3.6 list them).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Algorithm {
    /// ES256: ECDSA with SHA-256, here on P-256 only. The value is -7.
    Es256,
    /// ES384: ECDSA with SHA-384, here on P-384 only. The value is -35.
    Es384,
    /// EdDSA, here on Ed25519 only. The value is -8.
    EdDsa,
}

impl Algorithm {
    /// The algorithm that goes with a key on `curve`.
    pub fn of(curve: Curve) -> Self {
        match curve {
            Curve::P256 => Self::Es256,
            Curve::P384 => Self::Es384,
            Curve::Ed25519 => Self::EdDsa,
        }
    }

    /// The registered COSE value.
    pub fn value(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::EdDsa => -8,
        }
    }

    /// The algorithm of a registered COSE value, if it is one that this crate verifies.
    pub fn from_value(value: i64) -> Option<Self> {
        [Self::Es256, Self::Es384, Self::EdDsa]
            .into_iter()
            .find(|algorithm| algorithm.value() == value)
    }
}
