//! The whole way of a credential on one machine: a My Number Card is read, what it proves is
//! examined, the claims of two documents are derived from it, signed for the wallet's keys, and
//! presented to a reader.
//!
//! The card, the authorities behind it, the issuer and the wallet are software to throw away. With
//! `--pcsc READER` the card is the one in a reader of this machine, such as that of the example
//! `virtual_card`. A real card is read as well, but believed only under the anchors of its own
//! authorities (`--anchors`), and even then nothing is issued: this example has no answer whether
//! it is revoked, which the JPKI gives to registered verifiers alone. Run with `--help` for the
//! options.

mod card;
#[path = "../command/mod.rs"]
mod command;
mod options;
mod output;
#[cfg(feature = "pcsc")]
#[path = "../command/reader.rs"]
mod reader;
mod story;

use std::process::ExitCode;

use mnid_mdoc::Error;
use mnid_mdoc::card::CardReading;
use mnid_mdoc::crypto::{Random, Signer};
use mnid_mdoc::derive::{self, ClaimOptions, Claims, IssuerFacts};
use mnid_mdoc::evidence::{
    Anchors, Challenge, Environment, Evidence, HolderBinding, Policy, Waiver,
};
use mnid_mdoc::holder::{DeviceKey, jwt};
use mnid_mdoc::issue::IssuedMdoc;
use mnid_mdoc::mdoc::SessionTranscript;
use mnid_mdoc::testing::{
    Disclosure, SoftwareWallet, ThrowawayPki, software_card_anchors, software_card_facts,
    software_card_revocations,
};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{self, Report, Session, Trust};

use options::{Options, USAGE};
use output::Output;
use story::Story;

fn main() -> ExitCode {
    command::run(USAGE, Options::read, provision)
}

fn provision(options: &Options) -> Result<(), Error> {
    let now = options.now.map_or_else(command::clock, Ok)?;
    let mut random = command::random(options.seed.as_deref());
    let random = random.as_mut();
    let anchors = match &options.anchors {
        Some(file) => Anchors::from_json(file)?,
        None => software_card_anchors()?,
    };
    let mut output = Output::create(&options.out)?;
    let mut story = Story::begin(options, now);

    story.step("Issuer and wallet");
    let authority = ThrowawayPki::generate(options.iaca_curve, now, random)?;
    story.authority(&authority);
    let documents = if options.holder.has_licence() { 2 } else { 1 };
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(documents * options.keys, random)?;
    let thumbprints = wallet
        .keys()
        .iter()
        .map(|key| key.public_key().thumbprint());
    let challenge = Challenge::new(
        "Put my My Number Card and my driving licence on this phone (TEST)",
        "provision-example",
        HolderBinding::DeviceKeys(thumbprints.collect()),
        now.plus_seconds(300),
        random,
    )?;
    story.challenge(&challenge, wallet.keys().len());

    story.step("Card");
    let reading = card::read(options, challenge.text(), &story)?;

    story.step("Evidence");
    let evidence = examine(options, &anchors, challenge, &reading, now)?;
    let facts = software_card_facts(options.holder)?;
    story.evidence(evidence.report(), &facts.report());

    story.step("Claims");
    let claims = derive_claims(options, &evidence, &facts, now)?;
    claims.iter().for_each(|claims| story.claims(claims));

    story.step("Credentials");
    let device_keys = prove_keys(&wallet, now, random)?;
    let issuer = authority.issuer(now)?;
    let mut credentials = Vec::new();
    for (claims, keys) in claims.iter().zip(device_keys.chunks(options.keys)) {
        let signer = authority.document_signer_key();
        let issued = issuer
            .admit(claims, now)?
            .issue_batch(keys, random, signer)?;
        story.credentials(&issued);
        credentials.push(issued);
    }

    story.step("Wallet and reader");
    let iacas = [authority.iaca().clone()];
    let trust = |doc_type| Trust {
        doc_type: Some(doc_type),
        ..Trust::new(&iacas, now)
    };
    for issued in credentials {
        let first = wallet.credentials().len();
        let doc_type = store(&mut wallet, issued, &trust)?;
        let stored = wallet.credentials().get(first..).unwrap_or_default();
        let transcript = SessionTranscript::open_id4vp(
            "x509_san_dns:reader.example",
            "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA",
            None,
            "https://reader.example/response",
        );
        let elements = story::disclosed(doc_type);
        let presentation = match stored.first() {
            Some(credential) => credential.present(Disclosure::Elements(elements), &transcript)?,
            None => continue,
        };
        let session = Session::new(&transcript);
        let verified = verify::device_response(&presentation, &session, &trust(doc_type))?
            .into_iter()
            .map(Report::accepted)
            .collect::<Result<Vec<_>, _>>()?;
        story.presentation(doc_type, stored.len(), &presentation, &verified);
        output.document(doc_type, stored, &presentation, transcript.as_bytes())?;
    }

    output.authority(&authority)?;
    output.card_reading(&reading)?;
    output.report(evidence.report(), &facts.report())?;
    story.end(&output);
    Ok(())
}

/// What the issuer's server does with the reading.
fn examine(
    options: &Options,
    anchors: &Anchors,
    challenge: Challenge,
    reading: &CardReading,
    now: Timestamp,
) -> Result<Evidence, Error> {
    let mut policy = match anchors.environment() {
        Environment::Production => Policy::production(),
        Environment::Test => Policy::test(),
    };
    // Nobody is here to compare photos with a face. A real issuer does, and asserts it of what was
    // examined instead.
    policy = policy
        .waive(Waiver::FaceByBirthDateAndSex)
        .waive(Waiver::UnboundLicence);
    if options.individual_number {
        policy = policy.with_individual_number();
    }
    let examined = policy.examine(anchors, challenge, reading, now)?;
    // What a real issuer fetches between the two halves: here, the lists of the software card's
    // authorities.
    let revocations = software_card_revocations(&[], now)?;
    let answers = examined.ask(revocations.as_slice());
    Ok(examined.conclude(&answers, now)?)
}

fn derive_claims(
    options: &Options,
    evidence: &Evidence,
    facts: &IssuerFacts,
    now: Timestamp,
) -> Result<Vec<Claims>, Error> {
    let mut wanted = ClaimOptions::new();
    if options.individual_number {
        wanted = wanted.with_individual_number();
    }
    let mut document = derive::my_number_card(evidence, facts, now, &wanted)?;
    if document.valid_until() < now.plus_days(8) {
        // The years change within days. A credential that ends then would tell the birthday, and
        // is refused; one without the years is not.
        wanted = wanted.without_age_in_years();
        document = derive::my_number_card(evidence, facts, now, &wanted)?;
    }
    let mut claims = vec![document];
    if evidence.licence().is_some() {
        claims.push(derive::driving_licence(evidence, facts, now, &wanted)?);
    }
    Ok(claims)
}

/// What the issuer's credential endpoint does with the wallet's proofs.
fn prove_keys(
    wallet: &SoftwareWallet,
    now: Timestamp,
    random: &mut dyn Random,
) -> Result<Vec<DeviceKey>, Error> {
    let mut nonce = [0; 16];
    random.fill(&mut nonce)?;
    let nonce: String = nonce.iter().map(|byte| format!("{byte:02x}")).collect();
    let context = jwt::ProofContext {
        issuer: "https://issuer.example",
        nonce: &nonce,
        now,
        dpop_key: None,
        attested_by: &[],
    };
    let proofs = wallet.proofs(context.issuer, context.nonce, now)?;
    let keys = proofs.iter().map(|proof| jwt::verify(proof, &context));
    Ok(keys.collect::<Result<_, _>>()?)
}

/// The wallet verifies what it was given before it keeps it.
fn store<'a>(
    wallet: &mut SoftwareWallet,
    issued: Vec<IssuedMdoc>,
    trust: &dyn Fn(&'static str) -> Trust<'a>,
) -> Result<&'static str, Error> {
    let mut stored = "";
    for credential in issued {
        stored = credential.doc_type();
        verify::issuer_signed(credential.as_bytes(), &trust(stored)).accepted()?;
        wallet.store(credential.into_bytes())?;
    }
    Ok(stored)
}
