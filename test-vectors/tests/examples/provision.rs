use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use mnid_mdoc::card::simulator::Authorities;

use crate::{EXAMPLES, NOW, complained, files, printed, run, run_into, scratch, status};

/// What `provision` wrote for a fixed seed and time.
pub(crate) static PROVISIONED: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = scratch("provisioned");
    let run = provision(&["--seed", "00ff", "--now", NOW], &folder);
    assert_eq!(status(&run), 0, "{run:?}");
    folder
});

fn provision(words: &[&str], out: &Path) -> Output {
    run_into("provision", out, words)
}

#[test]
fn provision_writes_the_files_of_its_contract() {
    let mut expected = [
        "card-reading.cbor",
        "document-signer.key.pem",
        "document-signer.pem",
        "evidence.json",
        "iaca.key.pem",
        "iaca.pem",
    ]
    .map(str::to_owned)
    .to_vec();
    for folder in ["driving-licence", "my-number-card"] {
        for name in [
            "credential-00.cbor",
            "credential-00.key.pem",
            "credential-01.cbor",
            "credential-01.key.pem",
            "credential-02.cbor",
            "credential-02.key.pem",
            "presentation-00.cbor",
            "presentation-00.transcript.cbor",
        ] {
            expected.push(format!("{folder}/{name}"));
        }
    }
    expected.sort();
    let found: Vec<String> = files(&PROVISIONED).into_iter().map(|file| file.0).collect();
    assert_eq!(found, expected);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_keys_and_the_reading() {
    let open = crate::open_to_others(&PROVISIONED);
    let secret = |name: &String| name.ends_with(".key.pem") || name == "card-reading.cbor";
    assert!(!open.iter().any(secret), "{open:?}");
}

#[test]
fn the_same_seed_and_time_give_the_same_bytes_and_another_seed_gives_others() {
    let again = scratch("again");
    assert_eq!(
        status(&provision(&["--now", NOW, "--seed", "00FF"], &again)),
        0
    );
    assert_eq!(files(&again), files(&PROVISIONED));

    let other = scratch("other");
    assert_eq!(
        status(&provision(&["--now", NOW, "--seed", "00fe"], &other)),
        0
    );
    let same = |name: &str| {
        fs::read(other.join(name)).unwrap() == fs::read(PROVISIONED.join(name)).unwrap()
    };
    assert!(!same("my-number-card/credential-00.cbor"));
    assert!(!same("iaca.key.pem"));
    // What the card signs again is the challenge alone.
    assert!(!same("card-reading.cbor"));
}

#[test]
fn fewer_keys_leave_no_file_of_an_earlier_run() {
    let folder = scratch("fewer");
    assert_eq!(status(&provision(&["--keys", "4"], &folder)), 0);
    assert_eq!(status(&provision(&["--keys", "1"], &folder)), 0);
    let credentials = |document: &str| {
        let names = files(&folder.join(document)).into_iter().map(|file| file.0);
        names.filter(|name| name.starts_with("credential-")).count()
    };
    assert_eq!(credentials("my-number-card"), 2);
    assert_eq!(credentials("driving-licence"), 2);
}

#[test]
fn a_card_without_a_licence_gives_the_my_number_document_alone() {
    let folder = scratch("no-licence");
    let run = provision(&["--holder", "no-licence", "--keys", "1"], &folder);
    assert_eq!(status(&run), 0);
    assert!(folder.join("my-number-card/credential-00.cbor").exists());
    assert!(!folder.join("driving-licence").exists());
}

#[test]
fn the_individual_number_is_in_a_document_only_when_asked_for() {
    let name = b"individual_number_unicode";
    let has = |folder: &Path| {
        let credential = fs::read(folder.join("my-number-card/credential-00.cbor")).unwrap();
        credential.windows(name.len()).any(|window| window == name)
    };
    assert!(!has(&PROVISIONED));
    let asked = scratch("individual-number");
    let run = provision(&["--individual-number", "--keys", "1"], &asked);
    assert_eq!(status(&run), 0);
    assert!(has(&asked));
    // Nor is it ever printed.
    assert!(printed(&run).contains("(not shown)"));
}

#[test]
fn the_report_names_checks_anchors_assurance_waivers_and_facts_and_nobody() {
    let report = fs::read_to_string(PROVISIONED.join("evidence.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(json["assurance"], "signed-by-holder");
    assert_eq!(json["environment"], "test");
    let waivers = serde_json::json!(["face-by-birth-date-and-sex", "unbound-licence"]);
    assert_eq!(json["waivers"], waivers);
    let checks = json["checks"].as_array().unwrap();
    let anchored = |check: &&serde_json::Value| check["anchor"]["sha256"].is_string();
    assert!(checks.iter().filter(anchored).count() >= 3);
    let facts = json["issuer-facts"].as_array().unwrap();
    assert!(facts.contains(&serde_json::json!({"element": "family_name", "source": "passport"})));
    for personal in ["番号", "花子", "BANGO", "1990", "13101", "丸の内"] {
        assert!(!report.contains(personal), "{personal}");
    }
}

#[test]
fn the_authorities_to_believe_can_be_those_of_a_file() {
    let folder = scratch("anchors");
    let file = folder.join("anchors.json");
    let software_card = Authorities::new().unwrap().anchors_file();
    let none = r#"{ "format": "mnid-mdoc anchors 1", "environment": "test" }"#;
    let cases = [
        (software_card.as_str(), None),
        (none, Some("refused [evidence.unknown-issuer]: ")),
        ("{", Some("refused [evidence.anchors-file]: ")),
    ];
    for (anchors, refused) in cases {
        fs::write(&file, anchors).unwrap();
        let words = ["--anchors", file.to_str().unwrap(), "--keys", "1"];
        let output = provision(&words, &folder.join("out"));
        let said = complained(&output);
        match refused {
            None => assert_eq!(status(&output), 0, "{said}"),
            Some(start) => assert!(said.starts_with(start), "{said}"),
        }
    }
}

/// The tests run the examples with the features that a newcomer has.
#[test]
fn a_reader_of_the_machine_needs_a_feature() {
    let output = run("provision", &["--pcsc", "Virtual"]);
    assert_eq!(status(&output), 2);
    assert!(complained(&output).starts_with("--pcsc: run with --features pcsc\n"));
}

#[test]
fn wrong_use_of_provision_ends_with_two() {
    let wrong: &[&[&str]] = &[
        &["--seed", "0"],
        &["--seed", ""],
        &["--seed", &"00".repeat(33)],
        &["--seed", "zz"],
        &["--now", "2026-11-24"],
        &["--holder", "taro"],
        &["--keys", "0"],
        &["--keys", "three"],
        &["--iaca-curve", "p521"],
        &["--anchors", "no-such-file"],
        &["--keys"],
        &["--unknown", "1"],
        &["extra"],
    ];
    for words in wrong {
        let output = run("provision", words);
        assert_eq!(status(&output), 2, "{words:?}");
        assert!(complained(&output).contains("usage:"));
    }
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_one_and_a_code() {
    let folder = scratch("unwritable");
    let file = folder.join("file");
    fs::write(&file, b"").unwrap();
    let output = provision(&[], &file.join("below"));
    assert_eq!(status(&output), 1);
    let said = complained(&output);
    assert!(
        said.starts_with("refused [provision.output]: cannot write "),
        "{said}"
    );
}

#[test]
fn a_time_at_which_the_card_is_not_valid_refuses_with_one() {
    let folder = scratch("expired");
    let output = provision(&["--now", "2031-01-01T00:00:00Z"], &folder);
    assert_eq!(status(&output), 1);
    let said = complained(&output);
    assert!(said.starts_with("refused [evidence."), "{said}");
    assert!(!folder.join("my-number-card").exists());
}

#[test]
fn days_before_a_birthday_a_document_is_issued_without_the_years() {
    let folder = scratch("birthday");
    let run = provision(&["--now", "2027-04-13T09:00:00Z", "--keys", "1"], &folder);
    assert_eq!(status(&run), 0, "{run:?}");
    assert!(!printed(&run).contains("age_in_years"));
    assert!(printed(&run).contains("age_over_20"));
    assert!(!printed(&run).contains("until 2027-04-14"));
}

/// As `provision | head` does.
#[test]
fn a_reader_of_the_story_that_goes_away_does_not_stop_the_run() {
    let folder = scratch("unread");
    let mut run = Command::new(EXAMPLES.join("provision"))
        .args(["--keys", "1", "--out", folder.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(run.stdout.take());
    assert_eq!(run.wait().unwrap().code(), Some(0));
    assert!(folder.join("evidence.json").exists());
}

/// The lines of the README's run, in their order, are lines of a run; `[…]` stands for any number
/// of them, and times differ.
#[test]
fn the_readme_shows_a_real_run() {
    let readme = include_str!("../../../README.md");
    let shown = readme.split("```text\n").nth(1).unwrap();
    let shown = shown.split("\n```").next().unwrap();
    let run = run(
        "provision",
        &[
            "--seed",
            "00",
            "--now",
            NOW,
            "--out",
            scratch("readme").to_str().unwrap(),
        ],
    );
    let printed = printed(&run);
    let mut printed = printed.lines();
    let mut lines = 0;
    for line in shown.lines().filter(|line| *line != "[…]") {
        let found = printed.any(|printed| lasting(printed) == lasting(line));
        assert!(found, "no run prints {line:?}");
        lines += 1;
    }
    assert!(lines > 60);
}

/// A line without what differs from run to run: times, and the folder of the last line.
fn lasting(line: &str) -> &str {
    if line.ends_with(" ms") {
        return "    … ms";
    }
    line.split(", in ").next().unwrap()
}
