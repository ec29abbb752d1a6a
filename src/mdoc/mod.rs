//! The wire types of ISO/IEC 18013-5, read and written.
//!
//! Reading keeps the received bytes, since digests and signatures cover them, and believes
//! nothing: [`verify`](crate::verify) does that. It is strict where the standard says "shall", and
//! passes over members that it does not know, in any order of keys (8.1 of 2021; 8.3 of the second
//! edition's draft).

mod device;
mod digest;
mod encoded_security_object;
mod error;
mod issuer_signed;
mod item;
mod members;
mod mso;
mod session_transcript;
mod status;

#[cfg(test)]
pub(crate) mod tests;

pub use device::{
    DeviceAuth, DeviceNameSpaces, DeviceResponse, DeviceSigned, Document, device_authentication,
};
pub use digest::{Digest, DigestAlgorithm};
pub use error::MdocError;
pub use issuer_signed::{IssuerSigned, ReceivedItem, Tag18};
pub use item::IssuerSignedItem;
pub use mso::{KeyAuthorizations, MobileSecurityObject, ValidityInfo};
pub use session_transcript::SessionTranscript;
pub use status::{Status, StatusReference, StatusReferences};

pub(crate) use encoded_security_object::{EncodedSecurityObject, SecurityObject};
pub(crate) use item::EncodedElement;

/// Digest ids are below this (ISO/IEC 18013-5:2021 9.1.2.5).
pub(crate) const DIGEST_ID_END: u64 = 1 << 31;
/// Least bytes of an item's `random` (ISO/IEC 18013-5:2021 9.1.2.5).
pub(crate) const SALT_LENGTH: usize = 16;
