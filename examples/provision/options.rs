use std::ffi::OsString;
use std::path::PathBuf;

use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::limits;
use mnid_mdoc::time::Timestamp;

pub(crate) const USAGE: &str = "\
usage: provision [OPTION ...]
  --out DIR              where the files go (target/provision)
  --keys N               device keys for each document, 1 to 100 (3)
  --seed HEX             1 to 32 bytes: makes the run repeatable, and its keys worthless
  --now YYYY-MM-DDThh:mm:ssZ   the time of the run (this machine's clock)
  --holder NAME          whose software card: hanako, rare-kanji, foreign, no-licence (hanako)
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
    pub(crate) iaca_curve: SigningCurve,
    pub(crate) individual_number: bool,
}

pub(crate) enum Parsed {
    Options(Options),
    Help,
}

impl Options {
    pub(crate) fn parse(mut words: impl Iterator<Item = OsString>) -> Result<Parsed, String> {
        let mut options = Self {
            out: PathBuf::from("target/provision"),
            keys: 3,
            seed: None,
            now: None,
            holder: Holder::Hanako,
            iaca_curve: SigningCurve::P384,
            individual_number: false,
        };
        while let Some(word) = words.next() {
            let name = word.to_string_lossy();
            match name.as_ref() {
                "--help" | "-h" => return Ok(Parsed::Help),
                "--individual-number" => {
                    options.individual_number = true;
                    continue;
                }
                _ => {}
            }
            let value = words
                .next()
                .ok_or(format!("{name}: unknown, or without a value"))?;
            if name == "--out" {
                options.out = PathBuf::from(value);
                continue;
            }
            let value = value.to_string_lossy();
            let wrong = |expected: &str| format!("{name} {value}: expected {expected}");
            match name.as_ref() {
                "--keys" => {
                    options.keys = value
                        .parse()
                        .ok()
                        .filter(|keys| (1..=100.min(limits::BATCH)).contains(keys))
                        .ok_or(wrong("a number from 1 to 100"))?;
                }
                "--seed" => {
                    let seed = bytes(&value).filter(|seed| (1..=32).contains(&seed.len()));
                    options.seed = Some(seed.ok_or(wrong("1 to 32 bytes in hexadecimal"))?);
                }
                "--now" => {
                    let now = Timestamp::parse(&value);
                    options.now = Some(now.map_err(|_| wrong("YYYY-MM-DDThh:mm:ssZ"))?);
                }
                "--holder" => {
                    let expected = "hanako, rare-kanji, foreign or no-licence";
                    options.holder = value.parse().map_err(|_| wrong(expected))?;
                }
                "--iaca-curve" => {
                    options.iaca_curve = match value.as_ref() {
                        "p256" => SigningCurve::P256,
                        "p384" => SigningCurve::P384,
                        _ => return Err(wrong("p384 or p256")),
                    };
                }
                _ => return Err(format!("{name}: there is no such option")),
            }
        }
        Ok(Parsed::Options(options))
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect()
}
