use std::fmt;

use rsa::pkcs8::{DecodePublicKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, Pkcs1v15Sign, PublicKey as Key};
use sha2::Sha256;

use super::{CryptoError, sha256};
use crate::limits;

/// An RSA public key of 2048 to 4096 bits, for checking what the card and its authorities signed.
#[derive(Clone, Eq, PartialEq)]
pub struct RsaPublicKey(Key);

impl RsaPublicKey {
    /// From modulus and public exponent, big-endian.
    ///
    /// # Errors
    /// [`CryptoError::PublicKey`] for a size outside [`limits::RSA_BITS`] or an exponent that is
    /// even, below 3 or above 33 bits.
    pub fn from_components(modulus: &[u8], exponent: &[u8]) -> Result<Self, CryptoError> {
        let error = |_| CryptoError::PublicKey {
            reason: "modulus or exponent of the RSA key is out of bounds",
        };
        if modulus.len() > limits::RSA_BITS.end() / 8 + 1 || exponent.len() > 8 {
            return Err(error(()));
        }
        let number = |bytes| BoxedUint::from_be_slice_vartime(bytes);
        let key = Key::new(number(modulus), number(exponent)).map_err(|_| error(()))?;
        Self::sized(key)
    }

    /// From the DER of a SubjectPublicKeyInfo with `rsaEncryption`.
    ///
    /// # Errors
    /// [`CryptoError::PublicKey`].
    pub fn from_spki_der(der: &[u8]) -> Result<Self, CryptoError> {
        let key = Key::from_public_key_der(der).map_err(|_| CryptoError::PublicKey {
            reason: "no SubjectPublicKeyInfo of an RSA key",
        })?;
        Self::sized(key)
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        let modulus = self.0.n_bytes();
        let leading = modulus.first().map_or(0, |byte| byte.leading_zeros());
        (8 * modulus.len()).saturating_sub(usize::try_from(leading).unwrap_or(0))
    }

    /// The DER of the SubjectPublicKeyInfo (RFC 4055 1.2).
    pub fn to_spki_der(&self) -> Vec<u8> {
        // A key within its bounds always has an encoding.
        let der = self.0.to_public_key_der();
        der.map(|document| document.into_vec()).unwrap_or_default()
    }

    /// SHA-256 of the SubjectPublicKeyInfo: how keys are named.
    pub fn spki_sha256(&self) -> [u8; 32] {
        sha256(&[&self.to_spki_der()])
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2.2) over a message in parts.
    ///
    /// # Errors
    /// [`CryptoError::BadSignature`].
    pub fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), CryptoError> {
        self.check(Pkcs1v15Sign::new::<Sha256>(), &sha256(message), signature)
    }

    /// RSASSA-PKCS1-v1_5 whose DigestInfo names SHA-256 but holds three digests of 32 bytes: the
    /// form in which the face record of the card is signed.
    ///
    /// # Errors
    /// [`CryptoError::BadSignature`].
    pub fn verify_three_digests(
        &self,
        digests: [[u8; 32]; 3],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        let scheme = Pkcs1v15Sign {
            hash_len: Some(96),
            prefix: Box::new(THREE_DIGESTS_PREFIX),
        };
        self.check(scheme, &digests.concat(), signature)
    }

    fn check(
        &self,
        scheme: Pkcs1v15Sign,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        self.0
            .verify(scheme, digest, signature)
            .map_err(|_| CryptoError::BadSignature)
    }

    fn sized(key: Key) -> Result<Self, CryptoError> {
        let key = Self(key);
        if limits::RSA_BITS.contains(&key.bits()) {
            Ok(key)
        } else {
            Err(CryptoError::PublicKey {
                reason: "the RSA key has fewer than 2048 or more than 4096 bits",
            })
        }
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RsaPublicKey({} bits)", self.bits())
    }
}

/// `SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING of 96 }` up to its content.
pub(crate) const THREE_DIGESTS_PREFIX: [u8; 19] = [
    0x30, 0x71, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x60,
];
