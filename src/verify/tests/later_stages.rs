use ciborium::Value;
use sha2::{Digest, Sha256};

use super::{all_refused, refused, replaced, tampered};
use crate::crypto::{Curve, SoftwareKey};
use crate::issue::kit::{Draft, ISO, JAPAN, Kit, add, at, decode, encode, licence, member};
use crate::testing::SeededRandom;
use crate::verify::{Stage, Trust, issuer_signed};

fn date(text: &str) -> Value {
    Value::Tag(0, Box::new(text.into()))
}

fn x5chain(draft: &mut Draft) -> &mut Value {
    &mut draft.unprotected.as_map_mut().unwrap()[0].1
}

#[test]
fn a_certificate_that_does_not_chain_is_refused_at_certificate() {
    let kit = Kit::new();
    let other = Kit::of(Curve::P384, Curve::P256, None, "other");
    let chain = |certificates: &[&[u8]]| {
        kit.changed(|draft| {
            *x5chain(draft) = match certificates {
                [one] => Value::Bytes(one.to_vec()),
                more => Value::Array(more.iter().map(|der| Value::Bytes(der.to_vec())).collect()),
            }
        })
    };
    let mut flipped = kit.signer.der().to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    let cases = [
        ("no DER", chain(&[b"certificate"]), "pki.malformed"),
        ("a changed signature", chain(&[&flipped]), "pki.signature"),
        (
            "signed by another root of the same name",
            chain(&[other.signer.der()]),
            "pki.signature",
        ),
        (
            "with the root",
            chain(&[kit.signer.der(), kit.iaca.der()]),
            "pki.chain-length",
        ),
        (
            "the document signer last",
            chain(&[kit.iaca.der(), kit.signer.der()]),
            "pki.chain-length",
        ),
        ("the root alone", chain(&[kit.iaca.der()]), "pki.key-usage"),
    ];
    all_refused(&kit, Stage::Certificate, &cases);
}

#[test]
fn a_certificate_out_of_time_or_without_anchor_is_refused_at_certificate() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let stranger = Trust {
        iacas: &[],
        ..kit.trust()
    };
    let early = Trust {
        now: at("2026-05-31T23:59:59Z"),
        ..kit.trust()
    };
    let late = Trust {
        now: at("2027-06-01T00:00:01Z"),
        ..kit.trust()
    };
    for (trust, code) in [
        (stranger, "pki.unknown-issuer"),
        (early, "pki.not-yet-valid"),
        (late, "pki.expired"),
    ] {
        assert_eq!(refused(&bytes, &trust, code), (Stage::Certificate, code));
    }
}

#[test]
fn a_signature_that_does_not_verify_is_refused_at_signature() {
    let kit = Kit::new();
    let good = kit.issue(&licence());
    let other = SoftwareKey::generate(Curve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let algorithm = |value: Value| {
        kit.changed(|draft| draft.protected = Value::Map(vec![(1.into(), value.clone())]))
    };
    let signature = |change: &dyn Fn(&mut Vec<u8>)| {
        tampered(&good, |whole| {
            let auth = member(whole, "issuerAuth").as_array_mut().unwrap();
            change(auth[3].as_bytes_mut().unwrap());
        })
    };
    let signed = "verify.issuer-signature";
    let cases = [
        ("a flipped bit", signature(&|bytes| bytes[40] ^= 1), signed),
        ("r of zero", signature(&|bytes| bytes[..32].fill(0)), signed),
        ("too short", signature(&|bytes| drop(bytes.pop())), signed),
        ("empty", signature(&|bytes| bytes.clear()), signed),
        (
            "in DER",
            signature(&|bytes| {
                let raw = p256::ecdsa::Signature::from_slice(bytes).unwrap();
                *bytes = raw.to_der().as_bytes().to_vec();
            }),
            signed,
        ),
        ("by another key", Draft::of(&good).sign(&other), signed),
        (
            "over another security object",
            replaced(
                &good,
                b"\x67docType\x75org.iso.18013.5.1.mDL",
                b"\x67docType\x75org.iso.18013.5.1.mDM",
            ),
            signed,
        ),
        (
            "over another protected header",
            tampered(&good, |whole| {
                let auth = member(whole, "issuerAuth").as_array_mut().unwrap();
                auth[0] = Value::Bytes(encode(&decode(&[0xA2, 1, 0x26, 4, 0x41, 0])));
            }),
            signed,
        ),
        (
            "ES384 with a key on P-256",
            algorithm(Value::from(-35)),
            "verify.algorithm-mismatch",
        ),
        (
            "ES512",
            algorithm(Value::from(-36)),
            "verify.algorithm-mismatch",
        ),
        (
            "EdDSA",
            algorithm(Value::from(-8)),
            "verify.algorithm-mismatch",
        ),
        (
            "an unregistered algorithm",
            algorithm(Value::from(99)),
            "verify.algorithm-mismatch",
        ),
    ];
    all_refused(&kit, Stage::Signature, &cases);
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
        issuer_signed(&bytes, &kit.trust()).unwrap();
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
    issuer_signed(&other_type, &any_type).unwrap();
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
    let tokyo = Kit::of(Curve::P256, Curve::P256, Some("JP-13"), "tokyo");
    let case = (
        "Osaka",
        told(&tokyo, "JP-27"),
        "verify.issuing-jurisdiction",
    );
    all_refused(&tokyo, Stage::Binding, &[case]);
    issuer_signed(&told(&tokyo, "JP-13"), &tokyo.trust()).unwrap();
    let none = Kit::new();
    issuer_signed(&told(&none, "JP-27"), &none.trust()).unwrap();
}

#[test]
fn whatever_byte_is_changed_what_is_still_accepted_was_signed() {
    let kit = Kit::of(Curve::P256, Curve::P256, None, "bytes");
    let mut claims = licence();
    for space in &mut claims.namespaces {
        space
            .elements
            .retain(|element| element.identifier != "portrait");
    }
    let good = kit.issue(&claims);
    let signed = issuer_signed(&good, &kit.trust())
        .unwrap()
        .elements()
        .to_vec();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        // What is accepted then is a map without the key nameSpaces, whose name was changed.
        if let Ok(document) = issuer_signed(&bytes, &kit.trust()) {
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

#[test]
fn a_fault_added_to_a_map_of_the_standard_does_not_pass_as_an_unknown_member() {
    let kit = Kit::new();
    let bytes = kit.changed(|draft| add(draft.mso(&[]), "status", Value::Null));
    let case = ("status of null", bytes, "mdoc.status-reference");
    all_refused(&kit, Stage::Structure, &[case]);
}
