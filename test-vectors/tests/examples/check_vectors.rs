//! Runners in a line of shell, good and bad. `cat` is perfect: a vector holds its solution.

mod told;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{EXAMPLES, complained, printed, run, scratch, status};

const VALID: &str = "issuer-signed/valid/minimal";
const INVALID: &str = "issuer-signed/invalid/element-changed";
const OPTIONAL: &str = "issuer-signed/invalid/other-curve";
const CODED: &str = "derivation/invalid/no-name";

#[test]
fn our_own_runner_passes_every_vector() {
    let runner = EXAMPLES.join("check_vector");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors");
    let output = check(runner.to_str().unwrap(), &folder, &[]);
    let counts = counts(&output);
    let cases = counts[0].1;
    let all_passed = [("cases".to_owned(), cases), ("passed".to_owned(), cases)];
    assert_eq!(counts, all_passed, "{}", printed(&output));
}

/// A folder with four vectors, of two kinds.
fn folder(name: &str) -> PathBuf {
    let folder = scratch(name);
    let vectors = [
        vector(VALID, json!({"result": "valid"}), &[]),
        vector(
            INVALID,
            json!({"result": "invalid", "stage": "digest"}),
            &[],
        ),
        vector(
            OPTIONAL,
            json!({"result": "invalid", "stage": "signature"}),
            &["es384"],
        ),
        vector(
            CODED,
            json!({"result": "invalid", "code": "derive.no-name"}),
            &[],
        ),
    ];
    write(&folder, &vectors);
    folder
}

fn vector(id: &str, verdict: Value, features: &[&str]) -> Value {
    let mut vector = json!({
        "format": "mnid-mdoc-vectors/1",
        "id": id,
        "kind": id.split('/').next().unwrap(),
        "comment": "One <thing> & \"another\"\u{1} changed.",
        "flags": ["SomeFault"],
        "features": features,
    });
    let members = vector.as_object_mut().unwrap();
    members.extend(verdict.as_object().unwrap().clone());
    vector
}

fn write(folder: &Path, vectors: &[Value]) {
    let mut index = Vec::new();
    for vector in vectors {
        let id = vector["id"].as_str().unwrap();
        let file = folder.join(format!("{id}.json"));
        let text = vector.to_string();
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &text).unwrap();
        let sha256 = Sha256::digest(text)
            .iter()
            .fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
        index.push(json!({"id": id, "sha256": sha256}));
    }
    let index = json!({"format": "mnid-mdoc-vectors/1", "vectors": index});
    fs::write(folder.join("index.json"), index.to_string()).unwrap();
    let note = json!({
        "bugType": "MISSING_STEP",
        "description": "Something is not looked at.",
        "effect": "Anybody gets in.",
        "links": [],
    });
    let notes = json!({"SomeFault": note});
    fs::write(folder.join("notes.json"), notes.to_string()).unwrap();
}

fn check(runner: &str, folder: &Path, words: &[&str]) -> Output {
    let fixed = ["--runner", runner, "--vectors", folder.to_str().unwrap()];
    run("check_vectors", &[&fixed, words].concat())
}

/// The counts in the last row of the table, by the names of its columns.
fn counts(output: &Output) -> Vec<(String, usize)> {
    let printed = printed(output);
    let names = printed.lines().next().unwrap().split("  ").map(str::trim);
    let row = printed
        .lines()
        .find(|line| line.starts_with("all "))
        .unwrap();
    let row = row.split_whitespace().skip(1);
    names
        .filter(|name| !name.is_empty())
        .zip(row)
        .filter(|(_, count)| *count != "-")
        .map(|(name, count)| (name.to_owned(), count.parse().unwrap()))
        .collect()
}

/// Checks one runner over the four vectors, and what comes of each.
fn comes_to(name: &str, runner: &str, expected: &[(&str, usize)], exit: i32) -> String {
    let output = check(runner, &folder(name), &["--timeout", "1", "--jobs", "4"]);
    let expected: Vec<(String, usize)> = [("cases", 4)]
        .iter()
        .chain(expected)
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect();
    assert_eq!(counts(&output), expected, "{}", printed(&output));
    assert_eq!(status(&output), exit);
    printed(&output)
}

#[test]
fn a_runner_that_says_what_is_expected_passes() {
    let printed = comes_to("vectors-pass", "cat", &[("passed", 4)], 0);
    for row in [
        "issuer-signed",
        "derivation",
        "valid",
        "signature",
        "digest",
        "error codes",
    ] {
        let begins = |line: &str| line.starts_with(&format!("{row} "));
        assert!(printed.lines().any(begins), "{row} in {printed}");
    }
}

#[test]
fn who_takes_invalid_for_valid_is_told_the_flag_and_how_to_see_it_again() {
    let runner = r#"sed 's/"result":"invalid"/"result":"valid"/'"#;
    let printed = comes_to(
        "vectors-verdict",
        runner,
        &[("passed", 1), ("wrong verdict", 3)],
        1,
    );
    for words in [
        "wrong verdict: issuer-signed/invalid/element-changed\n",
        "expected  invalid (digest)\n",
        "actual    valid (digest)\n",
        "flag      SomeFault: Something is not looked at. Anybody gets in.\n",
        "vectors-verdict/issuer-signed/invalid/element-changed.json\n",
    ] {
        assert!(printed.contains(words), "{words} in {printed}");
    }
}

#[test]
fn who_finds_something_else_in_a_valid_vector_has_not_passed() {
    let folder = scratch("vectors-found");
    let mut valid = vector(VALID, json!({"result": "valid"}), &[]);
    valid["expect"] = json!({"elements": {"n": {"sex": {"cbor": "02", "diag": "2"}}}});
    write(&folder, &[valid]);
    for (found, exit) in [
        (r#"{"elements":{"n":{"sex":{"cbor":"02"}}}}"#, 0),
        (
            r#"{"elements":{"n":{"sex":{"cbor":"02"},"more":{"cbor":"f5"}}}}"#,
            1,
        ),
        (r#"{"elements":{"n":{"sex":{"cbor":"01"}}}}"#, 1),
        (r#"{"elements":{"n":{}}}"#, 1),
        ("null", 0),
    ] {
        let answer = format!(r#"echo '{{"id":"{VALID}","result":"valid","found":{found}}}'"#);
        let output = check(&answer, &folder, &[]);
        assert_eq!(status(&output), exit, "{found}: {}", printed(&output));
    }
}

#[test]
fn a_refusal_at_another_stage_or_with_another_code_is_right_for_the_wrong_reason() {
    for (name, runner, passed, wrong) in [
        ("vectors-stage", r#"sed 's/"digest"/"structure"/'"#, 3, 1),
        ("vectors-none", r#"sed 's/"stage"/"other"/'"#, 2, 2),
        (
            "vectors-code",
            r#"sed 's/derive.no-name/derive.no-date/'"#,
            3,
            1,
        ),
    ] {
        comes_to(
            name,
            runner,
            &[("passed", passed), ("wrong reason", wrong)],
            1,
        );
    }
}

#[test]
fn a_kind_and_an_optional_feature_can_be_skipped_and_nothing_else() {
    let skip = r#"s/"result":"[a-z]*"/"result":"skipped"/"#;
    for (name, which, expected, exit) in [
        (
            "vectors-kind",
            "derivation",
            [("passed", 3), ("skipped", 1)],
            0,
        ),
        (
            "vectors-feature",
            "es384",
            [("passed", 3), ("skipped", 1)],
            0,
        ),
        (
            "vectors-lazy",
            "element-changed",
            [("passed", 3), ("broken", 1)],
            1,
        ),
        ("vectors-all", "format", [("skipped", 4), ("passed", 0)], 1),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect();
        comes_to(name, &format!("sed '/{which}/{skip}'"), &expected, exit);
    }
}

#[test]
fn an_answer_that_breaks_the_contract_is_broken() {
    for (name, runner) in [
        ("vectors-silent", "true"),
        ("vectors-text", "echo valid"),
        ("vectors-twice", "tee /dev/stderr 2>&1"),
        ("vectors-other-id", r#"echo '{"id":"x","result":"valid"}'"#),
        (
            "vectors-word",
            r#"sed 's/"result":"[a-z]*"/"result":"acceptable"/'"#,
        ),
        ("vectors-signal", "cat; kill -s SEGV $$"),
        ("vectors-endless", "yes"),
    ] {
        comes_to(name, runner, &[("broken", 4)], 1);
    }
}

#[test]
fn the_exit_status_of_a_runner_means_nothing() {
    comes_to("vectors-status-127", "cat; exit 127", &[("passed", 4)], 0);
    comes_to("vectors-status", "cat; exit 1", &[("passed", 4)], 0);
}

#[test]
fn a_runner_is_stopped_at_the_time_limit_with_all_that_it_started() {
    for (name, runner) in [
        ("vectors-sleep", "sleep 60"),
        ("vectors-answered", "cat; sleep 60"),
        ("vectors-child", "sleep 60 & wait"),
        ("vectors-stderr", "yes >&2"),
        (
            "vectors-deaf",
            "trap '' TERM INT; while :; do sleep 1; done",
        ),
    ] {
        let begun = Instant::now();
        comes_to(name, runner, &[("hang", 4)], 1);
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}");
    }
}

#[test]
fn what_a_runner_leaves_behind_does_not_hold_its_answer_back() {
    for (name, runner) in [
        ("vectors-left", "cat; sleep 60 &"),
        ("vectors-session", "cat; setsid sleep 20 &"),
    ] {
        let begun = Instant::now();
        comes_to(name, runner, &[("passed", 4)], 0);
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}");
    }
}

#[test]
fn a_runner_need_not_read_its_vector() {
    let folder = scratch("vectors-large");
    let mut large = vector(VALID, json!({"result": "valid"}), &[]);
    large["diag"] = "0".repeat(1 << 20).into();
    write(&folder, &[large]);
    let answer = format!(r#"echo '{{"id":"{VALID}","result":"valid"}}'"#);
    assert_eq!(status(&check(&answer, &folder, &[])), 0);
}

#[test]
fn kinds_and_features_choose_the_vectors() {
    let folder = folder("vectors-chosen");
    for (words, cases) in [
        (&["--kind", "derivation"][..], 1),
        (&["--kind", "issuer-signed", "--feature", "crl"], 2),
        (&["--feature", "crl", "--feature", "es384"], 4),
    ] {
        let output = check("cat", &folder, words);
        assert_eq!(counts(&output).first(), Some(&("cases".to_owned(), cases)));
    }
    assert_eq!(status(&check("cat", &folder, &["--kind", "other"])), 2);
}

#[test]
fn a_known_divergence_is_excused_and_only_that() {
    let folder = folder("vectors-known");
    let file = folder.join("known.json");
    let known = |id: &str, actual: Value| {
        let expected = json!({"result": "invalid", "stage": "digest"});
        let entry = json!({"id": id, "expected": expected, "actual": actual, "reason": "Not yet."});
        fs::write(&file, json!([entry]).to_string()).unwrap();
    };
    let lenient = r#"sed 's/"invalid","stage":"digest"/"valid"/'"#;
    let words = ["--known", file.to_str().unwrap()];

    known(INVALID, json!({"result": "valid"}));
    let output = check(lenient, &folder, &words);
    assert_eq!(status(&output), 0, "{}", printed(&output));
    assert!(counts(&output).contains(&("known".to_owned(), 1)));

    let output = check("cat", &folder, &words);
    assert_eq!(status(&output), 1, "an unexpected pass");
    assert!(counts(&output).contains(&("stale".to_owned(), 1)));

    known(INVALID, json!({"result": "hang"}));
    assert_eq!(status(&check(lenient, &folder, &words)), 1, "another");

    known("issuer-signed/invalid/of-old", json!({"result": "valid"}));
    let output = check(lenient, &folder, &words);
    assert_eq!(status(&output), 2);
    assert!(complained(&output).contains("of-old"));
}

#[test]
fn vectors_that_are_not_those_of_the_index_are_not_run() {
    let changed = folder("vectors-changed");
    let file = changed.join(format!("{INVALID}.json"));
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("digest", "binding")).unwrap();
    let missing = folder("vectors-lost");
    fs::remove_file(missing.join(format!("{INVALID}.json"))).unwrap();
    let newer = folder("vectors-newer");
    let index = fs::read_to_string(newer.join("index.json")).unwrap();
    fs::write(
        newer.join("index.json"),
        index.replace("vectors/1", "vectors/2"),
    )
    .unwrap();
    for folder in [changed, missing, newer] {
        let output = check("cat", &folder, &[]);
        assert_eq!(status(&output), 2);
        assert_eq!(printed(&output), "");
    }
}

#[test]
fn junit_xml_holds_every_case_with_what_xml_cannot_hold_escaped() {
    let folder = folder("vectors-junit");
    let file = folder.join("out.xml");
    let words = ["--junit", file.to_str().unwrap()];
    check(r#"sed 's/"digest"/"structure"/'"#, &folder, &words);
    let xml = fs::read_to_string(file).unwrap();
    assert_eq!(xml.matches("<testcase ").count(), 4);
    assert_eq!(xml.matches("<testsuite ").count(), 2);
    assert!(
        xml.contains(r#"tests="3" failures="1" errors="0" skipped="0""#),
        "{xml}"
    );
    assert!(xml.contains(
        r#"<failure type="wrong reason" message="expected invalid (digest), not invalid (structure)">"#
    ));
    assert!(xml.contains("One &lt;thing&gt; &amp; &quot;another&quot;\u{FFFD} changed."));
}
