//! Certificates: reading them, making those of an issuer, and checking a chain.
//!
//! [`Certificate`] keeps the bytes that it was read from; whatever a signature or a comparison
//! covers is a slice of them. The profiles of ISO/IEC 18013-5 Annex B are one table, from which
//! [`IacaRequest`] and [`DocumentSignerRequest`] write, by which [`lint`] judges, and of which
//! [`validate`] enforces what the security of a chain rests on.

mod builder;
mod certificate;
mod error;
pub(crate) mod oid;
mod path;
mod profile;
mod rules;
mod verifying_key;

#[cfg(test)]
mod tests;

pub use builder::{DocumentSignerRequest, IacaRequest, PreparedCertificate};
pub use certificate::Certificate;
pub use error::PkiError;
pub use path::{DocumentSigner, validate};
pub use profile::{Finding, Role, Severity, lint};
pub use verifying_key::VerifyingKey;
