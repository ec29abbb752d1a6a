use crate::crypto::{PublicKey, Thumbprint};

/// A public key whose private half somebody has just proven to hold. Only the proofs of this
/// module make it.
#[derive(Clone, Debug)]
pub struct DeviceKey {
    pub(crate) key: PublicKey,
    /// The DPoP key under which the request that carried the proof came, when there was one.
    pub(crate) dpop_key: Option<Thumbprint>,
}

impl DeviceKey {
    /// The key.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The wallet's DPoP key, when the proof came in a request under one.
    pub fn dpop_key(&self) -> Option<Thumbprint> {
        self.dpop_key
    }
}
