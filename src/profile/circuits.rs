use std::fmt;

use crate::cbor::{CborError, Kind, Reader};
use crate::mdoc::ReceivedItem;

/// Versions of the Longfellow circuits, in which an mdoc is proven in zero knowledge. Their demands
/// are measured on the circuits, and no standard.
///
/// They take an ES256 signature under a protected header of `alg` alone, SHA-256 digests, and a
/// device key on P-256 without authorisations.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Circuits {
    /// Version 7 of 2026-01.
    Version7,
    /// Versions 5 and 6.
    Version6,
}

/// Why an element cannot be proven. The document can be used otherwise.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Obstacle {
    /// The circuits do not know the namespace.
    Namespace,
    /// The value is an array or a map.
    NotScalar,
    /// The identifier is longer than 32 bytes, by so many.
    Identifier(usize),
    /// The encoded value is longer than 64 bytes, by so many.
    Value(usize),
    /// The whole `IssuerSignedItemBytes` are longer than 119 bytes, by so many.
    Item(usize),
    /// The item has members beside the four of the standard.
    Members,
    /// The value does not follow directly on the identifier, as versions 5 and 6 demand.
    Order,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Namespace => f.write_str("its namespace is unknown to the circuits"),
            Self::NotScalar => f.write_str("its value is an array or a map"),
            Self::Identifier(excess) => write!(f, "its identifier is {excess} bytes too long"),
            Self::Value(excess) => write!(f, "its value is {excess} bytes too long"),
            Self::Item(excess) => write!(f, "it is {excess} bytes too long as a whole"),
            Self::Members => f.write_str("its item has members that the standard does not name"),
            Self::Order => f.write_str("its value does not follow directly on its identifier"),
        }
    }
}

impl Circuits {
    /// The greatest length of the signed payload, `#6.24(bstr .cbor MobileSecurityObject)`, in
    /// bytes.
    pub fn longest_payload(self) -> usize {
        match self {
            Self::Version7 => 2532,
            Self::Version6 => 2212,
        }
    }

    /// By how many bytes a signed payload is too long, if it is.
    pub fn payload_excess(self, payload_length: usize) -> Option<usize> {
        excess(payload_length, self.longest_payload())
    }

    /// Why an element cannot be proven; `None` when it can. `value` is encoded CBOR, and
    /// `item_length` counts the whole `IssuerSignedItemBytes`.
    pub fn obstacle(
        self,
        namespace: &str,
        identifier: &str,
        value: &[u8],
        item_length: usize,
    ) -> Option<Obstacle> {
        if !NAMESPACES.contains(&namespace) {
            return Some(Obstacle::Namespace);
        }
        if !is_scalar(value) {
            return Some(Obstacle::NotScalar);
        }
        let identifier = excess(identifier.len(), IDENTIFIER).map(Obstacle::Identifier);
        let value = || excess(value.len(), VALUE).map(Obstacle::Value);
        let item = || excess(item_length, ITEM).map(Obstacle::Item);
        identifier.or_else(value).or_else(item)
    }

    /// Why an item, as somebody wrote it, cannot be proven; `None` when it can.
    pub(crate) fn obstacle_of(self, received: &ReceivedItem<'_>) -> Option<Obstacle> {
        let item = &received.item;
        let (identifier, value) = (item.element_identifier, item.element_value);
        let length = received.bytes.whole().len();
        self.obstacle(received.namespace, identifier, value, length)
            .or_else(|| self.layout_obstacle(received.bytes.content()).ok()?)
    }

    fn layout_obstacle(self, item: &[u8]) -> Result<Option<Obstacle>, CborError> {
        let mut reader = Reader::new(item)?;
        let members = reader.map()?;
        if members != MEMBERS {
            return Ok(Some(Obstacle::Members));
        }
        let mut before = "";
        for _ in 0..members {
            let name = reader.text()?;
            reader.item()?;
            let apart = name == "elementValue" && before != "elementIdentifier";
            if apart && self == Self::Version6 {
                return Ok(Some(Obstacle::Order));
            }
            before = name;
        }
        Ok(None)
    }
}

fn is_scalar(value: &[u8]) -> bool {
    let Ok(mut reader) = Reader::new(value) else {
        return false;
    };
    while let Ok(Kind::Tag(number)) = reader.peek() {
        if reader.tag(number, "a tag").is_err() {
            return false;
        }
    }
    !matches!(reader.peek(), Ok(Kind::Array(_) | Kind::Map(_)) | Err(_))
}

fn excess(length: usize, longest: usize) -> Option<usize> {
    length.checked_sub(longest).filter(|excess| *excess > 0)
}

/// The namespaces that the circuits know, in the spelling that they know.
const NAMESPACES: [&str; 8] = [
    "org.iso.18013.5.1",
    "org.iso.18013.5.1.aamva",
    "org.iso.23220.1",
    "org.iso.23220.photoID.1",
    "org.iso.23220.dtc.1",
    "eu.europa.ec.eudi.pid.1",
    "eu.europa.ec.av.1",
    "in.gov.uidai.aadhaar.1",
];
/// Bytes of an element identifier.
const IDENTIFIER: usize = 32;
/// Bytes of an encoded value.
const VALUE: usize = 64;
/// `digestID`, `random`, `elementIdentifier`, `elementValue`.
const MEMBERS: usize = 4;
/// Bytes of a whole item.
const ITEM: usize = 119;
