use crate::card::record::Sex;
use crate::cbor::{Writer, diagnostic};
use crate::derive::age::{AgeSet, Ages};
use crate::derive::{birth_date, name, sex};
use crate::time::{FullDate, PartialDate};

fn day(text: &str) -> FullDate {
    FullDate::parse(text).unwrap()
}

fn born(digits: &str) -> PartialDate {
    PartialDate::parse_compact(digits.as_bytes()).unwrap()
}

/// The ages of the statements, true ones and false ones.
fn statements(ages: &Ages) -> (Vec<u16>, Vec<u16>) {
    let age = |(identifier, _): &(&str, bool)| -> u16 {
        identifier
            .strip_prefix("age_over_")
            .unwrap()
            .parse()
            .unwrap()
    };
    let (yes, no): (Vec<_>, Vec<_>) = ages.statements.iter().partition(|(_, truth)| *truth);
    (yes.iter().map(age).collect(), no.iter().map(age).collect())
}

#[test]
fn ages_change_on_the_birthday() {
    // Born, on this day: years, the greatest true and the least false age, the next change.
    let cases = [
        ("19900415", "2026-11-24", 36, 25, 60, "2027-04-15"),
        ("20061125", "2026-11-24", 19, 18, 20, "2026-11-25"),
        ("20061124", "2026-11-24", 20, 20, 21, "2027-11-24"),
        ("20061123", "2026-11-24", 20, 20, 21, "2027-11-23"),
        ("20080229", "2026-02-28", 17, 16, 18, "2026-03-01"),
        ("20080229", "2026-03-01", 18, 18, 20, "2027-03-01"),
        ("20080229", "2027-03-01", 19, 18, 20, "2028-02-29"),
    ];
    for (birth, on, years, reached, open, change) in cases {
        let ages = Ages::on(day(on), born(birth), AgeSet::default(), true);
        let (yes, no) = statements(&ages);
        let got = (
            ages.in_years,
            yes.last().copied(),
            no.first().copied(),
            ages.change_on,
        );
        let wanted = (Some(years), Some(reached), Some(open), Some(day(change)));
        assert_eq!(got, wanted, "{birth} on {on}");
        assert_eq!(ages.statements.len(), 11);
    }
}

#[test]
fn every_statement_is_true_or_false_for_the_oldest_and_the_newborn() {
    let (yes, no) = statements(&Ages::on(
        day("2026-11-24"),
        born("19400101"),
        AgeSet::default(),
        true,
    ));
    assert_eq!(yes, [13, 15, 16, 18, 20, 21, 25, 60, 65, 70, 75]);
    assert!(no.is_empty());
    let (yes, no) = statements(&Ages::on(
        day("2026-11-24"),
        born("20261101"),
        AgeSet::default(),
        true,
    ));
    assert!(yes.is_empty());
    assert_eq!(no.len(), 11);
}

#[test]
fn without_the_years_only_a_birthday_of_a_statement_changes_the_ages() {
    let ages = Ages::on(
        day("2026-11-24"),
        born("19900415"),
        AgeSet::default(),
        false,
    );
    assert_eq!(ages.in_years, None);
    assert_eq!(ages.change_on, Some(day("2050-04-15")));
    let ages = Ages::on(
        day("2026-11-24"),
        born("19400101"),
        AgeSet::default(),
        false,
    );
    assert_eq!(ages.change_on, None);
}

#[test]
fn the_ages_of_the_statements_are_the_issuers_choice() {
    let ages = |set: &[u8]| {
        let set = AgeSet::of(set).unwrap();
        statements(&Ages::on(day("2026-11-24"), born("20061124"), set, true))
    };
    assert_eq!(ages(&[20, 18, 20, 0]), (vec![0, 18, 20], vec![]));
    assert_eq!(ages(&[99, 21]), (vec![], vec![21, 99]));
    assert_eq!(ages(&[]), (vec![], vec![]));
    assert_eq!(AgeSet::of(&[18, 100, 255]), Err(100));
    let tens = AgeSet::of(&[10, 20]).unwrap();
    assert_eq!(format!("{tens:?}"), "[10, 20]");
}

#[test]
fn without_statements_and_years_no_birthday_changes_anything() {
    let none = AgeSet::of(&[]).unwrap();
    let ages = Ages::on(day("2026-11-24"), born("20061125"), none, false);
    assert_eq!((ages.change_on, ages.certain_on), (None, None));
    let twenty = AgeSet::of(&[20]).unwrap();
    let ages = Ages::on(day("2026-11-24"), born("20061125"), twenty, false);
    assert_eq!(ages.change_on, Some(day("2026-11-25")));
}

#[test]
fn of_a_partly_unknown_birth_date_only_what_is_certain_is_said() {
    // 20 is in doubt until the end of the year.
    let ages = Ages::on(day("2026-11-24"), born("20060000"), AgeSet::default(), true);
    let (yes, no) = statements(&ages);
    assert_eq!(ages.in_years, None);
    assert_eq!(yes, [13, 15, 16, 18]);
    assert_eq!(no, [21, 25, 60, 65, 70, 75]);
    // Born on 1 January at the earliest.
    assert_eq!(ages.change_on, Some(day("2027-01-01")));
    // In November, every day of April is past.
    let ages = Ages::on(day("2026-11-24"), born("20060400"), AgeSet::default(), true);
    assert_eq!(ages.in_years, Some(20));
    assert_eq!(ages.statements.len(), 11);
    assert_eq!(ages.change_on, Some(day("2027-04-01")));
}

#[test]
fn birth_dates_are_written_in_each_form() {
    let cases = [
        (
            "19900415",
            "1990年4月15日",
            "1004(\"1990-04-15\")",
            "1004(\"1990-04-15\")",
        ),
        (
            "19900400",
            "1990年4月日不詳",
            "{\"birth_date\": 1004(\"1990-04-30\"), \"approximate_mask\": \"00000011\"}",
            "1004(\"1990-04-30\")",
        ),
        (
            "19900000",
            "1990年月日不詳",
            "{\"birth_date\": 1004(\"1990-12-31\"), \"approximate_mask\": \"00001111\"}",
            "1004(\"1990-12-31\")",
        ),
    ];
    for (digits, japanese, masked, approximate) in cases {
        let date = born(digits);
        assert_eq!(birth_date::in_japanese(date), japanese);
        let mut out = Vec::new();
        birth_date::write_masked(date, &mut Writer::new(&mut out));
        assert_eq!(diagnostic(&out).unwrap(), masked);
        let mut out = Vec::new();
        birth_date::write_approximate(date, &mut Writer::new(&mut out));
        assert_eq!(diagnostic(&out).unwrap(), approximate);
    }
}

#[test]
fn sex_has_one_code_and_one_text() {
    let cases = [
        (Sex::Male, 1, "男"),
        (Sex::Female, 2, "女"),
        (Sex::NotApplicable, 9, "不明"),
    ];
    for (value, code, text) in cases {
        assert_eq!((sex::code(value), sex::in_japanese(value)), (code, text));
    }
}

#[test]
fn a_name_is_parted_where_the_card_shows_the_parts() {
    let parted = [
        ("番号　花子", ("番号", "花子")),
        (
            "\u{20BB7}田　辻\u{E0100}子",
            ("\u{20BB7}田", "辻\u{E0100}子"),
        ),
    ];
    for (whole, parts) in parted {
        assert_eq!(name::parts(whole), Some(parts));
    }
    let whole = [
        "番号花子",
        "番号 花子",
        "番号　花子　太郎",
        "番号　",
        "　花子",
        "SMITH　JOHN",
        "ＳＭＩＴＨ　ＪＯＨＮ",
        "SMITH　JOHN（山田　太郎）",
        "番号　花子（山田）",
    ];
    for name in whole {
        assert_eq!(name::parts(name), None, "{name}");
    }
}
