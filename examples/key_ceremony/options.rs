use std::path::PathBuf;

use lexopt::prelude::*;
use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::pki::Edition;
use mnid_mdoc::time::Timestamp;

use crate::command;

pub(crate) const USAGE: &str = "\
usage: key_ceremony [OPTION ...]
  --out DIR              where the files go (target/key-ceremony)
  --seed HEX             1 to 32 bytes: makes the run repeatable, and its keys worthless
  --now YYYY-MM-DDThh:mm:ssZ   the time of the run (this machine's clock)
  --iaca-curve CURVE     of both roots: p384, or p256 for readers that know only that (p384)
  --profile NAME         whose rules the certificates follow: default (every reader's), edition_1
                         or edition_2 (default)
  --state NAME           the stateOrProvinceName of every certificate (none)
exit status: 0 done, 1 a step refused, 2 wrong use";

/// What the command line asks for.
pub(crate) struct Options {
    pub(crate) out: PathBuf,
    pub(crate) seed: Option<Vec<u8>>,
    pub(crate) now: Option<Timestamp>,
    pub(crate) iaca_curve: SigningCurve,
    pub(crate) edition: Edition,
    pub(crate) state: Option<String>,
}

impl Options {
    pub(crate) fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let mut options = Self {
            out: PathBuf::from("target/key-ceremony"),
            seed: None,
            now: None,
            iaca_curve: SigningCurve::P384,
            edition: Edition::EveryReader,
            state: None,
        };
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("out") => options.out = words.value()?.into(),
                Long("seed") => options.seed = Some(words.value()?.parse_with(command::seed)?),
                Long("now") => options.now = Some(words.value()?.parse()?),
                Long("iaca-curve") => {
                    options.iaca_curve = words.value()?.parse_with(command::curve)?;
                }
                Long("profile") => options.edition = words.value()?.parse_with(edition)?,
                Long("state") => options.state = Some(words.value()?.string()?),
                _ => return Err(word.unexpected()),
            }
        }
        Ok(Some(options))
    }
}

fn edition(name: &str) -> Result<Edition, &'static str> {
    match name {
        "default" => Ok(Edition::EveryReader),
        "edition_1" => Ok(Edition::Edition1),
        "edition_2" => Ok(Edition::Edition2),
        _ => Err("default, edition_1 or edition_2 is expected"),
    }
}
