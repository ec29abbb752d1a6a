//! Rules for the JPKI certificates, one fault each, signed by the right root.

use super::forge::Changes;
use super::*;

fn with_signing(changes: Changes<'_>, authority: &[u8]) -> CardReading {
    let mut reading = default_reading(HANAKO);
    let signing = reading.signing.as_mut().unwrap();
    signing.certificate = forge::certificate(&signing.certificate, changes, authority);
    reading
}

fn with_authentication(changes: Changes<'_>, authority: &[u8]) -> CardReading {
    let mut reading = reading(HANAKO);
    let authentication = reading.authentication.as_mut().unwrap();
    authentication.certificate =
        forge::certificate(&authentication.certificate, changes, authority);
    reading
}

fn refused_for(reading: &CardReading, expected_role: Role, expected: &str) {
    match examine(&policy(), reading) {
        Err(EvidenceError::CertificateProfile { role, reason }) => {
            assert_eq!((role, reason), (expected_role, expected));
        }
        other => panic!("{expected}: {other:?}"),
    }
}

#[test]
fn a_certificate_signed_again_without_a_change_is_accepted() {
    for reading in [
        with_signing(&[], forge::SIGNING_CA),
        with_authentication(&[], forge::AUTHENTICATION_CA),
    ] {
        assert_eq!(refusal(&policy(), &reading), "accepted");
    }
}

#[test]
fn a_certificate_under_the_right_name_by_the_wrong_key_is_refused() {
    let reading = with_signing(&[], forge::UNRELATED);
    assert_eq!(refusal(&policy(), &reading), "evidence.jpki-signature");
    let reading = with_authentication(&[], forge::UNRELATED);
    assert_eq!(refusal(&policy(), &reading), "evidence.jpki-signature");
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused() {
    let none = Anchors::new(Environment::Test);
    let error = policy()
        .examine(&none, challenge(), &default_reading(HANAKO), now())
        .unwrap_err();
    assert_eq!(error.code(), "evidence.unknown-issuer");
}

#[test]
fn the_root_was_valid_when_it_issued_and_need_not_be_now() {
    const FROM: &[u8] = b"\x17\x0D200101000000Z";
    const TO: &[u8] = b"\x17\x0D391231145959Z";
    let outside = "evidence.certificate-not-current";
    // The certificate was issued on 2025-06-01.
    for (from, to, code) in [
        (FROM, TO, "accepted"),
        (FROM, b"\x17\x0D260101000000Z", "accepted"),
        (FROM, b"\x17\x0D250101000000Z", outside),
        (b"\x17\x0D260101000000Z", TO, outside),
    ] {
        let root = Authorities::new().unwrap().signing_ca;
        let root = forge::certificate(&root, &[(FROM, from), (TO, to)], forge::SIGNING_CA);
        let anchors = Anchors::new(Environment::Test);
        let anchors = anchors.with_signing_root("root", &root).unwrap();
        let mut reading = default_reading(HANAKO);
        reading.face = None;
        let outcome = policy().examine(&anchors, challenge(), &reading, now());
        let found = outcome.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(found, code);
    }
}

#[test]
fn a_certificate_is_good_from_its_first_to_its_last_second() {
    let waived = Policy::test()
        .waive(Waiver::Presence)
        .waive(Waiver::HolderKnowledge)
        .waive(Waiver::SessionOnlyBinding);
    let mut reading = default_reading(HANAKO);
    reading.face = None;
    reading.signing.as_mut().unwrap().signature = None;
    let (first, last) = (at("2025-05-31T15:00:00Z"), at("2030-04-15T14:59:59Z"));
    let outside = "evidence.certificate-not-current";
    for (now, code) in [
        (first.plus_seconds(-1), outside),
        (first, "accepted"),
        (last, "accepted"),
        (last.plus_seconds(1), outside),
    ] {
        let outcome = waived.examine(&anchors(), session_challenge(now), &reading, now);
        let found = outcome.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(found, code, "{now}");
    }
}

#[test]
fn a_signing_certificate_of_another_profile_is_refused() {
    let table: [(&str, &[u8], &[u8]); 15] = [
        ("no attributes", b"\x55\x1D\x11\x04", b"\x55\x1D\x09\x04"),
        (
            "another key usage",
            b"\x03\x02\x06\xC0",
            b"\x03\x02\x06\x80",
        ),
        (
            "an unknown critical extension",
            b"\x55\x1D\x0F\x01\x01\xFF",
            b"\x55\x1D\x24\x01\x01\xFF",
        ),
        (
            "an unknown critical extension",
            b"\x55\x1D\x20\x01\x01\xFF",
            b"\x55\x1D\x24\x01\x01\xFF",
        ),
        (
            "another certificate policy",
            b"\x9B\x55\x08\x05\x01\x00\x14",
            b"\x9B\x55\x08\x05\x01\x01\x28",
        ),
        (
            "another certificate policy",
            b"\x9B\x55\x08\x05\x01\x00\x14",
            b"\x9B\x55\x08\x05\x01\x01\x14",
        ),
        (
            "an unknown code for the sex",
            b"\xA0\x03\x0C\x012",
            b"\xA0\x03\x0C\x014",
        ),
        (
            "a birth date in another era than it says",
            b"\x0C\x09419900415",
            b"\x0C\x09319900415",
        ),
        (
            "a birth date in another era than it says",
            b"\x0C\x09419900415",
            b"\x0C\x09919900415",
        ),
        (
            "a birth date that is none",
            b"\x0C\x09419900415",
            b"\x0C\x09419900431",
        ),
        (
            "an attribute that is missing or there twice",
            b"\x9B\x55\x08\x05\x05\x01\xA0",
            b"\x9B\x55\x08\x05\x05\x07\xA0",
        ),
        (
            "an attribute that is missing or there twice",
            b"\x9B\x55\x08\x05\x05\x02\xA0",
            b"\x9B\x55\x08\x05\x05\x01\xA0",
        ),
        (
            "an unknown substitute flag",
            b"\xA0\x07\x0C\x0500000",
            b"\xA0\x07\x0C\x0500002",
        ),
        (
            "substitute flags that do not fit their text",
            "番号　".as_bytes(),
            b"ABCDEFGHI",
        ),
        (
            "an attribute of another string type",
            "\u{0C}\u{0F}番号".as_bytes(),
            "\u{1E}\u{0F}番号".as_bytes(),
        ),
    ];
    for (reason, from, to) in table {
        let reading = with_signing(&[(from, to)], forge::SIGNING_CA);
        refused_for(&reading, Role::Signing, reason);
    }
}

#[test]
fn an_extension_that_the_profile_has_not_is_refused_by_what_it_says() {
    // Extension { OID, ? critical, OCTET STRING }
    let table: [(&[u8], Option<&str>); 5] = [
        (
            // basicConstraints, CA:TRUE
            b"\x30\x0C\x06\x03\x55\x1D\x13\x04\x05\x30\x03\x01\x01\xFF",
            Some("it is an authority's"),
        ),
        (
            // basicConstraints, CA:FALSE
            b"\x30\x09\x06\x03\x55\x1D\x13\x04\x02\x30\x00",
            None,
        ),
        (
            // extendedKeyUsage, clientAuth
            b"\x30\x13\x06\x03\x55\x1D\x25\x04\x0C\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x02",
            Some("another extended key usage"),
        ),
        (
            // nameConstraints, critical
            b"\x30\x0C\x06\x03\x55\x1D\x1E\x01\x01\xFF\x04\x02\x30\x00",
            Some("an unknown critical extension"),
        ),
        (
            // nameConstraints, not critical
            b"\x30\x09\x06\x03\x55\x1D\x1E\x04\x02\x30\x00",
            None,
        ),
    ];
    for (extension, reason) in table {
        let mut reading = default_reading(HANAKO);
        let signing = reading.signing.as_mut().unwrap();
        signing.certificate =
            forge::with_extension(&signing.certificate, extension, forge::SIGNING_CA);
        match reason {
            Some(reason) => refused_for(&reading, Role::Signing, reason),
            None => assert_eq!(refusal(&policy(), &reading), "accepted"),
        }
    }
}

#[test]
fn an_authentication_certificate_of_another_profile_is_refused() {
    let table: [(&str, &[u8], &[u8]); 3] = [
        (
            "another key usage",
            b"\x03\x02\x07\x80",
            b"\x03\x02\x06\x40",
        ),
        (
            "another extended key usage",
            b"\x2B\x06\x01\x05\x05\x07\x03\x02",
            b"\x2B\x06\x01\x05\x05\x07\x03\x01",
        ),
        (
            "another certificate policy",
            b"\x9B\x55\x08\x05\x01\x00\x1E",
            b"\x9B\x55\x08\x05\x01\x00\x14",
        ),
    ];
    for (reason, from, to) in table {
        let reading = with_authentication(&[(from, to)], forge::AUTHENTICATION_CA);
        refused_for(&reading, Role::Authentication, reason);
    }
}

#[test]
fn a_root_of_both_roles_does_not_make_one_certificate_stand_for_the_other() {
    let authorities = Authorities::new().unwrap();
    let anchors = anchors()
        .with_signing_root("both", &authorities.authentication_ca)
        .unwrap();
    let mut swapped = default_reading(HANAKO);
    swapped.signing = reading(HANAKO).authentication.clone();
    let error = policy()
        .examine(&anchors, challenge(), &swapped, now())
        .unwrap_err();
    assert_eq!(error.code(), "evidence.certificate-profile");
}

#[test]
fn an_unknown_era_is_taken_with_its_date() {
    let changes: Changes<'_> = &[(b"\x0C\x09419900415", b"\x0C\x09019900415")];
    let reading = with_signing(changes, forge::SIGNING_CA);
    assert_eq!(refusal(&policy(), &reading), "accepted");
}

#[test]
fn a_birth_date_of_which_the_day_is_unknown_stays_so() {
    let changes: Changes<'_> = &[(b"\x0C\x09419900415", b"\x0C\x09419900400")];
    let mut reading = with_signing(changes, forge::SIGNING_CA);
    let code = refusal(&policy(), &reading);
    assert_eq!(code, "evidence.birth-date-differs");
    forge::face(&mut reading, &[(b"19900415", b"19900400")]);
    let evidence = evidence(&policy(), &reading).unwrap();
    assert_eq!(evidence.holder().birth_date().full(), None);
}

#[test]
fn what_is_no_certificate_authority_is_no_root() {
    let root = Authorities::new().unwrap().signing_ca;
    let leaf = reading(HANAKO)
        .signing
        .as_ref()
        .unwrap()
        .certificate
        .clone();
    let mut unsigned = root.clone();
    *unsigned.last_mut().unwrap() ^= 1;
    let changed =
        |from: &[u8], to: &[u8]| forge::certificate(&root, &[(from, to)], forge::SIGNING_CA);
    for (name, bytes) in [
        ("a leaf", leaf),
        ("a broken signature", unsigned),
        (
            "no basic constraints",
            changed(b"\x55\x1D\x13\x01", b"\x55\x1D\x24\x01"),
        ),
        (
            "no right to sign certificates",
            changed(b"\x03\x02\x01\x06", b"\x03\x02\x01\x02"),
        ),
        ("no certificate", vec![0x30, 0]),
    ] {
        let error = Anchors::new(Environment::Test)
            .with_signing_root("no root", &bytes)
            .map(|_| name)
            .unwrap_err();
        assert_eq!(error.code(), "evidence.anchor", "{name}");
    }
}
