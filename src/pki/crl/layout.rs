use std::ops::Range;

use der::asn1::{BitStringRef, ContextSpecific};
use der::oid::ObjectIdentifier;
use der::{Decode, Encode, Reader, SliceReader, Tag, TagMode, TagNumber};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extension;
use x509_cert::time::Time;

use super::entries::Entries;
use crate::pki::strict::{self, position};
use crate::time::Timestamp;

/// What reading finds.
#[derive(Clone)]
pub(super) struct Layout {
    pub(super) signed_part: Range<usize>,
    pub(super) issuer: Range<usize>,
    pub(super) signature: Range<usize>,
    pub(super) inner: AlgorithmIdentifierOwned,
    pub(super) outer: AlgorithmIdentifierOwned,
    pub(super) this_update: Timestamp,
    pub(super) next_update: Option<Timestamp>,
    /// In the list's order until they are sorted.
    pub(super) revoked: Entries,
    /// Whether revokedCertificates is there, be it empty.
    pub(super) has_entries: bool,
    pub(super) extensions: Vec<Extension>,
}

/// The first field that cannot be read, by its name in RFC 5280 5.1.
pub(super) struct Fault {
    pub(super) field: &'static str,
}

/// A fault of the sequences themselves.
impl From<der::Error> for Fault {
    fn from(_: der::Error) -> Self {
        Self {
            field: "CertificateList",
        }
    }
}

impl Layout {
    /// `SEQUENCE { SEQUENCE { version 1, signature, issuer, thisUpdate, nextUpdate OPTIONAL,
    /// revokedCertificates OPTIONAL, [0] crlExtensions OPTIONAL }, signatureAlgorithm,
    /// signatureValue }`, RFC 5280 5.1.
    pub(super) fn read(der: &[u8]) -> Result<Self, Fault> {
        let mut reader = SliceReader::new(der)?;
        let layout = reader.sequence(|list| {
            let from = position(list);
            let mut layout = list.sequence(Self::read_signed_part)?;
            layout.signed_part = from..position(list);
            layout.outer = exact(list).map_err(in_field("signatureAlgorithm"))?;
            let length = signature_length(list).map_err(in_field("signatureValue"))?;
            let until = position(list);
            layout.signature = until.saturating_sub(length)..until;
            Ok::<_, Fault>(layout)
        })?;
        reader.finish()?;
        Ok(layout)
    }

    pub(super) fn extension(&self, id: ObjectIdentifier) -> Option<&Extension> {
        self.extensions.iter().find(|one| one.extn_id == id)
    }

    fn read_signed_part(tbs: &mut SliceReader<'_>) -> Result<Self, Fault> {
        let version = u8::decode(tbs).map_err(in_field("version"))?;
        if version != 1 {
            return Err(Fault { field: "version" });
        }
        let inner: AlgorithmIdentifierOwned = exact(tbs).map_err(in_field("signature"))?;
        let from = position(tbs);
        x509_cert::name::Name::decode(tbs).map_err(in_field("issuer"))?;
        let mut layout = Self {
            signed_part: 0..0,
            issuer: from..position(tbs),
            signature: 0..0,
            outer: inner.clone(),
            inner,
            this_update: timestamp(tbs).map_err(in_field("thisUpdate"))?,
            next_update: None,
            revoked: Entries::default(),
            has_entries: false,
            extensions: Vec::new(),
        };
        if !tbs.is_finished() && matches!(Tag::peek(tbs)?, Tag::UtcTime | Tag::GeneralizedTime) {
            layout.next_update = Some(timestamp(tbs).map_err(in_field("nextUpdate"))?);
        }
        if !tbs.is_finished() && Tag::peek(tbs)? == Tag::Sequence {
            layout.has_entries = true;
            let read = tbs.sequence(|entries| {
                while !entries.is_finished() {
                    layout.revoked.read_next(entries)?;
                }
                Ok::<_, der::Error>(())
            });
            read.map_err(in_field("revokedCertificates"))?;
        }
        if !tbs.is_finished() {
            layout.extensions = extensions(tbs).map_err(in_field("crlExtensions"))?;
        }
        Ok(layout)
    }
}

fn in_field(field: &'static str) -> impl FnOnce(der::Error) -> Fault {
    move |_| Fault { field }
}

fn exact<'a, T: Decode<'a> + Encode>(reader: &mut SliceReader<'a>) -> der::Result<T> {
    let value = strict::exact(reader.tlv_bytes()?);
    value.ok_or(Tag::Sequence.value_error().into())
}

fn extensions(tbs: &mut SliceReader<'_>) -> der::Result<Vec<Extension>> {
    let field: ContextSpecific<Vec<Extension>> = exact(tbs)?;
    if field.tag_number != TagNumber(0) || field.tag_mode != TagMode::Explicit {
        return Err(Tag::Sequence.value_error().into());
    }
    each_once(&field.value)?;
    Ok(field.value)
}

fn each_once(extensions: &[Extension]) -> der::Result<()> {
    match strict::repeated(extensions) {
        None => Ok(()),
        Some(_) => Err(Tag::Sequence.value_error().into()),
    }
}

fn signature_length(list: &mut SliceReader<'_>) -> der::Result<usize> {
    let bits = BitStringRef::decode(list)?;
    let bytes = bits.as_bytes().ok_or(Tag::BitString.value_error())?;
    Ok(bytes.len())
}

fn timestamp(reader: &mut SliceReader<'_>) -> der::Result<Timestamp> {
    let time = strict::timestamp(Time::decode(reader)?);
    time.ok_or(Tag::GeneralizedTime.value_error().into())
}
