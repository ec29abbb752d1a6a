use std::collections::BTreeSet;

use ciborium_ll::{Decoder, Encoder, Header, simple};

use super::{CborError, TAG_ENCODED};
use crate::limits;

/// Reads one checked CBOR document item by item, without copying.
///
/// [`Reader::new`] walks the whole document once and refuses everything that mdoc structures may
/// not contain; after that a method can only fail because an item is not of the expected type.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The type of the next item.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Unsigned(u64),
    /// The value is `-1 - n`.
    Negative(u64),
    Bytes(usize),
    Text(usize),
    Array(usize),
    Map(usize),
    Tag(u64),
    Boolean(bool),
    Null,
    /// A floating-point number or any other simple value.
    Other,
}

impl<'a> Reader<'a> {
    /// Checks that `bytes` are exactly one item of strict CBOR, and stands before it.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, CborError> {
        Self::with_entries(bytes, limits::CBOR_ENTRIES)
    }

    /// As [`new`](Self::new), for a document that may have maps and arrays of so many entries.
    pub(crate) fn with_entries(bytes: &'a [u8], entries: usize) -> Result<Self, CborError> {
        if bytes.len() > limits::CBOR_DOCUMENT {
            return Err(CborError::TooLarge { at: 0 });
        }
        let mut walk = Self { bytes, at: 0 };
        walk.check_item(limits::CBOR_DEPTH, entries)?;
        walk.finish()?;
        Ok(Self { bytes, at: 0 })
    }

    /// Where the next item begins.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// An error at the next item.
    pub(crate) fn unexpected(&self, expected: &'static str) -> CborError {
        CborError::Unexpected {
            expected,
            at: self.at,
        }
    }

    pub(crate) fn peek(&self) -> Result<Kind, CborError> {
        self.clone().head()
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, CborError> {
        let error = self.unexpected("an unsigned integer");
        match self.head()? {
            Kind::Unsigned(value) => Ok(value),
            _ => Err(error),
        }
    }

    /// A signed integer that fits 64 bits.
    pub(crate) fn integer(&mut self) -> Result<i64, CborError> {
        let error = self.unexpected("an integer of 64 bits");
        match self.head()? {
            Kind::Unsigned(value) => i64::try_from(value).map_err(|_| error),
            Kind::Negative(value) => i64::try_from(value)
                .map(|value| -1 - value)
                .map_err(|_| error),
            _ => Err(error),
        }
    }

    pub(crate) fn byte_string(&mut self) -> Result<&'a [u8], CborError> {
        let error = self.unexpected("a byte string");
        match self.head()? {
            Kind::Bytes(length) => self.take(length),
            _ => Err(error),
        }
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, CborError> {
        let at = self.at;
        match self.head()? {
            Kind::Text(length) => {
                let bytes = self.take(length)?;
                std::str::from_utf8(bytes).map_err(|_| CborError::NotUtf8 { at })
            }
            _ => Err(CborError::Unexpected {
                expected: "a text",
                at,
            }),
        }
    }

    /// The number of items that follow.
    pub(crate) fn array(&mut self) -> Result<usize, CborError> {
        let error = self.unexpected("an array");
        match self.head()? {
            Kind::Array(length) => Ok(length),
            _ => Err(error),
        }
    }

    /// The number of pairs that follow.
    pub(crate) fn map(&mut self) -> Result<usize, CborError> {
        let error = self.unexpected("a map");
        match self.head()? {
            Kind::Map(length) => Ok(length),
            _ => Err(error),
        }
    }

    pub(crate) fn tag(&mut self, number: u64, expected: &'static str) -> Result<(), CborError> {
        let error = self.unexpected(expected);
        match self.head()? {
            Kind::Tag(found) if found == number => Ok(()),
            _ => Err(error),
        }
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, CborError> {
        let error = self.unexpected("a boolean");
        match self.head()? {
            Kind::Boolean(value) => Ok(value),
            _ => Err(error),
        }
    }

    pub(crate) fn null(&mut self) -> Result<(), CborError> {
        let error = self.unexpected("null");
        match self.head()? {
            Kind::Null => Ok(()),
            _ => Err(error),
        }
    }

    /// The content of a `#6.24(bstr)`.
    pub(crate) fn encoded(&mut self) -> Result<&'a [u8], CborError> {
        self.tag(TAG_ENCODED, "tag 24 (encoded CBOR)")?;
        self.byte_string()
    }

    /// Steps over the next item and returns its bytes as received.
    pub(crate) fn item(&mut self) -> Result<&'a [u8], CborError> {
        let from = self.at;
        let mut open: usize = 1;
        while open > 0 {
            open -= 1;
            open += match self.head()? {
                Kind::Bytes(length) | Kind::Text(length) => {
                    self.take(length)?;
                    0
                }
                Kind::Array(length) => length,
                Kind::Map(length) => length.saturating_mul(2),
                Kind::Tag(_) => 1,
                _ => 0,
            };
        }
        self.bytes
            .get(from..self.at)
            .ok_or(CborError::Malformed { at: from })
    }

    /// Refuses anything that follows.
    pub(crate) fn finish(&self) -> Result<(), CborError> {
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(CborError::TrailingBytes { at: self.at })
        }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], CborError> {
        let malformed = CborError::Malformed { at: self.at };
        let end = self.at.checked_add(length).ok_or(malformed)?;
        let slice = self.bytes.get(self.at..end).ok_or(malformed)?;
        self.at = end;
        Ok(slice)
    }

    fn head(&mut self) -> Result<Kind, CborError> {
        let at = self.at;
        let rest = self.bytes.get(at..).unwrap_or_default();
        let mut decoder = Decoder::from(rest);
        let header = decoder.pull().map_err(|_| CborError::Malformed { at })?;
        let size = decoder.offset();
        let length = |length: Option<usize>| length.ok_or(CborError::Indefinite { at });
        let (kind, argument) = match header {
            Header::Positive(value) => (Kind::Unsigned(value), value),
            Header::Negative(value) => (Kind::Negative(value), value),
            Header::Bytes(n) => (Kind::Bytes(length(n)?), count(length(n)?)),
            Header::Text(n) => (Kind::Text(length(n)?), count(length(n)?)),
            Header::Array(n) => (Kind::Array(length(n)?), count(length(n)?)),
            Header::Map(n) => (Kind::Map(length(n)?), count(length(n)?)),
            Header::Tag(number) => (Kind::Tag(number), number),
            Header::Simple(simple::TRUE) => (Kind::Boolean(true), 20),
            Header::Simple(simple::FALSE) => (Kind::Boolean(false), 20),
            Header::Simple(simple::NULL) => (Kind::Null, 20),
            Header::Simple(_) | Header::Float(_) => {
                // The encoder writes the shortest form, of a float too.
                let mut shortest = Vec::new();
                let encoded = Encoder::from(&mut shortest).push(header);
                if encoded.is_err() || rest.get(..size) != Some(shortest.as_slice()) {
                    return Err(CborError::NotShortest { at });
                }
                self.at += size;
                return Ok(Kind::Other);
            }
            Header::Break => return Err(CborError::Malformed { at }),
        };
        if size != super::head_length(argument) {
            return Err(CborError::NotShortest { at });
        }
        self.at += size;
        Ok(kind)
    }

    fn check_item(&mut self, depth: usize, entries: usize) -> Result<(), CborError> {
        let at = self.at;
        let Some(depth) = depth.checked_sub(1) else {
            return Err(CborError::TooLarge { at });
        };
        match self.head()? {
            Kind::Bytes(length) => self.take(length).map(drop),
            Kind::Text(length) => {
                let text = self.take(length)?;
                std::str::from_utf8(text)
                    .map(drop)
                    .map_err(|_| CborError::NotUtf8 { at })
            }
            Kind::Array(length) => {
                bounded(length, entries, at)?;
                (0..length).try_for_each(|_| self.check_item(depth, entries))
            }
            Kind::Map(length) => {
                bounded(length, entries, at)?;
                // Heads are shortest, so equal keys are equal bytes.
                let mut keys = BTreeSet::new();
                for _ in 0..length {
                    let from = self.at;
                    self.check_item(depth, entries)?;
                    if !keys.insert(self.bytes.get(from..self.at)) {
                        return Err(CborError::DuplicateKey { at: from });
                    }
                    self.check_item(depth, entries)?;
                }
                Ok(())
            }
            Kind::Tag(_) => self.check_item(depth, entries),
            _ => Ok(()),
        }
    }
}

fn bounded(length: usize, most: usize, at: usize) -> Result<(), CborError> {
    if length <= most {
        Ok(())
    } else {
        Err(CborError::TooLarge { at })
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
