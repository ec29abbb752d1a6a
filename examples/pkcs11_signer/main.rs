//! An issuing authority whose keys are in a hardware security module or a token, through PKCS#11:
//! the keys of root and document signer are made in the token, sign their certificates there, and
//! issue both documents to a wallet.
//!
//! Without hardware, SoftHSM (Debian's `softhsm2`) is a token, here in a folder of its own:
//!
//! ```sh
//! export SOFTHSM2_CONF=$(mktemp -d)/softhsm2.conf MNID_MDOC_TOKEN_PIN=12345678
//! mkdir "${SOFTHSM2_CONF%/*}/tokens"
//! echo "directories.tokendir = ${SOFTHSM2_CONF%/*}/tokens" > "$SOFTHSM2_CONF"
//! softhsm2-util --init-token --free --label issuer --so-pin 87654321 --pin 12345678
//! cargo run --features pkcs11 --example pkcs11_signer -- \
//!     --module /usr/lib/softhsm/libsofthsm2.so --token issuer
//! ```
//!
//! A second run finds the keys that the first one made. Card, wallet and names are for tests. Run
//! with `--help` for the options.

// A token has randomness of its own, so this example takes no seed.
#[expect(dead_code)]
#[path = "../command/mod.rs"]
mod command;
mod options;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::crypto::pkcs11::{KeyName, Pkcs11Error, Token, TokenKey};
use mnid_mdoc::crypto::{OsRandom, Signer, SigningCurve};
use mnid_mdoc::derive::{self, ClaimOptions, Claims};
use mnid_mdoc::error::{Category, Coded};
use mnid_mdoc::evidence::{Assurance, Environment, HolderBinding};
use mnid_mdoc::holder::DeviceKey;
use mnid_mdoc::issue::{IssuedMdoc, Issuer, IssuingPolicy};
use mnid_mdoc::pki::{
    self, Certificate, CertificateRequest, Edition, IacaRequest, PreparedCertificate, Profile,
    Role, SignerRequest,
};
use mnid_mdoc::profile::Preset;
use mnid_mdoc::testing::{SoftwareWallet, software_card_evidence, software_card_facts};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{self, Trust};

use command::say;
use options::{Options, USAGE};

fn main() -> ExitCode {
    command::run(USAGE, Options::read, issue)
}

fn issue(options: &Options) -> Result<(), Error> {
    let now = options.now.map_or_else(command::clock, Ok)?;
    say!("An issuer whose keys are in a token. Everything that it signs is a TEST.");

    say!("\n[1/4] Keys in the token");
    let token = Token::open(options.settings.clone())?;
    let iaca_key = key(&token, SigningCurve::P384, IACA)?;
    let signer_key = key(&token, SigningCurve::P256, DOCUMENT_SIGNER)?;

    say!("\n[2/4] Certificates");
    let output = Output::create(&options.out)?;
    let iaca = root(&iaca_key, now)?;
    output.write("iaca.pem", iaca.to_pem().as_bytes())?;
    let request = CertificateRequest::sign(DOCUMENT_SIGNER, &signer_key)?;
    output.write("document-signer.csr.pem", request.to_pem().as_bytes())?;
    let document_signer = document_signer(&request, &iaca, &iaca_key, now)?;
    output.write("document-signer.pem", document_signer.to_pem().as_bytes())?;
    let issuer = issuer(&document_signer, &iaca, now)?;

    say!("\n[3/4] Evidence");
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(2 * options.keys, &mut OsRandom)?;
    let device_keys = wallet.device_keys(now)?;
    let documents = claims(&device_keys, now)?;
    say!(
        "    read      a software card, whose holder signed for {} device keys",
        device_keys.len()
    );

    say!("\n[4/4] Credentials");
    for (claims, keys) in documents.iter().zip(device_keys.chunks(options.keys)) {
        let began = Instant::now();
        let issued = issuer
            .admit(claims, now)?
            .issue_batch(keys, &mut OsRandom, &signer_key)?;
        let milliseconds = began.elapsed().as_secs_f64() * 1_000.0;
        say!("    issued    {} in {milliseconds:.1} ms", issued.len());
        for (number, credential) in issued.iter().enumerate() {
            check(credential, &iaca, now)?;
            let name = format!("{}-{number:02}.cbor", claims.doc_type());
            output.write(&name, credential.as_bytes())?;
        }
        say!("    verified  {}", claims.doc_type());
    }
    Ok(())
}

/// The key of this name, which the token makes if it has none.
fn key(token: &Token, curve: SigningCurve, label: &str) -> Result<TokenKey, Error> {
    let (key, how) = match token.key(&KeyName::Label(label.to_owned())) {
        Ok(key) => (key, "found"),
        Err(Pkcs11Error::KeyMissing { .. }) => {
            let id = label.as_bytes();
            (token.generate_key(curve, label, id)?, "made")
        }
        Err(error) => return Err(error.into()),
    };
    say!("    {how:<9} {label}, {:?}", key.public_key().curve());
    Ok(key)
}

fn root(key: &TokenKey, now: Timestamp) -> Result<Certificate, Error> {
    let not_before = now.floor_to_day().plus_days(-2);
    let prepared = IacaRequest {
        edition: Edition::EveryReader,
        common_name: IACA.to_owned(),
        organization: Some(ORGANIZATION.to_owned()),
        state: None,
        country: "JP".to_owned(),
        not_before,
        not_after: not_before.plus_days(10 * 365).plus_seconds(-1),
        contact_uri: "https://mnid-mdoc.example/".to_owned(),
        crl_uri: Some("https://mnid-mdoc.example/iaca.crl".to_owned()),
    }
    .prepare(&key.public_key(), &mut OsRandom)?;
    certify(prepared, key)
}

fn document_signer(
    request: &CertificateRequest,
    iaca: &Certificate,
    iaca_key: &TokenKey,
    now: Timestamp,
) -> Result<Certificate, Error> {
    let not_before = iaca.not_before();
    let prepared = SignerRequest {
        profile: Profile::new(Role::DocumentSigner, Edition::EveryReader),
        common_name: DOCUMENT_SIGNER.to_owned(),
        organization: Some(ORGANIZATION.to_owned()),
        not_before,
        not_after: not_before.plus_days(457).plus_seconds(-1),
        crl_uri: None,
    }
    .prepare(iaca, request.public_key(), &mut OsRandom)?;
    let certificate = certify(prepared, iaca_key)?;
    pki::validate(
        std::slice::from_ref(&certificate),
        std::slice::from_ref(iaca),
        now,
    )?;
    Ok(certificate)
}

/// The token signs between the two halves.
fn certify(prepared: PreparedCertificate, key: &TokenKey) -> Result<Certificate, Error> {
    let signature = key.sign(&[prepared.to_be_signed()])?;
    let certificate = prepared.complete(&signature)?;
    say!(
        "    signed    {}, {} to {}",
        certificate.common_name().unwrap_or_default(),
        certificate.not_before(),
        certificate.not_after(),
    );
    Ok(certificate)
}

fn issuer(
    document_signer: &Certificate,
    iaca: &Certificate,
    now: Timestamp,
) -> Result<Issuer, Error> {
    let chain = std::slice::from_ref(document_signer);
    let document_signer = pki::validate(chain, std::slice::from_ref(iaca), now)?;
    let policy = IssuingPolicy {
        environment: Environment::Test,
        least_assurance: Assurance::SignedByHolder,
        validity: Duration::from_secs(90 * 86_400),
        options: Preset::Default.options(),
    };
    Ok(Issuer::new(document_signer, policy)?)
}

/// What a card proves, for the My Number document and the driving licence.
fn claims(device_keys: &[DeviceKey], now: Timestamp) -> Result<[Claims; 2], Error> {
    let keys = device_keys.iter().map(DeviceKey::thumbprint);
    let binding = HolderBinding::DeviceKeys(keys.collect());
    let evidence = software_card_evidence(Holder::Hanako, binding, now, &mut OsRandom)?;
    let facts = software_card_facts(Holder::Hanako)?;
    // Without the age in years no birthday ends a credential.
    let wanted = ClaimOptions::new().without_age_in_years();
    Ok([
        derive::my_number_card(&evidence, &facts, now, &wanted)?,
        derive::driving_licence(&evidence, &facts, now, &wanted)?,
    ])
}

/// A reader's check.
fn check(credential: &IssuedMdoc, iaca: &Certificate, now: Timestamp) -> Result<(), Error> {
    let trust = Trust {
        doc_type: Some(credential.doc_type()),
        preset: Some(Preset::Default),
        ..Trust::new(std::slice::from_ref(iaca), now)
    };
    verify::issuer_signed(credential.as_bytes(), &trust).accepted()?;
    Ok(())
}

struct Output(PathBuf);

impl Output {
    fn create(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|source| Unwritable::new(folder, source))?;
        Ok(Self(folder.to_owned()))
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<(), Error> {
        let file = self.0.join(name);
        command::write(&file, content, false).map_err(|source| Unwritable::new(&file, source))?;
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cannot write {} ({source}); choose another --out", path.display())]
struct Unwritable {
    path: PathBuf,
    source: io::Error,
}

impl Unwritable {
    fn new(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            source,
        }
    }
}

impl Coded for Unwritable {
    fn code(&self) -> &'static str {
        "pkcs11-signer.file"
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}

const IACA: &str = "TEST mnid-mdoc token IACA";
const DOCUMENT_SIGNER: &str = "TEST mnid-mdoc token document signer";
const ORGANIZATION: &str = "TEST mnid-mdoc";
