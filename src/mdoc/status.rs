use super::{MdocError, members};
use crate::cbor::Reader;
use crate::limits;

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
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StatusReference<'a, Entry> {
    /// What to look for in the list.
    pub entry: Entry,
    /// Where the list is fetched, not empty.
    pub uri: &'a str,
    /// The DER of a certificate to which the list's signer must chain, if not the IACA.
    pub certificate: Option<&'a [u8]>,
}

impl<'a> StatusReferences<'a> {
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
    if uri.is_empty() || uri.len() > limits::STATUS_URI {
        return Err(reason("a uri that is empty or too long"));
    }
    if certificate.is_some_and(|der: &[u8]| der.is_empty() || der.len() > limits::CERTIFICATE) {
        return Err(reason("a certificate that is empty or too long"));
    }
    Ok(StatusReference {
        entry: entry.ok_or(reason("no index or identifier"))?,
        uri,
        certificate,
    })
}

fn malformed(error: MdocError) -> MdocError {
    match error {
        MdocError::Structure { .. } => MdocError::Status {
            reason: "a member of the wrong type",
        },
        error => error,
    }
}
