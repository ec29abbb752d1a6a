//! Presets as data: named sets of issuing options.
//!
//! [`IssuingOptions`] says how a credential is laid out; each [`Preset`] is such a set with a
//! reason. A preset's options can be taken as they are, or with a change:
//!
//! ```
//! use mnid_mdoc::profile::{IssuingOptions, Preset, SaltLength};
//!
//! let options = IssuingOptions {
//!     salt_length: SaltLength::new(24)?,
//!     ..Preset::Default.options()
//! };
//! # assert!(options.decoys);
//! # Ok::<(), mnid_mdoc::Error>(())
//! ```

mod circuits;
mod error;
mod options;
mod preset;

#[cfg(test)]
mod tests;

pub use circuits::{Circuits, Obstacle};
pub use error::ProfileError;
pub use options::{DigestIds, IssuingOptions, KeyAuthorizations, SaltLength};
pub use preset::Preset;
