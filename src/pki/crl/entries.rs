//! The entries of a revocation list, left where they are.

use der::asn1::{IntRef, OctetStringRef};
use der::oid::{AssociatedOid, ObjectIdentifier};
use der::{Decode, Encode, Reader, Sequence, SliceReader, Tag};
use x509_cert::ext::pkix::CrlReason;
use x509_cert::time::Time;

use crate::limits;
use crate::pki::{oid, strict};
use crate::time::Timestamp;

/// The entries by where each begins in the list's bytes, sorted by serial number: four bytes for
/// each, so that a million of them costs little beside their bytes.
#[derive(Clone, Default)]
pub(super) struct Entries {
    places: Vec<u32>,
    /// Whether one has extensions.
    pub(super) extended: bool,
    /// A critical extension of one.
    pub(super) critical: Option<ObjectIdentifier>,
    /// A critical extension of one that is none of those of RFC 5280 5.3.
    pub(super) unknown_critical: Option<ObjectIdentifier>,
    /// Whether one is of another issuer than the list (certificateIssuer): the list is indirect.
    pub(super) indirect: bool,
    /// Whether one has the reason removeFromCRL, which stands in delta lists only.
    pub(super) removal: bool,
}

impl Entries {
    /// Reads the next entry, from a reader that began where the list does.
    pub(super) fn read_next(&mut self, reader: &mut SliceReader<'_>) -> der::Result<()> {
        let place = u32::from(reader.position());
        let entry = Entry::from_reader(reader)?;
        self.places.push(place);
        self.extended |= entry.extended;
        self.critical = self.critical.or(entry.critical);
        self.unknown_critical = self.unknown_critical.or(entry.unknown_critical);
        self.indirect |= entry.indirect;
        self.removal |= entry.reason == Some(CrlReason::RemoveFromCRL);
        Ok(())
    }

    /// Sorts them by serial number, the bytes of which are compared. Returns whether each is there
    /// once.
    pub(super) fn sort(&mut self, der: &[u8]) -> bool {
        let places = &mut self.places;
        places.shrink_to_fit();
        places.sort_unstable_by(|one, other| serial(der, *one).cmp(serial(der, *other)));
        let mut pairs = places.iter().zip(places.iter().skip(1));
        !pairs.any(|(one, other)| serial(der, *one) == serial(der, *other))
    }

    pub(super) fn find<'a>(&self, der: &'a [u8], wanted: &[u8]) -> Option<Entry<'a>> {
        let found = self
            .places
            .binary_search_by(|place| serial(der, *place).cmp(wanted));
        let place = self.places.get(found.ok()?)?;
        Entry::at(der, *place)
    }

    /// In the order of their serial numbers.
    pub(super) fn iter<'a>(&'a self, der: &'a [u8]) -> impl Iterator<Item = Entry<'a>> {
        self.places
            .iter()
            .filter_map(|place| Entry::at(der, *place))
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }
}

/// `SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }`, RFC 5280 5.1.2.6
/// and 5.3.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// As it is encoded.
    pub(crate) serial: &'a [u8],
    pub(crate) since: Timestamp,
    pub(crate) reason: Option<CrlReason>,
    extended: bool,
    critical: Option<ObjectIdentifier>,
    unknown_critical: Option<ObjectIdentifier>,
    indirect: bool,
}

impl<'a> Entry<'a> {
    fn at(der: &'a [u8], place: u32) -> Option<Self> {
        let mut reader = SliceReader::new(from(der, place)).ok()?;
        Self::from_reader(&mut reader).ok()
    }

    fn from_reader(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        reader.sequence(|entry| {
            let serial = entry.tlv_bytes()?;
            IntRef::from_der(serial)?;
            // As in certificates: at most 21 octets, so the head has two.
            let (2..=23, Some(serial)) = (serial.len(), serial.get(2..)) else {
                return Err(Tag::Integer.length_error().into());
            };
            let since = strict::timestamp(Time::decode(entry)?);
            let mut read = Self {
                serial,
                since: since.ok_or(Tag::GeneralizedTime.value_error())?,
                reason: None,
                extended: !entry.is_finished(),
                critical: None,
                unknown_critical: None,
                indirect: false,
            };
            if read.extended {
                entry.sequence(|extensions| read.read_extensions(extensions))?;
            }
            Ok(read)
        })
    }

    /// At least one and, without a place for them that grows, only so many.
    fn read_extensions(&mut self, reader: &mut SliceReader<'a>) -> der::Result<()> {
        let mut seen = [None; limits::REVOCATION_ENTRY_EXTENSIONS];
        for index in 0..=seen.len() {
            if index > 0 && reader.is_finished() {
                return Ok(());
            }
            let der = reader.tlv_bytes()?;
            let extension = EntryExtension::from_der(der)?;
            // Every part has one encoding, but for a default that is written out.
            if usize::try_from(extension.encoded_len()?) != Ok(der.len()) {
                return Err(Tag::Sequence.value_error().into());
            }
            let id = extension.extn_id;
            match seen.get_mut(index) {
                Some(place) => *place = Some(id),
                None => break,
            }
            if seen.iter().take(index).any(|one| *one == Some(id)) {
                break;
            }
            self.take(&extension)?;
        }
        Err(Tag::Sequence.value_error().into())
    }

    fn take(&mut self, extension: &EntryExtension<'_>) -> der::Result<()> {
        let id = extension.extn_id;
        match id {
            CrlReason::OID => self.reason = Some(CrlReason::from_der(extension.content())?),
            oid::CERTIFICATE_ISSUER => self.indirect = true,
            oid::INVALIDITY_DATE => {}
            _ if extension.critical => self.unknown_critical = self.unknown_critical.or(Some(id)),
            _ => {}
        }
        if extension.critical {
            self.critical = self.critical.or(Some(id));
        }
        Ok(())
    }
}

/// `Extension` of RFC 5280 4.1, without a copy.
#[derive(Sequence)]
struct EntryExtension<'a> {
    extn_id: ObjectIdentifier,
    #[asn1(default = "Default::default")]
    critical: bool,
    extn_value: &'a OctetStringRef,
}

impl EntryExtension<'_> {
    fn content(&self) -> &[u8] {
        self.extn_value.as_bytes()
    }
}

/// The serial number of the entry at this place, which was read before: behind the head of the
/// sequence stand the integer's tag and its length in one octet.
fn serial<'a>(der: &'a [u8], place: u32) -> &'a [u8] {
    let read = |entry: &'a [u8]| -> Option<&'a [u8]> {
        let head = match entry.get(1)? {
            ..0x80 => 2,
            long => 2 + usize::from(long & 0x7F),
        };
        let (length, rest) = entry.get(head + 1..)?.split_first()?;
        rest.get(..usize::from(*length))
    };
    read(from(der, place)).unwrap_or_default()
}

fn from(der: &[u8], place: u32) -> &[u8] {
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    der.get(place..).unwrap_or_default()
}
