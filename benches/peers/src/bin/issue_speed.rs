//! `issue_speed`: how long this crate and `isomdl` take to issue the same driving licence, in one
//! run, in turn.
//!
//! Both have their elements ready, sign with ES256 in software, and hand out the encoded
//! `IssuerSigned`. This crate also checks the signature before it lets the credential out, and
//! isomdl does not; the ratios of `sign` are those of the work that both do (everything up to and
//! with the signature). `fast` is the signer of the example `fast_signer`. An argument says how
//! many rounds are made.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use ciborium::Value;
use isomdl::definitions::device_key::CoseKey;
use isomdl::definitions::device_key::cose_key::{EC2Curve, EC2Y};
use isomdl::definitions::issuer_signed::IssuerSigned;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::{DeviceKeyInfo, DigestAlgorithm, ValidityInfo};
use isomdl::issuance::mdoc::{Builder, Mdoc, Namespaces};
use mnid_mdoc::crypto::{OsRandom, Signer, SoftwareKey};
use mnid_mdoc::holder::DeviceKey;
use mnid_mdoc::issue::Subject;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use scene::Scene;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#[path = "../../../../examples/fast_signer/signer.rs"]
mod fast_signer;
#[path = "../../../scene/mod.rs"]
mod scene;

const ROUNDS: usize = 1_000;
/// Rounds that one subject serves.
const SERVED: usize = 100;
/// Bytes of the portrait.
const PORTRAIT: usize = 20_000;

fn main() -> Result<()> {
    let rounds = match std::env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => ROUNDS,
    };
    let ours = Scene::set(3 * SERVED, PORTRAIT).map_err(|error| anyhow!("{error}"))?;
    let theirs = Theirs::prepare(&ours)?;
    let key = ours.device_keys.first().context("no device key")?;
    let mut subject = ours.subject()?;
    let mut issued = Vec::new();
    let mut signed = Vec::new();
    let mut fast_signed = Vec::new();
    let p256 = ours.pki.document_signer_key();
    let fast = fast(p256);
    let mut isomdl = Vec::new();
    let mut isomdl_without_decoys = Vec::new();
    for round in 0..rounds {
        // A subject serves a key once.
        if round % SERVED == 0 {
            subject = ours.subject()?;
        }
        let keys = ours.device_keys.get(3 * (round % SERVED)..);
        let Some([one, two, three, ..]) = keys else {
            anyhow::bail!("too few device keys");
        };
        issued.push(time(|| issue(&subject, one, p256))?);
        isomdl.push(time(|| theirs.issue(true))?);
        signed.push(time(|| sign(&subject, two, p256))?);
        if let Ok(fast) = &fast {
            fast_signed.push(time(|| sign(&subject, three, fast.as_ref()))?);
        }
        isomdl_without_decoys.push(time(|| theirs.issue(false))?);
    }
    let (issued, signed) = (median(issued), median(signed));
    let (isomdl, bare) = (median(isomdl), median(isomdl_without_decoys));
    let name = "org.iso.18013.5.1.mDL";
    println!(
        "{name}: {} bytes from this crate, {} from isomdl",
        issue(&ours.subject()?, key, p256)?,
        theirs.issue(true)?
    );
    println!("this crate, with its check before release: {issued:.1?}");
    println!("this crate, up to the signature:           {signed:.1?}");
    println!("isomdl with its decoys:                    {isomdl:.1?}");
    println!("isomdl without decoys:                     {bare:.1?}");
    let ratio = |theirs: Duration, ours: Duration| theirs.as_secs_f64() / ours.as_secs_f64();
    println!("isomdl / this crate, whole: {:.2}", ratio(isomdl, issued));
    println!("isomdl / this crate, sign:  {:.2}", ratio(isomdl, signed));
    println!(
        "isomdl without decoys / this crate, sign: {:.2}",
        ratio(bare, signed)
    );
    match fast {
        Err(reason) => println!("the faster signer is left out: {reason}"),
        Ok(_) => {
            let fast = median(fast_signed);
            println!("this crate, up to the signature, fast:     {fast:.1?}");
            println!(
                "isomdl / this crate, sign, fast:  {:.2}",
                ratio(isomdl, fast)
            );
        }
    }
    Ok(())
}

/// The same key behind the faster signer.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn fast(key: &SoftwareKey) -> Result<Box<dyn Signer>> {
    let key = SigningKey::from_pkcs8_pem(&key.to_pkcs8_pem()?)?.to_pkcs8_der()?;
    let signer = fast_signer::FastSigner::from_pkcs8_der(key.as_bytes())?;
    Ok(Box::new(signer))
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn fast(_: &SoftwareKey) -> Result<Box<dyn Signer>> {
    anyhow::bail!("graviola knows no such processor")
}

/// The whole: bytes of the credential.
fn issue(subject: &Subject<'_>, key: &DeviceKey, signer: &dyn Signer) -> Result<usize> {
    Ok(subject
        .issue(key, &mut OsRandom, signer)?
        .into_bytes()
        .len())
}

/// Without the check before release.
fn sign(subject: &Subject<'_>, key: &DeviceKey, signer: &dyn Signer) -> Result<usize> {
    let prepared = subject.prepare(key, &mut OsRandom)?;
    let signature = signer.sign(&prepared.to_be_signed())?;
    Ok(signature.as_bytes().len())
}

/// The same elements, dates and keys for isomdl.
struct Theirs {
    builder: Builder,
    chain: X5Chain,
    signer: SigningKey,
}

impl Theirs {
    fn prepare(ours: &Scene) -> Result<Self> {
        let mut namespaces: Namespaces = BTreeMap::new();
        for claim in ours.claims.elements() {
            let value: Value = ciborium::from_reader(claim.value())?;
            let elements = namespaces.entry(claim.namespace().to_owned()).or_default();
            elements.insert(claim.identifier().to_owned(), value);
        }
        let signed = time::OffsetDateTime::from_unix_timestamp(ours.now.unix())?;
        let (x, y) = ours
            .device_keys
            .first()
            .context("no device key")?
            .public_key()
            .coordinates();
        let builder = Mdoc::builder()
            .doc_type(ours.claims.doc_type().to_owned())
            .namespaces(namespaces)
            .validity_info(ValidityInfo {
                signed,
                valid_from: signed,
                valid_until: signed + time::Duration::days(60),
                expected_update: None,
            })
            .digest_algorithm(DigestAlgorithm::SHA256)
            .device_key_info(DeviceKeyInfo {
                device_key: CoseKey::EC2 {
                    crv: EC2Curve::P256,
                    x,
                    y: EC2Y::Value(y),
                },
                key_authorizations: None,
                key_info: None,
            });
        let certificate = Value::Bytes(ours.pki.document_signer().der().to_vec());
        let key = ours.pki.document_signer_key().to_pkcs8_pem()?;
        Ok(Self {
            builder,
            chain: X5Chain::from_cbor(certificate)?,
            signer: SigningKey::from_pkcs8_pem(&key)?,
        })
    }

    fn issue(&self, decoys: bool) -> Result<usize> {
        let builder = self.builder.clone().enable_decoy_digests(decoys);
        let issued =
            builder.issue::<SigningKey, Signature>(self.chain.clone(), self.signer.clone())?;
        let issuer_signed = IssuerSigned {
            namespaces: Some(issued.namespaces),
            issuer_auth: issued.issuer_auth,
        };
        Ok(isomdl::cbor::to_vec(&issuer_signed)?.len())
    }
}

fn time(mut work: impl FnMut() -> Result<usize>) -> Result<Duration> {
    let began = Instant::now();
    std::hint::black_box(work()?);
    Ok(began.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
