//! Certificates: reading them, making those of an issuer, and checking a chain.
//!
//! [`Certificate`] keeps the bytes that it was read from; whatever a signature or a comparison
//! covers is a slice of them. A [`Profile`] of ISO/IEC 18013-5 Annex B is data: the requests, such
//! as [`IacaRequest`] and [`SignerRequest`], write from it, [`lint`] and [`lint_chain`] judge
//! by it, and [`validate`] enforces what the security of a chain rests on. A new root follows
//! an old one by [`IacaLinkRequest`] and [`follow_link`]; a key that never leaves its module asks
//! for its certificate by [`CertificateRequest`]. A [`RevocationListRequest`] makes a root's
//! revocation list, and [`RevocationList::check`] makes one that can be asked. A [`Vical`] says of
//! which document types the roots of other authorities are anchors. Certificates by whose keys
//! nothing is verified here can be read and linted too: see [`UnsupportedKey`].
//!
//! A root and a document signer, here with both keys in memory; a key elsewhere signs what
//! [`IacaRequest::prepare`] and [`SignerRequest::prepare`] make:
//!
//! ```
//! use mnid_mdoc::crypto::{OsRandom, Signer, SigningCurve, SoftwareKey};
//! use mnid_mdoc::pki::{self, Edition, IacaRequest, Profile, Role, SignerRequest};
//! use mnid_mdoc::time::Timestamp;
//!
//! let random = &mut OsRandom;
//! let not_before: Timestamp = "2026-04-01T00:00:00Z".parse()?;
//! let iaca_key = SoftwareKey::generate(SigningCurve::P384, random)?;
//! let iaca = IacaRequest {
//!     edition: Edition::EveryReader,
//!     common_name: "Example IACA".to_owned(),
//!     organization: Some("Example".to_owned()),
//!     state: None,
//!     country: "JP".to_owned(),
//!     not_before,
//!     not_after: not_before.plus_days(5 * 365),
//!     contact_uri: "https://issuer.example/".to_owned(),
//!     crl_uri: Some("https://issuer.example/iaca.crl".to_owned()),
//! }
//! .issue(&iaca_key, random)?;
//!
//! let signer_key = SoftwareKey::generate(SigningCurve::P256, random)?;
//! let certificate = SignerRequest {
//!     profile: Profile::new(Role::DocumentSigner, Edition::EveryReader),
//!     common_name: "Example document signer 1".to_owned(),
//!     organization: None,
//!     not_before,
//!     not_after: not_before.plus_days(456),
//!     crl_uri: None,
//! }
//! .issue(&iaca, &iaca_key, &signer_key.public_key(), random)?;
//!
//! let document_signer = pki::validate(&[certificate], &[iaca], not_before.plus_days(2))?;
//! assert_eq!(document_signer.country(), "JP");
//! # Ok::<(), mnid_mdoc::Error>(())
//! ```

mod builder;
mod certificate;
mod chain;
mod crl;
mod error;
mod iacas;
pub(crate) mod oid;
mod path;
mod profile;
mod request;
mod root;
mod rule;
mod rules;
mod signer_path;
pub(crate) mod strict;
mod verifying_key;
pub(crate) mod vical;
mod web_address;

#[cfg(test)]
pub(crate) mod tests;

pub use builder::{IacaLinkRequest, IacaRequest, PreparedCertificate, SignerRequest};
pub use certificate::Certificate;
pub use chain::{LintedCertificate, lint_chain, lint_chain_as};
pub use crl::{
    CrlError, CurrentRevocations, PreparedRevocationList, RevocationList, RevocationListRequest,
};
pub use error::PkiError;
pub use iacas::{iacas_from_json, iacas_to_json};
pub use path::{DocumentSigner, follow_link, validate};
pub use profile::{Edition, Finding, Profile, Role, Severity, lint};
pub use request::{CertificateRequest, PreparedCertificateRequest};
pub use verifying_key::{UnsupportedKey, VerifyingKey};
pub use vical::{PreparedVical, UnusableVicalEntry, Vical, VicalEntry, VicalError, VicalRequest};

pub(crate) use crl::{Scope, distribution_points};
pub(crate) use signer_path::{PathFault, check as check_signer};
pub(crate) use verifying_key::SignatureAlgorithm;
pub(crate) use web_address::is_web_address;
