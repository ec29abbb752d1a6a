use std::fmt;

use super::MdocError;
use crate::cbor::{Reader, Tag24, Writer};
use crate::crypto::{CryptoError, MacKey, PublicKey, SoftwareKey, Thumbprint, sha256};

#[cfg(test)]
mod tests;

/// What reader and device both know of the session in which a document is presented. The device's
/// authentication covers it, so that a presentation is worth nothing in another session (ISO/IEC
/// 18013-5:2021 9.1.5.1):
///
/// ```cddl
/// SessionTranscript = [ #6.24(bstr .cbor DeviceEngagement) / null,
///                       #6.24(bstr .cbor EReaderKey) / null, Handover ]
/// Handover = null / NFCHandover / [ tstr, bstr ] / [ bstr, bstr, tstr ]
/// ```
///
/// A reader makes it by the constructor of the flow in which it asked, from what it sent and
/// received itself, never from what came with the answer.
#[derive(Clone, Eq, PartialEq)]
pub struct SessionTranscript(Vec<u8>);

impl SessionTranscript {
    /// Of a session that began with a QR code: the encoded `DeviceEngagement` in it, and the
    /// reader's ephemeral key as the encoded `COSE_Key` that it sent. Both without tag 24.
    pub fn qr(device_engagement: &[u8], reader_key: &[u8]) -> Self {
        Self::engaged(device_engagement, reader_key, |handover| {
            handover.null();
        })
    }

    /// Of a session that began over NFC: the encoded `DeviceEngagement` and the reader's ephemeral
    /// key as in [`qr`](Self::qr), the handover select message, and the handover request message
    /// of a negotiated handover.
    ///
    /// ```cddl
    /// NFCHandover = [ bstr, bstr / null ]
    /// ```
    pub fn nfc(
        device_engagement: &[u8],
        reader_key: &[u8],
        handover_select: &[u8],
        handover_request: Option<&[u8]>,
    ) -> Self {
        Self::engaged(device_engagement, reader_key, |handover| {
            handover.array(2).byte_string(handover_select);
            bytes_or_null(handover, handover_request);
        })
    }

    /// Of an OpenID4VP 1.0 request without the Digital Credentials API (B.2.6.1): its `client_id`
    /// with the prefix, its `nonce`, the thumbprint of the key to which the response is encrypted,
    /// if it is, and its `response_uri` or `redirect_uri`.
    ///
    /// ```cddl
    /// OpenID4VPHandover = [ "OpenID4VPHandover", bstr ]   ; SHA-256 of the encoded info
    /// OpenID4VPHandoverInfo = [ client_id: tstr, nonce: tstr, jwkThumbprint: bstr / null,
    ///                           response_uri: tstr ]
    /// ```
    pub fn open_id4vp(
        client_id: &str,
        nonce: &str,
        response_key: Option<Thumbprint>,
        response_uri: &str,
    ) -> Self {
        Self::hashed("OpenID4VPHandover", |info| {
            info.array(4).text(client_id).text(nonce);
            bytes_or_null(info, thumbprint(&response_key));
            info.text(response_uri);
        })
    }

    /// Of an OpenID4VP 1.0 request by the Digital Credentials API (B.2.6.2): the origin of the
    /// page, without the prefix `origin:`, the `nonce`, and the thumbprint of the key to which the
    /// response is encrypted, if it is.
    ///
    /// ```cddl
    /// OpenID4VPDCAPIHandover = [ "OpenID4VPDCAPIHandover", bstr ] ; SHA-256 of the encoded info
    /// OpenID4VPDCAPIHandoverInfo = [ origin: tstr, nonce: tstr, jwkThumbprint: bstr / null ]
    /// ```
    pub fn open_id4vp_dc_api(origin: &str, nonce: &str, response_key: Option<Thumbprint>) -> Self {
        Self::hashed("OpenID4VPDCAPIHandover", |info| {
            info.array(3).text(origin).text(nonce);
            bytes_or_null(info, thumbprint(&response_key));
        })
    }

    /// Of a request `org-iso-mdoc` by the Digital Credentials API (ISO/IEC 18013-7, Annex C): the
    /// `encryptionInfo` as the text in base64url that the reader sent, and the serialised origin.
    ///
    /// ```cddl
    /// DCAPIHandover = [ "dcapi", bstr ]                   ; SHA-256 of the encoded info
    /// DCAPIInfo = [ encryptionInfo: tstr, origin: tstr ]
    /// ```
    pub fn dc_api(encryption_info: &str, origin: &str) -> Self {
        Self::hashed("dcapi", |info| {
            info.array(2).text(encryption_info).text(origin);
        })
    }

    /// Of an OpenID4VP request by ISO/IEC TS 18013-7:2024, Annex B, which came before OpenID4VP
    /// 1.0: its `client_id`, `response_uri` and `nonce`, and the nonce of the device, which is the
    /// `apu` of the encrypted response.
    ///
    /// ```cddl
    /// OID4VPHandover = [ clientIdHash: bstr, responseUriHash: bstr, nonce: tstr ]
    /// clientIdToHash = [ client_id: tstr, mdocGeneratedNonce: tstr ]
    /// responseUriToHash = [ response_uri: tstr, mdocGeneratedNonce: tstr ]
    /// ```
    pub fn annex_b(client_id: &str, response_uri: &str, nonce: &str, device_nonce: &str) -> Self {
        let hash = |text: &str| {
            let mut pair = Vec::new();
            Writer::new(&mut pair)
                .array(2)
                .text(text)
                .text(device_nonce);
            sha256(&[&pair])
        };
        let mut transcript = Vec::new();
        Writer::new(&mut transcript)
            .array(3)
            .null()
            .null()
            .array(3)
            .byte_string(&hash(client_id))
            .byte_string(&hash(response_uri))
            .text(nonce);
        Self(transcript)
    }

    /// An encoded one, as the reader itself kept it: the array of three, without tag 24.
    ///
    /// # Errors
    /// [`MdocError`] for anything else than one array of three in strict CBOR.
    pub fn parse(bytes: &[u8]) -> Result<Self, MdocError> {
        match Reader::new(bytes)?.array()? {
            3 => Ok(Self(bytes.to_vec())),
            _ => Err(MdocError::Structure {
                expected: "a SessionTranscript array of three",
            }),
        }
    }

    /// The encoded array, without tag 24.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key of the device's authentication code: what the reader's ephemeral key and the
    /// device's key agree on in this session (`EMacKey`, ISO/IEC 18013-5:2021 9.1.3.5). Each party
    /// gives its own private key and the other's public one.
    ///
    /// # Errors
    /// [`CryptoError::KeyAgreement`] when the two keys are not on one curve.
    pub fn mac_key(&self, own: &SoftwareKey, other: &PublicKey) -> Result<MacKey, CryptoError> {
        own.agree(other, &sha256(&[&Tag24::wrap(&self.0)]), b"EMacKey")
    }

    fn engaged(
        device_engagement: &[u8],
        reader_key: &[u8],
        handover: impl FnOnce(&mut Writer<'_>),
    ) -> Self {
        let mut transcript = Vec::new();
        let mut writer = Writer::new(&mut transcript);
        writer.array(3).encoded(device_engagement);
        writer.encoded(reader_key);
        handover(&mut writer);
        Self(transcript)
    }

    /// `[null, null, [name, SHA-256 of the encoded info]]`
    fn hashed(name: &str, write: impl FnOnce(&mut Writer<'_>)) -> Self {
        let mut info = Vec::new();
        write(&mut Writer::new(&mut info));
        let mut transcript = Vec::new();
        Writer::new(&mut transcript)
            .array(3)
            .null()
            .null()
            .array(2)
            .text(name)
            .byte_string(&sha256(&[&info]));
        Self(transcript)
    }
}

impl fmt::Debug for SessionTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTranscript({} bytes)", self.0.len())
    }
}

fn thumbprint(key: &Option<Thumbprint>) -> Option<&[u8]> {
    key.as_ref().map(|key| key.as_bytes().as_slice())
}

fn bytes_or_null(writer: &mut Writer<'_>, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => writer.byte_string(bytes),
        None => writer.null(),
    };
}
