use mnid_mdoc::crypto::OsRandom;
use mnid_mdoc::error::Coded;
use mnid_mdoc::evidence::{
    AnswerSource, CardRevocationList, OcspError, OcspHash, OcspQuery, OcspResponse,
    RevocationQuestion, RevocationReason, RevocationSource, RevocationStatus, UnknownCause,
};
use mnid_mdoc::pki::RevocationList;
use mnid_mdoc::testing::software_card_anchors;

use crate::openssl::{Authority, with_authority};
use crate::{clock, question};

/// OpenSSL answers the query, signing as `signer`.
fn answered(
    authority: &Authority,
    query: OcspQuery,
    signer: &str,
    options: &str,
    lists: &[CardRevocationList],
) -> Result<OcspResponse, OcspError> {
    authority.write("request.der", query.request_der());
    let words = format!(
        "ocsp -index index.txt -CA ca.pem -rsigner {signer}.pem -rkey {signer}.key.pem \
         -reqin request.der -respout response.der -nmin 5 {options}"
    );
    authority.openssl(words.split_whitespace());
    query.check(
        &authority.read("response.der"),
        &software_card_anchors().unwrap(),
        lists,
        clock(),
    )
}

fn query(question: &RevocationQuestion, hash: OcspHash) -> OcspQuery {
    OcspQuery::new(question, hash, &mut OsRandom).unwrap()
}

/// A key and a certificate by the authority for it, with the extensions of a section.
fn certify(authority: &Authority, name: &str, key: &str, extensions: &str) {
    let words = format!(
        "req -new -config openssl.cnf -subj /CN={name} -newkey {key} -nodes \
         -keyout {name}.key.pem -out {name}.csr"
    );
    authority.openssl(words.split_whitespace());
    let words = format!(
        "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key.pem -set_serial 119 -days 1 \
         -extfile openssl.cnf -extensions {extensions} -out {name}.pem"
    );
    authority.openssl(words.split_whitespace());
}

#[test]
fn openssl_reads_our_requests_and_answers_them_with_their_nonce() {
    let question = question(clock());
    with_authority(&question, |authority| {
        for hash in [OcspHash::Sha1, OcspHash::Sha256] {
            for options in ["", "-resp_key_id", "-resp_no_certs", "-ndays 1"] {
                let query = query(&question, hash);
                let response = answered(authority, query, "ca", options, &[]).unwrap();
                let answer = response.answer(&question);
                assert!(matches!(answer.status(), RevocationStatus::Good { .. }));
                assert_eq!(answer.source(), AnswerSource::Ocsp);
            }
        }
        let words = "ocsp -reqin request.der -req_text -noverify";
        let told = authority.openssl(words.split(' '));
        assert!(told.contains("OCSP Nonce"), "{told}");
        assert!(told.contains("Hash Algorithm: sha256"), "{told}");
    });
}

#[test]
fn openssl_tells_revoked_suspended_and_unknown() {
    let question = question(clock());
    let ask = |authority: &Authority| {
        let query = query(&question, OcspHash::Sha1);
        let response = answered(authority, query, "ca", "", &[]).unwrap();
        response.answer(&question).status()
    };
    with_authority(&question, |authority| {
        authority.revoke("certificateHold");
        let found = ask(authority);
        assert!(
            matches!(found, RevocationStatus::Suspended { .. }),
            "{found:?}"
        );
    });
    with_authority(&question, |authority| {
        authority.revoke("cessationOfOperation");
        let RevocationStatus::Revoked { reason, since } = ask(authority) else {
            panic!("not revoked");
        };
        assert_eq!(reason, RevocationReason::CessationOfOperation);
        assert!(since <= clock() && since > clock().plus_seconds(-600));
    });
    with_authority(&question, |authority| {
        authority.write("index.txt", b"");
        let RevocationStatus::Unknown { why, .. } = ask(authority) else {
            panic!("not unknown");
        };
        assert_eq!(why, UnknownCause::SaidUnknown);
    });
}

#[test]
fn responders_that_the_root_certified_answer_with_rsa_and_with_ecdsa() {
    let question = question(clock());
    with_authority(&question, |authority| {
        for (name, key) in [
            ("rsa", "rsa:2048"),
            ("p256", "ec -pkeyopt ec_paramgen_curve:P-256"),
            ("p384", "ec -pkeyopt ec_paramgen_curve:P-384"),
        ] {
            certify(authority, name, key, "responder");
            for options in ["", "-resp_key_id"] {
                let query = query(&question, OcspHash::Sha256);
                let response = answered(authority, query, name, options, &[]).unwrap();
                let status = response.answer(&question).status();
                assert!(matches!(status, RevocationStatus::Good { .. }), "{name}");
            }
        }
    });
}

#[test]
fn a_responder_is_checked_by_a_list_and_refused_for_another_purpose() {
    let question = question(clock());
    let code = |outcome: Result<OcspResponse, OcspError>| {
        outcome.map_or_else(|error| error.code(), |_| "accepted")
    };
    with_authority(&question, |authority| {
        let ec = "ec -pkeyopt ec_paramgen_curve:P-256";
        certify(authority, "other", ec, "no_responder");
        let outcome = answered(
            authority,
            query(&question, OcspHash::Sha1),
            "other",
            "",
            &[],
        );
        assert_eq!(code(outcome), "ocsp.responder");

        certify(authority, "checked", ec, "responder_to_check");
        let ask = |lists: &[CardRevocationList]| {
            code(answered(
                authority,
                query(&question, OcspHash::Sha1),
                "checked",
                "",
                lists,
            ))
        };
        let list = || {
            let list = RevocationList::from_der(&authority.list("whole")).unwrap();
            CardRevocationList::check(list, &software_card_anchors().unwrap(), clock()).unwrap()
        };
        assert_eq!(ask(&[]), "ocsp.responder-unchecked");
        assert_eq!(ask(&[list()]), "accepted");
        authority.openssl("ca -config openssl.cnf -revoke checked.pem".split(' '));
        assert_eq!(ask(&[list()]), "ocsp.responder-revoked");
    });
}

#[test]
fn a_response_of_another_request_is_refused() {
    let question = question(clock());
    with_authority(&question, |authority| {
        let first = query(&question, OcspHash::Sha1);
        answered(authority, first, "ca", "", &[]).unwrap();
        let old = authority.read("response.der");
        let second = query(&question, OcspHash::Sha1);
        let refused = second
            .check(&old, &software_card_anchors().unwrap(), &[], clock())
            .unwrap_err();
        assert_eq!(refused.code(), "ocsp.other-nonce");

        // Made beforehand, without a nonce.
        let made = OcspQuery::without_nonce(&question, OcspHash::Sha1).unwrap();
        let response = answered(authority, made, "ca", "", &[]).unwrap();
        let source = response.answer(&question).source();
        assert_eq!(source, AnswerSource::OcspWithoutNonce);
        let old = authority.read("response.der");
        let third = query(&question, OcspHash::Sha1);
        let refused = third
            .check(&old, &software_card_anchors().unwrap(), &[], clock())
            .unwrap_err();
        assert_eq!(refused.code(), "ocsp.no-nonce");
    });
}
