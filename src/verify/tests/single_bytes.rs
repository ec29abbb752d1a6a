//! Every byte of a credential and of a presentation, changed one at a time.

use super::device::{present_unchanged, transcript};
use super::*;
use crate::cbor::Writer;
use crate::crypto::SigningCurve;
use crate::issue::tests::kit::{MDL, licence, portrait};

/// Keys on the curve on which verification is fastest.
fn kit() -> Kit {
    Kit::of(SigningCurve::P256, SigningCurve::P256, None, "iaca")
}

/// A credential with a portrait of few bytes, which are all alike.
fn small(kit: &Kit) -> Vec<u8> {
    let mut claims = licence();
    let elements = &mut claims.namespaces[0].elements;
    let shown = elements.iter_mut().find(|one| one.identifier == "portrait");
    let value = &mut shown.unwrap().value;
    value.clear();
    Writer::new(value).byte_string(&portrait(64));
    kit.issue(&claims)
}

/// A copy with one byte changed at a time, each of them twice: one of its bits, and the whole byte
/// to its successor.
fn each_changed(good: &[u8], mut check: impl FnMut(&[u8], usize)) {
    let mut bytes = good.to_vec();
    for (at, byte) in good.iter().enumerate() {
        for substitute in [byte ^ (1 << (at % 8)), byte.wrapping_add(1)] {
            bytes[at] = substitute;
            check(&bytes, at);
        }
        bytes[at] = *byte;
    }
}

/// The document says nothing that was not signed.
fn tells_no_more(changed: &VerifiedDocument<'_>, signed: &VerifiedDocument<'_>, at: usize) {
    for element in changed.elements() {
        assert!(signed.elements().contains(element), "at {at}");
    }
    assert_eq!(changed.device_elements(), signed.device_elements(), "{at}");
    assert_eq!(changed.doc_type(), MDL, "at {at}");
    assert_eq!(changed.validity(), signed.validity(), "at {at}");
    assert_eq!(changed.device_key(), signed.device_key(), "at {at}");
}

#[test]
fn a_credential_with_one_byte_changed_tells_nothing_that_was_not_signed() {
    let kit = kit();
    let good = small(&kit);
    let trust = Trust {
        doc_type: None,
        ..kit.trust()
    };
    let signed = issuer_signed(&good, &trust).accepted().unwrap();
    let mut accepted = 0;
    each_changed(&good, |bytes, at| {
        match issuer_signed(bytes, &trust).accepted() {
            Ok(document) => {
                accepted += 1;
                tells_no_more(&document, &signed, at);
            }
            Err(invalid) => stages::has_its_row(&invalid),
        }
    });
    // The name of the member that holds the elements is not signed, so that a changed one hides
    // them. Nothing else passes.
    assert!(accepted <= 2 * "nameSpaces".len(), "{accepted}");
}

#[test]
fn a_presentation_with_one_byte_changed_tells_nothing_that_was_not_signed() {
    let kit = kit();
    let good = present_unchanged(&kit, &small(&kit));
    let transcript = transcript(7);
    let trust = Trust {
        doc_type: None,
        ..kit.trust()
    };
    let signed = presented(&good, &transcript, &trust).unwrap();
    each_changed(&good, |bytes, at| {
        match presented(bytes, &transcript, &trust) {
            Ok(documents) => {
                assert_eq!(documents.len(), 1, "at {at}");
                tells_no_more(&documents[0], &signed[0], at);
            }
            Err(invalid) => stages::has_its_row(&invalid),
        }
    });
}
