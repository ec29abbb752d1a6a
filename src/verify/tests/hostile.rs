//! Properties of whatever arrives: no bytes make the verifier panic, and what it accepts was
//! signed.
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::device::{present, transcript};
use crate::issue::tests::kit::{Kit, licence};
use crate::pki::Certificate;
use crate::verify::{VerifiedDocument, device_response, issuer_signed};

/// A credential and a presentation of it, made once.
static GOOD: LazyLock<(Kit, Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let kit = Kit::new();
    let credential = kit.issue(&licence());
    (kit, credential, present(|_| {}))
});

#[derive(Clone, Debug)]
enum Edit {
    Change(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Cut(Index),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        4 => (any::<Index>(), 1..=u8::MAX).prop_map(|(at, mask)| Edit::Change(at, mask)),
        1 => (any::<Index>(), vec(any::<u8>(), 1..9)).prop_map(|(at, new)| Edit::Insert(at, new)),
        1 => (any::<Index>(), 1..9_usize).prop_map(|(at, length)| Edit::Remove(at, length)),
        1 => any::<Index>().prop_map(Edit::Cut),
    ];
    vec(edit, 1..4)
}

fn edited(good: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for edit in edits {
        let place = |at: &Index| at.index(bytes.len().max(1)).min(bytes.len());
        match edit {
            Edit::Change(at, mask) => {
                let at = place(at);
                bytes.iter_mut().skip(at).take(1).for_each(|b| *b ^= mask);
            }
            Edit::Insert(at, new) => {
                let at = place(at);
                bytes.splice(at..at, new.iter().copied());
            }
            Edit::Remove(at, length) => {
                let at = place(at);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Edit::Cut(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

/// Whether every element is one that the issuer signed.
fn was_signed(document: &VerifiedDocument<'_>) -> bool {
    let (kit, credential, _) = &*GOOD;
    let good = issuer_signed(credential, &kit.trust()).unwrap();
    let mut elements = document.elements().iter();
    elements.all(|element| good.elements().contains(element))
}

proptest! {
    #[test]
    fn an_edited_credential_is_refused_or_what_is_left_of_it_was_signed(edits in edits()) {
        let (kit, credential, _) = &*GOOD;
        let bytes = edited(credential, &edits);
        if let Ok(document) = issuer_signed(&bytes, &kit.trust()) {
            prop_assert!(was_signed(&document));
        }
    }

    #[test]
    fn an_edited_presentation_is_refused_or_what_is_left_of_it_was_signed(edits in edits()) {
        let (kit, _, presentation) = &*GOOD;
        let bytes = edited(presentation, &edits);
        if let Ok(documents) = device_response(&bytes, &transcript(7), &kit.trust()) {
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
