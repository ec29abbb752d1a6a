//! The report's JSON, its schema, and the levels that it names.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::*;

fn schema() -> Value {
    serde_json::from_str(Report::JSON_SCHEMA).unwrap()
}

/// Reports of all kinds: whole and least readings, waivers, an unknown answer, another algorithm.
fn reports() -> Vec<Report> {
    let mut pin = reading(HANAKO);
    pin.signing = None;
    let mut records = default_reading(HANAKO);
    records.signing.as_mut().unwrap().signature = None;
    records.face.as_mut().unwrap().signature = None;
    let loose = policy()
        .waive(Waiver::AuthenticationKeyOnly)
        .waive(Waiver::Presence)
        .waive(Waiver::HolderKnowledge)
        .waive(Waiver::SubstituteCharacters);
    let mut reports: Vec<Report> = [
        reading(HANAKO),
        reading(simulator::Holder::NoLicence),
        default_reading(RARE_KANJI),
        pin,
        records,
    ]
    .iter()
    .map(|reading| evidence(&loose, reading).unwrap().report().clone())
    .collect();
    let unknown = examine(&policy().waive(Waiver::UnknownRevocation), &reading(HANAKO));
    let unknown = unknown.unwrap();
    let status = RevocationStatus::Unknown {
        why: UnknownCause::Unreachable,
        since: now(),
    };
    let answers: Vec<_> = unknown
        .questions()
        .iter()
        .map(|q| q.answer(status))
        .collect();
    let unknown = unknown
        .assert_face_binding(FaceBinding::LiveFaceMatched)
        .assert_licence_binding(LicenceBinding::PoliceRecord)
        .conclude(&answers, now());
    reports.push(unknown.unwrap().report().clone());
    reports
}

/// What is wrong with a value by the keywords that the schema uses (JSON Schema 2020-12); any
/// other keyword is an error too.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("{at}: {what}"));
        }
    };
    let mut below = Vec::new();
    let empty = Map::new();
    let properties = schema
        .get("properties")
        .map_or(&empty, |p| p.as_object().unwrap());
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let target = root.pointer(rule.as_str().unwrap().strip_prefix('#').unwrap());
                below.push((target.unwrap(), value, at.to_owned()));
            }
            "type" => fault(
                match rule.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    _ => false,
                },
                "type",
            ),
            "enum" => fault(rule.as_array().unwrap().contains(value), "enum"),
            "minimum" => fault(value.as_i64() >= rule.as_i64(), "minimum"),
            "pattern" => fault(
                match (rule.as_str().unwrap(), value.as_str().unwrap()) {
                    ("^[0-9a-f]{64}$", text) => {
                        text.len() == 64
                            && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                    }
                    ("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", text) => {
                        Timestamp::parse(text).is_ok() && text.len() == 20
                    }
                    _ => false,
                },
                "pattern",
            ),
            "required" => {
                for member in rule.as_array().unwrap() {
                    fault(value.get(member.as_str().unwrap()).is_some(), "required");
                }
            }
            "additionalProperties" => {
                assert_eq!(*rule, json!(false));
                for name in value.as_object().unwrap().keys() {
                    fault(properties.contains_key(name), "additionalProperties");
                }
            }
            "properties" => {
                for (name, schema) in properties {
                    if let Some(value) = value.get(name) {
                        below.push((schema, value, format!("{at}/{name}")));
                    }
                }
            }
            "items" => {
                for (index, value) in value.as_array().unwrap().iter().enumerate() {
                    below.push((rule, value, format!("{at}/{index}")));
                }
            }
            other => fault(false, other),
        }
    }
    for (schema, value, at) in below {
        faults.extend(self::faults(root, schema, value, &at));
    }
    faults
}

#[test]
fn every_report_is_what_the_schema_says() {
    let schema = schema();
    for report in reports() {
        let json = serde_json::to_value(&report).unwrap();
        let faults = faults(&schema, &schema, &json, "");
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
    }
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let schema = schema();
    let report = serde_json::to_value(&reports()[0]).unwrap();
    type Change = fn(&mut Value);
    let table: [(&str, Change); 7] = [
        (": required", |r| {
            r.as_object_mut().unwrap().remove("waivers");
        }),
        (": additionalProperties", |r| r["name"] = "x".into()),
        ("/assurance: enum", |r| r["assurance"] = "high".into()),
        ("/checks: type", |r| r["checks"] = "none".into()),
        ("/concluded-at: pattern", |r| {
            r["concluded-at"] = "2026-11-24".into();
        }),
        ("/proven/revocation-age: minimum", |r| {
            r["proven"]["revocation-age"] = (-1).into();
        }),
        ("/proven/presence/0: enum", |r| {
            r["proven"]["presence"][0] = "chip".into();
        }),
    ];
    for (expected, change) in table {
        let mut changed = report.clone();
        change(&mut changed);
        if changed["checks"].is_array() {
            assert_eq!(faults(&schema, &schema, &changed, ""), [expected]);
        } else {
            let rule = &schema["properties"]["checks"]["type"];
            let faults = faults(
                &schema,
                &json!({ "type": rule }),
                &changed["checks"],
                "/checks",
            );
            assert_eq!(faults, [expected]);
        }
    }
}

type Names = fn(Value) -> Vec<String>;

/// The names that a type can be read from: serde tells them when it refuses another.
fn names<T: DeserializeOwned>(wrong: Value) -> Vec<String> {
    let error = serde_json::from_value::<T>(wrong)
        .err()
        .unwrap()
        .to_string();
    let mut names: Vec<String> = error
        .split('`')
        .skip(3)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

#[test]
fn each_enumeration_of_the_schema_is_the_one_of_its_type() {
    let schema = schema();
    let values = |pointer: &str| {
        let values = schema.pointer(pointer).unwrap().as_array().unwrap();
        let mut values: Vec<String> = values
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        values.sort();
        values
    };
    let table: [(&str, Names); 12] = [
        ("/properties/environment/enum", names::<Environment>),
        ("/properties/assurance/enum", names::<Assurance>),
        (
            "/properties/proven/properties/secrets/items/enum",
            names::<ProvenSecret>,
        ),
        ("/$defs/role/enum", names::<Role>),
        ("/properties/holder-binding/enum", names::<BindingKind>),
        ("/properties/attributes-from/enum", names::<AttributeSource>),
        ("/properties/face-binding/enum", names::<FaceBinding>),
        ("/properties/licence-binding/enum", names::<LicenceBinding>),
        (
            "/properties/checks/items/properties/check/enum",
            names::<CheckName>,
        ),
        (
            "/properties/revocation/items/properties/source/enum",
            names::<AnswerSource>,
        ),
        (
            "/properties/revocation/items/properties/unknown/enum",
            names::<UnknownCause>,
        ),
        ("/properties/waivers/items/enum", names::<Waiver>),
    ];
    for (pointer, names) in table {
        assert_eq!(values(pointer), names("?".into()), "{pointer}");
    }
    assert_eq!(
        values("/properties/issuer-assertions/items/enum"),
        names::<Assertion>("?".into())
    );
}

#[test]
fn each_object_of_the_schema_has_the_members_of_its_type() {
    let schema = schema();
    let members = |pointer: &str| {
        let properties = schema.pointer(pointer).unwrap()["properties"]
            .as_object()
            .unwrap();
        let mut members: Vec<String> = properties.keys().cloned().collect();
        members.sort();
        members
    };
    let table: [(&str, Names); 5] = [
        ("", names::<Report>),
        ("/properties/proven", names::<Proven>),
        ("/properties/checks/items", names::<Check>),
        (
            "/properties/checks/items/properties/anchor",
            names::<AnchorName>,
        ),
        ("/properties/revocation/items", names::<RevocationCheck>),
    ];
    for (pointer, names) in table {
        assert_eq!(members(pointer), names(json!({ "?": 0 })), "{pointer}");
    }
}

#[test]
fn the_report_names_the_secrets_and_the_parts_of_the_card_that_were_proven() {
    let proven: Vec<Value> = reports()
        .iter()
        .map(|report| serde_json::to_value(&report.proven).unwrap())
        .collect();
    let both = json!(["signing-password", "authentication-pin"]);
    let whole = json!(["signing", "authentication", "text", "face"]);
    let all = json!({ "secrets": both, "presence": whole, "revocation-age": 0 });
    assert_eq!(
        proven,
        [
            all.clone(),
            all,
            json!({
                "secrets": ["signing-password"],
                "presence": ["signing", "face"],
                "revocation-age": 0,
            }),
            json!({
                "secrets": ["authentication-pin"],
                "presence": ["authentication", "text", "face"],
                "revocation-age": 0,
            }),
            json!({ "secrets": [], "presence": [], "revocation-age": 0 }),
            json!({ "secrets": both, "presence": whole }),
        ]
    );
}

#[test]
fn the_age_of_revocation_is_that_of_the_oldest_good_answer() {
    for (ages, expected) in [
        ([10, 7_200], 7_200),
        ([7_200, 10], 7_200),
        // A source whose clock is ahead.
        ([-30, -30], 0),
    ] {
        let examined = examine(&policy(), &reading(HANAKO)).unwrap();
        let answers: Vec<_> = examined
            .questions()
            .iter()
            .zip(ages)
            .map(|(question, age)| {
                let as_of = now().plus_seconds(-age);
                question.answer(RevocationStatus::Good { as_of })
            })
            .collect();
        let evidence = examined
            .assert_face_binding(FaceBinding::NameImageReviewed)
            .assert_licence_binding(LicenceBinding::FaceCompared)
            .conclude(&answers, now())
            .unwrap();
        assert_eq!(evidence.report().proven.revocation_age, Some(expected));
    }
}
