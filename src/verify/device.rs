use super::invalid::Fault;
use super::{Invalid, VerifiedDocument, VerifiedElement};
use crate::cbor::Reader;
use crate::mdoc::{DeviceAuth, Document, device_authentication};

/// ISO/IEC 18013-5:2021 9.1.3 and 9.3.1 step 4: the document is of the type that the response
/// says, and the device that holds its key signed it in this session.
pub(super) fn authenticate<'a>(
    document: &Document<'a>,
    mut verified: VerifiedDocument<'a>,
    session_transcript: &[u8],
) -> Result<VerifiedDocument<'a>, Invalid> {
    if document.doc_type != verified.doc_type {
        return Err(Fault::DocTypeMismatch.into());
    }
    let device_signed = &document.device_signed;
    let authorizations = &document
        .issuer_signed
        .mobile_security_object()
        .key_authorizations;
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
        .verify(&verified.device_key, &payload)
        .map_err(Fault::DeviceSignature)?;
    verified.device_elements = elements
        .iter()
        .map(|(namespace, identifier, value)| VerifiedElement {
            namespace,
            identifier,
            value,
        })
        .collect();
    Ok(verified)
}
