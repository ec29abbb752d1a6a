use super::*;

fn current(content: ListContent, days: i64) -> CurrentStatusList {
    let request = StatusTokenRequest {
        issued_at: at(NOW).plus_days(days),
        expires_at: at(NOW).plus_days(days + 2),
        ..request(content)
    };
    let token = KIT.issue(&request);
    let token = StatusToken::parse(&token).unwrap();
    token.check(URI, KIT.pki.iaca(), request.issued_at).unwrap()
}

#[test]
fn what_was_revoked_is_revoked_in_every_later_list() {
    let short = ListContent::StatusList(StatusList::new(StatusBits::One, 8).unwrap());
    let cases = [
        (list(&[]), list(&[]), None),
        (list(&[3]), list(&[3, 9]), None),
        (list(&[3, 9]), list(&[3]), Some((1, Some(9)))),
        (list(&[1, 2, 3]), list(&[2]), Some((2, Some(1)))),
        (list(&[9]), short.clone(), Some((1, Some(9)))),
        (list(&[]), short, None),
        (identifiers(&[b"a"]), identifiers(&[b"a", b"b"]), None),
        (
            identifiers(&[b"a", b"b"]),
            identifiers(&[b"b"]),
            Some((1, None)),
        ),
    ];
    for (older, newer, expected) in cases {
        let outcome = current(newer, 1).check_succeeds(&current(older, 0));
        let found = outcome.err().map(|error| match error {
            StatusError::Unrevoked { count, first_index } => (count, first_index),
            other => panic!("{other}"),
        });
        assert_eq!(found, expected);
    }
}

#[test]
fn a_list_does_not_follow_a_newer_one_or_one_of_another_kind() {
    for (newer, older, code) in [
        (
            current(list(&[]), 0),
            current(list(&[]), 1),
            "status.rollback",
        ),
        (
            current(list(&[]), 1),
            current(identifiers(&[]), 0),
            "status.other-kind",
        ),
    ] {
        assert_eq!(newer.check_succeeds(&older).unwrap_err().code(), code);
    }
    let request = StatusTokenRequest {
        uri: format!("{URI}0"),
        ..request(list(&[]))
    };
    let token = KIT.issue(&request);
    let token = StatusToken::parse(&token).unwrap();
    let other = token.check(&request.uri, KIT.pki.iaca(), at(NOW)).unwrap();
    let error = current(list(&[]), 1).check_succeeds(&other).unwrap_err();
    assert_eq!(error.code(), "status.other-address");
}
