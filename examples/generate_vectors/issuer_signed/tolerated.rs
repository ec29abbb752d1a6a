//! Good documents that a verifier has to take although it may not expect them.

use ciborium::Value;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::mdoc::{Status, StatusReference};

use super::super::draft::{Draft, add, encode, map};
use super::super::scene::How;
use super::valid::draft;
use super::{Failure, Scene, Vector, valid};

pub(super) fn cases(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let tolerated =
        |name, flag, comment: &str, change: &dyn Fn(&mut Draft) -> Result<(), Failure>| {
            let mut draft = draft(scene)?;
            change(&mut draft)?;
            valid(scene, name, flag, comment, &draft.sign(scene.signer_key())?)
        };
    let status = How {
        status: Some(Status::List(StatusReference {
            entry: 4711,
            uri: "https://mnid-mdoc.example/status/1",
            certificate: None,
        })),
        ..How::default()
    };
    let with_status = scene.issue(&scene.licence(Holder::Hanako)?, &status)?;
    Ok(vec![
        tolerated(
            "chain-in-protected-header",
            "HeaderPlace",
            "x5chain stands in the protected header, as a later edition may have it.",
            &|draft| {
                let certificate = draft.x5chain()?.clone();
                map(&mut draft.unprotected)?.clear();
                draft.protected = encode(&Value::Map(vec![
                    (1.into(), (-7).into()),
                    (33.into(), certificate),
                ]))?;
                Ok(())
            },
        )?,
        tolerated(
            "unknown-members",
            "Extension",
            "The security object, its dates, an item and the whole have members that nobody knows.",
            &|draft| {
                add(&mut draft.mso, "org.example.new", 1)?;
                add(draft.mso(&["validityInfo"])?, "org.example.new", 1)?;
                add(draft.item("family_name")?, "org.example.new", 1)?;
                draft.members.push(("org.example.new".into(), 1.into()));
                Ok(())
            },
        )?,
        tolerated(
            "members-in-another-order",
            "KeyOrder",
            "The members of the security object and of an item stand in the reverse of their \
             usual order.",
            &|draft| {
                map(&mut draft.mso)?.reverse();
                map(draft.item("family_name")?)?.reverse();
                Ok(())
            },
        )?,
        tolerated(
            "unknown-minor-version",
            "Version",
            "The version of the security object is 1.7: a minor version that nobody knows.",
            &|draft| {
                *draft.mso(&["version"])? = "1.7".into();
                Ok(())
            },
        )?,
        tolerated(
            "expected-update",
            "Validity",
            "The security object says when the issuer expects to sign it anew.",
            &|draft| {
                let date = Value::Tag(0, Box::new("2027-01-01T00:00:00Z".into()));
                add(draft.mso(&["validityInfo"])?, "expectedUpdate", date)
            },
        )?,
        tolerated(
            "key-authorizations",
            "DeviceKey",
            "The device key may sign elements of one namespace.",
            &|draft| {
                let namespaces = Value::Array(vec!["org.example.device".into()]);
                let authorizations = Value::Map(vec![("nameSpaces".into(), namespaces)]);
                add(
                    draft.mso(&["deviceKeyInfo"])?,
                    "keyAuthorizations",
                    authorizations,
                )
            },
        )?,
        tolerated(
            "device-key-with-kid",
            "DeviceKey",
            "The device key has a `kid`, which identifies it and is not used.",
            &|draft| {
                draft.device_key()?.push((2.into(), Value::Bytes(vec![7])));
                Ok(())
            },
        )?,
        valid(
            scene,
            "status-reference",
            "Status",
            "The security object says in which status list the document is told; the list is not \
             given, so it is not asked.",
            &with_status,
        )?,
    ])
}
