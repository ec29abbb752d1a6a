use serde::{Deserialize, Serialize};

use super::{Cause, Event, EventId, Happening, Scope, Whole};
use crate::doctype::DRIVING_LICENCE;
use crate::evidence::RevocationReason;
use crate::time::Timestamp;

/// What follows from an event.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Decision {
    /// What the registry has to do, if anything.
    pub order: Option<Order>,
    /// From what the holder may get credentials again.
    pub reissue: Reissue,
    /// What the holder has to be told, if anything.
    pub notice: Option<Notice>,
}

/// What a registry has to do, at once for all that is in the scope.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Order {
    /// The event that it follows from.
    pub event: EventId,
    /// Why.
    pub cause: Cause,
    /// When the event became known.
    pub at: Timestamp,
    /// What it is about.
    pub scope: Scope,
    /// What is to be done.
    pub effect: Effect,
}

/// What is to be done with a scope.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// Its credentials are revoked, for good, and nothing more is given out in it.
    Revoke(Reopening),
    /// Nothing more is given out in it. What there is runs out.
    Close(Reopening),
    /// Nothing more is given out in it until it is resumed. What there is stays: revoking could not
    /// be undone.
    Suspend,
    /// The suspension is over.
    Resume,
    /// What was closed for good is open to evidence that is concluded from now on.
    Reopen,
}

/// Whether a scope that was closed opens again.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reopening {
    /// To credentials from evidence that was concluded later: when the holder shows the card again.
    WithNewEvidence,
    /// By an event that says so, if at all.
    Never,
}

/// From what a holder may get credentials again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reissue {
    /// As before, also from sealed evidence within its age.
    FromEvidence,
    /// The card has to be tapped again.
    NewTap,
    /// Another card has to be tapped: this one is over.
    NewCard,
    /// Not until another event says so.
    No,
}

/// What a holder has to be told, and how.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Notice {
    /// About what.
    pub about: Cause,
    /// By what.
    pub channel: Channel,
}

/// A kind of way to the holder, always another one than the wallet that the event is about (NIST SP
/// 800-157r1; NIST SP 800-63B 4.6): whoever has the phone shall not be the only one who learns it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// An address that was known before the event and is not in the wallet: e-mail, the government's
    /// portal, post.
    SecondChannel,
    /// Post to the registered address: the phone, and what it receives, may be in other hands.
    Post,
}

/// Decides what follows from an event, and does nothing:
///
#[doc = include_str!("decisions.md")]
pub fn decide(event: &Event) -> Decision {
    use Effect::{Close, Reopen, Resume, Revoke, Suspend};
    use Reissue::{FromEvidence, NewCard, NewTap, No};
    use Reopening::{Never, WithNewEvidence};

    let second = Some(Channel::SecondChannel);
    let (action, reissue, channel) = match event.happening {
        Happening::Issued { .. } => (None, FromEvidence, second),
        Happening::ParentRevoked { parent, reason } => (
            Some((Whole::Parent(parent).every_document(), Revoke(Never))),
            after_revocation(reason),
            second,
        ),
        Happening::ParentSuspended { parent } => (
            Some((Whole::Parent(parent).every_document(), Suspend)),
            No,
            second,
        ),
        Happening::ParentResumed { parent } => (
            Some((Whole::Parent(parent).every_document(), Resume)),
            FromEvidence,
            second,
        ),
        Happening::ParentUnknown { parent } => (
            Some((Whole::Parent(parent).every_document(), Suspend)),
            No,
            None,
        ),
        Happening::CardExpired { parent } => (
            Some((Whole::Parent(parent).every_document(), Close(Never))),
            NewCard,
            second,
        ),
        Happening::CardReplaced { old, .. } => (
            Some((Whole::Parent(old).every_document(), Revoke(Never))),
            FromEvidence,
            second,
        ),
        Happening::PhoneLost { wallet } | Happening::WalletUnitRevoked { wallet } => (
            Some((Whole::Wallet(wallet).every_document(), Revoke(Never))),
            NewTap,
            Some(Channel::Post),
        ),
        Happening::WalletLimitReached { parent, wallet } => {
            let scope = Whole::ParentInWallet(parent, wallet).every_document();
            (Some((scope, Revoke(WithNewEvidence))), NewTap, second)
        }
        Happening::HolderAsked { scope } => {
            (Some((scope, Revoke(WithNewEvidence))), NewTap, second)
        }
        Happening::HolderDied { parent } => (
            Some((Whole::Parent(parent).every_document(), Revoke(Never))),
            No,
            None,
        ),
        Happening::LicenceWithdrawn { parent } => (
            Some((
                Whole::Parent(parent).documents_of(&DRIVING_LICENCE),
                Revoke(Never),
            )),
            No,
            second,
        ),
        Happening::LicenceRestored { parent } => (
            Some((Whole::Parent(parent).documents_of(&DRIVING_LICENCE), Reopen)),
            NewTap,
            second,
        ),
        Happening::SignerCompromised { document_signer } => {
            let scope = Whole::DocumentSigner(document_signer).every_document();
            (Some((scope, Revoke(Never))), FromEvidence, second)
        }
    };
    let cause = event.happening.cause();
    Decision {
        order: action.map(|(scope, effect)| Order {
            event: event.id,
            cause,
            at: event.at,
            scope,
            effect,
        }),
        reissue,
        notice: channel.map(|channel| Notice {
            about: cause,
            channel,
        }),
    }
}

/// Whether the card that the holder has can have another certificate.
fn after_revocation(reason: RevocationReason) -> Reissue {
    match reason {
        RevocationReason::Unspecified
        | RevocationReason::AffiliationChanged
        | RevocationReason::Superseded => Reissue::NewTap,
        RevocationReason::KeyCompromise
        | RevocationReason::CaCompromise
        | RevocationReason::AttributeAuthorityCompromise
        | RevocationReason::CessationOfOperation => Reissue::NewCard,
        RevocationReason::PrivilegeWithdrawn => Reissue::No,
    }
}
