use std::time::Duration;

use super::list::Packed;
use super::{ListContent, StatusError};
use crate::cbor::{Kind, Reader, Writer};
use crate::cose::Algorithm;
use crate::crypto::Curve;
use crate::limits;
use crate::pki::Certificate;
use crate::time::Timestamp;

/// The claims of a token (RFC 8392), as received:
///
/// ```cddl
/// Claims = { 2: tstr, ? 4: int, 6: int, ? 65534: uint,
///            ( 65533: StatusList // 65530: IdentifierList ), * any => any }
/// ```
#[derive(Clone, Debug)]
pub(super) struct Claims<'a> {
    pub(super) subject: &'a str,
    pub(super) issued_at: Timestamp,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) time_to_live: Option<Duration>,
    pub(super) list: ReceivedList<'a>,
}

/// The list of a token, not unpacked.
#[derive(Clone, Debug)]
pub(super) enum ReceivedList<'a> {
    StatusList(Packed<'a>),
    IdentifierList(Reader<'a>),
}

/// Which of the two a token carries, and how it says so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ListKind {
    StatusList,
    IdentifierList,
}

impl<'a> Claims<'a> {
    pub(super) fn read(payload: &'a [u8]) -> Result<Self, StatusError> {
        let mut reader = Reader::with_entries(payload, limits::STATUS_IDENTIFIERS)?;
        let (mut subject, mut issued_at, mut expires_at) = (None, None, None);
        let (mut time_to_live, mut status_list, mut identifier_list) = (None, None, None);
        for _ in 0..reader.map()? {
            let Kind::Unsigned(key) = reader.peek()? else {
                reader.item()?;
                reader.item()?;
                continue;
            };
            reader.unsigned()?;
            match key {
                SUBJECT => subject = Some(reader.text()?),
                EXPIRES_AT => expires_at = Some(time(&mut reader)?),
                ISSUED_AT => issued_at = Some(time(&mut reader)?),
                TIME_TO_LIVE => time_to_live = Some(seconds(&mut reader)?),
                STATUS_LIST => status_list = Some(Packed::read(&mut reader)?),
                IDENTIFIER_LIST => {
                    identifier_list = Some(reader.clone());
                    reader.item()?;
                }
                _ => drop(reader.item()?),
            }
        }
        let missing = |member| StatusError::Missing { member };
        let list = match (status_list, identifier_list) {
            (Some(list), None) => ReceivedList::StatusList(list),
            (None, Some(list)) => ReceivedList::IdentifierList(list),
            (None, None) => return Err(missing("list (65533 or 65530)")),
            (Some(_), Some(_)) => return Err(StatusError::TwoLists),
        };
        Ok(Self {
            subject: subject.ok_or(missing("sub (2)"))?,
            issued_at: issued_at.ok_or(missing("iat (6)"))?,
            expires_at,
            time_to_live,
            list,
        })
    }
}

impl ReceivedList<'_> {
    pub(super) fn kind(&self) -> ListKind {
        match self {
            Self::StatusList(_) => ListKind::StatusList,
            Self::IdentifierList(_) => ListKind::IdentifierList,
        }
    }
}

impl ListKind {
    /// The media type, which is written.
    fn media_type(self) -> &'static str {
        match self {
            Self::StatusList => "application/statuslist+cwt",
            Self::IdentifierList => "application/identifierlist+cwt",
        }
    }

    /// Whether the encoded header parameter `typ` (RFC 9596) is this one. Deployed lists leave
    /// `application/` out, the second edition's draft has a letter less in an example, and
    /// draft 20 allows the number that CoAP has for the media type.
    pub(super) fn is_type(self, typ: &[u8]) -> bool {
        let Ok(mut reader) = Reader::new(typ) else {
            return false;
        };
        match (self, reader.peek()) {
            (Self::StatusList, Ok(Kind::Unsigned(number))) => number == COAP_STATUS_LIST,
            (_, Ok(Kind::Text(_))) => reader.text().is_ok_and(|text| {
                let bare = text.strip_prefix("application/").unwrap_or(text);
                self.media_type().strip_prefix("application/") == Some(bare)
                    || self == Self::IdentifierList && bare == "identfierlist+cwt"
            }),
            _ => false,
        }
    }
}

impl ListContent {
    pub(super) fn kind(&self) -> ListKind {
        match self {
            Self::StatusList(_) => ListKind::StatusList,
            Self::IdentifierList(_) => ListKind::IdentifierList,
        }
    }

    /// The protected header `{1: alg, 16: typ, 33: x5chain}` (12.3.6.3 of the second edition's
    /// draft).
    pub(super) fn protected_header(&self, curve: Curve, chain: &[Certificate]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        writer.map(3).unsigned(1);
        writer.integer(Algorithm::of(curve).value());
        writer.unsigned(TYPE).text(self.kind().media_type());
        writer.unsigned(X5CHAIN);
        // RFC 9360 2: one certificate is a byte string, several are an array.
        if chain.len() > 1 {
            writer.array(chain.len());
        }
        for certificate in chain {
            writer.byte_string(certificate.der());
        }
        out
    }
}

fn time(reader: &mut Reader<'_>) -> Result<Timestamp, StatusError> {
    let expected = reader.unexpected("seconds since 1970, in the years 1 to 9999");
    Timestamp::from_unix(reader.integer()?).map_err(|_| expected.into())
}

fn seconds(reader: &mut Reader<'_>) -> Result<Duration, StatusError> {
    let expected = reader.unexpected("seconds, more than none");
    match reader.unsigned()? {
        0 => Err(expected.into()),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

/// Header parameters (RFC 9596, RFC 9360).
pub(super) const TYPE: u64 = 16;
pub(super) const X5CHAIN: u64 = 33;

/// Claims (RFC 8392; Token Status List, 5.2; 12.3.6.4 of the second edition's draft).
pub(super) const SUBJECT: u64 = 2;
pub(super) const EXPIRES_AT: u64 = 4;
pub(super) const ISSUED_AT: u64 = 6;
pub(super) const IDENTIFIER_LIST: u64 = 65_530;
pub(super) const STATUS_LIST: u64 = 65_533;
pub(super) const TIME_TO_LIVE: u64 = 65_534;

const COAP_STATUS_LIST: u64 = 279;
