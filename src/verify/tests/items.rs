use ciborium::Value;

use super::all_refused;
use crate::issue::tests::kit::{Kit, member, remove};
use crate::verify::Stage;

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
            "mdoc.name",
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
            "mdoc.name",
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
fn a_device_key_by_which_nothing_is_verified_is_refused_at_binding() {
    let kit = Kit::new();
    let brainpool = kit.changed(|draft| {
        let key = draft.mso(&["deviceKeyInfo", "deviceKey"]).as_map_mut();
        let curve = key
            .unwrap()
            .iter_mut()
            .find(|(label, _)| *label == (-1).into());
        curve.unwrap().1 = 256.into();
    });
    let cases = [(
        "brainpoolP256r1",
        brainpool,
        "verify.device-key-unsupported",
    )];
    all_refused(&kit, Stage::Binding, &cases);
}
