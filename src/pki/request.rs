use std::fmt;

use der::asn1::{AnyRef, BitString};
use der::oid::db::rfc8410;
use der::{Any, Decode, Encode, Reader, Sequence, SliceReader, Tag, Tagged};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::attr::Attribute;
use x509_cert::name::Name;

use super::builder::encoding;
use super::builder::field::is_text;
use super::verifying_key::SignatureAlgorithm;
use super::{PkiError, UnsupportedKey, VerifyingKey, oid, strict};
use crate::crypto::{Curve, PublicKey, Signature, Signer};
use crate::limits;

#[cfg(test)]
mod tests;

/// A certification request (PKCS#10, RFC 2986) whose sender has proven to hold the key: its
/// signature was checked. Only the reading functions make it.
///
/// The name in it is a wish. What a certificate says is the issuer's to decide, so
/// [`SignerRequest`](super::SignerRequest) takes the key alone from here.
#[derive(Clone)]
pub struct CertificateRequest {
    der: Vec<u8>,
    subject: Name,
    public_key: PublicKey,
}

impl CertificateRequest {
    /// Reads a request in DER, with nothing before or after it, and checks the proof of possession.
    ///
    /// # Errors
    /// [`PkiError::Request`] with the first field that is not as RFC 2986 4 says,
    /// [`PkiError::PublicKey`], [`PkiError::UnsupportedKey`], [`PkiError::Algorithm`],
    /// [`PkiError::TooLarge`], and
    /// [`PkiError::Possession`] when the signature is not that of the key inside.
    pub fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        if der.len() > limits::CERTIFICATE {
            return Err(PkiError::TooLarge { found: der.len() });
        }
        let [info, algorithm, signature] = members(der, "CertificationRequest")?;
        let [version, subject, key, attributes] = members(info, "CertificationRequestInfo")?;
        if version != VERSION_1 {
            return Err(refused("version"));
        }
        let subject: Name = exact(subject, "subject")?;
        check_attributes(attributes)?;
        let algorithm: AlgorithmIdentifierOwned = exact(algorithm, "signatureAlgorithm")?;
        let signature: BitString = exact(signature, "signature")?;
        let signature = signature.as_bytes().ok_or(refused("signature"))?;
        exact::<SubjectPublicKeyInfoOwned>(key, "subjectPKInfo")?;
        let public_key = match VerifyingKey::from_spki_der(key)? {
            VerifyingKey::Ec(key) => key,
            VerifyingKey::Rsa(_) => {
                let key = UnsupportedKey::Other;
                return Err(PkiError::UnsupportedKey { key });
            }
            VerifyingKey::Unsupported(key) => return Err(PkiError::UnsupportedKey { key }),
        };
        check_possession(&public_key, &algorithm, info, signature)?;
        Ok(Self {
            der: der.to_vec(),
            subject,
            public_key,
        })
    }

    /// Reads one request in PEM (`BEGIN CERTIFICATE REQUEST`, or with `NEW` before it, as some
    /// tools write it), with nothing after it but white space.
    ///
    /// # Errors
    /// [`PkiError::Request`] when it is no such PEM, else as [`from_der`](Self::from_der).
    pub fn from_pem(pem: &str) -> Result<Self, PkiError> {
        if pem.len() > 2 * limits::CERTIFICATE {
            return Err(PkiError::TooLarge { found: pem.len() });
        }
        match der::Document::from_pem(pem.trim_end()) {
            Ok((PEM_LABEL | PEM_LABEL_OF_TOOLS, document)) => Self::from_der(document.as_bytes()),
            _ => Err(refused("PEM")),
        }
    }

    /// Makes what the key has to sign to ask for a certificate. `key` is on P-256 or P-384;
    /// `common_name` has 1 to 64 characters.
    ///
    /// # Errors
    /// [`PkiError::Field`] for another key or name.
    pub fn prepare(
        common_name: &str,
        key: &PublicKey,
    ) -> Result<PreparedCertificateRequest, PkiError> {
        let field = |field, demand| PkiError::Field { field, demand };
        if key.curve() == Curve::Ed25519 {
            return Err(field("the request's key", "on P-256 or P-384"));
        }
        if !is_text(common_name, 64) {
            return Err(field("common_name", "1 to 64 characters"));
        }
        let info = encoded_info(common_name, key)
            .map_err(|_| field("common_name", "1 to 64 characters"))?;
        Ok(PreparedCertificateRequest {
            info,
            key: key.clone(),
        })
    }

    /// Makes a request with a key that can sign now.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`PreparedCertificateRequest::complete`], and
    /// [`PkiError::Signer`].
    pub fn sign(common_name: &str, key: &dyn Signer) -> Result<Self, PkiError> {
        let prepared = Self::prepare(common_name, &key.public_key())?;
        let signature = key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }

    /// The key for which a certificate is asked.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The commonName that is wished for, if there is exactly one.
    pub fn common_name(&self) -> Option<&str> {
        let names = self.subject.iter();
        let names = names.filter(|one| one.oid == oid::COMMON_NAME);
        strict::single_text(names.map(|one| &one.value))
    }

    /// The bytes that it was read from.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// PEM (`BEGIN CERTIFICATE REQUEST`), in lines of 64 characters.
    pub fn to_pem(&self) -> String {
        der::pem::encode_string(PEM_LABEL, der::pem::LineEnding::LF, &self.der)
            // A request has fewer bytes than PEM can hold.
            .unwrap_or_default()
    }
}

impl fmt::Debug for CertificateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "CertificateRequest({} bytes, {:?})",
            self.der.len(),
            self.public_key
        )
    }
}

/// A certification request that waits for its key's signature.
#[derive(Clone, Debug)]
pub struct PreparedCertificateRequest {
    info: Vec<u8>,
    key: PublicKey,
}

impl PreparedCertificateRequest {
    /// The message that the key has to sign (CertificationRequestInfo).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.info
    }

    /// Puts the signature, raw `r || s`, to the request and checks it.
    ///
    /// # Errors
    /// [`PkiError::Possession`] when it is not the key's over
    /// [`to_be_signed`](Self::to_be_signed).
    pub fn complete(self, signature: &Signature) -> Result<CertificateRequest, PkiError> {
        // A request is signed like a certificate: part, algorithm, signature.
        let der = encoding::certificate(&self.info, self.key.curve(), signature.as_bytes())
            .map_err(|_| PkiError::Possession)?;
        CertificateRequest::from_der(&der)
    }
}

/// `CertificationRequestInfo` of RFC 2986 4.1, without attributes.
#[derive(Sequence)]
struct Info {
    version: u8,
    subject: Any,
    key: SubjectPublicKeyInfoOwned,
    attributes: Any,
}

fn encoded_info(common_name: &str, key: &PublicKey) -> der::Result<Vec<u8>> {
    Info {
        version: 0,
        subject: encoding::name(&[(oid::COMMON_NAME, Tag::Utf8String, common_name)])?,
        key: SubjectPublicKeyInfoOwned::from_der(&key.to_spki_der())?,
        attributes: Any::from_der(&NO_ATTRIBUTES)?,
    }
    .to_der()
}

/// The `N` members of a sequence, each with its head.
fn members<'a, const N: usize>(
    der: &'a [u8],
    field: &'static str,
) -> Result<[&'a [u8]; N], PkiError> {
    let read = || -> der::Result<[&'a [u8]; N]> {
        let sequence = AnyRef::from_der(der)?;
        sequence.tag().assert_eq(Tag::Sequence)?;
        let mut reader = SliceReader::new(sequence.value())?;
        let mut found: [&[u8]; N] = [&[]; N];
        for member in &mut found {
            *member = reader.tlv_bytes()?;
        }
        reader.finish()?;
        Ok(found)
    };
    read().map_err(|_| refused(field))
}

/// Decodes a field that has to be in distinguished encoding.
fn exact<'a, T: Decode<'a> + Encode>(der: &'a [u8], field: &'static str) -> Result<T, PkiError> {
    strict::exact(der).ok_or(refused(field))
}

/// `[0] SET OF Attribute`. No attribute is used; each has to be one.
fn check_attributes(der: &[u8]) -> Result<(), PkiError> {
    let Some((0xA0, _)) = der.split_first() else {
        return Err(refused("attributes"));
    };
    let read = || {
        let attributes = AnyRef::from_der(der)?;
        let mut reader = SliceReader::new(attributes.value())?;
        while !reader.is_finished() {
            Attribute::from_der(reader.tlv_bytes()?)?;
        }
        Ok::<_, der::Error>(())
    };
    read().map_err(|_| refused("attributes"))
}

fn check_possession(
    key: &PublicKey,
    algorithm: &AlgorithmIdentifierOwned,
    info: &[u8],
    signature: &[u8],
) -> Result<(), PkiError> {
    let outcome = match (key.curve(), algorithm.oid) {
        (Curve::Ed25519, rfc8410::ID_ED_25519) if algorithm.parameters.is_none() => {
            let signature = Signature::from_bytes(Curve::Ed25519, signature);
            return signature
                .and_then(|signature| key.verify(&[info], &signature))
                .map_err(|_| PkiError::Possession);
        }
        _ => VerifyingKey::Ec(key.clone()).check(
            SignatureAlgorithm::from_identifier(algorithm),
            info,
            signature,
        ),
    };
    outcome.map_err(|error| match error {
        PkiError::Signature => PkiError::Possession,
        other => other,
    })
}

fn refused(field: &'static str) -> PkiError {
    PkiError::Request { field }
}

/// INTEGER 0: v1.
const VERSION_1: &[u8] = &[0x02, 0x01, 0x00];
const NO_ATTRIBUTES: [u8; 2] = [0xA0, 0x00];
const PEM_LABEL: &str = "CERTIFICATE REQUEST";
const PEM_LABEL_OF_TOOLS: &str = "NEW CERTIFICATE REQUEST";
