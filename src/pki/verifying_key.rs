use der::oid::db::rfc5912;

use super::PkiError;
use crate::crypto::{EcdsaHash, PublicKey, RsaPublicKey};

/// The public key of a certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum VerifyingKey {
    /// On an elliptic curve: P-256, P-384 or Ed25519.
    Ec(PublicKey),
    /// RSA, which the JPKI uses. No mdoc certificate may.
    Rsa(RsaPublicKey),
}

impl VerifyingKey {
    /// From the DER of a SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`PkiError::PublicKey`] when it is none of the kinds above.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, PkiError> {
        let kind =
            spki::SubjectPublicKeyInfoRef::try_from(der).map_err(|_| PkiError::Malformed {
                reason: "the SubjectPublicKeyInfo",
            })?;
        if kind.algorithm.oid == rfc5912::RSA_ENCRYPTION {
            return RsaPublicKey::from_spki_der(der)
                .map(Self::Rsa)
                .map_err(PkiError::PublicKey);
        }
        PublicKey::from_spki_der(der)
            .map(Self::Ec)
            .map_err(PkiError::PublicKey)
    }

    /// The key, if it is on an elliptic curve.
    pub fn ec(&self) -> Option<&PublicKey> {
        match self {
            Self::Ec(key) => Some(key),
            Self::Rsa(_) => None,
        }
    }

    /// The key, if it is an RSA key.
    pub fn rsa(&self) -> Option<&RsaPublicKey> {
        match self {
            Self::Rsa(key) => Some(key),
            Self::Ec(_) => None,
        }
    }

    /// Checks the signature of a certificate.
    pub(super) fn check(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), PkiError> {
        let outcome = match (self, algorithm) {
            (Self::Ec(key), SignatureAlgorithm::Ecdsa(hash)) => {
                key.verify_der(hash, message, signature)
            }
            (Self::Rsa(key), SignatureAlgorithm::RsaSha256) => key.verify(&[message], signature),
            _ => {
                return Err(PkiError::Algorithm {
                    reason: "it is not the one of the issuer's key",
                });
            }
        };
        outcome.map_err(|_| PkiError::Signature)
    }
}

/// The signature algorithms that certificates may be signed with: ECDSA with SHA-256, SHA-384 or
/// SHA-512 on any curve (ISO/IEC 18013-5:2021 B.1), and RSA with SHA-256.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum SignatureAlgorithm {
    Ecdsa(EcdsaHash),
    RsaSha256,
}

impl SignatureAlgorithm {
    /// ECDSA has no parameters (RFC 5758 3.2), RSA has NULL (RFC 4055 5).
    pub(super) fn from_identifier(
        identifier: &spki::AlgorithmIdentifierOwned,
    ) -> Result<Self, PkiError> {
        let null = identifier.parameters.as_ref().map(der::Any::is_null);
        match (identifier.oid, null) {
            (rfc5912::ECDSA_WITH_SHA_256, None) => Ok(Self::Ecdsa(EcdsaHash::Sha256)),
            (rfc5912::ECDSA_WITH_SHA_384, None) => Ok(Self::Ecdsa(EcdsaHash::Sha384)),
            (rfc5912::ECDSA_WITH_SHA_512, None) => Ok(Self::Ecdsa(EcdsaHash::Sha512)),
            (rfc5912::SHA_256_WITH_RSA_ENCRYPTION, Some(true)) => Ok(Self::RsaSha256),
            _ => Err(PkiError::Algorithm {
                reason: "none of ECDSA with SHA-256, SHA-384 or SHA-512, or RSA with SHA-256",
            }),
        }
    }
}
