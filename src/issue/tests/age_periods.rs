//! Credentials around a birthday: no gap, and no false statement at any instant.

use std::time::Duration;

use super::kit::{self, Kit, at};
use crate::card::record::Sex;
use crate::card::simulator;
use crate::cbor::Reader;
use crate::crypto::SigningCurve;
use crate::derive::{self, ClaimOptions};
use crate::doctype::{DRIVING_LICENCE, DocType, MY_NUMBER_CARD};
use crate::evidence::{Evidence, HolderBinding, unchecked_for_tests, unchecked_holder_for_tests};
use crate::issue::{Issuer, IssuingPolicy};
use crate::testing::{SeededRandom, ThrowawayPki, software_card_evidence, software_card_facts};
use crate::time::{PartialDate, Timestamp};

const FACE: &[u8] = include_bytes!("../../card/simulator/assets/portrait-face.jp2");

/// What a wallet has of one period.
#[derive(Debug)]
struct Held {
    from: Timestamp,
    until: Timestamp,
    in_years: Option<u64>,
    statements: Vec<(u16, bool)>,
}

impl Held {
    fn is_valid(&self, time: Timestamp) -> bool {
        self.from <= time && time < self.until
    }
}

fn issuer(days: u64) -> Issuer {
    Kit::new().issuer(IssuingPolicy {
        validity: Duration::from_secs(days * 86_400),
        ..kit::policy()
    })
}

fn evidence(birth: &str, now: Timestamp) -> Evidence {
    let birth = PartialDate::parse_compact(birth.as_bytes()).unwrap();
    let holder = unchecked_holder_for_tests("番号　花子", "東京都千代田区", birth, Sex::Female);
    unchecked_for_tests(holder, Some(FACE.to_vec()), None, None, now)
}

/// As a server does it. Whatever is told must be issuable.
fn issue(issuer: &Issuer, birth: &str, now: Timestamp) -> Vec<Held> {
    let evidence = evidence(birth, now);
    issue_from(issuer, &MY_NUMBER_CARD, &evidence, now)
}

fn issue_from(
    issuer: &Issuer,
    doc_type: &'static DocType,
    evidence: &Evidence,
    now: Timestamp,
) -> Vec<Held> {
    let facts = software_card_facts(simulator::Holder::Hanako).unwrap();
    let derived = match *doc_type == MY_NUMBER_CARD {
        true => derive::my_number_card,
        false => derive::driving_licence,
    };
    let periods = issuer.age_periods(doc_type, evidence, &ClaimOptions::new(), now);
    let held = periods.into_iter().map(|period| {
        let claims = derived(evidence, &facts, period.valid_from(), period.options());
        let claims = claims.unwrap();
        let subject = issuer.admit(&claims, now).unwrap();
        let mut held = Held {
            from: subject.validity().valid_from,
            until: subject.validity().valid_until,
            in_years: None,
            statements: Vec::new(),
        };
        for claim in claims.elements() {
            if claim.identifier() == "age_in_years" {
                held.in_years = Some(Reader::new(claim.value()).unwrap().unsigned().unwrap());
            }
            if let Some(age) = claim.identifier().strip_prefix("age_over_") {
                let reached = claim.value() == [0xF5];
                held.statements.push((age.parse().unwrap(), reached));
            }
        }
        held
    });
    held.collect()
}

/// Completed years at an instant, reckoned from the hour in Japan.
fn age_at(birth: &str, time: Timestamp) -> u16 {
    let in_japan = time.plus_seconds(9 * 3_600).to_string();
    let number = |text: &str| -> u16 { text.parse().unwrap() };
    let (year, month_and_day) = (number(&in_japan[..4]), [&in_japan[5..7], &in_japan[8..10]]);
    let passed = month_and_day.concat().as_str() >= &birth[4..];
    year - number(&birth[..4]) - u16::from(!passed)
}

/// Checks what is held from now to the end of it all, wherever something changes: at the begin and
/// the end of each credential and of each day in Japan, and a second before. Returns the end.
fn check(held: &[Held], birth: &str, now: Timestamp) -> Timestamp {
    let end = held.iter().map(|one| one.until).max().unwrap();
    let days = (end.unix() - now.unix()) / 86_400 + 1;
    let midnights = (0..=days).map(|day| now.plus_days(day).date_in_japan());
    let changes = held.iter().flat_map(|one| [one.from, one.until]);
    let changes = changes.chain(midnights.map(Timestamp::start_of_day_in_japan));
    let instants = changes.flat_map(|time| [time.plus_seconds(-1), time]);
    for time in instants
        .chain([now])
        .filter(|time| now <= *time && *time < end)
    {
        let valid: Vec<_> = held.iter().filter(|one| one.is_valid(time)).collect();
        assert!(
            !valid.is_empty(),
            "{birth} {now}: nothing at {time} {held:?}"
        );
        let age = age_at(birth, time);
        for one in valid {
            let told = one.in_years.is_none_or(|years| years == u64::from(age));
            assert!(told, "{birth} {now}: at {time} {one:?}");
            let mut statements = one.statements.iter();
            let truth = statements.all(|(over, reached)| *reached == (age >= *over));
            assert!(truth, "{birth} {now}: at {time} {one:?}");
        }
    }
    end
}

/// 2026-06-10 is a Wednesday.
const NOW: &str = "2026-06-10T09:41:23Z";

#[test]
fn around_a_birthday_on_every_weekday_there_is_no_gap_and_no_false_statement() {
    let now = at(NOW);
    for days in [10, 45, 90] {
        let issuer = issuer(days);
        for ahead in -1..100 {
            let birthday = now.plus_days(ahead).date_in_japan();
            let (month, day) = (birthday.month(), birthday.day());
            // Of no statement, of 18 and of 20.
            for year in [1990, 2008, 2006] {
                let birth = format!("{year}{month:02}{day:02}");
                let held = issue(&issuer, &birth, now);
                let end = check(&held, &birth, now);
                let start = Timestamp::start_of_day_in_japan(birthday);
                if start <= now {
                    assert_eq!(held.len(), 1);
                    continue;
                }
                let [.., last] = held.as_slice() else {
                    panic!("{birth}: nothing held");
                };
                assert!(end >= issue(&issuer, "19900601", now)[0].until, "{birth}");
                // The one with every element again begins in the week after the birthday, or after
                // the next seven days.
                if held.len() > 1 && last.in_years.is_some() {
                    let latest = start.max(now.plus_days(7)).plus_days(7);
                    assert!((start..=latest).contains(&last.from));
                }
            }
        }
    }
}

#[test]
fn three_periods_follow_one_another_when_the_birthday_is_neither_near_nor_far() {
    let (now, birth) = (at(NOW), "20080720");
    let held = issue(&issuer(60), birth, now);
    let [before, around, after] = held.as_slice() else {
        panic!("{held:?}");
    };
    let dates = |held: &Held| (held.from.to_string(), held.until.to_string());
    let wanted = |from: &str, until: &str| (from.to_owned(), until.to_owned());
    // 20 July is a Monday, and begins in Japan on Sunday at 15:00 UTC.
    assert_eq!(
        dates(before),
        wanted("2026-06-10T09:00:00Z", "2026-07-01T00:00:00Z")
    );
    assert_eq!(
        dates(around),
        wanted("2026-06-10T09:00:00Z", "2026-08-01T00:00:00Z")
    );
    assert_eq!(
        dates(after),
        wanted("2026-07-20T00:00:00Z", "2026-09-01T00:00:00Z")
    );
    assert_eq!((before.in_years, after.in_years), (Some(17), Some(18)));
    assert!(before.statements.contains(&(18, false)));
    assert!(after.statements.contains(&(18, true)));
    // Whatever the birthday does not change stays.
    let unchanged = before.statements.iter().filter(|(age, _)| *age != 18);
    assert!(around.statements.iter().eq(unchanged));
    assert_eq!(around.in_years, None);
}

#[test]
fn somebody_born_on_29_february_completes_a_year_on_1_march() {
    let issuer = issuer(60);
    for birth in ["20080229", "20040229", "20090301", "19960228"] {
        for day in 0..70 {
            let now = at("2027-01-10T12:00:00Z").plus_days(day);
            check(&issue(&issuer, birth, now), birth, now);
        }
    }
}

#[test]
fn a_birthday_out_of_reach_or_of_nothing_that_is_issued_makes_no_further_period() {
    let (now, issuer) = (at(NOW), issuer(60));
    let periods = |birth, options: ClaimOptions| {
        let periods = issuer.age_periods(&MY_NUMBER_CARD, &evidence(birth, now), &options, now);
        periods.len()
    };
    assert_eq!(periods("19901224", ClaimOptions::new()), 1);
    assert_eq!(periods("19900720", ClaimOptions::new()), 3);
    let without_years = ClaimOptions::new().without_age_in_years();
    assert_eq!(periods("19900720", without_years), 1);
    assert_eq!(periods("20080720", without_years), 3);
    // Tomorrow, so that nothing ends before it; and at the end of all, so that nothing begins after.
    assert_eq!(periods("19900612", ClaimOptions::new()), 2);
    assert_eq!(periods("19900730", ClaimOptions::new()), 2);
}

#[test]
fn with_a_birthday_that_is_partly_unknown_nothing_in_doubt_is_said() {
    let now = at(NOW);
    for birth in ["20080700", "20080600", "20080000"] {
        let held = issue(&issuer(60), birth, now);
        let (first, last) = match &birth[4..] {
            "0700" => ("20080701", "20080731"),
            "0600" => ("20080601", "20080630"),
            _ => ("20080101", "20081231"),
        };
        // True whichever day it was.
        let end = check(&held, first, now);
        assert_eq!(check(&held, last, now), end);
    }
}

#[test]
fn ages_of_a_day_are_told_from_those_of_a_period() {
    let now = at(NOW);
    let facts = software_card_facts(simulator::Holder::Hanako).unwrap();
    let names = |until: Option<&str>| {
        let options = match until {
            Some(until) => ClaimOptions::new().with_ages_until(at(until)),
            None => ClaimOptions::new(),
        };
        let evidence = evidence("20080720", now);
        let claims = derive::my_number_card(&evidence, &facts, now, &options).unwrap();
        let names: Vec<_> = claims.elements().map(|claim| claim.identifier()).collect();
        ["age_in_years", "age_over_18", "age_over_20"].map(|name| names.contains(&name))
    };
    assert_eq!(names(None), [true, true, true]);
    // The last second before the birthday in Japan, and its first.
    assert_eq!(names(Some("2026-07-19T14:59:59Z")), [true, true, true]);
    assert_eq!(names(Some("2026-07-19T15:00:00Z")), [false, false, true]);
    // What is over already changes nothing.
    assert_eq!(names(Some("2020-01-01T00:00:00Z")), [true, true, true]);
    assert_eq!(names(Some("2028-07-20T00:00:00Z")), [false, false, false]);
}

/// The software card's licence ends a month after a birthday, as licences in Japan do.
#[test]
fn a_licence_that_ends_soon_after_the_birthday_bounds_every_period() {
    let end = at("2029-05-15T14:59:59Z");
    let mut counts = Vec::new();
    for days in (1..100).rev().step_by(3) {
        let now = end.plus_days(-days);
        let random = &mut SeededRandom::new(b"licence");
        let device = crate::crypto::Thumbprint::from_bytes([7; 32]);
        let binding = HolderBinding::DeviceKeys([device].into());
        let pki = ThrowawayPki::generate(SigningCurve::P256, now, random).unwrap();
        let holder = simulator::Holder::Hanako;
        let evidence = software_card_evidence(holder, binding, now, random).unwrap();
        let issuer = pki.issuer(now).unwrap();
        // Too late for anything: admission says so.
        if days < 7 {
            let periods =
                issuer.age_periods(&DRIVING_LICENCE, &evidence, &ClaimOptions::new(), now);
            assert_eq!(periods.len(), 1);
            continue;
        }
        let held = issue_from(&issuer, &DRIVING_LICENCE, &evidence, now);
        assert!(check(&held, "19900415", now) <= end);
        counts.push(held.len());
    }
    // The birthday comes nearer, is near, and is over.
    counts.dedup();
    assert_eq!(counts, [3, 2, 1]);
}
