use ciborium::Value;

use super::{all_refused, issuer_auth, replaced, tampered};
use crate::issue::tests::kit::{Kit, add, decode, licence, member, tagged, untagged};
use crate::verify::Stage;

fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::from(1), |inner, _| Value::Array(vec![inner]))
}

fn first_item(whole: &mut Value) -> &mut Value {
    let namespaces = member(whole, "nameSpaces").as_map_mut().unwrap();
    &mut namespaces[0].1.as_array_mut().unwrap()[0]
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
                *item = decode(&untagged(item.clone()));
            }),
            tag_24,
        ),
        (
            "a security object without tag 24",
            tampered(&good, |whole| {
                let payload = &mut issuer_auth(whole)[2];
                let content = untagged(decode(payload.as_bytes().unwrap()));
                *payload = Value::Bytes(content);
            }),
            tag_24,
        ),
    ];
    all_refused(&kit, Stage::Decode, &cases);
}
