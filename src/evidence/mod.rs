//! What a physical card proves, and nothing that it does not.

mod basis;
mod conclusion;
mod holder;
mod licence;
mod policy;
mod report;

pub use basis::{Assurance, Environment, FaceBinding, HolderBinding, LicenceBinding};
pub use conclusion::{Evidence, IndividualNumber, Portrait};
pub use holder::{AttributeSource, Holder, Sex};
pub use licence::Licence;
pub use policy::{Policy, Waiver};
pub use report::{AnchorName, Assertion, BindingKind, Check, CheckName, Report};

#[cfg(test)]
#[allow(unused_imports)]
pub(crate) use {
    conclusion::unchecked_for_tests, holder::unchecked_holder_for_tests,
    licence::unchecked_licence_for_tests,
};
