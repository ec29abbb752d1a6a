//! The vectors, as they lie in their folder.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::verdict::Verdict;

/// One vector, without its input.
pub(crate) struct Case {
    pub(crate) file: PathBuf,
    pub(crate) vector: Vector,
}

/// The members of a vector that tell what is expected and why.
#[derive(Deserialize)]
pub(crate) struct Vector {
    format: String,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) comment: String,
    pub(crate) flags: Vec<String>,
    pub(crate) features: Vec<String>,
    #[serde(flatten)]
    pub(crate) expected: Verdict,
    /// Of a valid vector: what comes out.
    pub(crate) expect: Option<Value>,
}

/// Every vector that `index.json` lists, in its order.
///
/// # Errors
/// When one is missing, or its SHA-256 is another.
pub(crate) fn cases(folder: &Path) -> Result<Vec<Case>, Unusable> {
    let index: Index = read(&folder.join("index.json"))?;
    known(&index.format, "index.json")?;
    let mut cases = Vec::new();
    for entry in &index.vectors {
        // The id leads nowhere but into the folder.
        if !entry.id.split('/').all(is_name) {
            return Err(Unusable::Id(entry.id.clone()));
        }
        let file = folder.join(format!("{}.json", entry.id));
        let bytes = fs::read(&file).map_err(|source| Unusable::file(&file, source))?;
        if hex(&Sha256::digest(&bytes)) != entry.sha256 {
            return Err(Unusable::Changed(file));
        }
        let vector: Vector = parsed(&file, &bytes)?;
        known(&vector.format, &vector.id)?;
        cases.push(Case { file, vector });
    }
    Ok(cases)
}

/// What a flag means.
#[derive(Deserialize)]
pub(crate) struct Note {
    pub(crate) description: String,
    pub(crate) effect: String,
}

/// A JSON file.
pub(crate) fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Unusable> {
    let bytes = fs::read(file).map_err(|source| Unusable::file(file, source))?;
    parsed(file, &bytes)
}

fn parsed<T: DeserializeOwned>(file: &Path, bytes: &[u8]) -> Result<T, Unusable> {
    serde_json::from_slice(bytes).map_err(|source| Unusable::Json {
        file: file.to_owned(),
        source,
    })
}

fn known(format: &str, place: &str) -> Result<(), Unusable> {
    match format {
        FORMAT => Ok(()),
        other => Err(Unusable::Format {
            place: place.to_owned(),
            format: other.to_owned(),
        }),
    }
}

fn is_name(word: &str) -> bool {
    let letter = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !word.is_empty() && word.bytes().all(letter)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Deserialize)]
struct Index {
    format: String,
    vectors: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    sha256: String,
}

/// Why nothing can be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    #[error("{file}: {source}", file = .file.display())]
    File { file: PathBuf, source: io::Error },
    #[error("{file}: {source}", file = .file.display())]
    Json {
        file: PathBuf,
        source: serde_json::Error,
    },
    #[error("{place}: the format {format} is not {FORMAT}, which this program knows")]
    Format { place: String, format: String },
    #[error("index.json: {0:?} cannot be the id of a vector")]
    Id(String),
    #[error("{file}: its SHA-256 is not the one in index.json; check the files out anew", file = .0.display())]
    Changed(PathBuf),
    #[error("{file}: {id:?} is there twice, or is no vector's id", file = .file.display())]
    Known { file: PathBuf, id: String },
    #[error("no vector is of such a kind and needs no other features")]
    Nothing,
    #[error("--runner {command:?} cannot be started ({complaint}); correct the command")]
    Runner {
        command: OsString,
        complaint: String,
    },
}

impl Unusable {
    pub(crate) fn file(file: &Path, source: io::Error) -> Self {
        let file = file.to_owned();
        Self::File { file, source }
    }

    pub(crate) fn runner(command: &OsStr, complaint: &[u8]) -> Self {
        let complaint = String::from_utf8_lossy(complaint).trim().to_owned();
        let command = command.to_owned();
        Self::Runner { command, complaint }
    }
}

const FORMAT: &str = "mnid-mdoc-vectors/1";
