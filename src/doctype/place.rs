use super::Element;
use super::driving_licence::{ISSUING_COUNTRY, ISSUING_JURISDICTION};
use crate::cbor::Reader;
use crate::pki::Certificate;

/// Whether an element of a driving licence tells another country than its document signer's
/// certificate, or another state than the certificate, if that has one (ISO/IEC 18013-5:2021
/// 7.2.1; 13.4.2 of the second edition's draft). Any other element tells neither.
pub(crate) fn tells_another_place(
    element: &Element,
    value: &[u8],
    document_signer: &Certificate,
) -> bool {
    let told = || Reader::new(value).and_then(|mut value| value.text()).ok();
    if *element == ISSUING_COUNTRY {
        return told() != document_signer.country();
    }
    let state = document_signer.state();
    *element == ISSUING_JURISDICTION && state.is_some() && told() != state
}
