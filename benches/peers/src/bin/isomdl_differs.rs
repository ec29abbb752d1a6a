//! `isomdl_differs VECTORS KNOWN.json`: holds the crate `isomdl` against the test vectors of the kind
//! `issuer-signed`, at the two stages that it has: the certificate and the issuer's signature. Every
//! difference has to be listed with its reason in the file of the known ones, and every entry there
//! has to be a difference still.
//!
//! A vector whose fault is of an earlier stage is not compared: isomdl reads leniently, and has no
//! such stage. A fault of a later stage must be none to isomdl.
//!
//! isomdl reads the clock of the machine. So for each time that the vectors name, a process of its
//! own judges under `faketime`, and makes sure first that this is the time it sees.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use anyhow::{Context, Result, bail, ensure};
use isomdl::definitions::issuer_signed::IssuerSigned;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::trust_anchor::{PemTrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::definitions::x509::validation::ValidationRuleset;
use isomdl::presentation::authentication::mdoc::issuer_authentication;
use mnid_mdoc::time::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--at", now, files @ ..] => {
            check_clock(now)?;
            for file in files {
                println!("{}", judge(&read(Path::new(file))?)?.replace('\n', " "));
            }
            Ok(ExitCode::SUCCESS)
        }
        [vectors, known] => compare(Path::new(vectors), Path::new(known)),
        _ => bail!("usage: isomdl_differs VECTORS KNOWN.json"),
    }
}

fn compare(folder: &Path, known: &Path) -> Result<ExitCode> {
    let known: Vec<Known> = read(known)?;
    let listed = known.iter().flat_map(|entry| {
        let ids = entry.ids.iter();
        ids.map(|id| (id.clone(), entry.isomdl.clone()))
    });
    let mut listed: BTreeSet<(String, String)> = listed.collect();
    let vectors = vectors(folder)?;
    ensure!(
        !vectors.is_empty(),
        "no vectors are in {}",
        folder.display()
    );

    let (mut differences, mut unlisted) = (0, 0);
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for (vector, found) in judge_all(&vectors)? {
        let expected = vector.expected();
        *compared
            .entry(expected.unwrap_or("not compared"))
            .or_default() += 1;
        let stage = found.split(':').next().unwrap_or_default();
        let Some(expected) = expected.filter(|expected| *expected != stage) else {
            continue;
        };
        differences += 1;
        if !listed.remove(&(vector.id.clone(), stage.to_owned())) {
            unlisted += 1;
            println!("not listed: {}: {expected}, by isomdl {found}", vector.id);
        }
    }
    for (id, found) in &listed {
        println!("listed, but no difference any more: {id}: by isomdl {found}");
    }
    println!(
        "isomdl: {differences} differences in {} vectors; expected {compared:?}",
        vectors.len()
    );
    Ok(match unlisted == 0 && listed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// By time, each in a process that sees it.
fn judge_all(vectors: &[Vector]) -> Result<Vec<(&Vector, String)>> {
    let mut by_time: BTreeMap<&str, Vec<&Vector>> = BTreeMap::new();
    for vector in vectors {
        by_time.entry(&vector.input.now).or_default().push(vector);
    }
    let mut judged = Vec::new();
    for (now, vectors) in by_time {
        let output = Command::new("faketime")
            .args(["-f", &now.replace('T', " ").replace('Z', "")])
            .arg(std::env::current_exe()?)
            .args(["--at", now])
            .args(vectors.iter().map(|vector| &vector.file))
            .env("TZ", "UTC")
            .output()
            .context("faketime cannot be run")?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "at {now}: {complaint}");
        let found = String::from_utf8(output.stdout)?;
        let found: Vec<String> = found.lines().map(str::to_owned).collect();
        ensure!(
            found.len() == vectors.len(),
            "at {now}: answers are missing"
        );
        judged.extend(vectors.into_iter().zip(found));
    }
    Ok(judged)
}

/// The clock stands still, or else has run for some seconds.
fn check_clock(now: &str) -> Result<()> {
    let seen = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let wanted = u64::try_from(Timestamp::parse(now)?.unix())?;
    let late = seen.as_secs().checked_sub(wanted);
    ensure!(
        late.is_some_and(|late| late < 60),
        "the clock is not at {now}"
    );
    Ok(())
}

/// `STAGE` or `STAGE: why` of the first stage at which isomdl refuses, in the order in which its own
/// reader goes.
fn judge(vector: &Vector) -> Result<String> {
    let bytes = hex(&vector.input.issuer_signed)?;
    let credential: IssuerSigned = match isomdl::cbor::from_slice(&bytes) {
        Err(error) => return Ok(format!("unreadable: {error}")),
        Ok(credential) => credential,
    };
    let mut header = credential.issuer_auth.unprotected.rest.iter();
    let Some((_, chain)) = header.find(|(label, _)| *label == X5CHAIN) else {
        return Ok("unreadable: no x5chain".to_owned());
    };
    let chain = match X5Chain::from_cbor(chain.clone()) {
        Err(error) => return Ok(format!("certificate: {error}")),
        Ok(chain) => chain,
    };
    let anchors = vector.input.trust_anchors.iter();
    let anchors = anchors.map(|pem| PemTrustAnchor {
        certificate_pem: pem.clone(),
        purpose: TrustPurpose::Iaca,
    });
    let anchors = match TrustAnchorRegistry::from_pem_certificates(anchors.collect()) {
        Err(error) => return Ok(format!("certificate: {error}")),
        Ok(anchors) => anchors,
    };
    let outcome = ValidationRuleset::Mdl.validate(&chain, &anchors);
    if !outcome.success() {
        return Ok(format!("certificate: {}", outcome.errors.join(", ")));
    }
    Ok(match issuer_authentication(chain, &credential) {
        Err(error) => format!("signature: {error}"),
        Ok(()) => "accepted".to_owned(),
    })
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    stage: Option<String>,
    input: Input,
    #[serde(skip)]
    file: PathBuf,
}

#[derive(Deserialize)]
struct Input {
    now: String,
    trust_anchors: Vec<String>,
    issuer_signed: String,
}

impl Vector {
    /// What isomdl has to say, where it has a stage for it.
    fn expected(&self) -> Option<&'static str> {
        match self.stage.as_deref() {
            Some("decode" | "structure") => None,
            Some("certificate") => Some("certificate"),
            Some("signature") => Some("signature"),
            _ => Some("accepted"),
        }
    }
}

/// Differences of one reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// What isomdl says: `accepted`, `certificate`, `signature` or `unreadable`.
    isomdl: String,
    #[serde(rename = "reason")]
    _reason: String,
    ids: Vec<String>,
}

fn vectors(folder: &Path) -> Result<Vec<Vector>> {
    #[derive(Deserialize)]
    struct Index {
        vectors: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        id: String,
        kind: String,
    }
    let index: Index = read(&folder.join("index.json"))?;
    let entries = index.vectors.iter();
    entries
        .filter(|entry| entry.kind == "issuer-signed")
        .map(|entry| {
            let file = folder.join(format!("{}.json", entry.id));
            let vector = read(&file)?;
            Ok(Vector { file, ..vector })
        })
        .collect()
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T> {
    let text = fs::read(file).with_context(|| format!("{}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{}", file.display()))
}

fn hex(text: &str) -> Result<Vec<u8>> {
    let digits = |at| text.get(at..at + 2).context("hexadecimal");
    (0..text.len())
        .step_by(2)
        .map(|at| Ok(u8::from_str_radix(digits(at)?, 16)?))
        .collect()
}

const X5CHAIN: coset::Label = coset::Label::Int(33);
