use std::fmt;

use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use signature::MultipartSigner;
use zeroize::Zeroizing;

use super::{CryptoError, Curve, PublicKey, Random, RandomError, Signature};
use crate::error::{Category, Coded};

/// Signs for an authority or an issuer: a key in memory, in an HSM, behind a service.
///
/// It takes the message, not its digest, in parts, so that a long message need not be joined; an
/// implementation that wants a digest hashes the parts.
pub trait Signer: Send + Sync {
    /// The public half; its curve fixes the algorithm.
    fn public_key(&self) -> PublicKey;

    /// Signs the message that the parts make when joined.
    ///
    /// # Errors
    /// [`SignerError`] when the key cannot be used now.
    fn sign(&self, message: &[&[u8]]) -> Result<Signature, SignerError>;
}

/// A signer could not sign.
#[derive(Debug, thiserror::Error)]
#[error("the signer failed ({reason}); nothing was issued, try again when it works")]
pub struct SignerError {
    /// What failed, without secrets.
    pub reason: &'static str,
    /// The underlying error, if there is one.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Coded for SignerError {
    fn code(&self) -> &'static str {
        "crypto.signer"
    }

    fn category(&self) -> Category {
        Category::Upstream
    }
}

/// A private key in memory: ES256 on P-256 or ES384 on P-384, with the nonce of RFC 6979. Zeroised
/// when dropped.
#[derive(Clone)]
pub struct SoftwareKey(Inner);

#[derive(Clone)]
enum Inner {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl SoftwareKey {
    /// A new key on `curve` (P-256 or P-384).
    ///
    /// # Errors
    /// [`RandomError`] when the source fails.
    pub fn generate(curve: Curve, random: &mut dyn Random) -> Result<Self, RandomError> {
        let mut secret = Zeroizing::new([0; 48]);
        let secret = secret
            .get_mut(..curve.coordinate_length())
            .ok_or(RandomError)?;
        // A draw is outside the group's order about once in 2^32 (P-256) or never (P-384).
        for _ in 0..8 {
            random.fill(secret)?;
            let key = match curve {
                Curve::P384 => p384::ecdsa::SigningKey::from_slice(secret)
                    .ok()
                    .map(Inner::P384),
                Curve::P256 | Curve::Ed25519 => p256::ecdsa::SigningKey::from_slice(secret)
                    .ok()
                    .map(Inner::P256),
            };
            if let Some(key) = key {
                return Ok(Self(key));
            }
        }
        Err(RandomError)
    }

    /// From PKCS#8 in PEM (`BEGIN PRIVATE KEY`).
    ///
    /// # Errors
    /// [`CryptoError::PrivateKey`].
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, CryptoError> {
        if let Ok(key) = p256::ecdsa::SigningKey::from_pkcs8_pem(pem) {
            return Ok(Self(Inner::P256(key)));
        }
        p384::ecdsa::SigningKey::from_pkcs8_pem(pem)
            .map(|key| Self(Inner::P384(key)))
            .map_err(|_| CryptoError::PrivateKey)
    }

    /// PKCS#8 in DER.
    ///
    /// # Errors
    /// [`CryptoError::PrivateKey`] if the key has no such encoding, which does not happen.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        match &self.0 {
            Inner::P256(key) => key.to_pkcs8_der(),
            Inner::P384(key) => key.to_pkcs8_der(),
        }
        .map(|document| document.to_bytes())
        .map_err(|_| CryptoError::PrivateKey)
    }

    /// PKCS#8 in PEM.
    ///
    /// # Errors
    /// [`CryptoError::PrivateKey`] if the key has no such encoding, which does not happen.
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, CryptoError> {
        match &self.0 {
            Inner::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
            Inner::P384(key) => key.to_pkcs8_pem(LineEnding::LF),
        }
        .map_err(|_| CryptoError::PrivateKey)
    }
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> PublicKey {
        match &self.0 {
            Inner::P256(key) => PublicKey::from_p256(*key.verifying_key()),
            Inner::P384(key) => PublicKey::from_p384(*key.verifying_key()),
        }
    }

    fn sign(&self, message: &[&[u8]]) -> Result<Signature, SignerError> {
        let failed = |source: signature::Error| SignerError {
            reason: "software key",
            source: Some(Box::new(source)),
        };
        let raw = |curve, bytes: &[u8]| {
            Signature::from_bytes(curve, bytes).map_err(|error| SignerError {
                reason: "software key",
                source: Some(Box::new(error)),
            })
        };
        match &self.0 {
            Inner::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.try_multipart_sign(message).map_err(failed)?;
                raw(Curve::P256, &signature.to_bytes())
            }
            Inner::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.try_multipart_sign(message).map_err(failed)?;
                raw(Curve::P384, &signature.to_bytes())
            }
        }
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({:?}, secret)", self.public_key().curve())
    }
}
