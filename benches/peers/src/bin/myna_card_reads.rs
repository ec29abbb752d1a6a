//! `myna_card_reads`: reads the software card of every holder with the crate `myna-card`, whole, and
//! lets it check what it can: record signatures, digests, certificate chains, challenges.
//!
//! Its table of authorities knows real and test cards only, so the certificates of the card's own
//! keys are checked against the throw-away authorities by this crate's tests, not here.

use anyhow::{Context, Result, ensure};
use mnid_mdoc::card::Transport;
use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
use myna_card::ap::jpki::{JpkiAp, SignatureScheme};
use myna_card::ap::surface::SurfaceAp;
use myna_card::ap::text::{self, TextAp};
use myna_card::transport::Transmit;
use myna_card::{Card, Certificate, Pin, Retries};

fn main() -> Result<()> {
    for holder in [
        Holder::Hanako,
        Holder::RareKanji,
        Holder::Foreign,
        Holder::NoLicence,
    ] {
        let mut card = Card::new(Wire(SoftwareCard::new(holder)?));
        text_application(&mut card, holder).context("text application")?;
        face_application(&mut card, holder).context("face application")?;
        jpki_application(&mut card).context("JPKI application")?;
        println!("myna-card reads the software card of {}", holder.name());
    }
    Ok(())
}

fn text_application(card: &mut Card<Wire>, holder: Holder) -> Result<()> {
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

fn face_application(card: &mut Card<Wire>, holder: Holder) -> Result<()> {
    let mut surface = SurfaceAp::select(card)?;
    let municipality = surface.read_certificate()?.public_key;
    let number = holder.verification_number_b()?;
    surface.verify_code_b(&Pin::numeric(number)?)?;
    let face = surface.read_card_face()?;
    face.verify(&municipality)?;
    ensure!(face.photo.data.len() > 1_000, "the photo is missing");
    let signature = surface.sign(b"challenge")?;
    SignatureScheme::Sha256DigestInfo.verify(&face.public_key, b"challenge", &signature)?;
    Ok(())
}

fn jpki_application(card: &mut Card<Wire>) -> Result<()> {
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
