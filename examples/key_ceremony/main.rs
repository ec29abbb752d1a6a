//! The key ceremonies of an issuing authority on one machine: a root, the signers below it, its
//! revocation lists, and the rollover to a new root.
//!
//! A root's key is used as one in a module without a network is: it is handed the message that it
//! has to sign, and hands back the signature. A document signer's key stays with its owner, who
//! asks for the certificate. Every file is read back and checked. All keys are software to throw
//! away. Run with `--help` for the options.

#[path = "../command/mod.rs"]
mod command;
mod options;
mod output;

use std::process::ExitCode;

use mnid_mdoc::Error;
use mnid_mdoc::crypto::{Random, Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::pki::{
    self, Certificate, CertificateRequest, Edition, IacaLinkRequest, IacaRequest,
    PreparedCertificate, Profile, RevocationListRequest, Role, SignerRequest,
};
use mnid_mdoc::time::Timestamp;

use options::{Options, USAGE};
use output::{CeremonyError, Output};

fn main() -> ExitCode {
    command::run(USAGE, Options::read, hold)
}

fn hold(options: &Options) -> Result<(), Error> {
    let now = options.now.map_or_else(command::clock, Ok)?;
    let mut random = command::random(options.seed.as_deref());
    let mut ceremony = Ceremony {
        output: Output::create(&options.out, options.edition)?,
        random: random.as_mut(),
        options,
        now,
    };

    ceremony.output.step("The root");
    let first = ceremony.root("iaca-1")?;

    ceremony.output.step("A document signer, by its request");
    let signer = ceremony.document_signer("document-signer-1", &first)?;

    ceremony.output.step("A signer of status lists");
    let list_signer = ceremony.status_list_signer("status-list-signer", &first)?;

    ceremony.output.step("The root's revocation lists");
    let good = [&signer, &list_signer];
    ceremony.revocations("iaca-1-number-1", &first, 1, &[], &good)?;
    ceremony.revocations("iaca-1-number-2", &first, 2, &[&signer], &[&list_signer])?;

    ceremony.output.step("Rollover to a new root");
    let second = ceremony.root("iaca-2")?;
    ceremony.link("iaca-link", &first, &second)?;
    let signer = ceremony.document_signer("document-signer-2", &second)?;
    ceremony.revocations("iaca-2-number-1", &second, 1, &[], &[&signer])?;

    ceremony.output.step("What is published");
    let output = &mut ceremony.output;
    output.vical_entry("iaca-2.vical-entry.cbor", &second.certificate)?;
    output.iacas("iacas.json", &[first.certificate, second.certificate])?;
    output.end();
    Ok(())
}

/// A root, with the key that would stay in its module, and where its revocation list is.
struct Root {
    certificate: Certificate,
    key: SoftwareKey,
    crl_uri: String,
}

struct Ceremony<'a> {
    output: Output,
    random: &'a mut dyn Random,
    options: &'a Options,
    now: Timestamp,
}

impl Ceremony<'_> {
    fn root(&mut self, name: &str) -> Result<Root, Error> {
        let key = SoftwareKey::generate(self.options.iaca_curve, self.random)?;
        self.output.key(&format!("{name}.key.pem"), &key)?;
        let crl_uri = format!("https://mnid-mdoc.example/{name}.crl");
        let prepared = IacaRequest {
            edition: self.options.edition,
            common_name: format!("TEST mnid-mdoc {name}"),
            organization: Some(ORGANIZATION.to_owned()),
            state: self.options.state.clone(),
            country: "JP".to_owned(),
            not_before: self.not_before(),
            not_after: self.last_second_of(10 * 365),
            contact_uri: "https://mnid-mdoc.example/".to_owned(),
            // The second edition leaves it to the certificates below.
            crl_uri: match self.options.edition {
                Edition::Edition2 => None,
                Edition::EveryReader | Edition::Edition1 => Some(crl_uri.clone()),
            },
        }
        .prepare(&key.public_key(), self.random)?;
        let certificate = certify(prepared, &key)?;
        let certificate =
            self.output
                .certificate(&format!("{name}.pem"), &certificate, &certificate)?;
        Ok(Root {
            certificate,
            key,
            crl_uri,
        })
    }

    fn document_signer(&mut self, name: &str, root: &Root) -> Result<Certificate, Error> {
        let common_name = format!("TEST mnid-mdoc {name}");
        let key = SoftwareKey::generate(SigningCurve::P256, self.random)?;
        self.output.key(&format!("{name}.key.pem"), &key)?;
        let request = CertificateRequest::sign(&common_name, &key)?;
        let request = self.output.request(&format!("{name}.csr.pem"), &request)?;
        self.output
            .checked("the request proves that its sender has the key");

        let prepared = SignerRequest {
            profile: Profile::new(Role::DocumentSigner, self.options.edition),
            common_name,
            organization: Some(ORGANIZATION.to_owned()),
            not_before: self.not_before(),
            not_after: self.last_second_of(457),
            crl_uri: Some(root.crl_uri.clone()),
        }
        .prepare(&root.certificate, request.public_key(), self.random)?;
        let certificate = certify(prepared, &root.key)?;
        let certificate =
            self.output
                .certificate(&format!("{name}.pem"), &certificate, &root.certificate)?;
        let anchors = [root.certificate.clone()];
        pki::validate(std::slice::from_ref(&certificate), &anchors, self.now)?;
        self.output
            .checked("a reader that trusts the root accepts it");
        Ok(certificate)
    }

    fn status_list_signer(&mut self, name: &str, root: &Root) -> Result<Certificate, Error> {
        let key = SoftwareKey::generate(SigningCurve::P256, self.random)?;
        self.output.key(&format!("{name}.key.pem"), &key)?;
        let prepared = SignerRequest {
            profile: Profile::new(Role::StatusListSigner, self.options.edition),
            common_name: format!("TEST mnid-mdoc {name}"),
            organization: Some(ORGANIZATION.to_owned()),
            not_before: self.not_before(),
            not_after: self.last_second_of(1187),
            crl_uri: Some(root.crl_uri.clone()),
        }
        .prepare(&root.certificate, &key.public_key(), self.random)?;
        let certificate = certify(prepared, &root.key)?;
        self.output
            .certificate(&format!("{name}.pem"), &certificate, &root.certificate)
    }

    /// Makes a list for the next 30 days, and asks it about all these certificates.
    fn revocations(
        &mut self,
        name: &str,
        root: &Root,
        number: u64,
        revoked: &[&Certificate],
        good: &[&Certificate],
    ) -> Result<(), Error> {
        let since = |one: &&Certificate| ((*one).clone(), self.now);
        let prepared = RevocationListRequest {
            this_update: self.now,
            next_update: self.now.plus_days(30),
            number,
            revoked: revoked.iter().map(since).collect(),
        }
        .prepare(&root.certificate)?;
        let signature = root.key.sign(&[prepared.to_be_signed()])?;
        let list = prepared.complete(&signature)?;
        let (root, name) = (&root.certificate, format!("{name}.crl"));
        let current = self.output.revocations(&name, &list, root)?;
        let current = current.check(root, self.now)?;
        let asked = revoked.iter().map(|one| (one, Some(self.now)));
        for (certificate, expected) in asked.chain(good.iter().map(|one| (one, None))) {
            if current.revoked_since(certificate)? != expected {
                return Err(CeremonyError::Revocation.into());
            }
            let name = certificate.common_name().unwrap_or_default();
            let answer = if expected.is_some() {
                "revoked"
            } else {
                "good"
            };
            self.output.checked(&format!("{name} is {answer}"));
        }
        Ok(())
    }

    fn link(&mut self, name: &str, old: &Root, new: &Root) -> Result<(), Error> {
        let (old_root, new_root) = (&old.certificate, &new.certificate);
        let prepared = IacaLinkRequest {
            edition: self.options.edition,
            not_before: self.not_before(),
            not_after: self.last_second_of(5 * 365),
            crl_uri: Some(old.crl_uri.clone()),
        }
        .prepare(old_root, new_root, self.random)?;
        let link = certify(prepared, &old.key)?;
        let link = self
            .output
            .certificate(&format!("{name}.pem"), &link, old_root)?;
        pki::follow_link(old_root, &link, new_root, self.now)?;
        self.output
            .checked("who trusts the old root comes to trust the new one");
        Ok(())
    }

    /// Times in credentials are rounded down, so certificates begin before the day.
    fn not_before(&self) -> Timestamp {
        self.now.floor_to_day().plus_days(-2)
    }

    fn last_second_of(&self, days: i64) -> Timestamp {
        self.not_before().plus_days(days).plus_seconds(-1)
    }
}

/// Between the two halves stands the way to the module that holds the root's key.
fn certify(prepared: PreparedCertificate, root: &SoftwareKey) -> Result<Certificate, Error> {
    let signature = root.sign(&[prepared.to_be_signed()])?;
    Ok(prepared.complete(&signature)?)
}

const ORGANIZATION: &str = "TEST mnid-mdoc";
