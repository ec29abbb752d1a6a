use super::*;
use crate::error::Coded;

#[test]
fn a_missing_fact_is_named() {
    let cases: [(IssuerFacts, &str); 2] = [
        (IssuerFacts::new(), "family_name"),
        (
            IssuerFacts::new()
                .with(Fact::family_name("BANGO"), Source::Passport)
                .with(Fact::given_name("HANAKO"), Source::Passport),
            "issue_date",
        ),
    ];
    for (facts, element) in cases {
        let error = licence(&Case::new(), &facts).unwrap_err();
        assert_eq!(error, DeriveError::MissingFact { element });
        assert_eq!(error.code(), "derive.missing-fact");
        assert!(error.to_string().contains(element));
    }
    let error = my_number(&Case::new(), &IssuerFacts::new()).unwrap_err();
    let element = "local_gov_code_unicode";
    assert_eq!(error, DeriveError::MissingFact { element });
}

#[test]
fn a_bad_value_is_refused_by_a_code_of_its_own() {
    let name = |text| facts().with(Fact::family_name(text), Source::Passport);
    let case = Case::new;
    let cases: [(Result<Claims, DeriveError>, &str); 12] = [
        (licence(&case(), &name("番号")), "derive.not-latin1"),
        (licence(&case(), &name("Bangō")), "derive.not-latin1"),
        (licence(&case(), &name(&"B".repeat(151))), "derive.value"),
        (
            licence(
                &Case {
                    licence: None,
                    ..case()
                },
                &facts(),
            ),
            "derive.no-licence",
        ),
        (
            my_number(
                &Case {
                    name: "番\u{E000}　花子",
                    ..case()
                },
                &facts(),
            ),
            "derive.private-use-character",
        ),
        (
            my_number(
                &Case {
                    address: "東京都\u{F0000}",
                    ..case()
                },
                &facts(),
            ),
            "derive.private-use-character",
        ),
        (
            my_number(
                &Case {
                    portrait: Some(b"\x89PNG\r\n\x1a\n".to_vec()),
                    ..case()
                },
                &facts(),
            ),
            "derive.portrait-format",
        ),
        (
            licence(&case().licence_with(0x107, b"GIF89a".to_vec()), &facts()),
            "derive.portrait-format",
        ),
        (
            licence(&case().licence_with(0x107, Vec::new()), &facts()),
            "derive.missing-fact",
        ),
        (
            my_number(
                &case(),
                &facts().with(Fact::municipality_code("131016"), Source::Configuration),
            ),
            "derive.value",
        ),
        (
            licence(
                &case(),
                &facts().with(
                    Fact::family_name_national_character("山田"),
                    Source::HolderStatement,
                ),
            ),
            "derive.fact-contradicts-card",
        ),
        (
            licence(
                &case(),
                &facts().with(
                    Fact::issue_date(FullDate::parse("2029-05-16").unwrap()),
                    Source::PoliceRecord,
                ),
            ),
            "derive.fact-contradicts-card",
        ),
    ];
    for (index, (derived, code)) in cases.into_iter().enumerate() {
        assert_eq!(derived.unwrap_err().code(), code, "case {index}");
    }
}

#[test]
fn a_character_for_private_use_is_told_by_its_place_and_never_shown() {
    let cases = [
        ("\u{E000}番　花子", "full_name_unicode", 1),
        ("番\u{F8FF}　花子", "full_name_unicode", 2),
        // A character outside the basic plane counts as one, and so does a variation selector.
        ("\u{20BB7}田　辻\u{E0100}\u{F0000}", "full_name_unicode", 6),
        ("番号　花\u{10FFFD}", "full_name_unicode", 5),
    ];
    for (name, element, position) in cases {
        let case = Case {
            name,
            ..Case::new()
        };
        let error = my_number(&case, &facts()).unwrap_err();
        assert_eq!(
            error,
            DeriveError::PrivateUseCharacter { element, position }
        );
        assert_eq!(error.code(), "derive.private-use-character");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(element) && shown.contains(&position.to_string()));
        assert!(!shown.contains(['番', '田', '辻', '花']), "{shown}");
    }
}

#[test]
fn nothing_is_derived_for_a_time_after_the_end() {
    let late = now().plus_days(1_001);
    let evidence = Case::new().evidence();
    let derived = my_number_card(&evidence, &facts(), late, &ClaimOptions::new());
    assert_eq!(derived.unwrap_err().code(), "derive.expired");
    let from = Timestamp::parse("2029-05-15T15:00:00Z").unwrap();
    let derived = driving_licence(&evidence, &facts(), from, &ClaimOptions::new());
    assert_eq!(derived.unwrap_err().code(), "derive.expired");
}

#[test]
fn a_licence_that_cannot_be_read_is_refused() {
    // A condition that is no text of JIS X 0208, and a type without its date.
    for (tag, value) in [(0xC6, vec![0xFF]), (0xE9, b"4180".to_vec())] {
        let derived = licence(&Case::new().licence_with(tag, value), &facts());
        assert_eq!(derived.unwrap_err().code(), "derive.licence", "{tag:x}");
    }
}
