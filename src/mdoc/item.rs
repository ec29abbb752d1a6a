use std::fmt;

use super::{MdocError, SALT_LENGTH, members};
use crate::cbor::{Reader, Tag24, Writer, head_length};

/// One element with its salt (ISO/IEC 18013-5:2021 8.3.2.1.2.2 and 9.1.2.5):
///
/// ```cddl
/// IssuerSignedItemBytes = #6.24(bstr .cbor IssuerSignedItem)
/// IssuerSignedItem = { "digestID": uint, "random": bstr, "elementIdentifier": tstr,
///                      "elementValue": any, * tstr => any }
/// ```
#[derive(Clone, Copy)]
pub struct IssuerSignedItem<'a> {
    /// Names the item's digest within its namespace; below 2³¹.
    pub digest_id: u32,
    /// The salt, 16 bytes or more.
    pub random: &'a [u8],
    /// The element's name in its namespace, not empty.
    pub element_identifier: &'a str,
    /// The value as encoded CBOR.
    pub element_value: &'a [u8],
}

impl<'a> IssuerSignedItem<'a> {
    /// Reads the content of an item.
    ///
    /// # Errors
    /// [`MdocError`]: another structure, a digest id of 2³¹ or more, a short salt, an empty name.
    pub fn parse(item: Tag24<'a>) -> Result<Self, MdocError> {
        let mut reader = Reader::new(item.content())?;
        let (mut digest_id, mut random, mut identifier, mut value) = (None, None, None, None);
        members::for_each(&mut reader, |key, reader| {
            match key {
                "digestID" => digest_id = Some(members::digest_id(reader)?),
                "random" => random = Some(reader.byte_string()?),
                "elementIdentifier" => identifier = Some(members::name(reader)?),
                "elementValue" => value = Some(reader.item()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let random = members::required(random, "random")?;
        if random.len() < SALT_LENGTH {
            return Err(MdocError::Salt {
                length: random.len(),
            });
        }
        Ok(Self {
            digest_id: members::required(digest_id, "digestID")?,
            random,
            element_identifier: members::required(identifier, "elementIdentifier")?,
            element_value: members::required(value, "elementValue")?,
        })
    }

    /// Appends the whole `IssuerSignedItemBytes`. The value is copied as it is.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        Writer::new(out)
            .tag(crate::cbor::TAG_ENCODED)
            .byte_string_head(self.content_length())
            .map(4)
            .text(DIGEST_ID)
            .unsigned(u64::from(self.digest_id))
            .text(RANDOM)
            .byte_string(self.random)
            .text(ELEMENT_IDENTIFIER)
            .text(self.element_identifier)
            .text(ELEMENT_VALUE)
            .raw(self.element_value);
    }

    /// Bytes of the whole `IssuerSignedItemBytes`.
    pub(crate) fn length(&self) -> usize {
        // Tag 24 has two bytes.
        2 + string_length(self.content_length())
    }

    fn content_length(&self) -> usize {
        let keys = [DIGEST_ID, RANDOM, ELEMENT_IDENTIFIER, ELEMENT_VALUE];
        1 + keys
            .map(|key| string_length(key.len()))
            .iter()
            .sum::<usize>()
            + head_length(u64::from(self.digest_id))
            + string_length(self.random.len())
            + string_length(self.element_identifier.len())
            + self.element_value.len()
    }
}

impl fmt::Debug for IssuerSignedItem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "IssuerSignedItem({}, value of {} bytes)",
            self.digest_id,
            self.element_value.len()
        )
    }
}

fn string_length(length: usize) -> usize {
    head_length(u64::try_from(length).unwrap_or(u64::MAX)) + length
}

const DIGEST_ID: &str = "digestID";
const RANDOM: &str = "random";
const ELEMENT_IDENTIFIER: &str = "elementIdentifier";
const ELEMENT_VALUE: &str = "elementValue";
