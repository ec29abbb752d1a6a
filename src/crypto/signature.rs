use std::fmt;

use super::{CryptoError, Curve, SigningCurve};

/// A signature as COSE and JOSE carry it: `r || s` in fixed length (RFC 9053 2.1), or the 64 bytes
/// of Ed25519.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Signature {
    bytes: [u8; 96],
    length: usize,
}

impl Signature {
    /// From the raw bytes of a signature by a key on `curve`: 64 for P-256 and Ed25519, 96 for
    /// P-384.
    ///
    /// # Errors
    /// [`CryptoError::SignatureLength`] for any other length, as a signature in DER has: see
    /// [`from_der`](Self::from_der).
    pub fn from_bytes(curve: Curve, signature: &[u8]) -> Result<Self, CryptoError> {
        let length = curve.signature_length();
        if signature.len() != length {
            return Err(CryptoError::SignatureLength {
                expected: length,
                found: signature.len(),
            });
        }
        let mut bytes = [0; 96];
        for (slot, byte) in bytes.iter_mut().zip(signature) {
            *slot = *byte;
        }
        Ok(Self { bytes, length })
    }

    /// From DER (`Ecdsa-Sig-Value`, RFC 3279 2.2.3), as many key services answer, of a signature by
    /// a key on `curve`.
    ///
    /// # Errors
    /// [`CryptoError::SignatureDer`] for anything else, and for numbers out of the curve's range.
    pub fn from_der(curve: SigningCurve, signature: &[u8]) -> Result<Self, CryptoError> {
        let wrong = |_| CryptoError::SignatureDer;
        match curve {
            SigningCurve::P256 => {
                let signature = p256::ecdsa::Signature::from_der(signature).map_err(wrong)?;
                Self::from_bytes(Curve::P256, &signature.to_bytes())
            }
            SigningCurve::P384 => {
                let signature = p384::ecdsa::Signature::from_der(signature).map_err(wrong)?;
                Self::from_bytes(Curve::P384, &signature.to_bytes())
            }
        }
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({} bytes)", self.length)
    }
}
