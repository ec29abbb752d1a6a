//! The table of mixes in the module's documentation, row by row.

use super::*;
use crate::card::simulator::Variation;

/// Hanako's reading, with one part of another person's card.
fn mixed(take: fn(&mut CardReading, CardReading)) -> CardReading {
    let mut mixed = reading(HANAKO);
    take(&mut mixed, reading(RARE_KANJI));
    mixed
}

fn read_varied(holder: simulator::Holder, variation: Variation, plan: &ReadingPlan) -> CardReading {
    let mut card = SoftwareCard::varied(holder, &[variation]).unwrap();
    let text = challenge().text().to_owned();
    read(&mut card, plan, &secrets(holder), &text, &mut |_| {}).unwrap()
}

#[test]
fn the_text_record_of_another_person_is_told_by_each_attribute() {
    let other_person = mixed(|mine, other| mine.text = other.text);
    let code = refusal(&policy(), &other_person);
    assert_eq!(code, "evidence.birth-date-differs");

    let table: [(&[u8], &[u8], &str); 4] = [
        (b"19900415", b"19900416", "evidence.birth-date-differs"),
        (b"\xDF\x25\x012", b"\xDF\x25\x011", "evidence.sex-differs"),
        (
            "番号".as_bytes(),
            "番子".as_bytes(),
            "evidence.name-differs",
        ),
        (
            "丸の内".as_bytes(),
            "丸の外".as_bytes(),
            "evidence.address-differs",
        ),
    ];
    for (from, to, code) in table {
        let mut other = reading(HANAKO);
        forge::text(&mut other, &[(from, to)]);
        assert_eq!(refusal(&policy(), &other), code);
    }
}

#[test]
fn a_substituted_character_may_differ_and_its_neighbours_may_not() {
    for (from, to, code) in [
        // The first and the fourth character are flagged, the others are not.
        ("\u{20BB7}", "\u{20BB8}", "accepted"),
        ("\u{20BB7}田", "\u{20BB7}由", "evidence.name-differs"),
        // A variation selector counts with the character before it.
        ("辻\u{E0100}子", "辻\u{E0101}子", "accepted"),
        ("辻\u{E0100}子", "辻子\u{E0100}", "evidence.name-differs"),
        ("\u{2363A}", "\u{2363B}", "accepted"),
        ("田\u{2363A}", "日\u{2363A}", "evidence.address-differs"),
    ] {
        let mut other = reading(RARE_KANJI);
        forge::text(&mut other, &[(from.as_bytes(), to.as_bytes())]);
        assert_eq!(refusal(&policy(), &other), code, "{from} {to}");
    }
}

#[test]
fn the_face_record_of_another_person_is_told_by_birth_date_or_sex() {
    let other_person = mixed(|mine, other| mine.face = other.face);
    let code = refusal(&policy(), &other_person);
    assert_eq!(code, "evidence.birth-date-differs");
    let mut other = reading(HANAKO);
    forge::face(&mut other, &[(b"\xDF\x23\x012", b"\xDF\x23\x011")]);
    assert_eq!(refusal(&policy(), &other), "evidence.sex-differs");
}

#[test]
fn the_face_of_another_person_of_equal_birth_date_and_sex_is_left_to_the_issuer() {
    let mut twin = mixed(|mine, other| mine.face = other.face);
    forge::face(&mut twin, &[(b"19851203", b"19900415")]);
    let examined = examine(&policy(), &twin).unwrap();
    let answers = good(&examined);
    let error = examined
        .assert_licence_binding(LicenceBinding::FaceCompared)
        .conclude(&answers, now())
        .unwrap_err();
    assert_eq!(error.code(), "evidence.face-binding");
}

#[test]
fn records_of_two_municipalities_are_told_or_waived() {
    let plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_text(TextWanted::Always);
    let mixed = read_varied(HANAKO, Variation::FaceOfOtherMunicipality, &plan);
    assert_eq!(refusal(&policy(), &mixed), "evidence.municipality-differs");
    let waived = policy().waive(Waiver::DifferentMunicipalities);
    let evidence = evidence(&waived, &mixed).unwrap();
    assert_eq!(evidence.report().waivers, [Waiver::DifferentMunicipalities]);
}

#[test]
fn a_signature_by_another_card_s_key_is_told_for_every_key() {
    type Take = fn(&mut CardReading, CardReading);
    let takes: [Take; 4] = [
        |mine, mut other| {
            let other = other.signing.as_mut().unwrap().signature.take();
            mine.signing.as_mut().unwrap().signature = other;
        },
        |mine, mut other| {
            let other = other.authentication.as_mut().unwrap().signature.take();
            mine.authentication.as_mut().unwrap().signature = other;
        },
        |mine, mut other| {
            let other = other.face.as_mut().unwrap().signature.take();
            mine.face.as_mut().unwrap().signature = other;
        },
        |mine, mut other| {
            let other = other.text.as_mut().unwrap().signature.take();
            mine.text.as_mut().unwrap().signature = other;
        },
    ];
    for take in takes {
        let code = refusal(&policy(), &mixed(take));
        assert_eq!(code, "evidence.challenge-signature");
    }
}

#[test]
fn a_text_record_with_the_key_of_another_card_of_its_municipality_is_not_told() {
    let mixed = mixed(|mine, mut other| {
        let (mine, other) = (mine.text.as_mut().unwrap(), other.text.as_mut().unwrap());
        mine.card_key = other.card_key.take();
        mine.signature = other.signature.take();
    });
    // What it proves is that a card of the municipality is present; the signing key proves whose.
    assert_eq!(refusal(&policy(), &mixed), "accepted");
}

#[test]
fn a_text_record_with_the_key_of_a_card_of_another_municipality_is_told() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_text(TextWanted::Always);
    let mut other = read_varied(RARE_KANJI, Variation::TextOfOtherMunicipality, &plan);
    let other = other.text.as_mut().unwrap();
    let mut mixed = reading(HANAKO);
    let mine = mixed.text.as_mut().unwrap();
    mine.card_key = other.card_key.take();
    mine.signature = other.signature.take();
    assert_eq!(refusal(&policy(), &mixed), "evidence.record-signature");
}

#[test]
fn files_of_two_text_applications_do_not_fit_each_other() {
    type Take = fn(&mut CardReading, CardReading);
    let takes: [(Take, &str); 3] = [
        (
            |mine, mut other| {
                let other = std::mem::take(&mut other.text.as_mut().unwrap().attributes);
                mine.text.as_mut().unwrap().attributes = other;
            },
            "evidence.attributes-digest",
        ),
        (
            |mine, mut other| {
                let other = std::mem::take(&mut other.text.as_mut().unwrap().integrity);
                mine.text.as_mut().unwrap().integrity = other;
            },
            "evidence.attributes-digest",
        ),
        (
            |mine, mut other| {
                let other = other.text.as_mut().unwrap().individual_number.take();
                mine.text.as_mut().unwrap().individual_number = other;
            },
            "evidence.individual-number-digest",
        ),
    ];
    for (take, code) in takes {
        assert_eq!(refusal(&policy(), &mixed(take)), code);
    }
}

#[test]
fn one_application_s_authority_does_not_stand_for_the_other_s() {
    let mut swapped = reading(HANAKO);
    let text = swapped.text.as_ref().unwrap().certificate.clone();
    swapped.face.as_mut().unwrap().certificate = text;
    assert_eq!(refusal(&policy(), &swapped), "evidence.unknown-issuer");
}

#[test]
fn one_jpki_certificate_does_not_stand_for_the_other() {
    let mut swapped = reading(HANAKO);
    let CardReading {
        signing,
        authentication,
        ..
    } = &mut swapped;
    std::mem::swap(signing, authentication);
    assert_eq!(refusal(&policy(), &swapped), "evidence.unknown-issuer");
}

#[test]
fn the_licence_of_another_card_is_left_to_the_issuer() {
    let mixed = mixed(|mine, other| mine.licence = other.licence);
    let examined = examine(&policy(), &mixed).unwrap();
    let answers = good(&examined);
    let error = examined
        .assert_face_binding(FaceBinding::LiveFaceMatched)
        .conclude(&answers, now())
        .unwrap_err();
    assert_eq!(error.code(), "evidence.licence-binding");
}

#[test]
fn data_and_signature_of_two_licences_do_not_fit() {
    let mixed = mixed(|mine, mut other| {
        let other = std::mem::take(&mut other.licence.as_mut().unwrap().signature);
        mine.licence.as_mut().unwrap().signature = other;
    });
    assert_eq!(refusal(&policy(), &mixed), "evidence.record-signature");
}

#[test]
fn with_a_bare_pin_the_records_may_be_of_any_card() {
    let mut mixed = mixed(|mine, other| mine.authentication = other.authentication);
    mixed.signing = None;
    let waived = policy().waive(Waiver::AuthenticationKeyOnly);
    let evidence = evidence(&waived, &mixed).unwrap();
    assert_eq!(evidence.assurance(), Assurance::PinOnCard);
}

#[test]
fn a_pin_beside_a_copied_signing_certificate_counts_only_where_a_bare_pin_does() {
    let mut mixed = mixed(|mine, other| mine.authentication = other.authentication);
    mixed.signing.as_mut().unwrap().signature = None;
    let copied = policy()
        .waive(Waiver::HolderKnowledge)
        .waive(Waiver::Presence);
    for (policy, level) in [
        (copied.clone(), Assurance::RecordsOnly),
        (
            copied.waive(Waiver::AuthenticationKeyOnly),
            Assurance::PinOnCard,
        ),
    ] {
        let evidence = evidence(&policy, &mixed).unwrap();
        assert_eq!(evidence.assurance(), level);
        let named = evidence
            .report()
            .waivers
            .contains(&Waiver::AuthenticationKeyOnly);
        assert_eq!(named, level == Assurance::PinOnCard);
    }
}

#[test]
fn the_two_jpki_certificates_may_be_of_two_cards_and_the_person_is_the_signing_one_s() {
    let mixed = mixed(|mine, other| mine.authentication = other.authentication);
    let evidence = evidence(&policy(), &mixed).unwrap();
    assert_eq!(evidence.holder().name(), HANAKO.full_name());
}

#[test]
fn a_record_of_an_older_card_of_the_same_person_is_told_by_its_printed_expiry_alone() {
    for (expiry, code) in [
        (b"20271231", "accepted"),
        (b"20261123", "evidence.card-expired"),
    ] {
        let mut older = reading(HANAKO);
        let record = &mut older.face.as_mut().unwrap().record;
        let from = record.len() - 8;
        record[from..].copy_from_slice(expiry);
        // Another photo, which the same municipality signed.
        let photo = record
            .windows(12)
            .position(|window| window == b"\0\0\0\x0CjP  \r\n\x87\n");
        record[photo.unwrap() + 500] ^= 1;
        forge::face(&mut older, &[]);
        assert_eq!(refusal(&policy(), &older), code);
    }
}

#[test]
fn a_printed_expiry_lasts_to_the_end_of_its_day_in_japan() {
    let end = at("2026-11-24T14:59:59Z");
    for (seconds, code) in [(0, "accepted"), (1, "evidence.card-expired")] {
        let challenge = session_challenge(end.plus_seconds(60));
        let mut card = simulator::SoftwareCard::new(HANAKO).unwrap();
        let plan = ReadingPlan::new(Presence::SigningKey).with_face();
        let secrets = secrets(HANAKO);
        let mut reading = read(&mut card, &plan, &secrets, challenge.text(), &mut |_| {}).unwrap();
        let record = &mut reading.face.as_mut().unwrap().record;
        let from = record.len() - 8;
        record[from..].copy_from_slice(b"20261124");
        let policy = Policy::test().waive(Waiver::SessionOnlyBinding);
        let examined = policy.examine(&anchors(), challenge, &reading, end.plus_seconds(seconds));
        assert_eq!(
            examined.map_or_else(|error| error.code(), |_| "accepted"),
            code
        );
    }
}
