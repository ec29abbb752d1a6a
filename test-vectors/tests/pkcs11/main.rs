//! Keys in a token: the feature `pkcs11` with SoftHSM, each test with a token of its own.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod example;
mod failures;
mod issuing;
mod lost;
mod objects;
mod refused;
mod signing;
mod softhsm;

use mnid_mdoc::crypto::Signer;
use mnid_mdoc::crypto::pkcs11::{Pkcs11Error, TokenKey};
use mnid_mdoc::error::Coded;

/// Whether a key signs, or with which code it does not.
fn signs(key: &TokenKey) -> Result<(), &'static str> {
    match key.sign(&[b"m"]) {
        Ok(signature) => {
            key.public_key().verify(&[b"m"], &signature).unwrap();
            Ok(())
        }
        Err(error) => {
            let source = error.source.unwrap();
            Err(source.downcast_ref::<Pkcs11Error>().unwrap().code())
        }
    }
}
