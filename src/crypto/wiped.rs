use std::ops::{Deref, DerefMut};

use zeroize::Zeroize;

/// Bytes that are wiped when dropped, their spare capacity included: a `Zeroizing<Vec<u8>>` that
/// wipes in bulk. That one goes byte by byte, which for a credential with a portrait takes
/// several times as long as copying it.
#[derive(Clone, Default, Eq, PartialEq)]
pub(crate) struct WipedBytes(Vec<u8>);

impl From<Vec<u8>> for WipedBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Deref for WipedBytes {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for WipedBytes {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Drop for WipedBytes {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
        self.0.spare_capacity_mut().zeroize();
    }
}
