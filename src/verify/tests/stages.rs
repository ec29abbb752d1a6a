//! Holds the table of `stages.md` to the code.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Codes that the sources below have, and that never come out of a verification: faults of what a
/// caller asks for, and those that are told by another code.
const NEVER: [&str; 11] = [
    "cose.algorithm-mismatch",
    "cose.mac",
    "cose.mac-algorithm",
    "cose.not-cbor",
    "cose.signature",
    "pki.field",
    "pki.file",
    "pki.link",
    "pki.outside-iaca",
    "pki.possession",
    "pki.request",
];

/// Code and stage of each row.
fn table() -> BTreeMap<&'static str, Stage> {
    let mut table = BTreeMap::new();
    for row in include_str!("../stages.md").lines() {
        let [_, fault, stage, code, _] = row.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            continue;
        };
        let Some(stage) = Stage::ALL.into_iter().find(|one| one.to_string() == stage) else {
            continue;
        };
        if stage == Stage::Policy {
            continue;
        }
        assert!(!fault.is_empty());
        assert!(
            table.insert(code.trim_matches('`'), stage).is_none(),
            "{code}"
        );
    }
    table
}

/// Every refusal that a test sees has its row.
pub(super) fn has_its_row(invalid: &Invalid) {
    match table().get(invalid.code) {
        Some(stage) => assert_eq!(invalid.stage, *stage, "{}", invalid.code),
        None => assert_eq!(invalid.stage, Stage::Policy, "{} has no row", invalid.code),
    }
}

/// The codes that a source names.
fn codes(source: &str) -> BTreeSet<&str> {
    let literals = source.split('"').skip(1).step_by(2);
    let is_code = |text: &&str| {
        let name = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
        };
        text.split_once('.')
            .is_some_and(|(module, reason)| name(module) && name(reason))
    };
    literals.filter(is_code).collect()
}

#[test]
fn every_code_of_what_is_read_and_checked_has_a_row_and_no_other_has() {
    let mut rows: BTreeSet<_> = table().into_keys().collect();
    for source in [
        include_str!("../invalid.rs"),
        include_str!("../../mdoc/error.rs"),
        include_str!("../../cose/mod.rs"),
        include_str!("../../pki/error.rs"),
    ] {
        let codes = codes(source);
        assert!(codes.len() > 8, "{codes:?}");
        for code in codes.iter().filter(|code| !NEVER.contains(code)) {
            assert!(rows.remove(code), "{code} has no row");
        }
    }
    for code in refusing_rules() {
        assert!(rows.remove(code), "{code} has no row");
    }
    // Most faults of a list are told when it is checked, before it can be given to a verification.
    let of_lists = [
        include_str!("../../pki/vical/error.rs"),
        include_str!("../../pki/crl/error.rs"),
        include_str!("../../status/error.rs"),
    ];
    let of_lists: BTreeSet<_> = of_lists.into_iter().flat_map(codes).collect();
    rows.retain(|code| !of_lists.contains(code));
    assert!(rows.is_empty(), "rows of no code: {rows:?}");
}

/// The rules of the certificates' profiles that refuse whatever the preset.
fn refusing_rules() -> BTreeSet<&'static str> {
    let rules = include_str!("../../pki/rules.rs").split("Rule::refused(");
    let rules: BTreeSet<_> = rules
        .skip(1)
        .filter_map(|rule| rule.split('"').nth(1))
        .collect();
    assert_eq!(rules.len(), 12);
    // Told by the error of the same name too.
    rules
        .into_iter()
        .filter(|rule| *rule != "pki.unsupported-key")
        .collect()
}
