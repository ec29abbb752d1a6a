#![doc = include_str!("format.md")]

mod error;
mod record;
mod redact;
mod replay;
mod text;

#[cfg(test)]
mod tests;

pub use error::TranscriptError;
pub use record::{Recorder, Recording};
pub use replay::Replay;

use std::fmt;

use super::TransportError;

/// A session with a card. `Display` writes it in [the format](self#the-format).
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Transcript {
    exchanges: Vec<Exchange>,
}

impl Transcript {
    /// From its text.
    ///
    /// # Errors
    /// [`TranscriptError`].
    pub fn parse(text: &str) -> Result<Self, TranscriptError> {
        text::parse(text)
    }

    /// How many exchanges there were, failed ones included.
    pub fn exchanges(&self) -> usize {
        self.exchanges.len()
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(self, f)
    }
}

/// Says only how long it is: who wrote a transcript by hand may have left something in it.
impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transcript(exchanges: {})", self.exchanges.len())
    }
}

/// A command, and what came back.
#[derive(Clone, Eq, PartialEq)]
#[cfg_attr(test, derive(Debug))]
struct Exchange {
    command: Vec<Part>,
    outcome: Result<Vec<Part>, Failure>,
}

/// A part of an APDU.
#[derive(Clone, Eq, PartialEq)]
#[cfg_attr(test, derive(Debug))]
enum Part {
    Bytes(Vec<u8>),
    /// So many bytes; of which content, among those that stood there, counted from 0.
    Redacted {
        length: usize,
        content: usize,
    },
    /// Length and data of a command with a secret.
    Secret,
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Failure {
    Removed,
    Reset,
    TooLate,
    Transport,
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Removed => Self::Removed,
            TransportError::Reset => Self::Reset,
            TransportError::TooLate => Self::TooLate,
            TransportError::Failed { .. } | TransportError::Deviates { .. } => Self::Transport,
        }
    }
}

impl From<Failure> for TransportError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Removed => Self::Removed,
            Failure::Reset => Self::Reset,
            Failure::TooLate => Self::TooLate,
            Failure::Transport => Self::Failed {
                reason: "as it was recorded",
            },
        }
    }
}
