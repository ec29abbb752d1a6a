use std::fmt;

use serde::{Deserialize, Serialize};

use super::Scope;
use crate::crypto::{Thumbprint, sha256};
use crate::evidence::{ParentHandle, RevocationReason};
use crate::time::Timestamp;

/// Something that happened to a card, a phone, a licence or its holder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Event {
    /// Its id: what is revoked is revoked by one event, and an event that is carried out again, after
    /// a crash perhaps, has the same id.
    pub id: EventId,
    /// When it became known to the issuer.
    pub at: Timestamp,
    /// What happened.
    pub happening: Happening,
}

/// The id of an event.
#[derive(Clone, Copy, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct EventId([u8; 16]);

impl EventId {
    /// From 16 bytes that no other event has: random ones, or such as the sender gave it.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Of what names the event where it comes from: the same parts are the same event.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut message = Vec::new();
        for part in parts {
            message.extend_from_slice(&sha256(&[part]));
        }
        let [id @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
            sha256(&[b"mnid-mdoc event 1", &message]);
        Self(id)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// In 32 hexadecimal digits.
impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventId({self})")
    }
}

/// What happened, and to whom.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Happening {
    /// A credential was derived from the card into a wallet.
    Issued {
        /// The card.
        parent: ParentHandle,
        /// The wallet.
        wallet: Thumbprint,
    },
    /// The card's certificate was revoked for good.
    ParentRevoked {
        /// The card.
        parent: ParentHandle,
        /// Why.
        reason: RevocationReason,
    },
    /// The card was reported lost: its certificate is on hold (一時停止).
    ParentSuspended {
        /// The card.
        parent: ParentHandle,
    },
    /// The card was found: its certificate is good again.
    ParentResumed {
        /// The card.
        parent: ParentHandle,
    },
    /// It has not been known for too long whether the card's certificate is good.
    ParentUnknown {
        /// The card.
        parent: ParentHandle,
    },
    /// The card, its certificate or its licence is over.
    CardExpired {
        /// The card.
        parent: ParentHandle,
    },
    /// The holder tapped a new card, and credentials were derived from it.
    CardReplaced {
        /// The card before.
        old: ParentHandle,
        /// The card now.
        new: ParentHandle,
    },
    /// The holder lost the phone.
    PhoneLost {
        /// Its wallet.
        wallet: Thumbprint,
    },
    /// The holder's credentials are in more wallets than one person may have.
    WalletLimitReached {
        /// The card.
        parent: ParentHandle,
        /// The wallet that was used the longest ago.
        wallet: Thumbprint,
    },
    /// The wallet's provider revoked this installation of its wallet.
    WalletUnitRevoked {
        /// The wallet.
        wallet: Thumbprint,
    },
    /// The holder asked that something be revoked.
    HolderAsked {
        /// What.
        scope: Scope,
    },
    /// The holder died.
    HolderDied {
        /// The card.
        parent: ParentHandle,
    },
    /// The police withdrew the driving licence.
    LicenceWithdrawn {
        /// The card.
        parent: ParentHandle,
    },
    /// The police gave a driving licence again.
    LicenceRestored {
        /// The card.
        parent: ParentHandle,
    },
    /// A document signer's key may be in other hands.
    SignerCompromised {
        /// SHA-256 of its certificate in DER.
        document_signer: [u8; 32],
    },
}

/// What happened, without whom: why something is revoked, and what its holder is told.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// [`Happening::Issued`].
    Issued,
    /// [`Happening::ParentRevoked`].
    ParentRevoked(RevocationReason),
    /// [`Happening::ParentSuspended`].
    ParentSuspended,
    /// [`Happening::ParentResumed`].
    ParentResumed,
    /// [`Happening::ParentUnknown`].
    ParentUnknown,
    /// [`Happening::CardExpired`].
    CardExpired,
    /// [`Happening::CardReplaced`].
    CardReplaced,
    /// [`Happening::PhoneLost`].
    PhoneLost,
    /// [`Happening::WalletLimitReached`].
    WalletLimitReached,
    /// [`Happening::WalletUnitRevoked`].
    WalletUnitRevoked,
    /// [`Happening::HolderAsked`].
    HolderAsked,
    /// [`Happening::HolderDied`].
    HolderDied,
    /// [`Happening::LicenceWithdrawn`].
    LicenceWithdrawn,
    /// [`Happening::LicenceRestored`].
    LicenceRestored,
    /// [`Happening::SignerCompromised`].
    SignerCompromised,
}

impl Happening {
    /// What happened, without whom.
    pub fn cause(&self) -> Cause {
        match self {
            Self::Issued { .. } => Cause::Issued,
            Self::ParentRevoked { reason, .. } => Cause::ParentRevoked(*reason),
            Self::ParentSuspended { .. } => Cause::ParentSuspended,
            Self::ParentResumed { .. } => Cause::ParentResumed,
            Self::ParentUnknown { .. } => Cause::ParentUnknown,
            Self::CardExpired { .. } => Cause::CardExpired,
            Self::CardReplaced { .. } => Cause::CardReplaced,
            Self::PhoneLost { .. } => Cause::PhoneLost,
            Self::WalletLimitReached { .. } => Cause::WalletLimitReached,
            Self::WalletUnitRevoked { .. } => Cause::WalletUnitRevoked,
            Self::HolderAsked { .. } => Cause::HolderAsked,
            Self::HolderDied { .. } => Cause::HolderDied,
            Self::LicenceWithdrawn { .. } => Cause::LicenceWithdrawn,
            Self::LicenceRestored { .. } => Cause::LicenceRestored,
            Self::SignerCompromised { .. } => Cause::SignerCompromised,
        }
    }
}
