use std::ops::RangeInclusive;
use std::time::Duration;

use super::validity::{check_evidence_age, validity};
use super::{IssueError, Subject};
use crate::crypto::Curve;
use crate::derive::Claims;
use crate::doctype::{self, DocType, ImageFormat, PortraitFormat};
use crate::evidence::{Assurance, Environment};
use crate::mdoc::{DigestAlgorithm, ValidityInfo};
use crate::pki::{Certificate, DocumentSigner, Severity};
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
    /// [`IssueError::DocumentSignerProfile`] when the certificate or its root departs from its profile
    /// in the policy's edition: some readers would refuse everything that it signs;
    /// [`IssueError::Circuits`] when the options name zero-knowledge circuits and contradict them.
    pub fn new(document_signer: DocumentSigner, policy: IssuingPolicy) -> Result<Self, IssueError> {
        let findings = document_signer.lint(policy.options.certificates);
        let mut findings = findings.into_iter();
        let fault = findings.find(|(_, finding)| finding.severity > Severity::Note);
        if let Some((role, finding)) = fault {
            return Err(IssueError::DocumentSignerProfile { role, finding });
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
    /// [`IssueError::ElementTwice`], [`IssueError::Portrait`], [`IssueError::ValidityEmpty`].
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
        check_elements(claims, self.document_signer.certificate())?;
        check_portrait(claims, policy.options.portrait)?;
        let validity = self.validity(basis.valid_from..=basis.valid_until, now)?;
        Ok(Subject::new(self, claims, validity, now))
    }

    /// The dates of a credential of claims that are good for so long.
    pub(super) fn validity(
        &self,
        claims: RangeInclusive<Timestamp>,
        now: Timestamp,
    ) -> Result<ValidityInfo, IssueError> {
        validity(&self.policy, &self.document_signer, claims, now)
    }

    pub(super) fn options(&self) -> &IssuingOptions {
        &self.policy.options
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

/// Every claim stands in the document type's table, once, with a value of its type, and tells no
/// other place than the document signer's.
fn check_elements(claims: &Claims, document_signer: &Certificate) -> Result<(), IssueError> {
    let doc_type = DocType::by_name(claims.doc_type);
    for space in &claims.namespaces {
        for (place, claimed) in space.elements.iter().enumerate() {
            let element = claimed.identifier;
            let row = doc_type
                .and_then(|doc_type| doc_type.element(space.name, element))
                .ok_or(IssueError::UnknownElement { element })?;
            row.check(&claimed.value)
                .map_err(|reason| IssueError::ElementValue { element, reason })?;
            if doctype::tells_another_place(row, &claimed.value, document_signer) {
                return Err(IssueError::Place { element });
            }
            let mut before = space.elements.iter().take(place);
            if before.any(|other| other.identifier == element) {
                return Err(IssueError::ElementTwice { element });
            }
        }
    }
    Ok(())
}

/// Every picture in the claims is a JPEG, where that is wanted.
fn check_portrait(claims: &Claims, wanted: PortraitFormat) -> Result<(), IssueError> {
    if wanted == PortraitFormat::AsOnCard {
        return Ok(());
    }
    for claim in claims.elements() {
        let picture = doctype::picture(claim.element(), claim.value());
        if picture.is_some_and(|picture| picture.format() != ImageFormat::Jpeg) {
            let element = claim.identifier();
            return Err(IssueError::Portrait { element });
        }
    }
    Ok(())
}
