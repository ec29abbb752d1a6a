use sha2::{Sha256, Sha384, Sha512};

/// The algorithm of an mdoc's digests (ISO/IEC 18013-5:2021 9.1.2.5, Table 21).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum DigestAlgorithm {
    /// SHA-256: what this crate issues, and what every reader accepts.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestAlgorithm {
    /// The name in `digestAlgorithm`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The algorithm of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    /// Bytes of a digest.
    pub fn digest_length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Writes the digest of an element into `out`, which has the digest's length and stays as it is
    /// if it has another.
    pub(crate) fn digest_into(self, issuer_signed_item_bytes: &[u8], out: &mut [u8]) {
        match self {
            Self::Sha256 => put::<Sha256>(issuer_signed_item_bytes, out),
            Self::Sha384 => put::<Sha384>(issuer_signed_item_bytes, out),
            Self::Sha512 => put::<Sha512>(issuer_signed_item_bytes, out),
        }
    }

    /// The digest of an element: over the whole `IssuerSignedItemBytes`, the tag and the head of
    /// the byte string included (ISO/IEC 18013-5:2021 9.1.2.5).
    pub fn digest(self, issuer_signed_item_bytes: &[u8]) -> Digest {
        let mut digest = Digest {
            bytes: [0; 64],
            length: self.digest_length(),
        };
        if let Some(out) = digest.bytes.get_mut(..digest.length) {
            self.digest_into(issuer_signed_item_bytes, out);
        }
        digest
    }
}

/// The digest of one element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Digest {
    bytes: [u8; 64],
    length: usize,
}

impl Digest {
    /// The 32, 48 or 64 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }
}

fn put<Hash: sha2::Digest>(message: &[u8], out: &mut [u8]) {
    if let Ok(out) = out.try_into() {
        Hash::new_with_prefix(message).finalize_into(out);
    }
}
