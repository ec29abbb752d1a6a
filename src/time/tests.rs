use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn day(text: &str) -> FullDate {
    FullDate::parse(text).unwrap()
}

#[test]
fn a_timestamp_is_read_back_as_it_was_written() {
    let cases = [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-24T09:00:01Z", 1_795_510_801),
        ("2024-02-29T23:59:59Z", 1_709_251_199),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ];
    for (text, unix) in cases {
        assert_eq!(at(text).unix(), unix, "{text}");
        assert_eq!(Timestamp::from_unix(unix).unwrap().to_string(), text);
    }
}

#[test]
fn any_other_form_of_a_timestamp_is_refused() {
    let form = TimeError::Form {
        expected: "YYYY-MM-DDThh:mm:ssZ",
    };
    let cases = [
        ("2026-11-24T09:00:00.000Z", form),
        ("2026-11-24T09:00:00+00:00", form),
        ("2026-11-24T09:00:00z", form),
        ("2026-11-24 09:00:00Z", form),
        ("2026-11-24T09:00Z", form),
        ("2026-11-2+T09:00:00Z", form),
        ("", form),
        ("2026-02-29T09:00:00Z", TimeError::NoSuchTime),
        ("2026-13-01T09:00:00Z", TimeError::NoSuchTime),
        ("2026-11-24T24:00:00Z", TimeError::NoSuchTime),
        ("2026-11-24T23:59:60Z", TimeError::NoSuchTime),
        ("0000-01-01T00:00:00Z", TimeError::OutOfRange),
    ];
    for (text, error) in cases {
        assert_eq!(Timestamp::parse(text), Err(error), "{text}");
    }
}

#[test]
fn times_are_floored_to_boundaries_that_all_holders_share() {
    let time = at("2026-11-26T13:47:12Z"); // a Thursday
    assert_eq!(time.floor_to_hour(), at("2026-11-26T13:00:00Z"));
    assert_eq!(time.floor_to_day(), at("2026-11-26T00:00:00Z"));
    assert_eq!(time.floor_to_week(), at("2026-11-23T00:00:00Z"));
    assert_eq!(time.floor_to_month(), at("2026-11-01T00:00:00Z"));
    let early = at("1969-12-31T23:59:59Z");
    assert_eq!(early.floor_to_day(), at("1969-12-31T00:00:00Z"));
    assert_eq!(early.floor_to_week(), at("1969-12-29T00:00:00Z"));
}

#[test]
fn a_day_in_japan_begins_at_fifteen_o_clock_utc_of_the_day_before() {
    assert_eq!(
        at("2026-11-23T14:59:59Z").date_in_japan(),
        day("2026-11-23")
    );
    assert_eq!(
        at("2026-11-23T15:00:00Z").date_in_japan(),
        day("2026-11-24")
    );
    assert_eq!(
        Timestamp::start_of_day_in_japan(day("2026-11-24")),
        at("2026-11-23T15:00:00Z")
    );
    assert_eq!(
        Timestamp::end_of_day_in_japan(day("2030-04-15")),
        at("2030-04-15T14:59:59Z")
    );
}

#[test]
fn moving_a_time_stays_within_its_range() {
    assert_eq!(
        at("2026-11-24T00:00:00Z").plus_days(-1),
        at("2026-11-23T00:00:00Z")
    );
    assert_eq!(
        at("2026-11-24T00:00:00Z").plus_days(i64::MAX),
        at("9999-12-31T23:59:59Z")
    );
    assert_eq!(
        at("2026-11-24T00:00:00Z").plus_seconds(i64::MIN),
        at("0001-01-01T00:00:00Z")
    );
}

#[test]
fn ages_are_completed_on_the_birthday() {
    let cases = [
        ("1990-04-15", "2026-04-14", 35),
        ("1990-04-15", "2026-04-15", 36),
        ("2004-02-29", "2025-02-28", 20),
        ("2004-02-29", "2025-03-01", 21),
        ("2004-02-29", "2024-02-29", 20),
        ("2026-01-01", "2025-12-31", 0),
        ("2026-06-01", "2026-05-31", 0),
    ];
    for (born, today, age) in cases {
        assert_eq!(day(born).age_on(day(today)), age, "{born} on {today}");
    }
    assert_eq!(day("2004-02-29").birthday(21), Some(day("2025-03-01")));
    assert_eq!(day("2004-02-29").birthday(20), Some(day("2024-02-29")));
    assert_eq!(day("9990-01-01").birthday(20), None);
}

#[test]
fn dates_of_a_card_are_eight_digits_of_which_the_last_may_be_unknown() {
    let month = |year, month| PartialDate::Month { year, month };
    let cases: [(&[u8], PartialDate, &str, &str); 4] = [
        (
            b"19900415",
            PartialDate::Day(day("1990-04-15")),
            "1990-04-15",
            "1990-04-15",
        ),
        (b"19900400", month(1990, 4), "1990-04-01", "1990-04-30"),
        (b"19901200", month(1990, 12), "1990-12-01", "1990-12-31"),
        (
            b"19900000",
            PartialDate::Year { year: 1990 },
            "1990-01-01",
            "1990-12-31",
        ),
    ];
    for (digits, date, earliest, latest) in cases {
        assert_eq!(PartialDate::parse_compact(digits), Ok(date));
        assert_eq!(date.earliest(), day(earliest));
        assert_eq!(date.latest(), day(latest));
    }
    for wrong in [
        &b"19900431"[..],
        b"19901300",
        b"00000000",
        b"1990041",
        b"1990041x",
        b"",
    ] {
        assert!(PartialDate::parse_compact(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn eras_are_offsets_also_past_their_end() {
    let cases: [(&[u8], &str); 6] = [
        (b"5080515", "2026-05-15"),
        (b"4330101", "2021-01-01"),
        (b"3640107", "1989-01-07"),
        (b"2010730", "1912-07-30"),
        (b"1450101", "1912-01-01"),
        (b"5010501", "2019-05-01"),
    ];
    for (digits, date) in cases {
        assert_eq!(Era::parse_date(digits), Ok(day(date)));
    }
    for wrong in [
        &b"6080515"[..],
        b"0080515",
        b"5000515",
        b"5080230",
        b"508051",
        b"50805155",
    ] {
        assert!(Era::parse_date(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_date_lies_in_the_era_that_had_begun() {
    let cases = [
        ("2019-04-30", Some((Era::Heisei, 31))),
        ("2019-05-01", Some((Era::Reiwa, 1))),
        ("1989-01-07", Some((Era::Showa, 64))),
        ("1989-01-08", Some((Era::Heisei, 1))),
        ("1926-12-24", Some((Era::Taisho, 15))),
        ("1912-07-29", Some((Era::Meiji, 45))),
        ("1867-12-31", None),
    ];
    for (date, era) in cases {
        assert_eq!(Era::of(day(date)), era, "{date}");
    }
}
