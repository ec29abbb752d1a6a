//! The contracts of the examples, on which other programs and the README rely: options, files,
//! output lines, exit statuses.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[cfg(unix)]
mod check_vectors;
mod doctype_tables;
mod inspect;
mod key_ceremony;
mod lint;
mod provision;
mod record_transcript;
mod signers;
mod vectors_readme;
mod verify;
mod verify_vectors;
mod virtual_card;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

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

fn run(example: &str, words: &[impl AsRef<OsStr>]) -> Output {
    Command::new(EXAMPLES.join(example))
        .args(words)
        .output()
        .unwrap()
}

/// Runs an example that writes its files into the folder `out`.
fn run_into(example: &str, out: &Path, words: &[&str]) -> Output {
    run(
        example,
        &[&["--out", out.to_str().unwrap()], words].concat(),
    )
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A new folder of the test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Every file below a folder, by its path inside.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.push((inside.to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_readme_tells_how_to_run_every_example_and_no_other() {
    let mut words = include_str!("../../../README.md").split_whitespace();
    let mut told = BTreeSet::new();
    while words.any(|word| word == "--example") {
        told.extend(words.next().map(str::to_owned));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let entries = fs::read_dir(folder).unwrap();
    let examples: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() || path.join("main.rs").exists())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, examples);
}

#[test]
fn who_asks_for_help_is_told_the_usage() {
    for example in EXAMPLES_WITH_OPTIONS {
        let run = run(example, &["--help"]);
        assert_eq!(status(&run), 0);
        let usage = format!("usage: {example} ");
        assert!(printed(&run).starts_with(&usage), "{example}");
    }
}

/// The names of the files in which others than their owner may read or write.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = |name: &str| {
        let file = fs::metadata(folder.join(name)).unwrap();
        file.permissions().mode()
    };
    let names = files(folder).into_iter().map(|file| file.0);
    names.filter(|name| mode(name) & 0o077 != 0).collect()
}

#[cfg(unix)]
#[test]
fn words_that_are_no_text_end_with_two_or_name_a_file() {
    use std::os::unix::ffi::OsStrExt;
    let word = OsStr::from_bytes(b"\xff\xfe");
    for words in [
        vec![word],
        vec![OsStr::new("--iaca"), word],
        vec![OsStr::new("file"), OsStr::new("--doc-type"), word],
    ] {
        for example in EXAMPLES_WITH_OPTIONS {
            assert_eq!(status(&run(example, &words)), 2, "{example} {words:?}");
        }
    }
}

const EXAMPLES_WITH_OPTIONS: [&str; 8] = [
    "check_vectors",
    "provision",
    "verify",
    "lint",
    "inspect",
    "key_ceremony",
    "virtual_card",
    "record_transcript",
];
