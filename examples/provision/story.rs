//! What the run tells the person who started it.

use std::time::Instant;

use mnid_mdoc::card::Progress;
use mnid_mdoc::derive::{Claims, FactSource};
use mnid_mdoc::evidence::{Challenge, Report};
use mnid_mdoc::issue::IssuedMdoc;
use mnid_mdoc::testing::ThrowawayPki;
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::VerifiedDocument;
use serde::Serialize;

use crate::command::say;
use crate::options::Options;
use crate::output::Output;

pub(crate) struct Story {
    began: Instant,
    step_began: Instant,
    steps: usize,
}

impl Story {
    pub(crate) fn begin(options: &Options, now: Timestamp) -> Self {
        let began = Instant::now();
        let holder = options.holder.name();
        match &options.reader {
            Some(reader) => {
                say!("Provisioning from the card in the reader \"{reader}\" at {now}.");
                say!(
                    "Issuer and wallet are a TEST; the issuer knows of the holder what it knows of {holder}."
                );
            }
            None => {
                say!("Provisioning from the software card of {holder} at {now}.");
                say!("Everything here is a TEST: card, authorities, issuer, wallet.");
            }
        }
        if options.reader.is_some() && options.anchors.is_none() {
            say!(
                "A real card needs real anchors (--anchors): without, a software card alone passes."
            );
        }
        Self {
            began,
            step_began: began,
            steps: 0,
        }
    }

    pub(crate) fn step(&mut self, title: &str) {
        if self.steps > 0 {
            say!("    {:.1} ms", milliseconds(self.step_began));
        }
        self.steps += 1;
        self.step_began = Instant::now();
        say!("\n[{}/{STEPS}] {title}", self.steps);
    }

    pub(crate) fn authority(&self, authority: &ThrowawayPki) {
        let certificates = [authority.iaca(), authority.document_signer()];
        for certificate in certificates {
            say!(
                "    {:<30}  {} to {}, {} bytes",
                certificate.common_name().unwrap_or_default(),
                certificate.not_before(),
                certificate.not_after(),
                certificate.der().len()
            );
        }
    }

    pub(crate) fn challenge(&self, challenge: &Challenge, keys: usize) {
        say!("    the wallet made {keys} device keys, and the challenge names them:");
        let mut lines = challenge.text().lines();
        for line in lines.by_ref().take(6) {
            say!("    | {line}");
        }
        say!("    | ({} lines more)", lines.count());
    }

    pub(crate) fn progress(&self, progress: Progress) {
        match progress {
            Progress::Opened(application) => say!("    opened    {application} application"),
            Progress::Accepted(secret) => say!("    accepted  {secret}"),
            Progress::File {
                file,
                bytes,
                of: Some(of),
                ..
            } if bytes == of => say!("    read      {file}, {bytes} bytes"),
            Progress::File { .. } => {}
            Progress::Signed(application) => {
                say!("    signed    the challenge, with the {application} application's key");
            }
        }
    }

    pub(crate) fn exchanges(&self, exchanges: usize) {
        say!("    {exchanges} commands and answers");
    }

    pub(crate) fn evidence(&self, report: &Report, facts: &[FactSource]) {
        for check in &report.checks {
            let anchor = match &check.anchor {
                Some(anchor) => format!(
                    "{} (SHA-256 {}…)",
                    anchor.name,
                    anchor.sha256.get(..16).unwrap_or_default()
                ),
                None => String::new(),
            };
            let line = format!("    passed    {:<27} {anchor}", name(&check.check));
            say!("{}", line.trim_end());
        }
        say!(
            "    assurance {}, {} anchors",
            name(&report.assurance),
            name(&report.environment)
        );
        let waivers: Vec<String> = report.waivers.iter().map(name).collect();
        say!("    waived    {}", or_nothing(&waivers));
        let said: Vec<String> = report.issuer_assertions.iter().map(name).collect();
        say!("    the issuer asserts {}", or_nothing(&said));
        for fact in facts {
            say!(
                "    the issuer adds {} ({})",
                fact.element,
                fact.source.name()
            );
        }
    }

    pub(crate) fn claims(&self, claims: &Claims) {
        say!("    {}", claims.doc_type());
        let mut namespace = "";
        for claim in claims.elements() {
            if claim.namespace() != namespace {
                namespace = claim.namespace();
                say!("      {namespace}");
            }
            say!(
                "        {:<30} {}",
                claim.identifier(),
                short(claim.in_words())
            );
        }
        say!("      good until {}", claims.valid_until());
    }

    pub(crate) fn credentials(&self, issued: &[IssuedMdoc]) {
        for credential in issued {
            let validity = credential.validity();
            say!(
                "    issued    {}, {} bytes, valid from {} until {}",
                credential.doc_type(),
                credential.as_bytes().len(),
                validity.valid_from,
                validity.valid_until
            );
        }
    }

    pub(crate) fn presentation(
        &self,
        doc_type: &str,
        stored: usize,
        presentation: &[u8],
        verified: &[VerifiedDocument<'_>],
    ) {
        say!("    the wallet verified and keeps {stored} of {doc_type}");
        let elements: Vec<&str> = verified
            .iter()
            .flat_map(|document| document.elements())
            .map(|element| element.identifier)
            .collect();
        say!(
            "    the reader verified {} bytes that disclose {}",
            presentation.len(),
            elements.join(", ")
        );
    }

    pub(crate) fn end(&self, output: &Output) {
        say!("    {:.1} ms", milliseconds(self.step_began));
        say!(
            "\n{} files, {} bytes, in {} after {:.1} ms.",
            output.files,
            output.bytes,
            output.folder().display(),
            milliseconds(self.began)
        );
        say!("card-reading.cbor and the credentials hold the holder's personal data.");
    }
}

/// What the reader of this story asks for: as little as it needs.
pub(crate) fn disclosed(doc_type: &str) -> &'static [(&'static str, &'static str)] {
    match doc_type {
        "org.iso.18013.5.1.mDL" => &[
            ("org.iso.18013.5.1", "family_name"),
            ("org.iso.18013.5.1", "portrait"),
            ("org.iso.18013.5.1", "driving_privileges"),
            ("org.iso.18013.5.1", "issuing_country"),
        ],
        _ => &[
            ("org.iso.23220.1", "age_over_20"),
            ("org.iso.23220.1.jp", "full_name_unicode"),
        ],
    }
}

const STEPS: usize = 6;

/// As much of a value as fits a line; the whole is in the credential.
fn short(mut words: String) -> String {
    if let Some((at, _)) = words.char_indices().nth(60) {
        words.truncate(at);
        words.push('…');
    }
    words
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}

/// The name that the report writes.
fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn or_nothing(list: &[String]) -> String {
    if list.is_empty() {
        "nothing".to_owned()
    } else {
        list.join(", ")
    }
}
