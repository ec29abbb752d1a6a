//! Whatever bytes arrive as a sealed credential, nothing panics; nor does anything that was sealed
//! with the right key by somebody who should not have it.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;

use super::kit::{self, Kit, NOW, at, licence};
use crate::crypto::{SealingKey, Signer};
use crate::issue::Prepared;
use crate::pki::tests::hostile::{edited, edits};
use crate::testing::SeededRandom;

const KIND: &str = "prepared-credential";

fn sealing_key() -> SealingKey {
    SealingKey::from_bytes([7; 32])
}

/// An issuer, what it sealed, and the content of that.
static GOOD: LazyLock<(Kit, Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let (kit, mut claims) = (Kit::new(), licence());
    claims.namespaces[0].elements.remove(4);
    let issuer = kit.issuer(kit::policy());
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let mut random = SeededRandom::new(b"hostile");
    let prepared = subject.prepare(&kit.device(), &mut random).unwrap();
    let sealed = prepared.seal(&sealing_key(), &mut random).unwrap();
    let content = sealing_key().open(KIND, at(NOW), &sealed).unwrap().to_vec();
    (kit, sealed, content)
});

/// Opens, completes, and seals again whatever can be.
fn open(sealed: &[u8]) -> bool {
    let (kit, _, _) = &*GOOD;
    let opened = || Prepared::open(sealed, &sealing_key(), at(NOW));
    let Ok(prepared) = opened() else {
        return false;
    };
    let shown = (prepared.doc_type(), *prepared.validity());
    assert!(!format!("{prepared:?} {shown:?}").contains("BANGO"));
    let signature = kit.signer_key.sign(&prepared.to_be_signed()).unwrap();
    let _ = prepared.complete(signature, at(NOW));
    let again = opened().and_then(|prepared| {
        let random = &mut SeededRandom::new(b"again");
        prepared.seal(&sealing_key(), random)
    });
    again.is_ok()
}

fn seal(content: &[u8]) -> Vec<u8> {
    let expires = at("2026-06-10T10:40:00Z");
    let mut random = SeededRandom::new(b"hostile");
    sealing_key()
        .seal(KIND, expires, content, &mut random)
        .unwrap()
}

#[test]
fn the_unchanged_content_is_opened() {
    assert!(open(&GOOD.1));
    assert!(open(&seal(&GOOD.2)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_edit_of_a_sealed_credential_makes_its_reader_panic(edits in edits()) {
        let (_, sealed, _) = &*GOOD;
        let changed = edited(sealed, &edits);
        prop_assert!(!open(&changed) || changed == *sealed);
    }

    #[test]
    fn no_bytes_make_the_reader_of_sealed_credentials_panic(bytes in vec(any::<u8>(), 0..300)) {
        prop_assert!(!open(&bytes));
        open(&seal(&bytes));
    }

    #[test]
    fn no_content_that_the_issuer_did_not_seal_makes_its_reader_panic(edits in edits()) {
        open(&seal(&edited(&GOOD.2, &edits)));
    }
}

/// In the members around the document, which itself is not read.
#[test]
fn no_changed_byte_of_the_content_makes_its_reader_panic() {
    let content = &GOOD.2;
    for place in (0..30).chain(content.len() - 600..content.len()) {
        let mut changed = content.clone();
        // Another number, type, length or time.
        changed[place] ^= [1, 0x80, 0x20][place % 3];
        open(&seal(&changed));
    }
}
