//! Good documents that a profile does not allow.

use ciborium::Value;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::profile::Preset;

use super::super::draft::{Draft, add, member};
use super::super::scene::How;
use super::{Case, Failure, Kit, Vector, valid};

type Change = fn(&mut Draft) -> Result<(), Failure>;

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let mut vectors = Vec::new();
    for (name, profile, flag, comment, change) in ROWS {
        let base = format!("issuer-signed/valid/profile-{}", profile.replace('_', "-"));
        let case = Case("policy", name, flag, comment);
        let how = How {
            preset: Preset::from_name(profile).ok_or("no such profile")?,
            ..How::default()
        };
        let mut draft = Draft::of(&kit.scene.issue(&kit.scene.licence(Holder::Hanako)?, &how)?)?;
        change(&mut draft)?;
        let vector = kit.with(&case, &draft.sign(kit.scene.signer_key())?);
        vectors.push(
            vector
                .feature("profile")
                .input("profile", *profile)
                .based_on(&base),
        );
    }
    let too_long = Case(
        "policy",
        "zero-knowledge-too-long",
        "ZeroKnowledgeLimit",
        "The security object is one byte longer than zero-knowledge circuits take.",
    );
    let bytes = valid::zero_knowledge(kit.scene, 1)?;
    vectors.push(
        kit.with(&too_long, &bytes)
            .feature("profile")
            .input("profile", "zero_knowledge")
            .based_on("issuer-signed/valid/zero-knowledge-longest"),
    );
    let es384 = Case(
        "policy",
        "es384-for-every-reader",
        "ProfileAlgorithm",
        "Signed with ES384 where the profile wants what every reader takes.",
    );
    let on_p384 = How {
        on_p384: true,
        ..How::default()
    };
    let bytes = kit
        .scene
        .issue(&kit.scene.licence(Holder::Hanako)?, &on_p384)?;
    vectors.push(
        kit.with(&es384, &bytes)
            .feature("profile")
            .feature("es384")
            .input("profile", "default")
            .based_on("issuer-signed/valid/profile-default"),
    );
    Ok(vectors)
}

const ROWS: &[(&str, &str, &str, &str, Change)] = &[
    (
        "element-missing",
        "default",
        "ProfileElement",
        "A driving licence without document_number, which is mandatory.",
        |draft| {
            for (_, items) in &mut draft.items {
                let mut kept = Vec::new();
                for mut item in items.drain(..) {
                    if member(&mut item, "elementIdentifier")?.as_text() != Some("document_number")
                    {
                        kept.push(item);
                    }
                }
                *items = kept;
            }
            Ok(())
        },
    ),
    (
        "date-without-tag-1004",
        "default",
        "ProfileElement",
        "birth_date is a text without tag 1004.",
        |draft| {
            let value = member(draft.item("birth_date")?, "elementValue")?;
            let Value::Tag(1004, text) = value.clone() else {
                return Err("no date".into());
            };
            *value = *text;
            Ok(())
        },
    ),
    (
        "kanji-in-latin-name",
        "default",
        "ProfileElement",
        "family_name is in kanji, where only Latin-1 is allowed.",
        |draft| {
            *member(draft.item("family_name")?, "elementValue")? = "番号".into();
            Ok(())
        },
    ),
    (
        "portrait-is-text",
        "default",
        "ProfileElement",
        "The portrait is base64 text instead of bytes.",
        |draft| {
            *member(draft.item("portrait")?, "elementValue")? = "/9j/4AAQ".into();
            Ok(())
        },
    ),
    (
        "salt-used-twice",
        "default",
        "SaltTwice",
        "Two items have the same salt.",
        |draft| {
            let salt = member(draft.item("family_name")?, "random")?.clone();
            *member(draft.item("given_name")?, "random")? = salt;
            Ok(())
        },
    ),
    (
        "device-key-with-kid-in-zero-knowledge",
        "zero_knowledge",
        "ZeroKnowledgeLimit",
        "The device key has a `kid`; the circuits take nothing but type, curve and coordinates.",
        |draft| {
            draft.device_key()?.push((2.into(), Value::Bytes(vec![7])));
            Ok(())
        },
    ),
    (
        "outlives-its-signer",
        "default",
        "OutlivesSigner",
        "validUntil lies a second after the end of the document signer's certificate.",
        |draft| {
            let date = Value::Tag(0, Box::new("2028-02-22T00:00:00Z".into()));
            *draft.mso(&["validityInfo", "validUntil"])? = date;
            Ok(())
        },
    ),
    (
        "key-authorizations-in-zero-knowledge",
        "zero_knowledge",
        "ZeroKnowledgeLimit",
        "The device key has authorisations, which the circuits do not take.",
        |draft| {
            let parts = Value::Map(vec![(
                "nameSpaces".into(),
                Value::Array(vec!["org.example.device".into()]),
            )]);
            add(draft.mso(&["deviceKeyInfo"])?, "keyAuthorizations", parts)
        },
    ),
];
