//! Records a session with a card for the report of a fault, without the holder's secrets and data,
//! and replays such a record, so that whoever gets the report meets the same fault.
//!
//! The card is a software card on which faults can be ordered, or with `--pcsc READER` the one in a
//! reader of this machine. Run with `--help` for the options.

// A record draws no randomness, and tells no time.
#[expect(dead_code)]
#[path = "../command/mod.rs"]
mod command;
mod options;
#[cfg(feature = "pcsc")]
#[path = "../command/reader.rs"]
mod reader;

use std::fs;
use std::process::ExitCode;
#[cfg(feature = "pcsc")]
use std::time::Instant;

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::SoftwareCard;
use mnid_mdoc::card::transcript::{Recorder, Replay, Transcript};
use mnid_mdoc::card::{
    Deadline, Presence, Progress, ReadError, ReadingPlan, TextWanted, TransportError,
    UnfinishedReading,
};
#[cfg(feature = "pcsc")]
use mnid_mdoc::card::{Secrets, Transport};
use mnid_mdoc::error::Coded;
use mnid_mdoc::testing::software_card_secrets;

use command::say;
use options::{Failed, Options, USAGE};

fn main() -> ExitCode {
    command::run(USAGE, Options::read, run)
}

fn run(options: &Options) -> Result<(), Error> {
    if let Some(file) = &options.replay {
        let text = fs::read_to_string(file).map_err(|source| Failed::file(file, source))?;
        let transcript = Transcript::parse(&text)?;
        say!("replayed   {} exchanges", transcript.exchanges());
        end(&replayed(options, &transcript)?);
        return Ok(());
    }
    let mut recorder = Recorder::new();
    let met = recorded(options, &mut recorder)?;
    let transcript = recorder.into_transcript();
    let text = transcript.to_string();
    command::write(&options.out, text.as_bytes(), false)
        .map_err(|source| Failed::file(&options.out, source))?;
    say!(
        "recorded   {} exchanges, {} bytes in {}",
        transcript.exchanges(),
        text.len(),
        options.out.display()
    );
    end(&met);
    let again = replayed(options, &transcript)?;
    // How a reader failed is not in the transcript.
    if again.map_err(|error| error.code()) != met.map_err(|error| error.code()) {
        return Err(Failed::OtherEnd.into());
    }
    say!("replayed   to the same end");
    Ok(())
}

/// What the session came to: nothing when the card was read whole, else the error.
type Outcome = Result<(), ReadError>;

/// With a card, which may be put back once it was removed.
fn recorded(options: &Options, recorder: &mut Recorder) -> Result<Outcome, Error> {
    let mut reading = UnfinishedReading::new(&plan(options), CHALLENGE);
    #[cfg(feature = "pcsc")]
    if let Some(wanted) = &options.reader {
        let begun = Instant::now();
        let clock = || begun.elapsed();
        let mut outcome = Ok(());
        let mut finish = |card: &mut dyn Transport, secrets: &Secrets| {
            let mut card = Deadline::new(card, &clock, options.deadline);
            let read = reading.finish(&mut recorder.record(&mut card), secrets, &mut tell);
            outcome = read.as_ref().map(drop).map_err(|error| *error);
            read
        };
        return match reader::read(wanted, options.licence, &mut finish) {
            Err(error) if error.downcast_ref::<ReadError>().is_none() => Err(error),
            _ => Ok(outcome),
        };
    }
    let mut card = SoftwareCard::new(options.holder)?;
    for (exchange, fault) in &options.faults {
        card.inject(*exchange, fault.clone());
    }
    let secrets = software_card_secrets(options.holder)?;
    let clock = card.clock();
    loop {
        let mut in_time = Deadline::new(&mut card, &clock, options.deadline);
        let mut recording = recorder.record(&mut in_time);
        match reading.finish(&mut recording, &secrets, &mut tell) {
            Err(ReadError::Transport(TransportError::Removed)) => {
                say!("removed    the card, and put back");
                card.insert();
            }
            read => return Ok(read.map(drop)),
        }
    }
}

/// With a transcript. Its secrets and challenge are not in it, and any do.
fn replayed(options: &Options, transcript: &Transcript) -> Result<Outcome, Error> {
    let secrets = software_card_secrets(options.holder)?;
    let mut reading = UnfinishedReading::new(&plan(options), CHALLENGE);
    let mut replay = Replay::new(transcript);
    loop {
        match reading.finish(&mut replay, &secrets, &mut |_| {}) {
            Err(ReadError::Transport(TransportError::Removed)) if !replay.is_at_end() => {}
            Err(error @ ReadError::Transport(TransportError::Deviates { .. })) => {
                return Err(error.into());
            }
            read => return Ok(read.map(drop)),
        }
    }
}

fn plan(options: &Options) -> ReadingPlan {
    let mut plan = ReadingPlan::new(Presence::SigningKey).with_face();
    if options.licence {
        plan = plan.with_licence();
    }
    if options.text {
        plan = plan.with_text(TextWanted::Always);
    }
    plan
}

fn tell(progress: Progress) {
    match progress {
        Progress::Opened(application) => say!("opened     {application} application"),
        Progress::Accepted(secret) => say!("accepted   {secret}"),
        Progress::File {
            file,
            bytes,
            of: Some(all),
            ..
        } if bytes == all => say!("read       {file}, {bytes} bytes"),
        Progress::File { .. } => {}
        Progress::Signed(application) => say!("signed     by the {application} application"),
    }
}

fn end(outcome: &Outcome) {
    match outcome {
        Ok(()) => say!("ended      the card was read whole"),
        Err(error) => say!("ended      [{}]: {error}", error.code()),
    }
}

/// What the card signs. It is the key of a legal signature, so it says that it means nothing.
const CHALLENGE: &str = "This was signed to find a fault of a card reader, and means nothing else";
