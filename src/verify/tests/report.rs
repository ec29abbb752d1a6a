use super::{issuer_auth, tampered};
use crate::error::Coded;
use crate::issue::tests::kit::{Kit, at, licence};
use crate::profile::Preset;
use crate::verify::{Invalid, Report, Stage, Trust, Verdict, issuer_signed};

/// The stages with a verdict of this kind.
fn stages(report: &Report<'_>, is: impl Fn(&Verdict) -> bool) -> Vec<Stage> {
    let mut stages = Stage::ALL.to_vec();
    stages.retain(|stage| is(report.verdict(*stage)));
    stages
}

fn failed(report: &Report<'_>) -> Vec<Stage> {
    stages(report, |verdict| matches!(verdict, Verdict::Failed(_)))
}

#[test]
fn a_document_that_is_over_is_still_told_to_be_what_its_issuer_signed() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let late = Trust {
        now: at("2027-01-01T00:00:00Z"),
        ..kit.trust()
    };
    let report = issuer_signed(&bytes, &late);
    assert_eq!(failed(&report), [Stage::Validity]);
    assert!(report.is_cryptographically_valid());
    assert_eq!(report.is_in_time(), Some(false));
    assert_eq!(report.refusal().unwrap().code(), "verify.expired");
    assert_eq!(report.accepted().unwrap_err().code, "verify.expired");
}

#[test]
fn the_signature_of_an_untrusted_signer_is_still_judged_by_the_key_of_its_certificate() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let nobody = Trust {
        iacas: &[],
        ..kit.trust()
    };
    let report = issuer_signed(&bytes, &nobody);
    assert_eq!(failed(&report), [Stage::Certificate]);
    assert!(!report.is_cryptographically_valid());
    let unjudged = |verdict: &Verdict| *verdict == Verdict::NotReached;
    assert_eq!(stages(&report, unjudged), [Stage::Status]);
    let forged = tampered(&bytes, |whole| {
        issuer_auth(whole)[3] = vec![7; 64].into();
    });
    let report = issuer_signed(&forged, &nobody);
    assert_eq!(failed(&report), [Stage::Certificate, Stage::Signature]);
}

#[test]
fn a_stage_without_anything_to_judge_by_is_not_asked() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let report = issuer_signed(&bytes, &kit.trust());
    let unasked = |verdict: &Verdict| *verdict == Verdict::NotAsked;
    assert_eq!(stages(&report, unasked), [Stage::Status, Stage::Policy]);
    assert_eq!(
        (report.is_not_revoked(), report.is_conformant()),
        (None, None)
    );
    assert!(report.findings().is_empty());
    report.accepted().unwrap();
}

#[test]
fn of_what_cannot_be_read_no_later_stage_is_told() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let unread = |bytes: &[u8]| {
        let report = issuer_signed(bytes, &kit.trust());
        let unjudged = |verdict: &Verdict| *verdict == Verdict::NotReached;
        (failed(&report), stages(&report, unjudged).len())
    };
    assert_eq!(unread(&bytes[1..]), (vec![Stage::Decode], 8));
    assert_eq!(unread(&[0xA0]), (vec![Stage::Structure], 7));
}

#[test]
fn a_document_can_be_genuine_without_being_conformant() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let asked = Trust {
        preset: Some(Preset::Default),
        ..kit.trust()
    };
    let report = issuer_signed(&bytes, &asked);
    assert!(report.is_cryptographically_valid());
    assert_eq!(report.is_in_time(), Some(true));
    assert_eq!(report.is_conformant(), Some(false));
    assert_eq!(report.findings()[0].rule, "profile.element-missing");
}

#[test]
fn a_report_as_json_has_the_documented_members_and_no_value_of_an_element() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let asked = Trust {
        preset: Some(Preset::Default),
        ..kit.trust()
    };
    let json = serde_json::to_value(issuer_signed(&bytes, &asked)).unwrap();
    let members: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
    let mut documented = [
        "doc_type",
        "valid",
        "refusal",
        "stages",
        "cryptographically_valid",
        "in_time",
        "not_revoked",
        "conformant",
        "findings",
    ];
    documented.sort();
    assert_eq!(members, documented);
    assert_eq!(json["refusal"]["stage"], "policy");
    assert_eq!(json["stages"]["digest"]["verdict"], "passed");
    assert_eq!(json["stages"]["status"]["verdict"], "not-asked");
    assert_eq!(json["stages"]["policy"]["code"], "profile.element-missing");
    assert_eq!(json["not_revoked"], serde_json::Value::Null);
    assert_eq!(json["findings"][0]["severity"], "refused");
    assert!(!json.to_string().contains("2007-09-01"), "{json}");
}

#[test]
fn a_fault_of_the_caller_counts_as_one_of_its_stage() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let fault = |stage| Invalid {
        stage,
        code: "caller.fault",
        reason: "a list that cannot be believed".to_owned(),
    };
    let report = issuer_signed(&bytes, &kit.trust()).refused(fault(Stage::Status));
    assert_eq!(report.refusal().unwrap().code, "caller.fault");
    assert_eq!(report.is_not_revoked(), None);
    assert!(report.is_cryptographically_valid());
    assert!(report.accepted().is_err());

    let late = Trust {
        now: at("2040-01-01T00:00:00Z"),
        ..kit.trust()
    };
    let report = issuer_signed(&bytes, &late).refused(fault(Stage::Policy));
    assert_eq!(report.refusal().unwrap().stage, Stage::Certificate);
    let report = issuer_signed(&bytes, &late).refused(fault(Stage::Certificate));
    assert_eq!(report.refusal().unwrap().code, "caller.fault");
}
