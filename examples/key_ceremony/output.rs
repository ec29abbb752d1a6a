//! The files of a run, each read back before it counts, and the lines that tell of them. The names
//! are a contract with other programs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::error::{Category, Coded, Error};
use mnid_mdoc::pki::{
    self, Certificate, CertificateRequest, Edition, PkiError, RevocationList, Severity, VicalEntry,
};

use crate::command::{self, say};

pub(crate) struct Output {
    edition: Edition,
    folder: PathBuf,
    began: Instant,
    steps: usize,
    files: usize,
}

impl Output {
    pub(crate) fn create(folder: &Path, edition: Edition) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|source| CeremonyError::file(folder, source))?;
        say!("A key ceremony. Everything here is a TEST: authority, keys, lists.");
        Ok(Self {
            edition,
            folder: folder.to_owned(),
            began: Instant::now(),
            steps: 0,
            files: 0,
        })
    }

    pub(crate) fn step(&mut self, title: &str) {
        self.steps += 1;
        say!("\n[{}/{STEPS}] {title}", self.steps);
    }

    pub(crate) fn checked(&self, what: &str) {
        say!("    checked   {what}");
    }

    pub(crate) fn end(&self) {
        say!(
            "\n{} files in {} after {:.1} ms.",
            self.files,
            self.folder.display(),
            self.began.elapsed().as_secs_f64() * 1_000.0
        );
    }

    /// A private key, in a file that nobody else may read.
    pub(crate) fn key(&mut self, name: &str, key: &SoftwareKey) -> Result<(), Error> {
        self.write(name, key.to_pkcs8_pem()?.as_bytes(), true)?;
        Ok(())
    }

    /// A certificate that `issuer` signed (itself, when it is a root) and that is as its profile
    /// says.
    pub(crate) fn certificate(
        &mut self,
        name: &str,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<Certificate, Error> {
        let read = self.write(name, certificate.to_pem().as_bytes(), false)?;
        let read = Certificate::from_pem(&String::from_utf8_lossy(&read))?;
        read.check_signed_by(issuer.public_key())?;
        let chain = [read, issuer.clone()];
        let [read, _] = &chain;
        for linted in pki::lint_chain(&chain, self.edition) {
            let mut faults = linted.findings.iter();
            if let Some(fault) = faults.find(|one| one.severity > Severity::Note) {
                return Err(PkiError::Profile {
                    role: linted.role,
                    finding: *fault,
                }
                .into());
            }
        }
        say!(
            "              {}, {} to {}, SHA-256 {}…",
            read.common_name().unwrap_or_default(),
            read.not_before(),
            read.not_after(),
            start(&read.sha256())
        );
        Ok(read.clone())
    }

    pub(crate) fn request(
        &mut self,
        name: &str,
        request: &CertificateRequest,
    ) -> Result<CertificateRequest, Error> {
        let read = self.write(name, request.to_pem().as_bytes(), false)?;
        Ok(CertificateRequest::from_pem(&String::from_utf8_lossy(
            &read,
        ))?)
    }

    /// A revocation list in the form that the standard gives it, in DER, as a server hands it out.
    pub(crate) fn revocations(
        &mut self,
        name: &str,
        list: &RevocationList,
        root: &Certificate,
    ) -> Result<RevocationList, Error> {
        let read = self.write(name, list.der(), false)?;
        let read = RevocationList::from_der(&read)?;
        if !read.lint(root).is_empty() {
            return Err(CeremonyError::Revocation.into());
        }
        say!(
            "              {} revoked, made at {}",
            read.revoked_count(),
            read.this_update()
        );
        Ok(read)
    }

    pub(crate) fn iacas(&mut self, name: &str, roots: &[Certificate]) -> Result<(), Error> {
        let json = self.write(name, pki::iacas_to_json(roots)?.as_bytes(), false)?;
        if pki::iacas_from_json(&json)? != roots {
            return Err(CeremonyError::Changed(self.folder.join(name)).into());
        }
        self.checked("it gives back every root");
        Ok(())
    }

    /// What a provider of a list of trusted roots (VICAL) is sent.
    pub(crate) fn vical_entry(&mut self, name: &str, root: &Certificate) -> Result<(), Error> {
        let entry = VicalEntry {
            certificate: root.clone(),
            doc_types: DOC_TYPES.map(str::to_owned).to_vec(),
        };
        let read = self.write(name, &entry.to_cbor()?, false)?;
        if VicalEntry::from_cbor(&read)? != entry {
            return Err(CeremonyError::Changed(self.folder.join(name)).into());
        }
        self.checked("it gives back the new root, for both document types");
        Ok(())
    }

    /// Writes a file anew and returns what is then in it.
    fn write(&mut self, name: &str, content: &[u8], secret: bool) -> Result<Vec<u8>, Error> {
        let path = self.folder.join(name);
        let read = command::write(&path, content, secret).and_then(|()| fs::read(&path));
        let read = read.map_err(|source| CeremonyError::file(&path, source))?;
        if read != content {
            return Err(CeremonyError::Changed(path).into());
        }
        self.files += 1;
        say!("    wrote     {name}, {} bytes", content.len());
        Ok(read)
    }
}

fn start(digest: &[u8]) -> String {
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

const STEPS: usize = 6;

/// The My Number document and the driving licence.
const DOC_TYPES: [&str; 2] = ["org.iso.23220.1.jp.mnc", "org.iso.18013.5.1.mDL"];

/// Why a ceremony stops, apart from what the crate refuses.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CeremonyError {
    #[error("cannot write {} ({source}); choose another --out", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} does not hold what was written; choose another --out", .0.display())]
    Changed(PathBuf),
    #[error("the revocation list does not say what it was made to say; tell the crate's authors")]
    Revocation,
}

impl CeremonyError {
    fn file(path: &Path, source: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }
}

impl Coded for CeremonyError {
    fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "key-ceremony.file",
            Self::Changed(_) => "key-ceremony.changed",
            Self::Revocation => "key-ceremony.revocation",
        }
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}
