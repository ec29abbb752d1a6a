use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::layout::{Draw, Layout, Template};
use super::prepared::{Terms, assemble};
use super::{IssueError, IssuedMdoc, Issuer, Prepared};
use crate::crypto::{Curve, PublicKey, Random, Signer};
use crate::derive::{Basis, Claims};
use crate::evidence::HolderBinding;
use crate::holder::DeviceKey;
use crate::limits;
use crate::mdoc::ValidityInfo;
use crate::profile::Obstacle;
use crate::time::Timestamp;

/// Claims that an issuer issues now, checked and made ready once for every credential of a batch:
/// one for each device key, with salts and digest ids of its own, so that nothing but the elements
/// links them. Only [`Issuer::admit`] makes it.
///
/// It is `Sync`: several threads may issue from one subject. It is of the instant of its
/// admission; admit the claims anew for a later request. It serves at most
/// [`limits::BATCH`](crate::limits::BATCH) credentials.
///
/// ```compile_fail
/// let subject = mnid_mdoc::issue::Subject {};
/// ```
/// ```
/// fn valid_until(subject: &mnid_mdoc::issue::Subject<'_>) -> mnid_mdoc::time::Timestamp {
///     subject.validity().valid_until
/// }
/// ```
pub struct Subject<'a> {
    issuer: &'a Issuer,
    basis: &'a Basis,
    doc_type: &'static str,
    template: Template<'a>,
    now: Timestamp,
    /// Of the randomness of each credential so far, by its first salt.
    draws: Mutex<HashSet<u128>>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        issuer: &'a Issuer,
        claims: &'a Claims,
        validity: ValidityInfo,
        now: Timestamp,
    ) -> Self {
        let signer = issuer.document_signer();
        Self {
            issuer,
            basis: &claims.basis,
            doc_type: claims.doc_type,
            template: Template::new(issuer.options(), claims, signer, validity),
            now,
            draws: Mutex::default(),
        }
    }

    /// The document type.
    pub fn doc_type(&self) -> &'static str {
        self.doc_type
    }

    /// The dates of its credentials.
    pub fn validity(&self) -> &ValidityInfo {
        &self.template.validity
    }

    /// The elements that the circuits of the options cannot prove, each by namespace and
    /// identifier with the reason: images and lists never can. Empty when the options name no
    /// circuits.
    pub fn unprovable(&self) -> Vec<(&'a str, &'a str, Obstacle)> {
        match self.issuer.options().zero_knowledge {
            Some(circuits) => self.template.unprovable(circuits),
            None => Vec::new(),
        }
    }

    /// Lays out one credential. Nothing is signed yet, and everything that could make the
    /// credential wrong has been refused.
    ///
    /// # Errors
    /// [`IssueError::HolderBinding`], [`IssueError::DeviceKeyIsIssuers`],
    /// [`IssueError::BatchSize`], [`IssueError::Random`], [`IssueError::RandomRepeats`],
    /// [`IssueError::Circuits`], [`IssueError::CircuitsBudget`].
    pub fn prepare(
        &self,
        device_key: &DeviceKey,
        random: &mut dyn Random,
    ) -> Result<Prepared, IssueError> {
        let draw = self.draw(device_key, random)?;
        let mut document = Vec::new();
        let key = device_key.public_key();
        let layout = self.template.lay_out(&mut document, key, &draw);
        self.check_budget(&layout)?;
        Ok(Prepared {
            document,
            payload: layout.payload,
            signed_head: layout.signed_head,
            doc_type: self.doc_type,
            validity: self.template.validity,
            terms: Terms {
                signer: self.signer_key().clone(),
                prepared_at: self.now,
                concluded_at: self.basis.concluded_at,
                usable_until: self.basis.usable_until,
            },
        })
    }

    /// Lays out one credential for each device key. A device key that serves two batches links
    /// their credentials: give each document type keys of its own.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare), and [`IssueError::BatchSize`] or
    /// [`IssueError::DeviceKeyTwice`]. Either all are prepared or none.
    pub fn prepare_batch(
        &self,
        device_keys: &[DeviceKey],
        random: &mut dyn Random,
    ) -> Result<Vec<Prepared>, IssueError> {
        check_batch(device_keys)?;
        device_keys
            .iter()
            .map(|device_key| self.prepare(device_key, random))
            .collect()
    }

    /// Issues one credential with a signer that can sign now.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`Prepared::complete`]; [`IssueError::SignerKey`] before
    /// the signer is asked, when it is not the document signer's; [`IssueError::Signer`].
    pub fn issue(
        &self,
        device_key: &DeviceKey,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<IssuedMdoc, IssueError> {
        self.check_signer(signer)?;
        let prepared = self.prepare(device_key, random)?;
        let signature = signer.sign(&prepared.to_be_signed())?;
        prepared.complete(signature, self.now)
    }

    /// Issues one credential for each device key with a signer that can sign now.
    ///
    /// # Errors
    /// As [`prepare_batch`](Self::prepare_batch) and [`issue`](Self::issue). Either all are issued
    /// or none.
    pub fn issue_batch(
        &self,
        device_keys: &[DeviceKey],
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<Vec<IssuedMdoc>, IssueError> {
        check_batch(device_keys)?;
        device_keys
            .iter()
            .map(|device_key| self.issue(device_key, random, signer))
            .collect()
    }

    /// Issues one credential as [`issue`](Self::issue) does, and appends its encoded
    /// `IssuerSigned` to `out`: with a buffer that is large enough, a batch needs no memory for
    /// its documents.
    ///
    /// # Errors
    /// As [`issue`](Self::issue); `out` is then as it was.
    pub fn issue_into(
        &self,
        out: &mut Vec<u8>,
        device_key: &DeviceKey,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<(), IssueError> {
        let before = out.len();
        let outcome = self.append(out, device_key, random, signer);
        if outcome.is_err() {
            out.truncate(before);
        }
        outcome
    }

    fn append(
        &self,
        out: &mut Vec<u8>,
        device_key: &DeviceKey,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<(), IssueError> {
        self.check_signer(signer)?;
        let draw = self.draw(device_key, random)?;
        let layout = self.template.lay_out(out, device_key.public_key(), &draw);
        self.check_budget(&layout)?;
        let payload = out.get(layout.payload).unwrap_or_default();
        let message = [layout.signed_head.as_slice(), payload];
        let signature = signer.sign(&message)?;
        self.signer_key()
            .verify(&message, &signature)
            .map_err(IssueError::Signature)?;
        assemble(out, &signature);
        Ok(())
    }

    /// The randomness of one credential, for a device key that may have one.
    fn draw(&self, device_key: &DeviceKey, random: &mut dyn Random) -> Result<Draw, IssueError> {
        if !covers(self.basis, device_key) {
            return Err(IssueError::HolderBinding);
        }
        if device_key.public_key() == self.signer_key() {
            return Err(IssueError::DeviceKeyIsIssuers);
        }
        let on_p256 = device_key.public_key().curve() == Curve::P256;
        if self.issuer.options().zero_knowledge.is_some() && !on_p256 {
            return Err(IssueError::Circuits {
                demand: "a device key on P-256",
            });
        }
        let draw = Draw::new(&self.template, random)?;
        // A thread that panicked left whole entries.
        let mut draws = self.draws.lock().unwrap_or_else(PoisonError::into_inner);
        if draws.len() >= limits::BATCH {
            return Err(IssueError::BatchSize {
                found: draws.len().saturating_add(1),
            });
        }
        match draws.insert(draw.fingerprint()) {
            true => Ok(draw),
            false => Err(IssueError::RandomRepeats),
        }
    }

    fn check_budget(&self, layout: &Layout) -> Result<(), IssueError> {
        let circuits = self.issuer.options().zero_knowledge;
        match circuits.and_then(|circuits| circuits.payload_excess(layout.payload.len())) {
            Some(excess) => Err(IssueError::CircuitsBudget { excess }),
            None => Ok(()),
        }
    }

    fn check_signer(&self, signer: &dyn Signer) -> Result<(), IssueError> {
        match signer.public_key() == *self.signer_key() {
            true => Ok(()),
            false => Err(IssueError::SignerKey),
        }
    }

    fn signer_key(&self) -> &PublicKey {
        self.issuer.document_signer().public_key()
    }
}

impl fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subject({})", self.doc_type)
    }
}

fn check_batch(device_keys: &[DeviceKey]) -> Result<(), IssueError> {
    let found = device_keys.len();
    if !(1..=limits::BATCH).contains(&found) {
        return Err(IssueError::BatchSize { found });
    }
    let mut keys = HashSet::with_capacity(found);
    match device_keys
        .iter()
        .all(|device_key| keys.insert(device_key.public_key().coordinates()))
    {
        true => Ok(()),
        false => Err(IssueError::DeviceKeyTwice),
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
