use super::presented;
use crate::cbor::Tag24;
use crate::crypto::tests::p256_key;
use crate::issue::tests::kit::at;
use crate::mdoc::tests::{annex_d, annex_d_issuer_signed};
use crate::mdoc::{DeviceResponse, SessionTranscript};
use crate::pki::Certificate;
use crate::profile::{Extent, Preset, judge};
use crate::verify::{Session, Stage, Trust, device_response, issuer_signed};

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
fn the_standards_whole_response_is_valid_by_its_mac() {
    let (Some(response), Some(root), Some(transcript), Some(reader_key)) = (
        annex_d("d4_1_2_device_response"),
        annex_d("d5_2_iaca_root_cert"),
        annex_d("d5_1_session_transcript_bytes"),
        annex_d("d5_1_ephemeral_reader_key_d"),
    ) else {
        return;
    };
    let root = Certificate::from_der(&root).unwrap();
    let trust = Trust::new(std::slice::from_ref(&root), at("2021-01-01T00:00:00Z"));
    let transcript = Tag24::parse(&transcript).unwrap();
    let transcript = SessionTranscript::parse(transcript.content()).unwrap();
    let reader_key = p256_key(&reader_key);
    let session = Session {
        transcript: &transcript,
        reader_key: Some(&reader_key),
    };
    let reports = device_response(&response, &session, &trust).unwrap();
    let [report] = &reports[..] else {
        panic!("not one document");
    };
    assert_eq!(report.refusal(), None);

    let without_the_key = presented(&response, &transcript, &trust).unwrap_err();
    assert_eq!(
        (without_the_key.stage, without_the_key.code),
        (Stage::Binding, "verify.reader-key-missing")
    );
}
