//! The crate's own verdict on every test vector: the same result, for the same reason, and what
//! comes out of a valid one.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "../../examples/check_vector/judge/mod.rs"]
mod judge;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors")
}

fn vectors() -> Vec<(String, String)> {
    let index = fs::read_to_string(folder().join("index.json")).unwrap();
    let index: Value = serde_json::from_str(&index).unwrap();
    let entries = index["vectors"].as_array().unwrap();
    assert_eq!(index["total"], entries.len());
    let ids = entries.iter().map(|entry| entry["id"].as_str().unwrap());
    ids.map(|id| {
        let file = folder().join(format!("{id}.json"));
        (id.to_owned(), fs::read_to_string(file).unwrap())
    })
    .collect()
}

/// Whether what is expected was found, and nothing else. What stands there for people is no part of
/// it.
fn found(expected: &Value, found: &Value) -> bool {
    match expected {
        Value::Object(members) => {
            let mut members = members.iter().filter(|(name, _)| *name != "diag");
            let count = members.clone().count();
            found.as_object().map(serde_json::Map::len) == Some(count)
                && members.all(|(name, value)| {
                    found
                        .get(name)
                        .is_some_and(|found| self::found(value, found))
                })
        }
        Value::Array(values) => found.as_array().is_some_and(|found| {
            let mut pairs = values.iter().zip(found);
            values.len() == found.len() && pairs.all(|(value, found)| self::found(value, found))
        }),
        value => value == found,
    }
}

#[test]
fn every_vector_has_the_verdict_and_the_reason_that_it_says() {
    let mut wrong = Vec::new();
    for (id, text) in vectors() {
        let vector: Value = serde_json::from_str(&text).unwrap();
        let answer = match judge::answer(&text) {
            Ok(answer) => answer,
            Err(failure) => {
                wrong.push(format!("{id}: {failure}"));
                continue;
            }
        };
        for name in ["id", "result", "stage", "code"] {
            if vector.get(name) != answer.get(name) {
                let (expected, told) = (vector.get(name), answer.get(name));
                wrong.push(format!("{id}: {name} is {expected:?}, and we say {told:?}"));
            }
        }
        if let Some(expected) = vector.get("expect")
            && !found(expected, answer.get("found").unwrap_or(&Value::Null))
        {
            wrong.push(format!("{id}: something else came out"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_vectors_of_every_kind_valid_and_invalid() {
    let ids: Vec<String> = vectors().into_iter().map(|(id, _)| id).collect();
    for kind in KINDS {
        for result in ["valid", "invalid"] {
            let start = format!("{kind}/{result}/");
            assert!(ids.iter().any(|id| id.starts_with(&start)), "{start}");
        }
    }
    let invalid = ids.iter().filter(|id| id.contains("/invalid/")).count();
    assert!(
        ids.len() >= 150 && invalid >= 100,
        "{} of {}",
        invalid,
        ids.len()
    );
}

/// Members that say one thing together.
fn is_one_change(kind: &str, changed: &[&str]) -> bool {
    let together: &[&str] = match kind {
        // What is read from another card, and what is known of its holder.
        "derivation" => &["card_reading", "records", "facts"],
        // The list as it is, and as it was.
        "status-list" => &["token", "previous"],
        _ => &[],
    };
    changed.len() == 1 || changed.iter().all(|name| together.contains(name))
}

#[test]
fn a_broken_vector_differs_from_its_base_in_one_thing() {
    let vectors: BTreeMap<String, Value> = vectors()
        .into_iter()
        .map(|(id, text)| (id, serde_json::from_str(&text).unwrap()))
        .collect();
    let mut wrong = Vec::new();
    for (id, vector) in &vectors {
        let Some(base) = vector["base"].as_str() else {
            continue;
        };
        let base = &vectors[base];
        assert_eq!(base["result"], "valid", "{id}");
        let (input, before) = (
            vector["input"].as_object().unwrap(),
            base["input"].as_object().unwrap(),
        );
        let names: BTreeSet<&str> = input
            .keys()
            .chain(before.keys())
            .map(String::as_str)
            .collect();
        let changed: Vec<&str> = names
            .into_iter()
            .filter(|name| input.get(*name) != before.get(*name))
            .collect();
        if changed.is_empty() || !is_one_change(vector["kind"].as_str().unwrap(), &changed) {
            wrong.push(format!("{id}: {changed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const KINDS: [&str; 8] = [
    "card-transcript",
    "certificate",
    "derivation",
    "device-key-proof",
    "device-response",
    "issuance-response",
    "issuer-signed",
    "status-list",
];
