//! A card in a reader of this machine, and what its holder types in.

use std::fmt;
use std::io::{self, BufRead, IsTerminal, Read};
use std::time::Duration;

use mnid_mdoc::Error;
use mnid_mdoc::card::pcsc::Reader;
use mnid_mdoc::card::{
    CardReading, Pin, ReadError, SecretName, Secrets, SigningPassword, Transport, TransportError,
    VerificationNumberB,
};
use mnid_mdoc::error::{Category, Coded};
use zeroize::Zeroizing;

use crate::command::say;

/// Asks for the secrets, and only then takes the card, which other programs miss as long. One that
/// was pulled out may be put back.
pub(crate) fn read(
    wanted: &str,
    licence: bool,
    finish: &mut dyn FnMut(&mut dyn Transport, &Secrets) -> Result<CardReading, ReadError>,
) -> Result<CardReading, Error> {
    let reader = Reader::find(wanted)?;
    say!("    reader    {}", reader.name());
    let secrets = ask(licence)?;
    loop {
        let mut connection = reader.connect(WAIT)?;
        match finish(&mut connection.begin()?, &secrets) {
            Err(ReadError::Transport(TransportError::Removed)) => {
                say!(
                    "    removed   the card: put it back within {} seconds, to have the secrets sent again \
                     where they are needed",
                    WAIT.as_secs()
                );
            }
            finished => return Ok(finished?),
        }
    }
}

fn ask(licence: bool) -> Result<Secrets, Error> {
    let password = line(SecretName::SigningPassword, "")?;
    let number = line(
        SecretName::VerificationNumberB,
        ": birth date YYMMDD by era, year of the card's expiry, security code",
    )?;
    let text_pin = line(SecretName::TextPin, ", empty if it is not to be read")?;
    let licence_pin = match licence {
        true => line(SecretName::LicencePin, ", empty if none was set")?,
        false => Zeroizing::default(),
    };
    let pin = |digits: &str| match digits {
        "" => Ok(None),
        digits => Pin::parse(digits).map(Some),
    };
    Ok(Secrets {
        signing_password: Some(SigningPassword::parse(&password)?),
        verification_number_b: Some(VerificationNumberB::parse(&number)?),
        text_pin: pin(&text_pin)?,
        licence_pin: pin(&licence_pin)?,
        ..Secrets::default()
    })
}

/// What is typed on a terminal does not show. Without one, it is a line of the input.
fn line(secret: SecretName, hint: &str) -> Result<Zeroizing<String>, InputError> {
    let mut input = io::stdin().lock();
    let typed = if input.is_terminal() {
        rpassword::prompt_password(format!("    {secret}{hint}: ")).map(Zeroizing::new)
    } else {
        // Of room enough, so that no copy is left behind.
        let mut line = Zeroizing::new(String::with_capacity(64));
        let mut input = input.by_ref().take(64);
        input.read_line(&mut line).map(|_| line)
    };
    let mut typed = typed.map_err(|source| InputError { secret, source })?;
    let length = typed.trim_end_matches(['\r', '\n']).len();
    typed.truncate(length);
    Ok(typed)
}

/// How long the card is waited for.
const WAIT: Duration = Duration::from_secs(30);

/// The input that cannot be read.
#[derive(Debug)]
struct InputError {
    secret: SecretName,
    source: io::Error,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { secret, source } = self;
        write!(
            f,
            "cannot read the {secret} ({source}); give it on standard input"
        )
    }
}

impl std::error::Error for InputError {}

impl Coded for InputError {
    fn code(&self) -> &'static str {
        "reader.input"
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}
