//! What a physical card proves, and nothing that it does not.

mod basis;

pub use basis::{Assurance, Environment, HolderBinding};
