use super::*;
use crate::card::simulator::Holder;
use crate::crypto::{Signer, SigningCurve, SoftwareKey};
use crate::derive::{self, ClaimOptions};
use crate::evidence::HolderBinding;
use crate::testing::{SeededRandom, software_card_evidence, software_card_facts};
use crate::time::Timestamp;

const JPEG: &[u8] = include_bytes!("../../doctype/sample.jpg");

fn licence() -> Claims {
    let now = Timestamp::parse("2026-11-24T09:00:00Z").unwrap();
    let mut random = SeededRandom::new(b"portrait");
    let key = SoftwareKey::generate(SigningCurve::P256, &mut random).unwrap();
    let binding = HolderBinding::DeviceKeys(vec![key.public_key().thumbprint()]);
    let evidence = software_card_evidence(Holder::Hanako, binding, now, &mut random).unwrap();
    let facts = software_card_facts(Holder::Hanako).unwrap();
    derive::driving_licence(&evidence, &facts, now, &ClaimOptions::new()).unwrap()
}

fn portrait(claims: &Claims) -> &[u8] {
    let mut elements = claims.elements();
    elements
        .find(|claim| claim.identifier() == "portrait")
        .unwrap()
        .value()
}

#[test]
fn test_claims_get_the_portrait() {
    let claims = with_portrait(&licence(), JPEG).unwrap();
    assert_eq!(portrait(&claims), [&[0x58, 159], JPEG].concat());
    assert_eq!(claims.elements().count(), licence().elements().count());
}

#[test]
fn claims_of_real_cards_keep_their_portrait() {
    let mut claims = licence();
    claims.basis.environment = Environment::Production;
    let kept = with_portrait(&claims, JPEG).unwrap();
    assert_eq!(portrait(&kept), portrait(&claims));
}

#[test]
fn what_is_no_portrait_is_refused() {
    assert_eq!(
        with_portrait(&licence(), b"no picture").unwrap_err(),
        ImageError::Format
    );
}
