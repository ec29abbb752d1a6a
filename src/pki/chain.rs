use super::profile::{Edition, Finding, Profile, Role, Severity};
use super::verifying_key::SignatureAlgorithm;
use super::{Certificate, PkiError, VerifyingKey, rules};
use crate::limits;

#[cfg(test)]
mod tests;

/// One certificate of a chain, and what [`lint_chain`] says of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LintedCertificate {
    /// What it is used for, told from what it says.
    pub role: Role,
    /// The position in the chain of the CA that signed it: its own for a root, `None` when the
    /// chain does not have it. Rules that compare it with what signed are then not asked.
    pub issuer: Option<usize>,
    /// Where it departs from its profile. The rule `pki.signature`, which no other function asks,
    /// comes first.
    pub findings: Vec<Finding>,
}

/// Says of each certificate of a chain, in any order, what its role is, which other one signed it,
/// and where it departs from its profile in `edition`. Time of day and trust are not looked at.
///
/// The role is that of [`Role::of`]. A certificate of which the chain has the issuer by name, but
/// no CA whose key signed it, breaks the rule `pki.signature`; where the key or the algorithm is
/// one by which nothing can be verified, nothing is said of the signature.
pub fn lint_chain(chain: &[Certificate], edition: Edition) -> Vec<LintedCertificate> {
    (0..)
        .zip(chain)
        .map(|(position, certificate)| {
            let issuer = issuer(position, certificate, chain);
            let role = match Role::of(certificate) {
                // It has its issuer's name, and another signed it.
                Role::Iaca if issuer.is_some_and(|(signed, _)| signed != position) => {
                    Role::IacaLink
                }
                role => role,
            };
            linted_as(role, certificate, issuer, chain, edition)
        })
        .collect()
}

/// As [`lint_chain`], but the first certificate is judged as one of `role`, whatever it says that
/// it is: a document signer without its extended key usage passes for a status-list signer else.
pub fn lint_chain_as(
    role: Role,
    chain: &[Certificate],
    edition: Edition,
) -> Vec<LintedCertificate> {
    let mut linted = lint_chain(chain, edition);
    if let (Some(first), Some(certificate)) = (linted.first_mut(), chain.first()) {
        let issuer = issuer(0, certificate, chain);
        *first = linted_as(role, certificate, issuer, chain, edition);
    }
    linted
}

/// The CA that signed the certificate at a position: a root itself, and rather a new root than the
/// link to it, which has the same name and key.
fn issuer<'a>(
    position: usize,
    certificate: &Certificate,
    chain: &'a [Certificate],
) -> Option<(usize, &'a Certificate)> {
    (0..)
        .zip(chain)
        .filter(|(_, other)| {
            certificate.issuer_der() == other.subject_der()
                && Role::of(other).is_ca()
                && certificate.check_signed_by(other.public_key()).is_ok()
        })
        .min_by_key(|(other, found)| (*other != position, Role::of(found) != Role::Iaca))
}

fn linted_as(
    role: Role,
    certificate: &Certificate,
    issuer: Option<(usize, &Certificate)>,
    chain: &[Certificate],
    edition: Edition,
) -> LintedCertificate {
    let mut findings = Vec::new();
    if issuer.is_none() && is_signed_by_none(role, certificate, chain) {
        findings.push(SIGNATURE);
    }
    let profile = Profile::new(role, edition);
    findings.extend(rules::findings(
        profile,
        certificate,
        issuer.map(|(_, found)| found),
    ));
    LintedCertificate {
        role,
        issuer: issuer.map(|(position, _)| position),
        findings,
    }
}

/// Whether the chain has the issuer by its name, of a certificate that no CA in it signed, and this
/// can be told for certain.
fn is_signed_by_none(role: Role, certificate: &Certificate, chain: &[Certificate]) -> bool {
    // A link to a root of the old root's name, and that root, have the name and did not sign.
    let linked = |found: &&Certificate| {
        role == Role::IacaLink && certificate.public_key_der() == found.public_key_der()
    };
    let mut named = chain
        .iter()
        .filter(|found| certificate.issuer_der() == found.subject_der())
        .filter(|found| !linked(found))
        .peekable();
    let told = |found: &Certificate| !matches!(found.public_key(), VerifyingKey::Unsupported(_));
    named.peek().is_some()
        && certificate.algorithm() != SignatureAlgorithm::Unsupported
        && named.all(told)
}

const SIGNATURE: Finding = Finding {
    rule: "pki.signature",
    demand: "of the certificates that have the issuer's name, a CA signed it; a root itself",
    clause: "RFC 5280 6.1.3",
    severity: Severity::Refused,
};

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
