//! Good documents.

use ciborium::Value;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::doctype::{DRIVING_LICENCE, DocType, MY_NUMBER_CARD, Presence};
use mnid_mdoc::profile::{Circuits, IssuingOptions, Preset};
use mnid_mdoc::testing;
use sha2::Digest;

use super::super::draft::{Draft, add, array, decode, encode, map, member, remove, tagged};
use super::super::scene::{How, public_key};
use super::{Failure, ISO, Scene, Vector, tolerated, valid};

pub(super) const LICENCE: &str = "driving-licence";

pub(super) fn cases(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let mut vectors = documents(scene)?;
    vectors.extend(presets(scene)?);
    vectors.extend(keys_and_algorithms(scene)?);
    vectors.extend(batch(scene)?);
    vectors.extend(tolerated::cases(scene)?);
    Ok(vectors)
}

fn documents(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let (licence, how) = (scene.licence(Holder::Hanako)?, How::default());
    let document = |name, comment, bytes: &[u8]| valid(scene, name, "Document", comment, bytes);
    let large = testing::with_portrait(&licence, &photo(90_000))?;
    let own = |holder| scene.issue(&scene.my_number_card(holder)?, &how);
    let on_other_plane = "A My Number document whose name and address have characters outside the \
                          Basic Multilingual Plane and ideographic variation sequences.";
    Ok(vec![
        document(
            LICENCE,
            "A mobile driving licence.",
            &scene.issue(&licence, &how)?,
        )?,
        document(
            "my-number-card",
            "A My Number document.",
            &own(Holder::Hanako)?,
        )?,
        document("rare-characters", on_other_plane, &own(Holder::RareKanji)?)?,
        document(
            "foreign-resident",
            "A My Number document of a foreign resident, with a name in Latin letters.",
            &own(Holder::Foreign)?,
        )?,
        document(
            "large-portrait",
            "A portrait of 90,000 bytes: its length takes four bytes.",
            &scene.issue(&large, &how)?,
        )?,
        document(
            "minimal",
            "A driving licence with one element, and the digests of all.",
            &minimal(scene)?,
        )?,
        document(
            "no-element",
            "A driving licence of which no element is disclosed: `nameSpaces` is missing.",
            &without_elements(scene)?,
        )?,
        document(
            "maximal",
            "A driving licence with every element that the document type has, issued by a fixed \
             sample each.",
            &maximal(scene, draft(scene)?, &DRIVING_LICENCE)?,
        )?,
        document(
            "maximal-my-number-card",
            "A My Number document with every element but the individual number, which nobody \
             issues unasked.",
            &maximal(scene, Draft::of(&own(Holder::Hanako)?)?, &MY_NUMBER_CARD)?,
        )?,
        document(
            "mandatory-elements-alone",
            "A driving licence that was issued with its mandatory elements alone.",
            &mandatory(scene)?,
        )?,
        document(
            "all-licence-categories",
            "A driving licence with every vehicle category that ISO/IEC 18013-1 names.",
            &all_categories(scene)?,
        )?,
    ])
}

/// One element of the licence, and the digests of all.
fn minimal(scene: &Scene) -> Result<Vec<u8>, Failure> {
    let licence = scene.issue(&scene.licence(Holder::Hanako)?, &How::default())?;
    let mut whole = decode(&licence)?;
    let namespaces = map(member(&mut whole, "nameSpaces")?)?;
    namespaces.retain(|(name, _)| name.as_text() == Some(ISO));
    array(member(member(&mut whole, "nameSpaces")?, ISO)?)?.truncate(1);
    encode(&whole)
}

fn without_elements(scene: &Scene) -> Result<Vec<u8>, Failure> {
    let licence = scene.issue(&scene.licence(Holder::Hanako)?, &How::default())?;
    let mut whole = decode(&licence)?;
    remove(&mut whole, "nameSpaces")?;
    encode(&whole)
}

pub(super) fn draft(scene: &Scene) -> Result<Draft, Failure> {
    let licence = scene.issue(&scene.licence(Holder::Hanako)?, &How::default())?;
    Draft::of(&licence)
}

/// An item like the first one, of another element.
fn item(draft: &Draft, id: u32, identifier: &str, value: Value) -> Result<Value, Failure> {
    let first = draft.items.iter().flat_map(|(_, items)| items).next();
    let mut item = first.ok_or("no item")?.clone();
    let salt = sha2::Sha256::digest(id.to_be_bytes()).to_vec();
    *member(&mut item, "digestID")? = id.into();
    *member(&mut item, "random")? = Value::Bytes(salt.into_iter().take(16).collect());
    *member(&mut item, "elementIdentifier")? = identifier.into();
    *member(&mut item, "elementValue")? = value;
    Ok(item)
}

/// With a sample of every element that the type has and the document has not.
fn maximal(
    scene: &Scene,
    mut draft: Draft,
    doc_type: &'static DocType,
) -> Result<Vec<u8>, Failure> {
    let mut id = 200;
    for space in doc_type.namespaces {
        for row in space.elements {
            // Names with placeholders stand for many; the state would have to be the signer's.
            let many = row.identifier.ends_with("_NN") || row.identifier.ends_with("_xx");
            let missing = draft.item(row.identifier).is_err();
            let asked_for = row.presence == Presence::OnRequest;
            if many || !missing || asked_for || row.identifier == "issuing_jurisdiction" {
                continue;
            }
            id += 1;
            let value = decode(&row.sample.to_cbor())?;
            let item = item(&draft, id, row.identifier, value)?;
            match draft.items.iter_mut().find(|(name, _)| name == space.name) {
                Some((_, items)) => items.push(item),
                None => draft.items.push((space.name.to_owned(), vec![item])),
            }
        }
    }
    draft.sign(scene.signer_key())
}

/// Issued with nothing that may be left out.
fn mandatory(scene: &Scene) -> Result<Vec<u8>, Failure> {
    let mut draft = draft(scene)?;
    let mut kept = Vec::new();
    for (name, items) in draft.items.drain(..) {
        let space = DRIVING_LICENCE.namespace(&name);
        let mut mandatory = Vec::new();
        for mut item in items {
            let identifier = member(&mut item, "elementIdentifier")?.clone();
            let identifier = identifier.as_text().ok_or("an element without a name")?;
            let row = DRIVING_LICENCE.element(&name, identifier);
            if row.is_some_and(|row| row.presence == Presence::Mandatory) {
                mandatory.push(item);
            }
        }
        if space.is_some() && !mandatory.is_empty() {
            kept.push((name, mandatory));
        }
    }
    draft.items = kept;
    *draft.mso(&["valueDigests"])? = Value::Map(Vec::new());
    draft.sign(scene.signer_key())
}

fn all_categories(scene: &Scene) -> Result<Vec<u8>, Failure> {
    let mut draft = draft(scene)?;
    let date = |text: &str| Value::Tag(1004, Box::new(text.into()));
    let privileges = [
        "AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D1", "D", "BE", "C1E", "CE", "D1E", "DE", "T",
    ]
    .map(|category| {
        Value::Map(vec![
            ("vehicle_category_code".into(), category.into()),
            ("issue_date".into(), date("2020-04-01")),
            ("expiry_date".into(), date("2030-05-15")),
        ])
    });
    let item = draft.item("driving_privileges")?;
    *member(item, "elementValue")? = Value::Array(privileges.to_vec());
    draft.sign(scene.signer_key())
}

fn presets(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let licence = scene.licence(Holder::Hanako)?;
    let mut vectors = Vec::new();
    for preset in Preset::all() {
        let claims = match preset {
            Preset::PhoneWallet => {
                testing::with_portrait(&licence, include_bytes!("../../../src/doctype/sample.jpg"))?
            }
            _ => licence.clone(),
        };
        let how = How {
            preset,
            ..How::default()
        };
        let name = preset.name().replace('_', "-");
        let comment = format!(
            "A driving licence that keeps every rule of the profile {}.",
            preset.name()
        );
        let bytes = scene.issue(&claims, &how)?;
        let vector = valid(
            scene,
            &format!("profile-{name}"),
            "Profile",
            &comment,
            &bytes,
        )?;
        vectors.push(vector.feature("profile").input("profile", preset.name()));
    }
    vectors.push(zero_knowledge_edge(scene)?);
    Ok(vectors)
}

/// The longest security object that the circuits take: one byte more is too long.
pub(super) fn zero_knowledge(scene: &Scene, excess: usize) -> Result<Vec<u8>, Failure> {
    let how = How {
        preset: Preset::ZeroKnowledge(Circuits::Version7),
        ..How::default()
    };
    let bytes = scene.issue(&scene.licence(Holder::Hanako)?, &how)?;
    let payload = |draft: &Draft| -> Result<usize, Failure> {
        Ok(encode(&tagged(encode(&draft.mso)?))?.len())
    };
    let mut draft = Draft::of(&bytes)?;
    let longest = Circuits::Version7.longest_payload() + excess;
    add(&mut draft.mso, "x", "")?;
    // The head of a text grows with its length; what is missing is found out by trying.
    for length in 0..longest {
        *member(&mut draft.mso, "x")? = "x".repeat(length).into();
        if payload(&draft)? == longest {
            return draft.sign(scene.signer_key());
        }
    }
    Err("no text makes the security object so long".into())
}

fn zero_knowledge_edge(scene: &Scene) -> Result<Vector, Failure> {
    let comment = "The security object is as long as zero-knowledge circuits take at most.";
    let bytes = zero_knowledge(scene, 0)?;
    let vector = valid(
        scene,
        "zero-knowledge-longest",
        "ZeroKnowledge",
        comment,
        &bytes,
    )?;
    Ok(vector.feature("profile").input("profile", "zero_knowledge"))
}

fn keys_and_algorithms(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let licence = scene.licence(Holder::Hanako)?;
    let signed = How {
        on_p384: true,
        ..How::default()
    };
    let decoys = How {
        options: Some(IssuingOptions {
            decoys: true,
            ..Preset::Default.options()
        }),
        ..How::default()
    };
    let plain = How {
        options: Some(IssuingOptions {
            decoys: false,
            ..Preset::Default.options()
        }),
        ..How::default()
    };
    let mut vectors = vec![
        valid(
            scene,
            "es384",
            "Algorithm",
            "Signed with ES384 by a document signer on P-384.",
            &scene.issue(&licence, &signed)?,
        )?
        .feature("es384"),
        valid(
            scene,
            "decoy-digests",
            "Decoys",
            "The security object has digests of no element.",
            &scene.issue(&licence, &decoys)?,
        )?,
        valid(
            scene,
            "no-decoy-digests",
            "Decoys",
            "The security object has the digests of the elements alone.",
            &scene.issue(&licence, &plain)?,
        )?,
    ];
    for (name, algorithm, feature) in [
        ("digests-of-sha-384", "SHA-384", "sha384"),
        ("digests-of-sha-512", "SHA-512", "sha512"),
    ] {
        let mut draft = draft(scene)?;
        *draft.mso(&["digestAlgorithm"])? = algorithm.into();
        // Decoys have the length of the others.
        *draft.mso(&["valueDigests"])? = Value::Map(Vec::new());
        let comment = format!("The digests are of {algorithm}.");
        let bytes = draft.sign(scene.signer_key())?;
        vectors.push(valid(scene, name, "Algorithm", &comment, &bytes)?.feature(feature));
    }
    Ok(vectors)
}

fn batch(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let licence = scene.licence(Holder::Hanako)?;
    let mut vectors = Vec::new();
    for (key, name) in ["batch-first", "batch-second", "batch-third"]
        .into_iter()
        .enumerate()
    {
        let how = How {
            key,
            ..How::default()
        };
        let comment = "One of three credentials of one licence, issued together: nothing but the \
                       elements and the document signer is the same.";
        let bytes = scene.issue(&licence, &how)?;
        let vector = valid(scene, name, "Batch", comment, &bytes)?;
        vectors.push(vector.input("device_key", public_key(scene.device_key(key)?)?));
    }
    Ok(vectors)
}

/// A JPEG of so many bytes.
fn photo(length: usize) -> Vec<u8> {
    let mut image = include_bytes!("../../../src/doctype/sample.jpg").to_vec();
    image.resize(length, 0);
    image
}
