//! `inspect FILE [--html OUT.html] [--profile NAME] [--now TIME] [--redact]`
//!
//! Shows what is inside a credential, a response, a security object, a status token, a card reading
//! or certificates: diagnostic notation (RFC 8949 section 8) of the whole structure, each item with
//! its offset and size (`@OFFSET+SIZE`), what its numbers mean, whether its digest is in the
//! security object, and at the end where it departs from a profile. What is damaged is shown as far
//! as it can be read. `--html` writes one page that needs nothing else. Nothing is verified and
//! nothing is trusted.

#[path = "../command/harmless.rs"]
mod harmless;
#[path = "../command/say.rs"]
mod say;

mod certificates;
mod digests;
mod html;
mod item;
mod moment;
mod names;
mod node;
mod notation;
mod page;
mod row;
mod shape;
mod terminal;
mod tree;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;
use mnid_mdoc::limits;
use mnid_mdoc::profile::Preset;
use mnid_mdoc::time::Timestamp;

use page::View;
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
    let page = page::page(&task.file, &task.bytes, &task.view);
    say!("{}", terminal::text(&page).trim_end());
    if let Some(out) = &task.html
        && let Err(error) = fs::write(out, html::html(&page))
    {
        eprintln!("{}: {error}", out.display());
        return ExitCode::from(2);
    }
    match page.broken {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    }
}

const USAGE: &str = "\
usage: inspect FILE [--html OUT.html] [--profile NAME] [--now TIME] [--redact]
  FILE        an IssuerSigned, a DeviceResponse, a MobileSecurityObject, a status token or a card
              reading, in CBOR, or certificates, in PEM or one in DER
  --html      writes all of it to this file too, as one page that needs nothing else
  --profile   by which findings are told: default (if not given), edition_1, edition_2,
              zero_knowledge, zero_knowledge_6, japan or phone_wallet
  --now       a time in UTC, for example 2026-11-24T09:00:00Z, at which dates are judged
  --redact    leaves out the values of elements, images and salts, for the report of a fault;
              where the file is damaged, look at the rest yourself before you send it
exit status: 0 read whole, 1 damaged or of no known kind, 2 wrong use or an unreadable file";

struct Task {
    /// As it is named.
    file: String,
    bytes: Vec<u8>,
    /// Where the page goes, if one is asked for.
    html: Option<PathBuf>,
    view: View,
}

fn task(mut words: lexopt::Parser) -> Result<Option<Task>, lexopt::Error> {
    let (mut file, mut html) = (None::<PathBuf>, None::<PathBuf>);
    let mut view = View {
        preset: Preset::Default,
        now: None,
        redact: false,
    };
    while let Some(word) = words.next()? {
        match word {
            Short('h') | Long("help") => return Ok(None),
            Long("html") => html = Some(words.value()?.into()),
            Long("profile") => view.preset = words.value()?.parse_with(named)?,
            Long("now") => view.now = Some(words.value()?.parse_with(Timestamp::parse)?),
            Long("redact") => view.redact = true,
            Value(name) if file.is_none() => file = Some(name.into()),
            _ => return Err(word.unexpected()),
        }
    }
    let file = file.ok_or("FILE is missing")?;
    Ok(Some(Task {
        bytes: read(&file)?,
        file: file.display().to_string(),
        html,
        view,
    }))
}

fn named(name: &str) -> Result<Preset, &'static str> {
    Preset::from_name(name).ok_or("there is no such preset")
}

/// At most one byte more than is shown.
fn read(file: &Path) -> Result<Vec<u8>, lexopt::Error> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limits::CBOR_DOCUMENT).unwrap_or(u64::MAX);
    File::open(file)
        .and_then(|opened| opened.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(bytes)
}
