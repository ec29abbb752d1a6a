//! Reading the maps of the standard: text keys in any order, unknown ones passed over.

use crate::cbor::{CborError, Kind, Reader, TAG_TDATE, Tag24};
use crate::time::Timestamp;

use super::MdocError;

/// Calls `member` with each key of the map that comes next. It returns whether it knows the key,
/// and has then read the value.
pub(super) fn for_each<'a>(
    reader: &mut Reader<'a>,
    mut member: impl FnMut(&'a str, &mut Reader<'a>) -> Result<bool, MdocError>,
) -> Result<(), MdocError> {
    for _ in 0..reader.map()? {
        let key = reader.text()?;
        if !member(key, reader)? {
            reader.item()?;
        }
    }
    Ok(())
}

/// The number of pairs of a map that may not be empty.
pub(super) fn some_pairs(reader: &mut Reader<'_>) -> Result<usize, MdocError> {
    match reader.map()? {
        0 => Err(MdocError::Structure {
            expected: "a map that is not empty",
        }),
        length => Ok(length),
    }
}

/// The number of items of an array that may not be empty.
pub(super) fn some_items(reader: &mut Reader<'_>) -> Result<usize, MdocError> {
    match reader.array()? {
        0 => Err(MdocError::Structure {
            expected: "an array that is not empty",
        }),
        length => Ok(length),
    }
}

/// A document type, namespace or element identifier: never empty (8.3 of the second edition's
/// draft), and without control characters, which would forge lines wherever the name is shown.
pub(super) fn name<'a>(reader: &mut Reader<'a>) -> Result<&'a str, MdocError> {
    let name = reader.text()?;
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(MdocError::Name);
    }
    Ok(name)
}

pub(super) fn tdate(reader: &mut Reader<'_>) -> Result<Timestamp, MdocError> {
    reader
        .tag(TAG_TDATE, "a tdate")
        .map_err(|_| MdocError::Date)?;
    let text = reader.text().map_err(|_| MdocError::Date)?;
    Timestamp::parse(text).map_err(|_| MdocError::Date)
}

pub(super) fn encoded<'a>(
    reader: &mut Reader<'a>,
    what: &'static str,
) -> Result<Tag24<'a>, MdocError> {
    Tag24::read(reader).map_err(|error| match error {
        CborError::Unexpected { .. } => MdocError::NotEncoded { what },
        error => MdocError::Cbor(error),
    })
}

/// `major.minor`, of which only the major part may refuse (8.3 of the second edition's draft).
pub(super) fn version(reader: &mut Reader<'_>, what: &'static str) -> Result<(), MdocError> {
    match reader.text()?.split_once('.') {
        Some(("1", minor)) if !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(())
        }
        _ => Err(MdocError::Version { what }),
    }
}

pub(super) fn digest_id(reader: &mut Reader<'_>) -> Result<u32, MdocError> {
    match reader.peek()? {
        Kind::Unsigned(id) if id >= super::DIGEST_ID_END => Err(MdocError::DigestId),
        _ => u32::try_from(reader.unsigned()?).map_err(|_| MdocError::DigestId),
    }
}

pub(super) fn required<T>(member: Option<T>, name: &'static str) -> Result<T, MdocError> {
    member.ok_or(MdocError::Missing { member: name })
}
