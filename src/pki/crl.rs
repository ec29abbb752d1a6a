//! Certificate revocation lists of an IACA (ISO/IEC 18013-5 B.2; RFC 5280 5).

use std::fmt;

use der::Decode;
use der::asn1::UintRef;
use der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::ext::pkix::{CrlNumber, KeyUsage};

use super::profile::Finding;
use super::strict::slice;
use super::verifying_key::SignatureAlgorithm;
use super::{Certificate, PkiError, Role, VerifyingKey, oid};
use crate::limits;
use crate::time::Timestamp;

use layout::Layout;

mod entries;
mod error;
mod layout;
mod request;
mod rules;
mod scope;
#[cfg(test)]
mod tests;

pub(crate) use entries::Entry;
pub use error::CrlError;
pub use request::{PreparedRevocationList, RevocationListRequest};
pub(crate) use scope::{Scope, distribution_points};

/// A revocation list that was read strictly, with the bytes that it was read from. Nothing is said
/// yet about who signed it.
#[derive(Clone)]
pub struct RevocationList {
    der: Vec<u8>,
    layout: Layout,
    algorithm: SignatureAlgorithm,
    number: Option<Vec<u8>>,
}

impl RevocationList {
    /// Reads one list in DER, with nothing before or after it.
    ///
    /// # Errors
    /// [`CrlError::Malformed`] with the first field that is not strict DER of version 2,
    /// [`CrlError::DuplicateSerial`], [`CrlError::Algorithm`], [`CrlError::TooLarge`].
    pub fn from_der(der: &[u8]) -> Result<Self, CrlError> {
        if der.len() > limits::REVOCATION_LIST {
            return Err(CrlError::TooLarge { found: der.len() });
        }
        let mut layout = Layout::read(der).map_err(|fault| malformed(fault.field))?;
        if layout.inner != layout.outer {
            return Err(CrlError::Algorithm);
        }
        let algorithm = SignatureAlgorithm::from_identifier(&layout.outer);
        if algorithm == SignatureAlgorithm::Unsupported {
            return Err(CrlError::Algorithm);
        }
        if !layout.revoked.sort(der) {
            return Err(CrlError::DuplicateSerial);
        }
        let number = layout.extension(CrlNumber::OID).map(|one| {
            let number = UintRef::from_der(one.extn_value.as_bytes());
            number.map(|number| number.as_bytes().to_vec())
        });
        let number = number.transpose();
        Ok(Self {
            number: number.map_err(|_| malformed("cRLNumber"))?,
            der: der.to_vec(),
            layout,
            algorithm,
        })
    }

    /// Reads one list in PEM (`BEGIN X509 CRL`).
    ///
    /// # Errors
    /// [`CrlError::Malformed`] when it is no such PEM, else as [`from_der`](Self::from_der).
    pub fn from_pem(pem: &str) -> Result<Self, CrlError> {
        if pem.len() > 2 * limits::REVOCATION_LIST {
            return Err(CrlError::TooLarge { found: pem.len() });
        }
        match der::Document::from_pem(pem) {
            Ok((PEM_LABEL, document)) => Self::from_der(document.as_bytes()),
            _ => Err(malformed("PEM")),
        }
    }

    /// The bytes that it was read from.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The issuer's name in DER, as received.
    pub fn issuer_der(&self) -> &[u8] {
        slice(&self.der, &self.layout.issuer)
    }

    /// When it was made.
    pub fn this_update(&self) -> Timestamp {
        self.layout.this_update
    }

    /// When the next one is due, if it says so.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.layout.next_update
    }

    /// The CRL number (RFC 5280 5.2.3), big-endian without leading zeros, if there is one.
    pub fn number(&self) -> Option<&[u8]> {
        self.number.as_deref()
    }

    /// How many certificates it revokes.
    pub fn revoked_count(&self) -> usize {
        self.layout.revoked.len()
    }

    /// Compares the list with the form of ISO/IEC 18013-5 B.2, and returns every finding in the
    /// order of the rules. [`check`](Self::check) refuses a list with a finding of
    /// [`Severity::Refused`](super::Severity::Refused). Signature and dates of today are not
    /// looked at.
    pub fn lint(&self, iaca: &Certificate) -> Vec<Finding> {
        rules::findings(self, iaca)
    }

    /// Checks that `iaca`, a trusted root, made this list and that it is the current one at `at`
    /// (RFC 5280 6.3.3, for full and direct lists).
    ///
    /// # Errors
    /// [`CrlError::Issuer`], [`CrlError::RootKeyUsage`], [`CrlError::Algorithm`],
    /// [`CrlError::Signature`], [`CrlError::CriticalExtension`], [`CrlError::NoNextUpdate`],
    /// [`CrlError::NotYetValid`], [`CrlError::Outdated`].
    pub fn check(self, iaca: &Certificate, at: Timestamp) -> Result<CurrentRevocations, CrlError> {
        self.check_made_by(iaca)?;
        if let Some(oid) = self.unknown_critical_extension() {
            return Err(CrlError::CriticalExtension {
                oid: oid.to_string(),
            });
        }
        self.check_dates(at)?;
        Ok(CurrentRevocations {
            iaca: iaca.clone(),
            list: self,
        })
    }

    /// Checks that this root made the list (RFC 5280 6.3.3 (f) and (g)); nothing about its content
    /// or dates.
    pub(crate) fn check_made_by(&self, root: &Certificate) -> Result<(), CrlError> {
        if self.issuer_der() != root.subject_der() {
            return Err(CrlError::Issuer);
        }
        match root.decoded_extension::<KeyUsage>() {
            Ok(Some((_, usage))) if usage.crl_sign() => {}
            _ => return Err(CrlError::RootKeyUsage),
        }
        let outcome = self.check_signed_by(root.public_key());
        outcome.map_err(|error| match error {
            PkiError::Algorithm { .. } => CrlError::Algorithm,
            _ => CrlError::Signature,
        })
    }

    /// For which certificates of its issuer the list speaks, when it is one that is understood.
    pub(crate) fn scope(&self) -> Result<Scope, CrlError> {
        Scope::of(&self.der, &self.layout)
    }

    /// The entry of the certificate with this serial number, as it is encoded.
    pub(crate) fn entry(&self, serial: &[u8]) -> Option<Entry<'_>> {
        self.layout.revoked.find(&self.der, serial)
    }

    /// Every entry, in the order of their serial numbers.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.layout.revoked.iter(&self.der)
    }

    /// An extension of the list, or of an entry, that is critical and not understood. Delta and
    /// indirect lists have such.
    fn unknown_critical_extension(&self) -> Option<ObjectIdentifier> {
        let mut critical = self.layout.extensions.iter().filter(|one| one.critical);
        let unknown = critical.find(|one| !EXTENSIONS.contains(&one.extn_id));
        unknown
            .map(|one| one.extn_id)
            .or(self.layout.revoked.critical)
    }

    /// Returns when the next list is due.
    fn check_dates(&self, at: Timestamp) -> Result<Timestamp, CrlError> {
        let next_update = self.next_update().ok_or(CrlError::NoNextUpdate)?;
        if at < self.this_update() {
            return Err(CrlError::NotYetValid {
                this_update: self.this_update(),
            });
        }
        if at >= next_update {
            return Err(CrlError::Outdated { next_update });
        }
        Ok(next_update)
    }

    fn check_signed_by(&self, key: &VerifyingKey) -> Result<(), PkiError> {
        let signed_part = slice(&self.der, &self.layout.signed_part);
        let signature = slice(&self.der, &self.layout.signature);
        key.check(self.algorithm, signed_part, signature)
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, revoked) = (self.der.len(), self.layout.revoked.len());
        write!(f, "RevocationList({bytes} bytes, {revoked} revoked)")
    }
}

/// A root's revocation list that was checked and was current. Only [`RevocationList::check`] makes
/// it.
#[derive(Clone, Debug)]
pub struct CurrentRevocations {
    iaca: Certificate,
    list: RevocationList,
}

impl CurrentRevocations {
    /// Whether the list's root signed the certificate, so that the list answers for it.
    pub fn covers(&self, certificate: &Certificate) -> bool {
        certificate.issuer_der() == self.list.issuer_der()
            && certificate.check_signed_by(self.iaca.public_key()).is_ok()
    }

    /// Since when the certificate is revoked; `None` when it is not.
    ///
    /// # Errors
    /// [`CrlError::NotCovered`] when the list's root did not sign the certificate: another root,
    /// or another key of the same name, has a list of its own.
    pub fn revoked_since(&self, certificate: &Certificate) -> Result<Option<Timestamp>, CrlError> {
        if !self.covers(certificate) {
            return Err(CrlError::NotCovered);
        }
        let entry = self.list.entry(certificate.serial());
        Ok(entry.map(|entry| entry.since))
    }

    /// Until when the list, still current at `at`, says that the certificate is not revoked.
    pub(crate) fn not_revoked_until(
        &self,
        role: Role,
        certificate: &Certificate,
        at: Timestamp,
    ) -> Result<Timestamp, PkiError> {
        let until = self.list.check_dates(at)?;
        match self.revoked_since(certificate)? {
            Some(since) => Err(PkiError::Revoked { role, since }),
            None => Ok(until),
        }
    }

    /// The list that was checked.
    pub fn list(&self) -> &RevocationList {
        &self.list
    }
}

fn malformed(field: &'static str) -> CrlError {
    CrlError::Malformed { field }
}

/// The only extensions that B.2 knows.
const EXTENSIONS: [ObjectIdentifier; 2] = [CrlNumber::OID, oid::AUTHORITY_KEY_IDENTIFIER];

const PEM_LABEL: &str = "X509 CRL";
