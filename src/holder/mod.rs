//! The holder's device key, proven to be the wallet's.

mod device_key;
#[cfg(feature = "openid4vci")]
mod error;
#[cfg(feature = "openid4vci")]
pub(crate) mod json;
#[cfg(feature = "openid4vci")]
mod jws;
#[cfg(feature = "openid4vci")]
pub mod jwt;
#[cfg(feature = "openid4vci")]
mod key_attestation;
#[cfg(feature = "openid4vci")]
pub mod proofs;

pub use device_key::{DeviceKey, KeyAttestation};
#[cfg(feature = "openid4vci")]
pub use error::HolderError;
