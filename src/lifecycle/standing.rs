use serde::{Deserialize, Serialize};

use super::{Binding, Effect, Order, Reopening};
use crate::time::Timestamp;

/// How a scope stands after the orders about it: whether anything more may be given out in it. A
/// registry keeps one for each scope that ever had an order, and asks those of all scopes of a binding
/// ([`Scope::of`](super::Scope::of)) when it is inserted.
///
/// Orders may come late or twice; what comes out depends on the times that they are of.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Evidence concluded up to then is of no use.
    evidence_after: Option<Timestamp>,
    closed_for_good: Option<Timestamp>,
    reopened: Option<Timestamp>,
    suspended: bool,
    /// The last order about a suspension.
    suspension_of: Option<Timestamp>,
}

/// Why a binding may not be inserted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// What it was derived from, or its wallet or signer, was revoked or is over.
    #[error("the card, the wallet or the document signer was revoked or is over")]
    Closed,
    /// The card is suspended, or nobody knows whether it is good.
    #[error("the card is suspended")]
    Suspended,
}

impl Refusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Closed => "lifecycle.closed",
            Self::Suspended => "lifecycle.suspended",
        }
    }
}

impl Standing {
    /// How the scope stands after one more order about it.
    pub fn after(mut self, order: &Order) -> Self {
        let at = Some(order.at);
        match order.effect {
            Effect::Revoke(Reopening::Never) | Effect::Close(Reopening::Never) => {
                self.closed_for_good = self.closed_for_good.max(at);
            }
            Effect::Revoke(Reopening::WithNewEvidence)
            | Effect::Close(Reopening::WithNewEvidence) => {
                self.evidence_after = self.evidence_after.max(at);
            }
            Effect::Reopen => self.reopened = self.reopened.max(at),
            Effect::Suspend | Effect::Resume if at < self.suspension_of => {}
            Effect::Suspend => (self.suspended, self.suspension_of) = (true, at),
            Effect::Resume => (self.suspended, self.suspension_of) = (false, at),
        }
        self
    }

    /// Why a binding of the scope may not be inserted, if it may not.
    pub fn refusal(&self, binding: &Binding) -> Option<Refusal> {
        if self.closes(binding) {
            Some(Refusal::Closed)
        } else if self.suspended {
            Some(Refusal::Suspended)
        } else {
            None
        }
    }

    /// Whether a binding of the scope is closed: what an order to revoke revokes.
    pub fn closes(&self, binding: &Binding) -> bool {
        let is_of = |end: Option<Timestamp>| end.is_some_and(|end| binding.concluded_at() <= end);
        match self.closed_for_good {
            Some(closed) if self.reopened.is_none_or(|reopened| reopened <= closed) => true,
            Some(_) => is_of(self.reopened) || is_of(self.evidence_after),
            None => is_of(self.evidence_after),
        }
    }
}
