use mnid_mdoc::error::Coded;
use mnid_mdoc::evidence::{
    CardRevocationList, RevocationError, RevocationReason, RevocationSource, RevocationStatus,
    UnknownCause,
};
use mnid_mdoc::pki::RevocationList;
use mnid_mdoc::testing::software_card_anchors;

use crate::openssl::with_authority;
use crate::{clock, examined, question};

fn check(der: &[u8]) -> Result<CardRevocationList, RevocationError> {
    let anchors = software_card_anchors().unwrap();
    CardRevocationList::check(RevocationList::from_der(der)?, &anchors, clock())
}

#[test]
fn lists_by_openssl_tell_who_is_revoked_and_why() {
    let question = question(clock());
    for (reason, expected) in [
        (None, None),
        (
            Some("affiliationChanged"),
            Some(RevocationReason::AffiliationChanged),
        ),
        (Some("superseded"), Some(RevocationReason::Superseded)),
        (Some("unspecified"), Some(RevocationReason::Unspecified)),
    ] {
        with_authority(&question, |authority| {
            if let Some(reason) = reason {
                authority.revoke(reason);
            }
            for extensions in ["chiyoda", "whole"] {
                let list = check(&authority.list(extensions)).unwrap();
                match (list.answer(&question).status(), expected) {
                    (RevocationStatus::Good { as_of }, None) => {
                        assert_eq!(as_of, list.list().this_update());
                    }
                    (RevocationStatus::Revoked { reason, .. }, Some(expected)) => {
                        assert_eq!(reason, expected);
                    }
                    (found, _) => panic!("{found:?}"),
                }
            }
        });
    }
}

#[test]
fn a_hold_by_openssl_suspends() {
    let now = clock();
    let examined = examined(now);
    with_authority(&examined.questions()[0].clone(), |authority| {
        authority.revoke("certificateHold");
        let list = check(&authority.list("chiyoda")).unwrap();
        let answers = examined.ask(&list);
        let refused = examined.conclude(&answers, now).unwrap_err();
        assert_eq!(refused.code(), "evidence.suspended");
    });
}

#[test]
fn lists_by_openssl_answer_for_their_scope_alone() {
    let question = question(clock());
    with_authority(&question, |authority| {
        for extensions in ["shibuya", "authorities", "relative"] {
            let list = check(&authority.list(extensions)).unwrap();
            let RevocationStatus::Unknown { why, .. } = list.answer(&question).status() else {
                panic!("{extensions}");
            };
            assert_eq!(why, UnknownCause::NotCovered, "{extensions}");
        }
        for (extensions, code) in [
            ("some_reasons", "crl.some-reasons"),
            ("indirect", "crl.indirect"),
            ("delta", "crl.delta"),
        ] {
            let refused = check(&authority.list(extensions)).unwrap_err();
            assert_eq!(refused.code(), code);
        }
    });
}

/// And the other way round: what the software card's authorities make is a list to OpenSSL.
#[test]
fn openssl_verifies_the_lists_of_the_software_card() {
    use mnid_mdoc::card::simulator::{CertificateIssuer, ListedCertificate};

    let now = clock();
    let question = question(now);
    let listed = ListedCertificate {
        serial: question.serial().to_vec(),
        since: now.plus_days(-1),
        reason: 3,
    };
    let list = CertificateIssuer::Signing
        .revocation_list(&[listed], now, now.plus_days(1))
        .unwrap();
    with_authority(&question, |authority| {
        authority.write("software.crl", &list);
        let told = authority.openssl(
            "crl -inform DER -in software.crl -CAfile ca.pem -noout -verify -text".split(' '),
        );
        assert!(told.contains("verify OK"), "{told}");
        assert!(told.contains("Affiliation Changed"), "{told}");
        assert!(told.contains("CN = Chiyoda-ku CRLDP"), "{told}");
    });
}
