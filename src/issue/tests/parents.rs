//! No credential outlives what it stands on.

use super::kit::{self, Kit, at, licence};
use crate::crypto::{SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::issue::{IssueError, Issuer, IssuingPolicy};
use crate::pki::{self, IacaRequest};
use crate::testing::SeededRandom;
use crate::time::Timestamp;

/// Issues in the weeks before `end`, and in the days after it, from claims that are good until
/// `claims_end`. Returns the codes of the refusals.
fn issue_around(end: Timestamp, claims_end: Timestamp, issuer: &Issuer) -> Vec<&'static str> {
    let mut claims = licence();
    claims.basis.valid_until = claims_end;
    let (mut issued, mut refusals) = (0, Vec::new());
    for step in 0..200 {
        let now = end.plus_days(-40).plus_seconds(step * 5 * 3_600 + 1_234);
        claims.basis.concluded_at = now;
        claims.basis.usable_until = now.plus_days(1);
        claims.basis.valid_from = now;
        match issuer.admit(&claims, now) {
            Ok(subject) => {
                let until = subject.validity().valid_until;
                assert!(now < until && until <= end, "{now} {until}");
                issued += 1;
            }
            Err(error) => {
                if let IssueError::ValidityEmpty { limit } = error {
                    assert!(limit <= end);
                }
                refusals.push(error.code());
            }
        }
    }
    assert!(issued > 100, "{issued}");
    refusals.dedup();
    refusals
}

fn long() -> IssuingPolicy {
    IssuingPolicy {
        validity: std::time::Duration::from_secs(3_650 * 86_400),
        ..kit::policy()
    }
}

const FAR: &str = "2040-04-15T14:59:59Z";

#[test]
fn no_credential_outlives_the_document_signers_certificate() {
    let kit = Kit::new();
    let refusals = issue_around(kit.signer.not_after(), at(FAR), &kit.issuer(long()));
    assert_eq!(refusals, ["issue.document-signer-dates"]);
}

#[test]
fn no_credential_outlives_the_root() {
    let kit = Kit::new();
    // The same root, of the same key, made anew with a shorter life.
    let mut random = SeededRandom::new(b"iaca");
    let iaca_key = SoftwareKey::generate(SigningCurve::P384, &mut random).unwrap();
    let request = IacaRequest {
        edition: pki::Edition::EveryReader,
        common_name: "TEST ONLY IACA".to_owned(),
        organization: None,
        state: None,
        country: "JP".to_owned(),
        not_before: kit.iaca.not_before(),
        not_after: at("2026-12-10T12:00:00Z"),
        contact_uri: "https://issuer.example/".to_owned(),
        crl_uri: Some("https://issuer.example/iaca.crl".to_owned()),
    };
    let kit = Kit {
        iaca: request.issue(&iaca_key, &mut random).unwrap(),
        ..kit
    };
    assert!(kit.iaca.not_after() < kit.signer.not_after());
    let refusals = issue_around(kit.iaca.not_after(), at(FAR), &kit.issuer(long()));
    // Midnight is the last boundary.
    assert_eq!(refusals, ["issue.validity-empty"]);
    let anchors = std::slice::from_ref(&kit.iaca);
    let late = kit.iaca.not_after().plus_seconds(1);
    let refused = pki::validate(std::slice::from_ref(&kit.signer), anchors, late);
    assert_eq!(refused.unwrap_err().code(), "pki.expired");
}

#[test]
fn no_credential_outlives_the_card_the_licence_or_the_ages() {
    let kit = Kit::new();
    let end = at("2026-12-10T14:59:59Z");
    let refusals = issue_around(end, end, &kit.issuer(long()));
    assert_eq!(refusals, ["issue.validity-empty"]);
}
