//! `coverage.md` says which vector shows a fault: each is there, and has that verdict.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What is wrong, the verdict and what shows it, of each row.
fn rows() -> Vec<[String; 3]> {
    let table = fs::read_to_string(root().join("test-vectors/coverage.md")).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| "));
    rows.filter(|row| !row.starts_with("what is wrong"))
        .map(|row| {
            let cells = row.trim_end_matches('|').split('|');
            let cells: Vec<_> = cells.map(|cell| cell.trim().to_owned()).collect();
            cells.try_into().unwrap()
        })
        .collect()
}

/// The verdict of every vector: its stage or code, or that it is valid.
fn verdicts() -> BTreeMap<String, String> {
    let index = fs::read_to_string(root().join("test-vectors/index.json")).unwrap();
    let index: Value = serde_json::from_str(&index).unwrap();
    let entries = index["vectors"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            let reason = ["stage", "code", "result"].iter();
            let verdict = reason.filter_map(|name| entry[*name].as_str()).next();
            let id = entry["id"].as_str().unwrap().to_owned();
            (id, verdict.unwrap().to_owned())
        })
        .collect()
}

#[test]
fn every_fault_that_is_known_has_a_vector_with_its_verdict() {
    let verdicts = verdicts();
    let mut wrong = Vec::new();
    for [fault, verdict, shown_by] in rows() {
        let shown_by = shown_by.trim_matches('`');
        if verdicts.get(shown_by) != Some(&verdict) {
            wrong.push(format!("{fault}: {shown_by} does not show {verdict}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_is_read() {
    let rows = rows();
    let faults = rows.iter().map(|[fault, _, _]| fault.as_str());
    assert!(faults.clone().any(|fault| fault == "signature in DER"));
    assert!(faults.count() > 50);
}
