//! `verify FILE --iaca IACA.pem --now RFC3339 [--doc-type T] [--transcript FILE]
//! [--reader-key PEM] [--profile NAME] [--crl FILE]... [--vical FILE --vical-root PEM]
//! [--status-token FILE --status-cert PEM] [--tag-18] [--json]`
//!
//! A reader's check of one file: an `IssuerSigned`, as a wallet receives it, or a `DeviceResponse`,
//! as a wallet presents it. Prints a line for each document: `valid DOCTYPE`, or
//! `invalid STAGE CODE: reason`; with `--json` the whole report instead.

mod files;
mod kind;
mod options;
#[path = "../command/say.rs"]
mod say;
mod status;

use std::process::ExitCode;

use mnid_mdoc::error::Coded;
use mnid_mdoc::mdoc::SessionTranscript;
use mnid_mdoc::verify::{self, Invalid, Report, Session, Stage, Trust};

use options::{Options, USAGE};
use say::say;

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
    let mut reports = status::ask(&options, reports);
    if let Some(invalid) = options.vical_refusal() {
        reports = reports
            .into_iter()
            .map(|report| report.refused(invalid.clone()))
            .collect();
    }
    for report in &reports {
        print(report, options.json);
    }
    match reports.iter().all(|report| report.refusal().is_none()) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// One report of an IssuerSigned, and one for each document of a DeviceResponse.
fn reports<'a>(options: &'a Options, trust: &Trust<'_>) -> Vec<Report<'a>> {
    let document = &options.document;
    let transcript = match &options.transcript {
        Some(transcript) if !kind::is_issuer_signed(document) => transcript,
        _ => return vec![verify::issuer_signed(document, trust)],
    };
    let transcript = match SessionTranscript::parse(transcript) {
        Ok(transcript) => transcript,
        Err(error) => {
            return vec![Report::unreadable(Invalid {
                stage: Stage::Binding,
                code: error.code(),
                reason: format!("the session transcript: {error}"),
            })];
        }
    };
    let session = Session {
        transcript: &transcript,
        reader_key: options.reader_key.as_ref(),
    };
    verify::device_response(document, &session, trust)
        .unwrap_or_else(|invalid| vec![Report::unreadable(invalid)])
}

fn print(report: &Report<'_>, json: bool) {
    if json {
        match serde_json::to_string(report) {
            Ok(line) => say!("{line}"),
            Err(error) => eprintln!("{error}"),
        }
        return;
    }
    match report.refusal() {
        Some(invalid) => say!("invalid {} {}: {invalid}", invalid.stage, invalid.code),
        None => say!("valid {}", report.doc_type().unwrap_or_default()),
    }
}
