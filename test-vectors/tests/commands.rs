//! The contract of the examples `provision` and `verify`, on which other programs rely: options,
//! files, output lines, exit statuses.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::pki::{Certificate, RevocationListRequest};
use mnid_mdoc::time::Timestamp;

const NOW: &str = "2026-11-24T09:00:00Z";

/// The folder in which cargo put the examples. It builds them for `cargo test`, but not for a
/// single test target.
static EXAMPLES: LazyLock<PathBuf> = LazyLock::new(|| {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--examples"])
        .status()
        .unwrap();
    assert!(status.success(), "the examples cannot be built");
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join("examples")
});

/// What `provision` wrote for a fixed seed and time.
static PROVISIONED: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = scratch("provisioned");
    let run = provision(&["--seed", "00ff", "--now", NOW], &folder);
    assert_eq!(status(&run), 0, "{run:?}");
    folder
});

/// A new folder of the test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(example: &str, words: &[&str]) -> Output {
    Command::new(EXAMPLES.join(example))
        .args(words)
        .output()
        .unwrap()
}

fn provision(words: &[&str], out: &Path) -> Output {
    let mut all = vec!["--out", out.to_str().unwrap()];
    all.extend(words);
    run("provision", &all)
}

fn verify(file: &Path, more: &[&str]) -> Output {
    let iaca = PROVISIONED.join("iaca.pem");
    let mut words = vec![file.to_str().unwrap(), "--iaca", iaca.to_str().unwrap()];
    words.extend(more);
    run("verify", &words)
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Every file below a folder, by its path inside.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(folder).unwrap().to_owned();
                found.push((inside, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn provision_writes_the_files_of_its_contract() {
    let mut expected = vec![
        "card-reading.cbor",
        "document-signer.key.pem",
        "document-signer.pem",
        "evidence.json",
        "iaca.key.pem",
        "iaca.pem",
    ]
    .into_iter()
    .map(PathBuf::from)
    .collect::<Vec<_>>();
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
            expected.push(Path::new(folder).join(name));
        }
    }
    expected.sort();
    let found: Vec<PathBuf> = files(&PROVISIONED).into_iter().map(|file| file.0).collect();
    assert_eq!(found, expected);
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
        names
            .filter(|name| name.to_str().unwrap().starts_with("credential-"))
            .count()
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
    assert_eq!(json["waivers"], serde_json::json!([]));
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
        &["--keys"],
        &["--unknown", "1"],
        &["extra"],
    ];
    for words in wrong {
        let output = run("provision", words);
        assert_eq!(status(&output), 2, "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage:"));
    }
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_one_and_a_code() {
    let folder = scratch("unwritable");
    let file = folder.join("file");
    fs::write(&file, b"").unwrap();
    let output = provision(&[], &file.join("below"));
    assert_eq!(status(&output), 1);
    let said = String::from_utf8(output.stderr).unwrap();
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
    let said = String::from_utf8(output.stderr).unwrap();
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

#[test]
fn verify_prints_one_line_for_every_file_that_provision_wrote() {
    for (folder, doc_type) in [
        ("my-number-card", "org.iso.23220.1.jp.mnc"),
        ("driving-licence", "org.iso.18013.5.1.mDL"),
    ] {
        let folder = PROVISIONED.join(folder);
        for index in 0..3 {
            let file = folder.join(format!("credential-{index:02}.cbor"));
            let output = verify(&file, &["--now", NOW, "--doc-type", doc_type]);
            assert_eq!(printed(&output), format!("valid {doc_type}\n"));
            assert_eq!(status(&output), 0);
        }
        let transcript = folder.join("presentation-00.transcript.cbor");
        let words = ["--now", NOW, "--transcript", transcript.to_str().unwrap()];
        let output = verify(&folder.join("presentation-00.cbor"), &words);
        assert_eq!(printed(&output), format!("valid {doc_type}\n"));
        assert_eq!(status(&output), 0);
    }
}

#[test]
fn verify_names_stage_and_code_and_ends_with_one() {
    let folder = PROVISIONED.join("my-number-card");
    let credential = folder.join("credential-00.cbor");
    let scratch = scratch("changed");
    let changed = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(&credential).unwrap();
        change(&mut bytes);
        let file = scratch.join(name);
        fs::write(&file, bytes).unwrap();
        file
    };
    let cases = [
        (changed("empty", &Vec::clear), vec![], "invalid decode "),
        (
            changed("longer", &|bytes| bytes.push(0)),
            vec![],
            "invalid decode ",
        ),
        (
            changed("signature", &|bytes| *bytes.last_mut().unwrap() ^= 1),
            vec![],
            "invalid signature ",
        ),
        (
            credential.clone(),
            vec!["--doc-type", "org.iso.18013.5.1.mDL"],
            "invalid binding ",
        ),
    ];
    for (file, mut words, start) in cases {
        words.extend(["--now", NOW]);
        let output = verify(&file, &words);
        assert!(printed(&output).starts_with(start), "{}", printed(&output));
        assert_eq!(printed(&output).lines().count(), 1);
        assert_eq!(status(&output), 1);
    }
    let late = verify(&credential, &["--now", "2027-12-01T00:00:00Z"]);
    assert!(
        printed(&late).starts_with("invalid validity "),
        "{}",
        printed(&late)
    );

    let licence = PROVISIONED.join("driving-licence");
    let transcript = scratch.join("transcript");
    fs::write(&transcript, [0x83, 0xF6, 0xF6, 0xF6]).unwrap();
    let words = ["--now", NOW, "--transcript", transcript.to_str().unwrap()];
    let other_session = verify(&licence.join("presentation-00.cbor"), &words);
    let line = printed(&other_session);
    assert!(line.starts_with("invalid binding "), "{line}");
}

#[test]
fn wrong_use_of_verify_ends_with_two() {
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    let presentation = PROVISIONED.join("my-number-card/presentation-00.cbor");
    let missing = PROVISIONED.join("missing.cbor");
    let cases: [(&Path, &[&str]); 6] = [
        (&credential, &[]),
        (&credential, &["--now", "today"]),
        (&credential, &["--now", NOW, "--transcript", "missing"]),
        (&credential, &["--now", NOW, "--unknown", "1"]),
        (&presentation, &["--now", NOW]),
        (&missing, &["--now", NOW]),
    ];
    for (file, words) in cases {
        let output = verify(file, words);
        assert_eq!(status(&output), 2, "{words:?}");
        assert_eq!(printed(&output), "");
    }
}

#[test]
fn a_root_that_cannot_be_used_takes_nothing_from_the_others() {
    let folder = scratch("roots");
    let bundle = folder.join("roots.pem");
    let ours = fs::read_to_string(PROVISIONED.join("iaca.pem")).unwrap();
    let foreign = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    let verify = |roots: &str| {
        fs::write(&bundle, roots).unwrap();
        let words = [
            credential.to_str().unwrap(),
            "--iaca",
            bundle.to_str().unwrap(),
        ];
        run("verify", &[words.as_slice(), &["--now", NOW]].concat())
    };
    assert_eq!(status(&verify(&format!("{foreign}{ours}"))), 0);
    assert_eq!(status(&verify(foreign)), 2);
}

#[cfg(unix)]
#[test]
fn words_that_are_no_text_end_with_two_or_name_a_file() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let word = OsStr::from_bytes(b"\xff\xfe");
    for words in [
        vec![word],
        vec![OsStr::new("--iaca"), word],
        vec![OsStr::new("file"), OsStr::new("--doc-type"), word],
    ] {
        for example in ["verify", "provision"] {
            let output = Command::new(EXAMPLES.join(example)).args(&words).output();
            assert_eq!(status(&output.unwrap()), 2, "{example} {words:?}");
        }
    }
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
    let readme = include_str!("../../README.md");
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

#[test]
fn verify_judges_by_the_profile_that_is_named() {
    let credential = PROVISIONED.join("driving-licence/credential-00.cbor");
    let named = |name| verify(&credential, &["--now", NOW, "--profile", name]);
    for name in ["default", "edition_1", "edition_2", "japan"] {
        assert_eq!(status(&named(name)), 0, "{name}");
    }
    assert_eq!(status(&named("nonsense")), 2);
    let presentation = PROVISIONED.join("driving-licence/presentation-00.cbor");
    let transcript = PROVISIONED.join("driving-licence/presentation-00.transcript.cbor");
    let transcript = transcript.to_str().unwrap();
    let words = [
        "--now",
        NOW,
        "--transcript",
        transcript,
        "--profile",
        "default",
    ];
    assert_eq!(status(&verify(&presentation, &words)), 0);
}

#[test]
fn lint_judges_certificates_and_credentials_by_a_profile() {
    let lint = |file: &Path, name| run("lint", &[file.to_str().unwrap(), "--profile", name]);
    let silent = [
        "iaca.pem",
        "document-signer.pem",
        "my-number-card/credential-00.cbor",
        "driving-licence/credential-00.cbor",
    ];
    for file in silent {
        let output = lint(&PROVISIONED.join(file), "default");
        assert_eq!(
            (status(&output), printed(&output).as_str()),
            (0, ""),
            "{file}"
        );
    }
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    let notes = lint(&credential, "zero_knowledge");
    assert_eq!(status(&notes), 0);
    let place = "note profile.not-provable org.iso.23220.1.jp/full_name_unicode: ";
    assert!(printed(&notes).contains(place), "{}", printed(&notes));

    let folder = scratch("lint");
    let changed = folder.join("changed");
    let mut bytes = fs::read(&credential).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&changed, &bytes).unwrap();
    let found = lint(&changed, "default");
    assert_eq!(status(&found), 1);
    assert!(printed(&found).starts_with("refused profile.signature issuerAuth: "));
    bytes.push(0);
    fs::write(&changed, &bytes).unwrap();
    let unreadable = lint(&changed, "default");
    assert_eq!(status(&unreadable), 1);
    assert!(printed(&unreadable).starts_with("unreadable mdoc.not-cbor "));

    assert_eq!(status(&lint(&credential, "nonsense")), 2);
    assert_eq!(status(&run("lint", &[])), 2);
    assert_eq!(status(&lint(&folder.join("nothing"), "default")), 2);
}

#[test]
fn verify_asks_the_revocation_lists_that_it_is_given() {
    let folder = scratch("revocations");
    let text = |name: &str| fs::read_to_string(PROVISIONED.join(name)).unwrap();
    let iaca = Certificate::from_pem(&text("iaca.pem")).unwrap();
    let signer = Certificate::from_pem(&text("document-signer.pem")).unwrap();
    let key = SoftwareKey::from_pem(&text("iaca.key.pem")).unwrap();
    let now: Timestamp = NOW.parse().unwrap();
    let write = |name: &str, made: Timestamp, revoked| {
        let request = RevocationListRequest {
            this_update: made,
            next_update: made.plus_days(30),
            number: 1,
            revoked,
        };
        let list = request.issue(&iaca, &key).unwrap();
        fs::write(folder.join(name), list.der()).unwrap();
        list.der().to_vec()
    };
    let mut forged = write("good.crl", now, vec![]);
    write("revoked.crl", now, vec![(signer, now)]);
    write("outdated.crl", now.plus_days(-30), vec![]);
    *forged.last_mut().unwrap() ^= 1;
    fs::write(folder.join("forged.crl"), forged).unwrap();
    fs::write(folder.join("no-list.crl"), "no list").unwrap();

    let credential = PROVISIONED.join("driving-licence/credential-00.cbor");
    let verify_with = |lists: &[&str]| {
        let files: Vec<_> = lists.iter().map(|name| folder.join(name)).collect();
        let mut words = vec!["--now", NOW];
        for file in &files {
            words.extend(["--crl", file.to_str().unwrap()]);
        }
        verify(&credential, &words)
    };
    assert_eq!(status(&verify_with(&["good.crl"])), 0);
    let revoked = verify_with(&["good.crl", "revoked.crl"]);
    assert_eq!(status(&revoked), 1);
    assert!(printed(&revoked).starts_with("invalid status pki.revoked: "));
    for (list, code) in [
        ("outdated.crl", "crl.outdated"),
        ("forged.crl", "crl.signature"),
        ("no-list.crl", "crl.malformed"),
    ] {
        let refused = verify_with(&["good.crl", list]);
        assert_eq!(status(&refused), 2, "{list}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains(code), "{said}");
    }
}
