//! Tokens of status lists, and what is packed in them.

#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::limits;
use mnid_mdoc::status::{IdentifierList, ListContent, StatusList, StatusToken};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(token) = StatusToken::parse(bytes) {
        black_box((token.issued_at(), token.expires_at(), token.time_to_live()));
        if let Ok(content) = token.content() {
            look(&content);
        }
    }
    if let Ok(list) = StatusList::from_cbor(bytes) {
        // Packing a large one takes too long to be done for each input.
        if list.entries() <= 1 << 16 {
            assert_eq!(
                StatusList::from_cbor(&list.to_cbor()).ok().as_ref(),
                Some(&list)
            );
        }
        look(&ListContent::StatusList(list));
    }
    if let Ok(list) = IdentifierList::from_cbor(bytes) {
        assert_eq!(
            IdentifierList::from_cbor(&list.to_cbor()).ok().as_ref(),
            Some(&list)
        );
        look(&ListContent::IdentifierList(list));
    }
});

/// No list is larger than its bound, and every entry that it counts is there.
fn look(content: &ListContent) {
    match content {
        ListContent::StatusList(list) => {
            let entries = list.entries();
            assert!(entries <= 8 * limits::STATUS_LIST as u64);
            assert_eq!(list.value(entries.saturating_sub(1)).is_ok(), entries > 0);
            assert!(list.value(entries).is_err());
        }
        ListContent::IdentifierList(list) => {
            assert!(list.revoked_count() <= limits::STATUS_IDENTIFIERS);
        }
    }
}
