use super::invalid::Fault;
use super::{Invalid, Session, VerifiedElement};
use crate::cose::Mac0;
use crate::crypto::PublicKey;
use crate::mdoc::{DeviceAuth, Document, device_authentication};

/// A document of a response, and the session that it answers.
pub(super) struct Presented<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) session: &'d Session<'d>,
}

impl<'a> Presented<'_, 'a> {
    /// ISO/IEC 18013-5:2021 9.1.3 and 9.3.1 step 4: the document is of the type that the response
    /// says, and the device that holds its key signed it in this session, or made its code.
    /// Returns what the device signed itself.
    pub(super) fn authenticate(
        &self,
        device_key: &PublicKey,
    ) -> Result<Vec<VerifiedElement<'a>>, Invalid> {
        let Self { document, session } = self;
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
        let payload = device_authentication(
            session.transcript,
            document.doc_type,
            device_signed.namespaces.bytes(),
        );
        match &device_signed.auth {
            DeviceAuth::Signature(signature) => signature
                .verify(device_key, &payload)
                .map_err(Fault::DeviceSignature)?,
            DeviceAuth::Mac(mac) => check_mac(mac, device_key, session, &payload)?,
        }
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

/// ISO/IEC 18013-5:2021 9.1.3.5.
fn check_mac(
    mac: &Mac0<'_>,
    device_key: &PublicKey,
    session: &Session<'_>,
    payload: &[u8],
) -> Result<(), Fault> {
    let reader_key = session.reader_key.ok_or(Fault::ReaderKeyMissing)?;
    let agreed = session.transcript.mac_key(reader_key, device_key);
    let key = agreed.map_err(|_| Fault::ReaderKeyCurve)?;
    mac.verify(&key, payload).map_err(Fault::DeviceMac)
}
