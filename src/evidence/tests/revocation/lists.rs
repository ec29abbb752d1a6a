use super::forged::der;
use super::*;
use crate::card::simulator::Authorities;

#[test]
fn a_list_answers_for_the_certificates_of_its_root_and_municipality() {
    let examined = examined_of(HANAKO);
    let [signing, authentication] = examined.questions() else {
        panic!("two questions");
    };
    let list = check(&List::good()).unwrap();
    let as_of = now().plus_seconds(-3_600);
    let answer = list.answer(signing);
    assert_eq!(answer.status(), RevocationStatus::Good { as_of });
    assert_eq!(answer.source(), AnswerSource::RevocationList);
    let unknown = RevocationStatus::Unknown {
        why: UnknownCause::NotCovered,
        since: now(),
    };
    assert_eq!(list.answer(authentication).status(), unknown);
}

#[test]
fn what_is_on_a_list_is_told_with_its_reason_and_time() {
    use RevocationReason::*;
    let since = now().plus_days(-3);
    let revoked = |reason| RevocationStatus::Revoked { reason, since };
    for (code, expected) in [
        (0, revoked(Unspecified)),
        (1, revoked(KeyCompromise)),
        (2, revoked(CaCompromise)),
        (3, revoked(AffiliationChanged)),
        (4, revoked(Superseded)),
        (5, revoked(CessationOfOperation)),
        (6, RevocationStatus::Suspended { since }),
        (9, revoked(PrivilegeWithdrawn)),
        (10, revoked(AttributeAuthorityCompromise)),
    ] {
        let question = question();
        let lists = lists_with(listed(question.serial(), code));
        assert_eq!(lists.as_slice().answer(&question).status(), expected);
    }
}

#[test]
fn a_revoked_parent_is_refused() {
    let examined = examined_of(HANAKO);
    let lists = lists_with(listed(examined.questions()[0].serial(), 3));
    let answers = examined.ask(lists.as_slice());
    let error = examined.conclude(&answers, now()).unwrap_err();
    assert!(matches!(
        error,
        EvidenceError::Revoked {
            role: Role::Signing,
            reason: RevocationReason::AffiliationChanged
        }
    ));
}

#[test]
fn a_suspended_parent_is_refused() {
    let examined = examined_of(HANAKO);
    let lists = lists_with(listed(examined.questions()[0].serial(), 6));
    let answers = examined.ask(lists.as_slice());
    let error = examined.conclude(&answers, now()).unwrap_err();
    assert_eq!(error.code(), "evidence.suspended");
}

#[test]
fn a_parent_that_is_not_listed_is_taken_and_the_report_says_from_where_it_is_known() {
    let examined = examined_of(HANAKO);
    let lists = lists_with(listed(&[0x12, 0x34], 3));
    let answers = examined.ask(lists.as_slice());
    let evidence = examined.conclude(&answers, now()).unwrap();
    let report = evidence.report();
    let checked = |role| RevocationCheck {
        role,
        source: AnswerSource::RevocationList,
        as_of: now(),
        unknown: None,
    };
    let expected = [checked(Role::Signing), checked(Role::Authentication)];
    assert_eq!(report.revocation, expected);
    let mut checks = report.checks.iter();
    let check = checks.find(|check| check.check == CheckName::SigningRevocation);
    let anchor = check.unwrap().anchor.as_ref().unwrap();
    assert_eq!(anchor.name, "software signing root");
}

#[test]
fn a_list_of_another_municipality_does_not_answer() {
    let other = |from: &str, to: &str| {
        let mut point = full_name(&question().distribution_points());
        forge::replace(&mut point, from.as_bytes(), to.as_bytes());
        check(&List::with(|list| {
            list.extensions = vec![self::point(&[&point])]
        }))
        .unwrap()
    };
    for list in [
        other("Chiyoda-ku CRLDP", "Shibuya-ku CRLDP"),
        other("Tokyo-to", "Kyoto-fu"),
        // The same letters in another string type.
        other(
            "\u{0C}\u{10}Chiyoda-ku CRLDP",
            "\u{13}\u{10}Chiyoda-ku CRLDP",
        ),
    ] {
        assert_eq!(why_unknown(&list), Some(UnknownCause::NotCovered));
    }
}

#[test]
fn the_scope_of_a_list_is_what_it_says() {
    let names = question().distribution_points();
    let other = der(0x86, &[b"http://other.test/crl"]);
    let relative = {
        // The last part of the name, behind the issuer's four.
        let name = &names[0];
        let at = name
            .windows(2)
            .rposition(|two| two == [0x31, 0x19])
            .unwrap();
        der(0xA0, &[der(0xA1, &[&name[at + 2..]])])
    };
    let (user, authority, attribute) = ([0x81, 1, 0xFF], [0x82, 1, 0xFF], [0x85, 1, 0xFF]);
    let cases: [(&[&[u8]], bool); 7] = [
        (&[&full_name(&[other.clone(), names[0].clone()])], true),
        (&[&full_name(&[other])], false),
        (&[&user], true),
        (&[&full_name(&names), &user], true),
        (&[&authority], false),
        (&[&attribute], false),
        // Relative to the issuer, which is two parts shorter than the certificate's name.
        (&[&relative], false),
    ];
    for (index, (members, covered)) in cases.into_iter().enumerate() {
        let list = check(&List::with(|list| list.extensions = vec![point(members)])).unwrap();
        let why = (!covered).then_some(UnknownCause::NotCovered);
        assert_eq!(why_unknown(&list), why, "case {index}");
    }
    let whole = check(&List::with(|list| list.extensions.clear())).unwrap();
    assert_eq!(why_unknown(&whole), None);
}

fn why_unknown(list: &CardRevocationList) -> Option<UnknownCause> {
    match list.answer(&question()).status() {
        RevocationStatus::Unknown { why, .. } => Some(why),
        _ => None,
    }
}

type Change = fn(&mut List);

#[test]
fn a_list_with_one_fault_is_refused_by_the_fault_s_name() {
    let faults: [(&str, Change); 26] = [
        ("accepted", |_| {}),
        ("crl.signature", |list| list.signed_by = Key::Unrelated),
        // The key of the other role.
        ("crl.signature", |list| list.signed_by = Key::Authentication),
        ("revocation.unknown-issuer", |list| {
            forge::replace(&mut list.issuer, b"JPKI-LIKE", b"JPKI-LIKF");
        }),
        ("crl.not-yet-valid", |list| {
            list.this_update = time(now().plus_seconds(61));
        }),
        ("accepted", |list| {
            list.this_update = time(now().plus_seconds(60));
        }),
        ("crl.outdated", |list| list.next_update = time(now())),
        ("accepted", |list| {
            list.next_update = time(now().plus_seconds(1));
        }),
        ("crl.no-next-update", |list| list.next_update.clear()),
        ("crl.malformed", |list| list.version = vec![2, 1, 0]),
        ("revocation.root-not-current", |list| {
            list.this_update = time(at("2019-12-31T00:00:00Z"));
        }),
        ("crl.delta", |list| {
            list.extensions.push(extension(27, true, &[2, 1, 1]));
        }),
        // A delta list by its name, critical or not.
        ("crl.delta", |list| {
            list.extensions.push(extension(27, false, &[2, 1, 1]));
        }),
        ("crl.indirect", |list| {
            list.extensions = vec![point(&[&[0x84, 1, 0xFF]])];
        }),
        ("crl.indirect", |list| {
            let names = question().distribution_points();
            let issuer = extension(29, true, &der(0x30, &names));
            list.entries = vec![entry(&[0x12, 0x34], &[issuer])];
        }),
        ("crl.some-reasons", |list| {
            list.extensions = vec![point(&[&[0x83, 2, 6, 0x40]])];
        }),
        ("crl.removal", |list| {
            list.entries = vec![entry(&[0x12, 0x34], &[reason(8)])];
        }),
        ("crl.malformed", |list| list.extensions = vec![point(&[])]),
        ("crl.malformed", |list| {
            list.extensions = vec![point(&[&[0x81, 1, 0xFF], &[0x82, 1, 0xFF]])];
        }),
        ("crl.malformed", |list| {
            list.extensions = vec![point(&[&full_name(&[])])];
        }),
        // The default written out.
        ("crl.malformed", |list| {
            list.extensions = vec![point(&[&[0x81, 1, 0], &[0x82, 1, 0xFF]])];
        }),
        ("crl.critical-extension", |list| {
            list.extensions.push(extension(99, true, &[5, 0]));
        }),
        ("accepted", |list| {
            list.extensions.push(extension(99, false, &[5, 0]));
        }),
        ("crl.critical-extension", |list| {
            let unknown = extension(99, true, &[5, 0]);
            list.entries = vec![entry(&[0x12, 0x34], &[reason(1), unknown])];
        }),
        // What a reader knows may be critical.
        ("accepted", |list| {
            let reason = extension(21, true, &[0x0A, 1, 1]);
            list.entries = vec![entry(&[0x12, 0x34], &[reason])];
        }),
        ("crl.duplicate-serial", |list| {
            list.entries = vec![entry(&[0x12, 0x34], &[]); 2];
        }),
    ];
    for (index, (expected, change)) in faults.into_iter().enumerate() {
        assert_eq!(code(&List::with(change)), expected, "case {index}");
    }
}

#[test]
fn an_entry_that_is_no_strict_der_is_refused() {
    let serial: &[u8] = &[0x12, 0x34];
    let nine: Vec<Vec<u8>> = (90..99).map(|id| extension(id, false, &[5, 0])).collect();
    let critical_written_out = der(
        0x30,
        &[
            &[0x06, 3, 0x55, 0x1D, 21][..],
            &[1, 1, 0],
            &der(0x04, &[[0x0A, 1, 1]]),
        ],
    );
    let cases: [(&str, Vec<u8>); 12] = [
        ("accepted", entry(serial, &[])),
        ("accepted", entry(serial, &nine[..8])),
        ("crl.malformed", entry(serial, &nine)),
        ("accepted", entry(&[0x7F; 21], &[])),
        ("crl.malformed", entry(&[0x7F; 22], &[])),
        ("crl.malformed", entry(&[0, 0x12], &[])),
        ("crl.malformed", entry(&[], &[])),
        ("crl.malformed", entry(serial, &[reason(7)])),
        ("crl.malformed", entry(serial, &[reason(1), reason(1)])),
        ("crl.malformed", entry(serial, &[critical_written_out])),
        (
            "crl.malformed",
            der(0x30, &[entry(serial, &[]), der(0x30, &[[0u8; 0]])]),
        ),
        ("crl.malformed", der(0x30, &[der(0x02, &[serial])])),
    ];
    for (index, (expected, entry)) in cases.into_iter().enumerate() {
        let found = code(&List::with(|list| list.entries = vec![entry]));
        assert_eq!(found, expected, "case {index}");
    }
}

#[test]
fn among_roots_of_one_name_the_signature_decides() {
    // An older generation: the same name, another key.
    let old = Authorities::new().unwrap().signing_ca;
    let old = forge::reissued_root(&old, forge::UNRELATED);
    let both = Anchors::new(Environment::Test)
        .with_signing_root("old", &old)
        .unwrap()
        .with_signing_root("new", &Authorities::new().unwrap().signing_ca)
        .unwrap();
    let check = |list: &List| {
        let list = RevocationList::from_der(&list.to_der()).unwrap();
        CardRevocationList::check(list, &both, now()).unwrap()
    };
    let (new, old) = (
        check(&List::good()),
        check(&List::with(|list| list.signed_by = Key::Unrelated)),
    );
    assert_eq!(why_unknown(&new), None);
    assert_eq!(why_unknown(&old), Some(UnknownCause::NotCovered));
}

#[test]
fn a_list_of_a_distrusted_root_is_refused() {
    let root = Authorities::new().unwrap().signing_ca;
    let root = crate::pki::Certificate::from_der(&root).unwrap();
    let key = root.public_key().rsa().unwrap().spki_sha256();
    let list = RevocationList::from_der(&List::good().to_der()).unwrap();
    let refused = CardRevocationList::check(list, &anchors().distrusting(key), now());
    assert_eq!(refused.unwrap_err().code(), "revocation.distrusted-root");
}

#[test]
fn of_two_certificates_of_one_root_key_the_one_valid_with_the_list_vouches() {
    let root = Authorities::new().unwrap().signing_ca;
    let over: forge::Changes<'_> = &[(b"391231145959Z", b"251231145959Z")];
    let over = forge::certificate(&root, over, forge::SIGNING_CA);
    for order in [[&root, &over], [&over, &root]] {
        let mut anchors = Anchors::new(Environment::Test);
        for root in order {
            anchors = anchors.with_signing_root("root", root).unwrap();
        }
        let list = RevocationList::from_der(&List::good().to_der()).unwrap();
        CardRevocationList::check(list, &anchors, now()).unwrap();
    }
}

#[test]
fn a_root_that_may_not_sign_lists_is_refused() {
    let root = Authorities::new().unwrap().signing_ca;
    // keyCertSign alone.
    let changes: forge::Changes<'_> = &[(b"\x03\x02\x01\x06", b"\x03\x02\x02\x04")];
    let root = forge::certificate(&root, changes, forge::SIGNING_CA);
    let anchors = Anchors::new(Environment::Test);
    let anchors = anchors.with_signing_root("root", &root).unwrap();
    let list = RevocationList::from_der(&List::good().to_der()).unwrap();
    let refused = CardRevocationList::check(list, &anchors, now());
    assert_eq!(refused.unwrap_err().code(), "crl.root-key-usage");
}

#[test]
fn sources_are_asked_in_turn_until_one_knows() {
    let examined = examined_of(HANAKO);
    let [signing, authentication] = examined.questions() else {
        panic!("two questions");
    };
    let lists = software_card_revocations(&[], now()).unwrap();
    let revoking = lists_with(listed(signing.serial(), 1));
    let status = |sources: &[&dyn RevocationSource], question| sources.answer(question).status();
    let good = RevocationStatus::Good { as_of: now() };
    assert_eq!(status(&[&lists[1], &lists[0]], signing), good);
    assert_eq!(status(&[&lists[1], &lists[0]], authentication), good);
    // The first that knows, whatever it knows.
    let found = status(&[&revoking[0], &lists[0]], signing);
    assert!(matches!(found, RevocationStatus::Revoked { .. }));
    assert_eq!(status(&[&lists[0], &revoking[0]], signing), good);
    let cases: [(&[&dyn RevocationSource], _); 2] = [
        (&[], UnknownCause::NotAsked),
        (&[&lists[1]], UnknownCause::NotCovered),
    ];
    for (sources, why) in cases {
        let since = signing.asked_at();
        let unknown = RevocationStatus::Unknown { why, since };
        assert_eq!(status(sources, signing), unknown);
    }
}

#[test]
fn a_list_that_was_checked_and_has_run_out_since_is_not_relied_on() {
    let long = policy().with_evidence_usable_for(86_400);
    let mut reading = reading(HANAKO);
    reading.licence = None;
    reading.face = None;
    reading.authentication = None;
    let conclude = |seconds: i64| {
        let examined = examine(&long, &reading).unwrap();
        let due = time(now().plus_seconds(600));
        let list = check(&List::with(|list| list.next_update = due)).unwrap();
        let answers = examined.ask(&list);
        let outcome = examined.conclude(&answers, now().plus_seconds(seconds));
        outcome.map_or_else(|error| error.code(), |_| "accepted")
    };
    assert_eq!(conclude(599), "accepted");
    assert_eq!(conclude(600), "evidence.revocation-not-fresh");
}

#[test]
fn a_question_tells_a_client_where_to_ask() {
    let examined = examined_of(HANAKO);
    let [signing, authentication] = examined.questions() else {
        panic!("two questions");
    };
    let points = signing.distribution_points();
    assert_eq!(points.len(), 1);
    let name = b"Chiyoda-ku CRLDP";
    assert!(points[0].windows(name.len()).any(|window| window == name));
    assert_eq!(signing.ocsp_responder(), None);
    let responder = authentication.ocsp_responder();
    assert_eq!(responder.as_deref(), Some("http://ocsp.jpki-like.test"));
    let root = Authorities::new().unwrap().signing_ca;
    assert_eq!(signing.issuer_certificate_der(), root);
}
