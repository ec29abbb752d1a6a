#![allow(clippy::unwrap_used, clippy::panic)]

mod documents;
mod values;
