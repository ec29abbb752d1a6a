use crate::card::record::RecordError;
use crate::card::record::tlv::FILLER;
use crate::limits;

/// Takes the objects of a licence file in ascending order of their tags. This is not BER: tags C2
/// to FF have one byte each, also DF and FF; tags 100 to 10D have two; lengths have one byte below
/// 128, else two after `82`.
///
/// The specification's text does not show the bytes of a two-byte tag. Both readings of it are
/// taken, but one per file: `01 nn`, and `DF nn` where the one-byte tag DF can no longer stand.
/// `FF` is the tag FF unless nothing but `FF` follows: a length cannot be `FF`.
pub(super) struct Objects<'a> {
    record: &'static str,
    rest: &'a [u8],
    /// The tag before, or one less than the first that may come.
    last: u16,
    prefix: Option<u8>,
}

impl<'a> Objects<'a> {
    /// Over a whole physical file, in which tags above `below` may stand.
    pub(super) fn new(
        record: &'static str,
        file: &'a [u8],
        below: u16,
    ) -> Result<Self, RecordError> {
        if file.len() > limits::CARD_FILE {
            return Err(RecordError::TooLarge { record });
        }
        Ok(Self {
            record,
            rest: file,
            last: below,
            prefix: None,
        })
    }

    /// The next tag and value; `None` when only filler is left.
    pub(super) fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, RecordError> {
        let record = self.record;
        let field = "an object";
        if self.rest.iter().all(|byte| *byte == FILLER) {
            return Ok(None);
        }
        let (tag, rest) = self.tag()?;
        if tag <= self.last {
            return Err(RecordError::Order { record, field });
        }
        let (length, rest) = match rest {
            [short @ 0..=0x7F, rest @ ..] => (usize::from(*short), rest),
            [0x82, high, low, rest @ ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                if length < 0x80 {
                    return Err(RecordError::Length { record, field });
                }
                (length, rest)
            }
            [] | [0x82] | [0x82, _] => return Err(RecordError::Truncated { record, field }),
            _ => return Err(RecordError::Length { record, field }),
        };
        let (value, rest) = rest
            .split_at_checked(length)
            .ok_or(RecordError::Truncated { record, field })?;
        self.last = tag;
        self.rest = rest;
        Ok(Some((tag, value)))
    }

    /// What has not been taken yet: filler, once [`next`](Self::next) has found no more.
    pub(super) fn remaining(&self) -> &'a [u8] {
        self.rest
    }

    fn tag(&mut self) -> Result<(u16, &'a [u8]), RecordError> {
        let record = self.record;
        let order = RecordError::Order {
            record,
            field: "an object",
        };
        match self.rest {
            [prefix @ 0x01, low @ 0..=0x0D, rest @ ..] => self.two_byte_tag(*prefix, *low, rest),
            [prefix @ 0xDF, low @ 0..=0x0D, rest @ ..] if self.last >= 0xDF => {
                self.two_byte_tag(*prefix, *low, rest)
            }
            [tag @ 0xC2..=0xFF, rest @ ..] => Ok((u16::from(*tag), rest)),
            _ => Err(order),
        }
    }

    fn two_byte_tag(
        &mut self,
        prefix: u8,
        low: u8,
        rest: &'a [u8],
    ) -> Result<(u16, &'a [u8]), RecordError> {
        if *self.prefix.get_or_insert(prefix) != prefix {
            return Err(RecordError::Order {
                record: self.record,
                field: "an object",
            });
        }
        Ok((0x100 + u16::from(low), rest))
    }
}
