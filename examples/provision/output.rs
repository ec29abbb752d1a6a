//! The files of a run. The names are a contract with other programs.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use mnid_mdoc::card::CardReading;
use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::derive::FactSource;
use mnid_mdoc::error::{Category, Coded, Error};
use mnid_mdoc::evidence::Report;
use mnid_mdoc::testing::{ThrowawayPki, WalletCredential};
use serde::Serialize;

use crate::command;

pub(crate) struct Output {
    folder: PathBuf,
    pub(crate) files: usize,
    pub(crate) bytes: usize,
}

impl Output {
    /// Makes the folder before anything else happens, and takes an earlier run's documents out of
    /// it.
    pub(crate) fn create(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|error| OutputError::new(folder, error))?;
        for document in [MY_NUMBER_CARD, DRIVING_LICENCE] {
            let inside = folder.join(document);
            match fs::remove_dir_all(&inside) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(OutputError::new(&inside, error).into());
                }
                _ => {}
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            files: 0,
            bytes: 0,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn authority(&mut self, authority: &ThrowawayPki) -> Result<(), Error> {
        self.write("iaca.pem", authority.iaca().to_pem().as_bytes())?;
        self.key("iaca.key.pem", authority.iaca_key())?;
        let signer = authority.document_signer().to_pem();
        self.write("document-signer.pem", signer.as_bytes())?;
        self.key("document-signer.key.pem", authority.document_signer_key())
    }

    pub(crate) fn card_reading(&mut self, reading: &CardReading) -> Result<(), Error> {
        self.secret("card-reading.cbor", &reading.to_cbor())
    }

    pub(crate) fn report(&mut self, report: &Report, facts: &[FactSource]) -> Result<(), Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct WithFacts<'a> {
            #[serde(flatten)]
            report: &'a Report,
            issuer_facts: &'a [FactSource],
        }
        let report = WithFacts {
            report,
            issuer_facts: facts,
        };
        let mut text = serde_json::to_string_pretty(&report)
            .map_err(|error| OutputError::new(&self.folder, error.into()))?;
        text.push('\n');
        self.write("evidence.json", text.as_bytes())
    }

    pub(crate) fn document(
        &mut self,
        doc_type: &str,
        credentials: &[WalletCredential],
        presentation: &[u8],
        transcript: &[u8],
    ) -> Result<(), Error> {
        let folder = match doc_type {
            "org.iso.18013.5.1.mDL" => DRIVING_LICENCE,
            _ => MY_NUMBER_CARD,
        };
        for (index, credential) in credentials.iter().enumerate() {
            let name = format!("{folder}/credential-{index:02}");
            self.write(&format!("{name}.cbor"), credential.issuer_signed())?;
            self.key(&format!("{name}.key.pem"), credential.key())?;
        }
        let name = format!("{folder}/presentation-00");
        self.write(&format!("{name}.cbor"), presentation)?;
        self.write(&format!("{name}.transcript.cbor"), transcript)
    }

    fn key(&mut self, name: &str, key: &SoftwareKey) -> Result<(), Error> {
        self.secret(name, key.to_pkcs8_pem()?.as_bytes())
    }

    fn secret(&mut self, name: &str, content: &[u8]) -> Result<(), Error> {
        self.put(name, content, true)
    }

    fn write(&mut self, name: &str, content: &[u8]) -> Result<(), Error> {
        self.put(name, content, false)
    }

    fn put(&mut self, name: &str, content: &[u8], secret: bool) -> Result<(), Error> {
        let file = self.folder.join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| OutputError::new(folder, error))?;
        }
        command::write(&file, content, secret).map_err(|error| OutputError::new(&file, error))?;
        self.files += 1;
        self.bytes += content.len();
        Ok(())
    }
}

const MY_NUMBER_CARD: &str = "my-number-card";
const DRIVING_LICENCE: &str = "driving-licence";

/// A file or folder that cannot be written.
#[derive(Debug)]
struct OutputError {
    path: PathBuf,
    source: std::io::Error,
}

impl OutputError {
    fn new(path: &Path, source: std::io::Error) -> Self {
        Self {
            path: path.to_owned(),
            source,
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        write!(
            f,
            "cannot write {path} ({}); choose another --out",
            self.source
        )
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Coded for OutputError {
    fn code(&self) -> &'static str {
        "provision.output"
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}
