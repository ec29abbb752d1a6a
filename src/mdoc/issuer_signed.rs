use std::collections::HashSet;
use std::fmt;

use super::{IssuerSignedItem, MdocError, MobileSecurityObject, members};
use crate::cbor::{Reader, Tag24};
use crate::cose::Sign1;

/// What an issuer signed, as it is stored and as OpenID4VCI carries it (ISO/IEC 18013-5:2021
/// 8.3.2.1.2.2):
///
/// ```cddl
/// IssuerSigned = { ? "nameSpaces": { + NameSpace => [ + IssuerSignedItemBytes ] },
///                  "issuerAuth": COSE_Sign1, * tstr => any }
/// ```
///
/// The payload of `issuerAuth` is `#6.24(bstr .cbor MobileSecurityObject)`.
#[derive(Clone)]
pub struct IssuerSigned<'a> {
    items: Vec<ReceivedItem<'a>>,
    issuer_auth: Sign1<'a>,
    payload: &'a [u8],
    mobile_security_object: MobileSecurityObject<'a>,
}

impl<'a> IssuerSigned<'a> {
    /// Reads exactly one `IssuerSigned`, its items and its security object included. Nothing is
    /// verified.
    ///
    /// # Errors
    /// [`MdocError`] for anything that is not of the structure.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, MdocError> {
        Self::read(&mut Reader::new(bytes)?, Tag18::Refused)
    }

    /// Reads one as [`parse`](Self::parse) does, whose `issuerAuth` may have the tag 18.
    ///
    /// # Errors
    /// [`MdocError`] for anything that is not of the structure.
    pub fn parse_with(bytes: &'a [u8], tag_18: Tag18) -> Result<Self, MdocError> {
        Self::read(&mut Reader::new(bytes)?, tag_18)
    }

    pub(crate) fn read(reader: &mut Reader<'a>, tag_18: Tag18) -> Result<Self, MdocError> {
        let (mut items, mut issuer_auth) = (Vec::new(), None);
        members::for_each(reader, |key, reader| {
            match key {
                "nameSpaces" => items = read_namespaces(reader)?,
                "issuerAuth" => {
                    issuer_auth = Some(match tag_18 {
                        Tag18::Refused => Sign1::read(reader)?,
                        Tag18::Accepted => Sign1::read_tagged(reader)?,
                    });
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let issuer_auth = members::required(issuer_auth, "issuerAuth")?;
        let payload = issuer_auth.payload().ok_or(MdocError::Structure {
            expected: "an attached payload in issuerAuth",
        })?;
        let mobile_security_object = members::encoded(&mut Reader::new(payload)?, "the MSO")?;
        Ok(Self {
            items,
            issuer_auth,
            payload,
            mobile_security_object: MobileSecurityObject::parse(mobile_security_object.content())?,
        })
    }

    /// The items of all namespaces, in the order received.
    pub fn items(&self) -> &[ReceivedItem<'a>] {
        &self.items
    }

    /// The issuer's signature.
    pub fn issuer_auth(&self) -> &Sign1<'a> {
        &self.issuer_auth
    }

    /// What the issuer's signature covers: `#6.24(bstr .cbor MobileSecurityObject)` as received.
    pub fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// The security object.
    pub fn mobile_security_object(&self) -> &MobileSecurityObject<'a> {
        &self.mobile_security_object
    }
}

impl fmt::Debug for IssuerSigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doc_type = self.mobile_security_object.doc_type;
        write!(f, "IssuerSigned({doc_type}, {} elements)", self.items.len())
    }
}

/// Whether `issuerAuth` may have the tag 18 of a `COSE_Sign1` (RFC 9052 2). ISO/IEC 18013-5:2021
/// 9.1.2.4 leaves it out; some issuers write it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Tag18 {
    /// As the standard has it.
    #[default]
    Refused,
    /// It may be there, or not.
    Accepted,
}

/// An item with the bytes that its digest covers.
#[derive(Clone, Copy, Debug)]
pub struct ReceivedItem<'a> {
    /// The namespace that it stands in.
    pub namespace: &'a str,
    /// `IssuerSignedItemBytes` as received.
    pub bytes: Tag24<'a>,
    /// Its content.
    pub item: IssuerSignedItem<'a>,
}

fn read_namespaces<'a>(reader: &mut Reader<'a>) -> Result<Vec<ReceivedItem<'a>>, MdocError> {
    let mut items = Vec::new();
    for _ in 0..members::some_pairs(reader)? {
        let namespace = members::name(reader)?;
        let mut identifiers = HashSet::new();
        for _ in 0..members::some_items(reader)? {
            let bytes = members::encoded(reader, "an element")?;
            let item = IssuerSignedItem::parse(bytes)?;
            if !identifiers.insert(item.element_identifier) {
                return Err(MdocError::ElementTwice);
            }
            items.push(ReceivedItem {
                namespace,
                bytes,
                item,
            });
        }
    }
    Ok(items)
}
