//! What a reading of the whole card costs, as lines `name: number`.
//!
//! `cargo bench --bench card` takes some seconds; `-- --test` makes two rounds of each and holds no
//! figure. Each time is the median over [`ROUNDS`] (a fourth for `examine`), measured as `limits`
//! does.
//!
//! - `exchanges` are the commands that go to the card; `bytes` is the reading's wire form.
//! - `examine/time_over_limit` is the time from a [`CardReading`] to its [`Evidence`], revocation
//!   answered, over the sum of its public-key operations: every RSA signature that the reading and
//!   its certificates hold, checked by keys that were read before, with SHA-256 over what they sign.
//! - `derive/both` is from evidence to the claims of both documents; `derive/jpeg`, with the feature
//!   `portrait`, to those of the My Number document with its portrait converted.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "limits/measure.rs"]
mod measure;

use std::cell::RefCell;
use std::error::Error;
use std::hint::black_box;

use measure::{Rounds, micros, ratio};
use mnid_mdoc::card::record::{
    CardKeyRecord, CardVerifiableCertificate, FaceRecord, LicenceData, LicenceSignature,
    TextIntegrity,
};
use mnid_mdoc::card::simulator::{Authorities, CardVerifiableAuthority, Holder, SoftwareCard};
use mnid_mdoc::card::{self, CardReading, Presence, ReadingPlan};
use mnid_mdoc::crypto::{RsaPublicKey, Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::derive::{self, ClaimOptions, Claims, IssuerFacts};
use mnid_mdoc::evidence::{
    Anchors, CardRevocationList, Challenge, Evidence, EvidenceError, FaceBinding, HolderBinding,
    LicenceBinding, Policy,
};
use mnid_mdoc::pki::Certificate;
use mnid_mdoc::testing::{
    SeededRandom, software_card_anchors, software_card_facts, software_card_revocations,
    software_card_secrets,
};
use mnid_mdoc::time::Timestamp;

fn main() -> Result<(), Box<dyn Error>> {
    let rounds = if std::env::args().any(|argument| argument == "--test") {
        Rounds(2)
    } else {
        ROUNDS
    };
    let examinations = rounds.over(4);
    let scene = Scene::set(examinations)?;
    let operations = PublicKeyOperations::of(&scene.reading, &scene.challenge)?;
    let [sum, examined] = examinations.medians([
        &mut || {
            operations.run();
            None
        },
        &mut || Some(scene.examine()),
    ]);
    println!("exchanges: {}", scene.exchanges);
    println!("bytes: {}", scene.reading.to_cbor().len());
    println!("examine/operations: {}", operations.0.len());
    println!("examine/time_over_limit: {:.3}", ratio(examined, sum));
    println!("microseconds/examine: {:.1}", micros(examined));
    println!("microseconds/examine/limit: {:.1}", micros(sum));

    let evidence = scene.examine();
    let [derived] = rounds.medians([&mut || scene.derive(black_box(&evidence))]);
    println!("microseconds/derive/both: {:.1}", micros(derived));
    #[cfg(feature = "portrait")]
    {
        let [converted] = rounds
            .over(10)
            .medians([&mut || scene.convert(black_box(&evidence))]);
        println!("microseconds/derive/jpeg: {:.1}", micros(converted));
    }
    Ok(())
}

/// A software card, read whole, and what examining the reading so often takes.
struct Scene {
    now: Timestamp,
    anchors: Anchors,
    revocations: Vec<CardRevocationList>,
    facts: IssuerFacts,
    reading: CardReading,
    exchanges: usize,
    challenge: String,
    /// Made before the clock runs, all with one text: a reading answers one text.
    challenges: RefCell<Vec<Challenge>>,
}

impl Scene {
    fn set(examinations: Rounds) -> Result<Self, Box<dyn Error>> {
        let now = Timestamp::parse("2026-11-24T09:00:00Z")?;
        let mut random = SeededRandom::new(b"wallet");
        let wallet = SoftwareKey::generate(SigningCurve::P256, &mut random)?;
        let binding = HolderBinding::DeviceKeys(vec![wallet.public_key().thumbprint()]);
        // Each examination is run twice; one more is for the evidence that is derived from.
        let challenges = (0..=2 * examinations.0).map(|_| challenge(&binding, now));
        let challenges = challenges.collect::<Result<Vec<_>, _>>()?;
        let text = challenges.first().ok_or("no challenge")?.text().to_owned();
        let mut card = SoftwareCard::new(Holder::Hanako)?;
        let plan = ReadingPlan::new(Presence::SigningKey)
            .with_face()
            .with_licence()
            .with_individual_number();
        let secrets = software_card_secrets(Holder::Hanako)?;
        Ok(Self {
            now,
            anchors: software_card_anchors()?,
            revocations: software_card_revocations(&[], now)?,
            facts: software_card_facts(Holder::Hanako)?,
            reading: card::read(&mut card, &plan, &secrets, &text, &mut |_| {})?,
            exchanges: card.exchanges(),
            challenge: text,
            challenges: RefCell::new(challenges),
        })
    }

    fn examine(&self) -> Evidence {
        let challenge = self.challenges.borrow_mut().pop().unwrap();
        let reading = black_box(&self.reading);
        let examined = Policy::test()
            .with_individual_number()
            .examine(&self.anchors, challenge, reading, self.now)
            .unwrap();
        let answers = examined.ask(self.revocations.as_slice());
        examined
            .assert_face_binding(FaceBinding::NameImageReviewed)
            .assert_licence_binding(LicenceBinding::FaceCompared)
            .conclude(&answers, self.now)
            .unwrap()
    }

    fn derive(&self, evidence: &Evidence) -> [Claims; 2] {
        let options = ClaimOptions::new();
        [
            derive::my_number_card(evidence, &self.facts, self.now, &options).unwrap(),
            derive::driving_licence(evidence, &self.facts, self.now, &options).unwrap(),
        ]
    }

    #[cfg(feature = "portrait")]
    fn convert(&self, evidence: &Evidence) -> Claims {
        let format = mnid_mdoc::doctype::PortraitFormat::Jpeg;
        let options = ClaimOptions::new().with_portrait(format);
        derive::my_number_card(evidence, &self.facts, self.now, &options).unwrap()
    }
}

fn challenge(binding: &HolderBinding, now: Timestamp) -> Result<Challenge, EvidenceError> {
    let random = &mut SeededRandom::new(b"challenge");
    let end = now.plus_seconds(300);
    Challenge::new("A bench", "card", binding.clone(), end, random)
}

/// The checks of every signature that a reading and its certificates hold.
struct PublicKeyOperations<'a>(Vec<Box<dyn Fn() -> bool + 'a>>);

impl<'a> PublicKeyOperations<'a> {
    fn of(reading: &'a CardReading, challenge: &'a str) -> Result<Self, Box<dyn Error>> {
        let authorities = Authorities::new()?;
        let mut operations = Self(Vec::new());

        let signing = reading.signing.as_ref().ok_or("no signing certificate")?;
        let root = Certificate::from_der(&authorities.signing_ca)?;
        let certificate = Certificate::from_der(&signing.certificate)?;
        let key = certificate.public_key().rsa().ok_or("no RSA key")?.clone();
        operations.push(move || certificate.check_signed_by(root.public_key()).is_ok());
        operations.push_answer(&key, challenge, signing.signature.as_deref())?;

        let text = reading.text.as_ref().ok_or("no text application")?;
        let municipality = CardVerifiableCertificate::parse(&text.certificate)?;
        operations.push_certificate(&authorities.text, &municipality)?;
        let record = TextIntegrity::parse(&text.integrity)?;
        operations.push_message(municipality.key(), record.signed_part(), record.signature());
        let record = CardKeyRecord::parse(text.card_key.as_ref().ok_or("no card key")?)?;
        operations.push_message(municipality.key(), record.signed_part(), record.signature());
        operations.push_answer(record.key(), challenge, text.signature.as_deref())?;

        let face = reading.face.as_ref().ok_or("no face application")?;
        let municipality = CardVerifiableCertificate::parse(&face.certificate)?;
        operations.push_certificate(&authorities.face, &municipality)?;
        let record = FaceRecord::parse(&face.record)?;
        let card_key = record.card_key().clone();
        operations.push(move || {
            let key = municipality.key();
            key.verify_three_digests(record.signed_digests(), record.signature())
                .is_ok()
        });
        operations.push_answer(&card_key, challenge, face.signature.as_deref())?;

        let licence = reading.licence.as_ref().ok_or("no licence")?;
        let police = RsaPublicKey::from_spki_der(&authorities.police.public_key)?;
        let signature = LicenceSignature::parse(&licence.signature)?;
        let [candidate, other] = LicenceData::parse(&licence.data)?.signed_candidates();
        let signed = match police.verify(&[candidate], signature.signature()) {
            Ok(()) => candidate,
            Err(_) => other,
        };
        operations.push_message(&police, signed, signature.signature());
        Ok(operations)
    }

    fn run(&self) {
        for operation in black_box(&self.0) {
            assert!(operation());
        }
    }

    fn push(&mut self, operation: impl Fn() -> bool + 'a) {
        self.0.push(Box::new(operation));
    }

    fn push_message(&mut self, key: &RsaPublicKey, message: &'a [u8], signature: &[u8]) {
        let (key, signature) = (key.clone(), signature.to_vec());
        self.push(move || key.verify(&[message], &signature).is_ok());
    }

    fn push_answer(
        &mut self,
        key: &RsaPublicKey,
        challenge: &'a str,
        signature: Option<&[u8]>,
    ) -> Result<(), Box<dyn Error>> {
        self.push_message(key, challenge.as_bytes(), signature.ok_or("no answer")?);
        Ok(())
    }

    fn push_certificate(
        &mut self,
        authority: &CardVerifiableAuthority,
        certificate: &CardVerifiableCertificate<'a>,
    ) -> Result<(), Box<dyn Error>> {
        let key = RsaPublicKey::from_components(&authority.modulus, &authority.exponent)?;
        self.push_message(&key, certificate.signed_part(), certificate.signature());
        Ok(())
    }
}

const ROUNDS: Rounds = Rounds(4_000);
