use ciborium::Value;
use sha2::{Digest, Sha256};

use super::all_refused;
use crate::crypto::SigningCurve;
use crate::issue::tests::kit::{Draft, ISO, JAPAN, Kit, encode, licence, member};
use crate::verify::{Stage, Trust, issuer_signed};

fn date(text: &str) -> Value {
    Value::Tag(0, Box::new(text.into()))
}

#[test]
fn dates_out_of_order_are_refused_at_validity() {
    let kit = Kit::new();
    let dates = |signed: &str, from: &str, until: &str| {
        kit.changed(|draft| {
            *draft.mso(&["validityInfo", "signed"]) = date(signed);
            *draft.mso(&["validityInfo", "validFrom"]) = date(from);
            *draft.mso(&["validityInfo", "validUntil"]) = date(until);
        })
    };
    let (today, end) = ("2026-06-10T09:00:00Z", "2026-08-01T00:00:00Z");
    let cases = [
        (
            "signed before the document signer's time",
            dates("2026-05-31T23:59:59Z", today, end),
            "verify.signed-outside-certificate",
        ),
        (
            "signed after the document signer's time",
            dates(
                "2027-06-01T00:00:01Z",
                "2027-06-01T00:00:01Z",
                "2028-01-01T00:00:00Z",
            ),
            "verify.signed-outside-certificate",
        ),
        (
            "valid before it was signed",
            dates("2026-06-10T09:00:01Z", today, end),
            "verify.valid-from-before-signed",
        ),
        (
            "valid for no time",
            dates(today, today, today),
            "verify.valid-until-not-after-valid-from",
        ),
        (
            "not yet valid",
            dates(today, "2026-06-10T09:41:24Z", end),
            "verify.not-yet-valid",
        ),
        (
            "expired",
            dates(today, today, "2026-06-10T09:41:22Z"),
            "verify.expired",
        ),
    ];
    all_refused(&kit, Stage::Validity, &cases);
    // The first and the last second are good.
    for bytes in [
        dates(today, "2026-06-10T09:41:23Z", end),
        dates(today, today, "2026-06-10T09:41:23Z"),
        dates("2026-06-01T00:00:00Z", today, end),
    ] {
        issuer_signed(&bytes, &kit.trust()).accepted().unwrap();
    }
}

#[test]
fn elements_that_the_issuer_did_not_sign_are_refused_at_digest() {
    let kit = Kit::new();
    let changed = |change: &dyn Fn(&mut Draft)| {
        kit.changed(|draft| {
            draft.redigest = false;
            change(draft);
        })
    };
    let mismatch = "verify.digest-mismatch";
    let cases = [
        (
            "a changed value",
            changed(&|draft| *member(draft.item(0, 5), "elementValue") = Value::Bool(false)),
            mismatch,
        ),
        (
            "a changed identifier",
            changed(&|draft| *member(draft.item(0, 5), "elementIdentifier") = "age_over_21".into()),
            mismatch,
        ),
        (
            "a changed salt",
            changed(&|draft| *member(draft.item(0, 0), "random") = Value::Bytes(vec![7; 16])),
            mismatch,
        ),
        (
            "ids exchanged",
            changed(&|draft| {
                let id = member(draft.item(0, 0), "digestID").clone();
                *member(draft.item(0, 1), "digestID") = id;
            }),
            mismatch,
        ),
        (
            "an id that was not signed",
            changed(&|draft| *member(draft.item(0, 0), "digestID") = Value::from(1_000)),
            "verify.element-not-signed",
        ),
        (
            "an additional element",
            changed(&|draft| {
                let mut item = draft.item(0, 0).clone();
                *member(&mut item, "elementIdentifier") = "age_over_65".into();
                *member(&mut item, "digestID") = Value::from(1_000);
                draft.items[0].1.push(item);
            }),
            "verify.element-not-signed",
        ),
        (
            "an element in the other namespace",
            changed(&|draft| {
                let item = draft.items[0].1.remove(0);
                draft.items[1].1.push(item);
            }),
            "verify.element-not-signed",
        ),
        (
            "a namespace that was not signed",
            changed(&|draft| draft.items[1].0 = "org.iso.18013.5.1.US".into()),
            "verify.namespace-not-signed",
        ),
        (
            "another algorithm than the digests'",
            changed(&|draft| *draft.mso(&["digestAlgorithm"]) = "SHA-384".into()),
            "verify.digest-length",
        ),
        (
            "an unknown algorithm",
            changed(&|draft| *draft.mso(&["digestAlgorithm"]) = "SHA-1".into()),
            "verify.digest-algorithm",
        ),
        (
            "an algorithm in another spelling",
            changed(&|draft| *draft.mso(&["digestAlgorithm"]) = "sha-256".into()),
            "verify.digest-algorithm",
        ),
        (
            "a short digest",
            changed(&|draft| {
                let digests = draft.mso(&["valueDigests", ISO]).as_map_mut().unwrap();
                digests[0].1.as_bytes_mut().unwrap().pop();
            }),
            "verify.digest-length",
        ),
        (
            "a digest over the item without its tag",
            changed(&|draft| {
                let mut item = draft.item(1, 0).clone();
                let digest = Sha256::digest(encode(&item)).to_vec();
                let id = member(&mut item, "digestID").clone();
                let digests = draft.mso(&["valueDigests", JAPAN]).as_map_mut().unwrap();
                digests.retain(|(old, _)| *old != id);
                digests.push((id, Value::Bytes(digest)));
            }),
            mismatch,
        ),
    ];
    all_refused(&kit, Stage::Digest, &cases);
}

#[test]
fn a_document_of_another_type_or_place_is_refused_at_binding() {
    let kit = Kit::new();
    let other_type = kit.changed(|draft| {
        *draft.mso(&["docType"]) = "org.iso.18013.5.1.mDLx".into();
    });
    let country = |value: Value| {
        kit.changed(|draft| *member(draft.item(0, 3), "elementValue") = value.clone())
    };
    let cases = [
        (
            "another type",
            other_type.clone(),
            "verify.unexpected-doc-type",
        ),
        (
            "another country",
            country("US".into()),
            "verify.issuing-country",
        ),
        (
            "a lower-case country",
            country("jp".into()),
            "verify.issuing-country",
        ),
        (
            "no text",
            country(Value::from(392)),
            "verify.issuing-country",
        ),
    ];
    all_refused(&kit, Stage::Binding, &cases);
    let any_type = Trust {
        doc_type: None,
        ..kit.trust()
    };
    issuer_signed(&other_type, &any_type).accepted().unwrap();
}

#[test]
fn a_jurisdiction_is_compared_when_the_document_signer_has_a_state() {
    let told = |kit: &Kit, place: &str| {
        kit.changed(|draft| {
            let item = draft.item(0, 0);
            *member(item, "elementIdentifier") = "issuing_jurisdiction".into();
            *member(item, "elementValue") = place.into();
        })
    };
    let tokyo = Kit::of(
        SigningCurve::P256,
        SigningCurve::P256,
        Some("JP-13"),
        "tokyo",
    );
    let case = (
        "Osaka",
        told(&tokyo, "JP-27"),
        "verify.issuing-jurisdiction",
    );
    all_refused(&tokyo, Stage::Binding, &[case]);
    issuer_signed(&told(&tokyo, "JP-13"), &tokyo.trust())
        .accepted()
        .unwrap();
    let none = Kit::new();
    issuer_signed(&told(&none, "JP-27"), &none.trust())
        .accepted()
        .unwrap();
}

#[test]
fn whatever_byte_is_changed_what_is_still_accepted_was_signed() {
    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "bytes");
    let mut claims = licence();
    for space in &mut claims.namespaces {
        space
            .elements
            .retain(|element| element.identifier != "portrait");
    }
    let good = kit.issue(&claims);
    let signed = issuer_signed(&good, &kit.trust())
        .accepted()
        .unwrap()
        .elements()
        .to_vec();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        // What is accepted then is a map without the key nameSpaces, whose name was changed.
        if let Ok(document) = issuer_signed(&bytes, &kit.trust()).accepted() {
            assert!(
                document
                    .elements()
                    .iter()
                    .all(|element| signed.contains(element)),
                "byte {at}"
            );
        }
    }
}
