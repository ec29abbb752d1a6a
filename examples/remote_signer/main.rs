//! `remote_signer`
//!
//! Issues with a document signer's key that another process holds: a signing service on this
//! machine. Several credentials are under way at once; the second half of one is another
//! process's; and what has to be refused is tried.
//!
//! What a server would take from here stands in `signer.rs`, and in `worker.rs` for a fleet.

#[path = "../command/say.rs"]
mod say;
mod service;
mod signer;
mod worker;

use std::error::Error as StdError;
use std::process::ExitCode;
use std::time::Instant;

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::crypto::{OsRandom, Random, SealingKey, Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::derive::{self, ClaimOptions, Claims};
use mnid_mdoc::evidence::HolderBinding;
use mnid_mdoc::holder::DeviceKey;
use mnid_mdoc::issue::{IssuedMdoc, Prepared};
use mnid_mdoc::testing::{
    SoftwareWallet, ThrowawayPki, software_card_evidence, software_card_facts,
};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{self, Invalid, Trust};
use tokio::runtime;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use say::say;
use service::Service;
use signer::RemoteSigner;
use worker::complete_elsewhere;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        [] => tell(),
        // The other processes of this example are this program too.
        ["serve"] => service::run(),
        ["complete", now] => worker::run(now),
        _ => {
            eprintln!("usage: remote_signer");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<Error>() {
                Some(refused) => eprintln!("{}", refused.code()),
                None => eprintln!("{error}"),
            }
            ExitCode::FAILURE
        }
    }
}

fn tell() -> Result<(), Box<dyn StdError>> {
    let now = Timestamp::parse("2026-11-24T09:00:00Z")?;
    say!("A document signer whose key is elsewhere. Everything here is a TEST.");

    say!("\n[1/4] The signing service");
    let service = Service::start()?;
    say!(
        "    started   process {}, which keeps its key",
        service.id()
    );
    let pki = ThrowawayPki::generate(SigningCurve::P384, now, &mut OsRandom)?;
    let issuer = pki.issuer_for(service.request.public_key(), now, &mut OsRandom)?;
    say!("    certified its public key, by its request");

    say!("\n[2/4] Several signatures under way at once");
    let (claims, device_keys) = enrolment(now)?;
    let subject = issuer.admit(&claims, now)?;
    let mut prepared = subject.prepare_batch(&device_keys, &mut OsRandom)?;
    let (Some(one), Some(other)) = (prepared.pop(), prepared.pop()) else {
        return Err("the wallet has too few keys".into());
    };
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let signer = RemoteSigner::new(service.address);
    let issued = runtime.block_on(issue_all(signer, prepared, now))?;
    for credential in &issued {
        check(credential.as_bytes(), &pki, now)?;
    }
    say!("    verified  all of them");

    say!("\n[3/4] Prepared here, completed by another process");
    let signature = runtime.block_on(signer.sign(one.to_be_signed()))?;
    let others_signature = runtime.block_on(signer.sign(other.to_be_signed()))?;
    let message = one.to_be_signed().concat();
    let valid_until = one.validity().valid_until;
    let mut secret = Zeroizing::new([0; 32]);
    OsRandom.fill(secret.as_mut())?;
    let sealing_key = SealingKey::from_bytes(*secret);
    let sealed = one.seal(&sealing_key, &mut OsRandom)?;
    say!("    sealed    {} bytes, all that is left", sealed.len());
    let credential = complete_elsewhere(&sealed, &secret, &signature, now)??;
    say!("    completed {} bytes, there", credential.len());
    say!("    verified  {}", check(&credential, &pki, now)?);

    say!("\n[4/4] What is refused, and with which code: here, and by the other process");
    let stranger = SoftwareKey::generate(SigningCurve::P256, &mut OsRandom)?;
    let strangers_signature = stranger.sign(&[&message])?;
    for (what, signature, then) in [
        ("the signature of another key", strangers_signature, now),
        ("the signature for another document", others_signature, now),
        ("after the credential's expiry", signature, valid_until),
        ("with evidence grown too old", signature, now.plus_days(2)),
    ] {
        let here = Prepared::open(&sealed, &sealing_key, now)?.complete(signature, then);
        let there = complete_elsewhere(&sealed, &secret, &signature, then)?;
        let (Err(here), Err(there)) = (here.map_err(Error::from), there) else {
            return Err(format!("issued: {what}").into());
        };
        say!("    {what:<35} {:<23} {there}", here.code());
    }
    drop(service);
    match runtime.block_on(signer.issue(other, || now)) {
        Err(refused) => say!("    when the service is gone            {}", refused.code()),
        Ok(_) => return Err("issued without a signer".into()),
    }
    Ok(())
}

/// What the steps before issuing give: a read card, and a wallet's proven keys.
fn enrolment(now: Timestamp) -> Result<(Claims, Vec<DeviceKey>), Error> {
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(6, &mut OsRandom)?;
    let keys = wallet.device_keys(now)?;
    let thumbprints = keys.iter().map(DeviceKey::thumbprint);
    let binding = HolderBinding::DeviceKeys(thumbprints.collect());
    let evidence = software_card_evidence(Holder::Hanako, binding, now, &mut OsRandom)?;
    let facts = software_card_facts(Holder::Hanako)?;
    let claims = derive::driving_licence(&evidence, &facts, now, &ClaimOptions::new())?;
    Ok((claims, keys))
}

/// Each credential is a task of its own, and is let out when its signature comes.
async fn issue_all(
    signer: RemoteSigner,
    prepared: Vec<Prepared>,
    now: Timestamp,
) -> Result<Vec<IssuedMdoc>, Box<dyn StdError>> {
    let began = Instant::now();
    let mut under_way = JoinSet::new();
    for (number, prepared) in (1..).zip(prepared) {
        under_way.spawn(async move { (number, signer.issue(prepared, || now).await) });
    }
    say!("    asked     for {} signatures", under_way.len());
    let mut issued = Vec::new();
    while let Some(done) = under_way.join_next().await {
        let (number, credential): (u32, _) = done?;
        issued.push(credential?);
        let elapsed = began.elapsed().as_millis();
        say!("    completed number {number}, after {elapsed} ms");
    }
    Ok(issued)
}

/// A reader's check.
fn check(credential: &[u8], pki: &ThrowawayPki, now: Timestamp) -> Result<String, Invalid> {
    let trust = Trust::new(std::slice::from_ref(pki.iaca()), now);
    let document = verify::issuer_signed(credential, &trust).accepted()?;
    Ok(document.doc_type().to_owned())
}
