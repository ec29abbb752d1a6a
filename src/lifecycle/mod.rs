//! What an issuer keeps of the credentials that it gave out, and what it does when something happens
//! to a card, a phone, a licence or its holder.
//!
//! A [`Binding`] is what is kept of one credential, and holds no attribute of a person. A
//! [`Registry`] keeps them. An [`Event`] says what happened; [`decide`] says, without touching
//! anything, what follows; [`carry_out`] does it, once.
//!
//! ```text
//! IssuedMdoc ─► Binding ─► Registry ─► revoked places ─► status list
//!                             ▲
//! Event ─► decide ─► Decision ┴─► carry_out ─► Outcome (what was revoked, whom to tell)
//! ```
//!
//! Issuing keeps this order: draw a place in a status list, issue, [insert](Registry::insert) the
//! binding, and only then hand the credential out. A binding that is refused, because its card was
//! reported lost a moment ago perhaps, is a credential that is dropped.

mod binding;
mod carry_out;
mod decision;
mod error;
mod event;
mod memory;
mod registry;
mod scope;
mod standing;

pub use binding::{Binding, BindingId, StatusPlace};
pub use carry_out::{Outcome, carry_out, revoke_parent};
pub use decision::{Channel, Decision, Effect, Notice, Order, Reissue, Reopening, decide};
pub use error::LifecycleError;
pub use event::{Cause, Event, EventId, Happening};
pub use memory::MemoryRegistry;
pub use registry::{Record, Registry, Revocation, Watch};
pub use scope::{Scope, Whole};
pub use standing::{Refusal, Standing};
