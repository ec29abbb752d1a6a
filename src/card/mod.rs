//! The physical card: its commands, what a reading of it holds, and the records in it.

mod plan;
mod progress;
mod reading;
pub mod record;
mod secrets;
#[cfg(feature = "testing")]
pub mod simulator;
mod transport;

pub use plan::{Presence, ReadingPlan, TextWanted};
pub use progress::{Application, Progress};
pub use reading::{CardReading, CertificateReading, FaceReading, LicenceReading, TextReading};
pub use secrets::{Pin, SecretError, SecretName, Secrets, SigningPassword, VerificationNumberB};
pub use transport::{Transport, TransportError};
