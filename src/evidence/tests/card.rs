//! Whole readings of the software card, and the waivers.

use super::*;
use crate::card::record::{FaceRecord, LicenceData};
use crate::error::Category;
use crate::time::FullDate;

#[test]
fn the_default_reading_proves_the_holder_by_the_signing_certificate() {
    let evidence = evidence(&policy(), &default_reading(HANAKO)).unwrap();
    let holder = evidence.holder();
    assert_eq!(holder.name(), HANAKO.full_name());
    assert_eq!(holder.address(), HANAKO.address());
    assert_eq!(
        holder.birth_date().full().unwrap().to_string(),
        "1990-04-15"
    );
    assert_eq!(holder.source(), AttributeSource::SigningCertificate);
    assert!(!holder.has_substitute_characters());
    assert_eq!(evidence.assurance(), Assurance::SignedByHolder);
    assert_eq!(evidence.environment(), Environment::Test);
    assert_eq!(*evidence.binding(), binding());
    assert_eq!(evidence.report().waivers, []);
    assert_eq!(
        evidence.report().issuer_assertions,
        [Assertion::FaceBinding]
    );
    assert!(evidence.individual_number().is_none());
    assert!(evidence.licence().is_none());
    assert_eq!(
        evidence.portrait().unwrap().binding(),
        FaceBinding::NameImageReviewed
    );
    // The fifth birthday after the issue, in Japan; the card itself is good for longer.
    assert_eq!(evidence.card_valid_until(), at("2030-04-15T14:59:59Z"));
}

#[test]
fn a_whole_reading_is_proven_whole_and_each_check_names_its_anchor() {
    let evidence = evidence(&policy(), &reading(HANAKO)).unwrap();
    let checks = &evidence.report().checks;
    let anchored: Vec<(CheckName, &str)> = checks
        .iter()
        .filter_map(|check| Some((check.check, check.anchor.as_ref()?.name.as_str())))
        .collect();
    assert_eq!(
        anchored,
        [
            (CheckName::SigningCertificate, "software signing root"),
            (
                CheckName::AuthenticationCertificate,
                "software authentication root"
            ),
            (CheckName::TextAuthority, "software text"),
            (CheckName::FaceAuthority, "software face"),
            (CheckName::LicenceRecord, "software police"),
        ]
    );
    for name in [
        CheckName::SigningSignature,
        CheckName::AuthenticationSignature,
        CheckName::TextPresence,
        CheckName::TextLink,
        CheckName::FacePresence,
        CheckName::FaceLink,
        CheckName::Municipality,
        CheckName::IndividualNumber,
        CheckName::LicenceExpiry,
        CheckName::SigningRevocation,
        CheckName::AuthenticationRevocation,
    ] {
        assert!(checks.iter().any(|check| check.check == name), "{name:?}");
    }
    assert_eq!(
        evidence.individual_number().unwrap().digits(),
        HANAKO.individual_number().as_bytes()
    );
    let licence = evidence.licence().unwrap();
    assert_eq!(licence.expires(), FullDate::new(2029, 5, 15).unwrap());
    assert_eq!(licence.data().unwrap().number(), HANAKO.licence_number());
    assert_eq!(licence.binding(), LicenceBinding::FaceCompared);
}

#[test]
fn every_holder_s_card_is_proven() {
    for holder in simulator::Holder::ALL {
        let evidence = evidence(&policy(), &reading(holder)).unwrap();
        assert_eq!(evidence.holder().name(), holder.full_name());
        assert_eq!(evidence.holder().address(), holder.address());
    }
}

#[test]
fn substitute_characters_are_resolved_by_the_text_application_or_waived() {
    let whole = evidence(&policy(), &reading(RARE_KANJI)).unwrap();
    assert_eq!(whole.holder().source(), AttributeSource::TextApplication);
    assert_eq!(whole.holder().name(), "\u{20BB7}田　辻\u{E0100}子");

    let without_text = default_reading(RARE_KANJI);
    assert_eq!(refusal(&policy(), &without_text), "evidence.text-not-read");
    let waived = policy().waive(Waiver::SubstituteCharacters);
    let substituted = evidence(&waived, &without_text).unwrap();
    assert_eq!(substituted.holder().name(), "吉田　辻子");
    assert!(substituted.holder().has_substitute_characters());
    assert_eq!(substituted.report().waivers, [Waiver::SubstituteCharacters]);
}

#[test]
fn a_card_without_certificates_is_told_apart_from_a_bare_pin() {
    let mut none = default_reading(HANAKO);
    none.signing = None;
    assert_eq!(refusal(&policy(), &none), "evidence.no-signing-certificate");

    let mut pin = reading(HANAKO);
    pin.signing = None;
    assert_eq!(refusal(&policy(), &pin), "evidence.authentication-key-only");
    let waived = policy().waive(Waiver::AuthenticationKeyOnly);
    let evidence = evidence(&waived, &pin).unwrap();
    assert_eq!(evidence.assurance(), Assurance::PinOnCard);
    assert_eq!(evidence.report().waivers, [Waiver::AuthenticationKeyOnly]);
    assert_eq!(evidence.holder().source(), AttributeSource::TextApplication);
    pin.text = None;
    assert_eq!(refusal(&waived, &pin), "evidence.text-not-read");
}

#[test]
fn a_waiver_lets_a_signature_be_absent_and_never_wrong() {
    let presence = policy().waive(Waiver::Presence);
    let both = presence.clone().waive(Waiver::HolderKnowledge);
    let mut absent = default_reading(HANAKO);
    absent.signing.as_mut().unwrap().signature = None;
    absent.face.as_mut().unwrap().signature = None;
    let evidence = evidence(&both, &absent).unwrap();
    assert_eq!(evidence.assurance(), Assurance::RecordsOnly);
    assert_eq!(refusal(&presence, &absent), "evidence.missing-signature");

    let mut wrong = default_reading(HANAKO);
    wrong.face.as_mut().unwrap().signature.as_mut().unwrap()[100] ^= 1;
    assert_eq!(refusal(&both, &wrong), "evidence.challenge-signature");
    let mut wrong = default_reading(HANAKO);
    wrong.signing.as_mut().unwrap().signature.as_mut().unwrap()[100] ^= 1;
    assert_eq!(refusal(&both, &wrong), "evidence.challenge-signature");
}

#[test]
fn a_waiver_that_is_not_needed_does_not_show() {
    let waived = policy()
        .waive(Waiver::Presence)
        .waive(Waiver::HolderKnowledge)
        .waive(Waiver::UnknownRevocation);
    let evidence = evidence(&waived, &reading(HANAKO)).unwrap();
    assert_eq!(evidence.report().waivers, []);
    assert_eq!(evidence.assurance(), Assurance::SignedByHolder);
}

#[test]
fn a_late_answer_is_refused_and_one_in_the_last_second_is_not() {
    let reading = default_reading(HANAKO);
    let last = challenge().expires();
    let examine = |now| policy().examine(&anchors(), challenge(), &reading, now);
    assert!(examine(last).is_ok());
    let error = examine(last.plus_seconds(1)).unwrap_err();
    assert_eq!(error.code(), "evidence.challenge-expired");
    assert_eq!(error.category(), Category::Holder);
}

#[test]
fn a_session_without_a_wallet_key_needs_its_waiver() {
    let error = policy()
        .examine(
            &anchors(),
            session_challenge(now()),
            &default_reading(HANAKO),
            now(),
        )
        .unwrap_err();
    assert_eq!(error.code(), "evidence.session-only-binding");
}

#[test]
fn a_photo_needs_more_than_birth_date_and_sex() {
    let reading = default_reading(HANAKO);
    let examined = |policy: &Policy| examine(policy, &reading).unwrap();
    let answers = good(&examined(&policy()));
    let error = examined(&policy()).conclude(&answers, now()).unwrap_err();
    assert_eq!(error.code(), "evidence.face-binding");

    let weak = policy().waive(Waiver::FaceByBirthDateAndSex);
    let evidence = examined(&weak).conclude(&answers, now()).unwrap();
    assert_eq!(evidence.report().waivers, [Waiver::FaceByBirthDateAndSex]);
    assert_eq!(evidence.report().issuer_assertions, []);

    let live = weak.require_face_binding(FaceBinding::LiveFaceMatched);
    let reviewed = examined(&live).assert_face_binding(FaceBinding::NameImageReviewed);
    let error = reviewed.conclude(&answers, now()).unwrap_err();
    assert_eq!(error.code(), "evidence.face-binding");
    let matched = examined(&live).assert_face_binding(FaceBinding::LiveFaceMatched);
    assert!(matched.conclude(&answers, now()).is_ok());
}

#[test]
fn a_licence_needs_somebody_who_says_whose_it_is() {
    let examined = |policy: &Policy| {
        let examined = examine(policy, &reading(HANAKO)).unwrap();
        examined.assert_face_binding(FaceBinding::LiveFaceMatched)
    };
    let answers = good(&examined(&policy()));
    let error = examined(&policy()).conclude(&answers, now()).unwrap_err();
    assert_eq!(error.code(), "evidence.licence-binding");

    let waived = policy().waive(Waiver::UnboundLicence);
    let evidence = examined(&waived).conclude(&answers, now()).unwrap();
    assert_eq!(evidence.report().waivers, [Waiver::UnboundLicence]);
    let licence = evidence.licence().unwrap();
    assert_eq!(licence.binding(), LicenceBinding::Unbound);
}

#[test]
fn a_policy_names_the_least_binding_of_photo_and_licence_and_waivers_do_not_lower_it() {
    use {FaceBinding as Face, LicenceBinding as Licence};
    let (name, live) = (Face::NameImageReviewed, Face::LiveFaceMatched);
    let (compared, app, police) = (
        Licence::FaceCompared,
        Licence::AttestedReadingApp,
        Licence::PoliceRecord,
    );
    let too_weak = ["evidence.face-binding", "evidence.licence-binding"];
    for (least, asserted, code) in [
        (
            (Face::BirthDateAndSex, Licence::Unbound),
            (name, compared),
            "accepted",
        ),
        ((live, compared), (name, police), too_weak[0]),
        ((live, compared), (live, compared), "accepted"),
        ((name, app), (live, compared), too_weak[1]),
        ((name, app), (live, police), "accepted"),
        ((name, police), (live, app), too_weak[1]),
        ((name, police), (live, Licence::Unbound), too_weak[1]),
        ((name, police), (name, police), "accepted"),
    ] {
        let policy = policy()
            .waive(Waiver::FaceByBirthDateAndSex)
            .waive(Waiver::UnboundLicence)
            .require_face_binding(least.0)
            .require_licence_binding(least.1);
        let examined = examine(&policy, &reading(HANAKO)).unwrap();
        let answers = good(&examined);
        let outcome = examined
            .assert_face_binding(asserted.0)
            .assert_licence_binding(asserted.1)
            .conclude(&answers, now());
        let found = outcome.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(found, code, "{least:?} {asserted:?}");
    }
}

#[test]
fn a_licence_is_good_until_its_last_day_in_japan() {
    for (last_day, code) in [
        (b"5081124", "accepted"),
        (b"5081123", "evidence.licence-expired"),
        (b"0000000", "evidence.no-licence"),
    ] {
        let mut reading = reading(HANAKO);
        forge::licence(
            &mut reading,
            &[(b"\xC5\x075110515", &[b"\xC5\x07", &last_day[..]].concat())],
        );
        assert_eq!(refusal(&policy(), &reading), code);
    }
}

#[test]
fn licence_data_that_the_police_did_not_sign_are_refused() {
    let mut forged = reading(HANAKO);
    let data = &mut forged.licence.as_mut().unwrap().data;
    forge::replace(data, b"\xC5\x075110515", b"\xC5\x075120515");
    assert_eq!(refusal(&policy(), &forged), "evidence.record-signature");
}

#[test]
fn the_police_may_sign_the_objects_or_the_physical_file() {
    let physical = reading(HANAKO).licence.as_ref().unwrap().data.clone();
    assert_eq!(physical.last(), Some(&0xFF));
    let data = crate::card::record::LicenceData::parse(&physical).unwrap();
    for signed in data.signed_candidates() {
        let mut reading = reading(HANAKO);
        forge::licence_signature(&mut reading.licence.as_mut().unwrap().signature, signed);
        let evidence = evidence(&policy(), &reading).unwrap();
        let licence = evidence.licence().unwrap();
        assert_eq!(licence.data().unwrap().number(), HANAKO.licence_number());
    }
    let mut reading = reading(HANAKO);
    let signature = &mut reading.licence.as_mut().unwrap().signature;
    forge::licence_signature(signature, &physical[..100]);
    assert_eq!(refusal(&policy(), &reading), "evidence.record-signature");
}

#[test]
fn an_issuer_sees_the_signed_pictures_before_it_asserts_anything() {
    let whole = reading(HANAKO);
    let examined = examine(&policy(), &whole).unwrap();
    let record = FaceRecord::parse(&whole.face.as_ref().unwrap().record).unwrap();
    let licence = LicenceData::parse(&whole.licence.as_ref().unwrap().data).unwrap();
    assert_eq!(examined.photo(), Some(record.photo()));
    assert_eq!(examined.name_image(), Some(record.name_image()));
    assert_eq!(examined.address_image(), Some(record.address_image()));
    assert_eq!(examined.licence_photo(), licence.photo());
    assert!(licence.photo().is_some());
    let examined = examine(&policy(), &default_reading(HANAKO)).unwrap();
    assert_eq!(examined.licence_photo(), None);
}

#[test]
fn a_person_and_a_picture_are_printed_without_what_they_are() {
    let evidence = evidence(&policy(), &default_reading(HANAKO)).unwrap();
    assert_eq!(
        format!("{:?}", evidence.holder()),
        "Holder(redacted, from SigningCertificate)"
    );
    let portrait = evidence.portrait().unwrap();
    let length = portrait.image().len();
    assert_eq!(
        format!("{portrait:?}"),
        format!("Portrait({length} bytes, NameImageReviewed)")
    );
}

#[test]
fn a_source_of_randomness_that_fails_is_not_the_holder_s_fault() {
    let error = EvidenceError::Random(crate::crypto::RandomError);
    assert_eq!(error.category(), Category::Upstream);
}
