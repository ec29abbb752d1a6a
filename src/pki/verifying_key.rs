use std::fmt;

use der::asn1::UintRef;
use der::oid::ObjectIdentifier;
use der::oid::db::{rfc5912, rfc8410};
use der::{Decode, Reader, SliceReader};

use super::PkiError;
use crate::crypto::{EcdsaHash, PublicKey, RsaPublicKey};
use crate::limits;

/// The public key of a certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum VerifyingKey {
    /// On an elliptic curve: P-256, P-384 or Ed25519.
    Ec(PublicKey),
    /// RSA, which the JPKI uses. No mdoc certificate may.
    Rsa(RsaPublicKey),
    /// Of a kind by which this crate verifies nothing. Its certificate can be read and linted.
    Unsupported(UnsupportedKey),
}

impl VerifyingKey {
    /// From the DER of a SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`PkiError::PublicKey`] when it says that it is of a supported kind and is not;
    /// [`PkiError::Malformed`].
    pub fn from_spki_der(der: &[u8]) -> Result<Self, PkiError> {
        let info =
            spki::SubjectPublicKeyInfoRef::try_from(der).map_err(|_| PkiError::Malformed {
                field: "subjectPublicKeyInfo",
            })?;
        if let Some(kind) = UnsupportedKey::of(&info) {
            return Ok(Self::Unsupported(kind));
        }
        let key = match info.algorithm.oid {
            rfc5912::RSA_ENCRYPTION => RsaPublicKey::from_spki_der(der).map(Self::Rsa),
            _ => PublicKey::from_spki_der(der).map(Self::Ec),
        };
        key.map_err(PkiError::PublicKey)
    }

    /// The key, if it is on an elliptic curve by which this crate verifies.
    pub fn ec(&self) -> Option<&PublicKey> {
        match self {
            Self::Ec(key) => Some(key),
            Self::Rsa(_) | Self::Unsupported(_) => None,
        }
    }

    /// The key, if it is an RSA key.
    pub fn rsa(&self) -> Option<&RsaPublicKey> {
        match self {
            Self::Rsa(key) => Some(key),
            Self::Ec(_) | Self::Unsupported(_) => None,
        }
    }

    /// Checks the signature of a certificate, list or response.
    pub(crate) fn check(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), PkiError> {
        let outcome = match (self, algorithm) {
            (Self::Unsupported(key), _) => return Err(PkiError::UnsupportedKey { key: *key }),
            (Self::Ec(key), SignatureAlgorithm::Ecdsa(hash)) => {
                key.verify_der(hash, message, signature)
            }
            (Self::Rsa(key), SignatureAlgorithm::RsaSha256) => key.verify(&[message], signature),
            (_, SignatureAlgorithm::Unsupported) => {
                return Err(PkiError::Algorithm {
                    reason: "none of ECDSA with SHA-256, SHA-384 or SHA-512, or RSA with SHA-256",
                });
            }
            _ => {
                return Err(PkiError::Algorithm {
                    reason: "it is not the one of the key",
                });
            }
        };
        outcome.map_err(|_| PkiError::Signature)
    }
}

/// A kind of public key by which this crate verifies nothing. ISO/IEC 18013-5 allows the named
/// curves, Ed448 for document signers alone (Annex B of the second edition's draft).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum UnsupportedKey {
    /// On P-521 (secp521r1).
    P521,
    /// On brainpoolP256r1 (RFC 5639).
    BrainpoolP256r1,
    /// On brainpoolP320r1.
    BrainpoolP320r1,
    /// On brainpoolP384r1.
    BrainpoolP384r1,
    /// On brainpoolP512r1.
    BrainpoolP512r1,
    /// On Ed448 (RFC 8032).
    Ed448,
    /// On P-256, P-384 or one of the curves above, as a point in compressed form.
    CompressedPoint,
    /// On another curve, on one that is written out instead of named, RSA outside of
    /// [`limits::RSA_BITS`] or in a request, or of another algorithm.
    Other,
}

impl UnsupportedKey {
    /// `None` when this crate verifies by keys of the kind.
    fn of(info: &spki::SubjectPublicKeyInfoRef<'_>) -> Option<Self> {
        match info.algorithm.oid {
            rfc8410::ID_ED_25519 => return None,
            rfc5912::RSA_ENCRYPTION => {
                let bits = rsa_bits(info.subject_public_key.raw_bytes()).ok()?;
                return (!limits::RSA_BITS.contains(&bits)).then_some(Self::Other);
            }
            rfc8410::ID_ED_448 => return Some(Self::Ed448),
            rfc5912::ID_EC_PUBLIC_KEY => {}
            _ => return Some(Self::Other),
        }
        let curve = match info.algorithm.parameters_oid() {
            Ok(rfc5912::SECP_256_R_1 | rfc5912::SECP_384_R_1) => None,
            Ok(rfc5912::SECP_521_R_1) => Some(Self::P521),
            Ok(BRAINPOOL_P256R1) => Some(Self::BrainpoolP256r1),
            Ok(BRAINPOOL_P320R1) => Some(Self::BrainpoolP320r1),
            Ok(BRAINPOOL_P384R1) => Some(Self::BrainpoolP384r1),
            Ok(BRAINPOOL_P512R1) => Some(Self::BrainpoolP512r1),
            // Parameters that are written out have no name.
            _ => return Some(Self::Other),
        };
        match info.subject_public_key.raw_bytes() {
            [2 | 3, ..] => Some(Self::CompressedPoint),
            _ => curve,
        }
    }
}

impl fmt::Display for UnsupportedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P521 => "on P-521",
            Self::BrainpoolP256r1 => "on brainpoolP256r1",
            Self::BrainpoolP320r1 => "on brainpoolP320r1",
            Self::BrainpoolP384r1 => "on brainpoolP384r1",
            Self::BrainpoolP512r1 => "on brainpoolP512r1",
            Self::Ed448 => "on Ed448",
            Self::CompressedPoint => "a point in compressed form",
            Self::Other => "of another curve, size or algorithm",
        })
    }
}

/// The signature algorithms of certificates: ECDSA with SHA-256, SHA-384 or SHA-512 on any curve
/// (ISO/IEC 18013-5:2021 B.1), and RSA with SHA-256. By any other, nothing is verified.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SignatureAlgorithm {
    Ecdsa(EcdsaHash),
    RsaSha256,
    Unsupported,
}

impl SignatureAlgorithm {
    /// ECDSA has no parameters (RFC 5758 3.2), RSA has NULL (RFC 4055 5).
    pub(crate) fn from_identifier(identifier: &spki::AlgorithmIdentifierOwned) -> Self {
        let null = identifier.parameters.as_ref().map(der::Any::is_null);
        match (identifier.oid, null) {
            (rfc5912::ECDSA_WITH_SHA_256, None) => Self::Ecdsa(EcdsaHash::Sha256),
            (rfc5912::ECDSA_WITH_SHA_384, None) => Self::Ecdsa(EcdsaHash::Sha384),
            (rfc5912::ECDSA_WITH_SHA_512, None) => Self::Ecdsa(EcdsaHash::Sha512),
            (rfc5912::SHA_256_WITH_RSA_ENCRYPTION, Some(true)) => Self::RsaSha256,
            _ => Self::Unsupported,
        }
    }
}

/// Bits of the modulus of `RSAPublicKey ::= SEQUENCE { modulus, publicExponent }`, RFC 8017 A.1.1.
fn rsa_bits(key: &[u8]) -> der::Result<usize> {
    let mut reader = SliceReader::new(key)?;
    let modulus = reader.sequence(|members| {
        let modulus = UintRef::decode(members)?;
        UintRef::decode(members)?;
        Ok::<_, der::Error>(modulus.as_bytes())
    })?;
    reader.finish()?;
    let leading = modulus.first().map_or(0, |byte| byte.leading_zeros());
    Ok((8 * modulus.len()).saturating_sub(usize::try_from(leading).unwrap_or(0)))
}

const BRAINPOOL_P256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.7");
const BRAINPOOL_P320R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.9");
const BRAINPOOL_P384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.11");
const BRAINPOOL_P512R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.13");
