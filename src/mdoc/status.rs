use super::{MdocError, members};
use crate::cbor::{Reader, Writer};
use crate::crypto::sha256;
use crate::limits;
use crate::pki::{self, Certificate};

/// Where the status of a document is told (12.3.6 of the second edition's draft; Token Status List
/// draft 20):
///
/// ```cddl
/// Status = { ? "status_list": { "idx": uint, "uri": tstr, ? "certificate": bstr, * tstr => any },
///            ? "identifier_list": { "id": bstr, "uri": tstr, ? "certificate": bstr, * tstr => any },
///            * tstr => any }
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StatusReferences<'a> {
    /// A bit array of states, and the place in it.
    pub status_list: Option<StatusReference<'a, u64>>,
    /// A list of revoked identifiers, and the identifier to look for.
    pub identifier_list: Option<StatusReference<'a, &'a [u8]>>,
}

/// A reference into one list.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct StatusReference<'a, Entry> {
    /// What to look for in the list.
    pub entry: Entry,
    /// Where the list is fetched, not empty.
    pub uri: &'a str,
    /// The DER of a certificate to which the list's signer must chain, if not the IACA.
    pub certificate: Option<&'a [u8]>,
}

/// Where the status of one credential will be told: its own place in one list. A place that two
/// credentials share links them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Status<'a> {
    /// `status_list`: the index of its state.
    List(StatusReference<'a, u64>),
    /// `identifier_list`: its identifier, not empty.
    Identifier(StatusReference<'a, &'a [u8]>),
}

impl<'a> Status<'a> {
    /// Where the list is fetched.
    pub fn uri(&self) -> &'a str {
        match self {
            Self::List(list) => list.uri,
            Self::Identifier(list) => list.uri,
        }
    }

    /// The DER of a certificate to which the list's signer must chain, if not the IACA.
    pub fn certificate(&self) -> Option<&'a [u8]> {
        match self {
            Self::List(list) => list.certificate,
            Self::Identifier(list) => list.certificate,
        }
    }

    /// Refuses what [`StatusReferences`] would not read back, and what no reader could follow: an
    /// address of another kind than the web's, bytes that are no certificate.
    pub(crate) fn check(&self) -> Result<(), MdocError> {
        let reason = |reason| Err(MdocError::Status { reason });
        let (uri, certificate) = match self {
            Self::List(list) => (list.uri, list.certificate),
            Self::Identifier(list) => {
                if !(1..=limits::STATUS_IDENTIFIER).contains(&list.entry.len()) {
                    return reason("an identifier that is empty or too long");
                }
                (list.uri, list.certificate)
            }
        };
        check(uri, certificate)?;
        if !pki::is_web_address(uri) {
            return reason("a uri that is no http or https address");
        }
        if certificate.is_some_and(|der| Certificate::from_der(der).is_err()) {
            return reason("a certificate that cannot be read");
        }
        Ok(())
    }

    /// A hash over the list's address and the entry in it, which no other credential may have.
    pub(crate) fn place(&self) -> [u8; 32] {
        match self {
            Self::List(list) => sha256(&[b"list", &list.entry.to_be_bytes(), list.uri.as_bytes()]),
            Self::Identifier(list) => {
                let length = list.entry.len().to_be_bytes();
                sha256(&[b"identifier", &length, list.entry, list.uri.as_bytes()])
            }
        }
    }

    /// The encoded `Status`.
    pub(crate) fn encoded(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        let (uri, certificate) = match self {
            Self::List(list) => {
                writer.map(1).text("status_list");
                writer.map(2 + usize::from(list.certificate.is_some()));
                writer.text("idx").unsigned(list.entry);
                (list.uri, list.certificate)
            }
            Self::Identifier(list) => {
                writer.map(1).text("identifier_list");
                writer.map(2 + usize::from(list.certificate.is_some()));
                writer.text("id").byte_string(list.entry);
                (list.uri, list.certificate)
            }
        };
        writer.text("uri").text(uri);
        if let Some(der) = certificate {
            writer.text("certificate").byte_string(der);
        }
        out
    }
}

impl<'a> StatusReferences<'a> {
    /// The references that are there: the one into a status list first.
    pub fn iter(&self) -> impl Iterator<Item = Status<'a>> + use<'a> {
        let list = self.status_list.map(Status::List);
        let identifier = self.identifier_list.map(Status::Identifier);
        list.into_iter().chain(identifier)
    }

    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, MdocError> {
        let mut references = Self::default();
        members::for_each(reader, |key, reader| {
            match key {
                "status_list" => {
                    references.status_list = Some(reference(reader, "idx", Reader::unsigned)?);
                }
                "identifier_list" => {
                    references.identifier_list =
                        Some(reference(reader, "id", Reader::byte_string)?);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })
        .map_err(malformed)?;
        Ok(references)
    }
}

fn reference<'a, Entry>(
    reader: &mut Reader<'a>,
    entry_name: &'static str,
    mut read_entry: impl FnMut(&mut Reader<'a>) -> Result<Entry, crate::cbor::CborError>,
) -> Result<StatusReference<'a, Entry>, MdocError> {
    let (mut entry, mut uri, mut certificate) = (None, None, None);
    members::for_each(reader, |key, reader| {
        match key {
            "uri" => uri = Some(reader.text()?),
            "certificate" => certificate = Some(reader.byte_string()?),
            key if key == entry_name => entry = Some(read_entry(reader)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let reason = |reason| MdocError::Status { reason };
    let uri = uri.ok_or(reason("no uri"))?;
    check(uri, certificate)?;
    Ok(StatusReference {
        entry: entry.ok_or(reason("no index or identifier"))?,
        uri,
        certificate,
    })
}

fn check(uri: &str, certificate: Option<&[u8]>) -> Result<(), MdocError> {
    let reason = |reason| MdocError::Status { reason };
    if uri.is_empty() || uri.len() > limits::STATUS_URI {
        return Err(reason("a uri that is empty or too long"));
    }
    if certificate.is_some_and(|der| der.is_empty() || der.len() > limits::CERTIFICATE) {
        return Err(reason("a certificate that is empty or too long"));
    }
    Ok(())
}

fn malformed(error: MdocError) -> MdocError {
    match error {
        MdocError::Structure { .. } => MdocError::Status {
            reason: "a member of the wrong type",
        },
        error => error,
    }
}
