use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Evidence;

/// The issuer's key for parent handles. Whoever has it can find out by trying which certificate a
/// handle is of.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct HandleKey([u8; 32]);

impl HandleKey {
    /// From 32 secret bytes of the issuer's configuration, used for nothing else.
    pub fn from_bytes(key: [u8; 32]) -> Self {
        Self(key)
    }
}

impl fmt::Debug for HandleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandleKey(secret)")
    }
}

/// The certificate that evidence stands on, by its authority's key and its serial number.
#[derive(Clone)]
pub(super) struct Parent {
    /// SHA-256 of the SubjectPublicKeyInfo of the root's key: generations of roots share a name.
    pub(super) issuer_key: [u8; 32],
    /// The serial number as DER has it.
    pub(super) serial: Vec<u8>,
}

impl Evidence {
    /// A name for the certificate that the evidence stands on, which only the issuer can compute:
    /// what an issuer's records of derived credentials are keyed by, so that one certificate's
    /// revocation finds them all. It is no serial number and no individual number.
    ///
    /// HMAC-SHA256 under `key` over a domain tag, SHA-256 of the SubjectPublicKeyInfo of the root's
    /// key, and the serial number in DER, each after its length in four bytes.
    pub fn parent_handle(&self, key: &HandleKey) -> [u8; 32] {
        // HMAC pads its key with zeros to the block of 64 bytes (RFC 2104).
        let mut block = Zeroizing::new([0; 64]);
        for (slot, byte) in block.iter_mut().zip(key.0) {
            *slot = byte;
        }
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        let parts: [&[u8]; 3] = [DOMAIN, &self.parent.issuer_key, &self.parent.serial];
        for part in parts {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            mac.update(&length.to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

const DOMAIN: &[u8] = b"mnid-mdoc parent handle 1";
