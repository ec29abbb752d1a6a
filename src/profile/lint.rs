use super::rules::{self, Subject};
use super::{Finding, Place, Preset};
use crate::doctype::DocType;
use crate::mdoc::{IssuerSigned, MdocError};
use crate::pki::{self, Certificate, LintedCertificate, Role};

/// Says where a credential, an encoded `IssuerSigned` of ours or of somebody else, departs from a
/// preset: first the credential in the order of the rules, then the certificates that it carries.
///
/// Only what the bytes say is judged: no trust anchor, no time of day, no list is needed, so
/// nothing in the credential becomes believable by it. A presentation shows a part of a credential
/// and is not judged; [`verify`](crate::verify) does that with a preset.
///
/// # Errors
/// [`MdocError`] when the bytes are not of the structure; nothing else can then be said of them.
pub fn lint(bytes: &[u8], preset: Preset) -> Result<Vec<Finding>, MdocError> {
    Ok(judge(&IssuerSigned::parse(bytes)?, preset, Extent::Whole))
}

/// How much of a credential there is to see.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Extent {
    /// All that was issued.
    Whole,
    /// What a wallet chose to show.
    Part,
}

/// What [`lint`] says, of a credential that was read already.
pub(crate) fn judge(
    issuer_signed: &IssuerSigned<'_>,
    preset: Preset,
    extent: Extent,
) -> Vec<Finding> {
    let chain: Option<Vec<_>> = issuer_signed
        .issuer_auth()
        .chain()
        .iter()
        .map(|der| Certificate::from_der(der).ok())
        .collect();
    let readable = chain.is_some();
    let chain = chain.unwrap_or_default();
    let subject = Subject {
        issuer_signed,
        security_object: issuer_signed.mobile_security_object(),
        doc_type: DocType::by_name(issuer_signed.mobile_security_object().doc_type),
        chain: &chain,
        readable,
        preset,
        extent,
    };
    let mut findings = rules::findings(&subject);
    findings.extend(certificates(&chain, preset));
    findings
}

fn certificates(chain: &[Certificate], preset: Preset) -> Vec<Finding> {
    // Whatever the first certificate says that it is, it stands where the document signer's has to.
    pki::lint_chain_as(Role::DocumentSigner, chain, preset.edition())
        .into_iter()
        .enumerate()
        .flat_map(|(position, LintedCertificate { role, findings, .. })| {
            findings.into_iter().map(move |found| Finding {
                rule: found.rule,
                demand: found.demand,
                clause: found.clause,
                severity: found.severity,
                place: Place::Certificate { position, role },
                detail: None,
            })
        })
        .collect()
}
