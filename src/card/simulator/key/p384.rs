use std::fmt;

use der::asn1::ObjectIdentifier;
use p384::ecdsa::signature::hazmat::PrehashSigner;
use p384::ecdsa::{Signature, SigningKey};
use p384::pkcs8::DecodePrivateKey;
use sha2::{Digest, Sha384};

use super::super::{PersonalisationError, asn1};
use super::CertificateKey;

/// A throw-away private key on P-384 as a file of the crate (PKCS#8, DER).
#[derive(Clone, Copy)]
pub(in super::super) struct P384KeyFile(pub(in super::super) &'static [u8]);

impl P384KeyFile {
    pub(in super::super) fn load(self) -> Result<P384Key, PersonalisationError> {
        SigningKey::from_pkcs8_der(self.0)
            .map(P384Key)
            .map_err(|_| PersonalisationError::Key)
    }
}

impl fmt::Debug for P384KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P384KeyFile")
    }
}

/// A private key on P-384. Its signatures are ECDSA with nonces of RFC 6979, so that they can be
/// made again.
pub(in super::super) struct P384Key(SigningKey);

impl P384Key {
    /// Over a SHA-384 digest, as `r || s`.
    pub(in super::super) fn sign_digest(
        &self,
        digest: &[u8],
    ) -> Result<Vec<u8>, PersonalisationError> {
        Ok(self.sign(digest)?.to_bytes().to_vec())
    }

    fn sign(&self, digest: &[u8]) -> Result<Signature, PersonalisationError> {
        self.0
            .sign_prehash(digest)
            .map_err(|_| PersonalisationError::Signature)
    }
}

impl CertificateKey for P384Key {
    fn algorithm(&self) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(ECDSA_WITH_SHA384)])
    }

    fn certify(&self, signed_part: &[u8]) -> Result<Vec<u8>, PersonalisationError> {
        let signature = self.sign(&Sha384::digest(signed_part))?;
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn key_algorithm(&self) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(EC_PUBLIC_KEY), asn1::oid(SECP384R1)])
    }

    fn key_bits(&self) -> Vec<u8> {
        self.0
            .verifying_key()
            .to_sec1_point(false)
            .as_bytes()
            .to_vec()
    }
}

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ECDSA_WITH_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
