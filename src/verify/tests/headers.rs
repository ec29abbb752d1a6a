use ciborium::Value;

use super::{all_refused, issuer_auth, refused, tampered};
use crate::crypto::{SigningCurve, SoftwareKey};
use crate::issue::tests::kit::{Draft, Kit, add, encode, licence, member, remove};
use crate::mdoc::Tag18;
use crate::testing::SeededRandom;
use crate::verify::{Stage, Trust, issuer_signed};

#[test]
fn headers_with_one_fault_are_refused_at_structure() {
    let kit = Kit::new();
    let good = kit.issue(&licence());
    let x5chain = |draft: &mut Draft| draft.unprotected.as_map_mut().unwrap().remove(0).1;
    let cases = [
        (
            "no algorithm",
            kit.changed(|draft| draft.protected = Value::Map(vec![])),
            "cose.algorithm-missing",
        ),
        (
            "an unprotected algorithm",
            kit.changed(|draft| {
                draft.protected = Value::Map(vec![]);
                add(&mut draft.unprotected, 1, -7);
            }),
            "cose.algorithm-missing",
        ),
        (
            "an algorithm in both headers",
            kit.changed(|draft| add(&mut draft.unprotected, 1, -7)),
            "cose.label-twice",
        ),
        (
            "an unknown critical parameter",
            kit.changed(|draft| {
                let crit = Value::Array(vec!["com.example.critical".into()]);
                add(&mut draft.protected, 2, crit);
                add(&mut draft.protected, "com.example.critical", 1);
            }),
            "cose.unknown-critical",
        ),
        (
            "an algorithm that is neither a number nor a text",
            kit.changed(|draft| {
                draft.protected = Value::Map(vec![(1.into(), Value::Array(vec![]))]);
            }),
            "cose.structure",
        ),
        (
            "an unknown critical parameter beside an unregistered algorithm",
            kit.changed(|draft| {
                draft.protected = Value::Map(vec![
                    (1.into(), (-65_000).into()),
                    (2.into(), Value::Array(vec!["com.example.critical".into()])),
                    ("com.example.critical".into(), 1.into()),
                ]);
            }),
            "cose.unknown-critical",
        ),
        (
            "an algorithm in both headers, one of them unregistered",
            kit.changed(|draft| {
                draft.protected = Value::Map(vec![(1.into(), (-65_000).into())]);
                add(&mut draft.unprotected, 1, -7);
            }),
            "cose.label-twice",
        ),
        (
            "no certificate",
            kit.changed(|draft| drop(x5chain(draft))),
            "verify.x5chain-missing",
        ),
        (
            "an array of one certificate",
            kit.changed(|draft| {
                let certificate = x5chain(draft);
                add(&mut draft.unprotected, 33, Value::Array(vec![certificate]));
            }),
            "cose.x5chain",
        ),
        (
            "the certificate in both headers",
            kit.changed(|draft| {
                let certificate = x5chain(draft);
                add(&mut draft.unprotected, 33, certificate.clone());
                add(&mut draft.protected, 33, certificate);
            }),
            "cose.label-twice",
        ),
        (
            "tag 18",
            tampered(&good, |whole| {
                let auth = member(whole, "issuerAuth");
                *auth = Value::Tag(18, Box::new(auth.clone()));
            }),
            "cose.tagged",
        ),
        (
            "no payload",
            tampered(&good, |whole| issuer_auth(whole)[2] = Value::Null),
            "mdoc.structure",
        ),
        (
            "five parts",
            tampered(&good, |whole| issuer_auth(whole).push(Value::Null)),
            "cose.structure",
        ),
        (
            "no signature at all",
            tampered(&good, |whole| remove(whole, "issuerAuth")),
            "mdoc.missing-member",
        ),
        ("no map", encode(&Value::Array(vec![])), "mdoc.structure"),
    ];
    all_refused(&kit, Stage::Structure, &cases);
}

#[test]
fn an_earlier_stage_is_told_before_a_later_one() {
    let kit = Kit::new();
    let other =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let mut draft = Draft::of(&kit.issue(&licence()));
    *member(draft.item(0, 0), "random") = Value::Bytes(vec![7; 15]);
    let case = ("short salt, bad signature", draft.sign(&other), "mdoc.salt");
    all_refused(&kit, Stage::Structure, &[case]);
}

#[test]
fn a_tag_before_issuer_auth_is_taken_by_the_option_alone_and_no_other_tag() {
    let kit = Kit::new();
    let with = |tag| {
        tampered(&kit.issue(&licence()), |whole| {
            let auth = member(whole, "issuerAuth");
            *auth = Value::Tag(tag, Box::new(auth.clone()));
        })
    };
    let lenient = Trust {
        tag_18: Tag18::Accepted,
        ..kit.trust()
    };
    let tagged = (Stage::Structure, "cose.tagged");
    assert_eq!(refused(&with(18), &kit.trust(), "18"), tagged);
    assert_eq!(issuer_signed(&with(18), &lenient).refusal(), None);
    assert_eq!(refused(&with(17), &lenient, "17"), tagged);
    let untagged = kit.issue(&licence());
    assert_eq!(issuer_signed(&untagged, &lenient).refusal(), None);
}

#[test]
fn a_certificate_beside_an_unregistered_algorithm_is_read() {
    let kit = Kit::new();
    for algorithm in [Value::from(-65_000), "ES256".into()] {
        let bytes = kit.changed(|draft| {
            let certificate = draft.unprotected.as_map_mut().unwrap().remove(0).1;
            draft.protected = Value::Map(vec![
                (1.into(), algorithm.clone()),
                (33.into(), certificate),
            ]);
        });
        let told = refused(&bytes, &kit.trust(), "an algorithm that nobody registered");
        assert_eq!(told, (Stage::Signature, "verify.algorithm-mismatch"));
    }
}
