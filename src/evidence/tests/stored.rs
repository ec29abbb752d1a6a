//! Sealing, handles, and what may show in an output.

use super::*;
use crate::card::record::Sex;
use crate::time::PartialDate;

fn key() -> SealingKey {
    SealingKey::from_bytes([9; 32])
}

#[test]
fn sealed_evidence_opens_as_it_was() {
    let evidence = evidence(&policy(), &reading(RARE_KANJI)).unwrap();
    let sealed = evidence.seal(&key(), &mut random()).unwrap();
    let opened = Evidence::open(&sealed, &key(), evidence.usable_until()).unwrap();
    let (before, after) = (evidence.holder(), opened.holder());
    assert_eq!(after.name(), before.name());
    assert_eq!(after.address(), before.address());
    assert_eq!(after.birth_date(), before.birth_date());
    assert_eq!(after.sex(), before.sex());
    assert_eq!(after.source(), before.source());
    let (before, after) = (evidence.portrait().unwrap(), opened.portrait().unwrap());
    assert_eq!(after.image(), before.image());
    assert_eq!(after.binding(), before.binding());
    let (before, after) = (evidence.licence().unwrap(), opened.licence().unwrap());
    assert_eq!(
        after.data().unwrap().number(),
        before.data().unwrap().number()
    );
    assert_eq!(after.expires(), before.expires());
    assert_eq!(after.binding(), before.binding());
    assert_eq!(
        opened.individual_number().unwrap().digits(),
        evidence.individual_number().unwrap().digits()
    );
    assert_eq!(opened.card_valid_until(), evidence.card_valid_until());
    assert_eq!(opened.usable_until(), evidence.usable_until());
    assert_eq!(opened.binding(), evidence.binding());
    assert_eq!(opened.report(), evidence.report());
    let handle = HandleKey::from_bytes(1, [3; 32]);
    assert_eq!(
        opened.parent_handle(&handle),
        evidence.parent_handle(&handle)
    );
}

#[test]
fn a_birth_date_of_which_the_day_is_unknown_survives_sealing() {
    for (digits, sex) in [
        (b"19900400", Sex::Male),
        (b"19900000", Sex::NotApplicable),
        (b"19900415", Sex::Female),
    ] {
        let birth_date = PartialDate::parse_compact(digits).unwrap();
        let holder = unchecked_holder_for_tests("name", "address", birth_date, sex);
        let evidence = unchecked_for_tests(holder, None, None, None, now());
        let sealed = evidence.seal(&key(), &mut random()).unwrap();
        let opened = Evidence::open(&sealed, &key(), now()).unwrap();
        assert_eq!(opened.holder().birth_date(), birth_date);
        assert_eq!(opened.holder().sex(), sex);
    }
}

#[test]
fn sealed_evidence_opens_neither_late_nor_under_another_key_nor_changed() {
    let short = policy().with_evidence_usable_for(600);
    let evidence = evidence(&short, &default_reading(HANAKO)).unwrap();
    assert_eq!(evidence.usable_until(), now().plus_seconds(600));
    let sealed = evidence.seal(&key(), &mut random()).unwrap();
    let late = Evidence::open(&sealed, &key(), now().plus_seconds(601)).unwrap_err();
    assert_eq!(late.code(), "crypto.seal-expired");
    let other = SealingKey::from_bytes([8; 32]);
    let foreign = Evidence::open(&sealed, &other, now()).unwrap_err();
    assert_eq!(foreign, SealError::Forged);
    for byte in (0..sealed.len()).step_by(97) {
        let mut changed = sealed.clone();
        changed[byte] ^= 1;
        assert!(Evidence::open(&changed, &key(), now()).is_err(), "{byte}");
    }
    let challenge = challenge().seal(&key(), &mut random()).unwrap();
    let error = Evidence::open(&challenge, &key(), now()).unwrap_err();
    assert_eq!(error, SealError::Forged);
}

#[test]
fn a_sealed_object_shows_no_name() {
    let evidence = evidence(&policy(), &default_reading(HANAKO)).unwrap();
    let sealed = evidence.seal(&key(), &mut random()).unwrap();
    let name = HANAKO.full_name().as_bytes();
    assert!(!sealed.windows(name.len()).any(|window| window == name));
}

/// A reading of whose texts every one holds a character of the pattern.
fn patterned() -> CardReading {
    let mut reading = reading(HANAKO);
    let changes: forge::Changes<'_> = &[
        ("番号　花子".as_bytes(), "漏洩検漏洩".as_bytes()),
        ("東京都".as_bytes(), "漏洩検".as_bytes()),
    ];
    let signing = reading.signing.as_mut().unwrap();
    signing.certificate = forge::certificate(&signing.certificate, changes, forge::SIGNING_CA);
    forge::text(&mut reading, changes);
    reading
}

fn shows_nobody(output: &str) {
    for personal in [
        "漏",
        "洩",
        "丸の内",
        HANAKO.individual_number(),
        HANAKO.birth_date(),
        // The end of certificates and card is a birthday.
        "04-15",
        HANAKO.licence_number().unwrap(),
        "session-1",
    ] {
        assert!(!output.contains(personal), "{personal} in {output}");
    }
}

#[test]
fn the_report_holds_no_personal_data() {
    let evidence = evidence(&policy(), &patterned()).unwrap();
    assert_eq!(evidence.holder().name(), "漏洩検漏洩");
    shows_nobody(&serde_json::to_string(evidence.report()).unwrap());
    shows_nobody(&format!("{:?}", evidence.report()));
}

#[test]
fn reports_of_two_people_differ_in_nothing() {
    let report = |holder| {
        let evidence = evidence(&policy(), &reading(holder)).unwrap();
        evidence.report().clone()
    };
    assert_eq!(report(HANAKO), report(RARE_KANJI));
}

#[test]
fn the_report_is_json_with_stable_names() {
    let evidence = evidence(&policy(), &default_reading(HANAKO)).unwrap();
    let json = serde_json::to_value(evidence.report()).unwrap();
    assert_eq!(json["environment"], "test");
    assert_eq!(json["assurance"], "signed-by-holder");
    assert_eq!(json["concluded-at"], NOW);
    assert_eq!(json["holder-binding"], "device-keys");
    assert_eq!(json["attributes-from"], "signing-certificate");
    assert_eq!(json["face-binding"], "name-image-reviewed");
    assert_eq!(json["issuer-assertions"][0], "face-binding");
    let check = &json["checks"][1];
    assert_eq!(check["check"], "signing-certificate");
    assert_eq!(check["anchor"]["name"], "software signing root");
    assert_eq!(check["anchor"]["sha256"].as_str().unwrap().len(), 64);
    let read: Report = serde_json::from_value(json).unwrap();
    assert_eq!(read, *evidence.report());
}

#[test]
fn debug_output_shows_nobody() {
    let reading = patterned();
    let examined = examine(&policy(), &reading).unwrap();
    shows_nobody(&format!("{examined:?} {:?}", examined.holder()));
    shows_nobody(&format!("{:?}", examined.questions()));
    shows_nobody(&format!("{:?}", good(&examined)));
    let evidence = conclude(examined).unwrap();
    shows_nobody(&format!("{evidence:?} {:?}", evidence.holder()));
    shows_nobody(&format!("{:?}", evidence.portrait()));
    shows_nobody(&format!("{:?}", evidence.licence()));
    shows_nobody(&format!("{:?}", evidence.individual_number()));
    shows_nobody(&format!("{:?}", challenge()));
}

#[test]
fn errors_show_nobody() {
    type Break = fn(&mut CardReading);
    let breaks: [(Break, &str); 8] = [
        (
            |r| r.signing.as_mut().unwrap().certificate[900] ^= 1,
            "evidence.jpki-signature",
        ),
        (
            |r| r.signing.as_mut().unwrap().certificate.truncate(100),
            "evidence.certificate",
        ),
        (
            |r| r.text.as_mut().unwrap().attributes[20] ^= 1,
            "evidence.attributes-digest",
        ),
        (
            |r| r.text.as_mut().unwrap().attributes[20] = 0xFF,
            "evidence.record",
        ),
        (
            |r| r.text.as_mut().unwrap().attributes.truncate(30),
            "evidence.record",
        ),
        (
            |r| r.text.as_mut().unwrap().individual_number.as_mut().unwrap()[5] ^= 1,
            "evidence.record",
        ),
        (
            |r| forge::text(r, &[("検漏".as_bytes(), "験漏".as_bytes())]),
            "evidence.name-differs",
        ),
        (
            |r| r.face = super::reading(RARE_KANJI).face,
            "evidence.birth-date-differs",
        ),
    ];
    for (break_it, code) in breaks {
        let mut reading = patterned();
        break_it(&mut reading);
        let error = examine(&policy(), &reading).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), code);
        shows_nobody(&format!("{error} {error:?}"));
        let error = crate::Error::from(error);
        shows_nobody(&format!("{error} {error:?}"));
    }
}
