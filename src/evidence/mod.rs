//! What a physical card proves, and nothing that it does not.

mod anchors;
mod attributes;
mod basis;
mod challenge;
mod conclusion;
mod error;
mod examine;
mod examined;
mod face;
mod holder;
mod jpki;
mod licence;
mod municipality;
mod parent;
mod policy;
mod questions;
mod report;
mod stored;
mod text;

#[cfg(test)]
mod tests;

pub use anchors::{Anchors, Role};
pub use basis::{Assurance, Environment, FaceBinding, HolderBinding, LicenceBinding};
pub use challenge::Challenge;
pub use conclusion::{Evidence, IndividualNumber, Portrait};
pub use error::EvidenceError;
pub use examined::Examined;
pub use holder::{AttributeSource, Holder};
pub use licence::Licence;
pub use parent::HandleKey;
pub use policy::{Policy, Waiver};
pub use questions::{RevocationAnswer, RevocationQuestion, RevocationReason, RevocationStatus};
pub use report::{AnchorName, Assertion, BindingKind, Check, CheckName, Report};

#[cfg(test)]
#[allow(unused_imports)]
pub(crate) use {
    conclusion::unchecked_for_tests, holder::unchecked_holder_for_tests,
    licence::unchecked_licence_for_tests,
};
