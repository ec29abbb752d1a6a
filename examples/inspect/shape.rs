//! What an item is, by its place: the structures of ISO/IEC 18013-5, COSE and CWT as far as their
//! members have names.

use super::item::{Item, Value};
use super::moment::Bound;
use super::names;

/// What an item is, and so what its members are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shape<'a> {
    /// Says nothing of the holder.
    Public,
    /// May say something of the holder.
    Private,
    IssuerSigned,
    Namespaces,
    /// The items of a namespace.
    Items(&'a str),
    /// An `IssuerSignedItem`.
    Item(&'a str),
    /// The value of an element.
    Element {
        namespace: &'a str,
        identifier: &'a str,
    },
    /// `COSE_Sign1` over this.
    Sign1(Payload),
    Mac0,
    Protected,
    Headers,
    Algorithm,
    /// One certificate, or an array of them.
    Chain,
    /// A byte string with a `MobileSecurityObjectBytes`.
    Payload(Payload),
    SecurityObject,
    ValueDigests,
    Digests(&'a str),
    DeviceKeyInfo,
    Key,
    KeyType,
    Curve,
    Validity,
    Response,
    ResponseStatus,
    Documents,
    Document,
    DeviceSigned,
    DeviceNamespaces,
    DeviceItems(&'a str),
    DeviceAuth,
    Claims,
    /// A text of tag 0 or 1004.
    Date(Bound),
    /// A number of seconds since 1970.
    Seconds(Bound),
    Reading,
    /// A part of a card reading.
    ReadingPart,
}

/// What is signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Payload {
    SecurityObject,
    Claims,
    Unknown,
}

/// What a member or an entry is called, where its key does not say it, and what it is.
pub(crate) type Named<'a> = (Option<&'static str>, Shape<'a>);

impl<'a> Shape<'a> {
    /// The member of a map under a key.
    pub(crate) fn member(self, key: &Item<'a>) -> Named<'a> {
        match (&key.value, key.number()) {
            (Value::Text(text), _) => (None, self.under_text(text)),
            (_, Some(number)) => self.under_number(number),
            _ => (None, Self::Private),
        }
    }

    fn under_text(self, key: &'a str) -> Self {
        match (self, key) {
            (Self::IssuerSigned, "nameSpaces") => Self::Namespaces,
            (Self::IssuerSigned, "issuerAuth") => Self::Sign1(Payload::SecurityObject),
            (Self::Namespaces, namespace) => Self::Items(namespace),
            (Self::Item(_), "digestID" | "elementIdentifier") => Self::Public,
            (Self::SecurityObject, "valueDigests") => Self::ValueDigests,
            (Self::SecurityObject, "deviceKeyInfo") => Self::DeviceKeyInfo,
            (Self::SecurityObject, "validityInfo") => Self::Validity,
            (Self::SecurityObject, "version" | "digestAlgorithm" | "docType" | "status") => {
                Self::Public
            }
            (Self::ValueDigests, namespace) => Self::Digests(namespace),
            (Self::DeviceKeyInfo, "deviceKey") => Self::Key,
            (Self::DeviceKeyInfo, "keyAuthorizations") => Self::Public,
            (Self::Validity, "validFrom") => Self::Date(Bound::NotBefore),
            (Self::Validity, "validUntil") => Self::Date(Bound::NotAfter),
            (Self::Validity, _) => Self::Date(Bound::None),
            (Self::Response, "documents") => Self::Documents,
            (Self::Response, "status") => Self::ResponseStatus,
            (Self::Response, "version" | "documentErrors") => Self::Public,
            (Self::Document, "issuerSigned") => Self::IssuerSigned,
            (Self::Document, "deviceSigned") => Self::DeviceSigned,
            (Self::Document, "docType" | "errors") => Self::Public,
            (Self::DeviceSigned, "nameSpaces") => Self::DeviceNamespaces,
            (Self::DeviceSigned, "deviceAuth") => Self::DeviceAuth,
            (Self::DeviceNamespaces, namespace) => Self::DeviceItems(namespace),
            (Self::DeviceItems(namespace), identifier) => Self::Element {
                namespace,
                identifier,
            },
            (Self::DeviceAuth, "deviceSignature") => Self::Sign1(Payload::Unknown),
            (Self::DeviceAuth, "deviceMac") => Self::Mac0,
            (Self::Reading, "version") => Self::Public,
            (Self::Reading, "signing" | "authentication" | "face" | "text" | "licence") => {
                Self::ReadingPart
            }
            (Self::Public, _) => Self::Public,
            _ => Self::Private,
        }
    }

    fn under_number(self, key: i128) -> Named<'a> {
        let shape = match (self, key) {
            (Self::Headers, 1) | (Self::Key, 3) => Self::Algorithm,
            (Self::Headers, 32 | 33) => Self::Chain,
            (Self::Headers, 2 | 3 | 4 | 16) => Self::Public,
            (Self::Key, 1) => Self::KeyType,
            (Self::Key, -1) => Self::Curve,
            // A private key has no place in a credential, and none in a report.
            (Self::Key, -4) => Self::Private,
            (Self::Key | Self::Digests(_) | Self::Public, _) => Self::Public,
            (Self::Claims, 4) => Self::Seconds(Bound::NotAfter),
            (Self::Claims, 5) => Self::Seconds(Bound::NotBefore),
            (Self::Claims, 6) => Self::Seconds(Bound::None),
            (Self::Claims, 1 | 2 | 65_530 | 65_533 | 65_534) => Self::Public,
            _ => Self::Private,
        };
        let name = match self {
            Self::Headers => names::header(key),
            Self::Key => names::key_parameter(key),
            Self::Claims => names::claim(key),
            _ => None,
        };
        (name, shape)
    }

    /// The entry of an array at a position.
    pub(crate) fn entry(self, index: usize) -> Named<'a> {
        match (self, index) {
            (Self::Sign1(_) | Self::Mac0, 0) => (Some("protected header"), Self::Protected),
            (Self::Sign1(_) | Self::Mac0, 1) => (Some("unprotected header"), Self::Headers),
            (Self::Sign1(payload), 2) => (Some("payload"), Self::Payload(payload)),
            (Self::Mac0, 2) => (Some("payload"), Self::Payload(Payload::Unknown)),
            (Self::Sign1(_), 3) => (Some("signature"), Self::Public),
            (Self::Mac0, 3) => (Some("authentication code"), Self::Public),
            (Self::Items(namespace), _) => (None, Self::Item(namespace)),
            (Self::Documents, _) => (Some("Document"), Self::Document),
            (Self::Chain, _) => (None, Self::Chain),
            (Self::Public, _) => (None, Self::Public),
            _ => (None, Self::Private),
        }
    }

    /// What a byte string of this place holds as encoded CBOR.
    pub(crate) fn encoded(self) -> Option<Self> {
        match self {
            Self::Protected => Some(Self::Headers),
            Self::Payload(Payload::SecurityObject) => Some(Self::SecurityObject),
            Self::Payload(Payload::Claims) => Some(Self::Claims),
            _ => None,
        }
    }

    /// The name of the structure.
    pub(crate) fn title(self) -> Option<&'static str> {
        Some(match self {
            Self::IssuerSigned => "IssuerSigned",
            Self::Item(_) => "IssuerSignedItem",
            Self::Sign1(_) => "COSE_Sign1",
            Self::Mac0 => "COSE_Mac0",
            Self::SecurityObject => "MobileSecurityObject",
            Self::Key => "COSE_Key",
            Self::Response => "DeviceResponse",
            Self::Claims => "claims of the token",
            Self::Reading => "card reading",
            _ => return None,
        })
    }

    /// Whether `--redact` leaves an item of this place out. What is no map or array where one should
    /// be may be a value in a wrong place.
    pub(crate) fn hides(self, item: &Item<'_>) -> bool {
        match self {
            Self::Private | Self::Element { .. } | Self::Payload(Payload::Unknown) => true,
            Self::IssuerSigned
            | Self::Namespaces
            | Self::Items(_)
            | Self::Item(_)
            | Self::Documents
            | Self::Document
            | Self::Response
            | Self::DeviceSigned
            | Self::DeviceNamespaces
            | Self::DeviceItems(_)
            | Self::DeviceAuth
            | Self::Reading
            | Self::ReadingPart => {
                !matches!(item.value, Value::Map(_) | Value::Array(_) | Value::Tag(..))
            }
            _ => false,
        }
    }

    /// Whether `--redact` leaves a key of this map out, under which an `inner` stands: one that no
    /// structure knows may be a value in a wrong place.
    pub(crate) fn hides_key(self, key: &Item<'a>, inner: Self) -> bool {
        let known: &[&str] = match self {
            Self::Item(_) => &["random", "elementValue"],
            Self::ReadingPart => READING_MEMBERS,
            _ => &[],
        };
        let is_known = key.text().is_some_and(|key| known.contains(&key));
        inner == Self::Private && key.number().is_none() && !is_known
    }

    /// What a number of this place means.
    pub(crate) fn meaning(self, number: i128) -> Option<&'static str> {
        match self {
            Self::Algorithm => names::algorithm(number),
            Self::KeyType => names::key_type(number),
            Self::Curve => names::curve(number),
            Self::ResponseStatus => names::response_status(number),
            _ => None,
        }
    }
}

/// What the parts of a card reading have.
const READING_MEMBERS: &[&str] = &[
    "attributes",
    "card-key",
    "certificate",
    "data",
    "individual-number",
    "integrity",
    "pin-set",
    "record",
    "signature",
];
