//! Whether a document is revoked: status lists and identifier lists, and the tokens in which they
//! travel (ISO/IEC 18013-5, second edition's draft, 12.3.6; Token Status List, draft 20).
//!
//! A [`StatusToken`] is read without believing anything; [`StatusToken::check`] makes a
//! [`CurrentStatusList`], which can be asked. A [`StatusTokenRequest`] makes a token, signed in two
//! halves.
//!
//! A list of four documents of which the third is revoked, signed and read:
//!
//! ```
//! # use mnid_mdoc::crypto::{OsRandom, Signer, SigningCurve, SoftwareKey};
//! # use mnid_mdoc::pki::{Edition, Profile, Role, SignerRequest};
//! # use mnid_mdoc::testing::ThrowawayPki;
//! use mnid_mdoc::status::{ListContent, StatusBits, StatusList, StatusToken, StatusTokenRequest};
//! # use mnid_mdoc::time::Timestamp;
//! # let now: Timestamp = "2026-11-24T09:00:00Z".parse()?;
//! # let random = &mut OsRandom;
//! # let authority = ThrowawayPki::generate(SigningCurve::P256, now, random)?;
//! # let key = SoftwareKey::generate(SigningCurve::P256, random)?;
//! # let signer = SignerRequest {
//! #     profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
//! #     common_name: "TEST status lists".to_owned(),
//! #     organization: None,
//! #     not_before: authority.iaca().not_before(),
//! #     not_after: authority.iaca().not_before().plus_days(365),
//! #     crl_uri: None,
//! # }
//! # .issue(authority.iaca(), authority.iaca_key(), &key.public_key(), random)?;
//! let uri = "https://issuer.example/status/1";
//! let mut list = StatusList::new(StatusBits::One, 4)?;
//! list.set(2, 1)?;
//! let token = StatusTokenRequest {
//!     uri: uri.to_owned(),
//!     issued_at: now,
//!     expires_at: now.plus_days(7),
//!     time_to_live: None,
//!     content: ListContent::StatusList(list),
//! }
//! .issue(&[signer], authority.iaca(), &key)?;
//!
//! let current = StatusToken::parse(&token)?.check(uri, authority.iaca(), now)?;
//! assert_eq!(current.expires_at(), now.plus_days(7));
//! # Ok::<(), mnid_mdoc::Error>(())
//! ```

mod claims;
mod current;
mod error;
mod identifiers;
mod list;
mod request;
mod token;
mod zlib;

#[cfg(test)]
pub(crate) mod tests;

pub use current::{CurrentStatusList, DocumentStatus};
pub use error::StatusError;
pub use identifiers::IdentifierList;
pub use list::{StatusBits, StatusList};
pub use request::{PreparedStatusToken, StatusTokenRequest};
pub use token::{ListContent, StatusToken};
