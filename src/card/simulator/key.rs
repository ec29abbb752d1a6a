use std::convert::Infallible;
use std::fmt;

use der::asn1::ObjectIdentifier;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PrivateKey, Pss};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::PersonalisationError;
use super::{asn1, tlv};
use crate::crypto::{THREE_DIGESTS_PREFIX, sha256};

mod p384;

pub(super) use p384::P384KeyFile;

/// A throw-away RSA-2048 private key as a file of the crate (PKCS#1, DER); parsed when it is used.
#[derive(Clone, Copy)]
pub(super) struct KeyFile(pub(super) &'static [u8]);

/// The file `assets/keys/NAME.der`; the name may be given in parts.
macro_rules! key_file {
    ($($name:literal),+) => {
        $crate::card::simulator::key::KeyFile(include_bytes!(concat!(
            "assets/keys/",
            $($name,)+
            ".der"
        )))
    };
}
pub(super) use key_file;

/// The file `assets/keys/NAME-p384.der`; the name may be given in parts.
macro_rules! p384_key_file {
    ($($name:literal),+) => {
        $crate::card::simulator::key::P384KeyFile(include_bytes!(concat!(
            "assets/keys/",
            $($name,)+
            "-p384.der"
        )))
    };
}
pub(super) use p384_key_file;

impl KeyFile {
    pub(super) fn load(self) -> Result<Key, PersonalisationError> {
        PrivateKey::from_pkcs1_der(self.0)
            .map(Key)
            .map_err(|_| PersonalisationError::Key)
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyFile")
    }
}

/// A private key, ready to sign. Signatures are RSASSA-PKCS1-v1_5 of 256 bytes.
pub(super) struct Key(PrivateKey);

impl Key {
    /// Over the SHA-256 of a message in parts.
    pub(super) fn sign(&self, message: &[&[u8]]) -> Result<Vec<u8>, PersonalisationError> {
        self.sign_digest(&sha256(message))
    }

    /// Over a SHA-256 digest.
    pub(super) fn sign_digest(&self, digest: &[u8]) -> Result<Vec<u8>, PersonalisationError> {
        self.sign_as(Pkcs1v15Sign::new::<Sha256>(), digest)
    }

    /// Over three digests in one DigestInfo, as the face record is signed.
    pub(super) fn sign_three_digests(
        &self,
        digests: [[u8; 32]; 3],
    ) -> Result<Vec<u8>, PersonalisationError> {
        let scheme = Pkcs1v15Sign {
            hash_len: Some(96),
            prefix: Box::new(THREE_DIGESTS_PREFIX),
        };
        self.sign_as(scheme, &digests.concat())
    }

    /// Over bytes that are padded as they are.
    pub(super) fn sign_verbatim(&self, block: &[u8]) -> Result<Vec<u8>, PersonalisationError> {
        self.sign_as(Pkcs1v15Sign::new_unprefixed(), block)
    }

    /// Over a SHA-256 digest, by RSASSA-PSS with this salt and MGF1 with SHA-256 (RFC 8017 8.1).
    pub(super) fn sign_digest_with_salt(
        &self,
        digest: &[u8],
        salt: Vec<u8>,
    ) -> Result<Vec<u8>, PersonalisationError> {
        let scheme = Pss {
            blinded: false,
            ..Pss::<Sha256>::new_with_salt(salt.len())
        };
        self.0
            .sign_with_rng(&mut Salt(salt), scheme, digest)
            .map_err(|_| PersonalisationError::Signature)
    }

    pub(super) fn modulus(&self) -> Vec<u8> {
        self.0.n_bytes().to_vec()
    }

    pub(super) fn exponent(&self) -> Vec<u8> {
        self.0.e_bytes().to_vec()
    }

    /// `90 03 exponent | 91 820100 modulus`: how the card's records write a public key.
    pub(super) fn card_public_key(&self) -> Vec<u8> {
        [
            tlv::short_object(0x90, &self.exponent()),
            tlv::short_object(0x91, &self.modulus()),
        ]
        .concat()
    }

    fn sign_as(
        &self,
        scheme: Pkcs1v15Sign,
        digest: &[u8],
    ) -> Result<Vec<u8>, PersonalisationError> {
        self.0
            .sign(scheme, digest)
            .map_err(|_| PersonalisationError::Signature)
    }
}

/// What certificates need of the keys that they are for and by.
pub(super) trait CertificateKey {
    /// AlgorithmIdentifier of signatures by the key (RFC 5280 4.1.1.2).
    fn algorithm(&self) -> Vec<u8>;

    /// The signature over a certificate, as its BIT STRING holds it.
    fn certify(&self, signed_part: &[u8]) -> Result<Vec<u8>, PersonalisationError>;

    /// AlgorithmIdentifier of the key itself.
    fn key_algorithm(&self) -> Vec<u8>;

    /// The public key, as the BIT STRING of its SubjectPublicKeyInfo holds it.
    fn key_bits(&self) -> Vec<u8>;

    /// SubjectPublicKeyInfo.
    fn spki(&self) -> Vec<u8> {
        asn1::sequence(&[self.key_algorithm(), asn1::bits(&self.key_bits())])
    }

    /// Subject key identifier: SHA-1 of the public key's bits (RFC 5280 4.2.1.2, method 1).
    fn identifier(&self) -> [u8; 20] {
        Sha1::digest(self.key_bits()).into()
    }
}

impl CertificateKey for Key {
    fn algorithm(&self) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(SHA256_WITH_RSA), asn1::value(0x05, &[])])
    }

    fn certify(&self, signed_part: &[u8]) -> Result<Vec<u8>, PersonalisationError> {
        self.sign(&[signed_part])
    }

    fn key_algorithm(&self) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(RSA_ENCRYPTION), asn1::value(0x05, &[])])
    }

    fn key_bits(&self) -> Vec<u8> {
        asn1::sequence(&[
            asn1::unsigned(&self.modulus()),
            asn1::unsigned(&self.exponent()),
        ])
    }
}

/// Gives a salt, byte for byte, to what expects a source of randomness.
struct Salt(Vec<u8>);

impl TryRng for Salt {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        let length = out.len().min(self.0.len());
        for (out, byte) in out.iter_mut().zip(self.0.drain(..length)) {
            *out = byte;
        }
        Ok(())
    }
}

impl TryCryptoRng for Salt {}

const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
