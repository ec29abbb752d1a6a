use super::*;
use crate::pki::tests::at;

mod aamva;
