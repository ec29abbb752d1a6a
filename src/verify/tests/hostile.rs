//! Properties of whatever arrives: no bytes make the verifier panic, and what it accepts was
//! signed.
use std::sync::LazyLock;

use proptest::prelude::*;

use super::device::{present, transcript};
use super::presented;
use crate::issue::tests::kit::{Kit, licence};
use crate::pki::Certificate;
use crate::pki::tests::hostile::{edited, edits};
use crate::verify::{VerifiedDocument, issuer_signed};

/// A credential and a presentation of it, made once.
static GOOD: LazyLock<(Kit, Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let kit = Kit::new();
    let credential = kit.issue(&licence());
    (kit, credential, present(|_| {}))
});

/// Whether every element is one that the issuer signed.
fn was_signed(document: &VerifiedDocument<'_>) -> bool {
    let (kit, credential, _) = &*GOOD;
    let good = issuer_signed(credential, &kit.trust()).accepted().unwrap();
    let mut elements = document.elements().iter();
    elements.all(|element| good.elements().contains(element))
}

proptest! {
    #[test]
    fn an_edited_credential_is_refused_or_what_is_left_of_it_was_signed(edits in edits()) {
        let (kit, credential, _) = &*GOOD;
        let bytes = edited(credential, &edits);
        if let Ok(document) = issuer_signed(&bytes, &kit.trust()).accepted() {
            prop_assert!(was_signed(&document));
        }
    }

    #[test]
    fn an_edited_presentation_is_refused_or_what_is_left_of_it_was_signed(edits in edits()) {
        let (kit, _, presentation) = &*GOOD;
        let bytes = edited(presentation, &edits);
        if let Ok(documents) = presented(&bytes, &transcript(7), &kit.trust()) {
            prop_assert!(documents.iter().all(was_signed));
        }
    }

    #[test]
    fn an_edited_certificate_is_refused_or_not_signed_by_its_root(edits in edits()) {
        let (kit, _, _) = &*GOOD;
        let bytes = edited(kit.signer.der(), &edits);
        prop_assume!(bytes != kit.signer.der());
        if let Ok(certificate) = Certificate::from_der(&bytes) {
            prop_assert!(certificate.check_signed_by(kit.iaca.public_key()).is_err());
        }
    }
}
