use ciborium::Value;

use super::{all_refused, replaced, tampered};
use crate::crypto::{Curve, SoftwareKey};
use crate::issue::kit::{Draft, Kit, add, encode, licence, member, remove, tagged, untagged};
use crate::testing::SeededRandom;
use crate::verify::Stage;

fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::from(1), |inner, _| Value::Array(vec![inner]))
}

fn first_item(whole: &mut Value) -> &mut Value {
    let namespaces = member(whole, "nameSpaces").as_map_mut().unwrap();
    &mut namespaces[0].1.as_array_mut().unwrap()[0]
}

fn issuer_auth(whole: &mut Value) -> &mut Vec<Value> {
    member(whole, "issuerAuth").as_array_mut().unwrap()
}

#[test]
fn bytes_that_are_no_strict_cbor_are_refused_at_decode() {
    let kit = Kit::new();
    let good = kit.issue(&licence());
    let (cbor, tag_24) = ("mdoc.not-cbor", "mdoc.tag-24");
    let cases = [
        ("nothing", vec![], cbor),
        ("cut off", good[..good.len() - 1].to_vec(), cbor),
        ("a trailing byte", [&good[..], &[0]].concat(), cbor),
        (
            "a map of indefinite length",
            [&[0xBF], &good[1..], &[0xFF]].concat(),
            cbor,
        ),
        (
            "a length not in its shortest form",
            replaced(&good, b"\x6AnameSpaces", b"\x78\x0AnameSpaces"),
            cbor,
        ),
        (
            "a text that is not UTF-8",
            replaced(&good, b"\x6AnameSpaces", b"\x6AnameSpace\xFF"),
            cbor,
        ),
        (
            "a key twice",
            tampered(&good, |whole| {
                let auth = member(whole, "issuerAuth").clone();
                add(whole, "issuerAuth", auth);
            }),
            cbor,
        ),
        (
            "a key twice in an item",
            kit.changed(|draft| add(draft.item(0, 0), "random", vec![Value::from(0)])),
            cbor,
        ),
        (
            "a key twice in the security object",
            kit.changed(|draft| add(draft.mso(&[]), "docType", "other")),
            cbor,
        ),
        (
            "a label twice in the device key",
            kit.changed(|draft| add(draft.mso(&["deviceKeyInfo", "deviceKey"]), 1, 2)),
            cbor,
        ),
        (
            "nested too deep",
            kit.changed(|draft| *member(draft.item(0, 0), "elementValue") = nested(20)),
            cbor,
        ),
        (
            "a trailing byte in an item",
            tampered(&good, |whole| {
                let item = first_item(whole);
                let content = untagged(item.clone());
                *item = tagged(&[content.as_slice(), &[0]].concat());
            }),
            cbor,
        ),
        (
            "a trailing byte after the security object",
            tampered(&good, |whole| {
                let payload = issuer_auth(whole)[2].as_bytes_mut().unwrap();
                payload.push(0);
            }),
            cbor,
        ),
        (
            "an item without tag 24",
            tampered(&good, |whole| {
                let item = first_item(whole);
                *item = Value::Bytes(untagged(item.clone()));
            }),
            tag_24,
        ),
        (
            "an item that is not encoded",
            tampered(&good, |whole| {
                let item = first_item(whole);
                *item = crate::issue::kit::decode(&untagged(item.clone()));
            }),
            tag_24,
        ),
        (
            "a security object without tag 24",
            tampered(&good, |whole| {
                let payload = &mut issuer_auth(whole)[2];
                let content = untagged(crate::issue::kit::decode(payload.as_bytes().unwrap()));
                *payload = Value::Bytes(content);
            }),
            tag_24,
        ),
    ];
    all_refused(&kit, Stage::Decode, &cases);
}

#[test]
fn items_with_one_fault_are_refused_at_structure() {
    let kit = Kit::new();
    let item = |change: &dyn Fn(&mut Value)| kit.changed(|draft| change(draft.item(0, 0)));
    let without = |name: &str| {
        kit.changed(|draft| {
            draft.redigest = false;
            remove(draft.item(0, 0), name);
        })
    };
    let cases = [
        (
            "a digest id of 2^31",
            item(&|item| *member(item, "digestID") = Value::from(1_u64 << 31)),
            "mdoc.digest-id",
        ),
        (
            "a negative digest id",
            item(&|item| *member(item, "digestID") = Value::from(-1)),
            "mdoc.structure",
        ),
        (
            "a salt of 15 bytes",
            item(&|item| *member(item, "random") = Value::Bytes(vec![7; 15])),
            "mdoc.salt",
        ),
        (
            "a salt that is a text",
            item(&|item| *member(item, "random") = Value::from("0123456789abcdef")),
            "mdoc.structure",
        ),
        (
            "an empty identifier",
            item(&|item| *member(item, "elementIdentifier") = Value::from("")),
            "mdoc.empty-name",
        ),
        ("no digest id", without("digestID"), "mdoc.missing-member"),
        ("no salt", without("random"), "mdoc.missing-member"),
        (
            "no identifier",
            without("elementIdentifier"),
            "mdoc.missing-member",
        ),
        ("no value", without("elementValue"), "mdoc.missing-member"),
        (
            "an element twice",
            kit.changed(|draft| {
                let mut again = draft.item(0, 0).clone();
                *member(&mut again, "digestID") = Value::from(100);
                draft.items[0].1.push(again);
            }),
            "mdoc.element-twice",
        ),
        (
            "a namespace without elements",
            kit.changed(|draft| draft.items[1].1.clear()),
            "mdoc.structure",
        ),
        (
            "an empty namespace name",
            kit.changed(|draft| {
                draft.redigest = false;
                draft.items[1].0.clear();
            }),
            "mdoc.empty-name",
        ),
        (
            "no namespaces in the map",
            kit.changed(|draft| draft.items.clear()),
            "mdoc.structure",
        ),
    ];
    all_refused(&kit, Stage::Structure, &cases);
}

#[test]
fn a_device_key_with_one_fault_is_refused_at_structure() {
    let kit = Kit::new();
    let key = |change: &dyn Fn(&mut Value)| {
        kit.changed(|draft| change(draft.mso(&["deviceKeyInfo", "deviceKey"])))
    };
    let label = |key: &mut Value, label: i64, value: Value| {
        let members = key.as_map_mut().unwrap();
        members.retain(|(name, _)| *name != Value::from(label));
        members.push((Value::from(label), value));
    };
    let cases = [
        (
            "off the curve",
            key(&|key| label(key, -3, Value::Bytes(vec![1; 32]))),
        ),
        (
            "a coordinate of 31 bytes",
            key(&|key| label(key, -2, Value::Bytes(vec![1; 31]))),
        ),
        ("y as a sign", key(&|key| label(key, -3, Value::Bool(true)))),
        (
            "a private part",
            key(&|key| label(key, -4, Value::Bytes(vec![1; 32]))),
        ),
        (
            "another curve's number",
            key(&|key| label(key, -1, Value::from(2))),
        ),
        (
            "kty OKP with an EC curve",
            key(&|key| label(key, 1, Value::from(1))),
        ),
        ("no map", key(&|key| *key = Value::from("key"))),
    ]
    .map(|(name, bytes)| (name, bytes, "cose.key"));
    all_refused(&kit, Stage::Structure, &cases);
}

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
            "mdoc.empty-name",
        ),
        (
            "a digest id of 2^31",
            kit.changed(|draft| {
                let digests = draft.mso(&["valueDigests", crate::issue::kit::ISO]);
                add(digests, 1_u64 << 31, Value::Bytes(vec![0; 32]));
            }),
            "mdoc.digest-id",
        ),
        (
            "a digest that is a text",
            kit.changed(|draft| {
                let digests = draft.mso(&["valueDigests", crate::issue::kit::ISO]);
                add(digests, 99, "digest");
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
    let other = SoftwareKey::generate(Curve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let mut draft = Draft::of(&kit.issue(&licence()));
    *member(draft.item(0, 0), "random") = Value::Bytes(vec![7; 15]);
    let case = ("short salt, bad signature", draft.sign(&other), "mdoc.salt");
    all_refused(&kit, Stage::Structure, &[case]);
}
