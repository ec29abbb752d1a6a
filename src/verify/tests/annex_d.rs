use super::presented;
use crate::issue::tests::kit::at;
use crate::mdoc::DeviceResponse;
use crate::mdoc::tests::{annex_d, annex_d_issuer_signed};
use crate::pki::Certificate;
use crate::profile::{Extent, Preset, judge};
use crate::verify::{Stage, Trust, issuer_signed};

#[test]
fn the_standards_example_is_valid_with_findings() {
    let (Some(bytes), Some(root)) = (annex_d_issuer_signed(), annex_d("d5_2_iaca_root_cert"))
    else {
        return;
    };
    let root = Certificate::from_der(&root).unwrap();
    let trust = Trust {
        doc_type: Some("org.iso.18013.5.1.mDL"),
        ..Trust::new(std::slice::from_ref(&root), at("2021-01-01T00:00:00Z"))
    };
    let document = issuer_signed(&bytes, &trust).accepted().unwrap();
    assert_eq!(document.elements().len(), 6);
    assert_eq!(
        document.value("org.iso.18013.5.1", "family_name"),
        Some(&b"\x63Doe"[..])
    );
    let deviations = document.document_signer().deviations().iter();
    let rules: Vec<_> = deviations.map(|found| found.rule).collect();
    assert_eq!(rules, ["pki.crl-distribution-points"]);
    // A presentation shows a part of a credential, so no element is missing.
    let response = annex_d("d4_1_2_device_response").unwrap();
    let parsed = DeviceResponse::parse(&response).unwrap();
    let found = judge(
        &parsed.documents()[0].issuer_signed,
        Preset::Edition1,
        Extent::Part,
    );
    let rules: Vec<_> = found.iter().map(|found| found.rule).collect();
    assert_eq!(
        rules,
        [
            "profile.outlives-document-signer",
            "profile.fine-times",
            "pki.crl-distribution-points"
        ]
    );
}

#[test]
fn the_standards_device_mac_is_refused_at_binding() {
    let (Some(response), Some(root), Some(transcript)) = (
        annex_d("d4_1_2_device_response"),
        annex_d("d5_2_iaca_root_cert"),
        annex_d("d5_1_session_transcript_bytes"),
    ) else {
        return;
    };
    let root = Certificate::from_der(&root).unwrap();
    let trust = Trust::new(std::slice::from_ref(&root), at("2021-01-01T00:00:00Z"));
    let transcript = crate::cbor::Tag24::parse(&transcript).unwrap();
    let invalid = presented(&response, transcript.content(), &trust).unwrap_err();
    assert_eq!(
        (invalid.stage, invalid.code),
        (Stage::Binding, "verify.device-mac")
    );
}
