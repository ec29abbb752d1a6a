use std::ffi::OsString;
use std::path::PathBuf;

use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::time::Timestamp;

pub(crate) const USAGE: &str = "\
usage: key_ceremony [OPTION ...]
  --out DIR              where the files go (target/key-ceremony)
  --seed HEX             1 to 32 bytes: makes the run repeatable, and its keys worthless
  --now YYYY-MM-DDThh:mm:ssZ   the time of the run (this machine's clock)
  --iaca-curve CURVE     of both roots: p384, or p256 for readers that know only that (p384)
exit status: 0 done, 1 a step refused, 2 wrong use";

/// What the command line asks for.
pub(crate) struct Options {
    pub(crate) out: PathBuf,
    pub(crate) seed: Option<Vec<u8>>,
    pub(crate) now: Option<Timestamp>,
    pub(crate) iaca_curve: SigningCurve,
}

pub(crate) enum Parsed {
    Options(Options),
    Help,
}

impl Options {
    pub(crate) fn parse(mut words: impl Iterator<Item = OsString>) -> Result<Parsed, String> {
        let mut options = Self {
            out: PathBuf::from("target/key-ceremony"),
            seed: None,
            now: None,
            iaca_curve: SigningCurve::P384,
        };
        while let Some(word) = words.next() {
            let name = word.to_string_lossy();
            if name == "--help" || name == "-h" {
                return Ok(Parsed::Help);
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
                "--seed" => {
                    let seed = bytes(&value).filter(|seed| (1..=32).contains(&seed.len()));
                    options.seed = Some(seed.ok_or(wrong("1 to 32 bytes in hexadecimal"))?);
                }
                "--now" => {
                    let now = Timestamp::parse(&value);
                    options.now = Some(now.map_err(|_| wrong("YYYY-MM-DDThh:mm:ssZ"))?);
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
