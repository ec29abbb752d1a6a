//! Whatever bytes arrive, signed or not, nothing panics.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;

use super::forged_response::Response;
use super::responses::good_responder;
use super::*;
use crate::pki::tests::hostile::{edited, edits};

static ANCHORS: LazyLock<Anchors> = LazyLock::new(anchors);
static LISTS: LazyLock<Vec<CardRevocationList>> =
    LazyLock::new(|| software_card_revocations(&[], now()).unwrap());

fn query() -> OcspQuery {
    OcspQuery::new(&question(), OcspHash::Sha1, &mut random()).unwrap()
}

fn list(bytes: &[u8]) {
    let Ok(list) = RevocationList::from_der(bytes) else {
        return;
    };
    if let Ok(list) = CardRevocationList::check(list, &ANCHORS, now()) {
        let _ = format!("{:?}{list:?}", list.answer(&question()));
        let key = HandleKey::from_bytes(1, [1; 32]);
        assert!(list.handles(&key).count() <= list.list().revoked_count());
    }
}

fn response(bytes: &[u8]) {
    for query in [query(), query().accepting_no_nonce()] {
        if let Ok(response) = query.check(bytes, &ANCHORS, &LISTS, now()) {
            let _ = format!("{:?}", response.answer(&question()));
        }
    }
}

/// With two entries and every extension that is known.
static LIST: LazyLock<List> = LazyLock::new(|| {
    List::with(|list| {
        let unknown = extension(99, false, &[5, 0]);
        list.entries = vec![
            entry(question().serial(), &[reason(6), unknown.clone()]),
            entry(&[0x12, 0x34], &[]),
        ];
        list.extensions.push(unknown);
    })
});

/// Of a delegated responder, revoked, with every optional member.
static RESPONSE: LazyLock<Response> = LazyLock::new(|| {
    Response::delegated(good_responder()).with(|response| {
        let since = super::forged_response::long_time(now());
        let reason = forged::der(0xA0, &[[0x0A, 1, 3]]);
        response.singles[0].status = forged::der(0xA1, &[since, reason]);
        let unknown = forged::der(0x30, &[extension(99, false, &[5, 0])]);
        response.singles[0].extensions = forged::der(0xA1, &[unknown]);
    })
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_edit_of_a_list_makes_its_reader_panic(edits in edits()) {
        list(&edited(&LIST.to_der(), &edits));
    }

    #[test]
    fn no_edit_of_a_list_that_its_root_signed_makes_its_reader_panic(edits in edits()) {
        list(&LIST.signed(&edited(&LIST.signed_part(), &edits)));
    }

    #[test]
    fn no_edit_of_a_response_makes_its_reader_panic(edits in edits()) {
        response(&edited(&RESPONSE.to_der(), &edits));
    }

    #[test]
    fn no_edit_of_a_response_that_its_responder_signed_makes_its_reader_panic(edits in edits()) {
        response(&RESPONSE.signed(&edited(&RESPONSE.signed_part(), &edits)));
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..600)) {
        list(&bytes);
        response(&bytes);
    }
}

#[test]
fn no_changed_byte_of_a_list_or_response_is_accepted() {
    let good = LIST.to_der();
    for place in 0..good.len() {
        let mut changed = good.clone();
        changed[place] ^= 1;
        let read = RevocationList::from_der(&changed).map_err(RevocationError::from);
        let checked = read.and_then(|list| CardRevocationList::check(list, &ANCHORS, now()));
        assert!(checked.is_err(), "{place}");
    }
    // Without certificates, which are not signed with it.
    let good = Response::good().to_der();
    for place in 0..good.len() {
        let mut changed = good.clone();
        changed[place] ^= 1;
        assert!(
            query().check(&changed, &ANCHORS, &[], now()).is_err(),
            "{place}"
        );
        assert!(
            query().check(&good[..place], &ANCHORS, &[], now()).is_err(),
            "{place}"
        );
    }
}
