use std::fmt;

use der::Decode;
use der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::Version;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use layout::Layout;

use super::strict::{exact, repeated, single_text, slice, timestamp};
use super::verifying_key::SignatureAlgorithm;
use super::{PkiError, VerifyingKey, chain, oid};
use crate::crypto::sha256;
use crate::limits;
use crate::time::Timestamp;

mod field;
mod layout;
#[cfg(test)]
mod tests;

/// An X.509 version 3 certificate (RFC 5280) that was read strictly, with the bytes that it was
/// read from. Nothing is said yet about who signed it.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    layout: Layout,
    content: Box<x509_cert::Certificate>,
    algorithm: SignatureAlgorithm,
    public_key: VerifyingKey,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl Certificate {
    /// Reads one certificate in DER, with nothing before or after it.
    ///
    /// # Errors
    /// [`PkiError::Malformed`] with the first field that is not strict DER of version 3;
    /// [`PkiError::Algorithm`] when it differs inside and outside the signed part;
    /// [`PkiError::PublicKey`], [`PkiError::DuplicateExtension`], [`PkiError::TooLarge`]. A key or
    /// algorithm by which nothing can be verified is no error here.
    pub fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        if der.len() > limits::CERTIFICATE {
            return Err(PkiError::TooLarge { found: der.len() });
        }
        let malformed = |field| PkiError::Malformed { field };
        let content = exact::<x509_cert::Certificate>(der);
        let content = content.ok_or_else(|| malformed(field::malformed(der)))?;
        let signed = content.tbs_certificate();
        if signed.version() != Version::V3 {
            return Err(malformed("version"));
        }
        if signed.issuer_unique_id().is_some() {
            return Err(malformed("issuerUniqueID"));
        }
        if signed.subject_unique_id().is_some() {
            return Err(malformed("subjectUniqueID"));
        }
        if signed.signature() != content.signature_algorithm() {
            return Err(PkiError::Algorithm {
                reason: "it differs inside and outside the signed part",
            });
        }
        let layout = Layout::read(der).map_err(|_| malformed("Certificate"))?;
        let key = slice(der, &layout.public_key);
        let time = |time| timestamp(time).ok_or(malformed("validity"));
        if let Some(oid) = repeated(signed.extensions().map(Vec::as_slice).unwrap_or_default()) {
            let oid = oid.to_string();
            return Err(PkiError::DuplicateExtension { oid });
        }
        Ok(Self {
            algorithm: SignatureAlgorithm::from_identifier(content.signature_algorithm()),
            public_key: VerifyingKey::from_spki_der(key)?,
            not_before: time(signed.validity().not_before)?,
            not_after: time(signed.validity().not_after)?,
            der: der.to_vec(),
            layout,
            content: Box::new(content),
        })
    }

    /// Reads one certificate in PEM (`BEGIN CERTIFICATE`). Text around the block is passed over.
    ///
    /// # Errors
    /// [`PkiError::File`] when there is not one such block, else as
    /// [`from_der`](Self::from_der).
    pub fn from_pem(pem: &str) -> Result<Self, PkiError> {
        let mut certificates = chain::from_pem(pem)?;
        match (certificates.pop(), certificates.is_empty()) {
            (Some(certificate), true) => Ok(certificate),
            _ => Err(PkiError::File {
                reason: "more than one PEM block",
            }),
        }
    }

    /// Reads every certificate of a PEM file, in its order. Text around the blocks, as tools write
    /// it, and blocks of another kind are passed over.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem), for the first certificate that cannot be read;
    /// [`PkiError::TooLarge`] above [`limits::CERTIFICATE_FILE`], [`PkiError::File`] above
    /// [`limits::CERTIFICATES_IN_FILE`].
    pub fn chain_from_pem(pem: &str) -> Result<Vec<Self>, PkiError> {
        chain::from_pem(pem)
    }

    /// The bytes that it was read from.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// PEM (`BEGIN CERTIFICATE`), in lines of 64 characters.
    pub fn to_pem(&self) -> String {
        der::pem::encode_string(PEM_LABEL, der::pem::LineEnding::LF, &self.der)
            // A certificate has fewer bytes than PEM can hold.
            .unwrap_or_default()
    }

    /// SHA-256 of the whole certificate: how it is named in reports.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&[&self.der])
    }

    /// The first second at which it is good.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last second at which it is good.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Whether `at` lies within its dates, both included (RFC 5280 4.1.2.5).
    pub fn is_current(&self, at: Timestamp) -> bool {
        (self.not_before..=self.not_after).contains(&at)
    }

    /// The serial number as it is encoded: big-endian, with a leading zero byte before a set
    /// highest bit.
    pub fn serial(&self) -> &[u8] {
        slice(&self.der, &self.layout.serial)
    }

    /// The subject's name in DER, as received.
    pub fn subject_der(&self) -> &[u8] {
        slice(&self.der, &self.layout.subject)
    }

    /// The issuer's name in DER, as received.
    pub fn issuer_der(&self) -> &[u8] {
        slice(&self.der, &self.layout.issuer)
    }

    /// The subject's countryName (C), if there is exactly one.
    pub fn country(&self) -> Option<&str> {
        self.subject_attribute(oid::COUNTRY)
    }

    /// The subject's stateOrProvinceName (ST), if there is exactly one.
    pub fn state(&self) -> Option<&str> {
        self.subject_attribute(oid::STATE)
    }

    /// The subject's organizationName (O), if there is exactly one.
    pub fn organization(&self) -> Option<&str> {
        self.subject_attribute(oid::ORGANIZATION)
    }

    /// The subject's commonName (CN), if there is exactly one.
    pub fn common_name(&self) -> Option<&str> {
        self.subject_attribute(oid::COMMON_NAME)
    }

    /// The subject's public key.
    pub fn public_key(&self) -> &VerifyingKey {
        &self.public_key
    }

    /// The subject's public key as a SubjectPublicKeyInfo in DER, as received.
    pub fn public_key_der(&self) -> &[u8] {
        slice(&self.der, &self.layout.public_key)
    }

    /// The subject key identifier (RFC 5280 4.2.1.2), if there is one.
    pub fn subject_key_identifier(&self) -> Option<Vec<u8>> {
        let extension = self.decoded_extension::<SubjectKeyIdentifier>();
        extension
            .ok()?
            .map(|(_, found)| found.0.as_bytes().to_vec())
    }

    /// The key identifier of the authority key identifier (RFC 5280 4.2.1.1), if there is one.
    pub fn authority_key_identifier(&self) -> Option<Vec<u8>> {
        let extension = self.decoded_extension::<AuthorityKeyIdentifier>();
        let (_, found) = extension.ok()??;
        found.key_identifier.map(|id| id.as_bytes().to_vec())
    }

    /// Checks that `key` signed this certificate, over the bytes received. It says nothing about
    /// names, dates or extensions.
    ///
    /// # Errors
    /// [`PkiError::Signature`]; [`PkiError::Algorithm`] when the algorithm is not the key's;
    /// [`PkiError::UnsupportedKey`].
    pub fn check_signed_by(&self, key: &VerifyingKey) -> Result<(), PkiError> {
        let signature = self.content.signature().as_bytes();
        let signature = signature.ok_or(PkiError::Signature)?;
        key.check(self.algorithm, self.signed_part(), signature)
    }

    /// The signed part (TBSCertificate), as received.
    pub(crate) fn signed_part(&self) -> &[u8] {
        slice(&self.der, &self.layout.signed_part)
    }

    pub(super) fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    pub(crate) fn extensions(&self) -> &[Extension] {
        let extensions = self.content.tbs_certificate().extensions();
        extensions.map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.extensions().iter().find(|found| found.extn_id == oid)
    }

    /// The criticality and content of an extension; `None` when it is absent.
    pub(crate) fn decoded_extension<'a, T>(&'a self) -> Result<Option<(bool, T)>, PkiError>
    where
        T: Decode<'a> + AssociatedOid,
    {
        let Some(extension) = self.extension(T::OID) else {
            return Ok(None);
        };
        T::from_der(extension.extn_value.as_bytes())
            .map(|content| Some((extension.critical, content)))
            .map_err(|_| PkiError::Extension {
                oid: T::OID.to_string(),
            })
    }

    /// The first critical extension that is not among `known`.
    pub(crate) fn unknown_critical_extension(
        &self,
        known: &[ObjectIdentifier],
    ) -> Option<ObjectIdentifier> {
        let mut critical = self.extensions().iter().filter(|found| found.critical);
        critical
            .find(|found| !known.contains(&found.extn_id))
            .map(|found| found.extn_id)
    }

    /// Every value of one attribute type in the subject, in any string type.
    pub(crate) fn subject_values(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &der::Any> {
        let subject = self.content.tbs_certificate().subject();
        subject
            .iter()
            .filter(move |attribute| attribute.oid == oid)
            .map(|attribute| &attribute.value)
    }

    fn subject_attribute(&self, oid: ObjectIdentifier) -> Option<&str> {
        single_text(self.subject_values(oid))
    }
}

impl fmt::Debug for Certificate {
    /// Names nobody: a JPKI certificate's subject is a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Certificate({} bytes, {:?})",
            self.der.len(),
            self.public_key
        )
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

const PEM_LABEL: &str = "CERTIFICATE";
