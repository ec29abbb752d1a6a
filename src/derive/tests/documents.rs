use encoding_rs::EUC_JP;

use crate::card::record::Sex;
use crate::cbor::diagnostic;
use crate::derive::*;
use crate::error::Coded;
use crate::evidence::{
    Evidence, unchecked_for_tests, unchecked_holder_for_tests, unchecked_licence_for_tests,
};
use crate::time::{FullDate, PartialDate, Timestamp};

const FACE: &[u8] = include_bytes!("../../card/simulator/assets/portrait-face.jp2");
const LICENCE_PHOTO: &[u8] = include_bytes!("../../card/simulator/assets/portrait-licence.jp2");
const NUMBER: [u8; 12] = *b"123456789018";

fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T00:00:00Z").unwrap()
}

/// A person with a licence; each test changes one thing.
struct Case {
    name: &'static str,
    address: &'static str,
    birth: &'static str,
    portrait: Option<Vec<u8>>,
    licence: Option<Vec<(u16, Vec<u8>)>>,
    licence_expires: &'static str,
    number: Option<[u8; 12]>,
}

impl Case {
    fn new() -> Self {
        Self {
            name: "番号　花子",
            address: "東京都千代田区丸の内９丁目９９番９号",
            birth: "19900415",
            portrait: Some(FACE.to_vec()),
            licence: Some(licence_objects()),
            licence_expires: "2029-05-15",
            number: None,
        }
    }

    fn evidence(&self) -> Evidence {
        let birth = PartialDate::parse_compact(self.birth.as_bytes()).unwrap();
        let holder = unchecked_holder_for_tests(self.name, self.address, birth, Sex::Female);
        let expires = FullDate::parse(self.licence_expires).unwrap();
        let licence = self
            .licence
            .as_ref()
            .map(|objects| unchecked_licence_for_tests(licence_file(objects), expires));
        unchecked_for_tests(holder, self.portrait.clone(), licence, self.number, now())
    }

    fn licence_with(mut self, tag: u16, value: Vec<u8>) -> Self {
        if let Some(objects) = &mut self.licence {
            objects.retain(|(known, _)| *known != tag);
            objects.push((tag, value));
            objects.sort();
        }
        self
    }
}

fn licence_objects() -> Vec<(u16, Vec<u8>)> {
    vec![
        (0xC4, jis("優良")),
        (0xC5, b"5110515".to_vec()),
        (0xC6, jis("眼鏡等")),
        (0xC7, jis("準中型車は準中型車（５ｔ）に限る")),
        (0xD7, jis("備考一")),
        (0xE7, b"300699999950".to_vec()),
        (0xE9, b"4180601".to_vec()),
        (0xEA, b"4200520".to_vec()),
        (0xED, vec![1]),
        (0xF1, vec![1]),
        (0xF2, vec![1]),
        (0xFA, vec![1]),
        (0x107, LICENCE_PHOTO.to_vec()),
    ]
}

fn jis(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = EUC_JP.encode(text);
    assert!(!unmappable);
    bytes.iter().map(|byte| byte & 0x7F).collect()
}

fn licence_file(objects: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    for (tag, value) in objects {
        let [high, low] = tag.to_be_bytes();
        if high > 0 {
            file.push(high);
        }
        file.push(low);
        match u8::try_from(value.len()) {
            Ok(length @ 0..=0x7F) => file.push(length),
            _ => {
                file.push(0x82);
                file.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
            }
        }
        file.extend(value);
    }
    file
}

fn facts() -> IssuerFacts {
    let issued = FullDate::parse("2024-05-10").unwrap();
    IssuerFacts::new()
        .with(Fact::municipality_code("13101"), Source::ResidentsRegister)
        .with(Fact::family_name("BANGO"), Source::Passport)
        .with(Fact::given_name("HANAKO"), Source::Passport)
        .with(Fact::issue_date(issued), Source::PoliceRecord)
        .with(
            Fact::issuing_authority("Tokyo Metropolitan Public Safety Commission"),
            Source::Configuration,
        )
}

fn table(claims: &Claims) -> String {
    let row = |claim: Claim<'_>| {
        let space = claim.namespace().strip_prefix("org.iso.").unwrap();
        format!("{space} {} {}\n", claim.identifier(), claim.in_words())
    };
    claims.elements().map(row).collect()
}

fn value(claims: &Claims, identifier: &str) -> Option<String> {
    let mut found = claims
        .elements()
        .filter(|claim| claim.identifier() == identifier);
    found.next().map(|claim| claim.in_words())
}

fn my_number(case: &Case, facts: &IssuerFacts) -> Result<Claims, DeriveError> {
    my_number_card(&case.evidence(), facts, now(), &ClaimOptions::new())
}

fn licence(case: &Case, facts: &IssuerFacts) -> Result<Claims, DeriveError> {
    driving_licence(&case.evidence(), facts, now(), &ClaimOptions::new())
}

#[test]
fn the_my_number_document_has_every_element_but_the_number() {
    let claims = my_number(&Case::new(), &facts()).unwrap();
    assert_eq!(claims.doc_type(), "org.iso.23220.1.jp.mnc");
    assert_eq!(
        table(&claims),
        format!(
            "\
23220.1 birth_date 1004(\"1990-04-15\")
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
23220.1.jp full_name_unicode \"番号\\u{{3000}}花子\"
23220.1.jp resident_address_unicode \"東京都千代田区丸の内９丁目９９番９号\"
23220.1.jp local_gov_code_unicode \"13101\"
23220.1.jp portrait JPEG 2000, 378x472, {} bytes
23220.1.jp sex_unicode \"女\"
23220.1.jp birth_date_unicode \"1990年4月15日\"
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
        "18013.5.1 family_name \"BANGO\"",
        "18013.5.1 given_name \"HANAKO\"",
        "18013.5.1 birth_date 1004(\"1990-04-15\")",
        "18013.5.1 issue_date 1004(\"2024-05-10\")",
        "18013.5.1 expiry_date 1004(\"2029-05-15\")",
        "18013.5.1 issuing_country \"JP\"",
        "18013.5.1 issuing_authority \"Tokyo Metropolitan Public Safety Commission\"",
        "18013.5.1 document_number \"300699999950\"",
        "18013.5.1 un_distinguishing_sign \"J\"",
        "18013.5.1 sex 2",
        "18013.5.1 age_in_years 36",
        "18013.5.1 age_birth_year 1990",
        "18013.5.1 age_over_20 true",
        "18013.5.1 family_name_national_character \"番号\"",
        "18013.5.1 given_name_national_character \"花子\"",
        "18013.5.1.JP full_name_unicode \"番号\\u{3000}花子\"",
        "18013.5.1.JP resident_address_unicode \"東京都千代田区丸の内９丁目９９番９号\"",
        "18013.5.1.JP birth_date_unicode \"1990年4月15日\"",
        "18013.5.1.JP conditions_unicode \"眼鏡等\\n準中型車は準中型車（５ｔ）に限る\"",
        "18013.5.1.JP remarks_unicode \"備考一\"",
        "18013.5.1.JP holder_class \"gold\"",
        "18013.5.1.JP name_romanisation_source \"passport\"",
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
    assert!(matches!(asked(None), Err(DeriveError::NoIndividualNumber)));
    let read_but_not_asked = Case {
        number: Some(NUMBER),
        ..Case::new()
    };
    let claims = my_number(&read_but_not_asked, &facts()).unwrap();
    assert_eq!(value(&claims, identifier), None);
}

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
    assert_eq!(value(&claims, identifier).unwrap(), "\"山田\"");
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
fn nothing_is_derived_for_a_time_after_the_end() {
    let late = now().plus_days(1_001);
    let evidence = Case::new().evidence();
    let derived = my_number_card(&evidence, &facts(), late, &ClaimOptions::new());
    assert_eq!(derived.unwrap_err(), DeriveError::Expired);
    let from = Timestamp::parse("2029-05-15T15:00:00Z").unwrap();
    let derived = driving_licence(&evidence, &facts(), from, &ClaimOptions::new());
    assert_eq!(derived.unwrap_err(), DeriveError::Expired);
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
        "\"2006年月日不詳\""
    );
    let claims = licence(&case, &facts()).unwrap();
    assert_eq!(
        value(&claims, "birth_date").unwrap(),
        "1004(\"2006-12-31\")"
    );
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
        "\"transliteration, passport\""
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
