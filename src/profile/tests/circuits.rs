//! What circuits demand of the layout of an item.

use ciborium::Value;

use super::lint::broken_by;
use crate::doctype::MY_NUMBER_CARD;
use crate::issue::tests::kit::{Draft, add, member};
use crate::profile::{Circuits, Detail, Obstacle, Preset};

/// What a change of the first item makes of it for circuits of both versions.
fn obstacles(change: impl Fn(&mut Value)) -> [Option<Obstacle>; 2] {
    [Circuits::Version7, Circuits::Version6].map(|circuits| {
        let change = |draft: &mut Draft| change(draft.item(0, 0));
        let found = broken_by(&MY_NUMBER_CARD, Preset::ZeroKnowledge(circuits), &change);
        let [found] = found.as_slice() else {
            assert_eq!(found, []);
            return None;
        };
        assert_eq!(found.rule, "profile.not-provable");
        match found.detail {
            Some(Detail::Obstacle(obstacle)) => Some(obstacle),
            _ => panic!("{found:?}"),
        }
    })
}

#[test]
fn an_item_with_another_member_cannot_be_proven() {
    let another = obstacles(|item| add(item, "x", 1));
    assert_eq!(another, [Some(Obstacle::Members); 2]);
}

#[test]
fn circuits_before_version_7_take_a_value_directly_behind_its_identifier_alone() {
    let order = |item: &mut Value, names: [&str; 4]| {
        let members = names.map(|name| (name.into(), member(item, name).clone()));
        *item = Value::Map(members.to_vec());
    };
    let apart = Some(Obstacle::Order);
    for (names, expected) in [
        (
            ["elementIdentifier", "elementValue", "random", "digestID"],
            None,
        ),
        (
            ["elementValue", "elementIdentifier", "digestID", "random"],
            apart,
        ),
        (
            ["elementIdentifier", "digestID", "random", "elementValue"],
            apart,
        ),
    ] {
        let found = obstacles(|item| order(item, names));
        assert_eq!(found, [None, expected], "{names:?}");
    }
}
