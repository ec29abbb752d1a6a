use std::collections::HashSet;
use std::sync::LazyLock;

use ciborium::Value;

use crate::cose::encode_key;
use crate::crypto::{Signer, SigningCurve};
use crate::derive::{ClaimedElement, ClaimedNamespace, Claims};
use crate::doctype::{DRIVING_LICENCE, DocType, MY_NUMBER_CARD, Presence};
use crate::issue::IssuingPolicy;
use crate::issue::tests::kit::{self, Draft, Kit, add, decode, member};
use crate::mdoc::tests::annex_d_issuer_signed;
use crate::mdoc::{DigestAlgorithm, MdocError};
use crate::pki::Severity;
use crate::pki::tests::hostile::{edited, edits};
use crate::profile::{
    Circuits, Detail, Finding, IssuingOptions, Obstacle, Place, Preset, lint, rules,
};

pub(super) const ZERO_KNOWLEDGE: Preset = Preset::ZeroKnowledge(Circuits::Version7);

/// Every element of a document type but what is issued on request, with its sample.
pub(crate) fn claims_of(doc_type: &'static DocType) -> Claims {
    let namespaces = doc_type.namespaces.iter().map(|space| ClaimedNamespace {
        name: space.name,
        elements: space
            .elements
            .iter()
            .filter(|row| row.presence != Presence::OnRequest)
            .map(|row| ClaimedElement {
                identifier: match row.identifier {
                    "age_over_NN" => "age_over_18",
                    "biometric_template_xx" => "biometric_template_face",
                    identifier => identifier,
                },
                value: row.sample.to_cbor(),
            })
            .filter(|claim| claim.identifier != "issuing_jurisdiction")
            .collect(),
    });
    Claims {
        doc_type: doc_type.name,
        namespaces: namespaces.collect(),
        ..kit::licence()
    }
}

pub(crate) fn issued(kit: &Kit, doc_type: &'static DocType, preset: Preset) -> Vec<u8> {
    let policy = IssuingPolicy {
        options: preset.options(),
        ..kit::policy()
    };
    kit.issue_with(&claims_of(doc_type), policy)
}

pub(super) fn names(findings: &[Finding]) -> Vec<&'static str> {
    let mut names: Vec<_> = findings.iter().map(|found| found.rule).collect();
    names.dedup();
    names
}

/// The rules that a change breaks under a preset, but those that the unchanged credential breaks.
pub(super) fn broken_by(
    doc_type: &'static DocType,
    preset: Preset,
    change: &dyn Fn(&mut Draft),
) -> Vec<Finding> {
    let kit = Kit::new();
    let original = issued(&kit, doc_type, preset);
    let mut draft = Draft::of(&original);
    change(&mut draft);
    let before = lint(&original, preset).unwrap();
    let mut after = lint(&draft.sign(&kit.signer_key), preset).unwrap();
    after.retain(|found| !before.contains(found));
    after
}

#[test]
fn what_is_issued_by_a_preset_departs_from_it_in_notes_alone() {
    let kit = Kit::new();
    for doc_type in DocType::all() {
        for preset in Preset::all() {
            let found = lint(&issued(&kit, doc_type, preset), preset).unwrap();
            let worst = found.iter().map(|found| found.severity).max();
            assert!(worst <= Some(Severity::Note), "{preset:?} {found:#?}");
            if matches!(
                preset,
                Preset::Default | Preset::Japan | Preset::PhoneWallet
            ) {
                assert_eq!(found, [], "{preset:?}");
            }
        }
    }
}

#[test]
fn a_signature_by_another_key_is_found() {
    let kit = Kit::new();
    let mut bytes = issued(&kit, &MY_NUMBER_CARD, Preset::Default);
    *bytes.last_mut().unwrap() ^= 1;
    let found = lint(&bytes, Preset::Default).unwrap();
    assert_eq!(names(&found), ["profile.signature"]);
}

#[test]
fn what_comes_from_another_curve_than_p256_is_found() {
    let kit = Kit::of(SigningCurve::P384, SigningCurve::P384, None, "p384");
    let bytes = issued(&kit, &MY_NUMBER_CARD, Preset::Default);
    let rules = |preset| names(&lint(&bytes, preset).unwrap());
    assert_eq!(rules(Preset::Default), ["profile.es256"]);
    assert_eq!(rules(Preset::Edition1), [""; 0]);
    assert!(rules(ZERO_KNOWLEDGE).contains(&"profile.es256"));
}

#[test]
fn another_digest_than_sha256_is_found() {
    let kit = Kit::new();
    let mut draft = Draft::of(&issued(&kit, &MY_NUMBER_CARD, Preset::Edition1));
    *draft.mso(&["digestAlgorithm"]) = "SHA-384".into();
    draft.redigest = false;
    for (name, items) in draft.items.clone() {
        let digests = draft.mso(&["valueDigests", &name]).as_map_mut().unwrap();
        digests.clear();
        for mut item in items {
            let bytes = kit::encode(&kit::tagged(&kit::encode(&item)));
            let digest = DigestAlgorithm::Sha384.digest(&bytes).as_bytes().to_vec();
            digests.push((member(&mut item, "digestID").clone(), digest.into()));
        }
    }
    let bytes = draft.sign(&kit.signer_key);
    let rules = |preset| names(&lint(&bytes, preset).unwrap());
    assert_eq!(rules(Preset::Default), ["profile.sha256"]);
    assert_eq!(rules(Preset::Edition1), [""; 0]);
}

#[test]
fn a_root_or_another_certificate_before_the_document_signers_is_found() {
    let kit = Kit::new();
    let chain = |certificates: [&crate::pki::Certificate; 2]| {
        let mut draft = Draft::of(&issued(&kit, &MY_NUMBER_CARD, Preset::Default));
        let chain: Vec<Value> = certificates.map(|c| c.der().to_vec().into()).to_vec();
        draft.unprotected = Value::Map(vec![(33.into(), chain.into())]);
        names(&lint(&draft.sign(&kit.signer_key), Preset::Default).unwrap())
    };
    assert_eq!(chain([&kit.signer, &kit.iaca]), ["profile.root-in-x5chain"]);
    let reversed = chain([&kit.iaca, &kit.signer]);
    for rule in [
        "profile.document-signer-first",
        "profile.signature",
        "pki.key-usage",
    ] {
        assert!(reversed.contains(&rule), "{rule}: {reversed:?}");
    }
}

#[test]
fn two_elements_of_one_digest_id_are_found() {
    let found = broken_by(&DRIVING_LICENCE, Preset::Default, &|draft| {
        let id = member(draft.item(0, 0), "digestID").clone();
        *member(draft.item(0, 1), "digestID") = id;
    });
    assert_eq!(names(&found), ["profile.digest", "profile.digest-id-twice"]);
}

#[test]
fn a_device_key_that_signs_documents_is_found() {
    let kit = Kit::new();
    let mut draft = Draft::of(&issued(&kit, &MY_NUMBER_CARD, Preset::Default));
    *draft.mso(&["deviceKeyInfo", "deviceKey"]) = decode(&encode_key(&kit.signer_key.public_key()));
    let found = lint(&draft.sign(&kit.signer_key), Preset::Default).unwrap();
    assert_eq!(names(&found), ["profile.device-key-is-issuers"]);
}

#[test]
fn a_document_type_without_a_table_is_a_note_but_not_of_japan() {
    for (preset, severity) in [
        (Preset::Default, Severity::Note),
        (Preset::Japan, Severity::Refused),
    ] {
        let found = broken_by(&DRIVING_LICENCE, preset, &|draft| {
            *draft.mso(&["docType"]) = "com.example".into();
        });
        assert_eq!(names(&found), ["profile.document-type"]);
        assert_eq!(found[0].severity, severity);
    }
}

#[test]
fn a_jurisdiction_that_is_not_the_document_signers_is_found() {
    let kit = Kit::of(
        SigningCurve::P384,
        SigningCurve::P256,
        Some("JP-13"),
        "state",
    );
    let mut draft = Draft::of(&issued(&kit, &DRIVING_LICENCE, Preset::Default));
    let item = draft.item(0, 11);
    *member(item, "elementIdentifier") = "issuing_jurisdiction".into();
    *member(item, "elementValue") = "JP-27".into();
    let found = lint(&draft.sign(&kit.signer_key), Preset::Default).unwrap();
    assert_eq!(names(&found), ["profile.issuing-jurisdiction"]);
}

#[test]
fn the_elements_that_cannot_be_proven_are_named_with_the_reason() {
    let kit = Kit::new();
    let found = lint(
        &issued(&kit, &MY_NUMBER_CARD, ZERO_KNOWLEDGE),
        ZERO_KNOWLEDGE,
    )
    .unwrap();
    assert_eq!(names(&found), ["profile.not-provable"]);
    let japanese = MY_NUMBER_CARD.namespace("org.iso.23220.1.jp").unwrap();
    // All but the individual number.
    assert_eq!(found.len(), japanese.elements.len() - 1);
    for found in found {
        assert_eq!(found.detail, Some(Detail::Obstacle(Obstacle::Namespace)));
        assert!(
            matches!(&found.place, Place::Element { namespace, .. } if namespace == japanese.name)
        );
    }
}

#[test]
fn a_credential_of_which_nothing_can_be_proven_is_refused_for_zero_knowledge() {
    let found = broken_by(&MY_NUMBER_CARD, ZERO_KNOWLEDGE, &|draft| {
        draft.items.remove(0);
    });
    assert_eq!(names(&found), ["profile.nothing-provable"]);
}

#[test]
fn the_bytes_that_a_security_object_is_too_long_are_counted() {
    let kit = Kit::new();
    let bytes = |decoys| {
        let mut draft = Draft::of(&issued(&kit, &MY_NUMBER_CARD, ZERO_KNOWLEDGE));
        for id in 0..decoys {
            let digests = draft.mso(&["valueDigests", "org.iso.23220.1"]);
            add(digests, 1000 + id, vec![0_u8; 32]);
        }
        let bytes = draft.sign(&kit.signer_key);
        let length = crate::mdoc::IssuerSigned::parse(&bytes)
            .unwrap()
            .payload()
            .len();
        (bytes, length)
    };
    let (bytes, length) = bytes(60);
    let found = lint(&bytes, ZERO_KNOWLEDGE).unwrap();
    let counted = found
        .iter()
        .find(|found| found.rule == "profile.payload-too-long");
    let excess = length - 2532;
    assert_eq!(counted.unwrap().detail, Some(Detail::Excess(excess)));
}

#[test]
fn what_an_edition_does_not_know_or_wants_hidden_is_a_note_of_that_edition_alone() {
    let kit = Kit::new();
    let notes = |options: IssuingOptions, preset, rule| {
        let policy = IssuingPolicy {
            options,
            ..kit::policy()
        };
        let bytes = kit.issue_with(&claims_of(&DRIVING_LICENCE), policy);
        let found = lint(&bytes, preset).unwrap().into_iter();
        found.filter(|found| found.rule == rule).collect::<Vec<_>>()
    };
    let without_decoys = IssuingOptions {
        decoys: false,
        ..Preset::Edition2.options()
    };
    for preset in Preset::all() {
        let newer = notes(preset.options(), preset, "profile.element-newer");
        assert_eq!(!newer.is_empty(), preset == Preset::Edition1, "{preset:?}");
        let shown = notes(without_decoys.clone(), preset, "profile.no-decoys");
        assert_eq!(shown.len() == 1, preset == Preset::Edition2, "{preset:?}");
        let hidden = notes(Preset::Edition2.options(), preset, "profile.no-decoys");
        assert_eq!(hidden, []);
        let mut all = newer.iter().chain(&shown);
        assert!(all.all(|found| found.severity == Severity::Note));
    }
}

#[test]
fn what_cannot_be_read_is_told_by_its_code() {
    assert!(matches!(
        lint(&[0xBF, 0xFF], Preset::Default),
        Err(MdocError::Cbor(_))
    ));
    assert!(matches!(
        lint(&[0xA0], Preset::Default),
        Err(MdocError::Missing { .. })
    ));
}

#[test]
fn every_rule_has_a_name_of_its_own() {
    let mut names = HashSet::new();
    assert!(rules::all().all(|rule| names.insert(rule.name)));
    assert!(names.iter().all(|name| name.starts_with("profile.")));
}

#[test]
fn the_standards_example_departs_as_known() {
    let Some(bytes) = annex_d_issuer_signed() else {
        return;
    };
    // It shows six elements; its CRL distribution point is no URI, and it outlives its signer.
    let common = [
        "profile.outlives-document-signer",
        "profile.fine-times",
        "profile.element-missing",
    ];
    let crl = "pki.crl-distribution-points";
    let expected = |preset| match preset {
        Preset::Default | Preset::Edition1 | Preset::PhoneWallet => [&common[..], &[crl]].concat(),
        Preset::Edition2 => [
            &["profile.certificate-thumbprint"],
            &common[..],
            &["pki.extended-key-usage-generic", crl],
        ]
        .concat(),
        Preset::ZeroKnowledge(_) => [&common[..], &["profile.not-provable", crl]].concat(),
        Preset::Japan => [
            &common[..],
            &[
                "profile.element-missing-of-japan",
                "profile.country-of-japan",
                crl,
            ],
        ]
        .concat(),
    };
    for preset in Preset::all() {
        let found = lint(&bytes, preset).unwrap();
        assert_eq!(names(&found), expected(preset), "{preset:?}");
        let missing = found.iter().filter(|f| f.rule == "profile.element-missing");
        assert_eq!(missing.count(), 5);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]
    #[test]
    fn no_edit_of_bytes_makes_the_rules_panic_or_tell_values(edits in edits()) {
        static GOOD: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
            let all = DocType::all().into_iter();
            all.map(|doc_type| issued(&Kit::new(), doc_type, Preset::Default)).collect()
        });
        for good in GOOD.iter() {
            let bytes = edited(good, &edits);
            for preset in Preset::all() {
                for found in lint(&bytes, preset).unwrap_or_default() {
                    let said = format!("{found:?} {}", found.place);
                    proptest::prop_assert!(!said.contains("BANGO"), "{said}");
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_the_rules_panic(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
    ) {
        for preset in Preset::all() {
            proptest::prop_assert!(lint(&bytes, preset).is_err());
        }
    }
}
