//! Reading DER strictly, and finding its parts again.

use std::ops::Range;

use der::oid::ObjectIdentifier;
use der::{Any, Decode, Encode, Reader, SliceReader, Tag, Tagged};
use x509_cert::ext::Extension;
use x509_cert::time::Time;

use crate::time::Timestamp;

/// Decodes bytes that are in distinguished encoding: it has one encoding for one content, so what
/// encodes to other bytes was not in it.
pub(crate) fn exact<'a, T: Decode<'a> + Encode>(der: &'a [u8]) -> Option<T> {
    let value = T::from_der(der).ok()?;
    let encoded = value.to_der().ok()?;
    (encoded == der).then_some(value)
}

/// The bytes of a part that was read from these bytes.
pub(crate) fn slice<'a>(der: &'a [u8], part: &Range<usize>) -> &'a [u8] {
    der.get(part.clone()).unwrap_or_default()
}

/// How many bytes were read.
pub(crate) fn position(reader: &SliceReader<'_>) -> usize {
    usize::try_from(reader.position()).unwrap_or(usize::MAX)
}

pub(crate) fn timestamp(time: Time) -> Option<Timestamp> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    Timestamp::from_unix(seconds).ok()
}

/// An extension that stands twice, if one does.
pub(crate) fn repeated(extensions: &[Extension]) -> Option<ObjectIdentifier> {
    let mut ids: Vec<_> = extensions.iter().map(|one| one.extn_id).collect();
    ids.sort_unstable();
    let mut pairs = ids.iter().zip(ids.iter().skip(1));
    pairs.find(|(one, next)| one == next).map(|(one, _)| *one)
}

/// The text of an attribute of a name, if there is exactly one value, in one of the types that RFC
/// 5280 lets a new certificate use.
pub(crate) fn single_text<'a>(mut values: impl Iterator<Item = &'a Any>) -> Option<&'a str> {
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    match value.tag() {
        Tag::PrintableString | Tag::Utf8String => std::str::from_utf8(value.value()).ok(),
        _ => None,
    }
}
