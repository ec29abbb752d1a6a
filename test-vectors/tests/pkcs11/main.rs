//! Keys in a token: the feature `pkcs11` with SoftHSM, each test with a token of its own.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod example;
mod issuing;
mod lost;
mod objects;
mod refused;
mod signing;
mod softhsm;
