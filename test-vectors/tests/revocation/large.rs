//! A list of the size that a large city has, without an object for each entry.

use mnid_mdoc::card::simulator::{CertificateIssuer, ListedCertificate};
use mnid_mdoc::evidence::{
    CardRevocationList, HandleKey, OcspHash, OcspQuery, RevocationSource, RevocationStatus,
};
use mnid_mdoc::pki::RevocationList;
use mnid_mdoc::testing::software_card_anchors;
use mnid_mdoc::time::Timestamp;

use crate::question;

const ENTRIES: u32 = 200_000;

#[test]
fn a_large_list_takes_its_bytes_and_a_few_for_each_entry() {
    let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    let question = question(now);
    let der = large(question.serial(), now);
    let anchors = software_card_anchors().unwrap();
    let mut checked = None;
    let counted = allocation_counter::measure(|| {
        let list = RevocationList::from_der(&der).unwrap();
        checked = Some(CardRevocationList::check(list, &anchors, now).unwrap());
    });
    let list = checked.unwrap();
    assert_eq!(
        list.list().revoked_count(),
        usize::try_from(ENTRIES).unwrap()
    );
    // The places of the entries grow to at most twice what they need, beside the place that they
    // grow from; then they are cut to what they need.
    let bytes = u64::try_from(der.len()).unwrap();
    let entries = u64::from(ENTRIES);
    assert!(
        counted.bytes_max < bytes + 12 * entries + 100_000,
        "{counted:?}"
    );
    assert!(
        counted.bytes_current < i64::try_from(bytes + 4 * entries + 10_000).unwrap(),
        "{counted:?}"
    );
    // Neither entries nor their reasons are objects.
    assert!(counted.count_total < 1_000, "{counted:?}");

    let status = list.answer(&question).status();
    assert!(
        matches!(status, RevocationStatus::Suspended { .. }),
        "{status:?}"
    );
    let key = HandleKey::from_bytes(1, [1; 32]);
    let counted = allocation_counter::measure(|| {
        assert_eq!(
            list.handles(&key).count(),
            usize::try_from(ENTRIES).unwrap()
        );
    });
    assert!(counted.count_total < 10, "{counted:?}");
}

#[test]
fn a_length_that_is_claimed_and_not_there_takes_nothing() {
    let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    let (question, anchors) = (question(now), software_card_anchors().unwrap());
    let list = CertificateIssuer::Signing
        .revocation_list(&[], now, now.plus_days(1))
        .unwrap();
    let response = [&[0x30, 0x82, 1, 0, 0x0A, 1, 0, 0xA0][..], &list].concat();
    for good in [list, response] {
        for place in 1..good.len() {
            let claimed = &[0x84, 0x3F, 0xFF, 0xFF, 0xFF];
            let claiming = [&good[..place], claimed, &good[place..]].concat();
            let counted = allocation_counter::measure(|| {
                let _ = RevocationList::from_der(&claiming);
                let query = OcspQuery::without_nonce(&question, OcspHash::Sha1).unwrap();
                let _ = query.check(&claiming, &anchors, &[], now);
            });
            assert!(counted.bytes_max < 100_000, "{place}: {counted:?}");
        }
    }
}

/// A list on which a certificate is on hold, among others in no order.
fn large(serial: &[u8], now: Timestamp) -> Vec<u8> {
    let since = now.plus_days(-1);
    let hold = ListedCertificate {
        serial: serial.to_vec(),
        since,
        reason: 6,
    };
    let others = (1..ENTRIES).map(|index| ListedCertificate {
        // An odd factor gives each its own number.
        serial: [
            &[0x30][..],
            &index.wrapping_mul(2_654_435_761).to_be_bytes(),
        ]
        .concat(),
        since,
        reason: 3,
    });
    let listed: Vec<_> = others.chain([hold]).collect();
    CertificateIssuer::Signing
        .revocation_list(&listed, now, now.plus_days(1))
        .unwrap()
}
