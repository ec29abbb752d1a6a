use std::fmt;

use super::RecordError;
use super::tlv::Walk;
use crate::crypto::RsaPublicKey;

/// A card-verifiable certificate: EF 0004 of the text and of the face application, which certifies
/// the key that a municipality signs these records with.
///
/// ```text
/// 7F21 { 5F4E body, 5F37 signature[256] }
/// body = issuer key id[16] || subject key id[16] || 90 03 exponent[3] || 91 820100 modulus[256]
/// ```
/// The signature is RSASSA-PKCS1-v1_5 with SHA-256 over the 297 bytes of the body, without its
/// header. There are no dates and there is no revocation.
#[derive(Clone)]
pub struct CardVerifiableCertificate<'a> {
    issuer: KeyId,
    subject: KeyId,
    key: RsaPublicKey,
    body: &'a [u8],
    signature: &'a [u8; 256],
}

impl<'a> CardVerifiableCertificate<'a> {
    /// From EF 0004 as read, with or without filler.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        let mut walk = Walk::file(RECORD, file, [0x7F, 0x21])?;
        let body: &[u8; BODY] = walk.fixed([0x5F, 0x4E], "the certificate body")?;
        let signature = walk.fixed([0x5F, 0x37], "the signature")?;
        walk.finish()?;
        let cut = || RecordError::Length {
            record: RECORD,
            field: "the certificate body",
        };
        let (issuer, rest) = body.split_first_chunk().ok_or_else(cut)?;
        let (subject, key) = rest.split_first_chunk().ok_or_else(cut)?;
        Ok(Self {
            issuer: KeyId(*issuer),
            subject: KeyId(*subject),
            key: key_object(RECORD, key)?,
            body,
            signature,
        })
    }

    /// Which authority's key signed it (証明者鍵ID).
    pub fn issuer(&self) -> KeyId {
        self.issuer
    }

    /// Which key it certifies (被証明者鍵ID).
    pub fn subject(&self) -> KeyId {
        self.subject
    }

    /// The certified key.
    pub fn key(&self) -> &RsaPublicKey {
        &self.key
    }

    /// The signed bytes.
    pub fn signed_part(&self) -> &'a [u8] {
        self.body
    }

    /// The issuer's signature, 256 bytes.
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }
}

impl fmt::Debug for CardVerifiableCertificate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardVerifiableCertificate")
            .field("issuer", &self.issuer)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// The name of a key in the hierarchy of card-verifiable certificates: 16 bytes, seen as seven
/// ASCII digits, `08 05`, three ASCII digits, three zero bytes and one more.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct KeyId([u8; 16]);

impl KeyId {
    /// From its bytes. Any are taken: a key id only names, and is compared whole.
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// All bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The seven digits that it begins with, for example `5000023`: of an authority its number, of
    /// a municipality its code of five digits and two more. `None` when they are no digits.
    pub fn digits(&self) -> Option<&str> {
        let digits = self.0.first_chunk::<7>()?;
        if digits.iter().all(u8::is_ascii_digit) {
            std::str::from_utf8(digits).ok()
        } else {
            None
        }
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId(")?;
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        write!(f, ")")
    }
}

/// An RSA public key in the card's own encoding, `90 03 exponent || 91 820100 modulus` (265
/// bytes): how the keys of the authorities above the municipalities are handed around too.
///
/// # Errors
/// [`RecordError`] for another form, or a key that is not RSA-2048.
pub fn public_key(bytes: &[u8]) -> Result<RsaPublicKey, RecordError> {
    key_object("public key", bytes)
}

/// The same, inside `record`.
pub(super) fn key_object(record: &'static str, bytes: &[u8]) -> Result<RsaPublicKey, RecordError> {
    let field = "the public key";
    let [0x90, 3, exponent @ .., _, _, _, _] = bytes
        .first_chunk::<9>()
        .ok_or(RecordError::Truncated { record, field })?
    else {
        return Err(RecordError::Order { record, field });
    };
    let modulus = match bytes.get(5..) {
        Some([0x91, 0x82, 1, 0, modulus @ ..]) => modulus,
        _ => return Err(RecordError::Order { record, field }),
    };
    if modulus.len() != 256 {
        return Err(RecordError::Length { record, field });
    }
    RsaPublicKey::from_components(modulus, exponent).map_err(|_| RecordError::Value {
        record,
        field,
        expected: "an RSA key of 2048 bits with an odd exponent",
    })
}

const RECORD: &str = "card-verifiable certificate";
/// Two key ids and a public key.
const BODY: usize = 16 + 16 + 265;
