//! How long it takes to issue one credential, to verify one, and to examine one card reading.
//!
//! `cargo bench --bench issue`

#![allow(clippy::expect_used)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
use mnid_mdoc::card::{self, CardReading, Presence, ReadingPlan};
use mnid_mdoc::crypto::{OsRandom, SigningCurve};
use mnid_mdoc::derive::{self, ClaimOptions, Claims};
use mnid_mdoc::evidence::{
    Anchors, CardRevocationList, Challenge, Evidence, EvidenceError, FaceBinding, HolderBinding,
    LicenceBinding, Policy,
};
use mnid_mdoc::holder::DeviceKey;
use mnid_mdoc::issue::Issuer;
use mnid_mdoc::testing::{
    SeededRandom, SoftwareWallet, ThrowawayPki, software_card_anchors, software_card_facts,
    software_card_revocations, software_card_secrets,
};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{self, Trust};

/// Everything up to the claims, made once.
struct Scene {
    now: Timestamp,
    pki: ThrowawayPki,
    issuer: Issuer,
    device_key: DeviceKey,
    binding: HolderBinding,
    anchors: Anchors,
    revocations: Vec<CardRevocationList>,
    reading: CardReading,
    claims: Vec<Claims>,
}

impl Scene {
    fn set() -> Result<Self, Error> {
        let now = Timestamp::parse("2026-11-24T09:00:00Z")?;
        let mut random = SeededRandom::new(b"bench");
        let pki = ThrowawayPki::generate(SigningCurve::P384, now, &mut random)?;
        let (device_key, binding) = prove_key(now, &mut random)?;
        let anchors = software_card_anchors()?;
        let challenge = challenge(&binding, now)?;
        let reading = read_card(challenge.text())?;
        let revocations = software_card_revocations(&[], now)?;
        let evidence = examine(&anchors, &revocations, challenge, &reading, now)?;
        let facts = software_card_facts(Holder::Hanako)?;
        let options = ClaimOptions::new();
        Ok(Self {
            now,
            issuer: pki.issuer(now)?,
            pki,
            device_key,
            binding,
            anchors,
            revocations,
            reading,
            claims: vec![
                derive::my_number_card(&evidence, &facts, now, &options)?,
                derive::driving_licence(&evidence, &facts, now, &options)?,
            ],
        })
    }

    fn issue(&self, claims: &Claims) -> Vec<u8> {
        let signer = self.pki.document_signer_key();
        self.issuer
            .admit(claims, self.now)
            .and_then(|subject| subject.issue(&self.device_key, &mut OsRandom, signer))
            .expect("the scene's claims can be issued")
            .into_bytes()
    }
}

fn prove_key(
    now: Timestamp,
    random: &mut SeededRandom,
) -> Result<(DeviceKey, HolderBinding), Error> {
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(1, random)?;
    let mut keys = wallet.device_keys(now)?;
    let binding = HolderBinding::DeviceKeys(keys.iter().map(DeviceKey::thumbprint).collect());
    Ok((keys.pop().expect("one key for one proof"), binding))
}

/// Always the same, so that one reading answers it again and again.
fn challenge(binding: &HolderBinding, now: Timestamp) -> Result<Challenge, EvidenceError> {
    Challenge::new(
        "a benchmark",
        "bench",
        binding.clone(),
        now.plus_seconds(300),
        &mut SeededRandom::new(b"challenge"),
    )
}

fn read_card(challenge: &str) -> Result<CardReading, Error> {
    let mut card = SoftwareCard::new(Holder::Hanako)?;
    let secrets = software_card_secrets(Holder::Hanako)?;
    let plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_licence();
    let reading = card::read(&mut card, &plan, &secrets, challenge, &mut |_| {})?;
    Ok(reading)
}

fn examine(
    anchors: &Anchors,
    revocations: &[CardRevocationList],
    challenge: Challenge,
    reading: &CardReading,
    now: Timestamp,
) -> Result<Evidence, EvidenceError> {
    let examined = Policy::test().examine(anchors, challenge, reading, now)?;
    let answers = examined.ask(revocations);
    examined
        .assert_face_binding(FaceBinding::NameImageReviewed)
        .assert_licence_binding(LicenceBinding::FaceCompared)
        .conclude(&answers, now)
}

fn benches(criterion: &mut Criterion) {
    let scene = Scene::set().expect("the scene can be set");
    for claims in &scene.claims {
        let doc_type = claims.doc_type();
        criterion.bench_function(&format!("issue one/{doc_type}"), |bencher| {
            bencher.iter(|| scene.issue(black_box(claims)));
        });

        let credential = scene.issue(claims);
        let trust = Trust {
            doc_type: Some(doc_type),
            ..Trust::new(std::slice::from_ref(scene.pki.iaca()), scene.now)
        };
        criterion.bench_function(&format!("verify one/{doc_type}"), |bencher| {
            bencher.iter(|| {
                verify::issuer_signed(black_box(&credential), &trust)
                    .accepted()
                    .expect("what was issued is valid")
                    .elements()
                    .len()
            });
        });
    }
    criterion.bench_function("examine a card reading", |bencher| {
        bencher.iter_batched(
            || challenge(&scene.binding, scene.now).expect("the challenge can be made"),
            |challenge| {
                examine(
                    &scene.anchors,
                    &scene.revocations,
                    challenge,
                    black_box(&scene.reading),
                    scene.now,
                )
                .expect("the reading proves its holder")
            },
            BatchSize::SmallInput,
        );
    });
}

fn main() {
    let mut criterion = Criterion::default().sample_size(50).configure_from_args();
    benches(&mut criterion);
    criterion.final_summary();
}
