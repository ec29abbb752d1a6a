use std::fmt;

use super::{IssuerSigned, MdocError, SessionTranscript, Tag18, members};
use crate::cbor::{Reader, Tag24, Writer};
use crate::cose::{Mac0, Sign1};

/// What a wallet answers to a reader (ISO/IEC 18013-5:2021 8.3.2.1.2.2):
///
/// ```cddl
/// DeviceResponse = { "version": tstr, ? "documents": [ + Document ],
///                    ? "documentErrors": [ + any ], "status": uint, * tstr => any }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceResponse<'a> {
    documents: Vec<Document<'a>>,
}

impl<'a> DeviceResponse<'a> {
    /// Reads exactly one response that has documents. Nothing is verified.
    ///
    /// # Errors
    /// [`MdocError`] for anything that is not of the structure, and for a response that reports
    /// an error instead of documents.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, MdocError> {
        Self::parse_with(bytes, Tag18::Refused)
    }

    /// Reads one as [`parse`](Self::parse) does, in which an `issuerAuth` may have the tag 18.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(bytes: &'a [u8], tag_18: Tag18) -> Result<Self, MdocError> {
        let mut reader = Reader::new(bytes)?;
        let (mut version, mut documents, mut status) = (None, None, None);
        members::for_each(&mut reader, |key, reader| {
            match key {
                "version" => version = Some(members::version(reader, "the response")?),
                "documents" => {
                    let length = members::some_items(reader)?;
                    let read = (0..length).map(|_| Document::read(reader, tag_18));
                    documents = Some(read.collect::<Result<Vec<_>, _>>()?);
                }
                "status" => status = Some(reader.unsigned()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        members::required(version, "version")?;
        match members::required(status, "status")? {
            0 => {}
            status => return Err(MdocError::ResponseStatus { status }),
        }
        Ok(Self {
            documents: members::required(documents, "documents")?,
        })
    }

    /// The documents, at least one.
    pub fn documents(&self) -> &[Document<'a>] {
        &self.documents
    }
}

/// One document of a response:
///
/// ```cddl
/// Document = { "docType": tstr, "issuerSigned": IssuerSigned, "deviceSigned": DeviceSigned,
///              ? "errors": any, * tstr => any }
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The document type that the response claims; the issuer's is in the security object.
    pub doc_type: &'a str,
    /// What the issuer signed.
    pub issuer_signed: IssuerSigned<'a>,
    /// What the holder's device signed.
    pub device_signed: DeviceSigned<'a>,
}

impl<'a> Document<'a> {
    fn read(reader: &mut Reader<'a>, tag_18: Tag18) -> Result<Self, MdocError> {
        let (mut doc_type, mut issuer_signed, mut device_signed) = (None, None, None);
        members::for_each(reader, |key, reader| {
            match key {
                "docType" => doc_type = Some(members::name(reader)?),
                "issuerSigned" => issuer_signed = Some(IssuerSigned::read(reader, tag_18)?),
                "deviceSigned" => device_signed = Some(DeviceSigned::read(reader)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            doc_type: members::required(doc_type, "docType")?,
            issuer_signed: members::required(issuer_signed, "issuerSigned")?,
            device_signed: members::required(device_signed, "deviceSigned")?,
        })
    }
}

/// What the holder's device signs (ISO/IEC 18013-5:2021 8.3.2.1.2.2):
///
/// ```cddl
/// DeviceSigned = { "nameSpaces": #6.24(bstr .cbor DeviceNameSpaces), "deviceAuth": DeviceAuth,
///                  * tstr => any }
/// DeviceNameSpaces = { * NameSpace => { + DataElementIdentifier => any } }
/// DeviceAuth = { "deviceSignature": COSE_Sign1 } / { "deviceMac": COSE_Mac0 }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceSigned<'a> {
    /// The elements that the device signs itself.
    pub namespaces: DeviceNameSpaces<'a>,
    /// The device's authentication.
    pub auth: DeviceAuth<'a>,
}

impl<'a> DeviceSigned<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, MdocError> {
        let (mut namespaces, mut auth) = (None, None);
        members::for_each(reader, |key, reader| {
            match key {
                "nameSpaces" => namespaces = Some(DeviceNameSpaces::read(reader)?),
                "deviceAuth" => auth = Some(DeviceAuth::read(reader)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            namespaces: members::required(namespaces, "nameSpaces")?,
            auth: members::required(auth, "deviceAuth")?,
        })
    }
}

/// The elements that the device signs itself; usually none.
#[derive(Clone)]
pub struct DeviceNameSpaces<'a> {
    bytes: Tag24<'a>,
    elements: Vec<(&'a str, &'a str, &'a [u8])>,
}

impl<'a> DeviceNameSpaces<'a> {
    /// The tagged bytes as received, which the device's signature covers.
    pub fn bytes(&self) -> Tag24<'a> {
        self.bytes
    }

    /// Namespace, element identifier and encoded value of each.
    pub fn elements(&self) -> &[(&'a str, &'a str, &'a [u8])] {
        &self.elements
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, MdocError> {
        let bytes = members::encoded(reader, "the device's namespaces")?;
        let mut reader = Reader::new(bytes.content())?;
        let mut elements = Vec::new();
        for _ in 0..reader.map()? {
            let namespace = members::name(&mut reader)?;
            for _ in 0..members::some_pairs(&mut reader)? {
                let identifier = members::name(&mut reader)?;
                elements.push((namespace, identifier, reader.item()?));
            }
        }
        Ok(Self { bytes, elements })
    }
}

impl fmt::Debug for DeviceNameSpaces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceNameSpaces({} elements)", self.elements.len())
    }
}

/// How the device authenticates itself.
#[derive(Clone, Debug)]
pub enum DeviceAuth<'a> {
    /// By a signature.
    Signature(Sign1<'a>),
    /// By a code under the key that device and reader agreed on.
    Mac(Mac0<'a>),
}

impl<'a> DeviceAuth<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, MdocError> {
        let (mut signature, mut mac) = (None, None);
        members::for_each(reader, |key, reader| {
            match key {
                "deviceSignature" => signature = Some(Sign1::read(reader)?),
                "deviceMac" => mac = Some(Mac0::read(reader)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        match (signature, mac) {
            (Some(signature), None) if signature.payload().is_none() => {
                Ok(Self::Signature(signature))
            }
            (None, Some(mac)) => Ok(Self::Mac(mac)),
            _ => Err(MdocError::Structure {
                expected: "one of deviceSignature, with a detached payload, and deviceMac",
            }),
        }
    }
}

/// The detached payload of the device's signature or code (ISO/IEC 18013-5:2021 9.1.3.4):
///
/// ```cddl
/// DeviceAuthenticationBytes = #6.24(bstr .cbor DeviceAuthentication)
/// DeviceAuthentication = [ "DeviceAuthentication", SessionTranscript, DocType,
///                          #6.24(bstr .cbor DeviceNameSpaces) ]
/// ```
pub fn device_authentication(
    session_transcript: &SessionTranscript,
    doc_type: &str,
    namespaces: Tag24<'_>,
) -> Vec<u8> {
    let session_transcript = session_transcript.as_bytes();
    let mut content = Vec::with_capacity(64 + session_transcript.len() + doc_type.len());
    Writer::new(&mut content)
        .array(4)
        .text("DeviceAuthentication")
        .raw(session_transcript)
        .text(doc_type)
        .raw(namespaces.whole());
    Tag24::wrap(&content)
}
