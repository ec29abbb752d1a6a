//! What the examples that make files have in common: how their command lines are read and their
//! runs end, and where they take randomness and time from.

mod say;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use lexopt::Parser;
use mnid_mdoc::Error;
use mnid_mdoc::crypto::{OsRandom, Random, SigningCurve};
use mnid_mdoc::testing::SeededRandom;
use mnid_mdoc::time::Timestamp;

pub(crate) use say::say;

/// Reads the command line, which may only ask for help, and does what it says.
pub(crate) fn run<O>(
    usage: &str,
    read: impl FnOnce(Parser) -> Result<Option<O>, lexopt::Error>,
    work: impl FnOnce(&O) -> Result<(), Error>,
) -> ExitCode {
    let options = match read(Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say!("{usage}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("{wrong}\n\n{usage}");
            return ExitCode::from(2);
        }
    };
    match work(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("refused [{}]: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

/// This machine's, or one that a seed determines.
pub(crate) fn random(seed: Option<&[u8]>) -> Box<dyn Random> {
    match seed {
        Some(seed) => Box::new(SeededRandom::new(seed)),
        None => Box::new(OsRandom),
    }
}

/// The clock of this machine, in whole seconds.
pub(crate) fn clock() -> Result<Timestamp, Error> {
    let since_epoch = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
    Ok(Timestamp::from_unix(seconds)?)
}

/// Writes a file anew: an earlier run's could have a mode of its own. Nobody but its owner may read
/// a secret.
pub(crate) fn write(file: &Path, content: &[u8], secret: bool) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    options.open(file)?.write_all(content)
}

pub(crate) fn seed(hex: &str) -> Result<Vec<u8>, &'static str> {
    let wrong = "1 to 32 bytes in hexadecimal are expected";
    if !hex.is_ascii() || !(2..=64).contains(&hex.len()) || !hex.len().is_multiple_of(2) {
        return Err(wrong);
    }
    let digits = |at| hex.get(at..at + 2).unwrap_or_default();
    let byte = |at| u8::from_str_radix(digits(at), 16).map_err(|_| wrong);
    (0..hex.len()).step_by(2).map(byte).collect()
}

pub(crate) fn curve(name: &str) -> Result<SigningCurve, &'static str> {
    match name {
        "p256" => Ok(SigningCurve::P256),
        "p384" => Ok(SigningCurve::P384),
        _ => Err("p384 or p256 is expected"),
    }
}
