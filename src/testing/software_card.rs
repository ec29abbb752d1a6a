//! What belongs to the [software card](crate::card::simulator) and is not on it: the anchors that
//! its authorities make, the secrets that its holders know, what an issuer knows of them, and a
//! revocation source.

use crate::card::simulator::{
    Authorities, CertificateIssuer, Holder, ListedCertificate, PIN, SIGNING_PASSWORD, SoftwareCard,
};
use crate::card::{
    self, Pin, Presence, ReadingPlan, Secrets, SigningPassword, TextWanted, VerificationNumberB,
};
use crate::crypto::Random;
use crate::derive::{Fact, IssuerFacts, Source};
use crate::error::Error;
use crate::evidence::{
    Anchors, CardRevocationList, Challenge, Evidence, FaceBinding, HolderBinding, LicenceBinding,
    Policy,
};
use crate::pki::RevocationList;
use crate::time::{FullDate, Timestamp};

/// Test anchors: the throw-away authorities behind every software card.
///
/// # Errors
/// An [`Error`] if the crate's own key files were unusable.
pub fn software_card_anchors() -> Result<Anchors, Error> {
    let file = Authorities::new()?.anchors_file();
    Ok(Anchors::from_json(&file)?)
}

/// What the holder of a software card knows and types in.
///
/// # Errors
/// An [`Error`] if the crate's own secrets were of the wrong form.
pub fn software_card_secrets(holder: Holder) -> Result<Secrets, Error> {
    Ok(Secrets {
        signing_password: Some(SigningPassword::parse(SIGNING_PASSWORD)?),
        authentication_pin: Some(Pin::parse(PIN)?),
        text_pin: Some(Pin::parse(PIN)?),
        verification_number_b: Some(VerificationNumberB::parse(
            &holder.verification_number_b()?,
        )?),
        licence_pin: Some(Pin::parse(PIN)?),
    })
}

/// What an issuer knows of the holder of a software card and the card does not say, as a residents'
/// register, a passport and the police would tell it.
///
/// # Errors
/// An [`Error`] if the crate's own dates were of the wrong form.
pub fn software_card_facts(holder: Holder) -> Result<IssuerFacts, Error> {
    let (family_name, given_name, source) = match holder {
        Holder::Hanako => ("BANGO", "HANAKO", Source::Passport),
        Holder::RareKanji => ("YOSHIDA", "TSUJIKO", Source::Transliteration),
        Holder::Foreign => ("SMITH", "JOHN", Source::Passport),
        Holder::NoLicence => ("YAMADA", "TARO", Source::Passport),
    };
    let facts = IssuerFacts::new()
        .with(Fact::municipality_code("13101"), Source::ResidentsRegister)
        .with(Fact::family_name(family_name), source)
        .with(Fact::given_name(given_name), source);
    if !holder.has_licence() {
        return Ok(facts);
    }
    let police = Source::PoliceRecord;
    Ok(facts
        .with(Fact::issue_date(FullDate::new(2024, 4, 16)?), police)
        .with(
            Fact::issuing_authority("Tokyo Metropolitan Public Safety Commission"),
            police,
        )
        .with(Fact::issuing_authority_unicode("東京都公安委員会"), police)
        .with(Fact::issuing_jurisdiction("JP-13"), police))
}

/// Evidence from the whole way: the software card of `holder` is read and examined, with nothing
/// waived, for the wallet keys of `binding`.
///
/// # Errors
/// The [`Error`] of any step, for example when `now` is outside the validity of the card.
pub fn software_card_evidence(
    holder: Holder,
    binding: HolderBinding,
    now: Timestamp,
    random: &mut dyn Random,
) -> Result<Evidence, Error> {
    let end = now.plus_seconds(300);
    let challenge = Challenge::new("A test", "software-card", binding, end, random)?;
    let mut plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_text(TextWanted::IfSubstituted);
    if holder.has_licence() {
        plan = plan.with_licence();
    }
    let secrets = software_card_secrets(holder)?;
    let mut card = SoftwareCard::new(holder)?;
    let reading = card::read(&mut card, &plan, &secrets, challenge.text(), &mut |_| {})?;
    let anchors = software_card_anchors()?;
    let examined = Policy::test().examine(&anchors, challenge, &reading, now)?;
    let revocations = software_card_revocations(&[], now)?;
    let answers = examined.ask(revocations.as_slice());
    Ok(examined
        .assert_face_binding(FaceBinding::NameImageReviewed)
        .assert_licence_binding(LicenceBinding::FaceCompared)
        .conclude(&answers, now)?)
}

/// A revocation source for software cards: the lists of all their authorities, made and checked at
/// `now`, and good for a day.
///
/// # Errors
/// An [`Error`] if the crate's own key files were unusable, or `now` is outside the validity of
/// the authorities.
pub fn software_card_revocations(
    listed: &[(CertificateIssuer, ListedCertificate)],
    now: Timestamp,
) -> Result<Vec<CardRevocationList>, Error> {
    let anchors = software_card_anchors()?;
    let checked = |issuer: CertificateIssuer| {
        let listed = listed.iter().filter(|(by, _)| *by == issuer);
        let listed: Vec<_> = listed.map(|(_, listed)| listed.clone()).collect();
        let der = issuer.revocation_list(&listed, now, now.plus_days(1))?;
        let list = RevocationList::from_der(&der)?;
        Ok(CardRevocationList::check(list, &anchors, now)?)
    };
    CertificateIssuer::ALL.into_iter().map(checked).collect()
}
