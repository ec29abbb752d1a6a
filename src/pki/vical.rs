//! Lists of trusted roots that a provider signs (verified issuer certificate authority list,
//! ISO/IEC 18013-5 C.1.7 of the second edition's draft).

use super::{Certificate, PkiError, Role, rules, signer_path};
use crate::cbor::{CborError, Kind, Reader, TAG_TDATE};
use crate::cose::Sign1;
use crate::limits;
use crate::time::Timestamp;

mod error;
mod request;
#[cfg(test)]
pub(crate) mod tests;

pub use error::VicalError;
pub use request::{PreparedVical, VicalRequest};

/// A list of trusted roots whose signer was checked and that was current. Only
/// [`Vical::verify`] makes it.
///
/// ```cddl
/// VICAL = { "version": "1.0", "vicalProvider": tstr, "date": tdate, ? "vicalIssueID": uint,
///           ? "nextUpdate": tdate, ? "notAfter": tdate,
///           "certificateInfos": [ * CertificateInfo ], * tstr => any }
/// ```
#[derive(Debug)]
pub struct Vical {
    signer: Certificate,
    provider: String,
    issue_id: Option<u64>,
    date: Timestamp,
    next_update: Option<Timestamp>,
    not_after: Option<Timestamp>,
    entries: Vec<VicalEntry>,
    unusable: Vec<UnusableVicalEntry>,
}

impl Vical {
    /// Reads a list, an untagged `COSE_Sign1` with the list as its payload, and checks it: the
    /// signer chains by its `x5chain` to one of the provider's `roots` and is as its profile says,
    /// the signature is the signer's, and the list is current at `at`.
    ///
    /// Members that are not known are passed over. An entry that cannot be used, such as one that
    /// contradicts its certificate, does not make the list unusable: see
    /// [`unusable`](Self::unusable).
    ///
    /// # Errors
    /// [`VicalError`]: every variant but those of an entry, of a request and of a failing signer.
    pub fn verify(bytes: &[u8], roots: &[Certificate], at: Timestamp) -> Result<Self, VicalError> {
        let envelope = Sign1::parse(bytes)?;
        let chain = envelope.chain().iter();
        let chain = chain.map(|der| Certificate::from_der(der));
        let chain = chain.collect::<Result<Vec<_>, PkiError>>()?;
        let signer = signer_path::check(Role::VicalSigner, &chain, roots, at)?;
        let payload = envelope.payload().ok_or(VicalError::Structure {
            expected: "an attached payload",
        })?;
        // Certain after the profile's rules.
        let key = signer.public_key().ec().ok_or(PkiError::Signature)?;
        envelope.verify(key, payload)?;
        let list = Self::read(payload, signer)?;
        list.check_current(at)?;
        Ok(list)
    }

    /// The roots from which documents of this type may come. An entry anchors no document type but
    /// those that it lists. These are the `anchors` of [`validate`](super::validate).
    pub fn anchors_for(&self, doc_type: &str) -> impl Iterator<Item = &Certificate> {
        self.entries
            .iter()
            .filter(move |entry| entry.doc_types.iter().any(|one| one == doc_type))
            .map(|entry| &entry.certificate)
    }

    /// The usable entries, in the list's order.
    pub fn entries(&self) -> &[VicalEntry] {
        &self.entries
    }

    /// The entries that anchor nothing, in the list's order.
    pub fn unusable(&self) -> &[UnusableVicalEntry] {
        &self.unusable
    }

    /// Whose list it is.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The list's number, if it has one. It grows with each list of one provider: keep the largest
    /// seen, and take no list with a smaller one.
    pub fn issue_id(&self) -> Option<u64> {
        self.issue_id
    }

    /// When the list was made.
    pub fn date(&self) -> Timestamp {
        self.date
    }

    /// When the next list is due, if it says so.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// The last second at which it may be used, if it says so.
    pub fn not_after(&self) -> Option<Timestamp> {
        self.not_after
    }

    /// The certificate that signed it.
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }

    pub(crate) fn check_current(&self, at: Timestamp) -> Result<(), VicalError> {
        if at < self.date {
            return Err(VicalError::NotYetValid { date: self.date });
        }
        if let Some(not_after) = self.not_after.filter(|last| at > *last) {
            return Err(VicalError::Expired { not_after });
        }
        if let Some(next_update) = self.next_update.filter(|due| at >= *due) {
            return Err(VicalError::Outdated { next_update });
        }
        Ok(())
    }

    fn read(payload: &[u8], signer: &Certificate) -> Result<Self, VicalError> {
        let mut reader = Reader::new(payload)?;
        let (mut version, mut provider, mut date, mut infos) = (None, None, None, None);
        let (mut issue_id, mut next_update, mut not_after) = (None, None, None);
        for _ in 0..reader.map()? {
            match reader.text()? {
                "version" => version = Some(reader.text()?),
                "vicalProvider" => provider = Some(reader.text()?.to_owned()),
                "date" => date = Some(tdate(&mut reader)?),
                "vicalIssueID" => issue_id = Some(reader.unsigned()?),
                "nextUpdate" => next_update = Some(tdate(&mut reader)?),
                "notAfter" => not_after = Some(tdate(&mut reader)?),
                "certificateInfos" => infos = Some(read_entries(&mut reader)?),
                _ => drop(reader.item()?),
            }
        }
        // Of a version, only the major part may refuse (8.3 of the second edition's draft).
        let known = |minor: &str| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit());
        if !required(version, "version")?
            .strip_prefix("1.")
            .is_some_and(known)
        {
            return Err(VicalError::Version);
        }
        let (entries, unusable) = required(infos, "certificateInfos")?;
        Ok(Self {
            signer: signer.clone(),
            provider: required(provider, "vicalProvider")?,
            issue_id,
            date: required(date, "date")?,
            next_update,
            not_after,
            entries,
            unusable,
        })
    }
}

/// A root and the types of the documents that it vouches for.
///
/// ```cddl
/// CertificateInfo = { "certificate": bstr, "serialNumber": biguint, "ski": bstr,
///                     "docType": [ + tstr ], ? "certificateProfile": [ + tstr ],
///                     ? "issuer": bstr, ? "subject": bstr, * tstr => any }
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VicalEntry {
    /// The root's certificate.
    pub certificate: Certificate,
    /// The document types, one at least.
    pub doc_types: Vec<String>,
}

/// An entry of a list that anchors nothing.
#[derive(Debug)]
pub struct UnusableVicalEntry {
    /// Its position in the list, from 0.
    pub position: usize,
    /// Why it cannot be used.
    pub reason: VicalError,
}

impl VicalEntry {
    /// Reads one entry in CBOR (`CertificateInfo`), and compares it with its certificate. The
    /// entry's dates are not read: the certificate's count. Nothing is said about whether the
    /// certificate is trusted.
    ///
    /// # Errors
    /// [`VicalError::Cbor`], [`VicalError::Structure`], [`VicalError::Missing`],
    /// [`VicalError::EntryMismatch`], [`VicalError::OtherProfile`], and [`VicalError::Pki`] when
    /// the certificate cannot be read.
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, VicalError> {
        Self::read(&mut Reader::new(bytes)?)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, VicalError> {
        let (mut certificate, mut serial, mut ski, mut doc_types) = (None, None, None, None);
        let (mut issuer, mut subject, mut profiles) = (None, None, None);
        for _ in 0..reader.map()? {
            match reader.text()? {
                "certificate" => certificate = Some(reader.byte_string()?),
                "serialNumber" => serial = Some(unsigned(reader)?),
                "ski" => ski = Some(reader.byte_string()?),
                "docType" => doc_types = Some(texts(reader)?),
                // AAMVA's `CertificateProfile` is another member: it holds an address.
                "certificateProfile" => profiles = Some(texts(reader)?),
                "issuer" => issuer = Some(reader.byte_string()?),
                "subject" => subject = Some(reader.byte_string()?),
                _ => drop(reader.item()?),
            }
        }
        let serial = required(serial, "serialNumber")?;
        let ski = required(ski, "ski")?;
        let doc_types = required(doc_types, "docType")?;
        if profiles.is_some_and(|found| !found.iter().any(|one| IACA.contains(&one.as_str()))) {
            return Err(VicalError::OtherProfile);
        }
        let certificate = Certificate::from_der(required(certificate, "certificate")?)?;
        let mismatch = |member| Err(VicalError::EntryMismatch { member });
        if serial != without_zeros(certificate.serial()) {
            return mismatch("serialNumber");
        }
        if !is_key_identifier(ski, &certificate) {
            return mismatch("ski");
        }
        if issuer.is_some_and(|issuer| issuer != certificate.issuer_der()) {
            return mismatch("issuer");
        }
        if subject.is_some_and(|subject| subject != certificate.subject_der()) {
            return mismatch("subject");
        }
        Ok(Self {
            certificate,
            doc_types,
        })
    }
}

fn read_entries(
    reader: &mut Reader<'_>,
) -> Result<(Vec<VicalEntry>, Vec<UnusableVicalEntry>), VicalError> {
    let found = reader.array()?;
    if found > limits::VICAL_ENTRIES {
        return Err(VicalError::TooLarge { found });
    }
    let (mut entries, mut unusable) = (Vec::new(), Vec::new());
    for position in 0..found {
        match VicalEntry::from_cbor(reader.item()?) {
            Ok(entry) => entries.push(entry),
            Err(reason) => unusable.push(UnusableVicalEntry { position, reason }),
        }
    }
    Ok((entries, unusable))
}

/// A serial number, big-endian without leading zeros. The standard has a bignum (tag 2); preferred
/// serialisation makes an integer of a small one, and lists in use have both.
fn unsigned(reader: &mut Reader<'_>) -> Result<Vec<u8>, VicalError> {
    if let Kind::Unsigned(_) = reader.peek()? {
        let value = reader.unsigned()?.to_be_bytes();
        return Ok(without_zeros(&value).to_vec());
    }
    reader.tag(TAG_BIGNUM, "an unsigned integer or bignum")?;
    Ok(without_zeros(reader.byte_string()?).to_vec())
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Whether `ski` is the certificate's subject key identifier, or the extension around it: the
/// list of AAMVA has the OCTET STRING inside its OCTET STRING.
fn is_key_identifier(ski: &[u8], certificate: &Certificate) -> bool {
    let expected = certificate
        .subject_key_identifier()
        .or_else(|| rules::key_identifier(certificate.public_key_der()));
    let content = octets(ski);
    [Some(ski), content, content.and_then(octets)]
        .into_iter()
        .flatten()
        .any(|found| Some(found) == expected.as_deref())
}

/// The content of a short OCTET STRING.
fn octets(der: &[u8]) -> Option<&[u8]> {
    match der {
        [0x04, length, content @ ..] if usize::from(*length) == content.len() => Some(content),
        _ => None,
    }
}

fn texts(reader: &mut Reader<'_>) -> Result<Vec<String>, VicalError> {
    let length = reader.array()?;
    if !(1..=limits::VICAL_DOC_TYPES).contains(&length) {
        return Err(VicalError::Structure {
            expected: "an array of 1 to 64 texts",
        });
    }
    let texts = (0..length).map(|_| reader.text().map(str::to_owned));
    Ok(texts.collect::<Result<_, CborError>>()?)
}

fn tdate(reader: &mut Reader<'_>) -> Result<Timestamp, VicalError> {
    reader
        .tag(TAG_TDATE, "a tdate")
        .map_err(|_| VicalError::Date)?;
    let text = reader.text().map_err(|_| VicalError::Date)?;
    Timestamp::parse(text).map_err(|_| VicalError::Date)
}

fn required<T>(member: Option<T>, name: &'static str) -> Result<T, VicalError> {
    member.ok_or(VicalError::Missing { member: name })
}

/// mdlIACA (ISO/IEC 18013-5), which is written, and its generic twin (ISO/IEC TS 23220-4): as
/// URNs, which the standard has, and bare.
const IACA: [&str; 4] = [
    "urn:oid:1.0.18013.5.1.7",
    "urn:oid:1.0.23220.4.1.7",
    "1.0.18013.5.1.7",
    "1.0.23220.4.1.7",
];

const TAG_BIGNUM: u64 = 2;
