#![allow(clippy::unwrap_used)]

use super::kit::{Kit, licence};
use crate::verify;

#[test]
fn what_is_issued_is_valid() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let document = verify::issuer_signed(&bytes, &kit.trust()).unwrap();
    assert_eq!(document.elements().len(), 7);
    assert_eq!(document.findings(), []);
}
