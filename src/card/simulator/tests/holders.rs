use super::*;
use crate::card::VerificationNumberB;

#[test]
fn holders_are_found_by_name() {
    for holder in Holder::ALL {
        assert_eq!(holder.name().parse(), Ok(holder));
        assert_eq!(holder.to_string(), holder.name());
    }
    assert_eq!("Hanako".parse::<Holder>(), Err(UnknownHolder));
}

#[test]
fn verification_number_b_counts_the_years_of_the_era() {
    let cases = [
        (Holder::Hanako, "02041520352285"),
        (Holder::RareKanji, "60120320344071"),
        (Holder::Foreign, "53022820356630"),
        (Holder::NoLicence, "13070720349152"),
    ];
    for (holder, expected) in cases {
        assert_eq!(holder.verification_number_b().unwrap(), expected);
        assert!(VerificationNumberB::parse(expected).is_ok());
    }
}

#[test]
fn individual_numbers_have_a_valid_check_digit() {
    for holder in Holder::ALL {
        let digits: Vec<u32> = holder
            .individual_number()
            .chars()
            .map(|c| c.to_digit(10).unwrap())
            .collect();
        let [body @ .., check] = digits.as_slice() else {
            panic!("no digits")
        };
        assert_eq!(body.len(), 11);
        let sum: u32 = body
            .iter()
            .rev()
            .zip([2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6])
            .map(|(d, w)| d * w)
            .sum();
        let expected = match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        };
        assert_eq!(*check, expected, "{holder}");
    }
}

#[test]
fn licence_numbers_have_twelve_digits_with_a_valid_check_digit() {
    for number in Holder::ALL.into_iter().filter_map(Holder::licence_number) {
        let digits: Vec<u32> = number.chars().map(|c| c.to_digit(10).unwrap()).collect();
        assert_eq!(digits.len(), 12);
        let sum: u32 = digits
            .iter()
            .zip([5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
            .map(|(d, w)| d * w)
            .sum();
        let expected = match sum % 11 {
            0 => 1,
            1 => 0,
            rest => 11 - rest,
        };
        assert_eq!(digits[10], expected);
    }
}

#[test]
fn substitute_flags_have_a_digit_for_each_character_of_the_certificate() {
    for holder in Holder::ALL {
        let person = holder.person();
        for attribute in [&person.name, &person.address] {
            let flags = attribute.substitutes;
            assert_eq!(
                flags.chars().count(),
                attribute.certified.chars().count(),
                "{holder}"
            );
            assert!(flags.chars().all(|flag| flag == '0' || flag == '1'));
            assert_eq!(flags.contains('1'), attribute.text != attribute.certified);
        }
    }
}

#[test]
fn nothing_that_can_be_printed_shows_a_person() {
    let portrait = Variation::FacePortrait(b"patterned".to_vec());
    let shown = [
        format!("{:?}", SoftwareCard::new(Holder::Hanako).unwrap()),
        format!("{portrait:?}"),
        format!(
            "{:?}",
            Variation::File(Application::Text, 0x0002, b"patterned".to_vec())
        ),
        format!("{:?}", Fault::Answer(b"patterned".to_vec())),
    ];
    for text in shown {
        for personal in [
            "番号",
            "123456789018",
            "1234",
            "PASSWORD1",
            "112, 97, 116",
            "patterned",
        ] {
            assert!(!text.contains(personal), "{text}");
        }
    }
}
