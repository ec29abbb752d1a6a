use std::collections::BTreeMap;
use std::time::Duration;

use super::kit::{self, Kit, at, licence};
use crate::crypto::SigningCurve;
use crate::error::Coded;
use crate::issue::{IssueError, Issuer, IssuingPolicy};
use crate::mdoc::ValidityInfo;
use crate::pki;
use crate::testing::{SeededRandom, ThrowawayPki};
use crate::time::Timestamp;

/// The dates of a credential issued at `now`, for so many days at most, when the claims are good
/// until `basis_until`.
fn dates(now: &str, days: u64, basis_until: &str) -> Result<ValidityInfo, IssueError> {
    let kit = Kit::new();
    let mut claims = licence();
    claims.basis.concluded_at = at(now);
    claims.basis.usable_until = at(now).plus_days(1);
    claims.basis.valid_from = at(now);
    claims.basis.valid_until = at(basis_until);
    let policy = IssuingPolicy {
        validity: Duration::from_secs(days * 86_400),
        ..kit::policy()
    };
    kit.issuer(policy)
        .admit(&claims, at(now))
        .map(|subject| *subject.validity())
}

const FAR: &str = "2030-04-15T14:59:59Z";

#[test]
fn a_credential_begins_with_the_begun_hour() {
    let dates = dates("2026-06-10T09:41:23Z", 60, FAR).unwrap();
    assert_eq!(dates.signed, at("2026-06-10T09:00:00Z"));
    assert_eq!(dates.valid_from, at("2026-06-10T09:00:00Z"));
    assert_eq!(dates.expected_update, None);
}

#[test]
fn nothing_is_signed_before_the_document_signers_time() {
    let kit = Kit::new();
    assert_eq!(kit.signer.not_before(), at("2026-06-01T00:00:00Z"));
    let dates = dates("2026-06-01T00:00:05Z", 60, FAR).unwrap();
    assert_eq!(dates.signed, at("2026-06-01T00:00:00Z"));
}

#[test]
fn a_credential_begins_with_a_week_after_the_day_from_which_its_claims_are_true() {
    let kit = Kit::new();
    let mut claims = licence();
    let issuer = kit.issuer(kit::policy());
    for (from, begins) in [
        ("2026-06-10T09:41:23Z", "2026-06-10T09:00:00Z"),
        ("2026-06-10T15:00:00Z", "2026-06-22T00:00:00Z"),
        ("2026-06-15T00:00:00Z", "2026-06-22T00:00:00Z"),
        ("2026-06-22T00:00:00Z", "2026-06-22T00:00:00Z"),
        ("2026-06-22T01:00:00Z", "2026-06-29T00:00:00Z"),
    ] {
        claims.basis.valid_from = at(from);
        let validity = *issuer.admit(&claims, at(kit::NOW)).unwrap().validity();
        assert_eq!(validity.signed, at("2026-06-10T09:00:00Z"));
        assert_eq!(validity.valid_from, at(begins));
    }
}

#[test]
fn a_credential_ends_on_a_boundary_that_all_holders_share() {
    for (now, days, basis_until, until) in [
        // The month, when it leaves a week.
        ("2026-06-10T09:41:23Z", 60, FAR, "2026-08-01T00:00:00Z"),
        ("2026-06-24T00:00:00Z", 10, FAR, "2026-07-01T00:00:00Z"),
        // Else the week, which begins on Monday.
        ("2026-06-24T00:00:01Z", 10, FAR, "2026-06-29T00:00:00Z"),
        ("2026-06-10T09:41:23Z", 14, FAR, "2026-06-22T00:00:00Z"),
        ("2026-06-30T23:00:00Z", 30, FAR, "2026-07-27T00:00:00Z"),
        // Else the day.
        ("2026-06-10T09:41:23Z", 3, FAR, "2026-06-13T00:00:00Z"),
        // The claims end first: the day before a birthday in Japan does not show.
        (
            "2026-06-10T09:41:23Z",
            365,
            "2026-09-17T14:59:59Z",
            "2026-09-01T00:00:00Z",
        ),
        (
            "2026-06-10T09:41:23Z",
            365,
            "2026-06-25T14:59:59Z",
            "2026-06-22T00:00:00Z",
        ),
        // One Monday before the month: it would tell that the birthday is 1 September.
        (
            "2026-08-10T09:41:23Z",
            60,
            "2026-08-31T14:59:59Z",
            "2026-08-24T00:00:00Z",
        ),
        // The document signer ends first, itself on such a boundary.
        ("2026-06-10T09:41:23Z", 3_650, FAR, "2027-06-01T00:00:00Z"),
    ] {
        let dates = dates(now, days, basis_until).unwrap();
        assert_eq!(dates.valid_until, at(until), "{now} {days} {basis_until}");
    }
}

#[test]
fn a_validity_without_a_whole_boundary_ahead_is_refused() {
    for (now, days, basis_until) in [
        ("2026-06-10T09:41:23Z", 0, FAR),
        ("2026-06-10T09:41:23Z", 60, "2026-06-10T23:59:59Z"),
        ("2026-06-10T09:41:23Z", 60, "2026-06-09T23:59:59Z"),
        // Midnight would be a boundary, and would tell the birthday.
        ("2026-06-10T09:41:23Z", 60, "2026-06-14T14:59:59Z"),
    ] {
        let refused = dates(now, days, basis_until).unwrap_err();
        assert_eq!(refused.code(), "issue.validity-empty");
    }
}

#[test]
fn the_dates_are_the_same_for_everybody_who_is_issued_to_in_an_hour() {
    let first = dates("2026-06-10T09:00:00Z", 60, FAR).unwrap();
    let last = dates("2026-06-10T09:59:59Z", 60, "2029-01-31T14:59:59Z").unwrap();
    assert_eq!(first, last);
}

/// A birthday ends the age elements, and with them the credential. Whoever sees its end must not
/// see more of the birthday than a week.
#[test]
fn every_end_of_a_credential_is_that_of_seven_birthdays_at_least() {
    let start = at("2026-06-02T03:14:15Z");
    let mut random = SeededRandom::new(b"birthdays");
    let pki = ThrowawayPki::generate(SigningCurve::P256, start, &mut random).unwrap();
    let chain = std::slice::from_ref(pki.document_signer());
    let signer = pki::validate(chain, [pki.iaca()], start).unwrap();
    for days in [20, 45, 60, 90, 200, 365, 380] {
        let policy = IssuingPolicy {
            validity: Duration::from_secs(days * 86_400),
            ..kit::policy()
        };
        let issuer = Issuer::new(signer.clone(), policy).unwrap();
        for day in 0..70 {
            let now = start.plus_days(day);
            let mut birthdays: BTreeMap<Timestamp, u32> = BTreeMap::new();
            for birthday in 1..=365 {
                let birthday = now.plus_days(birthday).date_in_japan();
                let end = Timestamp::end_of_day_in_japan(birthday.previous_day());
                if let Ok(validity) = issuer.validity(now..=end, now) {
                    *birthdays.entry(validity.valid_until).or_default() += 1;
                }
            }
            let telling = birthdays.iter().find(|(_, count)| **count < 7);
            assert_eq!(telling, None, "{now} {days}");
        }
    }
}

/// So with the begin of one that was dated later, to begin after a birthday.
#[test]
fn every_begin_of_a_credential_is_that_of_seven_birthdays_at_least() {
    let issuer = Kit::new().issuer(kit::policy());
    for hours in (0..14 * 24).step_by(5) {
        let now = at("2026-06-10T09:41:23Z").plus_seconds(hours * 3_600);
        let mut birthdays: BTreeMap<Timestamp, u32> = BTreeMap::new();
        for birthday in 1..100 {
            let birthday = now.plus_days(birthday).date_in_japan();
            let from = Timestamp::start_of_day_in_japan(birthday);
            let validity = issuer.validity(from..=at(FAR), now).unwrap();
            assert!(validity.valid_from >= from);
            *birthdays.entry(validity.valid_from).or_default() += 1;
        }
        // The last of them have companions that were not tried.
        birthdays.pop_last();
        let telling = birthdays.iter().find(|(_, count)| **count < 7);
        assert_eq!(telling, None, "{now}");
        assert!(birthdays.len() > 10);
    }
}
