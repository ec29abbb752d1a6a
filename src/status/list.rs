use std::fmt;

use super::{StatusError, zlib};
use crate::cbor::{CborError, Reader, Writer};
use crate::limits;

/// The bits that a status list has for each of its entries (Token Status List, 4.1). Lists for
/// documents of ISO/IEC 18013-5 have [`One`](Self::One).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum StatusBits {
    /// Valid or invalid.
    One,
    /// Four states, of which the third is "suspended".
    Two,
    /// Sixteen states.
    Four,
    /// 256 states.
    Eight,
}

impl StatusBits {
    /// How many: 1, 2, 4 or 8.
    pub fn count(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        }
    }

    fn from_count(count: u64) -> Option<Self> {
        [Self::One, Self::Two, Self::Four, Self::Eight]
            .into_iter()
            .find(|bits| u64::from(bits.count()) == count)
    }

    /// Entries in a byte.
    fn per_byte(self) -> u8 {
        8 / self.count()
    }

    fn mask(self) -> u8 {
        u8::MAX >> (8 - self.count())
    }

    /// The byte of an entry, and how far up its lowest bit stands in it.
    fn place(self, index: u64) -> Option<(usize, u32)> {
        let per_byte = u64::from(self.per_byte());
        let byte = usize::try_from(index / per_byte).ok()?;
        let entry = u32::try_from(index % per_byte).ok()?;
        Some((byte, entry * u32::from(self.count())))
    }
}

/// The states of many credentials, each a number at an index: 0 is valid, 1 is invalid, and what
/// else there is says the Token Status List, 7. The first entries stand in the lowest bits of the
/// first byte.
#[derive(Clone, Eq, PartialEq)]
pub struct StatusList {
    bits: StatusBits,
    bytes: Vec<u8>,
}

impl StatusList {
    /// A list in which everything is valid, of at least so many entries: as many as fill its last
    /// byte.
    ///
    /// # Errors
    /// [`StatusError::TooLarge`] beyond [`limits::STATUS_LIST`] bytes: 134,217,728 entries of one
    /// bit.
    pub fn new(bits: StatusBits, entries: usize) -> Result<Self, StatusError> {
        let length = entries.div_ceil(usize::from(bits.per_byte()));
        if length > limits::STATUS_LIST {
            return Err(StatusError::TooLarge);
        }
        Ok(Self {
            bits,
            bytes: vec![0; length],
        })
    }

    /// Reads a list in CBOR, as a token carries it, and unpacks it:
    ///
    /// ```cddl
    /// StatusList = { "bits": 1 / 2 / 4 / 8, "lst": bstr, ? "aggregation_uri": tstr, * any => any }
    /// ```
    ///
    /// # Errors
    /// [`StatusError::Cbor`], [`StatusError::Structure`], [`StatusError::Missing`];
    /// [`StatusError::Compression`] when `lst` is no whole ZLIB container,
    /// [`StatusError::TooLarge`].
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, StatusError> {
        Packed::read(&mut Reader::new(bytes)?)?.unpacked()
    }

    /// The list in CBOR, packed.
    pub fn to_cbor(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut Writer::new(&mut out));
        out
    }

    /// The bits of an entry.
    pub fn bits(&self) -> StatusBits {
        self.bits
    }

    /// How many entries there are. All have an index below it.
    pub fn entries(&self) -> u64 {
        let bytes = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        bytes.saturating_mul(u64::from(self.bits.per_byte()))
    }

    /// The state at an index.
    ///
    /// # Errors
    /// [`StatusError::IndexOutOfRange`].
    pub fn value(&self, index: u64) -> Result<u8, StatusError> {
        let found = self.bits.place(index).and_then(|(byte, shift)| {
            let byte = self.bytes.get(byte)?;
            Some((byte >> shift) & self.bits.mask())
        });
        found.ok_or(self.out_of_range())
    }

    /// Sets the state at an index.
    ///
    /// # Errors
    /// [`StatusError::IndexOutOfRange`]; [`StatusError::Field`] when the value has more bits than
    /// an entry.
    pub fn set(&mut self, index: u64, value: u8) -> Result<(), StatusError> {
        let (bits, out_of_range) = (self.bits, self.out_of_range());
        if value > bits.mask() {
            return Err(StatusError::Field {
                field: "value",
                demand: "one of as many bits as an entry of the list",
            });
        }
        let place = bits.place(index);
        let found = place.and_then(|(byte, shift)| Some((self.bytes.get_mut(byte)?, shift)));
        let (byte, shift) = found.ok_or(out_of_range)?;
        *byte = (*byte & !(bits.mask() << shift)) | (value << shift);
        Ok(())
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        writer.map(2).text("bits");
        writer.unsigned(u64::from(self.bits.count()));
        writer.text("lst").byte_string(&zlib::packed(&self.bytes));
    }

    /// The indices that are not 0 here, and 0 or nothing in a newer list of as many bits.
    pub(super) fn cleared<'a>(&'a self, newer: &'a Self) -> impl Iterator<Item = u64> + 'a {
        let bytes = (0_u64..).zip(&self.bytes).filter(|(_, byte)| **byte != 0);
        let per_byte = u64::from(self.bits.per_byte());
        let set = bytes.flat_map(move |(at, _)| at * per_byte..(at + 1) * per_byte);
        set.filter(|index| {
            let is_set = |list: &Self| list.value(*index).is_ok_and(|value| value != 0);
            is_set(self) && !is_set(newer)
        })
    }

    fn out_of_range(&self) -> StatusError {
        StatusError::IndexOutOfRange {
            entries: self.entries(),
        }
    }
}

impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (entries, bits) = (self.entries(), self.bits.count());
        write!(f, "StatusList({entries} entries, bits: {bits})")
    }
}

/// A list that has not been unpacked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed<'a> {
    pub(super) bits: StatusBits,
    lst: &'a [u8],
}

impl<'a> Packed<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, StatusError> {
        let (mut bits, mut lst) = (None, None);
        for _ in 0..reader.map()? {
            // A key of another type than text is none of ours.
            match reader.item()? {
                b"\x64bits" => {
                    let expected = reader.unexpected("1, 2, 4 or 8 bits");
                    let found = StatusBits::from_count(reader.unsigned()?);
                    bits = Some(found.ok_or::<CborError>(expected)?);
                }
                b"\x63lst" => lst = Some(reader.byte_string()?),
                _ => drop(reader.item()?),
            }
        }
        let missing = |member| StatusError::Missing { member };
        Ok(Self {
            bits: bits.ok_or(missing("bits"))?,
            lst: lst.ok_or(missing("lst"))?,
        })
    }

    pub(super) fn unpacked(self) -> Result<StatusList, StatusError> {
        Ok(StatusList {
            bits: self.bits,
            bytes: zlib::unpacked(self.lst)?,
        })
    }
}
