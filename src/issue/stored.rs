//! Prepared credentials between the issuer's own processes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Prepared;
use super::prepared::{Provenance, Terms};
use crate::cbor;
use crate::crypto::{PublicKey, Random, SealError, SealingKey, Thumbprint, WipedBytes};
use crate::doctype::DocType;
use crate::evidence::{Assurance, Parent};
use crate::mdoc::ValidityInfo;
use crate::time::Timestamp;

impl Prepared {
    /// Seals it for another process of the issuer, which completes it: the only form in which it
    /// can be stored. It can be opened until the evidence is too old or the credential's time over.
    ///
    /// What is sealed can be opened more than once, and then be completed more than once, for the
    /// same device key: where that matters, keep it in a store that consumes it.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal(self, key: &SealingKey, random: &mut dyn Random) -> Result<Vec<u8>, SealError> {
        let expires = self.terms.usable_until.min(self.validity.valid_until);
        let content = cbor::to_vec(&Stored::from(self))
            .map(Zeroizing::new)
            .map_err(|_| SealError::TooLarge)?;
        key.seal(KIND, expires, &content, random)
    }

    /// Opens what [`seal`](Self::seal) made.
    ///
    /// # Errors
    /// [`SealError`], [`SealError::Expired`] when it is too late to complete it.
    pub fn open(sealed: &[u8], key: &SealingKey, now: Timestamp) -> Result<Self, SealError> {
        let content = key.open(KIND, now, sealed)?;
        let stored: Stored =
            cbor::from_slice(&content, "a prepared credential").map_err(|_| SealError::Forged)?;
        stored.into_prepared().ok_or(SealError::Forged)
    }
}

#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(with = "cbor::byte_string")]
    document: Vec<u8>,
    payload_start: usize,
    payload_end: usize,
    #[serde(with = "cbor::byte_string")]
    signed_head: Vec<u8>,
    doc_type: String,
    /// `SubjectPublicKeyInfo` in DER.
    #[serde(with = "cbor::byte_string")]
    signer: Vec<u8>,
    #[zeroize(skip)]
    signed: Timestamp,
    #[zeroize(skip)]
    valid_from: Timestamp,
    #[zeroize(skip)]
    valid_until: Timestamp,
    #[zeroize(skip)]
    expected_update: Option<Timestamp>,
    #[zeroize(skip)]
    prepared_at: Timestamp,
    #[zeroize(skip)]
    concluded_at: Timestamp,
    #[zeroize(skip)]
    usable_until: Timestamp,
    parent_issuer_key: [u8; 32],
    #[serde(with = "cbor::byte_string")]
    parent_serial: Vec<u8>,
    #[zeroize(skip)]
    parents_until: Timestamp,
    #[zeroize(skip)]
    assurance: Assurance,
    #[zeroize(skip)]
    wallet_key: Thumbprint,
}

impl From<Prepared> for Stored {
    fn from(mut prepared: Prepared) -> Self {
        let (validity, terms) = (prepared.validity, &prepared.terms);
        let provenance = &terms.provenance;
        Self {
            payload_start: prepared.payload.start,
            payload_end: prepared.payload.end,
            doc_type: prepared.doc_type.to_owned(),
            signer: terms.signer.to_spki_der(),
            signed: validity.signed,
            valid_from: validity.valid_from,
            valid_until: validity.valid_until,
            expected_update: validity.expected_update,
            prepared_at: terms.prepared_at,
            concluded_at: provenance.concluded_at,
            usable_until: terms.usable_until,
            parent_issuer_key: provenance.parent.issuer_key,
            parent_serial: provenance.parent.serial.clone(),
            parents_until: provenance.parents_until,
            assurance: provenance.assurance,
            wallet_key: provenance.wallet_key,
            document: std::mem::take(&mut prepared.document),
            signed_head: prepared.signed_head,
        }
    }
}

impl Stored {
    fn into_prepared(mut self) -> Option<Prepared> {
        Some(Prepared {
            document: WipedBytes::from(std::mem::take(&mut self.document)),
            payload: self.payload_start..self.payload_end,
            signed_head: std::mem::take(&mut self.signed_head),
            doc_type: DocType::by_name(&self.doc_type)?.name,
            validity: ValidityInfo {
                signed: self.signed,
                valid_from: self.valid_from,
                valid_until: self.valid_until,
                expected_update: self.expected_update,
            },
            terms: Terms {
                signer: PublicKey::from_spki_der(&self.signer).ok()?,
                prepared_at: self.prepared_at,
                usable_until: self.usable_until,
                provenance: Provenance {
                    parent: Arc::new(Parent {
                        issuer_key: self.parent_issuer_key,
                        serial: std::mem::take(&mut self.parent_serial),
                    }),
                    parents_until: self.parents_until,
                    assurance: self.assurance,
                    concluded_at: self.concluded_at,
                    wallet_key: self.wallet_key,
                },
            },
        })
    }
}

const KIND: &str = "prepared-credential";
