use super::*;
use crate::cbor::diagnostic;
use crate::error::Coded;

fn value(claims: &Claims, identifier: &str) -> Option<String> {
    let mut found = claims
        .elements()
        .filter(|claim| claim.identifier() == identifier);
    found.next().map(|claim| claim.in_words())
}

#[test]
fn the_my_number_document_has_every_element_but_the_number() {
    let claims = my_number(&Case::new(), &facts()).unwrap();
    assert_eq!(claims.doc_type(), "org.iso.23220.1.jp.mnc");
    assert_eq!(
        table(&claims),
        format!(
            "\
23220.1 birth_date 1990-04-15
23220.1 sex 2
23220.1 age_in_years 36
23220.1 age_over_13 true
23220.1 age_over_15 true
23220.1 age_over_16 true
23220.1 age_over_18 true
23220.1 age_over_20 true
23220.1 age_over_21 true
23220.1 age_over_25 true
23220.1 age_over_60 false
23220.1 age_over_65 false
23220.1 age_over_70 false
23220.1 age_over_75 false
23220.1.jp full_name_unicode 番号　花子
23220.1.jp resident_address_unicode 東京都千代田区丸の内９丁目９９番９号
23220.1.jp local_gov_code_unicode 13101
23220.1.jp portrait JPEG 2000, 378x472, {} bytes
23220.1.jp sex_unicode 女
23220.1.jp birth_date_unicode 1990年4月15日
",
            FACE.len()
        )
    );
}

#[test]
fn the_driving_licence_has_every_element_that_card_and_facts_can_feed() {
    let claims = licence(&Case::new(), &facts()).unwrap();
    assert_eq!(claims.doc_type(), "org.iso.18013.5.1.mDL");
    let whole = table(&claims);
    let wanted = [
        "18013.5.1 family_name BANGO",
        "18013.5.1 given_name HANAKO",
        "18013.5.1 birth_date 1990-04-15",
        "18013.5.1 issue_date 2024-05-10",
        "18013.5.1 expiry_date 2029-05-15",
        "18013.5.1 issuing_country JP",
        "18013.5.1 issuing_authority Tokyo Metropolitan Public Safety Commission",
        "18013.5.1 document_number 300699999950",
        "18013.5.1 un_distinguishing_sign J",
        "18013.5.1 sex 2",
        "18013.5.1 age_in_years 36",
        "18013.5.1 age_birth_year 1990",
        "18013.5.1 age_over_20 true",
        "18013.5.1 family_name_national_character 番号",
        "18013.5.1 given_name_national_character 花子",
        "18013.5.1.JP full_name_unicode 番号　花子",
        "18013.5.1.JP resident_address_unicode 東京都千代田区丸の内９丁目９９番９号",
        "18013.5.1.JP birth_date_unicode 1990年4月15日",
        "18013.5.1.JP conditions_unicode 眼鏡等 / 準中型車は準中型車（５ｔ）に限る",
        "18013.5.1.JP remarks_unicode 備考一",
        "18013.5.1.JP holder_class gold",
        "18013.5.1.JP name_romanisation_source passport",
    ];
    for line in wanted {
        assert!(whole.lines().any(|row| row == line), "{line}\n{whole}");
    }
    let privileges = value(&claims, "driving_privileges").unwrap();
    assert!(privileges.contains("\"C1\""), "{privileges}");
    let domestic = value(&claims, "domestic_driving_privileges").unwrap();
    assert!(domestic.contains("小特"), "{domestic}");
    let portrait = claims
        .elements()
        .find(|claim| claim.identifier() == "portrait");
    assert!(portrait.unwrap().value().ends_with(LICENCE_PHOTO));
    assert_eq!(claims.elements().count(), 35);
}

#[test]
fn every_claim_is_a_value_of_its_row() {
    let case = Case::new();
    for claims in [my_number(&case, &facts()), licence(&case, &facts())] {
        for claim in claims.unwrap().elements() {
            assert_eq!(claim.element().check(claim.value()), Ok(()));
            assert!(claim.element().matches(claim.identifier()));
        }
    }
}

#[test]
fn the_individual_number_is_issued_on_request_and_never_shown() {
    let options = ClaimOptions::new().with_individual_number();
    let asked = |number| {
        let case = Case {
            number,
            ..Case::new()
        };
        my_number_card(&case.evidence(), &facts(), now(), &options)
    };
    let identifier = "individual_number_unicode";
    let claims = asked(Some(NUMBER)).unwrap();
    assert_eq!(value(&claims, identifier).unwrap(), "(not shown)");
    let claim = claims
        .elements()
        .find(|claim| claim.identifier() == identifier);
    assert_eq!(
        diagnostic(claim.unwrap().value()).unwrap(),
        "\"123456789018\""
    );
    assert_eq!(asked(None).unwrap_err().code(), "derive.individual-number");
    let read_but_not_asked = Case {
        number: Some(NUMBER),
        ..Case::new()
    };
    let claims = my_number(&read_but_not_asked, &facts()).unwrap();
    assert_eq!(value(&claims, identifier), None);
}

#[test]
fn texts_of_the_card_are_kept_as_read() {
    // Outside the basic plane, with a variation selector, and a compatibility ideograph that
    // normalisation would change.
    for name in ["\u{20BB7}田　辻\u{E0100}子", "\u{FA19}谷　花子"] {
        let case = Case {
            name,
            ..Case::new()
        };
        for claims in [my_number(&case, &facts()), licence(&case, &facts())] {
            let claims = claims.unwrap();
            let claim = claims
                .elements()
                .find(|claim| claim.identifier() == "full_name_unicode");
            assert!(claim.unwrap().value().ends_with(name.as_bytes()));
        }
    }
}

#[test]
fn what_no_element_has_a_form_for_is_kept_as_the_card_has_it() {
    let case = Case::new()
        .licence_with(0xC3, b"1".to_vec())
        .licence_with(0xC8, [jis("補聴器"), vec![0xFF, 0xF3, 0xFF, 0xFA]].concat())
        .licence_with(0xCA, Vec::new())
        .licence_with(0xD4, vec![0x01, 0x80])
        .licence_with(0xDF, jis("予備"))
        .licence_with(0xE8, b"300699999950".to_vec())
        .licence_with(0x106, vec![9]);
    let claims = licence(&case, &facts()).unwrap();
    let shown = |identifier| value(&claims, identifier).unwrap();
    assert!(shown("conditions_unicode").ends_with(" / 補聴器〓3〓"));
    assert_eq!(
        shown("missing_characters"),
        "[{\"number\": 3, \"content\": h'0180'}]"
    );
    assert_eq!(
        shown("other_objects"),
        "[{\"number\": 195, \"content\": h'31'}, {\"number\": 223, \"content\": h'4d3d4877'}, \
         {\"number\": 232, \"content\": h'333030363939393939393530'}, \
         {\"number\": 262, \"content\": h'09'}]"
    );
    let usual = licence(&Case::new(), &facts()).unwrap();
    assert_eq!(value(&usual, "missing_characters"), None);
    assert_eq!(value(&usual, "other_objects"), None);
}

/// The date is told by the types of its group; where none is held, the card's object is kept.
#[test]
fn a_date_of_acquisition_is_kept_without_a_type_of_its_group() {
    let with = |date: &[u8]| Case::new().licence_with(0xEB, date.to_vec());
    let kept = |case: &Case| value(&licence(case, &facts()).unwrap(), "other_objects");
    let second_class = "[{\"number\": 235, \"content\": h'34333530343031'}]";
    assert_eq!(kept(&with(b"4350401")).unwrap(), second_class);
    assert_eq!(kept(&with(b"4000000")), None);
    let held = with(b"4350401").licence_with(0xF5, vec![1]);
    assert_eq!(kept(&held), None);
    let claims = licence(&held, &facts()).unwrap();
    let domestic = value(&claims, "domestic_driving_privileges").unwrap();
    assert!(domestic.contains(
        "{\"type_code\": \"13\", \"name_unicode\": \"普二\", \
         \"acquisition_date\": 1004(\"2023-04-01\")}"
    ));
}

#[test]
fn every_word_for_the_colour_has_its_class() {
    for (word, class) in [("優良", "gold"), ("その他", "blue"), ("新規", "green")] {
        let case = Case::new().licence_with(0xC4, jis(word));
        let claims = licence(&case, &facts()).unwrap();
        assert_eq!(value(&claims, "holder_class").unwrap(), class, "{word}");
    }
    let case = Case::new().licence_with(0xC4, Vec::new());
    let claims = licence(&case, &facts()).unwrap();
    assert_eq!(value(&claims, "holder_class"), None);
}

#[test]
fn the_parts_of_a_foreign_name_come_from_facts_or_are_left_out() {
    let case = Case {
        name: "SMITH　JOHN（山田　太郎）",
        ..Case::new()
    };
    let identifier = "family_name_national_character";
    let claims = licence(&case, &facts()).unwrap();
    assert_eq!(value(&claims, identifier), None);
    let known = facts().with(
        Fact::family_name_national_character("山田"),
        Source::ResidentsRegister,
    );
    let claims = licence(&case, &known).unwrap();
    assert_eq!(value(&claims, identifier).unwrap(), "山田");
}

#[test]
fn claims_end_with_the_first_of_their_parents() {
    let end = |case: &Case, derive: fn(&Case, &IssuerFacts) -> Result<Claims, DeriveError>| {
        derive(case, &facts()).unwrap().valid_until().to_string()
    };
    // The last second, in Japan, before the 37th birthday.
    let usual = Case::new();
    assert_eq!(end(&usual, my_number), "2027-04-14T14:59:59Z");
    assert_eq!(end(&usual, licence), "2027-04-14T14:59:59Z");
    // The licence ends before that, at the end of its last day in Japan.
    let ending = Case {
        licence_expires: "2026-12-31",
        ..Case::new()
    };
    assert_eq!(end(&ending, licence), "2026-12-31T14:59:59Z");
    assert_eq!(end(&ending, my_number), "2027-04-14T14:59:59Z");
    // Without the years, the card's end is the first.
    let evidence = usual.evidence();
    let options = ClaimOptions::new().without_age_in_years();
    let claims = my_number_card(&evidence, &facts(), now(), &options).unwrap();
    assert_eq!(claims.valid_until(), evidence.card_valid_until());
    assert_eq!(value(&claims, "age_in_years"), None);
}

#[test]
fn ages_are_those_of_the_day_in_japan_on_which_the_credential_begins() {
    let case = Case {
        birth: "20061125",
        ..Case::new()
    };
    let over_20 = |from: &str| {
        let from = Timestamp::parse(from).unwrap();
        let options = ClaimOptions::new();
        let claims = my_number_card(&case.evidence(), &facts(), from, &options).unwrap();
        value(&claims, "age_over_20").unwrap()
    };
    assert_eq!(over_20("2026-11-24T14:59:58Z"), "false");
    assert_eq!(over_20("2026-11-24T15:00:00Z"), "true");
}

#[test]
fn a_document_has_the_age_statements_that_its_issuer_chose() {
    let options = ClaimOptions::new().with_age_statements(&[20, 18]).unwrap();
    let evidence = Case::new().evidence();
    for claims in [
        my_number_card(&evidence, &facts(), now(), &options).unwrap(),
        driving_licence(&evidence, &facts(), now(), &options).unwrap(),
    ] {
        let ages = claims.elements().map(|claim| claim.identifier());
        let ages: Vec<_> = ages.filter(|name| name.starts_with("age_over_")).collect();
        assert_eq!(ages, ["age_over_18", "age_over_20"]);
        assert_eq!(claims.basis.age_statements, 2);
    }
    let refused = ClaimOptions::new().with_age_statements(&[18, 100]);
    assert_eq!(refused.unwrap_err().code(), "derive.age-out-of-range");
}

#[test]
fn a_partly_unknown_birth_date_is_masked_and_gives_no_doubtful_age() {
    let case = Case {
        birth: "20060000",
        ..Case::new()
    };
    let claims = my_number(&case, &facts()).unwrap();
    assert_eq!(value(&claims, "age_in_years"), None);
    assert_eq!(value(&claims, "age_over_20"), None);
    assert_eq!(value(&claims, "age_over_18").unwrap(), "true");
    assert_eq!(
        value(&claims, "birth_date_unicode").unwrap(),
        "2006年月日不詳"
    );
    let claims = licence(&case, &facts()).unwrap();
    assert_eq!(value(&claims, "birth_date").unwrap(), "2006-12-31");
}

#[test]
fn facts_are_reported_by_element_and_source_alone() {
    let facts = facts().with(Fact::family_name("NUMBER"), Source::Transliteration);
    let report = serde_json::to_string(&facts.report()).unwrap();
    assert!(report.contains(r#"{"element":"family_name","source":"transliteration"}"#));
    assert_eq!(report.matches("\"family_name\"").count(), 1);
    let shown = format!("{facts:?} {:?}", Fact::family_name("NUMBER"));
    for hidden in ["BANGO", "NUMBER", "HANAKO"] {
        assert!(!report.contains(hidden) && !shown.contains(hidden));
    }
    let claims = licence(&Case::new(), &facts).unwrap();
    assert_eq!(
        value(&claims, "name_romanisation_source").unwrap(),
        "transliteration, passport"
    );
}

#[test]
fn claims_show_no_personal_data_when_debugged() {
    let claims = licence(&Case::new(), &facts()).unwrap();
    let parts: String = claims
        .elements()
        .map(|claim| format!("{claim:?}"))
        .collect();
    let shown = format!("{claims:?} {parts}");
    for hidden in ["BANGO", "花子", "1990", "300699999950"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
