//! Who issues and who holds: authorities, keys and credentials, all from the published seed.

use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::cose;
use mnid_mdoc::crypto::{Curve, PublicKey, Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::derive::{self, ClaimOptions, Claims};
use mnid_mdoc::evidence::{Assurance, Environment, Evidence, HolderBinding};
use mnid_mdoc::holder::DeviceKey;
use mnid_mdoc::issue::{Issuer, IssuingPolicy, Recipient};
use mnid_mdoc::mdoc::Status;
use mnid_mdoc::pki::{self, Certificate, Edition, Profile, Role, SignerRequest};
use mnid_mdoc::profile::{IssuingOptions, Preset};
use mnid_mdoc::testing::{
    self, SeededRandom, SoftwareWallet, ThrowawayPki, software_card_evidence, software_card_facts,
};
use mnid_mdoc::time::Timestamp;
use p256::pkcs8::EncodePublicKey;
use serde_json::{Value, json};

use super::Failure;
use super::vector::hex;

/// The published seed.
pub(crate) const SEED: &[u8] = b"mnid-mdoc-vectors/1";
/// The time of every case that is not about time.
pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";
/// A small photo, so that the files stay small too.
pub(crate) const PHOTO: &[u8] = include_bytes!("../../src/doctype/sample.jpg");

pub(crate) struct Scene {
    pub(crate) now: Timestamp,
    pub(crate) authority: ThrowawayPki,
    /// A document signer on P-384, under the same root.
    pub(crate) signer_p384: (Certificate, SoftwareKey),
    wallet: SoftwareWallet,
}

/// What a credential is issued with, but for its claims.
#[derive(Clone)]
pub(crate) struct How<'a> {
    pub(crate) preset: Preset,
    /// Instead of the preset's own.
    pub(crate) options: Option<IssuingOptions>,
    pub(crate) on_p384: bool,
    pub(crate) status: Option<Status<'a>>,
    /// Which of the wallet's keys.
    pub(crate) key: usize,
}

impl Default for How<'_> {
    fn default() -> Self {
        Self {
            preset: Preset::Default,
            options: None,
            on_p384: false,
            status: None,
            key: 0,
        }
    }
}

impl Scene {
    pub(crate) fn new() -> Result<Self, Failure> {
        let now = Timestamp::parse(NOW)?;
        let random = &mut random("authority");
        let authority = ThrowawayPki::generate(SigningCurve::P256, now, random)?;
        let signer_p384 = SoftwareKey::generate(SigningCurve::P384, random)?;
        let certificate = certify(&authority, &signer_p384.public_key(), Edition::EveryReader)?;
        let mut wallet = SoftwareWallet::new();
        wallet.make_keys(3, random)?;
        Ok(Self {
            now,
            authority,
            signer_p384: (certificate, signer_p384),
            wallet,
        })
    }

    pub(crate) fn root(&self) -> &Certificate {
        self.authority.iaca()
    }

    pub(crate) fn signer_key(&self) -> &SoftwareKey {
        self.authority.document_signer_key()
    }

    pub(crate) fn device_key(&self, position: usize) -> Result<&SoftwareKey, Failure> {
        let key = self.wallet.keys().get(position);
        Ok(key.ok_or("the wallet has fewer keys")?)
    }

    /// What the software card of a holder proves.
    pub(crate) fn evidence(&self, holder: Holder) -> Result<Evidence, Failure> {
        let keys = self.wallet.keys().iter();
        let keys = keys.map(|key| key.public_key().thumbprint()).collect();
        let binding = HolderBinding::DeviceKeys(keys);
        Ok(software_card_evidence(
            holder,
            binding,
            self.now,
            &mut random("challenge"),
        )?)
    }

    /// The driving licence of a holder, with a small portrait.
    pub(crate) fn licence(&self, holder: Holder) -> Result<Claims, Failure> {
        let options = ClaimOptions::new();
        let facts = software_card_facts(holder)?;
        let evidence = self.evidence(holder)?;
        let claims = derive::driving_licence(&evidence, &facts, self.now, &options)?;
        Ok(testing::with_portrait(&claims, PHOTO)?)
    }

    /// The My Number document of a holder, with a small portrait.
    pub(crate) fn my_number_card(&self, holder: Holder) -> Result<Claims, Failure> {
        let options = ClaimOptions::new();
        let facts = software_card_facts(holder)?;
        let evidence = self.evidence(holder)?;
        let claims = derive::my_number_card(&evidence, &facts, self.now, &options)?;
        Ok(testing::with_portrait(&claims, PHOTO)?)
    }

    /// A credential as the crate issues it.
    pub(crate) fn issue(&self, claims: &Claims, how: &How<'_>) -> Result<Vec<u8>, Failure> {
        let device_keys = self.wallet.device_keys(self.now)?;
        let device_key = device_keys
            .get(how.key)
            .ok_or("the wallet has fewer keys")?;
        self.issue_for(device_key, claims, how)
    }

    fn issue_for(
        &self,
        device_key: &DeviceKey,
        claims: &Claims,
        how: &How<'_>,
    ) -> Result<Vec<u8>, Failure> {
        let (certificate, key) = match how.on_p384 {
            true => (self.signer_p384.0.clone(), &self.signer_p384.1),
            false => {
                let key = self.signer_key();
                let edition = how.preset.edition();
                let certificate = match edition {
                    Edition::EveryReader => self.authority.document_signer().clone(),
                    edition => certify(&self.authority, &key.public_key(), edition)?,
                };
                (certificate, key)
            }
        };
        let options = how.options.clone().unwrap_or_else(|| how.preset.options());
        let issuer = self.issuer(&certificate, options)?;
        let recipient = Recipient {
            device_key,
            status: how.status,
        };
        let random = &mut random(&format!("credential {}", how.key));
        let issued = issuer
            .admit(claims, self.now)?
            .issue(recipient, random, key)?;
        Ok(issued.into_bytes())
    }

    fn issuer(
        &self,
        certificate: &Certificate,
        options: IssuingOptions,
    ) -> Result<Issuer, Failure> {
        let chain = std::slice::from_ref(certificate);
        let signer = pki::validate(chain, std::slice::from_ref(self.root()), self.now)?;
        let policy = IssuingPolicy {
            environment: Environment::Test,
            least_assurance: Assurance::SignedByHolder,
            validity: Duration::from_secs(90 * 86_400),
            options,
        };
        Ok(Issuer::new(signer, policy)?)
    }
}

/// Randomness of one purpose, from the seed.
pub(crate) fn random(purpose: &str) -> SeededRandom {
    SeededRandom::new(&[SEED, b" ", purpose.as_bytes()].concat())
}

/// A document signer's certificate under the authority's root.
fn certify(
    authority: &ThrowawayPki,
    key: &PublicKey,
    edition: Edition,
) -> Result<Certificate, Failure> {
    let not_before = authority.iaca().not_before();
    let request = SignerRequest {
        profile: Profile::new(Role::DocumentSigner, edition),
        common_name: "TEST mnid-mdoc document signer".to_owned(),
        organization: Some("TEST mnid-mdoc".to_owned()),
        not_before,
        not_after: not_before.plus_days(457).plus_seconds(-1),
        crl_uri: None,
    };
    let random = &mut random("signer");
    Ok(request.issue(authority.iaca(), authority.iaca_key(), key, random)?)
}

/// A public key in the three encodings that the format knows.
pub(crate) fn public_key(key: &SoftwareKey) -> Result<Value, Failure> {
    let public = key.public_key();
    let (x, y) = public.coordinates();
    let point = [&[4], &x[..], &y[..]].concat();
    let (name, spki) = match public.curve() {
        Curve::P256 => {
            let key = p256::PublicKey::from_sec1_bytes(&point)?;
            ("P-256", key.to_public_key_der()?.into_vec())
        }
        Curve::P384 => {
            let key = p384::PublicKey::from_sec1_bytes(&point)?;
            ("P-384", key.to_public_key_der()?.into_vec())
        }
        Curve::Ed25519 => return Err("a wallet's key is on a NIST curve".into()),
    };
    let encode = Base64UrlUnpadded::encode_string;
    Ok(json!({
        "jwk": {
            "kty": "EC", "crv": name, "x": encode(&x), "y": encode(&y),
        },
        "cose_key": hex(&cose::encode_key(&public)),
        "spki": hex(&spki),
    }))
}
