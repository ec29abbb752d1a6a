use LicenceCategory::*;

use super::*;
use crate::cbor::diagnostic;
use crate::doctype::{driving_licence, driving_licence_japan};

/// Categories with their codes, as `C[S01<8000]`.
fn mapped(held: &[LicenceCategory], conditions: &[&str]) -> String {
    let privileges = Privileges::map(held, conditions, |_| None, None);
    let one = |privilege: &Privilege| {
        let codes: Vec<String> = privilege
            .codes
            .iter()
            .map(|code| match code.limit {
                Some((sign, value)) => format!("{}{sign}{value}", code.code),
                None => code.code.to_owned(),
            })
            .collect();
        match codes.is_empty() {
            true => privilege.category.to_owned(),
            false => format!("{}[{}]", privilege.category, codes.join(",")),
        }
    };
    let all: Vec<String> = privileges.international.iter().map(one).collect();
    all.join(" ")
}

#[test]
fn every_type_has_its_categories() {
    let cases = [
        (Large, "C D C1 D1 B"),
        (Medium, "C[S01<11000] D[S02<=28] C1 D1 B"),
        (SemiMedium, "C1[S01<7500] B"),
        (Ordinary, "B"),
        (LargeSpecial, ""),
        (LargeMotorcycle, "A"),
        (OrdinaryMotorcycle, "A[S03<=400]"),
        (SmallSpecial, ""),
        (Moped, "AM[S03<=50]"),
        (Towing, ""),
        (LargeSecondClass, "D"),
        (MediumSecondClass, "D[S02<=28]"),
        (OrdinarySecondClass, "B"),
        (LargeSpecialSecondClass, ""),
        (TowingSecondClass, ""),
    ];
    for (category, wanted) in cases {
        assert_eq!(mapped(&[category], &[]), wanted, "{category:?}");
    }
}

#[test]
fn a_broader_type_takes_the_limit_of_a_narrower_one_away() {
    let cases: [(&[LicenceCategory], &str); 4] = [
        (&[Medium, Large], "C D C1 D1 B"),
        (&[OrdinaryMotorcycle, LargeMotorcycle], "A"),
        (&[SemiMedium, Medium], "C[S01<11000] D[S02<=28] C1 D1 B"),
        (&[MediumSecondClass, Large], "C D C1 D1 B"),
    ];
    for (held, wanted) in cases {
        assert_eq!(mapped(held, &[]), wanted);
    }
}

#[test]
fn a_trailer_goes_with_what_tows_it() {
    let cases: [(&[LicenceCategory], &[&str], &str); 4] = [
        (&[Ordinary, Towing], &[], "B BE"),
        (
            &[SemiMedium, Towing],
            &[],
            "C1[S01<7500] B C1E[S01<7500] BE",
        ),
        (&[Large, Towing], &[], "C D C1 D1 B CE DE C1E BE"),
        (&[Ordinary, TowingSecondClass], &["眼鏡等"], "B[01] BE[01]"),
    ];
    for (held, conditions, wanted) in cases {
        assert_eq!(mapped(held, conditions), wanted);
    }
}

#[test]
fn conditions_become_codes_and_limits() {
    let cases: [(&[LicenceCategory], &[&str], &str); 14] = [
        (&[Ordinary], &["眼鏡等"], "B[01]"),
        (&[Ordinary], &["義足"], "B[03]"),
        (&[Ordinary], &["ＡＴ車に限る"], "B[78]"),
        (&[Ordinary], &["眼鏡等", "普通車はＡＴ車に限る"], "B[01,78]"),
        (&[Ordinary], &["身体障害者用車両に限る"], "B[S05]"),
        (
            &[Ordinary, Moped],
            &["普通車はAT車に限る"],
            "B[78] AM[S03<=50]",
        ),
        (
            &[Medium],
            &["中型車は中型車（8t）に限る"],
            "C[S01<8000] C1 B",
        ),
        (&[Medium], &["中型車（８ｔ）に限る"], "C[S01<8000] C1 B"),
        (
            &[SemiMedium, Ordinary],
            &["準中型車は準中型車（５ｔ）に限る"],
            "C1[S01<5000] B",
        ),
        (
            &[SemiMedium, Ordinary],
            &["準中型車(5t)と普通車はAT車に限る"],
            "C1[78,S01<7500] B[78]",
        ),
        (
            &[OrdinaryMotorcycle],
            &["普自二車は小型二輪に限る"],
            "A1[S03<=125]",
        ),
        (
            &[LargeMotorcycle, Ordinary],
            &["大自二車はAT車に限る"],
            "B A[78]",
        ),
        (&[Ordinary], &["大型車はAT車に限る"], "B"),
        (&[Ordinary], &["補聴器"], "B"),
    ];
    for (held, conditions, wanted) in cases {
        assert_eq!(mapped(held, conditions), wanted, "{conditions:?}");
    }
}

#[test]
fn the_domestic_form_holds_every_type_in_the_order_of_the_licence() {
    let held = [
        Large,
        Ordinary,
        LargeSpecial,
        LargeMotorcycle,
        OrdinaryMotorcycle,
        SmallSpecial,
        Moped,
        Towing,
        LargeSecondClass,
        OrdinarySecondClass,
        LargeSpecialSecondClass,
        TowingSecondClass,
        Medium,
        MediumSecondClass,
        SemiMedium,
    ];
    let privileges = Privileges::map(&held, &[], |_| None, None);
    let rows: Vec<String> = privileges
        .domestic
        .iter()
        .map(|row| format!("{}{}", row.kind.number, row.kind.name))
        .collect();
    assert_eq!(
        rows.join(" "),
        "01大型 02中型 03準中型 04普通 05大特 06大自二 07普自二 08小特 09原付 10け引 \
         11大二 12中二 13普二 14大特二 15け引二"
    );
}

#[test]
fn both_forms_are_written_with_dates_codes_and_conditions() {
    let day = |text| FullDate::parse(text).unwrap();
    let acquired_on = |category| match category {
        Moped => Some(day("2006-06-01")),
        _ => Some(day("2008-05-20")),
    };
    let conditions = ["眼鏡等", "普通車はAT車に限る"];
    let privileges = Privileges::map(
        &[Ordinary, LargeSpecial, Moped],
        &conditions,
        acquired_on,
        Some(day("2029-05-15")),
    );
    let mut international = Vec::new();
    privileges.write_international(&mut Writer::new(&mut international));
    assert_eq!(
        diagnostic(&international).unwrap(),
        "[{\"vehicle_category_code\": \"B\", \"issue_date\": 1004(\"2008-05-20\"), \
         \"expiry_date\": 1004(\"2029-05-15\"), \
         \"codes\": [{\"code\": \"01\"}, {\"code\": \"78\"}]}, \
         {\"vehicle_category_code\": \"AM\", \"issue_date\": 1004(\"2006-06-01\"), \
         \"expiry_date\": 1004(\"2029-05-15\"), \
         \"codes\": [{\"code\": \"01\"}, {\"code\": \"S03\", \"sign\": \"<=\", \"value\": \"50\"}]}]"
    );
    let mut domestic = Vec::new();
    privileges.write_domestic(&mut Writer::new(&mut domestic));
    assert_eq!(
        diagnostic(&domestic).unwrap(),
        "[{\"type_code\": \"04\", \"name_unicode\": \"普通\", \
         \"acquisition_date\": 1004(\"2008-05-20\"), \
         \"conditions\": [\"普通車はAT車に限る\"]}, \
         {\"type_code\": \"05\", \"name_unicode\": \"大特\", \
         \"acquisition_date\": 1004(\"2008-05-20\")}, \
         {\"type_code\": \"09\", \"name_unicode\": \"原付\", \
         \"acquisition_date\": 1004(\"2006-06-01\")}]"
    );
    let row = &driving_licence::DRIVING_PRIVILEGES;
    assert_eq!(row.check(&international), Ok(()));
    let row = &driving_licence_japan::DOMESTIC_DRIVING_PRIVILEGES;
    assert_eq!(row.check(&domestic), Ok(()));
}

#[test]
fn one_category_from_two_types_has_the_earlier_date() {
    let acquired_on = |category| match category {
        Ordinary => FullDate::parse("2008-05-20").ok(),
        _ => FullDate::parse("2015-01-10").ok(),
    };
    let held = [Ordinary, OrdinarySecondClass];
    let privileges = Privileges::map(&held, &[], acquired_on, None);
    let dates: Vec<_> = privileges
        .international
        .iter()
        .map(|privilege| privilege.acquired_on.unwrap().to_string())
        .collect();
    assert_eq!(dates, ["2008-05-20"]);
}

#[test]
fn a_limit_that_is_not_understood_withholds_what_it_limits() {
    let cases: [(&[LicenceCategory], &str, &str); 6] = [
        (
            &[OrdinaryMotorcycle, Ordinary],
            "普自二車は小型二輪のＡＴ車に限る",
            "B",
        ),
        (&[Large], "大型車はマイクロバスに限る", ""),
        (&[Ordinary, Moped], "普通車はミニカーに限る", "AM[S03<=50]"),
        (&[Medium, Ordinary], "中型車は８ｔに限る", "B"),
        (&[Large, Ordinary], "大型車は大型車（自衛）に限る", "B"),
        (&[Ordinary, Towing], "け引車はライト・トレーラーに限る", "B"),
    ];
    for (held, condition, wanted) in cases {
        assert_eq!(mapped(held, &[condition]), wanted, "{condition}");
    }
}

#[test]
fn a_condition_that_may_limit_any_type_withholds_all() {
    let conditions = [
        // No type, or one that is not understood.
        "高速道路を除く",
        "三輪の自動車は二輪に限る",
        "普通車と飛行機はAT車に限る",
        "大型車を除く普通車はAT車に限る",
        "眼鏡等、普通車はAT車に限る",
        // A limit in words that no list would hold.
        "普通車はＡＴ車のみ",
        "普通車は３ｔ未満",
        "普通車は３ｔ以下",
        "普通車は５人まで",
        "普通車はＡＴ車",
        "普通車ＡＴ",
        "ＡＴ車の普通車に限る",
        "特定後写鏡等",
        "〓1〓",
        // Another scope or restriction behind one that is not understood.
        "大型車はＡＴ車、普通車はＡＴ車に限る",
        "大型車はマイクロバスに限る普通車はＡＴ車に限る",
        "大型車はバスで普通車もＡＴ車に限る",
        "大型車はバスに限り、ほかを除く",
        "大型車はＡＴ車に限り",
        "大型車は",
    ];
    for condition in conditions {
        let mapped = mapped(&[Ordinary, Moped], &[condition]);
        assert_eq!(mapped, "", "{condition}");
    }
}

#[test]
fn every_clause_of_a_compound_condition_counts() {
    let cases: [(&[LicenceCategory], &str, &str); 9] = [
        (
            &[Ordinary],
            "中型車は中型車（８ｔ）に限り、普通車はＡＴ車に限る",
            "B[78]",
        ),
        (
            &[Ordinary],
            "準中型車は準中型車（５ｔ）に限り普通車はＡＴ車に限る",
            "B[78]",
        ),
        (
            &[Medium, Ordinary],
            "中型車は中型車（８ｔ）に限り、普通車はＡＴ車に限る",
            "C[S01<8000] C1 B[78]",
        ),
        (
            &[Large, LargeMotorcycle],
            "大型車は大型車（自衛）に限り、大自二はＡＴ車に限る",
            "A[78]",
        ),
        (
            &[Ordinary, LargeMotorcycle],
            "普通車はＡＴ車に限り、大自二は三輪に限る",
            "B[78]",
        ),
        (
            &[SemiMedium, Ordinary, LargeMotorcycle],
            "準中型車は準中型車（５ｔ）に限り、普通車はＡＴ車に限り、大自二はＡＴ車に限る",
            "C1[S01<5000] B[78] A[78]",
        ),
        // A clause without a type may hold for any.
        (
            &[Ordinary, Moped],
            "普通車はＡＴ車に限り、身体障害者用車両に限る",
            "B[78,S05] AM[S03<=50,S05]",
        ),
        (&[Ordinary], "眼鏡等。普通車はＡＴ車に限る。", "B[01,78]"),
        (&[Ordinary, Moped], "普通車はＡＴ車に限り運転できる", ""),
    ];
    for (held, condition, wanted) in cases {
        assert_eq!(mapped(held, &[condition]), wanted, "{condition}");
    }
}

#[test]
fn a_limit_that_names_no_class_holds_for_the_second_class_too() {
    let cases: [(&[LicenceCategory], &str, &str); 6] = [
        (
            &[Ordinary, OrdinarySecondClass],
            "普通車はＡＴ車に限る",
            "B[78]",
        ),
        (
            &[MediumSecondClass],
            "中型車はＡＴ車に限る",
            "D[78,S02<=28]",
        ),
        (&[LargeSecondClass], "大型車はＡＴ車に限る", "D[78]"),
        (&[MediumSecondClass], "中型車は中型車（８ｔ）に限る", ""),
        (
            &[Ordinary, TowingSecondClass],
            "け引車はライト・トレーラーに限る",
            "B",
        ),
        // It names the class.
        (&[Ordinary, OrdinarySecondClass], "普二はＡＴ車に限る", "B"),
    ];
    for (held, condition, wanted) in cases {
        assert_eq!(mapped(held, &[condition]), wanted, "{condition}");
    }
}

#[test]
fn a_limit_of_a_narrower_type_holds_for_its_vehicles_under_a_broader_one() {
    let cases: [(&[LicenceCategory], &str, &str); 4] = [
        (&[SemiMedium], "普通車はＡＴ車に限る", "C1[S01<7500] B[78]"),
        (&[Large], "普通車はミニカーに限る", "C D C1 D1"),
        (&[Large], "中型車はＡＴ車に限る", "C[78] D[78] C1 D1[78] B"),
        (&[LargeMotorcycle], "普自二車はＡＴ車に限る", "A[78]"),
    ];
    for (held, condition, wanted) in cases {
        assert_eq!(mapped(held, &[condition]), wanted, "{condition}");
    }
}

#[test]
fn the_limit_of_one_type_leaves_nothing_of_another_that_it_is_put_on() {
    let cases: [(&[LicenceCategory], &str, &str); 4] = [
        (&[Large], "大型車は中型車（８ｔ）に限る", ""),
        (&[LargeMotorcycle], "大自二車は小型二輪に限る", ""),
        (&[Large], "自動車は準中型車（５ｔ）に限る", ""),
        // The licence and the vehicles are both named, and are of one type.
        (
            &[SemiMedium],
            "準中型で運転できる準中型車は準中型車（５ｔ）に限る",
            "C1[S01<5000] B",
        ),
    ];
    for (held, condition, wanted) in cases {
        assert_eq!(mapped(held, &[condition]), wanted, "{condition}");
    }
}

#[test]
fn a_restriction_of_the_towing_licence_holds_with_the_trailer_only() {
    let mapped = mapped(&[Ordinary, Towing], &["け引車はＡＴ車に限る"]);
    assert_eq!(mapped, "B BE[78]");
}

#[test]
fn a_restriction_of_motor_vehicles_holds_for_all() {
    for condition in ["自動車はＡＴ車に限る", "旅客車はＡＴ車に限る"] {
        let mapped = mapped(&[Ordinary, Moped], &[condition]);
        assert_eq!(mapped, "B[78] AM[78,S03<=50]", "{condition}");
    }
}

#[test]
fn a_limit_to_a_part_of_a_narrower_type_is_not_lost_under_a_broader_one() {
    let cases: [(&[LicenceCategory], &str, &str); 4] = [
        (&[Large], "中型車（８ｔ）に限る", "C1 B"),
        (
            &[Medium],
            "準中型車は準中型車（５ｔ）に限る",
            "D[S02<=28] D1 B",
        ),
        (&[LargeMotorcycle], "普自二車は小型二輪に限る", ""),
        (
            &[Medium],
            "中型車は中型車（８ｔ）に限る",
            "C[S01<8000] C1 B",
        ),
    ];
    for (held, condition, wanted) in cases {
        assert_eq!(mapped(held, &[condition]), wanted, "{condition}");
    }
}

#[test]
fn a_trailer_is_allowed_from_when_both_licences_were_there() {
    let day = |text| FullDate::parse(text).unwrap();
    let acquired_on = |category| match category {
        Towing => Some(day("2000-01-01")),
        _ => Some(day("2010-01-01")),
    };
    let privileges = Privileges::map(&[Towing, LargeSecondClass], &[], acquired_on, None);
    let dates: Vec<_> = privileges
        .international
        .iter()
        .map(|privilege| (privilege.category, privilege.acquired_on))
        .collect();
    let both = Some(day("2010-01-01"));
    assert_eq!(dates, [("D", both), ("DE", both)]);
}
