//! `isomdl_accepts DIR`: checks what `provision --out DIR --iaca-curve p256` wrote with the crate
//! `isomdl`: the document signer's certificate against its profile and the IACA, the issuer's
//! signature of every credential, and the device signature of every presentation.
//!
//! isomdl reads the real clock, and knows only P-256.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use isomdl::definitions::device_response::DeviceResponse;
use isomdl::definitions::issuer_signed::IssuerSigned;
use isomdl::definitions::session::SessionTranscript;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::trust_anchor::{PemTrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::definitions::x509::validation::ValidationRuleset;
use isomdl::presentation::authentication::mdoc::{device_authentication, issuer_authentication};
use serde::{Deserialize, Serialize};

fn main() -> Result<()> {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        bail!("usage: isomdl_accepts DIR");
    };
    let anchors = TrustAnchorRegistry::from_pem_certificates(vec![PemTrustAnchor {
        certificate_pem: fs::read_to_string(folder.join("iaca.pem"))?,
        purpose: TrustPurpose::Iaca,
    }])?;
    let mut accepted = 0;
    for document in ["my-number-card", "driving-licence"] {
        for file in files(&folder.join(document))? {
            let name = file.display();
            if is(&file, "credential-", ".cbor") {
                let credential: IssuerSigned = isomdl::cbor::from_slice(&fs::read(&file)?)
                    .with_context(|| format!("{name}"))?;
                check_issuer(&credential, &anchors).with_context(|| format!("{name}"))?;
            } else if is(&file, "presentation-", "0.cbor") {
                check_presentation(&file, &anchors).with_context(|| format!("{name}"))?;
            } else {
                continue;
            }
            println!("isomdl accepts {name}");
            accepted += 1;
        }
    }
    ensure!(accepted >= 4, "only {accepted} files were found");
    Ok(())
}

fn check_issuer(credential: &IssuerSigned, anchors: &TrustAnchorRegistry) -> Result<()> {
    let header = &credential.issuer_auth.unprotected.rest;
    let x5chain = header
        .iter()
        .find(|(label, _)| *label == coset::Label::Int(33))
        .context("no x5chain")?;
    let chain = X5Chain::from_cbor(x5chain.1.clone())?;
    let outcome = ValidationRuleset::Mdl.validate(&chain, anchors);
    ensure!(outcome.success(), "certificates: {:?}", outcome.errors);
    issuer_authentication(chain, credential)?;
    Ok(())
}

fn check_presentation(file: &Path, anchors: &TrustAnchorRegistry) -> Result<()> {
    let response: DeviceResponse = isomdl::cbor::from_slice(&fs::read(file)?)?;
    let transcript = fs::read(file.with_extension("transcript.cbor"))?;
    let transcript = Transcript(ciborium::from_reader(transcript.as_slice())?);
    let documents = response.documents.context("no documents")?;
    for document in documents.iter() {
        check_issuer(&document.issuer_signed, anchors)?;
        device_authentication(document, transcript.clone())?;
    }
    Ok(())
}

/// A transcript as it was written.
#[derive(Clone, Deserialize, Serialize)]
struct Transcript(ciborium::Value);

impl SessionTranscript for Transcript {}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

fn is(file: &Path, start: &str, end: &str) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(start) && name.ends_with(end)
}
