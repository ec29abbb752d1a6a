#![doc = include_str!("protocol.md")]

mod algorithm;
mod apdu;
mod channel;
mod deadline;
mod error;
mod files;
mod kept;
#[cfg(feature = "pcsc")]
pub mod pcsc;
mod plan;
mod progress;
mod read;
mod reading;
pub mod record;
mod secrets;
mod session;
#[cfg(feature = "testing")]
pub mod simulator;
mod substitutes;
pub mod transcript;
mod transport;
mod unfinished;

#[cfg(test)]
mod tests;

pub use apdu::StatusWord;
pub use deadline::Deadline;
pub use error::ReadError;
pub use plan::{Need, Presence, ReadingPlan, TextWanted};
pub use progress::{Application, Progress};
pub use read::read;
pub use reading::{CardReading, CertificateReading, FaceReading, LicenceReading, TextReading};
pub use secrets::{Pin, SecretError, SecretName, Secrets, SigningPassword, VerificationNumberB};
pub use transport::{Transport, TransportError};
pub use unfinished::UnfinishedReading;
