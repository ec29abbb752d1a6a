use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Evidence;

/// One of the issuer's keys for parent handles. Whoever has it can find out by trying which
/// certificate a handle is of.
///
/// A new key, with an id of its own, makes handles from then on. Those of an old key cannot be
/// turned into new ones without the serial number, so the old key is kept, to
/// [search lists](super::CardRevocationList::handles) with, until the last credential under one of
/// its handles is over.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct HandleKey {
    #[zeroize(skip)]
    id: u32,
    key: [u8; 32],
}

impl HandleKey {
    /// From 32 secret bytes of the issuer's configuration, used for nothing else, and their number
    /// there. No number is ever given to other bytes.
    pub fn from_bytes(id: u32, key: [u8; 32]) -> Self {
        Self { id, key }
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Makes the handles of certificates of one issuer.
    pub(super) fn handles_of(&self, issuer_key: &[u8; 32]) -> Handles {
        // HMAC pads its key with zeros to the block of 64 bytes (RFC 2104).
        let mut block = Zeroizing::new([0; 64]);
        for (slot, byte) in block.iter_mut().zip(self.key) {
            *slot = byte;
        }
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        for part in [DOMAIN, &self.id.to_be_bytes(), issuer_key] {
            update(&mut mac, part);
        }
        Handles {
            key_id: self.id,
            mac,
        }
    }
}

impl fmt::Debug for HandleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HandleKey({}, secret)", self.id)
    }
}

/// A name for the certificate that evidence stands on, which only the issuer can compute: what an
/// issuer's records of derived credentials are keyed by, so that one certificate's revocation finds
/// them all. It is no serial number and no individual number.
///
/// It is HMAC-SHA256 under a [`HandleKey`] over four parts, each after its length in four bytes: a
/// domain tag, the key's id in four bytes, SHA-256 of the root's SubjectPublicKeyInfo in DER, and
/// the serial number in DER.
///
/// What it cannot do:
/// - **Ask an OCSP responder again.** A request needs the serial number, and a handle does not give
///   it back. An issuer that may not keep serial numbers watches by lists alone
///   ([`CardRevocationList::handles`](super::CardRevocationList::handles)).
/// - **Follow a renewal.** The next certificate of the same person has another serial number, and
///   so another handle. The old one is listed as superseded or runs out; the person comes back with
///   the new card.
/// - **Hide from its key's owner.** Serial numbers are few enough to try them all.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ParentHandle {
    key_id: u32,
    digest: [u8; 32],
}

impl ParentHandle {
    /// Reads what [`Display`](fmt::Display) writes; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (key_id, digits) = text.split_once('.')?;
        let mut digest = [0; 32];
        let mut pairs = digits.as_bytes().chunks(2);
        for byte in &mut digest {
            let pair = std::str::from_utf8(pairs.next()?).ok()?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        let handle = Self {
            key_id: key_id.parse().ok()?,
            digest,
        };
        // One handle has one text.
        (handle.to_string() == text).then_some(handle)
    }

    /// The id of the key that made it.
    pub fn key_id(&self) -> u32 {
        self.key_id
    }

    /// The HMAC.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// The key's id in decimal, a full stop, and the HMAC in 64 hexadecimal digits: a key of a
/// database.
impl fmt::Display for ParentHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.key_id)?;
        self.digest
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for ParentHandle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ParentHandle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let handle = Self::parse(&text);
        handle.ok_or_else(|| de::Error::custom("not a parent handle"))
    }
}

impl fmt::Debug for ParentHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParentHandle({self})")
    }
}

/// Handles under one key, of certificates of one issuer.
pub(super) struct Handles {
    key_id: u32,
    mac: Hmac<Sha256>,
}

impl Handles {
    /// Of the certificate with this serial number, as DER has it.
    pub(super) fn of(&self, serial: &[u8]) -> ParentHandle {
        let mut mac = self.mac.clone();
        update(&mut mac, serial);
        ParentHandle {
            key_id: self.key_id,
            digest: mac.finalize().into_bytes().into(),
        }
    }
}

/// The certificate that evidence stands on, by its authority's key and its serial number.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Parent {
    /// SHA-256 of the SubjectPublicKeyInfo of the root's key: generations of roots share a name.
    pub(crate) issuer_key: [u8; 32],
    /// The serial number as DER has it.
    pub(crate) serial: Vec<u8>,
}

impl Parent {
    /// Its handle under `key`.
    pub(crate) fn handle(&self, key: &HandleKey) -> ParentHandle {
        key.handles_of(&self.issuer_key).of(&self.serial)
    }
}

impl fmt::Debug for Parent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parent(redacted)")
    }
}

impl Evidence {
    /// The handle, under `key`, of the certificate that the evidence stands on.
    pub fn parent_handle(&self, key: &HandleKey) -> ParentHandle {
        self.parent.handle(key)
    }
}

fn update(mac: &mut Hmac<Sha256>, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    mac.update(&length.to_be_bytes());
    mac.update(part);
}

const DOMAIN: &[u8] = b"mnid-mdoc parent handle 1";
