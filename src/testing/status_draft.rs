use std::collections::BTreeMap;

use crate::cbor::{CborError, Kind, Reader, Writer};
use crate::cose::{CoseError, Sign1, sig_structure_head};
use crate::crypto::{Signer, SignerError};
use crate::status::StatusError;

#[cfg(test)]
mod tests;

/// A status token taken apart, to be changed and signed anew: for tests of what reads tokens.
///
/// Keys are the registered numbers of claims (RFC 8392) and of header parameters; values are
/// encoded CBOR.
#[derive(Clone, Debug)]
pub struct StatusDraft {
    /// The tags before the structure, the outermost first: 18, or what a reader should refuse.
    pub tags: Vec<u64>,
    /// The protected header.
    pub protected: BTreeMap<u64, Vec<u8>>,
    /// The unprotected header.
    pub unprotected: BTreeMap<u64, Vec<u8>>,
    /// The claims.
    pub claims: BTreeMap<u64, Vec<u8>>,
}

impl StatusDraft {
    /// Takes a token apart that was signed under [`StatusTokenRequest`](crate::status::StatusTokenRequest).
    ///
    /// # Errors
    /// [`StatusError::Cbor`], [`StatusError::Structure`], [`StatusError::Cose`].
    pub fn of(token: &[u8]) -> Result<Self, StatusError> {
        let mut reader = Reader::new(token)?;
        let mut tags = Vec::new();
        while let Kind::Tag(tag) = reader.peek()? {
            reader.tag(tag, "a tag")?;
            tags.push(tag);
        }
        let envelope = Sign1::parse(reader.clone().item()?)?;
        let payload = envelope.payload().ok_or(CoseError::Structure {
            expected: "an attached payload",
        })?;
        Ok(Self {
            tags,
            protected: members(envelope.protected())?,
            unprotected: BTreeMap::new(),
            claims: members(payload)?,
        })
    }

    /// The list, packed as it should not be: the claim 65533.
    pub fn set_list(&mut self, bits: u64, lst: &[u8]) {
        let mut list = Vec::new();
        let mut writer = Writer::new(&mut list);
        writer.map(2).text("bits").unsigned(bits);
        writer.text("lst").byte_string(lst);
        self.claims.insert(65_533, list);
    }

    /// Puts it together and signs it.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn sign(&self, key: &dyn Signer) -> Result<Vec<u8>, SignerError> {
        self.sign_payload(&encoded(&self.claims), key)
    }

    /// As [`sign`](Self::sign), with other bytes in the place of the claims.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn sign_payload(&self, payload: &[u8], key: &dyn Signer) -> Result<Vec<u8>, SignerError> {
        let protected = encoded(&self.protected);
        let head = sig_structure_head(&protected, payload.len());
        let signature = key.sign(&[&head, payload])?;
        let mut token = Vec::new();
        let mut writer = Writer::new(&mut token);
        for tag in &self.tags {
            writer.tag(*tag);
        }
        writer.array(4).byte_string(&protected);
        writer.raw(&encoded(&self.unprotected));
        writer
            .byte_string(payload)
            .byte_string(signature.as_bytes());
        Ok(token)
    }
}

fn members(map: &[u8]) -> Result<BTreeMap<u64, Vec<u8>>, CborError> {
    let mut reader = Reader::new(map)?;
    let length = reader.map()?;
    (0..length)
        .map(|_| Ok((reader.unsigned()?, reader.item()?.to_vec())))
        .collect()
}

fn encoded(members: &BTreeMap<u64, Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.map(members.len());
    for (key, value) in members {
        writer.unsigned(*key).raw(value);
    }
    out
}
