use ciborium::Value;

use crate::doctype::DRIVING_LICENCE;
use crate::issue::tests::kit::{Draft, Kit, add, at, licence, member};
use crate::profile::Preset;
use crate::profile::tests::lint::issued;
use crate::verify::{Invalid, Stage, Trust, issuer_signed};

fn trust_with(kit: &Kit, preset: Preset) -> Trust<'_> {
    Trust {
        preset: Some(preset),
        ..kit.trust()
    }
}

#[test]
fn a_document_that_its_preset_refuses_is_refused_at_policy_and_not_without_a_preset() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    issuer_signed(&bytes, &kit.trust()).accepted().unwrap();
    let Invalid {
        stage,
        code,
        reason,
    } = issuer_signed(&bytes, &trust_with(&kit, Preset::Default))
        .accepted()
        .unwrap_err();
    assert_eq!((stage, code), (Stage::Policy, "profile.element-missing"));
    assert!(reason.contains("org.iso.18013.5.1/issue_date"), "{reason}");
}

#[test]
fn policy_is_the_last_stage() {
    let kit = Kit::new();
    let late = Trust {
        now: at("2027-01-01T00:00:00Z"),
        ..trust_with(&kit, Preset::Default)
    };
    let invalid = issuer_signed(&kit.issue(&licence()), &late)
        .accepted()
        .unwrap_err();
    assert_eq!(invalid.stage, Stage::Validity);
}

#[test]
fn what_a_preset_only_remarks_on_is_told_with_the_document() {
    let kit = Kit::new();
    for preset in Preset::all() {
        let bytes = issued(&kit, &DRIVING_LICENCE, preset);
        issuer_signed(&bytes, &trust_with(&kit, preset))
            .accepted()
            .unwrap();
    }
    let mut draft = Draft::of(&issued(&kit, &DRIVING_LICENCE, Preset::Default));
    let mut item = draft.item(0, 0).clone();
    *member(&mut item, "random") = Value::Bytes(vec![7; 16]);
    draft.items.push(("example.own".into(), vec![item]));
    add(
        draft.mso(&["valueDigests"]),
        "example.own",
        Value::Map(Vec::new()),
    );
    let bytes = draft.sign(&kit.signer_key);
    let report = issuer_signed(&bytes, &trust_with(&kit, Preset::Default));
    assert_eq!(report.is_conformant(), Some(true));
    let told = report.findings().iter().map(|found| found.rule);
    assert_eq!(told.collect::<Vec<_>>(), ["profile.namespace-unknown"]);
}

#[test]
fn what_departs_from_a_preset_is_refused_also_where_readers_may_accept_it() {
    let kit = Kit::new();
    let mut draft = Draft::of(&issued(&kit, &DRIVING_LICENCE, Preset::Default));
    let salt = member(draft.item(0, 0), "random").clone();
    *member(draft.item(0, 1), "random") = salt;
    let bytes = draft.sign(&kit.signer_key);
    issuer_signed(&bytes, &kit.trust()).accepted().unwrap();
    let invalid = issuer_signed(&bytes, &trust_with(&kit, Preset::Default))
        .accepted()
        .unwrap_err();
    assert_eq!(
        (invalid.stage, invalid.code),
        (Stage::Policy, "profile.salt-twice")
    );
}
