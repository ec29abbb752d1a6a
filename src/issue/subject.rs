use std::fmt;
use std::slice;
use std::sync::Arc;

use zeroize::Zeroize;

use super::draw::{Draw, Draws};
use super::layout::{Layout, Template};
use super::prepared::{Provenance, Terms, assemble};
use super::served::Served;
use super::{IssueError, IssuedMdoc, Issuer, Prepared};
use crate::crypto::{Curve, PublicKey, Random, Signer, Thumbprint, WipedBytes};
use crate::derive::{Basis, Claims};
use crate::evidence::HolderBinding;
use crate::holder::DeviceKey;
use crate::limits;
use crate::mdoc::{Status, ValidityInfo};
use crate::profile::Obstacle;
use crate::time::Timestamp;

/// Claims that an issuer issues now, checked and made ready once for every credential of a batch:
/// one for each device key, with salts and digest ids of its own, so that nothing but the elements
/// links them. Only [`Issuer::admit`] makes it.
///
/// It is `Sync`: several threads may issue from one subject. It is of the instant of its
/// admission; admit the claims anew for a later request. It serves at most
/// [`limits::BATCH`](crate::limits::BATCH) device keys, and each of them once; one that got nothing,
/// because the signer failed perhaps, may come again.
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
    served: Served,
}

/// For whom one credential is, and what is its own. A device key alone is a recipient without a
/// status reference.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    /// The holder's key. One that serves two batches links their credentials: give each document
    /// type keys of its own.
    pub device_key: &'a DeviceKey,
    /// Where the credential's status will be told; nowhere, if it is short-lived enough. The second
    /// edition's draft has it, and readers of the first pass over it.
    pub status: Option<Status<'a>>,
}

impl<'a> From<&'a DeviceKey> for Recipient<'a> {
    fn from(device_key: &'a DeviceKey) -> Self {
        Self {
            device_key,
            status: None,
        }
    }
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
            served: Served::default(),
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
    /// [`IssueError::BatchSize`], [`IssueError::DeviceKeyTwice`], [`IssueError::StatusTwice`],
    /// [`IssueError::HolderBinding`], [`IssueError::DeviceKeyIsIssuers`], [`IssueError::Status`],
    /// [`IssueError::Random`], [`IssueError::RandomRepeats`], [`IssueError::Circuits`],
    /// [`IssueError::CircuitsBudget`].
    pub fn prepare<'r>(
        &self,
        recipient: impl Into<Recipient<'r>>,
        random: &mut dyn Random,
    ) -> Result<Prepared, IssueError> {
        let recipient = recipient.into();
        self.serve(slice::from_ref(&recipient), random, |draws| {
            self.prepared(&recipient, &draws.next()?)
        })
    }

    /// Lays out one credential for each recipient: `&[DeviceKey]`, or [`Recipient`]s with a status
    /// reference each.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare). Either all are prepared or none.
    pub fn prepare_batch<'r>(
        &self,
        recipients: impl IntoIterator<Item: Into<Recipient<'r>>>,
        random: &mut dyn Random,
    ) -> Result<Vec<Prepared>, IssueError> {
        let recipients = batch(recipients);
        self.serve(&recipients, random, |draws| {
            let prepared = recipients.iter();
            prepared
                .map(|recipient| self.prepared(recipient, &draws.next()?))
                .collect()
        })
    }

    /// Issues one credential with a signer that can sign now.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`Prepared::complete`]; [`IssueError::SignerKey`] before
    /// the signer is asked, when it is not the document signer's; [`IssueError::Signer`].
    pub fn issue<'r>(
        &self,
        recipient: impl Into<Recipient<'r>>,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<IssuedMdoc, IssueError> {
        self.check_signer(signer)?;
        let recipient = recipient.into();
        self.serve(slice::from_ref(&recipient), random, |draws| {
            self.issued(&recipient, &draws.next()?, signer)
        })
    }

    /// Issues one credential for each recipient with a signer that can sign now.
    ///
    /// # Errors
    /// As [`prepare_batch`](Self::prepare_batch) and [`issue`](Self::issue). Either all are issued
    /// or none.
    pub fn issue_batch<'r>(
        &self,
        recipients: impl IntoIterator<Item: Into<Recipient<'r>>>,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<Vec<IssuedMdoc>, IssueError> {
        self.check_signer(signer)?;
        let recipients = batch(recipients);
        self.serve(&recipients, random, |draws| {
            let issued = recipients.iter();
            issued
                .map(|recipient| self.issued(recipient, &draws.next()?, signer))
                .collect()
        })
    }

    /// Issues one credential as [`issue`](Self::issue) does, and appends its encoded
    /// `IssuerSigned` to `out`: with a buffer that is large enough, a batch needs no memory for
    /// its documents.
    ///
    /// # Errors
    /// As [`issue`](Self::issue); `out` is then as it was.
    pub fn issue_into<'r>(
        &self,
        out: &mut Vec<u8>,
        recipient: impl Into<Recipient<'r>>,
        random: &mut dyn Random,
        signer: &dyn Signer,
    ) -> Result<(), IssueError> {
        self.check_signer(signer)?;
        let (recipient, before) = (recipient.into(), out.len());
        let outcome = self.serve(slice::from_ref(&recipient), random, |draws| {
            self.append(out, &recipient, &draws.next()?, signer)
        });
        if outcome.is_err() {
            if let Some(unsigned) = out.get_mut(before..) {
                unsigned.zeroize();
            }
            out.truncate(before);
        }
        outcome
    }

    /// Does work for recipients with their randomness; they are served by it if it succeeds.
    fn serve<T>(
        &self,
        recipients: &[Recipient<'_>],
        random: &mut dyn Random,
        work: impl FnOnce(&mut Draws<'_>) -> Result<T, IssueError>,
    ) -> Result<T, IssueError> {
        self.served.take_on(recipients)?;
        let mut draws = Draws::new(self.template.share, recipients.len(), random);
        let checked = recipients.iter().try_for_each(|one| self.check(one));
        let outcome = checked.and_then(|()| work(&mut draws));
        if outcome.is_err() {
            self.served.forget(recipients);
        }
        outcome
    }

    fn prepared(&self, recipient: &Recipient<'_>, draw: &Draw<'_>) -> Result<Prepared, IssueError> {
        let mut document = WipedBytes::default();
        let layout = self.lay_out(&mut document, recipient, draw)?;
        Ok(Prepared {
            document,
            payload: layout.payload,
            signed_head: layout.signed_head,
            doc_type: self.doc_type,
            validity: self.template.validity,
            terms: Terms {
                signer: self.signer_key().clone(),
                prepared_at: self.now,
                usable_until: self.basis.usable_until,
                provenance: self.provenance(recipient.device_key),
            },
        })
    }

    fn provenance(&self, device_key: &DeviceKey) -> Provenance {
        let basis = self.basis;
        Provenance {
            parent: Arc::clone(&basis.parent),
            parents_until: basis.parents_until,
            assurance: basis.assurance,
            concluded_at: basis.concluded_at,
            wallet_key: wallet_key(basis, device_key),
        }
    }

    fn issued(
        &self,
        recipient: &Recipient<'_>,
        draw: &Draw<'_>,
        signer: &dyn Signer,
    ) -> Result<IssuedMdoc, IssueError> {
        let prepared = self.prepared(recipient, draw)?;
        let signature = signer.sign(&prepared.to_be_signed())?;
        prepared.complete(signature, self.now)
    }

    fn append(
        &self,
        out: &mut Vec<u8>,
        recipient: &Recipient<'_>,
        draw: &Draw<'_>,
        signer: &dyn Signer,
    ) -> Result<(), IssueError> {
        let layout = self.lay_out(out, recipient, draw)?;
        let payload = out.get(layout.payload).unwrap_or_default();
        let message = [layout.signed_head.as_slice(), payload];
        let signature = signer.sign(&message)?;
        self.signer_key()
            .verify(&message, &signature)
            .map_err(IssueError::Signature)?;
        assemble(out, &signature);
        Ok(())
    }

    /// Refuses whoever may have no credential, before anything is drawn or signed.
    fn check(&self, recipient: &Recipient<'_>) -> Result<(), IssueError> {
        if let Some(status) = &recipient.status {
            status
                .check()
                .map_err(|reason| IssueError::Status { reason })?;
        }
        let device_key = recipient.device_key;
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
        Ok(())
    }

    fn lay_out(
        &self,
        out: &mut Vec<u8>,
        recipient: &Recipient<'_>,
        draw: &Draw<'_>,
    ) -> Result<Layout, IssueError> {
        self.served.draw(draw.fingerprint())?;
        let layout = self.template.lay_out(out, recipient, draw);
        let circuits = self.issuer.options().zero_knowledge;
        match circuits.and_then(|circuits| circuits.payload_excess(layout.payload.len())) {
            Some(excess) => Err(IssueError::CircuitsBudget { excess }),
            None => Ok(layout),
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

/// The recipients, or one more than a batch may have.
fn batch<'r>(recipients: impl IntoIterator<Item: Into<Recipient<'r>>>) -> Vec<Recipient<'r>> {
    let recipients = recipients.into_iter().map(Into::into);
    recipients.take(limits::BATCH + 1).collect()
}

/// Whether the card's holder named this key, or the key under which it was proven.
fn covers(basis: &Basis, device_key: &DeviceKey) -> bool {
    match &basis.binding {
        HolderBinding::DeviceKeys(keys) => keys.contains(&device_key.thumbprint()),
        HolderBinding::DpopKey(key) => device_key.dpop_key().as_ref() == Some(key),
        // Waived by name in the policy under which the card was examined.
        HolderBinding::SessionOnly => true,
    }
}

/// The key that stands for the wallet: its DPoP key, else the first of the device keys that the
/// card's holder named together.
fn wallet_key(basis: &Basis, device_key: &DeviceKey) -> Thumbprint {
    let named = match &basis.binding {
        HolderBinding::DeviceKeys(keys) => keys.first().copied(),
        HolderBinding::DpopKey(key) => Some(*key),
        HolderBinding::SessionOnly => device_key.dpop_key(),
    };
    named.unwrap_or(device_key.thumbprint())
}
