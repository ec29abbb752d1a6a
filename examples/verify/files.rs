//! What the options name: roots, lists and keys.

use std::ffi::OsStr;
use std::fmt::Display;
use std::fs;

use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::error::Coded;
use mnid_mdoc::pki::{Certificate, CrlError, CurrentRevocations, RevocationList};
use mnid_mdoc::time::Timestamp;
use zeroize::Zeroizing;

pub(crate) fn read(file: &OsStr) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// Every certificate of a PEM file, which may hold text around them. A root that cannot be read is
/// told and left out: it takes nothing from the others.
pub(crate) fn certificates(file: &OsStr) -> Result<Vec<Certificate>, String> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let name = file.display();
    let text = String::from_utf8_lossy(&read(file)?).into_owned();
    let mut found = Vec::new();
    for after in text.split(BEGIN).skip(1) {
        let body = after.split(END).next().unwrap_or_default();
        match Certificate::from_pem(&format!("{BEGIN}{body}{END}\n")) {
            Ok(certificate) => found.push(certificate),
            Err(error) => eprintln!("{name}: left out a root: {error}"),
        }
    }
    if found.is_empty() {
        return Err(format!("{name}: no usable certificate in PEM"));
    }
    Ok(found)
}

/// The first certificate of a PEM file.
pub(crate) fn certificate(file: &OsStr) -> Result<Certificate, String> {
    let found = certificates(file)?.into_iter().next();
    found.ok_or_else(|| format!("{}: no certificate", file.display()))
}

/// A revocation list that was checked with the root that made it. Several roots may have its
/// issuer's name.
pub(crate) fn revocations(
    file: &OsStr,
    iacas: &[Certificate],
    now: Timestamp,
) -> Result<CurrentRevocations, String> {
    let told = |error: CrlError| told(file, error);
    let bytes = read(file)?;
    let list = match std::str::from_utf8(&bytes) {
        Ok(pem) => RevocationList::from_pem(pem),
        Err(_) => RevocationList::from_der(&bytes),
    }
    .map_err(told)?;
    let mut refusal = CrlError::Issuer;
    for iaca in iacas {
        match list.clone().check(iaca, now) {
            Ok(current) => return Ok(current),
            Err(CrlError::Issuer) => {}
            Err(error) => refusal = error,
        }
    }
    Err(told(refusal))
}

/// A private key in PEM.
pub(crate) fn key(file: &OsStr) -> Result<SoftwareKey, String> {
    let pem = Zeroizing::new(read(file)?);
    let pem = std::str::from_utf8(&pem).map_err(|error| format!("{}: {error}", file.display()))?;
    SoftwareKey::from_pem(pem).map_err(|error| told(file, error))
}

fn told(file: &OsStr, error: impl Coded + Display) -> String {
    format!("{}: {}: {error}", file.display(), error.code())
}
