use std::fmt;
use std::sync::Arc;

use super::times::{Stale, Times};
use super::{
    AnswerSource, RevocationAnswer, RevocationError, RevocationQuestion, RevocationSource,
    RevocationStatus, UnknownCause,
};
use crate::evidence::anchors::Root;
use crate::evidence::{Anchors, HandleKey, ParentHandle};
use crate::pki::{Certificate, CrlError, RevocationList, Scope};
use crate::time::Timestamp;

/// A revocation list of a card's root that was checked and was current. Only
/// [`check`](Self::check) makes it.
///
/// It answers for the certificates that the same root signed, and of these only for those that
/// name its distribution point: the JPKI has a list for each municipality. A million entries take
/// four bytes each beside the list's own.
///
/// ```compile_fail
/// let list = mnid_mdoc::evidence::CardRevocationList {};
/// ```
/// ```
/// use mnid_mdoc::evidence::{Anchors, CardRevocationList, RevocationError};
/// use mnid_mdoc::{pki::RevocationList, time::Timestamp};
///
/// fn received(
///     der: &[u8],
///     anchors: &Anchors,
///     now: Timestamp,
/// ) -> Result<CardRevocationList, RevocationError> {
///     CardRevocationList::check(RevocationList::from_der(der)?, anchors, now)
/// }
/// ```
pub struct CardRevocationList {
    list: RevocationList,
    root: Arc<Root>,
    scope: Scope,
    times: Times,
}

impl CardRevocationList {
    /// Checks that a root among the anchors made the list, that the list is current at `now`, and
    /// that it is full and direct (RFC 5280 5, 6.3.3). Generations of roots share one name: the
    /// signature decides between them.
    ///
    /// # Errors
    /// [`RevocationError::UnknownIssuer`], [`RevocationError::DistrustedRoot`],
    /// [`RevocationError::RootNotCurrent`], and [`RevocationError::List`] with
    /// [`CrlError::Algorithm`], [`CrlError::Signature`], [`CrlError::RootKeyUsage`],
    /// [`CrlError::NoNextUpdate`], [`CrlError::NotYetValid`], [`CrlError::Outdated`],
    /// [`CrlError::Delta`], [`CrlError::Indirect`], [`CrlError::SomeReasons`],
    /// [`CrlError::Removal`], [`CrlError::CriticalExtension`], or [`CrlError::Malformed`] for its
    /// issuing distribution point.
    pub fn check(
        list: RevocationList,
        anchors: &Anchors,
        now: Timestamp,
    ) -> Result<Self, RevocationError> {
        let root = Arc::clone(anchors.root_of_list(&list)?);
        let next_update = list.next_update().ok_or(CrlError::NoNextUpdate)?;
        let times = Times {
            this_update: list.this_update(),
            next_update: Some(next_update),
        };
        times.check_current(now).map_err(|stale| match stale {
            Stale::Early => CrlError::NotYetValid {
                this_update: times.this_update,
            },
            Stale::Outdated(_) | Stale::TooOld => CrlError::Outdated { next_update },
        })?;
        if !root.certificate.is_current(times.this_update) {
            return Err(RevocationError::RootNotCurrent);
        }
        Ok(Self {
            scope: list.scope()?,
            root,
            list,
            times,
        })
    }

    /// The list that was checked.
    pub fn list(&self) -> &RevocationList {
        &self.list
    }

    /// The handle, under `key`, of every certificate that is listed, with its status: what an
    /// issuer compares with the handles of its credentials' parents
    /// ([`Evidence::parent_handle`](crate::evidence::Evidence::parent_handle)), without having kept
    /// a serial number. Handles are made one by one as the iterator goes on.
    pub fn handles(
        &self,
        key: &HandleKey,
    ) -> impl Iterator<Item = (ParentHandle, RevocationStatus)> {
        let handles = key.handles_of(&self.root.key_sha256);
        self.list.entries().filter_map(move |entry| {
            let status = RevocationStatus::listed(entry.reason, entry.since)?;
            Some((handles.of(entry.serial), status))
        })
    }

    /// Whether the list is still the current one.
    pub(super) fn is_current(&self, at: Timestamp) -> bool {
        self.times.check_current(at).is_ok()
    }

    /// The status of a certificate that this root signed, as the question's or a responder's was;
    /// `None` when the list does not speak for it.
    pub(super) fn status_of(
        &self,
        certificate: &Certificate,
        root: &Root,
    ) -> Option<RevocationStatus> {
        if root.key != self.root.key
            || certificate.issuer_der() != self.list.issuer_der()
            || !self.scope.covers(certificate)
        {
            return None;
        }
        match self.list.entry(certificate.serial()) {
            None => Some(RevocationStatus::Good {
                as_of: self.times.this_update,
            }),
            Some(entry) => RevocationStatus::listed(entry.reason, entry.since),
        }
    }
}

impl RevocationSource for CardRevocationList {
    fn answer(&self, question: &RevocationQuestion) -> RevocationAnswer {
        let source = AnswerSource::RevocationList;
        match self.status_of(question.certificate(), question.root()) {
            Some(status) => question.answer_from(source, status, self.times.next_update),
            None => question.unknown(UnknownCause::NotCovered, source),
        }
    }
}

impl fmt::Debug for CardRevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardRevocationList({:?})", self.list)
    }
}
