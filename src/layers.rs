//! The order of the modules: each uses only modules of a lower row. Code under `cfg(test)` is
//! exempt, so `tests.rs` files and this file are not looked at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROWS: &[(u8, &[&str])] = &[
    (0, &["error", "limits", "time"]),
    (1, &["cbor", "crypto"]),
    (2, &["cose"]),
    (3, &["card", "pki"]),
    (4, &["doctype", "evidence", "mdoc"]),
    (5, &["derive", "profile", "status"]),
    (6, &["holder", "verify"]),
    (7, &["issue"]),
    (8, &["lifecycle"]),
    (9, &["wallet"]),
    (10, &["testing"]),
];

/// Modules of one row that may use each other: errors have codes, and time has errors.
const SAME_ROW: &[(&str, &str)] = &[("time", "error"), ("crypto", "cbor")];

#[test]
fn every_module_uses_only_lower_rows() {
    let rows: BTreeMap<&str, u8> = ROWS
        .iter()
        .flat_map(|(row, modules)| modules.iter().map(move |module| (*module, *row)))
        .collect();
    let mut broken = Vec::new();
    for file in sources() {
        let module = module_of(&file);
        let Some(row) = rows.get(module.as_str()) else {
            broken.push(format!("{module} has no row"));
            continue;
        };
        for used in uses(&fs::read_to_string(&file).unwrap()) {
            let allowed = used == module
                || SAME_ROW.contains(&(module.as_str(), used.as_str()))
                || rows.get(used.as_str()).is_some_and(|other| other < row);
            if !allowed {
                broken.push(format!("{} uses {used}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn only_cbor_touches_ciborium() {
    let foreign: Vec<PathBuf> = sources()
        .into_iter()
        .filter(|file| module_of(file) != "cbor")
        .filter(|file| fs::read_to_string(file).unwrap().contains("ciborium"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// The reader of layers reads what it should: a use of a higher row in any of the forms in which
/// a path can be written is seen.
#[test]
fn every_form_of_a_path_is_seen() {
    let source = "use crate::issue::Issuer;\nuse crate::{cbor, verify::Stage};\n\
                  fn f() { crate::evidence::f(); } // crate::testing\n\
                  use crate::{\n    card::{Pin, record},\n    holder,\n};";
    let mut seen = uses(source);
    seen.sort();
    assert_eq!(
        seen,
        ["card", "cbor", "evidence", "holder", "issue", "verify"]
    );
}

fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    folders.push(path);
                }
            } else if name.ends_with(".rs")
                && !["lib.rs", "layers.rs", "tests.rs"].contains(&name.as_str())
            {
                files.push(path);
            }
        }
    }
    assert!(files.len() > 20, "the sources were not found");
    files
}

fn module_of(file: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = file.strip_prefix(root).unwrap();
    let first = inside.iter().next().unwrap().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules that a source names after `crate::`, comments left out.
fn uses(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => found.extend(group_members(group)),
            None => found.push(identifier(after)),
        }
    }
    found
}

/// The first segments of the paths in `{a::b, c, d::{e, f}}`.
fn group_members(group: &str) -> Vec<String> {
    let mut members = Vec::new();
    let mut depth = 0;
    let mut fresh = true;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && !character.is_whitespace() => {
                members.push(identifier(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    members
}

fn identifier(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}
