use super::profile::{Edition, Finding, Profile, Role};
use super::{Certificate, PkiError, rules};
use crate::limits;

#[cfg(test)]
mod tests;

/// One certificate of a chain, and what [`lint_chain`] says of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LintedCertificate {
    /// What it is used for, told from what it says.
    pub role: Role,
    /// The position in the chain of the certificate that signed it: its own for a root, `None`
    /// when the chain does not have it. Rules that compare it with what signed are then not asked.
    pub issuer: Option<usize>,
    /// Where it departs from its profile.
    pub findings: Vec<Finding>,
}

/// Says of each certificate of a chain, in any order, what its role is and where it departs from
/// its profile in `edition`. Dates and trust are not looked at.
pub fn lint_chain(chain: &[Certificate], edition: Edition) -> Vec<LintedCertificate> {
    chain
        .iter()
        .map(|certificate| linted_as(Role::of(certificate), certificate, chain, edition))
        .collect()
}

/// As [`lint_chain`], for an `x5chain`: its first certificate has to be the document signer's,
/// whatever it says that it is.
pub(crate) fn lint_x5chain(x5chain: &[Certificate], edition: Edition) -> Vec<LintedCertificate> {
    let mut linted = lint_chain(x5chain, edition);
    if let (Some(first), Some(certificate)) = (linted.first_mut(), x5chain.first()) {
        *first = linted_as(Role::DocumentSigner, certificate, x5chain, edition);
    }
    linted
}

fn linted_as(
    role: Role,
    certificate: &Certificate,
    chain: &[Certificate],
    edition: Edition,
) -> LintedCertificate {
    let issuer = chain.iter().enumerate().find(|(_, other)| {
        certificate.issuer_der() == other.subject_der()
            && certificate.check_signed_by(other.public_key()).is_ok()
    });
    let profile = Profile::new(role, edition);
    LintedCertificate {
        role,
        issuer: issuer.map(|(position, _)| position),
        findings: rules::findings(profile, certificate, issuer.map(|(_, found)| found)),
    }
}

/// The certificates of a PEM file, in its order.
pub(super) fn from_pem(pem: &str) -> Result<Vec<Certificate>, PkiError> {
    if pem.len() > limits::CERTIFICATE_FILE {
        return Err(PkiError::TooLarge { found: pem.len() });
    }
    let refused = |reason| PkiError::File { reason };
    let mut certificates = Vec::new();
    let mut rest = pem;
    while let Some((_, from)) = rest.split_once(BEGIN) {
        let (base64, after) = from
            .split_once(END)
            .ok_or(refused("a PEM block without its end"))?;
        if certificates.len() == limits::CERTIFICATES_IN_FILE {
            return Err(refused("too many PEM blocks"));
        }
        certificates.push(block(base64)?);
        rest = after;
    }
    match certificates.is_empty() {
        true => Err(refused("no PEM of a certificate")),
        false => Ok(certificates),
    }
}

fn block(base64: &str) -> Result<Certificate, PkiError> {
    let pem = [BEGIN, base64, END, "\n"].concat();
    match der::Document::from_pem(&pem) {
        Ok((_, document)) => Certificate::from_der(document.as_bytes()),
        Err(_) => Err(PkiError::File {
            reason: "no PEM of a certificate",
        }),
    }
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
