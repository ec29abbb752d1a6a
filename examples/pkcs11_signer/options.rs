use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs};

use lexopt::prelude::*;
use mnid_mdoc::crypto::pkcs11::{TokenName, TokenPin, TokenSettings};
use mnid_mdoc::limits;
use mnid_mdoc::time::Timestamp;
use zeroize::Zeroizing;

pub(crate) const USAGE: &str = "\
usage: pkcs11_signer --module FILE (--token LABEL | --serial NUMBER) [OPTION ...]
  --module FILE          the PKCS#11 library of the token
  --token LABEL          the token, by its label
  --serial NUMBER        or by its serial number
  --pin-file FILE        holds the PIN (else the variable MNID_MDOC_TOKEN_PIN does)
  --sessions N           open at most, 1 to 64 (4)
  --keys N               device keys for each document, 1 to 100 (3)
  --out DIR              where the files go (target/pkcs11-signer)
  --now YYYY-MM-DDThh:mm:ssZ   the time of the run (this machine's clock)
exit status: 0 done, 1 a step refused, 2 wrong use";

/// What the command line asks for, with the PIN read.
pub(crate) struct Options {
    pub(crate) settings: TokenSettings,
    pub(crate) keys: usize,
    pub(crate) out: PathBuf,
    pub(crate) now: Option<Timestamp>,
}

impl Options {
    pub(crate) fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let (mut module, mut token, mut pin_file) = (None, None, None);
        let (mut sessions, mut keys, mut now) = (4, 3, None);
        let mut out = PathBuf::from("target/pkcs11-signer");
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("module") => module = Some(words.value()?.into()),
                Long("token") => token = Some(TokenName::Label(words.value()?.string()?)),
                Long("serial") => token = Some(TokenName::SerialNumber(words.value()?.string()?)),
                Long("pin-file") => pin_file = Some(words.value()?),
                Long("sessions") => sessions = words.value()?.parse()?,
                Long("keys") => keys = words.value()?.parse_with(device_keys)?,
                Long("out") => out = words.value()?.into(),
                Long("now") => now = Some(words.value()?.parse()?),
                _ => return Err(word.unexpected()),
            }
        }
        let settings = TokenSettings {
            module: module.ok_or("--module is missing")?,
            token: token.ok_or("--token or --serial is missing")?,
            pin: pin(pin_file)?,
            sessions,
            wait: Duration::from_secs(10),
            exclusive: true,
        };
        Ok(Some(Self {
            settings,
            keys,
            out,
            now,
        }))
    }
}

/// A PIN on the command line would show in the list of processes.
fn pin(file: Option<OsString>) -> Result<TokenPin, String> {
    let text = match file {
        Some(file) => fs::read_to_string(&file)
            .map_err(|error| format!("--pin-file {}: {error}", file.to_string_lossy()))?,
        None => env::var("MNID_MDOC_TOKEN_PIN")
            .map_err(|_| "--pin-file is missing, and MNID_MDOC_TOKEN_PIN holds no text")?,
    };
    let text = Zeroizing::new(text);
    // An editor ends the last line of a file.
    let line = text.strip_suffix('\n').unwrap_or(&text);
    TokenPin::parse(line.strip_suffix('\r').unwrap_or(line)).map_err(|error| error.to_string())
}

fn device_keys(text: &str) -> Result<usize, &'static str> {
    match text.parse() {
        Ok(keys) if (1..=100.min(limits::BATCH)).contains(&keys) => Ok(keys),
        _ => Err("1 to 100 are expected"),
    }
}
