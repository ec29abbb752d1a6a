use std::collections::BTreeSet;
use std::fmt;

use super::StatusError;
use crate::cbor::{Reader, Writer};
use crate::limits;

/// The identifiers of revoked documents (ISO/IEC 18013-5, second edition's draft, 12.3.6.4). What is
/// not in it is not revoked.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct IdentifierList {
    revoked: BTreeSet<Vec<u8>>,
}

impl IdentifierList {
    /// A list in which nothing is revoked.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a list in CBOR, as a token carries it:
    ///
    /// ```cddl
    /// IdentifierList = { "identifiers": { * bstr => { * any => any } },
    ///                    ? "aggregation_uri": tstr, * any => any }
    /// ```
    ///
    /// # Errors
    /// [`StatusError::Cbor`], [`StatusError::Structure`], [`StatusError::Missing`].
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, StatusError> {
        Self::read(&mut Reader::with_entries(
            bytes,
            limits::STATUS_IDENTIFIERS,
        )?)
    }

    /// The list in CBOR.
    pub fn to_cbor(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut Writer::new(&mut out));
        out
    }

    /// Adds an identifier, which is not empty.
    ///
    /// # Errors
    /// [`StatusError::Field`] when it is empty or longer than [`limits::STATUS_IDENTIFIER`];
    /// [`StatusError::TooLarge`] when the list has [`limits::STATUS_IDENTIFIERS`] already.
    pub fn revoke(&mut self, identifier: &[u8]) -> Result<(), StatusError> {
        if !(1..=limits::STATUS_IDENTIFIER).contains(&identifier.len()) {
            return Err(StatusError::Field {
                field: "identifier",
                demand: "1 to 128 bytes",
            });
        }
        if self.revoked.len() >= limits::STATUS_IDENTIFIERS {
            return Err(StatusError::TooLarge);
        }
        self.revoked.insert(identifier.to_vec());
        Ok(())
    }

    /// Whether the document of this identifier is revoked.
    pub fn contains(&self, identifier: &[u8]) -> bool {
        self.revoked.contains(identifier)
    }

    /// How many are revoked.
    pub fn revoked_count(&self) -> usize {
        self.revoked.len()
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, StatusError> {
        let mut revoked = None;
        for _ in 0..reader.map()? {
            match reader.item()? {
                b"\x6bidentifiers" => revoked = Some(identifiers(reader)?),
                _ => drop(reader.item()?),
            }
        }
        let member = "identifiers";
        Ok(Self {
            revoked: revoked.ok_or(StatusError::Missing { member })?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        writer.map(1).text("identifiers").map(self.revoked.len());
        for identifier in &self.revoked {
            writer.byte_string(identifier).map(0);
        }
    }

    /// How many identifiers are not in a newer list.
    pub(super) fn cleared(&self, newer: &Self) -> usize {
        self.revoked.difference(&newer.revoked).count()
    }
}

impl fmt::Debug for IdentifierList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentifierList({} revoked)", self.revoked.len())
    }
}

fn identifiers(reader: &mut Reader<'_>) -> Result<BTreeSet<Vec<u8>>, StatusError> {
    let mut revoked = BTreeSet::new();
    for _ in 0..reader.map()? {
        revoked.insert(reader.byte_string()?.to_vec());
        // What is said about an identifier makes it no less revoked.
        for _ in 0..reader.map()? {
            reader.item()?;
            reader.item()?;
        }
    }
    Ok(revoked)
}
