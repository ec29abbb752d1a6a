use std::time::Duration;

use super::validity::{check_evidence_age, validity};
use super::{IssueError, Subject};
use crate::cbor::Writer;
use crate::crypto::Curve;
use crate::derive::Claims;
use crate::doctype::driving_licence::{ISSUING_COUNTRY, ISSUING_JURISDICTION};
use crate::doctype::{DRIVING_LICENCE, DocType};
use crate::evidence::{Assurance, Environment};
use crate::mdoc::DigestAlgorithm;
use crate::pki::{DocumentSigner, Severity};
use crate::profile::{IssuingOptions, KeyAuthorizations};
use crate::time::Timestamp;

/// From what, and for how long, an issuer issues.
#[derive(Clone, Debug)]
pub struct IssuingPolicy {
    /// The world whose evidence it takes; the other one's is refused.
    pub environment: Environment,
    /// The least that the evidence has to reach.
    pub least_assurance: Assurance,
    /// The longest validity of a credential. It ends earlier where certificate, card or claims
    /// do, and is rounded down to a boundary that all holders share.
    pub validity: Duration,
    /// How a credential is laid out.
    pub options: IssuingOptions,
}

/// Issues credentials under one document signer.
#[derive(Clone, Debug)]
pub struct Issuer {
    document_signer: DocumentSigner,
    policy: IssuingPolicy,
}

impl Issuer {
    /// An issuer under a document signer whose chain was checked by
    /// [`pki::validate`](crate::pki::validate).
    ///
    /// # Errors
    /// [`IssueError::DocumentSignerProfile`] when the certificate departs from its profile in the
    /// policy's edition: some readers would refuse everything that it signs;
    /// [`IssueError::Circuits`] when the options name zero-knowledge circuits and contradict them.
    pub fn new(document_signer: DocumentSigner, policy: IssuingPolicy) -> Result<Self, IssueError> {
        let findings = document_signer.lint(policy.options.certificates);
        let mut faults = findings.iter().filter(|one| one.severity > Severity::Note);
        if let Some(finding) = faults.next() {
            return Err(IssueError::DocumentSignerProfile { finding: *finding });
        }
        check_circuits(&policy.options, document_signer.public_key().curve())?;
        Ok(Self {
            document_signer,
            policy,
        })
    }

    /// The document signer.
    pub fn document_signer(&self) -> &DocumentSigner {
        &self.document_signer
    }

    /// Decides whether claims may be issued now, and makes what is the same for every credential
    /// of a batch. Device keys, salts and signatures come after: see [`Subject`].
    ///
    /// # Errors
    /// [`IssueError::Environment`], [`IssueError::Assurance`], [`IssueError::EvidenceAge`],
    /// [`IssueError::DocumentSignerDates`], [`IssueError::Place`],
    /// [`IssueError::UnknownElement`], [`IssueError::ElementValue`],
    /// [`IssueError::ElementTwice`], [`IssueError::ValidityEmpty`].
    pub fn admit<'a>(
        &'a self,
        claims: &'a Claims,
        now: Timestamp,
    ) -> Result<Subject<'a>, IssueError> {
        let (policy, basis) = (&self.policy, &claims.basis);
        if basis.environment != policy.environment {
            return Err(IssueError::Environment {
                issuer: policy.environment,
                found: basis.environment,
            });
        }
        if basis.assurance < policy.least_assurance {
            return Err(IssueError::Assurance {
                least: policy.least_assurance,
                found: basis.assurance,
            });
        }
        check_evidence_age(basis.concluded_at, basis.usable_until, now)?;
        let (not_before, not_after) = (
            self.document_signer.not_before(),
            self.document_signer.not_after(),
        );
        if !(not_before..=not_after).contains(&now) {
            return Err(IssueError::DocumentSignerDates {
                not_before,
                not_after,
            });
        }
        check_elements(claims)?;
        self.check_place(claims)?;
        let validity = validity(policy, &self.document_signer, basis, now)?;
        Ok(Subject::new(self, claims, validity, now))
    }

    pub(super) fn options(&self) -> &IssuingOptions {
        &self.policy.options
    }

    /// ISO/IEC 18013-5:2021 7.1: a driving licence tells the country, and perhaps the state, of
    /// its document signer.
    fn check_place(&self, claims: &Claims) -> Result<(), IssueError> {
        let same = |identifier: &'static str, place: Option<&str>| {
            let told = element(claims, identifier);
            match (told, place) {
                (Some(told), Some(place)) if *told != *encoded_text(place) => {
                    Err(IssueError::Place {
                        element: identifier,
                    })
                }
                _ => Ok(()),
            }
        };
        if claims.doc_type != DRIVING_LICENCE.name {
            return Ok(());
        }
        let country = self.document_signer.country();
        same(ISSUING_COUNTRY.identifier, Some(country))?;
        same(
            ISSUING_JURISDICTION.identifier,
            self.document_signer.state(),
        )
    }
}

/// What the circuits take: ES256 under a protected header of `alg` alone, SHA-256 digests, and a
/// device key without authorisations.
fn check_circuits(options: &IssuingOptions, signer: Curve) -> Result<(), IssueError> {
    if options.zero_knowledge.is_none() {
        return Ok(());
    }
    let authorized = options.key_authorizations != KeyAuthorizations::none();
    let faults = [
        (signer != Curve::P256, "a document signer on P-256"),
        (
            options.digest_algorithm != DigestAlgorithm::Sha256,
            "SHA-256 digests",
        ),
        (
            options.certificate_thumbprint,
            "no certificate thumbprint in the protected header",
        ),
        (authorized, "no key authorisations"),
    ];
    match faults.iter().find(|(fault, _)| *fault) {
        Some((_, demand)) => Err(IssueError::Circuits { demand }),
        None => Ok(()),
    }
}

/// Every claim stands in the document type's table, once, with a value of its type.
fn check_elements(claims: &Claims) -> Result<(), IssueError> {
    let doc_type = DocType::by_name(claims.doc_type);
    for space in &claims.namespaces {
        for (place, claimed) in space.elements.iter().enumerate() {
            let element = claimed.identifier;
            let row = doc_type
                .and_then(|doc_type| doc_type.element(space.name, element))
                .ok_or(IssueError::UnknownElement { element })?;
            row.check(&claimed.value)
                .map_err(|reason| IssueError::ElementValue { element, reason })?;
            let mut before = space.elements.iter().take(place);
            if before.any(|other| other.identifier == element) {
                return Err(IssueError::ElementTwice { element });
            }
        }
    }
    Ok(())
}

fn element<'a>(claims: &'a Claims, identifier: &str) -> Option<&'a [u8]> {
    let namespace = DRIVING_LICENCE.namespaces.first()?;
    claims
        .namespaces
        .iter()
        .filter(|space| space.name == namespace.name)
        .flat_map(|space| &space.elements)
        .find(|element| element.identifier == identifier)
        .map(|element| element.value.as_slice())
}

fn encoded_text(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    Writer::new(&mut out).text(text);
    out
}
