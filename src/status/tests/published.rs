//! What others published: the examples of the Token Status List and of the second edition's draft.

use hex_literal::hex;

use super::*;
use crate::cose::Sign1;
use crate::crypto::{Curve, PublicKey};
use crate::mdoc::tests::third_party;

#[test]
fn the_drafts_lists_are_read() {
    for (file, bits, entries) in [
        ("status_list_encoding_cbor.hex", 1, 16),
        ("status_list_encoding2_cbor.hex", 2, 12),
        ("status_list_encoding1_long_cbor.hex", 1, 1 << 20),
        ("status_list_encoding2_long_cbor.hex", 2, 1 << 20),
        ("status_list_encoding4_cbor.hex", 4, 1 << 20),
        ("status_list_encoding8_cbor.hex", 8, 1 << 20),
    ] {
        let Some(bytes) = third_party(&format!("token-status-list/{file}")) else {
            return;
        };
        let list = StatusList::from_cbor(&bytes).unwrap();
        assert_eq!(list.bits().count(), bits, "{file}");
        assert_eq!(list.entries(), entries, "{file}");
        assert_eq!(StatusList::from_cbor(&list.to_cbor()).unwrap(), list);
    }
}

#[test]
fn the_drafts_token_is_read_and_verifies() {
    let Some(bytes) = third_party("token-status-list/status_list_cwt.hex") else {
        return;
    };
    let token = StatusToken::parse(&bytes).unwrap();
    assert_eq!(token.subject(), "https://example.com/statuslists/1");
    assert_eq!(token.issued_at().unix(), 1_686_920_170);
    assert_eq!(token.expires_at().unwrap().unix(), 2_291_720_170);
    assert_eq!(token.time_to_live().unwrap().as_secs(), 43_200);
    let ListContent::StatusList(list) = token.content().unwrap() else {
        panic!("no status list");
    };
    let states: Vec<_> = (0..16).map(|index| list.value(index).unwrap()).collect();
    assert_eq!(states, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
    assert_eq!(list.entries(), 16);
    // It names its signer by a key id alone.
    let error = token.check("https://example.com/statuslists/1", KIT.pki.iaca(), at(NOW));
    assert_eq!(error.unwrap_err().code(), "status.no-x5chain");
    // The key by which the draft's examples are signed.
    let key = PublicKey::from_coordinates(
        Curve::P256,
        &hex!("2371d69bfd03b3574f308f885a67f8981987f9869e0156cf56eeef076ec2c57a"),
        &hex!("e8dfdde44963f5bb3586d815de890928875b1c4a6481398096e60a25e9b39f53"),
    );
    let envelope = Sign1::parse(bytes.get(1..).unwrap()).unwrap();
    let payload = envelope.payload().unwrap();
    envelope.verify(&key.unwrap(), payload).unwrap();
}

#[test]
fn the_standards_identifier_list_is_read() {
    let Some(bytes) = third_party("other/identifier_list_modified.hex") else {
        return;
    };
    let list = IdentifierList::from_cbor(&bytes).unwrap();
    assert_eq!(list.revoked_count(), 3);
    for identifier in [hex!("abcd"), hex!("aaaa"), hex!("cccc")] {
        assert!(list.contains(&identifier));
    }
    assert!(!list.contains(&hex!("abce")));
}
