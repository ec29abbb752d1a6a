mod accepted;
mod annex_d;
mod certificate_and_signature;
mod decode;
mod device;
mod headers;
mod hostile;
mod items;
mod later_stages;
mod mac;
mod policy;
mod report;
mod security_object;
mod single_bytes;
mod stages;
mod status;
mod trust;

use ciborium::Value;

use super::*;
use crate::issue::tests::kit::{Kit, decode, encode, member};

/// The stage and code at which a document is refused.
fn refused(bytes: &[u8], trust: &Trust<'_>, name: &str) -> (Stage, &'static str) {
    let invalid = issuer_signed(bytes, trust).accepted().expect_err(name);
    assert!(!invalid.reason.is_empty(), "{name}");
    stages::has_its_row(&invalid);
    (invalid.stage, invalid.code)
}

/// The documents of a response of which each is valid, or the first refusal.
pub(crate) fn presented<'a>(
    bytes: &'a [u8],
    transcript: &SessionTranscript,
    trust: &Trust<'_>,
) -> Result<Vec<VerifiedDocument<'a>>, Invalid> {
    let reports = device_response(bytes, &Session::new(transcript), trust)?;
    reports.into_iter().map(Report::accepted).collect()
}

/// Documents with one fault each, and the code that each is refused with, all at one stage.
fn all_refused(kit: &Kit, stage: Stage, cases: &[(&str, Vec<u8>, &'static str)]) {
    for (name, bytes, code) in cases {
        assert_eq!(refused(bytes, &kit.trust(), name), (stage, *code), "{name}");
    }
}

/// A document changed without a new signature.
fn tampered(bytes: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut whole = decode(bytes);
    change(&mut whole);
    encode(&whole)
}

/// The four parts of a document's `issuerAuth`.
fn issuer_auth(whole: &mut Value) -> &mut Vec<Value> {
    member(whole, "issuerAuth").as_array_mut().unwrap()
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes
        .windows(from.len())
        .position(|window| window == from)
        .expect("the bytes to replace");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn the_stages_are_in_their_order() {
    let stages = [
        Stage::Decode,
        Stage::Structure,
        Stage::Certificate,
        Stage::Signature,
        Stage::Validity,
        Stage::Digest,
        Stage::Binding,
        Stage::Status,
        Stage::Policy,
    ];
    assert!(stages.is_sorted());
    let names: Vec<_> = stages.iter().map(ToString::to_string).collect();
    let expected = "decode structure certificate signature validity digest binding status policy";
    assert_eq!(names.join(" "), expected);
}
