//! From evidence and issuer facts to the claims of a document.

mod claims;

pub use claims::Claims;

pub(crate) use claims::{Basis, ClaimedElement, ClaimedNamespace};
