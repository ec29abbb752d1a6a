//! Certificate revocation lists of an IACA (ISO/IEC 18013-5 B.2; RFC 5280 5).

use std::fmt;
use std::ops::Range;

use der::asn1::{BitStringRef, ContextSpecific, IntRef, UintRef};
use der::oid::{AssociatedOid, ObjectIdentifier};
use der::{Decode, Encode, Reader, SliceReader, Tag, TagMode, TagNumber};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{CrlNumber, KeyUsage};
use x509_cert::time::Time;

use super::verifying_key::SignatureAlgorithm;
use super::{Certificate, PkiError, VerifyingKey, oid};
use crate::limits;
use crate::time::Timestamp;

mod error;
mod request;
#[cfg(test)]
mod tests;

pub use error::CrlError;
pub use request::{PreparedRevocationList, RevocationListRequest};

/// A revocation list that was read strictly, with the bytes that it was read from. Nothing is said
/// yet about who signed it.
#[derive(Clone)]
pub struct RevocationList {
    der: Vec<u8>,
    signed_part: Range<usize>,
    issuer: Range<usize>,
    signature: Range<usize>,
    algorithm: SignatureAlgorithm,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    number: Option<Vec<u8>>,
    /// Sorted by serial number's bytes.
    revoked: Vec<Entry>,
    critical: Option<ObjectIdentifier>,
}

impl RevocationList {
    /// Reads one list in DER, with nothing before or after it.
    ///
    /// # Errors
    /// [`CrlError::Malformed`] for anything but strict DER of version 2, or a serial number twice;
    /// [`CrlError::Algorithm`], [`CrlError::TooLarge`].
    pub fn from_der(der: &[u8]) -> Result<Self, CrlError> {
        if der.len() > limits::REVOCATION_LIST {
            return Err(CrlError::TooLarge { found: der.len() });
        }
        let layout = Layout::read(der).map_err(|_| malformed("no DER"))?;
        if layout.inner != layout.outer {
            return Err(CrlError::Algorithm);
        }
        let algorithm =
            SignatureAlgorithm::from_identifier(&layout.outer).map_err(|_| CrlError::Algorithm)?;
        let mut revoked = layout.revoked;
        revoked.sort_unstable_by(|one, other| one.serial(der).cmp(other.serial(der)));
        let mut pairs = revoked.iter().zip(revoked.iter().skip(1));
        if pairs.any(|(one, other)| one.serial(der) == other.serial(der)) {
            return Err(malformed("a serial number twice"));
        }
        let critical = layout.extensions.iter().find(|one| {
            one.critical && ![CrlNumber::OID, oid::AUTHORITY_KEY_IDENTIFIER].contains(&one.extn_id)
        });
        let critical = critical.map(|one| one.extn_id).or(layout.critical_in_entry);
        let mut extensions = layout.extensions.iter();
        let number = extensions.find(|one| one.extn_id == CrlNumber::OID);
        let number = number.map(|one| {
            let number = UintRef::from_der(one.extn_value.as_bytes());
            number.map(|number| number.as_bytes().to_vec())
        });
        let number = number.transpose();
        Ok(Self {
            number: number.map_err(|_| malformed("the CRL number"))?,
            der: der.to_vec(),
            signed_part: layout.signed_part,
            issuer: layout.issuer,
            signature: layout.signature,
            algorithm,
            this_update: layout.this_update,
            next_update: layout.next_update,
            revoked,
            critical,
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
            _ => Err(malformed("no PEM of a revocation list")),
        }
    }

    /// The bytes that it was read from.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The issuer's name in DER, as received.
    pub fn issuer_der(&self) -> &[u8] {
        slice(&self.der, &self.issuer)
    }

    /// When it was made.
    pub fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// When the next one is due, if it says so.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// The CRL number (RFC 5280 5.2.3), big-endian without leading zeros, if there is one.
    pub fn number(&self) -> Option<&[u8]> {
        self.number.as_deref()
    }

    /// How many certificates it revokes.
    pub fn revoked_count(&self) -> usize {
        self.revoked.len()
    }

    /// Checks that `iaca`, a trusted root, made this list and that it is the current one at `at`
    /// (RFC 5280 6.3.3, for full and direct lists).
    ///
    /// # Errors
    /// [`CrlError::Issuer`], [`CrlError::RootKeyUsage`], [`CrlError::Algorithm`],
    /// [`CrlError::Signature`], [`CrlError::CriticalExtension`], [`CrlError::NoNextUpdate`],
    /// [`CrlError::NotYetValid`], [`CrlError::Outdated`].
    pub fn check(self, iaca: &Certificate, at: Timestamp) -> Result<CurrentRevocations, CrlError> {
        if self.issuer_der() != iaca.subject_der() {
            return Err(CrlError::Issuer);
        }
        match iaca.decoded_extension::<KeyUsage>() {
            Ok(Some((_, usage))) if usage.crl_sign() => {}
            _ => return Err(CrlError::RootKeyUsage),
        }
        let outcome = self.check_signed_by(iaca.public_key());
        outcome.map_err(|error| match error {
            PkiError::Algorithm { .. } => CrlError::Algorithm,
            _ => CrlError::Signature,
        })?;
        if let Some(oid) = self.critical {
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

    /// Returns when the next list is due.
    fn check_dates(&self, at: Timestamp) -> Result<Timestamp, CrlError> {
        let next_update = self.next_update.ok_or(CrlError::NoNextUpdate)?;
        if at < self.this_update {
            return Err(CrlError::NotYetValid {
                this_update: self.this_update,
            });
        }
        if at >= next_update {
            return Err(CrlError::Outdated { next_update });
        }
        Ok(next_update)
    }

    fn check_signed_by(&self, key: &VerifyingKey) -> Result<(), PkiError> {
        let signed_part = slice(&self.der, &self.signed_part);
        let signature = slice(&self.der, &self.signature);
        key.check(self.algorithm, signed_part, signature)
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, revoked) = (self.der.len(), self.revoked.len());
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
    /// Since when the certificate is revoked; `None` when it is not.
    ///
    /// # Errors
    /// [`CrlError::NotCovered`] when the list's root did not sign the certificate: another root,
    /// or another key of the same name, has a list of its own.
    pub fn revoked_since(&self, certificate: &Certificate) -> Result<Option<Timestamp>, CrlError> {
        let named = certificate.issuer_der() == self.list.issuer_der();
        let signed = certificate.check_signed_by(self.iaca.public_key());
        if !named || signed.is_err() {
            return Err(CrlError::NotCovered);
        }
        let (der, revoked) = (self.list.der(), &self.list.revoked);
        let found = revoked.binary_search_by(|one| one.serial(der).cmp(certificate.serial()));
        let entry = found.ok().and_then(|index| revoked.get(index));
        Ok(entry.map(|entry| entry.since))
    }

    /// Until when the list speaks for `at`.
    pub(super) fn current_until(&self, at: Timestamp) -> Result<Timestamp, CrlError> {
        self.list.check_dates(at)
    }

    /// The list that was checked.
    pub fn list(&self) -> &RevocationList {
        &self.list
    }
}

#[derive(Clone)]
struct Entry {
    serial: Range<usize>,
    since: Timestamp,
}

impl Entry {
    fn serial<'a>(&self, der: &'a [u8]) -> &'a [u8] {
        slice(der, &self.serial)
    }
}

/// What reading finds. Entries stay ranges of the bytes, so that a long list costs little.
struct Layout {
    signed_part: Range<usize>,
    issuer: Range<usize>,
    signature: Range<usize>,
    inner: AlgorithmIdentifierOwned,
    outer: AlgorithmIdentifierOwned,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    revoked: Vec<Entry>,
    extensions: Vec<Extension>,
    critical_in_entry: Option<ObjectIdentifier>,
}

impl Layout {
    /// `SEQUENCE { SEQUENCE { version 1, signature, issuer, thisUpdate, nextUpdate OPTIONAL,
    /// revokedCertificates OPTIONAL, [0] crlExtensions OPTIONAL }, signatureAlgorithm,
    /// signatureValue }`, RFC 5280 5.1.
    fn read(der: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        let layout = reader.sequence(|list| {
            let from = position(list);
            let mut layout = list.sequence(Self::read_signed_part)?;
            layout.signed_part = from..position(list);
            layout.outer = exact(list.tlv_bytes()?)?;
            let bits = BitStringRef::decode(list)?;
            let bytes = bits.as_bytes().ok_or(Tag::BitString.value_error())?;
            let until = position(list);
            layout.signature = until.saturating_sub(bytes.len())..until;
            Ok::<_, der::Error>(layout)
        })?;
        reader.finish()?;
        Ok(layout)
    }

    fn read_signed_part(tbs: &mut SliceReader<'_>) -> der::Result<Self> {
        if u8::decode(tbs)? != 1 {
            return Err(Tag::Integer.value_error().into());
        }
        let inner: AlgorithmIdentifierOwned = exact(tbs.tlv_bytes()?)?;
        let from = position(tbs);
        x509_cert::name::Name::decode(tbs)?;
        let mut layout = Self {
            signed_part: 0..0,
            issuer: from..position(tbs),
            signature: 0..0,
            outer: inner.clone(),
            inner,
            this_update: timestamp(tbs)?,
            next_update: None,
            revoked: Vec::new(),
            extensions: Vec::new(),
            critical_in_entry: None,
        };
        if !tbs.is_finished() && matches!(Tag::peek(tbs)?, Tag::UtcTime | Tag::GeneralizedTime) {
            layout.next_update = Some(timestamp(tbs)?);
        }
        if !tbs.is_finished() && Tag::peek(tbs)? == Tag::Sequence {
            tbs.sequence(|entries| {
                while !entries.is_finished() {
                    entries.sequence(|entry| layout.read_entry(entry))?;
                }
                Ok::<_, der::Error>(())
            })?;
        }
        if !tbs.is_finished() {
            let field: ContextSpecific<Vec<Extension>> = exact(tbs.tlv_bytes()?)?;
            if field.tag_number != TagNumber(0) || field.tag_mode != TagMode::Explicit {
                return Err(Tag::Sequence.value_error().into());
            }
            layout.extensions = field.value;
        }
        each_once(&layout.extensions)?;
        Ok(layout)
    }

    fn read_entry(&mut self, entry: &mut SliceReader<'_>) -> der::Result<()> {
        let from = position(entry);
        let length = IntRef::decode(entry)?.as_bytes().len();
        let until = position(entry);
        // As in certificates: at most 21 octets, so the head has two.
        if length > 21 {
            return Err(Tag::Integer.length_error().into());
        }
        self.revoked.push(Entry {
            serial: from + 2..until,
            since: timestamp(entry)?,
        });
        if !entry.is_finished() {
            let extensions: Vec<Extension> = exact(entry.tlv_bytes()?)?;
            each_once(&extensions)?;
            let critical = extensions.iter().find(|one| one.critical);
            self.critical_in_entry = self.critical_in_entry.or(critical.map(|one| one.extn_id));
        }
        Ok(())
    }
}

/// Decodes what was encoded in the one distinguished way.
fn exact<T: for<'a> Decode<'a, Error = der::Error> + Encode>(bytes: &[u8]) -> der::Result<T> {
    let value = T::from_der(bytes)?;
    match value.to_der()? == bytes {
        true => Ok(value),
        false => Err(Tag::Sequence.value_error().into()),
    }
}

fn each_once(extensions: &[Extension]) -> der::Result<()> {
    let mut oids: Vec<_> = extensions.iter().map(|one| one.extn_id).collect();
    oids.sort_unstable();
    oids.dedup();
    match oids.len() == extensions.len() {
        true => Ok(()),
        false => Err(Tag::Sequence.value_error().into()),
    }
}

fn timestamp(reader: &mut SliceReader<'_>) -> der::Result<Timestamp> {
    let seconds = Time::decode(reader)?.to_unix_duration().as_secs();
    let seconds = i64::try_from(seconds).ok();
    let time = seconds.and_then(|seconds| Timestamp::from_unix(seconds).ok());
    time.ok_or(Tag::GeneralizedTime.value_error().into())
}

fn position(reader: &SliceReader<'_>) -> usize {
    usize::try_from(reader.position()).unwrap_or(usize::MAX)
}

fn slice<'a>(der: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    // The ranges were read from these bytes.
    der.get(range.clone()).unwrap_or_default()
}

fn malformed(reason: &'static str) -> CrlError {
    CrlError::Malformed { reason }
}

const PEM_LABEL: &str = "X509 CRL";
