use super::{Decision, Event, EventId, Happening, LifecycleError, Record, Registry, decide};
use crate::evidence::{ParentHandle, RevocationReason};
use crate::time::Timestamp;

/// What came of an event.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was decided.
    pub decision: Decision,
    /// What this event revoked. It is the same when the event is carried out again, so that nothing
    /// that follows, such as a notice, is lost in a crash; what another event had revoked before is
    /// not in it.
    pub revoked: Vec<Record>,
}

/// Decides what follows from an event and has the registry do it, in one step. After an error, carry
/// the same event out again: what was done is not done twice.
///
/// # Errors
/// [`LifecycleError::Unavailable`], [`LifecycleError::Malformed`].
pub fn carry_out(registry: &dyn Registry, event: &Event) -> Result<Outcome, LifecycleError> {
    let decision = decide(event);
    let revoked = match &decision.order {
        Some(order) => registry.mark(order)?,
        None => Vec::new(),
    };
    Ok(Outcome { decision, revoked })
}

/// Revokes all that was derived from one card, of every document type in every wallet, and lets
/// nothing more be derived from it (NIST SP 800-157r1).
///
/// # Errors
/// As [`carry_out`].
pub fn revoke_parent(
    registry: &dyn Registry,
    parent: ParentHandle,
    reason: RevocationReason,
    event: EventId,
    at: Timestamp,
) -> Result<Outcome, LifecycleError> {
    let happening = Happening::ParentRevoked { parent, reason };
    carry_out(
        registry,
        &Event {
            id: event,
            at,
            happening,
        },
    )
}
