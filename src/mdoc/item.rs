use std::fmt;

use super::{MdocError, SALT_LENGTH, members};
use crate::cbor::{Reader, TAG_ENCODED, Tag24, Writer, head_length, string_length};
use crate::crypto::WipedBytes;

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

/// An element as the items of many credentials carry it, each under a digest id and with a salt of
/// its own.
pub(crate) struct EncodedElement<'a> {
    pub(crate) identifier: &'a str,
    /// Encoded CBOR.
    pub(crate) value: &'a [u8],
    /// What stands behind the salt: the two last keys and their values.
    end: WipedBytes,
}

impl<'a> EncodedElement<'a> {
    pub(crate) fn new(identifier: &'a str, value: &'a [u8]) -> Self {
        let names = NAMES + identifier.len();
        let mut end = WipedBytes::from(Vec::with_capacity(names + value.len()));
        Writer::new(&mut end)
            .text("elementIdentifier")
            .text(identifier)
            .text("elementValue")
            .raw(value);
        Self {
            identifier,
            value,
            end,
        }
    }

    /// Appends a whole `IssuerSignedItemBytes`.
    pub(crate) fn write_item(&self, out: &mut Vec<u8>, digest_id: u32, random: &[u8]) {
        Writer::new(out)
            .tag(TAG_ENCODED)
            .byte_string_head(self.content_length(digest_id, random.len()))
            .raw(MAP_AND_DIGEST_ID)
            .unsigned(u64::from(digest_id))
            .raw(RANDOM)
            .byte_string(random)
            .raw(&self.end);
    }

    /// Bytes of a whole `IssuerSignedItemBytes`.
    pub(crate) fn item_length(&self, digest_id: u32, random: usize) -> usize {
        // Tag 24 has two bytes.
        2 + string_length(self.content_length(digest_id, random))
    }

    fn content_length(&self, digest_id: u32, random: usize) -> usize {
        MAP_AND_DIGEST_ID.len()
            + head_length(u64::from(digest_id))
            + RANDOM.len()
            + string_length(random)
            + self.end.len()
    }
}

/// The head of the map, and its first key.
const MAP_AND_DIGEST_ID: &[u8] = b"\xA4\x68digestID";
/// Its second key.
const RANDOM: &[u8] = b"\x66random";
/// Bytes of its other two keys and of the head of the identifier, not less than they have.
const NAMES: usize = 40;
