//! BER-TLV (ISO/IEC 7816-4 5.2.2) as the card writes it: two-byte tags, and definite lengths in
//! the short form below 128, else in two bytes after `82`. One byte after `81` is read too: no
//! length between 128 and 255 was seen in a production card.

use super::RecordError;
use crate::limits;

/// One object: `whole` is tag, length and value.
pub(super) struct Object<'a> {
    pub(super) whole: &'a [u8],
    pub(super) value: &'a [u8],
}

/// Takes the objects of one record in their order.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    record: &'static str,
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    /// The content of a file that is one object `tag`, followed by nothing but `FF` filler.
    pub(super) fn file(
        record: &'static str,
        bytes: &'a [u8],
        tag: [u8; 2],
    ) -> Result<Self, RecordError> {
        if bytes.len() > limits::CARD_FILE {
            return Err(RecordError::TooLarge { record });
        }
        let mut file = Self {
            record,
            rest: bytes,
        };
        let content = file.object(tag, "its outer object")?.value;
        if file.rest.iter().any(|byte| *byte != FILLER) {
            return Err(RecordError::TrailingBytes { record });
        }
        Ok(Self {
            record,
            rest: content,
        })
    }

    /// The next object, which must be `tag`.
    pub(super) fn object(
        &mut self,
        tag: [u8; 2],
        field: &'static str,
    ) -> Result<Object<'a>, RecordError> {
        let record = self.record;
        let rest = self.rest;
        let Some((found, after_tag)) = rest.split_first_chunk::<2>() else {
            return Err(RecordError::Truncated { record, field });
        };
        if *found != tag {
            return Err(RecordError::Order { record, field });
        }
        let (length, value) = match length(after_tag) {
            Length::Is(length, value) => (length, value),
            Length::CutOff => return Err(RecordError::Truncated { record, field }),
            Length::Wrong => return Err(RecordError::Length { record, field }),
        };
        let (value, rest_after) = value
            .split_at_checked(length)
            .ok_or(RecordError::Truncated { record, field })?;
        let whole = rest
            .get(..rest.len() - rest_after.len())
            .unwrap_or_default();
        self.rest = rest_after;
        Ok(Object { whole, value })
    }

    /// The next object, of exactly `N` bytes.
    pub(super) fn fixed<const N: usize>(
        &mut self,
        tag: [u8; 2],
        field: &'static str,
    ) -> Result<&'a [u8; N], RecordError> {
        let record = self.record;
        let object = self.object(tag, field)?;
        object
            .value
            .try_into()
            .map_err(|_| RecordError::Length { record, field })
    }

    /// What has not been taken yet.
    pub(super) fn remaining(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes between an earlier state of this walk and where it stands.
    pub(super) fn since(&self, earlier: Self) -> &'a [u8] {
        let length = earlier.rest.len().saturating_sub(self.rest.len());
        earlier.rest.get(..length).unwrap_or_default()
    }

    pub(super) fn finish(self) -> Result<(), RecordError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(RecordError::TrailingBytes {
                record: self.record,
            })
        }
    }
}

/// Bytes of the whole object that begins with `head`, as soon as `head` tells it: `Ok(None)` when
/// more bytes are needed.
pub(in crate::card) fn object_length(
    head: &[u8],
    record: &'static str,
) -> Result<Option<usize>, RecordError> {
    let Some((_, after_tag)) = head.split_at_checked(2) else {
        return Ok(None);
    };
    let field = "its outer object";
    let total = match length(after_tag) {
        Length::Is(length, value) => (head.len() - value.len()).saturating_add(length),
        Length::CutOff => return Ok(None),
        Length::Wrong => return Err(RecordError::Length { record, field }),
    };
    if total > limits::CARD_FILE {
        return Err(RecordError::TooLarge { record });
    }
    Ok(Some(total))
}

/// An object `tag` around `value`, with the length in the card's form. A value of 64 KiB or more,
/// which no file can hold, has none.
pub(super) fn encode(tag: [u8; 2], value: &[u8]) -> Option<Vec<u8>> {
    let mut object = Vec::with_capacity(value.len() + 5);
    object.extend_from_slice(&tag);
    match u8::try_from(value.len()) {
        Ok(length @ 0..=0x7F) => object.push(length),
        _ => {
            object.push(0x82);
            object.extend_from_slice(&u16::try_from(value.len()).ok()?.to_be_bytes());
        }
    }
    object.extend_from_slice(value);
    Some(object)
}

enum Length<'a> {
    /// The length, and what follows it.
    Is(usize, &'a [u8]),
    CutOff,
    Wrong,
}

fn length(bytes: &[u8]) -> Length<'_> {
    let (length, rest) = match bytes {
        [short @ 0..=0x7F, rest @ ..] => return Length::Is(usize::from(*short), rest),
        [0x81, one, rest @ ..] => (usize::from(*one), rest),
        [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        [] | [0x81] | [0x82] | [0x82, _] => return Length::CutOff,
        _ => return Length::Wrong,
    };
    if length < 0x80 {
        return Length::Wrong;
    }
    Length::Is(length, rest)
}

/// What fills a file behind its content.
pub(super) const FILLER: u8 = 0xFF;
