use std::fmt;

use super::redact::{Redactor, command};
use super::{Exchange, Transcript};
use crate::card::{Transport, TransportError};
use crate::limits;

/// Passes everything on, and writes it down without secrets and personal data.
///
/// Beyond [`limits::TRANSCRIPT_EXCHANGES`](crate::limits::TRANSCRIPT_EXCHANGES) it passes on alone.
pub struct Recorder<'t> {
    transport: &'t mut dyn Transport,
    transcript: Transcript,
    redactor: Redactor,
}

impl<'t> Recorder<'t> {
    /// Records from now on.
    pub fn new(transport: &'t mut dyn Transport) -> Self {
        Self {
            transport,
            transcript: Transcript::default(),
            redactor: Redactor::default(),
        }
    }

    /// What was recorded.
    pub fn into_transcript(self) -> Transcript {
        self.transcript
    }
}

impl Transport for Recorder<'_> {
    fn transmit(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
        let outcome = self.transport.transmit(bytes);
        if self.transcript.exchanges.len() < limits::TRANSCRIPT_EXCHANGES {
            self.redactor.follow(bytes);
            self.transcript.exchanges.push(Exchange {
                command: command(bytes),
                outcome: match &outcome {
                    Ok(answer) => Ok(self.redactor.answer(answer)),
                    Err(error) => Err((*error).into()),
                },
            });
        }
        outcome
    }
}

impl fmt::Debug for Recorder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({:?})", self.transcript)
    }
}
