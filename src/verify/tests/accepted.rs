use ciborium::Value;
use sha2::{Digest, Sha384, Sha512};

use super::tampered;
use crate::crypto::SigningCurve;
use crate::issue::tests::kit::{Draft, ISO, Kit, add, encode, licence, member, remove, tagged};
use crate::mdoc::DigestAlgorithm;
use crate::verify::issuer_signed;

#[test]
fn a_verified_document_tells_what_was_signed() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let document = issuer_signed(&bytes, &kit.trust()).accepted().unwrap();
    assert_eq!(document.doc_type(), "org.iso.18013.5.1.mDL");
    assert_eq!(document.value(ISO, "age_over_18"), Some(&[0xF5][..]));
    assert_eq!(document.value(ISO, "age_over_21"), None);
    assert_eq!(
        document.value(ISO, "birth_date"),
        Some(&b"\xD9\x03\xEC\x6A1990-04-15"[..])
    );
    let device_key = crate::crypto::Signer::public_key(&kit.device_key);
    assert_eq!(document.device_key(), &device_key);
    assert_eq!(document.document_signer().country(), "JP");
    assert_eq!(document.device_elements(), []);
    assert_eq!(document.status(), None);
    // Neither a value nor a name shows.
    assert_eq!(
        format!("{document:?} {:?}", document.elements()[0]),
        "VerifiedDocument(org.iso.18013.5.1.mDL, 7 elements) VerifiedElement(6 bytes)"
    );
}

#[test]
fn everything_that_the_standard_leaves_open_is_accepted() {
    let kit = Kit::new();
    let good = kit.issue(&licence());
    let reversed = |value: &mut Value| value.as_map_mut().unwrap().reverse();
    let status = |name: &str, entry: (&str, Value)| {
        let reference = Value::Map(vec![
            (entry.0.into(), entry.1),
            ("uri".into(), "https://issuer.example/status/1".into()),
            ("certificate".into(), Value::Bytes(kit.iaca.der().to_vec())),
            ("unknown".into(), Value::Null),
        ]);
        Value::Map(vec![(name.into(), reference)])
    };
    let cases = [
        (
            "unknown members",
            kit.changed(|draft| {
                add(draft.item(0, 0), "unknown", 1);
                add(draft.mso(&[]), "unknown", 1);
                add(draft.mso(&["validityInfo"]), "unknown", 1);
                add(draft.mso(&["deviceKeyInfo"]), "unknown", 1);
                let info = Value::Map(vec![(Value::from(-1), Value::Null)]);
                add(draft.mso(&["deviceKeyInfo"]), "keyInfo", info);
            }),
        ),
        (
            "an unknown member of the whole",
            tampered(&good, |whole| add(whole, "unknown", Value::Null)),
        ),
        (
            "another order of keys",
            kit.changed(|draft| {
                reversed(draft.item(0, 0));
                reversed(draft.mso(&["deviceKeyInfo", "deviceKey"]));
                reversed(draft.mso(&["validityInfo"]));
                reversed(draft.mso(&[]));
            }),
        ),
        (
            "another minor version",
            kit.changed(|draft| *draft.mso(&["version"]) = "1.17".into()),
        ),
        (
            "a device key with key id and algorithm",
            kit.changed(|draft| {
                let key = draft.mso(&["deviceKeyInfo", "deviceKey"]);
                add(key, 2, Value::Bytes(vec![1]));
                add(key, 3, -7);
            }),
        ),
        (
            "a protected certificate",
            kit.changed(|draft| {
                let (label, value) = draft.unprotected.as_map_mut().unwrap().remove(0);
                draft.protected.as_map_mut().unwrap().push((label, value));
            }),
        ),
        (
            "a protected thumbprint",
            kit.changed(|draft| {
                let thumbprint = Value::Array(vec![(-16).into(), Value::Bytes(vec![0; 32])]);
                add(&mut draft.protected, 34, thumbprint);
            }),
        ),
        (
            "a key id",
            kit.changed(|draft| add(&mut draft.unprotected, 4, Value::Bytes(vec![1]))),
        ),
        (
            "a salt of 32 bytes",
            kit.changed(|draft| {
                *member(draft.item(0, 0), "random") = Value::Bytes(vec![7; 32]);
            }),
        ),
        (
            "the greatest digest id",
            kit.changed(|draft| {
                *member(draft.item(0, 0), "digestID") = Value::from((1_u64 << 31) - 1);
            }),
        ),
        (
            "only some elements",
            kit.changed(|draft| drop(draft.items.remove(0))),
        ),
        (
            "no elements",
            tampered(&good, |whole| remove(whole, "nameSpaces")),
        ),
        (
            "an expected update",
            kit.changed(|draft| {
                let date = Value::Tag(0, Box::new("2026-07-01T00:00:00Z".into()));
                add(draft.mso(&["validityInfo"]), "expectedUpdate", date);
            }),
        ),
        (
            "a status list",
            kit.changed(|draft| {
                let status = status("status_list", ("idx", Value::from(412)));
                add(draft.mso(&[]), "status", status);
            }),
        ),
        (
            "an identifier list",
            kit.changed(|draft| {
                let status = status("identifier_list", ("id", Value::Bytes(vec![1; 16])));
                add(draft.mso(&[]), "status", status);
            }),
        ),
        (
            "an unknown kind of status",
            kit.changed(|draft| {
                add(
                    draft.mso(&[]),
                    "status",
                    Value::Map(vec![("other".into(), 1.into())]),
                );
            }),
        ),
    ];
    for (name, bytes) in cases {
        issuer_signed(&bytes, &kit.trust()).accepted().expect(name);
    }
}

#[test]
fn a_status_reference_is_told() {
    let kit = Kit::new();
    let list = Value::Map(vec![
        ("idx".into(), 412.into()),
        ("uri".into(), "https://issuer.example/status/1".into()),
    ]);
    let bytes = kit.changed(|draft| {
        add(
            draft.mso(&[]),
            "status",
            Value::Map(vec![("status_list".into(), list)]),
        );
    });
    let document = issuer_signed(&bytes, &kit.trust()).accepted().unwrap();
    let list = document.status().unwrap().status_list.unwrap();
    assert_eq!(
        (list.entry, list.uri),
        (412, "https://issuer.example/status/1")
    );
    assert_eq!(list.certificate, None);
}

#[test]
fn every_curve_of_root_and_document_signer_is_accepted() {
    for iaca in [SigningCurve::P256, SigningCurve::P384] {
        for signer in [SigningCurve::P256, SigningCurve::P384] {
            let kit = Kit::of(iaca, signer, None, "curves");
            issuer_signed(&kit.issue(&licence()), &kit.trust())
                .accepted()
                .unwrap();
        }
    }
}

#[test]
fn every_digest_algorithm_of_the_standard_is_accepted() {
    let kit = Kit::new();
    for algorithm in [DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        let bytes = kit.changed(|draft| {
            draft.redigest = false;
            *draft.mso(&["digestAlgorithm"]) = algorithm.name().into();
            let Draft {
                items,
                security_object,
                ..
            } = draft;
            for (namespace, items) in items {
                let digests = items.iter_mut().map(|item| {
                    let bytes = encode(&tagged(&encode(item)));
                    let digest = match algorithm {
                        DigestAlgorithm::Sha512 => Sha512::digest(&bytes).to_vec(),
                        _ => Sha384::digest(&bytes).to_vec(),
                    };
                    (member(item, "digestID").clone(), Value::Bytes(digest))
                });
                let all = member(security_object, "valueDigests");
                *member(all, namespace) = Value::Map(digests.collect());
            }
        });
        issuer_signed(&bytes, &kit.trust()).accepted().unwrap();
    }
}

#[test]
fn what_only_a_profile_demands_is_asked_under_that_profile_alone() {
    let kit = Kit::new();
    let outlives = kit.changed(|draft| {
        let date = Value::Tag(0, Box::new("2027-06-01T00:00:01Z".into()));
        *draft.mso(&["validityInfo", "validUntil"]) = date;
    });
    let one_salt = kit.changed(|draft| {
        for index in 0..2 {
            *member(draft.item(0, index), "random") = Value::Bytes(vec![7; 16]);
        }
    });
    for bytes in [outlives, one_salt] {
        issuer_signed(&bytes, &kit.trust()).accepted().unwrap();
    }
}
