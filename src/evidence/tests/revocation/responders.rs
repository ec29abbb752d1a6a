//! Who may answer: the root itself, and responders that it certified for it.

use super::forged::{der, extension};
use super::forged_response::*;
use super::responses::{check, code, good_responder, ocsp_signing, query, status};
use super::*;

#[test]
fn a_responder_that_the_root_certified_may_answer() {
    let by_name = Response::delegated(good_responder());
    let by_key = by_name
        .clone()
        .with(|response| response.responder = by_key(RESPONDER));
    for response in [by_name, by_key] {
        assert!(matches!(status(&response), RevocationStatus::Good { .. }));
    }
}

#[test]
fn a_responder_with_one_fault_is_refused_by_the_fault_s_name() {
    let around = [now().plus_days(-1), now().plus_days(1)];
    let purpose = |purposes: &[&[u8]]| extension(37, false, &der(0x30, purposes));
    let (client, any): (&[u8], &[u8]) = (
        &hex_literal::hex!("06 08 2B 06 01 05 05 07 03 02"),
        &hex_literal::hex!("06 04 55 1D 25 00"),
    );
    let key_usage = |bits: &[u8]| extension(15, true, bits);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("accepted", good_responder()),
        (
            "accepted",
            responder(&[ocsp_signing(), no_check(), key_usage(&[3, 2, 7, 0x80])]),
        ),
        (
            "ocsp.unknown-responder",
            responder_by(forge::UNRELATED, around, &[ocsp_signing(), no_check()]),
        ),
        // Another root of the same anchors.
        (
            "ocsp.unknown-responder",
            responder_by(
                forge::AUTHENTICATION_CA,
                around,
                &[ocsp_signing(), no_check()],
            ),
        ),
        (
            "ocsp.responder",
            responder_by(
                forge::SIGNING_CA,
                [now().plus_days(-2), now().plus_seconds(-1)],
                &[ocsp_signing(), no_check()],
            ),
        ),
        ("ocsp.responder", responder(&[no_check()])),
        (
            "ocsp.responder",
            responder(&[purpose(&[client]), no_check()]),
        ),
        ("ocsp.responder", responder(&[purpose(&[any]), no_check()])),
        (
            "ocsp.responder",
            responder(&[ocsp_signing(), no_check(), key_usage(&[3, 2, 6, 0x40])]),
        ),
        (
            "ocsp.responder",
            // basicConstraints, CA:TRUE
            responder(&[
                ocsp_signing(),
                no_check(),
                extension(19, true, &[0x30, 3, 1, 1, 0xFF]),
            ]),
        ),
        (
            "ocsp.responder",
            responder(&[ocsp_signing(), no_check(), extension(99, true, &[5, 0])]),
        ),
    ];
    for (index, (expected, certificate)) in cases.into_iter().enumerate() {
        let response = Response::delegated(certificate);
        assert_eq!(code(check(&response)), expected, "case {index}");
    }
    // A card's own certificate, which the same root signed, is no responder's.
    let card = question().certificate_der().to_vec();
    let response = Response::delegated(card).with(|response| {
        let key = include_bytes!("../../../card/simulator/assets/keys/hanako-signing.der");
        response.signed_by = key;
    });
    assert_eq!(code(check(&response)), "ocsp.responder");
    let forged = Response::delegated(good_responder());
    let forged = forged.with(|response| response.signed_by = forge::UNRELATED);
    assert_eq!(code(check(&forged)), "ocsp.signature");
    let absent = Response::delegated(good_responder());
    let absent = absent.with(|response| response.certificates.clear());
    assert_eq!(code(check(&absent)), "ocsp.unknown-responder");
}

#[test]
fn a_responder_that_has_to_be_checked_is_checked_by_a_list_of_its_root() {
    let response = Response::delegated(responder(&[ocsp_signing()])).to_der();
    let list = |entries: Vec<Vec<u8>>, due: Timestamp| {
        let list = List::with(|list| {
            list.extensions.clear();
            list.entries = entries;
            list.next_update = time(due);
        });
        super::check(&list).unwrap()
    };
    let tomorrow = now().plus_days(1);
    let of_municipality = super::check(&List::good()).unwrap();
    let good = list(Vec::new(), tomorrow);
    let revoked = list(vec![entry(RESPONDER_SERIAL, &[])], tomorrow);
    let held = list(vec![entry(RESPONDER_SERIAL, &[reason(6)])], tomorrow);
    let with = |lists: &[CardRevocationList], seconds: i64| {
        let now = now().plus_seconds(seconds);
        code(query().check(&response, &anchors(), lists, now))
    };
    assert_eq!(with(&[], 0), "ocsp.responder-unchecked");
    // It names no distribution point, so a list of one does not speak for it.
    assert_eq!(with(&[of_municipality], 0), "ocsp.responder-unchecked");
    assert_eq!(with(&[revoked], 0), "ocsp.responder-revoked");
    assert_eq!(with(&[held], 0), "ocsp.responder-revoked");
    // Whichever comes first, the list that refuses counts.
    let lists = [good, list(vec![entry(RESPONDER_SERIAL, &[])], tomorrow)];
    assert_eq!(with(&lists, 0), "ocsp.responder-revoked");
    let [good, _] = lists;
    assert_eq!(with(&[good], 0), "accepted");
    let over = list(Vec::new(), now().plus_seconds(30));
    assert_eq!(with(&[over], 30), "ocsp.responder-unchecked");
}

#[test]
fn a_response_of_a_distrusted_key_is_refused_whoever_s_it_is() {
    let spki = |certificate: &[u8]| {
        let certificate = crate::pki::Certificate::from_der(certificate).unwrap();
        crate::crypto::sha256(&[certificate.public_key_der()])
    };
    let delegated = Response::delegated(good_responder());
    let root = Authorities::new().unwrap().signing_ca;
    for (response, key) in [
        (delegated, spki(&good_responder())),
        (Response::good(), spki(&root)),
    ] {
        let response = response.to_der();
        let check = |anchors: Anchors| code(query().check(&response, &anchors, &[], now()));
        assert_eq!(check(anchors()), "accepted");
        assert_eq!(check(anchors().distrusting(key)), "ocsp.distrusted-key");
    }
}
