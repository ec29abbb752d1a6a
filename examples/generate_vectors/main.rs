//! `generate_vectors [--out DIR] [--check]`
//!
//! Writes the test vectors, their index and the notes on their flags into `test-vectors`, from a
//! published seed: every run writes the same bytes. `--check` writes nothing, and fails when a file
//! is missing, differs, or was not written by this program.
//!
//! A case is one call in the module of its kind: a valid one of [`Vector::valid`], a broken one of
//! [`Vector::invalid`] with its base and the stage that refuses it. What it shows is a flag, which
//! [`notes`] explains. A kind is a module with `cases`, a line in [`vectors`], a schema of its input
//! in `test-vectors/schema`, and a judge in the example `check_vector`.

#[path = "../command/say.rs"]
mod say;

mod card_transcript;
mod certificate;
mod certificate_draft;
mod derivation;
mod device_key_proof;
mod device_response;
mod draft;
mod issuance_response;
mod issuer_signed;
mod notes;
mod scene;
mod status_list;
mod vector;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;

use say::say;
use scene::Scene;
use vector::{Index, KINDS, Vector};

/// Whatever keeps the vectors from being made.
type Failure = Box<dyn Error>;

fn main() -> ExitCode {
    let options = match Options::read(lexopt::Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("{wrong}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "\
usage: generate_vectors [--out DIR] [--check]
  --out     where the vectors lie (test-vectors)
  --check   compares instead of writing
exit status: 0 written or equal, 1 different or failed, 2 wrong use";

struct Options {
    out: PathBuf,
    check: bool,
}

impl Options {
    fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let (mut out, mut check) = (PathBuf::from("test-vectors"), false);
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("out") => out = words.value()?.into(),
                Long("check") => check = true,
                _ => return Err(word.unexpected()),
            }
        }
        Ok(Some(Self { out, check }))
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    let vectors = vectors(&Scene::new()?)?;
    check(&vectors)?;
    let files = files(&vectors)?;
    match options.check {
        true => compare(&options.out, &files)?,
        false => write(&options.out, &files)?,
    }
    let invalid = vectors.iter().filter(|vector| !vector.is_valid()).count();
    let done = match options.check {
        true => "are as they should be",
        false => "are written",
    };
    let valid = vectors.len() - invalid;
    say!("{valid} valid and {invalid} invalid vectors {done}");
    Ok(())
}

fn vectors(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let mut vectors = issuer_signed::cases(scene)?;
    vectors.extend(status_list::cases(scene)?);
    vectors.extend(device_response::cases(scene, &vectors)?);
    vectors.extend(certificate::cases(scene)?);
    vectors.extend(device_key_proof::cases(scene)?);
    vectors.extend(card_transcript::cases()?);
    vectors.extend(derivation::cases(scene)?);
    vectors.extend(issuance_response::cases(scene)?);
    let mut vectors: Vec<_> = vectors.into_iter().map(Vector::cited).collect();
    vectors.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(vectors)
}

/// What holds of them together.
fn check(vectors: &[Vector]) -> Result<(), Failure> {
    let valid = vectors.iter().filter(|vector| vector.is_valid());
    let valid: BTreeSet<&str> = valid.map(|vector| vector.id.as_str()).collect();
    let mut ids = BTreeSet::new();
    let mut flags = BTreeSet::new();
    for vector in vectors {
        if !ids.insert(vector.id.as_str()) {
            return Err(format!("{} stands twice", vector.id).into());
        }
        if let Some(base) = &vector.base
            && !valid.contains(base.as_str())
        {
            return Err(format!("{}: its base {base} is no valid vector", vector.id).into());
        }
        flags.extend(vector.flags.iter().copied());
    }
    let noted: BTreeSet<&str> = notes::all().map(|note| note.flag).collect();
    if noted.len() != notes::all().count() {
        return Err("a flag has two notes".into());
    }
    match flags.symmetric_difference(&noted).next() {
        Some(flag) => Err(format!("the flag {flag} has no vector or no note").into()),
        None => Ok(()),
    }
}

/// Every file with its content, by its path below the folder.
fn files(vectors: &[Vector]) -> Result<BTreeMap<PathBuf, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    for vector in vectors {
        let path = PathBuf::from(format!("{}.json", vector.id));
        files.insert(path, vector.to_json()?);
    }
    let index = Index::of(vectors, &files)?;
    files.insert("index.json".into(), index);
    files.insert("notes.json".into(), notes::to_json()?);
    Ok(files)
}

fn write(out: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Failure> {
    if let Some(path) = strangers(out, files)?.first() {
        return Err(format!("{} is no vector; remove it", path.display()).into());
    }
    for (path, content) in files {
        let file = out.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, content)?;
    }
    Ok(())
}

fn compare(out: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Failure> {
    let mut wrong: Vec<String> = strangers(out, files)?
        .iter()
        .map(|path| format!("{} was not written by this program", path.display()))
        .collect();
    for (path, content) in files {
        match fs::read(out.join(path)) {
            Ok(found) if found == *content => {}
            Ok(_) => wrong.push(format!("{} differs", path.display())),
            Err(_) => wrong.push(format!("{} is missing", path.display())),
        }
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}

/// Files in the folders of the kinds that are none of the vectors.
fn strangers(out: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = KINDS.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(out.join(&folder)) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            match entry.file_type()?.is_dir() {
                true => folders.push(path),
                false if files.contains_key(&path) => {}
                false => found.push(path),
            }
        }
    }
    Ok(found)
}
