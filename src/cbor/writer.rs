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

    #[inline]
    pub(crate) fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(UNSIGNED, value)
    }

    pub(crate) fn integer(&mut self, value: i64) -> &mut Self {
        match u64::try_from(value) {
            Ok(value) => self.head(UNSIGNED, value),
            Err(_) => self.head(NEGATIVE, (-1 - value).unsigned_abs()),
        }
    }

    #[inline]
    pub(crate) fn byte_string(&mut self, bytes: &[u8]) -> &mut Self {
        self.byte_string_head(bytes.len()).raw(bytes)
    }

    /// The head of a byte string whose `length` bytes the caller writes next.
    #[inline]
    pub(crate) fn byte_string_head(&mut self, length: usize) -> &mut Self {
        self.head_of(BYTE_STRING, length)
    }

    #[inline]
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.head_of(TEXT, text.len()).raw(text.as_bytes())
    }

    pub(crate) fn array(&mut self, length: usize) -> &mut Self {
        self.head_of(ARRAY, length)
    }

    pub(crate) fn map(&mut self, length: usize) -> &mut Self {
        self.head_of(MAP, length)
    }

    #[inline]
    pub(crate) fn tag(&mut self, number: u64) -> &mut Self {
        self.head(TAG, number)
    }

    pub(crate) fn boolean(&mut self, value: bool) -> &mut Self {
        self.head(SIMPLE, if value { TRUE } else { FALSE })
    }

    pub(crate) fn null(&mut self) -> &mut Self {
        self.head(SIMPLE, NULL)
    }

    /// `#6.24(bstr)` around bytes that are CBOR already.
    pub(crate) fn encoded(&mut self, bytes: &[u8]) -> &mut Self {
        self.tag(TAG_ENCODED).byte_string(bytes)
    }

    /// `tdate` of ISO/IEC 18013-5: tag 0 over 20 characters.
    pub(crate) fn tdate(&mut self, time: Timestamp) -> &mut Self {
        let text = time.to_rfc3339();
        self.tag(TAG_TDATE).head_of(TEXT, text.len()).raw(&text)
    }

    /// `full-date` of ISO/IEC 18013-5: tag 1004 over ten characters.
    pub(crate) fn full_date(&mut self, date: FullDate) -> &mut Self {
        let text = date.to_text();
        self.tag(TAG_FULL_DATE).head_of(TEXT, text.len()).raw(&text)
    }

    /// Bytes that are CBOR already, or the content of a head.
    #[inline]
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    #[inline]
    fn head_of(&mut self, major: u8, length: usize) -> &mut Self {
        self.head(major, u64::try_from(length).unwrap_or(u64::MAX))
    }

    /// A head: its major type, and its argument in the fewest bytes (RFC 8949 4.1).
    #[inline]
    fn head(&mut self, major: u8, argument: u64) -> &mut Self {
        match argument.to_be_bytes() {
            [0, 0, 0, 0, 0, 0, 0, low @ 0..24] => self.0.push(major | low),
            [0, 0, 0, 0, 0, 0, 0, low] => self.0.extend([major | 24, low]),
            [0, 0, 0, 0, 0, 0, a, b] => self.0.extend([major | 25, a, b]),
            [0, 0, 0, 0, a, b, c, d] => self.0.extend([major | 26, a, b, c, d]),
            bytes => {
                self.0.push(major | 27);
                self.0.extend(bytes);
            }
        }
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

/// Bytes of a byte or text string of `length` bytes, with its head.
pub(crate) fn string_length(length: usize) -> usize {
    head_length(u64::try_from(length).unwrap_or(u64::MAX)) + length
}

/// The major types (RFC 8949 3.1) in the upper three bits of a head.
const UNSIGNED: u8 = 0 << 5;
const NEGATIVE: u8 = 1 << 5;
const BYTE_STRING: u8 = 2 << 5;
const TEXT: u8 = 3 << 5;
const ARRAY: u8 = 4 << 5;
const MAP: u8 = 5 << 5;
const TAG: u8 = 6 << 5;
const SIMPLE: u8 = 7 << 5;

/// The simple values (RFC 8949 3.3).
const FALSE: u64 = 20;
const TRUE: u64 = 21;
const NULL: u64 = 22;
