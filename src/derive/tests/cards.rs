//! From the software card's APDUs to the claims.

use super::{now, table};
use crate::card::record::KeyId;
use crate::card::simulator::{Authorities, Holder, PIN, SIGNING_PASSWORD, SoftwareCard};
use crate::card::{
    Pin, Presence, ReadingPlan, Secrets, SigningPassword, TextWanted, VerificationNumberB, read,
};
use crate::crypto::{RsaPublicKey, Thumbprint};
use crate::derive::*;
use crate::evidence::{
    Anchors, Challenge, Environment, Evidence, FaceBinding, HolderBinding, LicenceBinding, Policy,
    RevocationStatus,
};
use crate::testing::SeededRandom;
use crate::time::FullDate;

fn anchors() -> Anchors {
    let authorities = Authorities::new().unwrap();
    let key = |authority: &crate::card::simulator::CardVerifiableAuthority| {
        let key = RsaPublicKey::from_components(&authority.modulus, &authority.exponent).unwrap();
        (KeyId::new(authority.key_id), key)
    };
    let (face, face_key) = key(&authorities.face);
    let (text, text_key) = key(&authorities.text);
    let police = RsaPublicKey::from_spki_der(&authorities.police.public_key).unwrap();
    Anchors::new(Environment::Test)
        .with_signing_root("signing", &authorities.signing_ca)
        .unwrap()
        .with_face_authority("face", face, face_key)
        .unwrap()
        .with_text_authority("text", text, text_key)
        .unwrap()
        .with_licence_signer("police", police)
        .unwrap()
}

/// What a card proves, read with everything that it holds.
fn evidence(holder: Holder, individual_number: bool) -> Evidence {
    let number_b = holder.verification_number_b().unwrap();
    let secrets = Secrets {
        signing_password: Some(SigningPassword::parse(SIGNING_PASSWORD).unwrap()),
        text_pin: Some(Pin::parse(PIN).unwrap()),
        verification_number_b: Some(VerificationNumberB::parse(&number_b).unwrap()),
        licence_pin: Some(Pin::parse(PIN).unwrap()),
        authentication_pin: None,
    };
    let mut plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_text(TextWanted::IfSubstituted);
    let mut policy = Policy::test();
    if holder.has_licence() {
        plan = plan.with_licence();
    }
    if individual_number {
        plan = plan.with_individual_number();
        policy = policy.with_individual_number();
    }
    let binding = HolderBinding::DeviceKeys(vec![Thumbprint::from_bytes([7; 32])]);
    let mut random = SeededRandom::new(b"cards");
    let expires = now().plus_seconds(300);
    let challenge = Challenge::new("Issue", "session", binding, expires, &mut random).unwrap();
    let mut card = SoftwareCard::new(holder).unwrap();
    let reading = read(&mut card, &plan, &secrets, challenge.text(), &mut |_| {}).unwrap();
    let examined = policy
        .examine(&anchors(), challenge, &reading, now())
        .unwrap()
        .assert_face_binding(FaceBinding::NameImageReviewed)
        .assert_licence_binding(LicenceBinding::FaceCompared);
    let answers: Vec<_> = examined
        .questions()
        .iter()
        .map(|question| question.answer(RevocationStatus::Good { as_of: now() }))
        .collect();
    examined.conclude(&answers, now()).unwrap()
}

fn facts() -> IssuerFacts {
    let issued = FullDate::parse("2024-05-10").unwrap();
    IssuerFacts::new()
        .with(Fact::municipality_code("13101"), Source::ResidentsRegister)
        .with(Fact::family_name("FAMILY"), Source::Passport)
        .with(Fact::given_name("GIVEN"), Source::Passport)
        .with(Fact::issue_date(issued), Source::PoliceRecord)
        .with(
            Fact::issuing_authority("Tokyo Metropolitan Public Safety Commission"),
            Source::Configuration,
        )
}

fn my_number(evidence: &Evidence) -> Claims {
    my_number_card(evidence, &facts(), now(), &ClaimOptions::new()).unwrap()
}

#[test]
fn every_card_gives_a_my_number_document_of_its_own_holder() {
    for holder in Holder::ALL {
        let claims = my_number(&evidence(holder, false));
        let table = table(&claims);
        let says = |line: String| table.lines().any(|row| row == line);
        let name = holder.full_name();
        assert!(says(format!("23220.1.jp full_name_unicode {name}")));
        let address = holder.address();
        assert!(says(format!(
            "23220.1.jp resident_address_unicode {address}"
        )));
        let born = FullDate::parse_compact(holder.birth_date().as_bytes()).unwrap();
        assert!(says(format!("23220.1 birth_date {born}")));
        assert!(says(format!("23220.1 sex {}", holder.sex())));
        assert!(table.contains("portrait JPEG 2000, 378x472"));
        assert!(!table.contains("individual_number"));
    }
}

#[test]
fn every_licence_gives_an_mdl_of_its_own_holder() {
    for holder in Holder::ALL {
        let evidence = evidence(holder, false);
        let derived = driving_licence(&evidence, &facts(), now(), &ClaimOptions::new());
        let Some(number) = holder.licence_number() else {
            assert_eq!(derived.unwrap_err(), DeriveError::NoLicence);
            continue;
        };
        let claims = derived.unwrap();
        let table = table(&claims);
        assert!(table.contains(&format!("document_number {number}")));
        assert!(table.contains(&format!("full_name_unicode {}", holder.full_name())));
        let licence_portrait = claims
            .elements()
            .find(|claim| claim.identifier() == "portrait")
            .unwrap();
        let portrait = evidence.portrait().unwrap();
        assert!(!licence_portrait.value().ends_with(portrait.image()));
    }
}

#[test]
fn the_licence_of_hanako_says_what_hanako_may_drive() {
    let evidence = evidence(Holder::Hanako, false);
    let claims = driving_licence(&evidence, &facts(), now(), &ClaimOptions::new()).unwrap();
    let table = table(&claims);
    let privileges = table
        .lines()
        .find(|row| row.starts_with("18013.5.1 driving_privileges "))
        .unwrap();
    let categories: Vec<&str> = privileges
        .split("\"vehicle_category_code\": \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(categories, ["C1", "B", "A", "AM"]);
    assert!(privileges.contains("\"value\": \"5000\""));
    for name in ["準中型", "普通", "普自二", "小特", "原付"] {
        assert!(table.contains(&format!("\"name_unicode\": \"{name}\"")));
    }
}

#[test]
fn the_number_of_a_card_is_issued_when_asked_for() {
    let evidence = evidence(Holder::Hanako, true);
    let asked = ClaimOptions::new().with_individual_number();
    let claims = my_number_card(&evidence, &facts(), now(), &asked).unwrap();
    let claim = claims
        .elements()
        .find(|claim| claim.identifier() == "individual_number_unicode")
        .unwrap();
    let number = Holder::Hanako.individual_number();
    assert!(claim.value().ends_with(number.as_bytes()));
    assert!(!table(&my_number(&evidence)).contains("individual_number"));
}

#[test]
fn claims_carry_what_the_evidence_allows() {
    let evidence = evidence(Holder::NoLicence, false);
    let claims = my_number(&evidence);
    assert_eq!(claims.basis.environment, Environment::Test);
    assert_eq!(&claims.basis.binding, evidence.binding());
    assert_eq!(claims.basis.assurance, evidence.assurance());
    assert!(claims.valid_until() <= evidence.card_valid_until());
}
