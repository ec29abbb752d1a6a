//! The page for wallet engineers, against the schema and the files.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

const README: &str = include_str!("../../README.md");
const STAGES: &str = include_str!("../../../src/verify/stages.md");

#[test]
fn it_explains_every_member_kind_stage_and_feature() {
    let schema: Value = serde_json::from_str(include_str!("../../schema/vector.json")).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    let words = |values: &Value| values.as_array().unwrap().clone();
    let mut words = [
        words(&properties["kind"]["enum"]),
        words(&properties["stage"]["enum"]),
        words(&properties["features"]["items"]["enum"]),
    ]
    .concat();
    words.extend(properties.keys().map(|name| Value::from(name.as_str())));
    assert!(words.len() > 40, "{words:?}");
    for word in words {
        let word = word.as_str().unwrap();
        assert!(README.contains(&format!("`{word}`")), "{word}");
    }
}

#[test]
fn every_file_to_which_it_leads_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors");
    let links = README.split("](").skip(1);
    let links: Vec<&str> = links.filter_map(|rest| rest.split(')').next()).collect();
    let inside = |link: &&&str| !link.starts_with('#') && !link.starts_with("https:");
    let files: Vec<_> = links.iter().filter(inside).collect();
    assert!(files.len() > 5);
    for file in files {
        assert!(folder.join(file).exists(), "{file}");
    }
}

#[test]
fn every_kind_has_an_example() {
    let kinds = table(README, &["kind", "asks", "look at"]);
    assert_eq!(kinds.len(), index()["kinds"].as_object().unwrap().len());
    for row in kinds {
        let folder = row[0].trim_matches('`');
        assert!(row[2].contains(&format!("]({folder}/")), "{row:?}");
    }
}

#[test]
fn every_feature_is_one_that_a_vector_needs() {
    let needed = of_index("features");
    let listed = table(README, &["feature", "needs"]);
    let listed = listed.iter().flat_map(|row| row[0].split(", "));
    let listed: BTreeSet<_> = listed
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    assert_eq!(listed, needed);
}

#[test]
fn the_codes_are_those_of_the_vectors() {
    let listed = table(README, &["code", "means"]);
    let count = listed.len();
    assert!(listed.iter().all(|row| !row[1].is_empty()));
    let listed: BTreeSet<_> = listed
        .iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect();
    assert_eq!(listed, of_index("code"));
    assert_eq!(listed.len(), count, "a code stands twice");
}

#[test]
fn the_stage_of_each_fault_is_the_verifiers() {
    let verifier = table(STAGES, &["fault", "stage", "code"]);
    let verifier: Vec<_> = verifier.iter().map(|row| &row[..2]).collect();
    assert!(verifier.len() > 50);
    assert_eq!(table(README, &["fault", "stage"]), verifier);
}

#[test]
fn the_stages_of_the_other_kinds_are_those_of_their_vectors() {
    for kinds in [
        ["certificate", "status-list"],
        ["device-key-proof", "issuance-response"],
    ] {
        let [first, second] = kinds.map(|kind| format!("`{kind}`"));
        let rows = table(README, &["stage", &first, &second]);
        for (column, kind) in kinds.into_iter().enumerate() {
            let told = rows.iter().filter(|row| !row[column + 1].is_empty());
            let told: BTreeSet<_> = told.map(|row| row[0].trim_matches('`')).collect();
            // A credential of a response has the stages of its own besides.
            let own: &[&str] = match kind {
                "issuance-response" => {
                    &["certificate", "signature", "validity", "digest", "status"]
                }
                _ => &[],
            };
            let index = index();
            let stages = index["vectors"].as_array().unwrap().iter();
            let stages =
                stages.filter(|one| one["id"].as_str().unwrap().starts_with(&format!("{kind}/")));
            let stages: BTreeSet<_> = stages
                .filter_map(|one| one["stage"].as_str())
                .filter(|stage| !own.contains(stage))
                .collect();
            assert_eq!(told, stages, "{kind}");
        }
    }
}

/// The rows of the table that begins with this one.
fn table<'a>(page: &'a str, head: &[&str]) -> Vec<Vec<&'a str>> {
    let head = format!("| {} |", head.join(" | "));
    let mut lines = page.lines().skip_while(|line| *line != head);
    assert!(lines.next().is_some(), "{head}");
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells = row.trim_matches('|').split('|');
        cells.map(str::trim).collect()
    })
    .collect()
}

/// All values that the vectors have of this member.
fn of_index(member: &str) -> BTreeSet<String> {
    let index = index();
    let vectors = index["vectors"].as_array().unwrap().iter();
    let values = vectors.flat_map(|vector| match &vector[member] {
        Value::Array(values) => values.clone(),
        Value::Null => Vec::new(),
        value => vec![value.clone()],
    });
    values
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

fn index() -> Value {
    serde_json::from_str(include_str!("../../index.json")).unwrap()
}
