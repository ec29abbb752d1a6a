//! Presets as data: named sets of issuing options, and the rules that go with them.
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
//!
//! [`lint`] judges a credential, whoever issued it, by the rules of a preset. Where editions,
//! readers and circuits contradict each other, each rule has a severity for each preset.
//! [`Circuits`] say what a holder can prove in zero knowledge.

mod circuits;
mod error;
mod finding;
mod lint;
mod options;
mod preset;
mod rules;

#[cfg(test)]
pub(crate) mod tests;

pub use circuits::{Circuits, Obstacle};
pub use error::ProfileError;
pub use finding::{Detail, Finding, Place};
pub use lint::lint;
pub use options::{DigestIds, IssuingOptions, KeyAuthorizations, SaltLength};
pub use preset::Preset;

pub(crate) use lint::{Extent, judge};
