use std::collections::HashMap;

use super::*;
use crate::crypto::sha256;

fn handle(evidence: &Evidence, id: u32, key: u8) -> ParentHandle {
    evidence.parent_handle(&HandleKey::from_bytes(id, [key; 32]))
}

#[test]
fn a_parent_handle_is_of_one_certificate_and_one_key() {
    let evidence = |holder| evidence(&policy(), &reading(holder)).unwrap();
    let (hanako, other) = (evidence(HANAKO), evidence(RARE_KANJI));
    assert_eq!(handle(&hanako, 1, 1), handle(&evidence_again(), 1, 1));
    assert_ne!(handle(&hanako, 1, 1), handle(&other, 1, 1));
    let (one, another) = (handle(&hanako, 1, 1), handle(&hanako, 1, 2));
    assert_ne!(one.as_bytes(), another.as_bytes());
    // The key's id is in the handle, and in what is hashed.
    let rotated = handle(&hanako, 2, 1);
    assert_eq!((one.key_id(), rotated.key_id()), (1, 2));
    assert_ne!(one.as_bytes(), rotated.as_bytes());
}

fn evidence_again() -> Evidence {
    evidence(&policy(), &reading(HANAKO)).unwrap()
}

#[test]
fn a_parent_handle_is_the_hmac_that_is_documented() {
    let evidence = evidence(&policy(), &default_reading(HANAKO)).unwrap();
    let root = Authorities::new().unwrap().signing_ca;
    let root = crate::pki::Certificate::from_der(&root).unwrap();
    let issuer_key = sha256(&[root.public_key_der()]);
    let question = question();
    let id = 7_u32.to_be_bytes();
    let mut message = Vec::new();
    let tag = b"mnid-mdoc parent handle 1".as_slice();
    for part in [tag, &id, &issuer_key, question.serial()] {
        message.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        message.extend(part);
    }
    // HMAC by its definition (RFC 2104), with the hash alone.
    let pad = |with: u8| {
        let mut block = [with; 64];
        block[..32].iter_mut().for_each(|byte| *byte ^= 5);
        block
    };
    let inner = sha256(&[&pad(0x36), &message]);
    let expected = sha256(&[&pad(0x5C), &inner]);
    let handle = handle(&evidence, 7, 5);
    assert_eq!(handle.as_bytes(), &expected);
    let hex: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(handle.to_string(), format!("7.{hex}"));
}

#[test]
fn a_list_finds_the_credentials_of_revoked_parents_without_their_serial_numbers() {
    let key = HandleKey::from_bytes(1, [1; 32]);
    let evidence = |holder| evidence(&policy(), &reading(holder)).unwrap();
    let credentials = HashMap::from([
        (evidence(HANAKO).parent_handle(&key), "credential of Hanako"),
        (evidence(RARE_KANJI).parent_handle(&key), "another one"),
    ]);
    let found = |lists: &[CardRevocationList]| {
        let handles = lists.iter().flat_map(|list| list.handles(&key));
        let found = handles.filter_map(|(handle, status)| {
            let credential = credentials.get(&handle)?;
            Some((*credential, status))
        });
        found.collect::<Vec<_>>()
    };
    let since = now().plus_days(-3);
    let lists = lists_with(listed(question().serial(), 6));
    let suspended = RevocationStatus::Suspended { since };
    assert_eq!(found(&lists), [("credential of Hanako", suspended)]);
    // The same number under the other root is another certificate.
    let of_other = (
        CertificateIssuer::Authentication,
        listed(question().serial(), 1),
    );
    let lists = software_card_revocations(&[of_other], now()).unwrap();
    assert_eq!(lists[1].handles(&key).count(), 1);
    assert_eq!(found(&lists), []);
}

#[test]
fn after_a_rotation_each_key_finds_the_handles_that_it_made() {
    let (old, new) = (
        HandleKey::from_bytes(1, [1; 32]),
        HandleKey::from_bytes(2, [2; 32]),
    );
    let evidence = evidence(&policy(), &reading(HANAKO)).unwrap();
    let credentials = [evidence.parent_handle(&old), evidence.parent_handle(&new)];
    let lists = lists_with(listed(question().serial(), 1));
    for key in [&old, &new] {
        let (found, _) = lists[0].handles(key).next().unwrap();
        let ours = credentials
            .iter()
            .find(|handle| handle.key_id() == key.id());
        assert_eq!(ours, Some(&found));
        assert_eq!(
            credentials
                .iter()
                .filter(|handle| **handle == found)
                .count(),
            1
        );
    }
}

#[test]
fn nothing_shows_a_key_or_a_serial_number() {
    let key = HandleKey::from_bytes(7, [0xAB; 32]);
    assert_eq!(format!("{key:?}"), "HandleKey(7, secret)");
    let question = question();
    let query = OcspQuery::without_nonce(&question, OcspHash::Sha1).unwrap();
    assert_eq!(
        format!("{query:?}"),
        "OcspQuery(RevocationQuestion(signing))"
    );
    let lists = lists_with(listed(question.serial(), 1));
    let shown = format!("{:?}{:?}", lists[0], lists.as_slice().answer(&question));
    assert!(
        shown.starts_with("CardRevocationList(RevocationList("),
        "{shown}"
    );
    let serial = format!("{:?}", question.serial());
    assert!(!shown.contains(&serial), "{shown}");
}
