//! The feature `pcsc` with software cards in the two slots of the virtual reader vpcd, through a
//! real `pcscd`: `.ci/card` starts that, and runs these tests.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod bed;
mod held;
mod readers;
mod reading;
