use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use lexopt::prelude::*;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::time::Timestamp;

use crate::command;

pub(crate) const USAGE: &str = "\
usage: provision [OPTION ...]
  --out DIR              where the files go (target/provision)
  --keys N               device keys for each document, 1 to 100 (3)
  --seed HEX             1 to 32 bytes: makes the run repeatable, and its keys worthless
  --now YYYY-MM-DDThh:mm:ssZ   the time of the run (this machine's clock)
  --holder NAME          whose software card: hanako, rare-kanji, foreign, no-licence (hanako)
  --pcsc READER          the card in the reader with this in its name, which needs the feature pcsc;
                         its secrets are asked for on standard input, and the issuer knows of its
                         holder what it knows of NAME
  --anchors FILE         the authorities to believe (those of the software cards)
  --iaca-curve CURVE     p384 as the real root has, or p256 for readers that know only that (p384)
  --individual-number    read and issue the individual number too
exit status: 0 done, 1 a step refused, 2 wrong use";

/// What the command line asks for.
pub(crate) struct Options {
    pub(crate) out: PathBuf,
    pub(crate) keys: usize,
    pub(crate) seed: Option<Vec<u8>>,
    pub(crate) now: Option<Timestamp>,
    pub(crate) holder: Holder,
    pub(crate) reader: Option<String>,
    /// The content of the file.
    pub(crate) anchors: Option<String>,
    pub(crate) iaca_curve: SigningCurve,
    pub(crate) individual_number: bool,
}

impl Options {
    pub(crate) fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let mut options = Self {
            out: PathBuf::from("target/provision"),
            keys: 3,
            seed: None,
            now: None,
            holder: Holder::Hanako,
            reader: None,
            anchors: None,
            iaca_curve: SigningCurve::P384,
            individual_number: false,
        };
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("out") => options.out = words.value()?.into(),
                Long("keys") => options.keys = words.value()?.parse_with(keys)?,
                Long("seed") => options.seed = Some(words.value()?.parse_with(command::seed)?),
                Long("now") => options.now = Some(words.value()?.parse()?),
                Long("holder") => options.holder = words.value()?.parse()?,
                Long("pcsc") if cfg!(feature = "pcsc") => {
                    options.reader = Some(words.value()?.string()?);
                }
                Long("pcsc") => return Err("--pcsc: run with --features pcsc".into()),
                Long("anchors") => options.anchors = Some(text(&words.value()?)?),
                Long("iaca-curve") => {
                    options.iaca_curve = words.value()?.parse_with(command::curve)?;
                }
                Long("individual-number") => options.individual_number = true,
                _ => return Err(word.unexpected()),
            }
        }
        Ok(Some(options))
    }
}

fn keys(number: &str) -> Result<usize, &'static str> {
    let keys = number.parse().ok();
    keys.filter(|keys| (1..=100).contains(keys))
        .ok_or("a number from 1 to 100 is expected")
}

fn text(file: &OsStr) -> Result<String, String> {
    let file = Path::new(file);
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
