use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::pkcs8::{DecodePublicKey, EncodePublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256, Sha384, Sha512};
use signature::MultipartVerifier;
use signature::hazmat::PrehashVerifier;

use super::{CryptoError, Signature, sha256};

/// A curve that this crate signs or verifies on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Curve {
    /// Ed25519 (RFC 8032), for device keys and proofs only.
    Ed25519,
    /// P-256 (secp256r1), signed with ES256.
    P256,
    /// P-384 (secp384r1), signed with ES384.
    P384,
}

impl Curve {
    /// Bytes of one coordinate (of the whole key for Ed25519).
    pub fn coordinate_length(self) -> usize {
        match self {
            Self::Ed25519 | Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// Bytes of a raw signature.
    pub fn signature_length(self) -> usize {
        2 * self.coordinate_length()
    }
}

/// A curve on which an issuer or an authority signs.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SigningCurve {
    /// P-256 (secp256r1), signed with ES256.
    P256,
    /// P-384 (secp384r1), signed with ES384.
    P384,
}

impl From<SigningCurve> for Curve {
    fn from(curve: SigningCurve) -> Self {
        match curve {
            SigningCurve::P256 => Self::P256,
            SigningCurve::P384 => Self::P384,
        }
    }
}

/// A public key that is known to be on its curve.
#[derive(Clone, Eq, PartialEq)]
pub struct PublicKey(Inner);

#[derive(Clone, Eq, PartialEq)]
enum Inner {
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// From affine coordinates, each of the curve's fixed length; `y` is empty for Ed25519.
    ///
    /// # Errors
    /// [`CryptoError::PublicKey`] for another length, a point off the curve, or a weak Ed25519
    /// key.
    pub fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, CryptoError> {
        let length = curve.coordinate_length();
        let y_length = if curve == Curve::Ed25519 { 0 } else { length };
        if x.len() != length || y.len() != y_length {
            return Err(CryptoError::PublicKey {
                reason: "a coordinate has not the curve's length",
            });
        }
        match curve {
            Curve::Ed25519 => Self::ed25519(x),
            Curve::P256 | Curve::P384 => {
                let mut point = Vec::with_capacity(1 + 2 * length);
                point.push(4);
                point.extend_from_slice(x);
                point.extend_from_slice(y);
                Self::from_uncompressed_point(curve, &point)
            }
        }
    }

    /// From the DER of a SubjectPublicKeyInfo (RFC 5480, RFC 8410) with a named curve and an
    /// uncompressed point.
    ///
    /// # Errors
    /// [`CryptoError::PublicKey`].
    pub fn from_spki_der(der: &[u8]) -> Result<Self, CryptoError> {
        let error = CryptoError::PublicKey {
            reason: "no SubjectPublicKeyInfo of P-256, P-384 or Ed25519 with an uncompressed point",
        };
        let spki = spki::SubjectPublicKeyInfoRef::try_from(der).map_err(|_| error)?;
        let point = spki.subject_public_key.as_bytes().ok_or(error)?;
        if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(der) {
            return uncompressed(point, Self(Inner::P256(key)));
        }
        if let Ok(key) = p384::ecdsa::VerifyingKey::from_public_key_der(der) {
            return uncompressed(point, Self(Inner::P384(key)));
        }
        if spki.algorithm.oid == ED25519 && spki.algorithm.parameters.is_none() {
            return Self::ed25519(point);
        }
        Err(error)
    }

    /// The DER of the SubjectPublicKeyInfo.
    pub fn to_spki_der(&self) -> Vec<u8> {
        let der = match &self.0 {
            Inner::P256(key) => key.to_public_key_der(),
            Inner::P384(key) => key.to_public_key_der(),
            Inner::Ed25519(key) => {
                // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING }, RFC 8410 section 4.
                let mut der = vec![
                    0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
                ];
                der.extend_from_slice(key.as_bytes());
                return der;
            }
        };
        // A key that is on its curve always has an encoding.
        der.map(|document| document.into_vec()).unwrap_or_default()
    }

    /// SHA-256 of the SubjectPublicKeyInfo: how keys are named.
    pub fn spki_sha256(&self) -> [u8; 32] {
        sha256(&[&self.to_spki_der()])
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        match self.0 {
            Inner::Ed25519(_) => Curve::Ed25519,
            Inner::P256(_) => Curve::P256,
            Inner::P384(_) => Curve::P384,
        }
    }

    /// The affine coordinates in fixed length; `y` is empty for Ed25519.
    pub fn coordinates(&self) -> (Vec<u8>, Vec<u8>) {
        match &self.0 {
            Inner::Ed25519(key) => (key.as_bytes().to_vec(), Vec::new()),
            Inner::P256(key) => halves(key.to_sec1_point(false).as_bytes()),
            Inner::P384(key) => halves(key.to_sec1_point(false).as_bytes()),
        }
    }

    /// The SHA-256 thumbprint of the key as a JWK (RFC 7638, RFC 8037 for Ed25519).
    pub fn thumbprint(&self) -> Thumbprint {
        let (x, y) = self.coordinates();
        let (mut x_text, mut y_text) = ([0; 64], [0; 64]);
        // A coordinate has at most 48 bytes, which are 64 characters.
        let x = Base64UrlUnpadded::encode(&x, &mut x_text).unwrap_or_default();
        let y = Base64UrlUnpadded::encode(&y, &mut y_text).unwrap_or_default();
        // The required members in lexicographic order, without white space.
        let parts = match self.curve() {
            Curve::Ed25519 => [r#"{"crv":"Ed25519","kty":"OKP","x":""#, x, "", "", r#""}"#],
            Curve::P256 => [
                r#"{"crv":"P-256","kty":"EC","x":""#,
                x,
                Y_MEMBER,
                y,
                r#""}"#,
            ],
            Curve::P384 => [
                r#"{"crv":"P-384","kty":"EC","x":""#,
                x,
                Y_MEMBER,
                y,
                r#""}"#,
            ],
        };
        Thumbprint(sha256(&parts.map(str::as_bytes)))
    }

    /// Checks a signature over a message given in parts: ES256 (SHA-256) with P-256, ES384
    /// (SHA-384) with P-384, EdDSA with Ed25519 (strict: no weak keys, no malleable encodings).
    ///
    /// # Errors
    /// [`CryptoError::BadSignature`]; [`CryptoError::SignatureLength`] when the signature is of
    /// another curve.
    pub fn verify(&self, message: &[&[u8]], signature: &Signature) -> Result<(), CryptoError> {
        let signature = Signature::from_bytes(self.curve(), signature.as_bytes())?;
        let bytes = signature.as_bytes();
        let bad = |_| CryptoError::BadSignature;
        match &self.0 {
            Inner::P256(key) => {
                let signature = p256::ecdsa::Signature::from_slice(bytes).map_err(bad)?;
                key.multipart_verify(message, &signature).map_err(bad)
            }
            Inner::P384(key) => {
                let signature = p384::ecdsa::Signature::from_slice(bytes).map_err(bad)?;
                key.multipart_verify(message, &signature).map_err(bad)
            }
            Inner::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(bytes).map_err(bad)?;
                key.verify_strict(&message.concat(), &signature)
                    .map_err(bad)
            }
        }
    }

    /// Checks an ECDSA signature in DER, as X.509 carries it. There the algorithm names the hash,
    /// whatever the curve (RFC 5758 3.2).
    ///
    /// # Errors
    /// [`CryptoError::BadSignature`], also for Ed25519, which has no DER form.
    pub(crate) fn verify_der(
        &self,
        hash: EcdsaHash,
        message: &[u8],
        der: &[u8],
    ) -> Result<(), CryptoError> {
        let bad = |_| CryptoError::BadSignature;
        let digest = hash.digest(message);
        match &self.0 {
            Inner::P256(key) => {
                let signature = p256::ecdsa::Signature::from_der(der).map_err(bad)?;
                key.verify_prehash(&digest, &signature).map_err(bad)
            }
            Inner::P384(key) => {
                let signature = p384::ecdsa::Signature::from_der(der).map_err(bad)?;
                key.verify_prehash(&digest, &signature).map_err(bad)
            }
            Inner::Ed25519(_) => Err(CryptoError::BadSignature),
        }
    }

    fn from_uncompressed_point(curve: Curve, point: &[u8]) -> Result<Self, CryptoError> {
        let off = |_| CryptoError::PublicKey {
            reason: "the point is not on the curve",
        };
        match curve {
            Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map(|key| Self(Inner::P384(key)))
                .map_err(off),
            Curve::P256 | Curve::Ed25519 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map(|key| Self(Inner::P256(key)))
                .map_err(off),
        }
    }

    fn ed25519(bytes: &[u8]) -> Result<Self, CryptoError> {
        let reason = |reason| CryptoError::PublicKey { reason };
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| reason("not 32 bytes"))?;
        if !is_canonical(bytes) {
            return Err(reason("not the one encoding of an Ed25519 key"));
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes)
            .map_err(|_| reason("not on the curve"))?;
        if key.is_weak() {
            return Err(reason("a weak Ed25519 key"));
        }
        Ok(Self(Inner::Ed25519(Box::new(key))))
    }

    pub(super) fn from_p256(key: p256::ecdsa::VerifyingKey) -> Self {
        Self(Inner::P256(key))
    }

    pub(super) fn as_p256(&self) -> Option<&p256::ecdsa::VerifyingKey> {
        match &self.0 {
            Inner::P256(key) => Some(key),
            _ => None,
        }
    }

    pub(super) fn as_p384(&self) -> Option<&p384::ecdsa::VerifyingKey> {
        match &self.0 {
            Inner::P384(key) => Some(key),
            _ => None,
        }
    }

    pub(super) fn from_p384(key: p384::ecdsa::VerifyingKey) -> Self {
        Self(Inner::P384(key))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?})", self.curve())
    }
}

/// The hash that an ECDSA signature of X.509 names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum EcdsaHash {
    Sha256,
    Sha384,
    Sha512,
}

impl EcdsaHash {
    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

/// The SHA-256 thumbprint of a public key as a JWK (RFC 7638). Written as 43 characters of
/// unpadded base64url.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// From the 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 43 characters of unpadded base64url.
    ///
    /// # Errors
    /// [`CryptoError::PublicKey`] for any other text.
    pub fn parse(text: &str) -> Result<Self, CryptoError> {
        let mut bytes = [0; 32];
        match Base64UrlUnpadded::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self(bytes)),
            _ => Err(CryptoError::PublicKey {
                reason: "a thumbprint is 43 characters of unpadded base64url",
            }),
        }
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Base64UrlUnpadded::encode_string(&self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Thumbprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The coordinates of an uncompressed point (SEC 1 2.3.3): its head of one byte, x, y.
/// Whether y is below the field's prime, 2^255 - 19, as RFC 8032 5.1.3 demands; the last bit is the
/// sign of x.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = bytes;
    last & 0x7F != 0x7F || *first < 0xED || middle.iter().any(|byte| *byte != 0xFF)
}

fn halves(point: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let coordinates = point.get(1..).unwrap_or_default();
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    (x.to_vec(), y.to_vec())
}

/// Between the coordinates of a JWK.
const Y_MEMBER: &str = r#"","y":""#;
const ED25519: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap("1.3.101.112");

fn uncompressed(point: &[u8], key: PublicKey) -> Result<PublicKey, CryptoError> {
    if point.first() == Some(&4) {
        Ok(key)
    } else {
        Err(CryptoError::PublicKey {
            reason: "the point is not in uncompressed form",
        })
    }
}
