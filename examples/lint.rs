//! `lint FILE [--profile NAME]`
//!
//! Says where certificates or a credential depart from a preset, whoever made them: a line
//! `SEVERITY RULE PLACE: departs from "DEMAND" (CLAUSE)` for each finding, and none when all is as
//! it should be. Nothing is trusted, and nothing becomes believable by it.

#[path = "command/say.rs"]
mod say;

use std::fs;
use std::process::ExitCode;

use lexopt::prelude::*;
use mnid_mdoc::Error;
use mnid_mdoc::pki::{self, Certificate, Severity};
use mnid_mdoc::profile::{self, Preset};

use say::say;

fn main() -> ExitCode {
    let (file, bytes, preset) = match task(lexopt::Parser::from_env()) {
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
    match lint(&bytes, preset) {
        Ok(lines) => {
            lines.iter().for_each(|(_, line)| say!("{line}"));
            match lines
                .iter()
                .all(|(severity, _)| *severity == Severity::Note)
            {
                true => ExitCode::SUCCESS,
                false => ExitCode::FAILURE,
            }
        }
        Err(error) => {
            say!("unreadable {} {file}: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "\
usage: lint FILE [--profile NAME]
  FILE        certificates, in PEM or one in DER, or an IssuerSigned, in CBOR
  --profile   default (if not given), edition_1, edition_2, zero_knowledge, zero_knowledge_6 or japan
exit status: 0 nothing but notes, 1 findings or an unreadable structure, 2 wrong use or an
unreadable file";

fn task(mut words: lexopt::Parser) -> Result<Option<(String, Vec<u8>, Preset)>, lexopt::Error> {
    let (mut file, mut preset) = (None, Preset::Default);
    while let Some(word) = words.next()? {
        match word {
            Short('h') | Long("help") => return Ok(None),
            Long("profile") => preset = words.value()?.parse_with(named)?,
            Value(name) if file.is_none() => file = Some(name),
            _ => return Err(word.unexpected()),
        }
    }
    let file = file.ok_or("FILE is missing")?;
    let name = file.display().to_string();
    let bytes = fs::read(&file).map_err(|error| format!("{name}: {error}"))?;
    Ok(Some((name, bytes, preset)))
}

fn named(name: &str) -> Result<Preset, &'static str> {
    Preset::from_name(name).ok_or("there is no such preset")
}

/// Told by its first bytes: DER of a certificate begins with a SEQUENCE of a two-byte length, an
/// `IssuerSigned` with a CBOR map; text is PEM.
fn lint(bytes: &[u8], preset: Preset) -> Result<Vec<(Severity, String)>, Error> {
    match bytes {
        [0x30, ..] => Ok(certificates(&[Certificate::from_der(bytes)?], preset)),
        [0xA0..=0xBF, ..] => credential(bytes, preset),
        _ => match std::str::from_utf8(bytes) {
            Ok(pem) => Ok(certificates(&Certificate::chain_from_pem(pem)?, preset)),
            Err(_) => credential(bytes, preset),
        },
    }
}

fn certificates(chain: &[Certificate], preset: Preset) -> Vec<(Severity, String)> {
    let linted = pki::lint_chain(chain, preset.edition())
        .into_iter()
        .enumerate();
    linted
        .flat_map(|(position, linted)| {
            let place = format!("certificate {position} ({})", linted.role);
            linted.findings.into_iter().map(move |found| {
                let severity = word(found.severity);
                let line = format!(
                    "{severity} {} {place}: departs from \"{}\" ({})",
                    found.rule, found.demand, found.clause
                );
                (found.severity, line)
            })
        })
        .collect()
}

fn credential(bytes: &[u8], preset: Preset) -> Result<Vec<(Severity, String)>, Error> {
    let findings = profile::lint(bytes, preset)?.into_iter();
    Ok(findings
        .map(|found| {
            let detail = found.detail.map(|detail| format!("; {detail}"));
            let line = format!(
                "{} {} {}: departs from \"{}\" ({}){}",
                word(found.severity),
                found.rule,
                found.place,
                found.demand,
                found.clause,
                detail.unwrap_or_default()
            );
            (found.severity, line)
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
