use std::fmt;

use der::Decode;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::pem;
use p256::pkcs8::{EncodePrivateKey, LineEnding, PrivateKeyInfoRef};
use sec1::{EcParameters, EcPrivateKey};
use sha2::Sha256;
use signature::MultipartSigner;
use zeroize::Zeroizing;

use super::{
    CryptoError, Curve, MacKey, PublicKey, Random, RandomError, Signature, Signer, SignerError,
    SigningCurve,
};

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
    /// A new key on `curve`.
    ///
    /// # Errors
    /// [`RandomError`] when the source fails.
    pub fn generate(curve: SigningCurve, random: &mut dyn Random) -> Result<Self, RandomError> {
        let mut secret = Zeroizing::new([0; 48]);
        let secret = secret
            .get_mut(..Curve::from(curve).coordinate_length())
            .ok_or(RandomError)?;
        // A draw is outside the group's order about once in 2^32 (P-256) or never (P-384).
        for _ in 0..8 {
            random.fill(secret)?;
            let key = match curve {
                SigningCurve::P384 => p384::ecdsa::SigningKey::from_slice(secret)
                    .ok()
                    .map(Inner::P384),
                SigningCurve::P256 => p256::ecdsa::SigningKey::from_slice(secret)
                    .ok()
                    .map(Inner::P256),
            };
            if let Some(key) = key {
                return Ok(Self(key));
            }
        }
        Err(RandomError)
    }

    /// From a key file in PEM: PKCS#8 (`BEGIN PRIVATE KEY`, RFC 5958) or SEC1
    /// (`BEGIN EC PRIVATE KEY`, RFC 5915), one key and nothing after it but white space. The curve
    /// may be named in a block before the key (`BEGIN EC PARAMETERS`), as OpenSSL does.
    ///
    /// # Errors
    /// [`CryptoError::PrivateKey`], which names what is wrong.
    pub fn from_pem(pem: &str) -> Result<Self, CryptoError> {
        let Some((parameters, pem)) = pem.split_once(PARAMETERS_END) else {
            return Self::from_block(pem);
        };
        let key = Self::from_block(pem)?;
        let (_, der) = block(&[parameters, PARAMETERS_END].concat())?;
        let named = ObjectIdentifier::from_der(&der).ok().and_then(named_curve);
        match named == Some(key.public_key().curve()) {
            true => Ok(key),
            false => Err(refused(OTHER_CURVE)),
        }
    }

    /// From a key file in DER: PKCS#8 (RFC 5958) or SEC1 (RFC 5915), and nothing after it.
    ///
    /// # Errors
    /// [`CryptoError::PrivateKey`], which names what is wrong.
    pub fn from_der(der: &[u8]) -> Result<Self, CryptoError> {
        let content = AnyRef::from_der(der)
            .map_err(|_| refused("no DER, or bytes after its end"))?
            .value();
        match content {
            // An algorithm comes first, without a version: EncryptedPrivateKeyInfo.
            [0x30, ..] => Err(refused(ENCRYPTED)),
            // After the version comes the key itself (SEC1), or an algorithm (PKCS#8).
            [0x02, 0x01, _, 0x04, ..] => Self::from_sec1(der),
            _ => Self::from_pkcs8(der),
        }
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
        .map_err(|_| refused("the key has no encoding"))
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
        .map_err(|_| refused("the key has no encoding"))
    }

    /// The key of HMAC on which this key and the other's holder agree: ECDH, and HKDF with SHA-256
    /// over the shared secret (RFC 5869).
    ///
    /// # Errors
    /// [`CryptoError::KeyAgreement`] when the other key is on another curve.
    pub(crate) fn agree(
        &self,
        other: &PublicKey,
        salt: &[u8; 32],
        info: &[u8],
    ) -> Result<MacKey, CryptoError> {
        let extracted = match (&self.0, other.as_p256(), other.as_p384()) {
            (Inner::P256(key), Some(other), _) => {
                p256::ecdh::diffie_hellman(key.as_nonzero_scalar(), other.as_affine())
                    .extract::<Sha256>(Some(salt))
            }
            (Inner::P384(key), _, Some(other)) => {
                p384::ecdh::diffie_hellman(key.as_nonzero_scalar(), other.as_affine())
                    .extract::<Sha256>(Some(salt))
            }
            _ => return Err(CryptoError::KeyAgreement),
        };
        let mut agreed = Zeroizing::new([0; 32]);
        extracted
            .expand(info, &mut *agreed)
            .map_err(|_| CryptoError::KeyAgreement)?;
        Ok(MacKey::new(agreed))
    }

    fn from_block(pem: &str) -> Result<Self, CryptoError> {
        let (label, der) = block(pem)?;
        match label {
            "PRIVATE KEY" => Self::from_pkcs8(&der),
            "EC PRIVATE KEY" => Self::from_sec1(&der),
            "ENCRYPTED PRIVATE KEY" => Err(refused(ENCRYPTED)),
            _ => Err(refused("the first block of the PEM is no private key")),
        }
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, CryptoError> {
        let info =
            PrivateKeyInfoRef::from_der(der).map_err(|_| refused("no well-formed PKCS#8"))?;
        if info.algorithm.oid != EC_PUBLIC_KEY {
            return Err(refused("not a key on an elliptic curve"));
        }
        let named = info.algorithm.parameters_oid().ok().and_then(named_curve);
        let named = named.ok_or(refused(OTHER_CURVE))?;
        let key = Self::from_sec1(info.private_key.as_bytes())?;
        if key.public_key().curve() != named {
            return Err(refused("its curve and its length do not fit each other"));
        }
        match info.public_key {
            Some(public) => key.with_public_half(public.as_bytes().unwrap_or_default()),
            None => Ok(key),
        }
    }

    fn from_sec1(der: &[u8]) -> Result<Self, CryptoError> {
        let info = EcPrivateKey::from_der(der).map_err(|_| refused("no well-formed SEC1 key"))?;
        // The length is the curve's (RFC 5915 section 3).
        let (curve, inner) = match info.private_key.len() {
            32 => (
                P256,
                p256::ecdsa::SigningKey::from_slice(info.private_key).map(Inner::P256),
            ),
            48 => (
                P384,
                p384::ecdsa::SigningKey::from_slice(info.private_key).map(Inner::P384),
            ),
            _ => return Err(refused(OTHER_CURVE)),
        };
        let named = info.parameters.and_then(EcParameters::named_curve);
        if named.is_some_and(|named| named != curve) {
            return Err(refused(OTHER_CURVE));
        }
        let key = inner.map_err(|_| refused("a number outside the curve's group"))?;
        match info.public_key {
            Some(public) => Self(key).with_public_half(public),
            None => Ok(Self(key)),
        }
    }

    /// The key, if this point is its public half.
    fn with_public_half(self, point: &[u8]) -> Result<Self, CryptoError> {
        let fits = match &self.0 {
            Inner::P256(key) => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .is_ok_and(|public| public == *key.verifying_key()),
            Inner::P384(key) => p384::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .is_ok_and(|public| public == *key.verifying_key()),
        };
        if fits {
            Ok(self)
        } else {
            Err(refused("the public key in it belongs to another key"))
        }
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

/// The label and content of the only block of a PEM.
fn block(pem: &str) -> Result<(&str, Zeroizing<Vec<u8>>), CryptoError> {
    match pem::decode_vec(pem.trim_end().as_bytes()) {
        Ok((label, der)) => Ok((label, Zeroizing::new(der))),
        Err(pem::Error::HeaderDisallowed) => Err(refused(ENCRYPTED)),
        Err(_) => Err(refused("no PEM, or something after its first block")),
    }
}

fn named_curve(curve: ObjectIdentifier) -> Option<Curve> {
    match curve {
        P256 => Some(Curve::P256),
        P384 => Some(Curve::P384),
        _ => None,
    }
}

fn refused(reason: &'static str) -> CryptoError {
    CryptoError::PrivateKey { reason }
}

const PARAMETERS_END: &str = "-----END EC PARAMETERS-----";
const ENCRYPTED: &str = "it is encrypted, decrypt it first";
const OTHER_CURVE: &str = "a key on another curve";

/// `id-ecPublicKey`, `secp256r1`, `secp384r1` (RFC 5480 2.1.1).
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
