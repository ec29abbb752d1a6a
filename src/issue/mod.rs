//! From claims to signed credentials, in two halves with the signature between them.
//!
//! [`Issuer::admit`] checks that this issuer may issue these claims now, and makes a [`Subject`] of
//! them. [`Subject::prepare`] checks that this device key may have them, and lays a whole
//! credential out. Whoever has the document signer's key signs
//! [`Prepared::to_be_signed`]: a key in memory, an HSM, a service behind a queue.
//! [`Prepared::complete`] lets the credential out only with a signature that verifies, in time.
//! [`Subject::issue`] is both halves in one call, and a subject serves a whole batch.
//! [`Issuer::age_periods`] says which claims bridge a birthday.
//!
//! ```
//! use mnid_mdoc::crypto::{OsRandom, Signature};
//! use mnid_mdoc::derive::Claims;
//! use mnid_mdoc::holder::DeviceKey;
//! use mnid_mdoc::issue::{IssuedMdoc, IssueError, Issuer};
//! use mnid_mdoc::time::Timestamp;
//!
//! fn issue(
//!     issuer: &Issuer,
//!     claims: &Claims,
//!     device_key: &DeviceKey,
//!     hsm: impl Fn([&[u8]; 2]) -> Signature,
//!     now: Timestamp,
//! ) -> Result<IssuedMdoc, IssueError> {
//!     let subject = issuer.admit(claims, now)?;
//!     let prepared = subject.prepare(device_key, &mut OsRandom)?;
//!     let signature = hsm(prepared.to_be_signed());
//!     prepared.complete(signature, now)
//! }
//! ```

mod age_periods;
mod draw;
mod error;
mod issuer;
mod layout;
mod prepared;
mod served;
mod stored;
mod subject;
mod validity;

#[cfg(test)]
pub(crate) mod tests;

pub use age_periods::AgePeriod;
pub use error::IssueError;
pub use issuer::{Issuer, IssuingPolicy};
pub use prepared::{IssuedMdoc, Prepared};
pub use subject::{Recipient, Subject};
