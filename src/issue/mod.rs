//! From claims to signed credentials, in two halves with the signature between them.
//!
//! [`Issuer::prepare`] checks that this issuer may issue these claims for this device key now,
//! and lays the whole credential out. Whoever has the document signer's key signs
//! [`Prepared::to_be_signed`]: a key in memory, an HSM, a service behind a queue.
//! [`Prepared::complete`] lets the credential out only with a signature that verifies, in time.
//! [`Issuer::issue`] is both halves in one call.

mod error;
mod issuer;
mod layout;
mod prepared;
mod validity;

#[cfg(test)]
pub(crate) mod tests;

pub use error::IssueError;
pub use issuer::{Issuer, IssuingPolicy};
pub use prepared::{IssuedMdoc, Prepared};
