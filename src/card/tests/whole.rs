use der::{Decode, Encode};

use super::*;
use crate::card::record::{
    CardKeyRecord, CardVerifiableCertificate, FaceRecord, IndividualNumberRecord, LicenceData,
    LicenceSignature, TextAttributes, TextIntegrity,
};
use crate::card::simulator::Authorities;
use crate::crypto::{RsaPublicKey, sha256};

#[test]
fn a_card_of_every_holder_is_read_whole_and_all_its_signatures_verify() {
    let police = Authorities::new().unwrap().police.public_key;
    let police = RsaPublicKey::from_spki_der(&police).unwrap();
    for holder in Holder::ALL {
        for presence in [Presence::SigningKey, Presence::AuthenticationKey] {
            let plan = everything(holder, presence);
            let reading = attempt(&mut card(holder, &[]), &plan, holder).unwrap();

            let certificate = match presence {
                Presence::SigningKey => reading.signing.as_ref().unwrap(),
                Presence::AuthenticationKey => reading.authentication.as_ref().unwrap(),
            };
            assert_eq!(reading.signing.is_some(), presence == Presence::SigningKey);
            assert_eq!(
                reading.authentication.is_some(),
                presence == Presence::AuthenticationKey
            );
            answers(&key_of(&certificate.certificate), &certificate.signature);
            check_text(reading.text.as_ref().unwrap(), holder);
            check_face(reading.face.as_ref().unwrap());
            assert_eq!(reading.licence.is_some(), holder.has_licence());
            if let Some(licence) = &reading.licence {
                check_licence(licence, holder, &police);
            }
            assert_eq!(
                CardReading::from_cbor(&reading.to_cbor()).as_ref(),
                Ok(&reading)
            );
        }
    }
}

fn check_text(text: &TextReading, holder: Holder) {
    let attributes = TextAttributes::parse(&text.attributes).unwrap();
    let integrity = TextIntegrity::parse(&text.integrity).unwrap();
    let certificate = CardVerifiableCertificate::parse(&text.certificate).unwrap();
    let key = CardKeyRecord::parse(text.card_key.as_ref().unwrap()).unwrap();
    let number = IndividualNumberRecord::parse(text.individual_number.as_ref().unwrap()).unwrap();
    let municipality = certificate.key();
    municipality
        .verify(&[integrity.signed_part()], integrity.signature())
        .unwrap();
    municipality
        .verify(&[key.signed_part()], key.signature())
        .unwrap();
    assert_eq!(
        integrity.attributes_digest(),
        &sha256(&[attributes.signed_part()])
    );
    assert_eq!(
        integrity.individual_number_digest(),
        &sha256(&[number.signed_part()])
    );
    assert_eq!(attributes.name(), holder.full_name());
    assert_eq!(attributes.address(), holder.address());
    assert_eq!(number.number(), holder.individual_number());
    answers(key.key(), &text.signature);
}

fn check_face(face: &FaceReading) {
    let record = FaceRecord::parse(&face.record).unwrap();
    let certificate = CardVerifiableCertificate::parse(&face.certificate).unwrap();
    certificate
        .key()
        .verify_three_digests(record.signed_digests(), record.signature())
        .unwrap();
    answers(record.card_key(), &face.signature);
}

fn check_licence(licence: &LicenceReading, holder: Holder, police: &RsaPublicKey) {
    let data = LicenceData::parse(&licence.data).unwrap();
    let signature = LicenceSignature::parse(&licence.signature).unwrap();
    assert!(licence.pin_set);
    assert_eq!(licence.data.len(), 5845);
    assert_eq!(licence.signature.len(), 584);
    assert_eq!(data.number(), holder.licence_number());
    assert!(data.photo().is_some() && !data.categories().is_empty());
    let [objects, file] = data.signed_candidates();
    police.verify(&[objects], signature.signature()).unwrap();
    assert!(police.verify(&[file], signature.signature()).is_err());
}

fn answers(key: &RsaPublicKey, signature: &Option<Vec<u8>>) {
    let signature = signature.as_ref().unwrap();
    key.verify(&[CHALLENGE.as_bytes()], signature).unwrap();
    assert!(key.verify(&[b"another challenge"], signature).is_err());
}

fn key_of(certificate: &[u8]) -> RsaPublicKey {
    let certificate = x509_cert::Certificate::from_der(certificate).unwrap();
    let spki = certificate.tbs_certificate().subject_public_key_info();
    RsaPublicKey::from_spki_der(&spki.to_der().unwrap()).unwrap()
}

#[test]
fn the_text_application_is_left_out_unless_the_certificate_flags_substitutes() {
    for (holder, expected) in [
        (Holder::Hanako, false),
        (Holder::Foreign, false),
        (Holder::RareKanji, true),
    ] {
        let mut card = card(holder, &[]);
        let reading = attempt(&mut card, &usual(), holder).unwrap();
        assert_eq!(reading.text.is_some(), expected, "{holder}");
        let text = [0x31, 0x00, 0x01, 0x01, 0x04, 0x08];
        let opened = card.commands.iter().any(|command| command.ends_with(&text));
        assert_eq!(opened, expected, "{holder}");
        if let Some(text) = &reading.text {
            assert_eq!(text.individual_number, None);
        }
    }
}

#[test]
fn without_a_signing_certificate_there_are_no_flags_and_the_text_application_is_read() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey).with_text(TextWanted::IfSubstituted);
    let reading = attempt(&mut card(Holder::Hanako, &[]), &plan, Holder::Hanako).unwrap();
    assert!(reading.text.is_some());
}

#[test]
fn the_individual_number_is_read_whatever_else_is_said_about_the_text_application() {
    let plan = ReadingPlan::new(Presence::SigningKey)
        .with_individual_number()
        .with_text(TextWanted::IfSubstituted);
    let reading = attempt(&mut card(Holder::Hanako, &[]), &plan, Holder::Hanako).unwrap();
    assert!(reading.text.unwrap().individual_number.is_some());
}

#[test]
fn flags_that_cannot_be_read_count_as_substitutes() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_text(TextWanted::IfSubstituted);
    let body = vec![0x30, 0x82, 0x01, 0x00];
    let certificate = [body, vec![0; 256]].concat();
    let odd = Variation::File(Application::Jpki, 0x0001, certificate);
    let reading = attempt(&mut card(Holder::Hanako, &[odd]), &plan, Holder::Hanako).unwrap();
    assert!(reading.text.is_some());
}

#[test]
fn a_reading_holds_no_picture_of_the_security_code() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let reading = attempt(&mut card(Holder::Hanako, &[]), &plan, Holder::Hanako).unwrap();
    let picture = include_bytes!("../simulator/assets/hanako-security-code.png");
    let record = &reading.face.unwrap().record;
    assert!(!record.windows(picture.len()).any(|part| part == picture));
}

#[test]
fn a_licence_without_a_pin_is_opened_by_four_asterisks() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_licence();
    let mut card = card(Holder::Hanako, &[Variation::NoLicencePin]);
    let secrets = Secrets {
        licence_pin: None,
        ..secrets_of(Holder::Hanako)
    };
    let reading = read(&mut card, &plan, &secrets, CHALLENGE, &mut |_| {}).unwrap();
    let licence = reading.licence.unwrap();
    assert!(!licence.pin_set);
    LicenceData::parse(&licence.data).unwrap();
    assert_eq!(card.sent(), [SIGNING_PASSWORD.as_bytes(), b"****"]);
}

#[test]
fn progress_tells_applications_files_bytes_and_signatures() {
    let mut seen = Vec::new();
    let secrets = secrets_of(Holder::Hanako);
    let mut card = card(Holder::Hanako, &[]);
    let reading = read(&mut card, &usual(), &secrets, CHALLENGE, &mut |event| {
        seen.push(event);
    })
    .unwrap();
    let count = |wanted: Progress| seen.iter().filter(|event| **event == wanted).count();
    for application in [Application::Jpki, Application::Face, Application::Licence] {
        assert_eq!(count(Progress::Opened(application)), 1);
    }
    assert_eq!(count(Progress::Signed(Application::Jpki)), 1);
    assert_eq!(count(Progress::Signed(Application::Face)), 1);
    assert_eq!(count(Progress::Accepted(SecretName::SigningPassword)), 1);
    let length = reading.signing.as_ref().unwrap().certificate.len();
    assert_eq!(
        count(Progress::File {
            application: Application::Jpki,
            file: "signing certificate",
            bytes: length,
            of: Some(length),
        }),
        1
    );
}

/// A number for each plan, which no noise can trip: raise it only with a reason, and in the
/// documentation.
#[test]
fn a_reading_takes_no_more_commands_than_documented() {
    let pin = ReadingPlan::new(Presence::AuthenticationKey);
    let password = ReadingPlan::new(Presence::SigningKey);
    let document = password.clone().with_face();
    let document = document.with_text(TextWanted::IfSubstituted);
    let everything = usual().with_individual_number();
    let commands = [pin, password, document, usual(), everything].map(|plan| {
        [Holder::Hanako, Holder::RareKanji].map(|holder| {
            let mut card = card(holder, &[]);
            attempt(&mut card, &plan, holder).unwrap();
            card.commands.len()
        })
    });
    let documented = [[11, 11], [14, 14], [57, 70], [90, 103], [105, 105]];
    assert_eq!(commands, documented);
}
