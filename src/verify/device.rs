use super::Invalid;
use super::VerifiedElement;
use super::invalid::Fault;
use crate::cbor::Reader;
use crate::crypto::PublicKey;
use crate::mdoc::{DeviceAuth, Document, device_authentication};

/// A document of a response, and the session that it answers.
pub(super) struct Presented<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) session_transcript: &'d [u8],
}

impl<'a> Presented<'_, 'a> {
    /// ISO/IEC 18013-5:2021 9.1.3 and 9.3.1 step 4: the document is of the type that the response
    /// says, and the device that holds its key signed it in this session. Returns what the device
    /// signed itself.
    pub(super) fn authenticate(
        &self,
        device_key: &PublicKey,
    ) -> Result<Vec<VerifiedElement<'a>>, Invalid> {
        let Self {
            document,
            session_transcript,
        } = self;
        let security_object = document.issuer_signed.mobile_security_object();
        if document.doc_type != security_object.doc_type {
            return Err(Fault::DocTypeMismatch.into());
        }
        let device_signed = &document.device_signed;
        let authorizations = &security_object.key_authorizations;
        let elements = device_signed.namespaces.elements();
        if !elements
            .iter()
            .all(|(namespace, identifier, _)| authorizations.authorizes(namespace, identifier))
        {
            return Err(Fault::DeviceElementNotAuthorized.into());
        }
        if !matches!(
            Reader::new(session_transcript).map(|mut reader| reader.array()),
            Ok(Ok(3))
        ) {
            return Err(Fault::SessionTranscript.into());
        }
        let DeviceAuth::Signature(signature) = &device_signed.auth else {
            return Err(Fault::DeviceMac.into());
        };
        let payload = device_authentication(
            session_transcript,
            document.doc_type,
            device_signed.namespaces.bytes(),
        );
        signature
            .verify(device_key, &payload)
            .map_err(Fault::DeviceSignature)?;
        let signed = elements.iter().copied();
        Ok(signed
            .map(|(namespace, identifier, value)| VerifiedElement {
                namespace,
                identifier,
                value,
            })
            .collect())
    }
}
