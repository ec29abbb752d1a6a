use serde::{Deserialize, Serialize};

use super::{Binding, Cause, EventId, LifecycleError, Order, Scope, StatusPlace};
use crate::evidence::ParentHandle;
use crate::time::Timestamp;

/// Where an issuer keeps the bindings of its credentials.
///
/// Every method is **one atomic step**: nobody sees half of it, and when it fails, nothing of it was
/// done or all. The rules are not an implementation's: it keeps a [`Standing`](super::Standing) for
/// every scope that had an order, and asks it. In SQL:
///
/// ```sql
/// CREATE TABLE binding (id bytea PRIMARY KEY, parent text NOT NULL, wallet text NOT NULL,
///   signer bytea NOT NULL, doc_type text NOT NULL, valid_until timestamptz NOT NULL,
///   content bytea NOT NULL, event bytea, cause text, revoked_at timestamptz);
/// CREATE TABLE place (uri text, entry bytea, revoked boolean NOT NULL, PRIMARY KEY (uri, entry));
/// CREATE TABLE standing (scope text PRIMARY KEY, content bytea NOT NULL);
/// CREATE TABLE watch (parent text PRIMARY KEY, due timestamptz NOT NULL, content bytea NOT NULL);
/// ```
///
/// each method is one transaction at the level SERIALIZABLE, which is repeated when the database says
/// that it collided with another one. A weaker level is not enough: a credential could be inserted
/// while its card is revoked, each transaction not seeing the other. `testing::check_registry`
/// (feature `testing`) runs the contract against any implementation. Methods block; an asynchronous
/// server calls them where it may block.
pub trait Registry: Send + Sync {
    /// Keeps new bindings, all of them or none, and watches their parents: a parent that is not
    /// watched yet is due at `recheck_at`; one that is, at the earlier of the two.
    ///
    /// # Errors
    /// [`LifecycleError::Refused`] when the standing of a scope of one of them says so;
    /// [`LifecycleError::Duplicate`] when the id is kept, or the place in a status list was given
    /// before, also to a binding that was forgotten; [`LifecycleError::Unavailable`].
    fn insert(&self, bindings: &[Binding], recheck_at: Timestamp) -> Result<(), LifecycleError>;

    /// The bindings in a scope, the oldest first, revoked or not.
    ///
    /// # Errors
    /// [`LifecycleError::Unavailable`], [`LifecycleError::Malformed`].
    fn find(&self, scope: &Scope) -> Result<Vec<Record>, LifecycleError>;

    /// Carries an order out: changes the standing of its scope, and for
    /// [`Effect::Revoke`](super::Effect::Revoke) revokes every binding in it that is not revoked yet
    /// and that the new standing [closes](super::Standing::closes). Returns all that **this event**
    /// revoked, now or when the order was carried out before.
    ///
    /// # Errors
    /// [`LifecycleError::Unavailable`], [`LifecycleError::Malformed`].
    fn mark(&self, order: &Order) -> Result<Vec<Record>, LifecycleError>;

    /// At most `limit` parents that are due at `at`, the longest due first.
    ///
    /// # Errors
    /// [`LifecycleError::Unavailable`], [`LifecycleError::Malformed`].
    fn due(&self, at: Timestamp, limit: usize) -> Result<Vec<Watch>, LifecycleError>;

    /// Replaces a watch, if it is still as it was; says whether it was.
    ///
    /// # Errors
    /// [`LifecycleError::Unavailable`], [`LifecycleError::Malformed`].
    fn update(&self, before: &Watch, after: &Watch) -> Result<bool, LifecycleError>;

    /// Every place in a list that was ever revoked, also of bindings that were forgotten.
    ///
    /// # Errors
    /// [`LifecycleError::Unavailable`], [`LifecycleError::Malformed`].
    fn revoked(&self, uri: &str) -> Result<Vec<StatusPlace>, LifecycleError>;

    /// Forgets the bindings whose validity was over before `end`, and the watches of parents that
    /// have no other: what is not needed is not kept. Standings and places stay. Says how many.
    ///
    /// # Errors
    /// [`LifecycleError::Unavailable`], [`LifecycleError::Malformed`].
    fn forget(&self, end: Timestamp) -> Result<usize, LifecycleError>;
}

/// A binding, and what became of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// The binding.
    pub binding: Binding,
    /// Its revocation, if it is revoked.
    pub revocation: Option<Revocation>,
}

/// By what a binding was revoked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The event.
    pub event: EventId,
    /// What happened.
    pub cause: Cause,
    /// When that became known.
    pub at: Timestamp,
}

/// What is known of whether a parent is good.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// The parent.
    pub parent: ParentHandle,
    /// When it is to be asked about next.
    pub due_at: Timestamp,
    /// When it was last asked about; never, if only the evidence says that it was good.
    pub asked_at: Option<Timestamp>,
    /// When it was last known to be good.
    pub good_at: Timestamp,
}
