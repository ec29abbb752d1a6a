use ciborium_ll::{Encoder, Header, simple};

use super::{TAG_ENCODED, TAG_FULL_DATE, TAG_TDATE};
use crate::time::{FullDate, Timestamp};

/// Writes CBOR in preferred serialisation straight into a buffer of the caller.
///
/// It does not check that an array or map gets as many items as its head says; what is written is
/// fixed by code, and the tests read it back with the strict reader.
pub(crate) struct Writer<'a>(&'a mut Vec<u8>);

impl<'a> Writer<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self(out)
    }

    pub(crate) fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(Header::Positive(value))
    }

    pub(crate) fn integer(&mut self, value: i64) -> &mut Self {
        self.head(match u64::try_from(value) {
            Ok(value) => Header::Positive(value),
            Err(_) => Header::Negative((-1 - value).unsigned_abs()),
        })
    }

    pub(crate) fn byte_string(&mut self, bytes: &[u8]) -> &mut Self {
        self.byte_string_head(bytes.len()).raw(bytes)
    }

    /// The head of a byte string whose `length` bytes the caller writes next.
    pub(crate) fn byte_string_head(&mut self, length: usize) -> &mut Self {
        self.head(Header::Bytes(Some(length)))
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.head(Header::Text(Some(text.len())))
            .raw(text.as_bytes())
    }

    pub(crate) fn array(&mut self, length: usize) -> &mut Self {
        self.head(Header::Array(Some(length)))
    }

    pub(crate) fn map(&mut self, length: usize) -> &mut Self {
        self.head(Header::Map(Some(length)))
    }

    pub(crate) fn tag(&mut self, number: u64) -> &mut Self {
        self.head(Header::Tag(number))
    }

    pub(crate) fn boolean(&mut self, value: bool) -> &mut Self {
        self.head(Header::Simple(if value {
            simple::TRUE
        } else {
            simple::FALSE
        }))
    }

    #[cfg(feature = "testing")]
    pub(crate) fn null(&mut self) -> &mut Self {
        self.head(Header::Simple(simple::NULL))
    }

    /// `#6.24(bstr)` around bytes that are CBOR already.
    pub(crate) fn encoded(&mut self, bytes: &[u8]) -> &mut Self {
        self.tag(TAG_ENCODED).byte_string(bytes)
    }

    /// `tdate` of ISO/IEC 18013-5: tag 0 over 20 characters.
    pub(crate) fn tdate(&mut self, time: Timestamp) -> &mut Self {
        let text = time.to_rfc3339();
        self.tag(TAG_TDATE)
            .head(Header::Text(Some(text.len())))
            .raw(&text)
    }

    /// `full-date` of ISO/IEC 18013-5: tag 1004 over ten characters.
    pub(crate) fn full_date(&mut self, date: FullDate) -> &mut Self {
        let text = date.to_text();
        self.tag(TAG_FULL_DATE)
            .head(Header::Text(Some(text.len())))
            .raw(&text)
    }

    /// Bytes that are CBOR already, or the content of a head.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn head(&mut self, header: Header) -> &mut Self {
        // Writing into a `Vec` cannot fail; its error type has no values that it returns.
        let _ = Encoder::from(&mut *self.0).push(header);
        self
    }
}

/// Bytes of the head that carries `argument`.
pub(crate) fn head_length(argument: u64) -> usize {
    match argument {
        0..=23 => 1,
        24..=0xFF => 2,
        0x100..=0xFFFF => 3,
        0x1_0000..=0xFFFF_FFFF => 5,
        _ => 9,
    }
}
