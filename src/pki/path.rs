use super::profile::{Edition, Finding, Profile, Role, Severity};
use super::{Certificate, CurrentRevocations, PkiError, lint};
use crate::crypto::PublicKey;
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// A document signer whose chain to a trusted IACA root was checked. Only [`validate`] makes it.
///
/// [`validate`] asks no revocation list. Whoever has the root's, puts it to
/// [`not_revoked`](Self::not_revoked); whoever demands one, refuses a document signer whose
/// [`not_revoked_until`](Self::not_revoked_until) is `None` or over.
#[derive(Clone, Debug)]
pub struct DocumentSigner {
    certificate: Certificate,
    public_key: PublicKey,
    country: String,
    anchor: Certificate,
    anchor_sha256: [u8; 32],
    deviations: Vec<Finding>,
    not_revoked_until: Option<Timestamp>,
}

impl DocumentSigner {
    /// Asks the root's revocation list, which has to be current still at `at` (RFC 5280 6.3.3).
    /// A certificate that is listed is refused, whatever its date of revocation: it does not prove
    /// when a signature was made.
    ///
    /// # Errors
    /// [`PkiError::Revoked`]; [`PkiError::RevocationList`] when the list does not answer for this
    /// document signer, or not at `at`.
    pub fn not_revoked(
        mut self,
        revocations: &CurrentRevocations,
        at: Timestamp,
    ) -> Result<Self, PkiError> {
        let until = revocations.not_revoked_until(Role::DocumentSigner, &self.certificate, at)?;
        self.not_revoked_until = self.not_revoked_until.max(Some(until));
        Ok(self)
    }

    /// When the last of the revocation lists that were asked is replaced by the next; `None` when
    /// none was asked.
    pub fn not_revoked_until(&self) -> Option<Timestamp> {
        self.not_revoked_until
    }

    /// The document signer's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The key that signs mobile security objects.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The subject's country, which is also the root's: two letters of ISO 3166-1.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The subject's stateOrProvinceName, if it has one.
    pub fn state(&self) -> Option<&str> {
        self.certificate.state()
    }

    /// The first second of its validity.
    pub fn not_before(&self) -> Timestamp {
        self.certificate.not_before()
    }

    /// The last second of its validity.
    pub fn not_after(&self) -> Timestamp {
        self.certificate.not_after()
    }

    /// The root to which it chains.
    pub fn anchor(&self) -> &Certificate {
        &self.anchor
    }

    /// SHA-256 of the root's certificate to which it chains.
    pub fn anchor_sha256(&self) -> &[u8; 32] {
        &self.anchor_sha256
    }

    /// The last second of that root's validity. Nothing that the document signer signs is good for
    /// longer.
    pub fn anchor_not_after(&self) -> Timestamp {
        self.anchor.not_after()
    }

    /// Compares the document signer and its root with their profiles in an edition.
    pub fn lint(&self, edition: Edition) -> Vec<(Role, Finding)> {
        let (signer, root) = (&self.certificate, &self.anchor);
        let certificates = [(Role::DocumentSigner, signer), (Role::Iaca, root)];
        let certificates = certificates.into_iter();
        certificates
            .flat_map(|(role, certificate)| {
                let findings = lint(Profile::new(role, edition), certificate, root);
                findings.into_iter().map(move |finding| (role, finding))
            })
            .collect()
    }

    /// Where the document signer departs from its profile without being refused for it, as the
    /// certificates in the standard's own examples do.
    pub fn deviations(&self) -> &[Finding] {
        &self.deviations
    }
}

/// Checks the chain of an mdoc's `x5chain` against the trusted IACA roots (ISO/IEC 18013-5
/// 12.8.3 of the second edition's draft, 9.3.3 of 2021; RFC 5280 6.1).
///
/// The chain is the document signer alone: a root may have no CA below it (path length 0), and it
/// is no part of the chain. Where several roots have the issuer's name, the signature decides.
/// The root itself is trusted as it is; still it must be current at `at`, and a root as its
/// profile says.
///
/// # Errors
/// [`PkiError::ChainLength`], [`PkiError::UnknownIssuer`], [`PkiError::Signature`],
/// [`PkiError::Algorithm`], [`PkiError::UnsupportedKey`], [`PkiError::NotYetValid`],
/// [`PkiError::Expired`], and [`PkiError::Profile`] with the first rule of [`Severity::Refused`]
/// that does not hold.
pub fn validate<'a>(
    chain: &[Certificate],
    anchors: impl IntoIterator<Item = &'a Certificate>,
    at: Timestamp,
) -> Result<DocumentSigner, PkiError> {
    let [certificate] = chain else {
        return Err(PkiError::ChainLength { found: chain.len() });
    };
    let mut refusal = PkiError::UnknownIssuer;
    let issuers = anchors
        .into_iter()
        .filter(|anchor| anchor.subject_der() == certificate.issuer_der());
    // The refusal told is that of the root that signed, if one did.
    let mut signed = false;
    for anchor in issuers {
        match certificate.check_signed_by(anchor.public_key()) {
            Err(error) if !signed => refusal = error,
            Err(_) => {}
            Ok(()) => match validate_below(certificate, anchor, at) {
                Ok(found) => return Ok(found),
                Err(error) => {
                    signed = true;
                    refusal = error;
                }
            },
        }
    }
    Err(refusal)
}

/// Checks that a trusted root vouches, by a link certificate (ISO/IEC 18013-5 B.1.3), for the new
/// root that takes its place, and returns the new root: from now on an anchor like the old one.
///
/// All three have to be current at `at` and as their profiles say, and the new root has to be
/// signed by itself.
///
/// # Errors
/// [`PkiError::NotYetValid`], [`PkiError::Expired`], [`PkiError::Signature`],
/// [`PkiError::Algorithm`], [`PkiError::UnsupportedKey`], [`PkiError::Link`] when the link names
/// another root or key, and [`PkiError::Profile`] with the first rule of [`Severity::Refused`] that
/// does not hold.
pub fn follow_link(
    old: &Certificate,
    link: &Certificate,
    new: &Certificate,
    at: Timestamp,
) -> Result<Certificate, PkiError> {
    link.check_signed_by(old.public_key())?;
    new.check_signed_by(new.public_key())?;
    if link.subject_der() != new.subject_der() {
        return Err(PkiError::Link {
            reason: "it names another root",
        });
    }
    if link.public_key_der() != new.public_key_der() {
        return Err(PkiError::Link {
            reason: "it has another key",
        });
    }
    check_dates(Role::Iaca, old, at)?;
    check_dates(Role::IacaLink, link, at)?;
    check_dates(Role::Iaca, new, at)?;
    accepted(Role::Iaca, old, old)?;
    accepted(Role::IacaLink, link, old)?;
    accepted(Role::Iaca, new, new)?;
    Ok(new.clone())
}

fn validate_below(
    certificate: &Certificate,
    anchor: &Certificate,
    at: Timestamp,
) -> Result<DocumentSigner, PkiError> {
    check_dates(Role::Iaca, anchor, at)?;
    check_dates(Role::DocumentSigner, certificate, at)?;
    accepted(Role::Iaca, anchor, anchor)?;
    let deviations = accepted(Role::DocumentSigner, certificate, anchor)?;
    // Both are certain after the profile's rules.
    let (Some(key), Some(country)) = (certificate.public_key().ec(), certificate.country()) else {
        return Err(PkiError::Signature);
    };
    Ok(DocumentSigner {
        public_key: key.clone(),
        country: country.to_owned(),
        anchor_sha256: anchor.sha256(),
        anchor: anchor.clone(),
        certificate: certificate.clone(),
        deviations,
        not_revoked_until: None,
    })
}

pub(super) fn check_dates(
    role: Role,
    certificate: &Certificate,
    at: Timestamp,
) -> Result<(), PkiError> {
    if at < certificate.not_before() {
        return Err(PkiError::NotYetValid {
            role,
            not_before: certificate.not_before(),
        });
    }
    if at > certificate.not_after() {
        return Err(PkiError::Expired {
            role,
            not_after: certificate.not_after(),
        });
    }
    Ok(())
}

/// The deviations of a certificate that no rule refuses.
pub(super) fn accepted(
    role: Role,
    certificate: &Certificate,
    iaca: &Certificate,
) -> Result<Vec<Finding>, PkiError> {
    let findings = lint(Profile::new(role, Edition::EveryReader), certificate, iaca);
    match findings
        .iter()
        .find(|finding| finding.severity == Severity::Refused)
    {
        Some(finding) => Err(PkiError::Profile {
            role,
            finding: *finding,
        }),
        None => Ok(findings),
    }
}
