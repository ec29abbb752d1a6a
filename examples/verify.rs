//! `verify FILE --iaca IACA.pem --now RFC3339 [--doc-type T] [--transcript FILE]
//! [--profile NAME] [--crl FILE]...`
//!
//! A reader's check of one file: an `IssuerSigned`, as a wallet receives it, or a `DeviceResponse`,
//! as a wallet presents it. Prints `valid DOCTYPE` (a line for each document), or
//! `invalid STAGE CODE: reason`.

#[path = "command/say.rs"]
mod say;

use std::ffi::OsStr;
use std::fs;
use std::process::ExitCode;

use lexopt::prelude::*;
use mnid_mdoc::error::Coded;
use mnid_mdoc::limits;
use mnid_mdoc::mdoc::SessionTranscript;
use mnid_mdoc::pki::{Certificate, CrlError, CurrentRevocations, RevocationList};
use mnid_mdoc::profile::Preset;
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{self, Invalid, Report, Session, Stage, Trust};

use say::say;

fn main() -> ExitCode {
    let task = match Task::read(lexopt::Parser::from_env()) {
        Ok(Some(task)) => task,
        Ok(None) => {
            say!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("{wrong}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match task.verify() {
        Ok(doc_types) => {
            doc_types.iter().for_each(|name| say!("valid {name}"));
            ExitCode::SUCCESS
        }
        Err(invalid) => {
            say!("invalid {} {}: {invalid}", invalid.stage, invalid.code);
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "\
usage: verify FILE --iaca IACA.pem --now YYYY-MM-DDThh:mm:ssZ [--doc-type T] [--transcript FILE]
              [--profile NAME] [--crl FILE]...
  FILE           an IssuerSigned or a DeviceResponse, in CBOR
  --iaca         the trusted IACA roots, in PEM
  --now          the time at which the document has to be valid
  --doc-type     the document type that it has to have
  --transcript   the SessionTranscript (untagged array) that a DeviceResponse answers
  --profile      default, edition_1, edition_2, zero_knowledge, zero_knowledge_6, japan or
                 phone_wallet
  --crl          a revocation list of one of the roots, in PEM or DER; may be repeated
exit status: 0 valid, 1 invalid, 2 wrong use, an unreadable file, or a revocation list that is not
a root's current one";

/// What the command line asks for, with the files read.
struct Task {
    document: Vec<u8>,
    iacas: Vec<Certificate>,
    revocations: Vec<CurrentRevocations>,
    now: Timestamp,
    doc_type: Option<String>,
    transcript: Option<Vec<u8>>,
    preset: Option<Preset>,
}

impl Task {
    fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let (mut file, mut iacas, mut now) = (None, None, None);
        let (mut doc_type, mut transcript, mut preset) = (None, None, None);
        let mut lists = Vec::new();
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("iaca") => iacas = Some(certificates(&words.value()?)?),
                Long("now") => now = Some(words.value()?.parse()?),
                Long("doc-type") => doc_type = Some(words.value()?.string()?),
                Long("profile") => preset = Some(words.value()?.parse_with(named)?),
                Long("crl") => lists.push(words.value()?),
                Long("transcript") => transcript = Some(read(&words.value()?)?),
                Value(name) if file.is_none() => file = Some(name),
                _ => return Err(word.unexpected()),
            }
        }
        let iacas: Vec<_> = iacas.ok_or("--iaca is missing")?;
        let now = now.ok_or("--now is missing")?;
        let lists = lists.iter().map(|file| revocations(file, &iacas, now));
        let task = Self {
            document: read(&file.ok_or("FILE is missing")?)?,
            revocations: lists.collect::<Result<_, _>>()?,
            iacas,
            now,
            doc_type,
            transcript,
            preset,
        };
        if is_device_response(&task.document) && task.transcript.is_none() {
            return Err("a DeviceResponse needs --transcript".into());
        }
        Ok(Some(task))
    }

    /// The document types that are valid: one of an IssuerSigned, each of a DeviceResponse.
    fn verify(&self) -> Result<Vec<&str>, Invalid> {
        let trust = Trust {
            iacas: &self.iacas,
            vicals: &[],
            revocations: &self.revocations,
            status_lists: &[],
            now: self.now,
            doc_type: self.doc_type.as_deref(),
            preset: self.preset,
        };
        let documents = match &self.transcript {
            Some(transcript) if !is_issuer_signed(&self.document) => {
                let transcript = SessionTranscript::parse(transcript).map_err(|error| Invalid {
                    stage: Stage::Binding,
                    code: error.code(),
                    reason: error.to_string(),
                })?;
                verify::device_response(&self.document, &Session::new(&transcript), &trust)?
                    .into_iter()
                    .map(Report::accepted)
                    .collect::<Result<Vec<_>, _>>()?
            }
            Some(_) | None => vec![verify::issuer_signed(&self.document, &trust).accepted()?],
        };
        Ok(documents
            .iter()
            .map(|document| document.doc_type())
            .collect())
    }
}

fn read(file: &OsStr) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn named(name: &str) -> Result<Preset, &'static str> {
    Preset::from_name(name).ok_or("there is no such preset")
}

/// Every certificate of a PEM file, which may hold text around them. A root that cannot be read is
/// told and left out: it takes nothing from the others.
fn certificates(file: &OsStr) -> Result<Vec<Certificate>, String> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let name = file.display();
    let text = String::from_utf8_lossy(&read(file)?).into_owned();
    let mut found = Vec::new();
    for after in text.split(BEGIN).skip(1) {
        let body = after.split(END).next().unwrap_or_default();
        match Certificate::from_pem(&format!("{BEGIN}{body}{END}\n")) {
            Ok(certificate) => found.push(certificate),
            Err(error) => eprintln!("{name}: left out a root: {error}"),
        }
    }
    if found.is_empty() {
        return Err(format!("{name}: no usable certificate in PEM"));
    }
    Ok(found)
}

/// A revocation list that was checked with the root that made it. Several roots may have its
/// issuer's name.
fn revocations(
    file: &OsStr,
    iacas: &[Certificate],
    now: Timestamp,
) -> Result<CurrentRevocations, String> {
    let told = |error: CrlError| format!("{}: {}: {error}", file.display(), error.code());
    let bytes = read(file)?;
    let list = match std::str::from_utf8(&bytes) {
        Ok(pem) => RevocationList::from_pem(pem),
        Err(_) => RevocationList::from_der(&bytes),
    }
    .map_err(told)?;
    let mut refusal = CrlError::Issuer;
    for iaca in iacas {
        match list.clone().check(iaca, now) {
            Ok(current) => return Ok(current),
            Err(CrlError::Issuer) => {}
            Err(error) => refusal = error,
        }
    }
    Err(told(refusal))
}

/// Told by its members, and leniently: what cannot be read is for the verifier to refuse.
fn is_device_response(document: &[u8]) -> bool {
    let members = members(document);
    let has = |name: &str| members.iter().any(|member| member == name);
    has("version") && (has("documents") || has("status"))
}

fn is_issuer_signed(document: &[u8]) -> bool {
    let members = members(document);
    members.iter().any(|member| member == "issuerAuth") && !is_device_response(document)
}

fn members(document: &[u8]) -> Vec<String> {
    if document.len() > limits::CBOR_DOCUMENT {
        return Vec::new();
    }
    let Ok(ciborium::Value::Map(members)) = ciborium::from_reader(document) else {
        return Vec::new();
    };
    let names = members.into_iter().map(|(key, _)| key.into_text());
    names.filter_map(Result::ok).collect()
}
