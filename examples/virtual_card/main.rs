//! A software My Number Card in a virtual reader: every program that speaks PC/SC takes it for a
//! real one.
//!
//! The reader is `vpcd` of the project Virtual Smart Card (Debian's `vsmartcard-vpcd`), a driver of
//! `pcscd`. Once that runs, start this, and look at the card with whatever you have:
//!
//! ```sh
//! cargo run --example virtual_card &
//! opensc-tool --name                        # jpki
//! pkcs15-tool --list-certificates --list-pins
//! cargo run --features pcsc --example provision -- --pcsc Virtual
//! ```
//!
//! `vpcd` listens on every interface of the machine, and whoever reaches its port can be the card
//! in it: keep it behind a firewall, or run `pcscd` in a network namespace of its own as `.ci/card`
//! does. The card's PINs and keys are public; use it for tests alone. Run with `--help` for the
//! options.

// A card makes no files and draws no randomness.
#[expect(dead_code)]
#[path = "../command/mod.rs"]
mod command;
mod options;
mod vpcd;

use std::fmt;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::{Fault, PIN, SIGNING_PASSWORD, SoftwareCard};
use mnid_mdoc::error::{Category, Coded};

use command::say;
use options::{Options, USAGE};
use vpcd::{Event, Reader, ReaderLost};

fn main() -> ExitCode {
    command::run(USAGE, Options::read, serve)
}

/// Until somebody ends this program.
fn serve(options: &Options) -> Result<(), Error> {
    let mut card = SoftwareCard::new(options.holder)?;
    if let Some(number) = options.remove_at {
        card.inject(number - 1, Fault::Removed);
    }
    say!("The software card of {}, a TEST.", options.holder.name());
    say!("PINs {PIN}, signing password {SIGNING_PASSWORD}");
    let number = options.holder.verification_number_b()?;
    say!("verification number B {number}");

    let mut reader = reached(options)?;
    loop {
        say!("The card is in the reader at {}.", options.vpcd);
        match vpcd::serve(&mut card, options.interface, &mut reader, &mut tell) {
            ReaderLost::CardTaken => {
                drop(reader);
                say!("The card was taken out; in two seconds it is put back.");
                thread::sleep(OUTSIDE);
            }
            ReaderLost::Gone => {
                say!("The reader is gone; the card waits for it.");
                thread::sleep(AGAIN);
            }
            ReaderLost::Unknown => {
                return Err(ServingError::NotVpcd {
                    address: options.vpcd.clone(),
                }
                .into());
            }
        }
        card.insert();
        reader = loop {
            match Reader::connect(&options.vpcd) {
                Ok(reader) => break reader,
                Err(_) => thread::sleep(AGAIN),
            }
        };
    }
}

/// The reader, which may still be starting.
fn reached(options: &Options) -> Result<Reader, ServingError> {
    let began = Instant::now();
    loop {
        match Reader::connect(&options.vpcd) {
            Ok(reader) => return Ok(reader),
            Err(source) if began.elapsed() >= STARTING => {
                let address = options.vpcd.clone();
                return Err(ServingError::NoReader { address, source });
            }
            Err(_) => thread::sleep(AGAIN),
        }
    }
}

/// What a command asks, without its data, which may be a PIN; and what it was answered.
fn tell(event: Event<'_>) {
    match event {
        Event::PoweredOn => say!("powered on"),
        Event::PoweredOff => say!("powered off"),
        Event::Reset => say!("reset"),
        Event::Answered { command, answer } => {
            let (header, body) = command.split_at_checked(4).unwrap_or((command, &[]));
            let (data, status) = match answer.split_last_chunk::<2>() {
                Some((data, status)) => (data.len(), u16::from_be_bytes(*status)),
                None => (0, 0),
            };
            let header: Vec<String> = header.iter().map(|byte| format!("{byte:02X}")).collect();
            say!(
                "{} and {} bytes: {status:04X} and {data} bytes",
                header.join(" "),
                body.len()
            );
        }
    }
}

/// Why the card is served no longer.
#[derive(Debug)]
enum ServingError {
    NoReader {
        address: String,
        source: std::io::Error,
    },
    NotVpcd {
        address: String,
    },
}

impl fmt::Display for ServingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReader { address, source } => write!(
                f,
                "no reader at {address} ({source}); start pcscd with the driver vpcd, or tell its \
                 address with --vpcd"
            ),
            Self::NotVpcd { address } => write!(
                f,
                "what is at {address} does not speak as vpcd does; tell its address with --vpcd"
            ),
        }
    }
}

impl std::error::Error for ServingError {}

impl Coded for ServingError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoReader { .. } => "virtual-card.no-reader",
            Self::NotVpcd { .. } => "virtual-card.not-vpcd",
        }
    }

    fn category(&self) -> Category {
        Category::Upstream
    }
}

/// How long a reader may take to start.
const STARTING: Duration = Duration::from_secs(10);

/// Between two tries to reach the reader.
const AGAIN: Duration = Duration::from_millis(200);

/// How long a card that was taken out stays out.
const OUTSIDE: Duration = Duration::from_secs(2);
