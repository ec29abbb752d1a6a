use super::*;

/// Whether a certificate with this text and these flags is about the one of the text record.
fn equal(certified: &str, flags: &str, record: &str) -> bool {
    let text = CertificateText::new(certified, flags).unwrap();
    text.is_equal_where_kept(record)
}

#[test]
fn names_of_every_form_are_compared_as_they_are_written() {
    for name in [
        "番号　花子",
        // A former family name (旧氏) in brackets, an alias (通称) in parentheses.
        "番号［旧姓］　花子",
        "SMITH　JOHN（山田　太郎）",
        "SMITH JOHN PAUL",
        "NGUYỄN　THỊ",
        // One part.
        "SUKARNO",
        "スカルノ",
        "\u{20BB7}田　花子",
    ] {
        let kept = "0".repeat(name.chars().count());
        assert!(equal(name, &kept, name), "{name}");
        assert!(!CertificateText::new(name, &kept).unwrap().has_substitutes());
        // One character more or less, at either end.
        for other in [format!("{name}　"), format!("　{name}")] {
            assert!(!equal(name, &kept, &other), "{other}");
            assert!(!equal(&other, &format!("{kept}0"), name), "{other}");
        }
        assert!(!equal(name, &kept, ""));
    }
}

#[test]
fn a_flagged_character_may_differ_and_no_other() {
    let certified = "吉田［辻］　花子";
    for (flags, record, expected) in [
        ("10000000", "\u{20BB7}田［辻］　花子", true),
        ("00000000", "\u{20BB7}田［辻］　花子", false),
        ("01000000", "\u{20BB7}田［辻］　花子", false),
        ("10010000", "\u{20BB7}田［辻\u{E0100}］　花子", true),
        ("10000000", "\u{20BB7}田［辻\u{E0100}］　花子", false),
        // The brackets and the space are characters like others.
        ("10000000", "\u{20BB7}田（辻）　花子", false),
        ("10000000", "\u{20BB7}田［辻］ 花子", false),
        ("10000000", "\u{20BB7}田［辻］花子", false),
        // One substitute stands for one character.
        ("10000000", "\u{20BB7}\u{20BB7}田［辻］　花子", false),
    ] {
        assert_eq!(
            equal(certified, flags, record),
            expected,
            "{flags} {record}"
        );
    }
}

#[test]
fn characters_that_look_alike_are_not_equal() {
    for (certified, record) in [
        ("が", "か\u{3099}"),
        ("é", "e\u{301}"),
        ("A", "Ａ"),
        ("ｱ", "ア"),
        ("神", "\u{FA19}"),
        ("A", "\u{0391}"),
        ("葛", "葛\u{E0100}"),
    ] {
        let flags = "0".repeat(certified.chars().count());
        assert!(!equal(certified, &flags, record), "{certified} {record}");
    }
}

#[test]
fn a_text_without_fitting_flags_is_none() {
    for (text, flags) in [
        ("", ""),
        ("番号", "0"),
        ("番号", "000"),
        ("番号", "0２"),
        ("番号", "0 "),
        ("番\n", "00"),
        ("番\u{0}", "00"),
    ] {
        assert!(
            CertificateText::new(text, flags).is_err(),
            "{text:?} {flags}"
        );
    }
}

#[test]
fn a_birth_date_is_of_the_era_that_it_says_or_of_an_unknown_one() {
    for (text, good) in [
        ("319800217", true),
        ("019800217", true),
        ("419800217", false),
        ("319890107", true),
        ("319890108", false),
        ("419890108", true),
        ("419890107", false),
        ("420190430", true),
        ("520190501", true),
        ("520190430", false),
        // In the year or month of a change, either era.
        ("319890000", true),
        ("419890000", true),
        ("319890100", true),
        ("419890100", true),
        ("319890200", false),
        ("119120729", true),
        ("219120730", true),
        ("619800217", false),
        ("X19800217", false),
        ("319800230", false),
        ("31980021", false),
        ("3198002170", false),
        ("", false),
    ] {
        assert_eq!(birth_date(text).is_ok(), good, "{text}");
    }
}
