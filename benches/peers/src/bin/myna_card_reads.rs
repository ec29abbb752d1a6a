//! `myna_card_reads [READER]`: reads the software card of every holder with the crate `myna-card`,
//! whole, and lets it check what it can: record signatures, digests, certificate chains, challenges.
//! With the name of a PC/SC reader, the card of the first holder that is in it.
//!
//! Its table of authorities knows real and test cards only, so the certificates of the card's own
//! keys are checked against the throw-away authorities by this crate's tests, not here.

use anyhow::{Context, Result, ensure};
use mnid_mdoc::card::Transport;
use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
use myna_card::ap::common::CommonAp;
use myna_card::ap::jpki::{JpkiAp, SignatureScheme};
use myna_card::ap::juki::JukiAp;
use myna_card::ap::surface::SurfaceAp;
use myna_card::ap::text::{self, TextAp};
use myna_card::mf::{self, MasterFile};
use myna_card::transport::{Transmit, pcsc};
use myna_card::{Card, Certificate, Pin, Retries};

fn main() -> Result<()> {
    if let Some(reader) = std::env::args().nth(1) {
        let mut card = pcsc::connect(&reader, pcsc::Sharing::Exclusive)?;
        card.transport_mut().power_cycle()?;
        read(&mut card, Holder::Hanako)?;
        println!("myna-card reads the card in the reader {reader}");
        return Ok(());
    }
    for holder in [
        Holder::Hanako,
        Holder::RareKanji,
        Holder::Foreign,
        Holder::NoLicence,
    ] {
        let mut card = Card::new(Wire(SoftwareCard::new(holder)?));
        read(&mut card, holder)?;
        println!("myna-card reads the software card of {}", holder.name());
    }
    Ok(())
}

fn read(card: &mut Card<impl Transmit>, holder: Holder) -> Result<()> {
    card_itself(card, holder).context("card without an application")?;
    card_application(card, holder).context("card application")?;
    resident_application(card).context("resident application")?;
    text_application(card, holder).context("text application")?;
    face_application(card, holder).context("face application")?;
    jpki_application(card).context("JPKI application")
}

/// Before an application is selected, and after one was.
fn card_itself(card: &mut Card<impl Transmit>, holder: Holder) -> Result<()> {
    for again in [false, true] {
        let mut card = match again {
            false => MasterFile::new(card),
            true => MasterFile::select(card)?,
        };
        ensure!(card.data_object(mf::tag::MUNICIPALITY_CODE)? == b"13101");
        ensure!(card.data_object(mf::tag::EXPIRY)? == holder.card_expiry().as_bytes());
        let chain = card.certificate_chain()?;
        ensure!(chain.len() == 2 && chain[0].subject_key_id == chain[1].issuer_key_id);
        chain[1].verify_with(&chain[0].public_key)?;
        CommonAp::select(card.card())?;
    }
    Ok(())
}

fn card_application(card: &mut Card<impl Transmit>, holder: Holder) -> Result<()> {
    let mut common = CommonAp::select(card)?;
    let information = common.read_card_info()?;
    ensure!(information.municipality_code == "13101");
    ensure!(information.expiry.to_string().replace('-', "") == holder.card_expiry());
    ensure!(common.internal_authenticate(b"challenge")?.len() == 256);
    ensure!(common.pin_retries()? == Retries::Remaining(3));
    ensure!(!common.card().contact_atr()?.is_empty());
    Ok(())
}

fn resident_application(card: &mut Card<impl Transmit>) -> Result<()> {
    let mut resident = JukiAp::select(card)?;
    ensure!(!resident.read_record(0x0002, 1)?.is_empty());
    ensure!(resident.pin_retries()? == Retries::Remaining(3));
    Ok(())
}

fn text_application(card: &mut Card<impl Transmit>, holder: Holder) -> Result<()> {
    let mut text = TextAp::select(card)?;
    let municipality = text.read_certificate()?.public_key;
    let wrong = text.verify_pin(&Pin::numeric("4321")?);
    ensure!(wrong.is_err(), "a wrong PIN was taken");
    ensure!(text.retries(text::ef::PIN)? == Retries::Remaining(2));
    text.verify_pin(&Pin::numeric("1234")?)?;
    ensure!(text.retries(text::ef::PIN)? == Retries::Remaining(3));

    let attributes = text.read_attributes()?;
    ensure!(attributes.name == holder.full_name());
    ensure!(attributes.address == holder.address());
    ensure!(text.read_my_number()?.as_str() == holder.individual_number());

    let integrity = text.read_integrity_record()?;
    integrity.verify(&municipality)?;
    ensure!(integrity.matches_my_number_file(&text.read_my_number_file()?));
    let file = text.read_ef(text::ef::ATTRIBUTES)?;
    ensure!(integrity.matches_attributes_file(&file)?);

    let card_key = text.read_signed_public_key()?;
    card_key.verify(&municipality)?;
    let signature = text.sign(b"challenge")?;
    SignatureScheme::Sha256DigestInfo.verify(&card_key.public_key, b"challenge", &signature)?;
    Ok(())
}

fn face_application(card: &mut Card<impl Transmit>, holder: Holder) -> Result<()> {
    let mut surface = SurfaceAp::select(card)?;
    let municipality = surface.read_certificate()?.public_key;
    let number = holder.verification_number_b()?;
    let era_birth_date = number[..6].to_owned();
    surface.verify_code_b(&Pin::numeric(number)?)?;
    let face = surface.read_card_face()?;
    face.verify(&municipality)?;
    ensure!(face.photo.data.len() > 1_000, "the photo is missing");
    let signature = surface.sign(b"challenge")?;
    SignatureScheme::Sha256DigestInfo.verify(&face.public_key, b"challenge", &signature)?;

    surface.verify_code_a(&Pin::numeric(holder.individual_number())?)?;
    surface.read_my_number_image()?.verify(&municipality)?;
    surface.verify_birth_date(&Pin::numeric(era_birth_date)?)?;
    surface.read_age_record()?.verify(&municipality)?;
    ensure!(surface.read_ap_basic_data()?.municipality_code == "13101");
    Ok(())
}

fn jpki_application(card: &mut Card<impl Transmit>) -> Result<()> {
    let mut jpki = JpkiAp::select(card)?;
    ensure!(jpki.read_certificate_availability()?.has_sign_certificate());
    jpki.read_token_info()?;

    let chain = [
        jpki.read_auth_certificate()?,
        jpki.read_auth_ca_certificate()?,
    ];
    Certificate::verify_chain(&chain, chain[0].validity().0)?;
    jpki.verify_auth_pin(&Pin::numeric("1234")?)?;
    let scheme = SignatureScheme::Sha256DigestInfo;
    let signature = jpki.sign_with_auth_key(scheme, b"challenge")?;
    scheme.verify(&chain[0].public_key()?, b"challenge", &signature)?;

    jpki.verify_sign_pin(&Pin::new("PASSWORD1")?)?;
    let chain = [
        jpki.read_sign_certificate()?,
        jpki.read_sign_ca_certificate()?,
    ];
    Certificate::verify_chain(&chain, chain[0].validity().0)?;
    let signature = jpki.sign_with_sign_key(scheme, b"challenge")?;
    scheme.verify(&chain[0].public_key()?, b"challenge", &signature)?;
    Ok(())
}

/// The software card behind myna-card's transport.
struct Wire(SoftwareCard);

impl Transmit for Wire {
    fn transmit(&mut self, command: &[u8]) -> myna_card::Result<Vec<u8>> {
        let answer = self.0.transmit(command);
        answer.map_err(|_| myna_card::Error::ShortResponse(0))
    }
}
