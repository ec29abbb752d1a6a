use ciborium::Value;

use super::lint::{ZERO_KNOWLEDGE, broken_by, names};
use crate::doctype::DRIVING_LICENCE;
use crate::issue::tests::kit::{self, Draft, add, member};
use crate::pki::Severity;
use crate::profile::Preset;

/// A rule, the preset that asks it, the severity, and a change that breaks it and nothing else.
type Fault = (&'static str, Preset, Severity, fn(&mut Draft));

const FAULTS: &[Fault] = &[
    (
        "profile.x5chain",
        Preset::Default,
        Severity::Refused,
        |draft| {
            draft.unprotected = Value::Map(Vec::new());
        },
    ),
    (
        "profile.x5chain",
        Preset::Default,
        Severity::Refused,
        |draft| {
            draft.unprotected = Value::Map(vec![(33.into(), vec![0x30_u8].into())]);
        },
    ),
    (
        "profile.protected-header",
        Preset::Default,
        Severity::Deviation,
        |draft| {
            add(&mut draft.protected, 4, b"kid".to_vec());
        },
    ),
    (
        "profile.protected-header",
        ZERO_KNOWLEDGE,
        Severity::Refused,
        |draft| {
            add(&mut draft.protected, 4, b"kid".to_vec());
        },
    ),
    (
        "profile.x5chain-protected",
        Preset::Edition2,
        Severity::Deviation,
        |draft| {
            let chain = draft.unprotected.as_map_mut().unwrap().pop().unwrap();
            draft.protected.as_map_mut().unwrap().push(chain);
        },
    ),
    (
        "profile.certificate-thumbprint",
        Preset::Edition2,
        Severity::Note,
        without_thumbprint,
    ),
    (
        "profile.certificate-thumbprint-of-another",
        Preset::Edition2,
        Severity::Refused,
        |draft| {
            let thumbprint = vec![Value::from(-16), vec![0_u8; 32].into()];
            without_thumbprint(draft);
            add(&mut draft.protected, 34, thumbprint);
        },
    ),
    (
        "profile.mso-version",
        Preset::Default,
        Severity::Deviation,
        |draft| {
            *draft.mso(&["version"]) = "1.1".into();
        },
    ),
    (
        "profile.digest-algorithm",
        Preset::Default,
        Severity::Refused,
        |draft| {
            *draft.mso(&["digestAlgorithm"]) = "SHA3-256".into();
        },
    ),
    (
        "profile.digest-algorithm",
        Preset::Default,
        Severity::Refused,
        |draft| {
            decoy(draft, 1000, vec![0; 31]);
        },
    ),
    (
        "profile.signed-outside-certificate",
        Preset::Default,
        Severity::Refused,
        |draft| {
            *draft.mso(&["validityInfo", "signed"]) = tdate("2026-05-01T00:00:00Z");
        },
    ),
    (
        "profile.order-of-dates",
        Preset::Default,
        Severity::Refused,
        |draft| {
            *draft.mso(&["validityInfo", "validFrom"]) = tdate("2026-06-01T00:00:00Z");
        },
    ),
    (
        "profile.order-of-dates",
        Preset::Default,
        Severity::Refused,
        |draft| {
            let until = draft.mso(&["validityInfo", "validUntil"]).clone();
            *draft.mso(&["validityInfo", "validFrom"]) = until;
        },
    ),
    (
        "profile.outlives-document-signer",
        Preset::Default,
        Severity::Deviation,
        outlive,
    ),
    (
        "profile.outlives-document-signer",
        Preset::Edition1,
        Severity::Note,
        outlive,
    ),
    (
        "profile.outlives-document-signer",
        Preset::Edition2,
        Severity::Refused,
        outlive,
    ),
    (
        "profile.expected-update",
        Preset::Default,
        Severity::Note,
        |draft| {
            let update = tdate("2026-06-01T00:00:00Z");
            add(draft.mso(&["validityInfo"]), "expectedUpdate", update);
        },
    ),
    (
        "profile.fine-times",
        Preset::Default,
        Severity::Note,
        |draft| {
            *draft.mso(&["validityInfo", "validFrom"]) = tdate("2026-06-10T09:00:01Z");
        },
    ),
    (
        "profile.digest",
        Preset::Default,
        Severity::Refused,
        |draft| {
            draft.redigest = false;
            *member(draft.item(0, 0), "elementValue") = "OTHER".into();
        },
    ),
    (
        "profile.salt-twice",
        Preset::Default,
        Severity::Deviation,
        |draft| {
            let salt = member(draft.item(0, 0), "random").clone();
            *member(draft.item(0, 1), "random") = salt;
        },
    ),
    (
        "profile.device-key-form",
        Preset::Default,
        Severity::Deviation,
        |draft| {
            add(draft.mso(&["deviceKeyInfo", "deviceKey"]), 3, -7);
        },
    ),
    (
        "profile.device-key-unsupported",
        Preset::Edition2,
        Severity::Refused,
        |draft| {
            let point = [-2, -3].map(|label| (label.into(), vec![7_u8; 66].into()));
            let p521 = [(1.into(), 2.into()), ((-1).into(), 3.into())];
            let key = p521.into_iter().chain(point).collect();
            *draft.mso(&["deviceKeyInfo", "deviceKey"]) = Value::Map(key);
        },
    ),
    (
        "profile.device-key-unsupported",
        Preset::Default,
        Severity::Refused,
        |draft| {
            let key = [(1, 1.into()), (-1, 7.into()), (-2, vec![7_u8; 57].into())];
            let key = key.map(|(label, value): (i32, Value)| (label.into(), value));
            *draft.mso(&["deviceKeyInfo", "deviceKey"]) = Value::Map(key.to_vec());
        },
    ),
    (
        "profile.device-key-info",
        ZERO_KNOWLEDGE,
        Severity::Refused,
        |draft| {
            let info = Value::Map(Vec::new());
            add(draft.mso(&["deviceKeyInfo"]), "keyInfo", info);
        },
    ),
    (
        "profile.payload-too-long",
        ZERO_KNOWLEDGE,
        Severity::Refused,
        |draft| {
            for id in 100..160 {
                decoy(draft, id, vec![0; 32]);
            }
        },
    ),
    (
        "profile.status",
        Preset::Edition1,
        Severity::Note,
        |draft| {
            let reference = vec![
                ("idx".into(), 7.into()),
                ("uri".into(), "https://a.example".into()),
            ];
            let status = vec![("status_list".into(), Value::Map(reference))];
            add(&mut draft.security_object, "status", Value::Map(status));
        },
    ),
    (
        "profile.element-missing",
        Preset::Edition2,
        Severity::Refused,
        |draft| {
            draft.items[0].1.remove(0);
        },
    ),
    (
        "profile.element-missing-of-japan",
        Preset::Japan,
        Severity::Refused,
        |draft| {
            let name = |item: &mut Value| {
                member(item, "elementIdentifier").as_text() == Some("name_romanisation_source")
            };
            draft.items[1].1.retain_mut(|item| !name(item));
        },
    ),
    (
        "profile.element-unknown",
        Preset::Default,
        Severity::Deviation,
        |draft| {
            // One that may be missing.
            let item = draft.item(0, 11);
            *member(item, "elementIdentifier") = "shoe_size".into();
        },
    ),
    (
        "profile.namespace-unknown",
        Preset::Japan,
        Severity::Deviation,
        |draft| {
            let mut item = draft.item(0, 0).clone();
            *member(&mut item, "random") = vec![9_u8; 16].into();
            draft.items.push(("com.example".to_owned(), vec![item]));
            let digests = (0.into(), vec![0_u8; 32].into());
            add(
                draft.mso(&["valueDigests"]),
                "com.example",
                Value::Map(vec![digests]),
            );
        },
    ),
    (
        "profile.element-value",
        Preset::Default,
        Severity::Refused,
        |draft| {
            *member(draft.item(0, 0), "elementValue") = "番号".into();
        },
    ),
    (
        "profile.portrait-jpeg",
        Preset::PhoneWallet,
        Severity::Deviation,
        |draft| {
            let on_card = include_bytes!("../../card/simulator/assets/portrait-licence.jp2");
            *value_of(draft, "portrait") = on_card.to_vec().into();
        },
    ),
    (
        "profile.issuing-country",
        Preset::Default,
        Severity::Refused,
        |draft| {
            *value_of(draft, "issuing_country") = "US".into();
        },
    ),
    (
        "profile.device-signs-issuers-element",
        Preset::Default,
        Severity::Refused,
        |draft| {
            let elements = Value::Array(vec!["family_name".into()]);
            let spaces = Value::Map(vec![(kit::ISO.into(), elements)]);
            let authorizations = Value::Map(vec![("dataElements".into(), spaces)]);
            add(
                draft.mso(&["deviceKeyInfo"]),
                "keyAuthorizations",
                authorizations,
            );
        },
    ),
    (
        "profile.not-provable",
        ZERO_KNOWLEDGE,
        Severity::Note,
        |draft| {
            *value_of(draft, "issuing_authority") = "A".repeat(60).into();
        },
    ),
];

fn without_thumbprint(draft: &mut Draft) {
    let headers = draft.protected.as_map_mut().unwrap();
    headers.retain(|(label, _)| *label != Value::from(34));
}

fn outlive(draft: &mut Draft) {
    *draft.mso(&["validityInfo", "validUntil"]) = tdate("2027-07-01T00:00:00Z");
}

fn tdate(text: &str) -> Value {
    Value::Tag(0, Box::new(text.into()))
}

fn decoy(draft: &mut Draft, id: u32, digest: Vec<u8>) {
    let digests = draft.mso(&["valueDigests", kit::ISO]);
    add(digests, id, digest);
}

fn value_of<'a>(draft: &'a mut Draft, identifier: &str) -> &'a mut Value {
    let items = &mut draft.items[0].1;
    let named = |item: &mut Value| member(item, "elementIdentifier").as_text() == Some(identifier);
    let place = items.iter_mut().position(named).unwrap();
    member(&mut items[place], "elementValue")
}

#[test]
fn each_rule_finds_its_own_fault_alone() {
    for (rule, preset, severity, change) in FAULTS {
        let found = broken_by(&DRIVING_LICENCE, *preset, change);
        assert_eq!(names(&found), [*rule], "{preset:?}");
        assert!(
            found.iter().all(|found| found.severity == *severity),
            "{rule}"
        );
    }
}
