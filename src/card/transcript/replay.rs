use std::fmt;

use super::{Part, Transcript};
use crate::card::{Transport, TransportError};

/// Answers as a transcript says, exchange by exchange.
pub struct Replay<'t> {
    transcript: &'t Transcript,
    next: usize,
}

impl<'t> Replay<'t> {
    /// From the beginning.
    pub fn new(transcript: &'t Transcript) -> Self {
        Self {
            transcript,
            next: 0,
        }
    }

    /// Whether every exchange was replayed.
    pub fn is_at_end(&self) -> bool {
        self.next == self.transcript.exchanges.len()
    }
}

impl Transport for Replay<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let recorded = self.transcript.exchanges.get(self.next);
        let Some(exchange) = recorded.filter(|exchange| fits(command, &exchange.command)) else {
            return Err(TransportError::Deviates {
                exchange: self.next + 1,
            });
        };
        self.next += 1;
        match &exchange.outcome {
            Ok(answer) => Ok(filled(answer)),
            Err(failure) => Err((*failure).into()),
        }
    }
}

impl fmt::Debug for Replay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exchanges = self.transcript.exchanges.len();
        write!(f, "Replay({} of {exchanges})", self.next)
    }
}

/// Whether a command is the recorded one, as far as that was left in.
fn fits(command: &[u8], recorded: &[Part]) -> bool {
    let mut rest = command;
    for part in recorded {
        let next = match part {
            Part::Bytes(bytes) => rest.strip_prefix(bytes.as_slice()),
            Part::Redacted { length, .. } => rest.get(*length..),
            Part::Secret if rest.is_empty() => None,
            Part::Secret => Some(&[][..]),
        };
        match next {
            Some(next) => rest = next,
            None => return false,
        }
    }
    rest.is_empty()
}

/// What stands in the place of bytes that were left out differs where they did.
fn filled(answer: &[Part]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in answer {
        match part {
            Part::Bytes(part) => bytes.extend_from_slice(part),
            Part::Redacted { length, content } => {
                let filler = u8::try_from(*content).unwrap_or(u8::MAX);
                bytes.resize(bytes.len() + length, filler);
            }
            Part::Secret => {}
        }
    }
    bytes
}
