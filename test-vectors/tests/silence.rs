//! No PIN, name, address or number is in anything that the crate says: errors with their sources,
//! `Debug` output, reports. The secrets are patterned, so that they cannot be there by chance.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)]

use std::error::Error as StdError;
use std::fmt::Debug;

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::{
    CertificateFlaw, Fault, Holder, PIN, SIGNING_PASSWORD, SoftwareCard, Variation,
};
use mnid_mdoc::card::transcript::Recorder;
use mnid_mdoc::card::{
    self, Application, CardReading, Pin, Presence, ReadingPlan, Secrets, SigningPassword,
    TextWanted, UnfinishedReading, VerificationNumberB,
};
use mnid_mdoc::crypto::{Signer, SigningCurve};
use mnid_mdoc::derive::{self, ClaimOptions, Fact, IssuerFacts, Source};
use mnid_mdoc::evidence::{
    Challenge, Evidence, FaceBinding, HolderBinding, LicenceBinding, Policy,
};
use mnid_mdoc::holder::jwt;
use mnid_mdoc::testing::{
    SeededRandom, SoftwareWallet, ThrowawayPki, software_card_anchors, software_card_revocations,
    software_card_secrets,
};
use mnid_mdoc::time::{FullDate, Timestamp};
use mnid_mdoc::verify::{self, Trust};

const HOLDER: Holder = Holder::Hanako;
const WRONG_PIN: &str = "7391";
const WRONG_PASSWORD: &str = "ZQX7391WVU";
const WRONG_NUMBER: &str = "73917391739173";

/// Everything that was said, and the words that must not be in it.
#[derive(Default)]
struct Listener {
    said: Vec<String>,
}

impl Listener {
    fn debug(&mut self, value: &dyn Debug) {
        self.said.push(format!("{value:?}"));
        self.said.push(format!("{value:#?}"));
    }

    fn error(&mut self, error: &(dyn StdError + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.said.push(error.to_string());
            self.debug(&error);
            next = error.source();
        }
    }

    /// Keeps the error of something that has to fail.
    fn refused<T: Debug>(&mut self, result: Result<T, Error>) {
        self.error(&result.expect_err("this has to be refused"));
    }

    fn heard_nothing_personal(&self) {
        assert!(self.said.len() > 400, "only {} texts", self.said.len());
        for word in forbidden() {
            for text in &self.said {
                assert!(!text.contains(&word), "{word:?} is in {text:?}");
            }
        }
    }
}

/// Secrets and personal data, as text, in hexadecimal, and as lists of bytes.
fn forbidden() -> Vec<String> {
    let birthday = "1990-04-15";
    let words = [
        PIN,
        SIGNING_PASSWORD,
        WRONG_PIN,
        WRONG_PASSWORD,
        WRONG_NUMBER,
        HOLDER.full_name(),
        "番号",
        "花子",
        HOLDER.address(),
        HOLDER.individual_number(),
        HOLDER.birth_date(),
        birthday,
        HOLDER.licence_number().unwrap(),
        "BANGO-PATTERN",
        &HOLDER.verification_number_b().unwrap(),
    ]
    .map(str::to_owned);
    let mut all = Vec::new();
    for word in words {
        let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
        let list: Vec<String> = word.bytes().map(|byte| byte.to_string()).collect();
        all.extend([hex.to_uppercase(), hex, list.join(", ")]);
        all.push(word);
    }
    all
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T09:00:00Z").unwrap()
}

fn random() -> SeededRandom {
    SeededRandom::new(b"silence")
}

fn plan() -> ReadingPlan {
    ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_licence()
        .with_text(TextWanted::Always)
        .with_individual_number()
}

fn challenge(wallet: &SoftwareWallet) -> Challenge {
    let thumbprints = wallet
        .keys()
        .iter()
        .map(|key| key.public_key().thumbprint());
    Challenge::new(
        "a test",
        "session",
        HolderBinding::DeviceKeys(thumbprints.collect()),
        now().plus_seconds(300),
        &mut random(),
    )
    .unwrap()
}

fn read(
    card: &mut SoftwareCard,
    secrets: &Secrets,
    challenge: &Challenge,
) -> Result<CardReading, Error> {
    let text = challenge.text();
    Ok(card::read(card, &plan(), secrets, text, &mut |_| {})?)
}

fn examine(challenge: Challenge, reading: &CardReading) -> Result<Evidence, Error> {
    let policy = Policy::test().with_individual_number();
    let examined = policy.examine(&software_card_anchors()?, challenge, reading, now())?;
    let revocations = software_card_revocations(&[], now())?;
    let answers = examined.ask(revocations.as_slice());
    Ok(examined
        .assert_face_binding(FaceBinding::NameImageReviewed)
        .assert_licence_binding(LicenceBinding::FaceCompared)
        .conclude(&answers, now())?)
}

fn wallet() -> SoftwareWallet {
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(1, &mut random()).unwrap();
    wallet
}

#[test]
fn nothing_that_is_said_names_the_holder_or_a_secret() {
    let mut listener = Listener::default();
    let wallet = wallet();
    reading_says_nothing(&mut listener, &wallet);
    evidence_says_nothing(&mut listener, &wallet);
    issuing_says_nothing(&mut listener, &wallet);
    listener.heard_nothing_personal();
}

/// Wrong secrets, a card that fails at every step, and answers that are cut off at every step.
fn reading_says_nothing(listener: &mut Listener, wallet: &SoftwareWallet) {
    let secrets = software_card_secrets(HOLDER).unwrap();
    listener.debug(&secrets);
    listener.debug(&plan());

    for wrong in 0..4 {
        let mut secrets = software_card_secrets(HOLDER).unwrap();
        match wrong {
            0 => secrets.signing_password = Some(SigningPassword::parse(WRONG_PASSWORD).unwrap()),
            1 => secrets.text_pin = Some(Pin::parse(WRONG_PIN).unwrap()),
            2 => secrets.licence_pin = Some(Pin::parse(WRONG_PIN).unwrap()),
            _ => {
                let number = VerificationNumberB::parse(WRONG_NUMBER).unwrap();
                secrets.verification_number_b = Some(number);
            }
        }
        listener.debug(&secrets);
        let mut card = SoftwareCard::new(HOLDER).unwrap();
        for _ in 0..12 {
            listener.refused(read(&mut card, &secrets, &challenge(wallet)));
        }
    }
    listener.error(&Pin::parse(&format!("{WRONG_PIN}0")).unwrap_err());
    listener.error(&SigningPassword::parse(&WRONG_PASSWORD[..5]).unwrap_err());
    listener.error(&VerificationNumberB::parse(WRONG_PIN).unwrap_err());

    let mut card = SoftwareCard::new(HOLDER).unwrap();
    let reading = read(&mut card, &secrets, &challenge(wallet)).unwrap();
    listener.debug(&reading);
    for exchange in 0..card.exchanges() {
        for fault in [Fault::Removed, Fault::Truncated(5)] {
            let mut card = SoftwareCard::new(HOLDER).unwrap();
            card.inject(exchange, fault);
            let mut recorder = Recorder::new();
            let mut recording = recorder.record(&mut card);
            let challenge = challenge(wallet);
            let mut reading = UnfinishedReading::new(&plan(), challenge.text());
            if let Err(error) = reading.finish(&mut recording, &secrets, &mut |_| {}) {
                listener.error(&error);
            }
            listener.debug(&reading);
            listener.debug(&recorder);
            listener.said.push(recorder.into_transcript().to_string());
        }
    }
    let encoded = reading.to_cbor();
    for length in (0..encoded.len()).step_by(97) {
        listener.refused(CardReading::from_cbor(&encoded[..length]).map_err(Error::from));
    }
}

/// Everything of a reading changed in turn.
fn evidence_says_nothing(listener: &mut Listener, wallet: &SoftwareWallet) {
    let secrets = software_card_secrets(HOLDER).unwrap();
    let variations = [
        Variation::SigningCertificate(CertificateFlaw::Expired),
        Variation::SigningCertificate(CertificateFlaw::UnrelatedAuthority),
        Variation::ApplicationOf(Application::Text, Holder::Foreign),
        Variation::ApplicationOf(Application::Face, Holder::Foreign),
        Variation::TextOfOtherMunicipality,
        Variation::FileOf(Application::Text, 0x0002, Holder::RareKanji),
        Variation::FileOf(Application::Text, 0x0001, Holder::RareKanji),
        Variation::FileOf(Application::Licence, 0x001B, Holder::RareKanji),
    ];
    for variation in variations {
        let face_of = match &variation {
            Variation::ApplicationOf(Application::Face, other) => *other,
            _ => HOLDER,
        };
        let secrets = software_card_secrets(face_of).unwrap();
        let mut card = SoftwareCard::varied(HOLDER, &[variation]).unwrap();
        let challenge = challenge(wallet);
        let reading = read(&mut card, &secrets, &challenge).unwrap();
        listener.refused(examine(challenge, &reading));
    }
    let challenge = challenge(wallet);
    listener.debug(&challenge);
    let reading = read(
        &mut SoftwareCard::new(HOLDER).unwrap(),
        &secrets,
        &challenge,
    )
    .unwrap();
    let policy = Policy::test().with_individual_number();
    let anchors = software_card_anchors().unwrap();
    listener.debug(&anchors);
    let examined = policy
        .examine(&anchors, challenge, &reading, now())
        .unwrap();
    listener.debug(&examined);
    listener.debug(&examined.questions());
    listener.debug(&examined.holder());
    listener.refused(examined.conclude(&[], now()).map_err(Error::from));
}

/// From evidence to a document that a reader has.
fn issuing_says_nothing(listener: &mut Listener, wallet: &SoftwareWallet) {
    let secrets = software_card_secrets(HOLDER).unwrap();
    let challenge = challenge(wallet);
    let reading = read(
        &mut SoftwareCard::new(HOLDER).unwrap(),
        &secrets,
        &challenge,
    )
    .unwrap();
    let evidence = examine(challenge, &reading).unwrap();
    listener.debug(&evidence);
    listener.debug(&evidence.portrait());
    listener.debug(&evidence.licence());
    listener.debug(&evidence.individual_number());
    listener.debug(evidence.report());
    listener
        .said
        .push(serde_json::to_string(evidence.report()).unwrap());

    let options = ClaimOptions::new().with_individual_number();
    let bare = IssuerFacts::new();
    listener
        .refused(derive::my_number_card(&evidence, &bare, now(), &options).map_err(Error::from));
    let unfit = bare.with(Fact::family_name("番号-PATTERN"), Source::Passport);
    listener.debug(&unfit);
    listener
        .refused(derive::driving_licence(&evidence, &unfit, now(), &options).map_err(Error::from));
    let facts = IssuerFacts::new()
        .with(Fact::municipality_code("13101"), Source::ResidentsRegister)
        .with(Fact::family_name("BANGO-PATTERN"), Source::Passport)
        .with(Fact::given_name("HANAKO"), Source::Passport)
        .with(
            Fact::issue_date(FullDate::new(2024, 4, 16).unwrap()),
            Source::PoliceRecord,
        )
        .with(Fact::issuing_authority("Tokyo"), Source::PoliceRecord);
    listener.debug(&facts);

    let authority = ThrowawayPki::generate(SigningCurve::P256, now(), &mut random()).unwrap();
    let iacas = [authority.iaca().clone()];
    let issuer = authority.issuer(now()).unwrap();
    let expected = jwt::ProofContext {
        issuer: "https://issuer.example",
        nonce: "nonce",
        now: now(),
        dpop_key: None,
        attested_by: &[],
    };
    let proofs = wallet
        .proofs(expected.issuer, expected.nonce, now())
        .unwrap();
    let device_key = jwt::verify(&proofs[0], &expected).unwrap();
    listener.debug(&authority);
    listener.debug(&wallet);
    listener.debug(&device_key);
    for claims in [
        derive::my_number_card(&evidence, &facts, now(), &options).unwrap(),
        derive::driving_licence(&evidence, &facts, now(), &options).unwrap(),
    ] {
        listener.debug(&claims);
        claims.elements().for_each(|claim| listener.debug(&claim));
        let subject = issuer.admit(&claims, now()).unwrap();
        listener.debug(&subject);
        let prepared = subject.prepare(&device_key, &mut random()).unwrap();
        listener.debug(&prepared);
        let signature = authority.iaca_key().sign(&prepared.to_be_signed()).unwrap();
        listener.refused(prepared.complete(signature, now()).map_err(Error::from));
        let signer = authority.document_signer_key();
        let subject = issuer.admit(&claims, now()).unwrap();
        let issued = subject.issue(&device_key, &mut random(), signer).unwrap();
        listener.debug(&issued);
        let trust = Trust::new(&iacas, now());
        listener.debug(
            &verify::issuer_signed(issued.as_bytes(), &trust)
                .accepted()
                .unwrap(),
        );
        for at in (0..issued.as_bytes().len()).step_by(61) {
            let mut changed = issued.as_bytes().to_vec();
            changed[at] ^= 1;
            if let Err(invalid) = verify::issuer_signed(&changed, &trust).accepted() {
                listener.error(&invalid);
            }
        }
    }
}
