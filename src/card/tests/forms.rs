use super::*;
use crate::time::FullDate;

#[test]
fn secrets_have_their_forms() {
    for (text, valid) in [
        ("1234", true),
        ("0000", true),
        ("123", false),
        ("12345", false),
        ("12a4", false),
        ("１234", false),
        ("", false),
    ] {
        assert_eq!(Pin::parse(text).is_ok(), valid, "{text}");
    }
    for (text, valid) in [
        ("PASSWORD1", true),
        ("A1B2C3", true),
        ("password1", true),
        ("ABCDEFGHIJKLMNO1", true),
        ("ABCDEFGHIJKLMNOP1", false),
        ("ABC12", false),
        ("PASSWORD", false),
        ("12345678", false),
        ("PASS WORD1", false),
        ("PASSWORD-1", false),
        ("パスワード1A", false),
        ("", false),
    ] {
        assert_eq!(SigningPassword::parse(text).is_ok(), valid, "{text}");
    }
    for (text, valid) in [
        ("55021720352285", true),
        ("5502172035228", false),
        ("550217203522850", false),
        ("5502172035228A", false),
    ] {
        assert_eq!(VerificationNumberB::parse(text).is_ok(), valid, "{text}");
    }
}

#[test]
fn a_lower_case_password_is_sent_in_upper_case() {
    let password = SigningPassword::parse("password1").unwrap();
    assert_eq!(password.as_bytes(), b"PASSWORD1");
}

#[test]
fn the_verification_number_follows_from_what_is_printed() {
    for ((year, month, day), expiry, code, expected) in [
        ((1980, 2, 17), 2035, "2285", "55021720352285"),
        ((1989, 1, 7), 2030, "0001", "64010720300001"),
        ((1989, 1, 8), 2030, "0001", "01010820300001"),
        ((2019, 4, 30), 2030, "0001", "31043020300001"),
        ((2019, 5, 1), 2030, "0001", "01050120300001"),
    ] {
        let born = FullDate::new(year, month, day).unwrap();
        let number = VerificationNumberB::from_printed(born, expiry, code).unwrap();
        assert_eq!(number.as_bytes(), expected.as_bytes());
    }
    let born = FullDate::new(1980, 2, 17).unwrap();
    for (expiry, code) in [
        (2035, "228"),
        (2035, "22855"),
        (2035, "228a"),
        (20355, "228"),
        (235, "22851"),
    ] {
        let number = VerificationNumberB::from_printed(born, expiry, code);
        // A year of five digits and a code of three would have the right length together.
        assert!(number.is_err(), "{expiry} {code}");
    }
}
