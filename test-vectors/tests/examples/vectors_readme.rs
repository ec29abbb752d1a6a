//! The page for wallet engineers, against the schema and the files.

use std::path::Path;

use serde_json::Value;

#[test]
fn it_explains_every_member_kind_stage_and_feature() {
    let readme = include_str!("../../README.md");
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
        assert!(readme.contains(&format!("`{word}`")), "{word}");
    }
}

#[test]
fn every_file_to_which_it_leads_is_there() {
    let readme = include_str!("../../README.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors");
    let links = readme.split("](").skip(1);
    let links: Vec<&str> = links.filter_map(|rest| rest.split(')').next()).collect();
    let inside = |link: &&&str| !link.starts_with('#') && !link.starts_with("https:");
    let files: Vec<_> = links.iter().filter(inside).collect();
    assert!(files.len() > 5);
    for file in files {
        assert!(folder.join(file).exists(), "{file}");
    }
}
