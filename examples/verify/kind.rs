//! Whether a file is an `IssuerSigned` or a `DeviceResponse`.

use mnid_mdoc::limits;

/// Told by its members, and leniently: what cannot be read is for the verifier to refuse.
pub(crate) fn is_device_response(document: &[u8]) -> bool {
    let members = members(document);
    let has = |name: &str| members.iter().any(|member| member == name);
    !has("issuerAuth") && has("version") && (has("documents") || has("status"))
}

pub(crate) fn is_issuer_signed(document: &[u8]) -> bool {
    members(document)
        .iter()
        .any(|member| member == "issuerAuth")
}

fn members(document: &[u8]) -> Vec<String> {
    if document.len() > limits::CBOR_DOCUMENT {
        return Vec::new();
    }
    let Ok(ciborium::Value::Map(members)) = ciborium::from_reader(document) else {
        return Vec::new();
    };
    let names = members.into_iter().map(|(key, _)| key.into_text());
    names.filter_map(Result::ok).collect()
}
