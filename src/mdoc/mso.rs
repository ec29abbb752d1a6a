use std::collections::BTreeMap;

use super::{MdocError, StatusReferences, members};
use crate::cbor::{Kind, Reader, Writer};
use crate::cose::{self, ReceivedKey};
use crate::time::Timestamp;

/// The security object that the issuer signs (ISO/IEC 18013-5:2021 9.1.2.4):
///
/// ```cddl
/// MobileSecurityObject = {
///   "version": tstr, "digestAlgorithm": tstr,
///   "valueDigests": { + NameSpace => { + uint => bstr } },
///   "deviceKeyInfo": { "deviceKey": COSE_Key, ? "keyAuthorizations": KeyAuthorizations,
///                      ? "keyInfo": { * int => any }, * tstr => any },
///   "docType": tstr, "validityInfo": ValidityInfo, ? "status": Status, * tstr => any }
/// ```
///
/// `status` is of the second edition's draft.
#[derive(Clone, Debug)]
pub struct MobileSecurityObject<'a> {
    /// The name in `digestAlgorithm`, which may be unknown to this crate.
    pub digest_algorithm: &'a str,
    /// The document type.
    pub doc_type: &'a str,
    /// The holder's key.
    pub device_key: ReceivedKey,
    /// What the holder's key may sign.
    pub key_authorizations: KeyAuthorizations<'a>,
    /// When it was signed, and is valid.
    pub validity: ValidityInfo,
    /// Where its status is told, if it is.
    pub status: Option<StatusReferences<'a>>,
    value_digests: BTreeMap<&'a str, BTreeMap<u32, &'a [u8]>>,
}

impl<'a> MobileSecurityObject<'a> {
    /// Reads exactly one security object, without its tag 24.
    ///
    /// # Errors
    /// [`MdocError`] for anything that is not of the structure, a digest id of 2³¹ or more, and a
    /// device key that is not acceptable.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, MdocError> {
        let mut reader = Reader::new(bytes)?;
        let (mut version, mut digest_algorithm, mut value_digests) = (None, None, None);
        let (mut device_key_info, mut doc_type, mut validity) = (None, None, None);
        let mut status = None;
        members::for_each(&mut reader, |key, reader| {
            match key {
                "version" => version = Some(members::version(reader, "the MSO")?),
                "digestAlgorithm" => digest_algorithm = Some(reader.text()?),
                "valueDigests" => value_digests = Some(read_value_digests(reader)?),
                "deviceKeyInfo" => device_key_info = Some(read_device_key_info(reader)?),
                "docType" => doc_type = Some(members::name(reader)?),
                "validityInfo" => validity = Some(ValidityInfo::read(reader)?),
                "status" => status = Some(StatusReferences::read(reader)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        members::required(version, "version")?;
        let (device_key, key_authorizations) = members::required(device_key_info, "deviceKeyInfo")?;
        Ok(Self {
            digest_algorithm: members::required(digest_algorithm, "digestAlgorithm")?,
            doc_type: members::required(doc_type, "docType")?,
            device_key,
            key_authorizations,
            validity: members::required(validity, "validityInfo")?,
            status,
            value_digests: members::required(value_digests, "valueDigests")?,
        })
    }

    /// The signed digest of an item, if there is one.
    pub fn value_digest(&self, namespace: &str, digest_id: u32) -> Option<&'a [u8]> {
        self.value_digests.get(namespace)?.get(&digest_id).copied()
    }

    /// All digests by namespace and id, decoys included.
    pub fn value_digests(&self) -> &BTreeMap<&'a str, BTreeMap<u32, &'a [u8]>> {
        &self.value_digests
    }
}

/// When a document was signed and for how long it is valid (ISO/IEC 18013-5:2021 9.1.2.4):
///
/// ```cddl
/// ValidityInfo = { "signed": tdate, "validFrom": tdate, "validUntil": tdate,
///                  ? "expectedUpdate": tdate, * tstr => any }
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ValidityInfo {
    /// When it was signed.
    pub signed: Timestamp,
    /// The first second of its validity.
    pub valid_from: Timestamp,
    /// The last second of its validity.
    pub valid_until: Timestamp,
    /// When the issuer expects to sign it anew.
    pub expected_update: Option<Timestamp>,
}

impl ValidityInfo {
    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        writer.map(3 + usize::from(self.expected_update.is_some()));
        writer.text("signed").tdate(self.signed);
        writer.text("validFrom").tdate(self.valid_from);
        writer.text("validUntil").tdate(self.valid_until);
        if let Some(expected_update) = self.expected_update {
            writer.text("expectedUpdate").tdate(expected_update);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, MdocError> {
        let (mut signed, mut valid_from, mut valid_until) = (None, None, None);
        let mut expected_update = None;
        members::for_each(reader, |key, reader| {
            match key {
                "signed" => signed = Some(members::tdate(reader)?),
                "validFrom" => valid_from = Some(members::tdate(reader)?),
                "validUntil" => valid_until = Some(members::tdate(reader)?),
                "expectedUpdate" => expected_update = Some(members::tdate(reader)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            signed: members::required(signed, "signed")?,
            valid_from: members::required(valid_from, "validFrom")?,
            valid_until: members::required(valid_until, "validUntil")?,
            expected_update,
        })
    }
}

/// What the holder's key may sign itself (ISO/IEC 18013-5:2021 9.1.2.4):
///
/// ```cddl
/// KeyAuthorizations = { ? "nameSpaces": [ + NameSpace ],
///                       ? "dataElements": { + NameSpace => [ + tstr ] } }
/// ```
#[derive(Clone, Debug, Default)]
pub struct KeyAuthorizations<'a> {
    namespaces: Vec<&'a str>,
    data_elements: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> KeyAuthorizations<'a> {
    /// Whether the holder's key may sign this element.
    pub fn authorizes(&self, namespace: &str, element_identifier: &str) -> bool {
        self.namespaces.contains(&namespace)
            || self.data_elements.iter().any(|(name, identifiers)| {
                *name == namespace && identifiers.contains(&element_identifier)
            })
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, MdocError> {
        let mut authorizations = Self::default();
        members::for_each(reader, |key, reader| {
            match key {
                "nameSpaces" => authorizations.namespaces = names(reader)?,
                "dataElements" => {
                    for _ in 0..members::some_pairs(reader)? {
                        let namespace = members::name(reader)?;
                        let identifiers = names(reader)?;
                        authorizations.data_elements.push((namespace, identifiers));
                    }
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let whole = &authorizations.namespaces;
        let empty = whole.is_empty() && authorizations.data_elements.is_empty();
        let twice = |(name, _): &(&str, Vec<&str>)| whole.contains(name);
        if empty || authorizations.data_elements.iter().any(twice) {
            return Err(MdocError::KeyAuthorizations);
        }
        Ok(authorizations)
    }
}

fn read_value_digests<'a>(
    reader: &mut Reader<'a>,
) -> Result<BTreeMap<&'a str, BTreeMap<u32, &'a [u8]>>, MdocError> {
    let mut namespaces = BTreeMap::new();
    for _ in 0..members::some_pairs(reader)? {
        let namespace = members::name(reader)?;
        let mut digests = BTreeMap::new();
        for _ in 0..members::some_pairs(reader)? {
            let id = members::digest_id(reader)?;
            digests.insert(id, reader.byte_string()?);
        }
        namespaces.insert(namespace, digests);
    }
    Ok(namespaces)
}

fn read_device_key_info<'a>(
    reader: &mut Reader<'a>,
) -> Result<(ReceivedKey, KeyAuthorizations<'a>), MdocError> {
    let (mut device_key, mut authorizations) = (None, None);
    members::for_each(reader, |key, reader| {
        match key {
            "deviceKey" => device_key = Some(cose::decode_key(reader.item()?)?),
            "keyAuthorizations" => authorizations = Some(KeyAuthorizations::read(reader)?),
            "keyInfo" => read_key_info(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok((
        members::required(device_key, "deviceKey")?,
        authorizations.unwrap_or_default(),
    ))
}

/// What else the issuer says of the key, by numbers: of no use here, but of this form.
fn read_key_info(reader: &mut Reader<'_>) -> Result<(), MdocError> {
    for _ in 0..reader.map()? {
        let (Kind::Unsigned(_) | Kind::Negative(_)) = reader.peek()? else {
            return Err(MdocError::Structure {
                expected: "a keyInfo with numbers as keys",
            });
        };
        reader.item()?;
        reader.item()?;
    }
    Ok(())
}

fn names<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a str>, MdocError> {
    (0..members::some_items(reader)?)
        .map(|_| members::name(reader))
        .collect()
}
