use ciborium::Value;

use super::all_refused;
use crate::issue::tests::kit::{ISO, Kit, add, remove};
use crate::verify::Stage;

#[test]
fn a_security_object_with_one_fault_is_refused_at_structure() {
    let kit = Kit::new();
    let mso = |path: &[&str], value: Value| kit.changed(|draft| *draft.mso(path) = value.clone());
    let without = |path: &[&str], name: &str| kit.changed(|draft| remove(draft.mso(path), name));
    let authorizations = |value: Value| {
        kit.changed(|draft| {
            add(
                draft.mso(&["deviceKeyInfo"]),
                "keyAuthorizations",
                value.clone(),
            )
        })
    };
    let map = |members: &[(&str, Value)]| {
        let pairs = members.iter().cloned();
        Value::Map(pairs.map(|(name, value)| (name.into(), value)).collect())
    };
    let names = || Value::Array(vec!["n".into()]);
    let mut cases = vec![
        (
            "version 2.0",
            mso(&["version"], "2.0".into()),
            "mdoc.version",
        ),
        ("version 1", mso(&["version"], "1".into()), "mdoc.version"),
        (
            "version as a number",
            mso(&["version"], Value::from(1)),
            "mdoc.structure",
        ),
        (
            "an empty document type",
            mso(&["docType"], "".into()),
            "mdoc.name",
        ),
        (
            "a document type that forges a line",
            mso(&["docType"], "a\nvalid b".into()),
            "mdoc.name",
        ),
        (
            "a digest id of 2^31",
            kit.changed(|draft| {
                let digests = draft.mso(&["valueDigests", ISO]);
                add(digests, 1_u64 << 31, Value::Bytes(vec![0; 32]));
            }),
            "mdoc.digest-id",
        ),
        (
            "a digest that is a text",
            kit.changed(|draft| {
                let digests = draft.mso(&["valueDigests", ISO]);
                add(digests, 99, "digest");
            }),
            "mdoc.structure",
        ),
        (
            "a keyInfo that is no map",
            kit.changed(|draft| {
                add(
                    draft.mso(&["deviceKeyInfo"]),
                    "keyInfo",
                    Value::Array(vec![]),
                );
            }),
            "mdoc.structure",
        ),
        (
            "a keyInfo with a name",
            kit.changed(|draft| {
                add(
                    draft.mso(&["deviceKeyInfo"]),
                    "keyInfo",
                    map(&[("n", 1.into())]),
                );
            }),
            "mdoc.structure",
        ),
        (
            "no authorizations",
            authorizations(map(&[])),
            "mdoc.key-authorizations",
        ),
        (
            "an empty list of authorizations",
            authorizations(map(&[("nameSpaces", Value::Array(vec![]))])),
            "mdoc.structure",
        ),
        (
            "a namespace authorized in whole and in part",
            authorizations(map(&[
                ("nameSpaces", names()),
                ("dataElements", map(&[("n", names())])),
            ])),
            "mdoc.key-authorizations",
        ),
        (
            "an integer key",
            kit.changed(|draft| add(draft.mso(&[]), 1, 1)),
            "mdoc.structure",
        ),
    ];
    for name in [
        "version",
        "digestAlgorithm",
        "deviceKeyInfo",
        "docType",
        "validityInfo",
    ] {
        cases.push((name, without(&[], name), "mdoc.missing-member"));
    }
    for name in ["signed", "validFrom", "validUntil"] {
        cases.push((
            name,
            without(&["validityInfo"], name),
            "mdoc.missing-member",
        ));
    }
    let no_key = without(&["deviceKeyInfo"], "deviceKey");
    cases.push(("deviceKey", no_key, "mdoc.missing-member"));
    let no_digests = kit.changed(|draft| {
        draft.redigest = false;
        remove(draft.mso(&[]), "valueDigests");
    });
    cases.push(("valueDigests", no_digests, "mdoc.missing-member"));
    all_refused(&kit, Stage::Structure, &cases);
}

#[test]
fn a_date_of_another_form_is_refused_at_structure() {
    let kit = Kit::new();
    let text = |text: &str| Value::Tag(0, Box::new(text.into()));
    let forms = [
        ("a fraction", text("2026-06-10T09:00:00.000Z")),
        ("an offset", text("2026-06-10T09:00:00+00:00")),
        ("a lower-case z", text("2026-06-10T09:00:00z")),
        ("a lower-case t", text("2026-06-10t09:00:00Z")),
        ("no such day", text("2026-06-31T09:00:00Z")),
        ("a date without time", text("2026-06-10")),
        ("no tag", "2026-06-10T09:00:00Z".into()),
        (
            "seconds of an epoch",
            Value::Tag(1, Box::new(Value::from(1_781_082_000))),
        ),
        (
            "a full date",
            Value::Tag(1004, Box::new("2026-06-10".into())),
        ),
    ];
    for (name, value) in forms {
        for date in ["signed", "validFrom", "validUntil"] {
            let bytes = kit.changed(|draft| *draft.mso(&["validityInfo", date]) = value.clone());
            all_refused(&kit, Stage::Structure, &[(name, bytes, "mdoc.date")]);
        }
        let bytes = kit.changed(|draft| {
            add(
                draft.mso(&["validityInfo"]),
                "expectedUpdate",
                value.clone(),
            );
        });
        all_refused(&kit, Stage::Structure, &[(name, bytes, "mdoc.date")]);
    }
}

#[test]
fn a_malformed_status_reference_is_refused_at_structure() {
    let kit = Kit::new();
    let map = |members: &[(&str, Value)]| {
        let pairs = members.iter().cloned();
        Value::Map(pairs.map(|(name, value)| (name.into(), value)).collect())
    };
    let uri = || ("uri", Value::from("https://issuer.example/status/1"));
    let idx = || ("idx", Value::from(7));
    let list = |members: &[(&str, Value)]| map(&[("status_list", map(members))]);
    let cases = [
        ("no map", Value::from("status")),
        ("null", Value::Null),
        (
            "a list that is no map",
            map(&[("status_list", Value::from(1))]),
        ),
        ("no index", list(&[uri()])),
        ("a negative index", list(&[("idx", Value::from(-1)), uri()])),
        ("an index as a text", list(&[("idx", "7".into()), uri()])),
        ("no address", list(&[idx()])),
        ("an empty address", list(&[idx(), ("uri", "".into())])),
        (
            "an address beyond all bounds",
            list(&[idx(), ("uri", "x".repeat(2_049).into())]),
        ),
        (
            "a certificate as a text",
            list(&[idx(), uri(), ("certificate", "pem".into())]),
        ),
        (
            "an identifier as a number",
            map(&[("identifier_list", map(&[("id", Value::from(1)), uri()]))]),
        ),
        ("no identifier", map(&[("identifier_list", map(&[uri()]))])),
    ];
    for (name, status) in cases {
        let bytes = kit.changed(|draft| add(draft.mso(&[]), "status", status.clone()));
        let case = (name, bytes, "mdoc.status-reference");
        all_refused(&kit, Stage::Structure, &[case]);
    }
}
