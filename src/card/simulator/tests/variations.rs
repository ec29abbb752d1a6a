use std::time::Duration;

use super::*;
use crate::card::TransportError;
use crate::card::record::{CardVerifiableCertificate, FaceRecord, LicenceData, TextAttributes};

const SELECT_TEXT: &str = "00A4040C0AD3921000310001010408";

#[test]
fn a_removed_card_stays_away_until_it_is_inserted() {
    let mut reader = Reader::hanako();
    reader.0.inject(1, Fault::Removed);
    assert_eq!(reader.status(SELECT_TEXT), 0x9000);
    for _ in 0..2 {
        assert_eq!(
            reader.0.transmit(&bytes(SELECT_TEXT)),
            Err(TransportError::Removed)
        );
    }
    reader.0.insert();
    assert_eq!(reader.status(SELECT_TEXT), 0x9000);
    assert_eq!(reader.0.exchanges(), 4);
}

#[test]
fn a_failed_transport_does_not_reach_the_card() {
    let mut reader = Reader::hanako();
    reader.select(Application::Text);
    reader.0.inject(1, Fault::TransportFailed);
    let wrong = bytes("00200091 0430303030");
    assert!(matches!(
        reader.0.transmit(&wrong),
        Err(TransportError::Failed { .. })
    ));
    assert_eq!(reader.status("00200091"), 0x63C3);
}

#[test]
fn several_faults_strike_at_one_exchange() {
    let mut reader = Reader::hanako();
    let clock = reader.0.clock();
    reader.select(Application::Text);
    reader.0.inject(1, Fault::Slow(Duration::from_secs(2)));
    reader.0.inject(1, Fault::Truncated(2));
    reader.0.inject(1, Fault::Overwritten(1, vec![0xFF]));
    reader.0.inject(2, Fault::Slow(Duration::from_millis(5)));
    assert_eq!(clock(), Duration::ZERO);
    let answer = reader.0.transmit(&bytes("00B0840004")).unwrap();
    assert_eq!(answer, bytes("7FFF9000"));
    assert_eq!(clock(), Duration::from_secs(2));
    assert_eq!(reader.status("00B0840004"), 0x9000);
    assert_eq!(clock(), Duration::from_millis(2_005));
}

#[test]
fn a_card_that_varies_while_it_is_read_keeps_its_security_status() {
    let mut reader = Reader::hanako();
    reader.open(Application::Text);
    let own = reader.0.transmit(&bytes("00B0820000")).unwrap();
    let at = reader.0.exchanges();
    let file = Variation::FileOf(Application::Text, 0x0002, Holder::Foreign);
    // The application is made anew, and stands behind the others from then on.
    let application = Variation::ApplicationOf(Application::Jpki, Holder::Foreign);
    for variation in [application, file] {
        reader.0.inject(at, Fault::Varied(variation));
    }
    let other = reader.0.transmit(&bytes("00B0820000")).unwrap();
    assert!(other.len() > 2 && other != own);
    assert_eq!(reader.status("00B0840000"), 0x9000);
}

#[test]
fn a_fault_that_varies_what_is_not_there_is_told() {
    let mut reader = Reader::hanako();
    let nothing = Variation::TriesLeft(Application::Text, 0x0002, 1);
    reader.0.inject(0, Fault::Varied(nothing));
    assert!(matches!(
        reader.0.transmit(&bytes(SELECT_TEXT)),
        Err(TransportError::Failed { .. })
    ));
}

#[test]
fn another_card_answers_as_after_a_reset() {
    let mut reader = Reader::hanako();
    reader.select(Application::Text);
    let blocked = Variation::TriesLeft(Application::Text, 0x0011, 0);
    reader
        .0
        .inject(1, Fault::AnotherCard(Holder::NoLicence, vec![blocked]));
    assert_eq!(reader.status("00B0840004"), 0x6986);
    assert_eq!(
        reader.status("00A4040C10A0000002310600000000000000000000"),
        0x6A82
    );
    reader.select(Application::Text);
    assert_eq!(reader.status("00200091"), 0x63C0);
}

#[test]
fn faults_change_one_answer_or_all_that_follow() {
    let read = "00B0840004";
    let lying = |place, bytes: &[u8]| Fault::Overwritten(place, bytes.to_vec());
    let cases: [(Fault, &str, &str); 8] = [
        (Fault::Answer(bytes("AA6A82")), "AA6A82", "7F2182029000"),
        (Fault::Truncated(1), "7F9000", "7F2182029000"),
        (Fault::Truncated(9), "7F2182029000", "7F2182029000"),
        (
            lying(2, &[0x82, 0xFF, 0xFF, 0]),
            "7F2182FF9000",
            "7F2182029000",
        ),
        (lying(9, &[0]), "7F2182029000", "7F2182029000"),
        (Fault::Lengthened(2), "7F21820200009000", "7F2182029000"),
        (Fault::AnswerForever(bytes("AA6110")), "AA6110", "AA6110"),
        (Fault::AnswerForever(bytes("6C05")), "6C05", "6C05"),
    ];
    for (fault, first, second) in cases {
        let mut reader = Reader::hanako();
        reader.select(Application::Text);
        reader.0.inject(1, fault.clone());
        for expected in [first, second] {
            assert_eq!(
                reader.0.transmit(&bytes(read)).unwrap(),
                bytes(expected),
                "{fault:?}"
            );
        }
    }
}

#[test]
fn a_childs_card_has_no_signing_certificate() {
    let mut reader = Reader::varied(&[Variation::NoSigningCertificate]);
    reader.select(Application::Jpki);
    assert_eq!(reader.file(0x08), [0x00, 0x8F, 0x00]);
    assert_eq!(reader.verify(0x1B, SIGNING_PASSWORD), 0x6984);
    assert_eq!(reader.read_status(0x01), 0x6982);
    assert_eq!(reader.status("00A4020C02001A"), 0x6A82);
    assert_eq!(reader.verify(0x18, PIN), 0x9000);
}

#[test]
fn a_flaw_of_a_certificate_is_the_only_thing_that_changes() {
    let signing: fn(CertificateFlaw) -> Variation = Variation::SigningCertificate;
    let authentication: fn(CertificateFlaw) -> Variation = Variation::AuthenticationCertificate;
    for (variation, id) in [(signing, 0x01), (authentication, 0x0A)] {
        let perfect = certificate(&[], id);
        let unrelated = certificate(&[variation(CertificateFlaw::UnrelatedAuthority)], id);
        let signature_at = shapes::length(&perfect) - 256;
        assert_eq!(perfect[..signature_at], unrelated[..signature_at]);
        assert_ne!(perfect[signature_at..], unrelated[signature_at..]);

        let expired = certificate(&[variation(CertificateFlaw::Expired)], id);
        assert!(perfect.windows(13).any(|time| time == b"300415145959Z"));
        assert!(expired.windows(13).any(|time| time == b"250415145959Z"));
        assert_eq!(perfect.len(), expired.len());
    }
}

#[test]
fn another_municipality_is_named_in_the_card_verifiable_certificate() {
    let cases = [
        (
            Variation::TextOfOtherMunicipality,
            Application::Text,
            "1310431",
        ),
        (
            Variation::FaceOfOtherMunicipality,
            Application::Face,
            "1310421",
        ),
    ];
    for (variation, application, digits) in cases {
        let mut reader = Reader::varied(&[variation]);
        reader.select(application);
        let file = reader.file(0x04);
        let certificate = CardVerifiableCertificate::parse(&file).unwrap();
        assert_eq!(certificate.subject().digits(), Some(digits));
    }
}

#[test]
fn portraits_can_be_of_another_kind() {
    let mut reader = Reader::varied(&[
        Variation::FacePortrait(b"GIF89a".to_vec()),
        Variation::LicencePortrait(b"BM".to_vec()),
    ]);
    reader.open(Application::Face);
    let file = reader.file(0x02);
    assert_eq!(FaceRecord::parse(&file).unwrap().photo(), b"GIF89a");
    reader.open(Application::Licence);
    let file = reader.file(0x1B);
    assert_eq!(LicenceData::parse(&file).unwrap().photo(), Some(&b"BM"[..]));
}

#[test]
fn a_licence_without_a_pin_opens_with_asterisks() {
    let mut reader = Reader::varied(&[Variation::NoLicencePin]);
    reader.select(Application::Licence);
    assert_eq!(reader.file(0x1A), [0xC1, 0x01, 0x00]);
    assert_eq!(reader.verify(0x06, PIN), 0x63C9);
    assert_eq!(reader.status("0020008604 2A2A2A2A"), 0x9000);
    assert_eq!(reader.read_status(0x1B), 0x9000);
}

#[test]
fn cards_can_be_mixed_by_application_and_by_file() {
    let mut reader =
        Reader::varied(&[Variation::ApplicationOf(Application::Text, Holder::Foreign)]);
    reader.open(Application::Text);
    let name = |file: &[u8]| TextAttributes::parse(file).unwrap().name().to_owned();
    assert_eq!(name(&reader.file(0x02)), Holder::Foreign.full_name());
    assert_eq!(
        reader.verify(0x14, Holder::Foreign.individual_number()),
        0x9000
    );

    let mut reader = Reader::varied(&[Variation::FileOf(
        Application::Text,
        0x0002,
        Holder::Foreign,
    )]);
    reader.open(Application::Text);
    assert_eq!(name(&reader.file(0x02)), Holder::Foreign.full_name());
    assert_eq!(
        reader.verify(0x14, Holder::Hanako.individual_number()),
        0x9000
    );

    let without = Variation::ApplicationOf(Application::Licence, Holder::NoLicence);
    let mut reader = Reader::varied(&[without]);
    assert_eq!(
        reader.status("00A4040C10A0000002310600000000000000000000"),
        0x6A82
    );
}

#[test]
fn files_and_tries_can_be_preset() {
    let mut reader = Reader::varied(&[
        Variation::File(Application::Text, 0x0004, vec![0x7F, 0x21]),
        Variation::TriesLeft(Application::Text, 0x0011, 1),
        Variation::TriesLeft(Application::Text, 0x0015, 0),
    ]);
    reader.select(Application::Text);
    assert_eq!(reader.file(0x04), [0x7F, 0x21]);
    assert_eq!(reader.status("00200091"), 0x63C1);
    assert_eq!(reader.verify(0x15, NUMBER_B), 0x6984);
    assert_eq!(reader.verify(0x11, PIN), 0x9000);
    assert_eq!(reader.status("00200091"), 0x63C3);
}

#[test]
fn a_key_on_p384_signs_a_bare_digest_once_it_is_opened() {
    let digest = "AA".repeat(48);
    let sign = |p1: &str, data: &str| format!("802A{p1}97{:02X}{data}00", data.len() / 2);
    let mut reader = Reader::varied(&[Variation::JpkiOnP384]);
    reader.select(Application::Jpki);
    assert_eq!(reader.status(&sign("00", &digest)), 0x6982);
    reader.open(Application::Jpki);
    let (signature, status) = reader.send(&sign("00", &digest));
    assert_eq!((signature.len(), status), (96, 0x9000));
    assert_eq!(reader.send(&sign("00", &digest)).0, signature);
    for (p1, data, status) in [
        ("00", "AA".repeat(51), 0x6700),
        ("00", "AA".repeat(32), 0x6700),
        ("02", "AA".repeat(32), 0x6A86),
        ("06", digest, 0x6A86),
    ] {
        assert_eq!(reader.status(&sign(p1, &data)), status);
    }
    assert_eq!(reader.status("0088009704AABBCCDD00"), 0x6982);
}

#[test]
fn a_variation_of_what_the_card_does_not_have_is_refused() {
    let cases = [
        (Holder::NoLicence, Variation::NoLicencePin),
        (Holder::NoLicence, Variation::LicencePortrait(Vec::new())),
        (
            Holder::Hanako,
            Variation::File(Application::Text, 0x00FF, Vec::new()),
        ),
        (
            Holder::Hanako,
            Variation::TriesLeft(Application::Text, 0x0002, 1),
        ),
        (
            Holder::Hanako,
            Variation::FileOf(Application::Licence, 0x001B, Holder::NoLicence),
        ),
    ];
    for (holder, variation) in cases {
        let refused = SoftwareCard::varied(holder, &[variation]).err();
        assert_eq!(refused, Some(PersonalisationError::NoSuchFile));
    }
}

fn certificate(variations: &[Variation], id: u8) -> Vec<u8> {
    let mut reader = Reader::varied(variations);
    reader.open(Application::Jpki);
    reader.file(id)
}
