use super::forged::{der, extension};
use super::forged_response::*;
use super::*;
use crate::limits;

pub(super) fn query() -> OcspQuery {
    OcspQuery::new(&question(), OcspHash::Sha1, &mut random()).unwrap()
}

pub(super) fn check(response: &Response) -> Result<OcspResponse, OcspError> {
    query().check(&response.to_der(), &anchors(), &[], now())
}

pub(super) fn code<T>(outcome: Result<T, OcspError>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "accepted")
}

pub(super) fn status(response: &Response) -> RevocationStatus {
    check(response).unwrap().answer(&question()).status()
}

/// A responder's certificate for signing responses, which is not to be checked.
pub(super) fn good_responder() -> Vec<u8> {
    responder(&[ocsp_signing(), no_check()])
}

/// Extended key usage with OCSPSigning alone.
pub(super) fn ocsp_signing() -> Vec<u8> {
    let purpose = hex_literal::hex!("06 08 2B 06 01 05 05 07 03 09");
    extension(37, false, &der(0x30, &[purpose]))
}

#[test]
fn a_request_has_the_bytes_that_rfc_6960_says() {
    for hash in [OcspHash::Sha1, OcspHash::Sha256] {
        let single = der(0x30, &[certificate_id(&question(), hash)]);
        let list = der(0x30, &[single]);
        let extensions = der(0xA2, &[der(0x30, &[nonce(&*NONCE)])]);
        let query = OcspQuery::new(&question(), hash, &mut random()).unwrap();
        let expected = der(0x30, &[der(0x30, &[&list, &extensions])]);
        assert_eq!(query.request_der(), expected);
        let query = OcspQuery::without_nonce(&question(), hash).unwrap();
        assert_eq!(query.request_der(), der(0x30, &[der(0x30, &[list])]));
    }
}

#[test]
fn a_response_tells_every_status() {
    let since = now().plus_days(-3);
    let as_of = now().plus_seconds(-60);
    let revoked = |reason: Option<u8>| {
        let reason = reason.map(|code| der(0xA0, &[[0x0A, 1, code]]));
        der(0xA1, &[long_time(since), reason.unwrap_or_default()])
    };
    let why = UnknownCause::SaidUnknown;
    for (told, expected) in [
        (vec![0x80, 0], RevocationStatus::Good { as_of }),
        (
            vec![0x82, 0],
            RevocationStatus::Unknown { why, since: as_of },
        ),
        (
            revoked(None),
            RevocationStatus::Revoked {
                reason: RevocationReason::Unspecified,
                since,
            },
        ),
        (
            revoked(Some(4)),
            RevocationStatus::Revoked {
                reason: RevocationReason::Superseded,
                since,
            },
        ),
        (revoked(Some(6)), RevocationStatus::Suspended { since }),
    ] {
        let response = Response::good().with(|response| response.singles[0].status = told);
        assert_eq!(status(&response), expected);
    }
    let removal = Response::good().with(|response| response.singles[0].status = revoked(Some(8)));
    assert_eq!(code(check(&removal)), "ocsp.removal");
}

#[test]
fn a_response_answers_its_own_question_and_no_other() {
    let examined = examined_of(HANAKO);
    let response = check(&Response::good()).unwrap();
    let answers = examined.ask(&response);
    assert_eq!(answers[0].source(), AnswerSource::Ocsp);
    let unknown = RevocationStatus::Unknown {
        why: UnknownCause::NotCovered,
        since: now(),
    };
    assert_eq!(answers[1].status(), unknown);
    let other = examined_of(RARE_KANJI);
    assert_eq!(response.answer(&other.questions()[0]).status(), unknown);
}

#[test]
fn the_parents_of_a_card_are_refused_as_the_responder_says() {
    for (told, code) in [
        (vec![0x80, 0], "accepted"),
        (der(0xA1, &[long_time(now())]), "evidence.revoked"),
        (
            der(0xA1, &[long_time(now()), der(0xA0, &[[0x0A, 1, 6]])]),
            "evidence.suspended",
        ),
        (vec![0x82, 0], "evidence.revocation-unknown"),
    ] {
        let examined = examined_of(HANAKO);
        let response = Response::good().with(|response| response.singles[0].status = told);
        let response = check(&response).unwrap();
        let lists = software_card_revocations(&[], now()).unwrap();
        let sources: [&dyn RevocationSource; 2] = [&response, &lists[1]];
        let answers = examined.ask(sources.as_slice());
        let outcome = examined.conclude(&answers, now());
        assert_eq!(
            outcome.map_or_else(|error| error.code(), |_| "accepted"),
            code
        );
    }
}

#[test]
fn only_the_certificate_in_question_matters_among_several() {
    let other = Single {
        certificate: certificate_id(&examined_of(RARE_KANJI).questions()[0], OcspHash::Sha1),
        status: der(0xA1, &[long_time(now())]),
        ..Single::good()
    };
    let both = Response::good().with(|response| response.singles.insert(0, other.clone()));
    assert!(matches!(status(&both), RevocationStatus::Good { .. }));
    let only = Response::good().with(|response| response.singles = vec![other]);
    assert_eq!(code(check(&only)), "ocsp.other-certificate");
    let twice = Response::good().with(|response| response.singles.push(Single::good()));
    assert_eq!(code(check(&twice)), "ocsp.repeated");
}

#[test]
fn a_response_about_the_number_under_another_root_is_about_another_certificate() {
    let examined = examined_of(HANAKO);
    let (ours, theirs) = (&examined.questions()[0], &examined.questions()[1]);
    let id = certificate_id(ours, OcspHash::Sha1);
    let foreign = certificate_id(theirs, OcspHash::Sha1);
    // AlgorithmIdentifier of 11 bytes, then each hash in 22.
    let (name, key) = (2 + 11..2 + 33, 2 + 33..2 + 55);
    for (part, what) in [(name, "name"), (key, "key")] {
        let mut id = id.clone();
        id[part.clone()].copy_from_slice(&foreign[part]);
        let response = Response::good().with(|response| response.singles[0].certificate = id);
        assert_eq!(code(check(&response)), "ocsp.other-certificate", "{what}");
    }
    // The same by another hash is not what was asked.
    let by_other = certificate_id(ours, OcspHash::Sha256);
    let response = Response::good().with(|response| response.singles[0].certificate = by_other);
    assert_eq!(code(check(&response)), "ocsp.other-certificate");
    // A hash's parameters may be absent.
    let mut without = id;
    without.drain(11..13);
    without[1] -= 2;
    without[3] -= 2;
    let response = Response::good().with(|response| response.singles[0].certificate = without);
    assert_eq!(code(check(&response)), "accepted");
}

#[test]
fn the_nonce_comes_back_unless_its_absence_is_accepted_by_name() {
    let with = |nonces: &[&[u8]]| {
        Response::good().with(|response| {
            response.extensions = nonces.iter().map(|one| nonce(one)).collect();
        })
    };
    let (same, none, other) = (with(&[&*NONCE]), with(&[]), with(&[&[7; 32]]));
    let tolerant = |response: &Response| {
        let query = query().accepting_no_nonce();
        query.check(&response.to_der(), &anchors(), &[], now())
    };
    let unasked = |response: &Response| {
        let query = OcspQuery::without_nonce(&question(), OcspHash::Sha1).unwrap();
        query.check(&response.to_der(), &anchors(), &[], now())
    };
    assert_eq!(code(check(&same)), "accepted");
    assert_eq!(code(check(&none)), "ocsp.no-nonce");
    assert_eq!(code(check(&other)), "ocsp.other-nonce");
    assert_eq!(code(tolerant(&other)), "ocsp.other-nonce");
    let source =
        |outcome: Result<OcspResponse, OcspError>| outcome.unwrap().answer(&question()).source();
    assert_eq!(source(tolerant(&same)), AnswerSource::Ocsp);
    for outcome in [tolerant(&none), unasked(&none), unasked(&other)] {
        assert_eq!(source(outcome), AnswerSource::OcspWithoutNonce);
    }
    let twice = with(&[&*NONCE, &*NONCE]);
    assert_eq!(code(check(&twice)), "ocsp.malformed");
}

#[test]
fn a_response_is_good_while_its_times_say_so() {
    type Change = fn(&mut Response);
    let cases: [(&str, Change); 8] = [
        ("accepted", |response| {
            response.produced_at = long_time(now().plus_seconds(60));
        }),
        ("ocsp.not-yet-valid", |response| {
            response.produced_at = long_time(now().plus_seconds(61));
        }),
        ("accepted", |response| {
            response.singles[0].this_update = long_time(now().plus_seconds(60));
        }),
        ("ocsp.not-yet-valid", |response| {
            response.singles[0].this_update = long_time(now().plus_seconds(61));
        }),
        ("accepted", |response| {
            let due = long_time(now().plus_seconds(1));
            response.singles[0].next_update = der(0xA0, &[due]);
        }),
        ("ocsp.outdated", |response| {
            response.singles[0].next_update = der(0xA0, &[long_time(now())]);
        }),
        // Newer information is there at any time.
        ("accepted", |response| {
            response.singles[0].next_update.clear();
        }),
        ("ocsp.root-not-current", |response| {
            response.singles[0].this_update = long_time(at("2019-12-31T00:00:00Z"));
        }),
    ];
    for (index, (expected, change)) in cases.into_iter().enumerate() {
        let response = Response::good().with(change);
        assert_eq!(code(check(&response)), expected, "case {index}");
    }
}

#[test]
fn an_old_response_is_checked_and_not_relied_on() {
    let examined = examined_of(HANAKO);
    let old = Response::good().with(|response| {
        response.singles[0].this_update = long_time(now().plus_seconds(-86_401));
    });
    let response = check(&old).unwrap();
    let lists = software_card_revocations(&[], now()).unwrap();
    let sources: [&dyn RevocationSource; 2] = [&response, &lists[1]];
    let answers = examined.ask(sources.as_slice());
    let error = examined.conclude(&answers, now()).unwrap_err();
    assert_eq!(error.code(), "evidence.revocation-not-fresh");
}

#[test]
fn a_response_with_one_fault_is_refused_by_the_fault_s_name() {
    type Change = fn(&mut Response);
    let cases: [(&str, Change); 15] = [
        ("accepted", |_| {}),
        ("accepted", |response| {
            response.responder = by_key(forge::SIGNING_CA);
        }),
        ("ocsp.signature", |response| {
            response.signed_by = forge::UNRELATED;
        }),
        // The root of the other role.
        ("ocsp.signature", |response| {
            response.signed_by = forge::AUTHENTICATION_CA;
        }),
        ("ocsp.unknown-responder", |response| {
            response.responder = by_key(forge::AUTHENTICATION_CA);
            response.signed_by = forge::AUTHENTICATION_CA;
        }),
        ("ocsp.status", |response| response.status = 3),
        ("ocsp.malformed", |response| response.status = 4),
        ("ocsp.response-type", |response| {
            *response.kind.last_mut().unwrap() = 3
        }),
        ("ocsp.malformed", |response| {
            response.version = vec![0xA0, 3, 2, 1, 1];
        }),
        // The default written out.
        ("ocsp.malformed", |response| {
            response.version = vec![0xA0, 3, 2, 1, 0];
        }),
        ("ocsp.algorithm", |response| {
            // ECDSA with SHA-256.
            response.algorithm = hex_literal::hex!("30 0A 06 08 2A 86 48 CE 3D 04 03 02").to_vec();
        }),
        ("ocsp.critical-extension", |response| {
            response.extensions.push(extension(99, true, &[5, 0]));
        }),
        ("accepted", |response| {
            response.extensions.push(extension(99, false, &[5, 0]));
        }),
        ("ocsp.critical-extension", |response| {
            let unknown = der(0x30, &[extension(99, true, &[5, 0])]);
            response.singles[0].extensions = der(0xA1, &[unknown]);
        }),
        ("ocsp.malformed", |response| {
            response.certificates = vec![good_responder(); 5];
        }),
    ];
    for (index, (expected, change)) in cases.into_iter().enumerate() {
        let response = Response::good().with(change);
        assert_eq!(code(check(&response)), expected, "case {index}");
    }
    let large = vec![0; limits::OCSP_RESPONSE + 1];
    assert_eq!(
        code(query().check(&large, &anchors(), &[], now())),
        "ocsp.too-large"
    );
}

#[test]
fn what_a_responder_says_instead_of_an_answer_is_told() {
    for (status, name) in [
        (1, "malformedRequest"),
        (2, "internalError"),
        (3, "tryLater"),
        (5, "sigRequired"),
        (6, "unauthorized"),
    ] {
        // Without responseBytes, as responders send it.
        let error = query().check(&[0x30, 3, 0x0A, 1, status], &anchors(), &[], now());
        let error = error.unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        assert_eq!(error.category(), crate::error::Category::Upstream);
    }
    let empty = query().check(&[0x30, 3, 0x0A, 1, 0], &anchors(), &[], now());
    assert_eq!(code(empty), "ocsp.malformed");
}

#[test]
fn no_request_is_made_without_randomness() {
    struct Broken;

    impl crate::crypto::Random for Broken {
        fn fill(&mut self, _: &mut [u8]) -> Result<(), crate::crypto::RandomError> {
            Err(crate::crypto::RandomError)
        }
    }

    let error = OcspQuery::new(&question(), OcspHash::Sha1, &mut Broken).unwrap_err();
    assert!(matches!(error, OcspError::Random(_)));
    assert_eq!(error.code(), crate::crypto::RandomError.code());
}
