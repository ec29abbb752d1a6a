#![doc = include_str!("../README.md")]
// The library prints nothing; examples do.
#![warn(clippy::print_stderr, clippy::print_stdout)]

pub mod card;
pub mod cbor;
pub mod cose;
pub mod crypto;
pub mod derive;
pub mod doctype;
pub mod error;
pub mod evidence;
pub mod holder;
pub mod issue;
pub mod lifecycle;
pub mod limits;
pub mod mdoc;
pub mod pki;
pub mod profile;
pub mod status;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;
pub mod verify;
#[cfg(feature = "openid4vci")]
pub mod wallet;

#[cfg(test)]
mod layers;

pub use error::{Category, Error};
