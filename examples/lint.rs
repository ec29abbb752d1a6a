//! `lint FILE [--profile NAME] [--role NAME]`
//!
//! Says where certificates or a credential depart from a preset, whoever made them: a line
//! `SEVERITY RULE PLACE: departs from "DEMAND" (CLAUSE)` for each finding, and none when all is as
//! it should be. Of each certificate in a file it says first as what it judges it, and which one
//! signed it. Nothing is trusted, and nothing becomes believable by it.

#[path = "command/say.rs"]
mod say;

use std::fs;
use std::iter;
use std::process::ExitCode;

use lexopt::prelude::*;
use mnid_mdoc::Error;
use mnid_mdoc::pki::{self, Certificate, LintedCertificate, Role, Severity};
use mnid_mdoc::profile::{self, Preset};

use say::say;

fn main() -> ExitCode {
    let task = match task(lexopt::Parser::from_env()) {
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
    match lint(&task) {
        Ok(lines) => {
            lines.iter().for_each(|line| say!("{}", line.text));
            match lines
                .iter()
                .all(|line| line.severity <= Some(Severity::Note))
            {
                true => ExitCode::SUCCESS,
                false => ExitCode::FAILURE,
            }
        }
        Err(error) => {
            say!("unreadable {} {}: {error}", error.code(), task.file);
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "\
usage: lint FILE [--profile NAME] [--role NAME]
  FILE        certificates, in PEM or one in DER, or an IssuerSigned, in CBOR
  --profile   default (if not given), edition_1, edition_2, zero_knowledge, zero_knowledge_6,
              japan or phone_wallet
  --role      as what the first certificate is judged, else as what it says that it is: iaca,
              iaca_link, document_signer, status_list_signer or vical_signer
exit status: 0 nothing but notes, 1 findings or an unreadable structure, 2 wrong use or an
unreadable file";

struct Task {
    file: String,
    bytes: Vec<u8>,
    preset: Preset,
    role: Option<Role>,
}

fn task(mut words: lexopt::Parser) -> Result<Option<Task>, lexopt::Error> {
    let (mut file, mut preset, mut role) = (None, Preset::Default, None);
    while let Some(word) = words.next()? {
        match word {
            Short('h') | Long("help") => return Ok(None),
            Long("profile") => preset = words.value()?.parse_with(named)?,
            Long("role") => role = Some(words.value()?.parse_with(role_named)?),
            Value(name) if file.is_none() => file = Some(name),
            _ => return Err(word.unexpected()),
        }
    }
    let path = file.ok_or("FILE is missing")?;
    let file = path.display().to_string();
    let bytes = fs::read(&path).map_err(|error| format!("{file}: {error}"))?;
    Ok(Some(Task {
        file,
        bytes,
        preset,
        role,
    }))
}

fn named(name: &str) -> Result<Preset, &'static str> {
    Preset::from_name(name).ok_or("there is no such preset")
}

fn role_named(name: &str) -> Result<Role, &'static str> {
    match name {
        "iaca" => Ok(Role::Iaca),
        "iaca_link" => Ok(Role::IacaLink),
        "document_signer" => Ok(Role::DocumentSigner),
        "status_list_signer" => Ok(Role::StatusListSigner),
        "vical_signer" => Ok(Role::VicalSigner),
        _ => Err("there is no such role"),
    }
}

struct Line {
    /// Of the finding, if it tells one.
    severity: Option<Severity>,
    text: String,
}

/// Told by its first bytes: DER of a certificate begins with a SEQUENCE of a two-byte length, an
/// `IssuerSigned` with a CBOR map; text is PEM.
fn lint(task: &Task) -> Result<Vec<Line>, Error> {
    let bytes = task.bytes.as_slice();
    match (bytes, std::str::from_utf8(bytes)) {
        ([0x30, ..], _) => Ok(certificates(&[Certificate::from_der(bytes)?], task)),
        ([0xA0..=0xBF, ..], _) | (_, Err(_)) => credential(bytes, task.preset),
        (_, Ok(pem)) => Ok(certificates(&Certificate::chain_from_pem(pem)?, task)),
    }
}

fn certificates(chain: &[Certificate], task: &Task) -> Vec<Line> {
    let edition = task.preset.edition();
    let linted = match task.role {
        Some(role) => pki::lint_chain_as(role, chain, edition),
        None => pki::lint_chain(chain, edition),
    };
    let linted = linted.into_iter().enumerate();
    linted
        .flat_map(|(position, linted)| {
            let judged = judged(position, &linted);
            let place = format!("certificate {position} ({})", linted.role);
            let findings = linted.findings.into_iter().map(move |found| {
                let severity = word(found.severity);
                let text = format!(
                    "{severity} {} {place}: departs from \"{}\" ({})",
                    found.rule, found.demand, found.clause
                );
                Line {
                    severity: Some(found.severity),
                    text,
                }
            });
            iter::once(judged).chain(findings)
        })
        .collect()
}

fn judged(position: usize, linted: &LintedCertificate) -> Line {
    let signer = match linted.issuer {
        Some(issuer) if issuer == position => "itself".to_owned(),
        Some(issuer) => format!("certificate {issuer}"),
        None => "an issuer that is not here".to_owned(),
    };
    Line {
        severity: None,
        text: format!(
            "certificate {position}: {}, signed by {signer}",
            linted.role
        ),
    }
}

fn credential(bytes: &[u8], preset: Preset) -> Result<Vec<Line>, Error> {
    let findings = profile::lint(bytes, preset)?.into_iter();
    Ok(findings
        .map(|found| {
            let detail = found.detail.map(|detail| format!("; {detail}"));
            let text = format!(
                "{} {} {}: departs from \"{}\" ({}){}",
                word(found.severity),
                found.rule,
                found.place,
                found.demand,
                found.clause,
                detail.unwrap_or_default()
            );
            Line {
                severity: Some(found.severity),
                text,
            }
        })
        .collect())
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Deviation => "deviation",
        Severity::Refused => "refused",
    }
}
