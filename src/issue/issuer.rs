use std::collections::HashSet;
use std::time::Duration;

use super::layout::{Layout, lay_out};
use super::prepared::Terms;
use super::validity::{check_evidence_age, validity};
use super::{IssueError, IssuedMdoc, Prepared};
use crate::cbor::Writer;
use crate::crypto::{Random, Signer};
use crate::derive::{Basis, Claims};
use crate::doctype::DRIVING_LICENCE;
use crate::doctype::driving_licence::{ISSUING_COUNTRY, ISSUING_JURISDICTION};
use crate::evidence::{Assurance, Environment, HolderBinding};
use crate::holder::DeviceKey;
use crate::limits;
use crate::mdoc::ValidityInfo;
use crate::pki::DocumentSigner;
use crate::time::Timestamp;

/// From what, and for how long, an issuer issues.
#[derive(Clone, Copy, Debug)]
pub struct IssuingPolicy {
    /// The world whose evidence it takes; the other one's is refused.
    pub environment: Environment,
    /// The least that the evidence has to reach.
    pub least_assurance: Assurance,
    /// The longest validity of a credential. It ends earlier where certificate, card or claims
    /// do, and is rounded down to a boundary that all holders share.
    pub validity: Duration,
    /// Whether digests of no element fill every namespace up to the number of elements that the
    /// document type has, so that the number tells nothing (E.9.5 of the second edition's draft).
    pub decoys: bool,
}

/// Issues credentials under one document signer.
#[derive(Clone, Debug)]
pub struct Issuer {
    document_signer: DocumentSigner,
    policy: IssuingPolicy,
}

impl Issuer {
    /// An issuer under a document signer whose chain was checked by
    /// [`pki::validate`](crate::pki::validate).
    pub fn new(document_signer: DocumentSigner, policy: IssuingPolicy) -> Self {
        Self {
            document_signer,
            policy,
        }
    }

    /// The document signer.
    pub fn document_signer(&self) -> &DocumentSigner {
        &self.document_signer
    }

    /// Lays out one credential. Nothing is signed yet, and everything that could make the
    /// credential wrong has been refused.
    ///
    /// # Errors
    /// Every [`IssueError`] but those of signature, signer, completion and batch.
    pub fn prepare(
        &self,
        claims: &Claims,
        device_key: &DeviceKey,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Prepared, IssueError> {
        let validity = self.check(claims, now)?;
        self.prepare_checked(claims, device_key, &validity, now, random)
    }

    /// Lays out one credential for each device key: the same elements and dates, with salts and
    /// digest ids of their own, so that nothing but the elements links them. A device key that
    /// serves two batches links their credentials: give each document type keys of its own.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare), and [`IssueError::BatchSize`] or
    /// [`IssueError::DeviceKeyTwice`]. Either all are prepared or none.
    pub fn prepare_batch(
        &self,
        claims: &Claims,
        device_keys: &[DeviceKey],
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Vec<Prepared>, IssueError> {
        let found = device_keys.len();
        if !(1..=limits::BATCH).contains(&found) {
            return Err(IssueError::BatchSize { found });
        }
        let mut keys = HashSet::with_capacity(found);
        if !device_keys
            .iter()
            .all(|device_key| keys.insert(device_key.public_key().coordinates()))
        {
            return Err(IssueError::DeviceKeyTwice);
        }
        let validity = self.check(claims, now)?;
        device_keys
            .iter()
            .map(|device_key| self.prepare_checked(claims, device_key, &validity, now, random))
            .collect()
    }

    /// Issues one credential with a signer that can sign now.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`Prepared::complete`], and [`IssueError::Signer`].
    pub fn issue(
        &self,
        claims: &Claims,
        device_key: &DeviceKey,
        now: Timestamp,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<IssuedMdoc, IssueError> {
        sign(self.prepare(claims, device_key, now, random)?, now, signer)
    }

    /// Issues one credential for each device key with a signer that can sign now.
    ///
    /// # Errors
    /// As [`prepare_batch`](Self::prepare_batch) and [`Prepared::complete`], and
    /// [`IssueError::Signer`]. Either all are issued or none.
    pub fn issue_batch(
        &self,
        claims: &Claims,
        device_keys: &[DeviceKey],
        now: Timestamp,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<Vec<IssuedMdoc>, IssueError> {
        self.prepare_batch(claims, device_keys, now, random)?
            .into_iter()
            .map(|prepared| sign(prepared, now, signer))
            .collect()
    }

    /// Everything that is the same for all keys of a batch.
    fn check(&self, claims: &Claims, now: Timestamp) -> Result<ValidityInfo, IssueError> {
        let (policy, basis) = (&self.policy, &claims.basis);
        if basis.environment != policy.environment {
            return Err(IssueError::Environment {
                issuer: policy.environment,
                found: basis.environment,
            });
        }
        if basis.assurance < policy.least_assurance {
            return Err(IssueError::Assurance {
                least: policy.least_assurance,
                found: basis.assurance,
            });
        }
        check_evidence_age(basis.concluded_at, basis.usable_until, now)?;
        let (not_before, not_after) = (
            self.document_signer.not_before(),
            self.document_signer.not_after(),
        );
        if !(not_before..=not_after).contains(&now) {
            return Err(IssueError::DocumentSignerDates {
                not_before,
                not_after,
            });
        }
        self.check_place(claims)?;
        validity(policy.validity, &self.document_signer, basis, now)
    }

    /// ISO/IEC 18013-5:2021 7.1: a driving licence tells the country, and perhaps the state, of
    /// its document signer.
    fn check_place(&self, claims: &Claims) -> Result<(), IssueError> {
        let same = |identifier: &'static str, place: Option<&str>| {
            let told = element(claims, identifier);
            match (told, place) {
                (Some(told), Some(place)) if *told != *encoded_text(place) => {
                    Err(IssueError::Place {
                        element: identifier,
                    })
                }
                _ => Ok(()),
            }
        };
        if claims.doc_type != DRIVING_LICENCE.name {
            return Ok(());
        }
        let country = self.document_signer.country();
        same(ISSUING_COUNTRY.identifier, Some(country))?;
        same(
            ISSUING_JURISDICTION.identifier,
            self.document_signer.state(),
        )
    }

    fn prepare_checked(
        &self,
        claims: &Claims,
        device_key: &DeviceKey,
        validity: &ValidityInfo,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Prepared, IssueError> {
        if !covers(&claims.basis, device_key) {
            return Err(IssueError::HolderBinding);
        }
        let signer = self.document_signer.public_key();
        if device_key.public_key() == signer {
            return Err(IssueError::DeviceKeyIsIssuers);
        }
        let Layout {
            document,
            payload,
            signed_head,
        } = lay_out(
            claims,
            self.policy.decoys,
            device_key.public_key(),
            self.document_signer.certificate().der(),
            signer.curve(),
            validity,
            random,
        )?;
        Ok(Prepared {
            document,
            payload,
            signed_head,
            doc_type: claims.doc_type,
            validity: *validity,
            terms: Terms {
                signer: signer.clone(),
                prepared_at: now,
                concluded_at: claims.basis.concluded_at,
                usable_until: claims.basis.usable_until,
            },
        })
    }
}

/// Whether the card's holder named this key, or the key under which it was proven.
fn covers(basis: &Basis, device_key: &DeviceKey) -> bool {
    match &basis.binding {
        HolderBinding::DeviceKeys(keys) => keys.contains(&device_key.public_key().thumbprint()),
        HolderBinding::DpopKey(key) => device_key.dpop_key.as_ref() == Some(key),
        // Waived by name in the policy under which the card was examined.
        HolderBinding::SessionOnly => true,
    }
}

fn sign(prepared: Prepared, now: Timestamp, signer: &dyn Signer) -> Result<IssuedMdoc, IssueError> {
    let signature = signer.sign(&prepared.to_be_signed())?;
    prepared.complete(signature, now)
}

fn element<'a>(claims: &'a Claims, identifier: &str) -> Option<&'a [u8]> {
    let namespace = DRIVING_LICENCE.namespaces.first()?;
    claims
        .namespaces
        .iter()
        .filter(|space| space.name == namespace.name)
        .flat_map(|space| &space.elements)
        .find(|element| element.identifier == identifier)
        .map(|element| element.value.as_slice())
}

fn encoded_text(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    Writer::new(&mut out).text(text);
    out
}
