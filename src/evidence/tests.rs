#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod challenge;
mod dump;

use super::*;
use crate::card::record::{KeyId, public_key};
use crate::crypto::{SealError, SealingKey, Thumbprint};
use crate::error::Coded;
use crate::testing::SeededRandom;
use crate::time::Timestamp;

pub(super) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub(super) fn random() -> SeededRandom {
    SeededRandom::new(b"evidence")
}

/// A challenge that names no wallet key.
pub(super) fn session_challenge(expires: Timestamp) -> Challenge {
    let binding = HolderBinding::SessionOnly;
    Challenge::new("a test", "session-1", binding, expires, &mut random()).unwrap()
}
