//! Certificates: reading them, making those of an issuer, and checking a chain.
//!
//! [`Certificate`] keeps the bytes that it was read from; whatever a signature or a comparison
//! covers is a slice of them.

mod certificate;
mod error;
pub(crate) mod oid;
mod verifying_key;

pub use certificate::Certificate;
pub use error::PkiError;
pub use verifying_key::VerifyingKey;
