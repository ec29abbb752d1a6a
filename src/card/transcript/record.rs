use std::fmt;

use super::redact::{Redactor, command};
use super::{Exchange, Transcript};
use crate::card::{Transport, TransportError};
use crate::limits;

/// Writes a session down without secrets and personal data.
///
/// Beyond [`limits::TRANSCRIPT_EXCHANGES`](crate::limits::TRANSCRIPT_EXCHANGES) nothing more is
/// written.
#[derive(Debug, Default)]
pub struct Recorder {
    transcript: Transcript,
    redactor: Redactor,
}

impl Recorder {
    /// Nothing is recorded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport that passes everything on to this one and writes it down, behind what there is:
    /// a card that was put in again is often one of another connection.
    pub fn record<'r>(&'r mut self, transport: &'r mut dyn Transport) -> Recording<'r> {
        Recording {
            recorder: self,
            transport,
        }
    }

    /// What was recorded.
    pub fn into_transcript(self) -> Transcript {
        self.transcript
    }
}

/// A transport whose exchanges are written down.
pub struct Recording<'r> {
    recorder: &'r mut Recorder,
    transport: &'r mut dyn Transport,
}

impl Transport for Recording<'_> {
    fn transmit(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
        let outcome = self.transport.transmit(bytes);
        let Recorder {
            transcript,
            redactor,
        } = self.recorder;
        if transcript.exchanges.len() < limits::TRANSCRIPT_EXCHANGES {
            redactor.follow(bytes);
            transcript.exchanges.push(Exchange {
                command: command(bytes),
                outcome: match &outcome {
                    Ok(answer) => Ok(redactor.answer(answer)),
                    Err(error) => Err((*error).into()),
                },
            });
        }
        outcome
    }
}

impl fmt::Debug for Recording<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recording({:?})", self.recorder.transcript)
    }
}
