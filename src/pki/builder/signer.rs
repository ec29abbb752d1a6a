use super::field::{Name, check_crl_uri};
use super::{PreparedCertificate, Template, below};
use crate::crypto::{Curve, PublicKey, Random, Signer};
use crate::pki::profile::{Profile, Role};
use crate::pki::root::Root;
use crate::pki::{Certificate, PkiError};
use crate::time::Timestamp;

/// What a new signer directly below the root shall say: a document signer (ISO/IEC 18013-5 B.1.4),
/// or a signer of status-list tokens (12.3.6.3 of the second edition's draft). Country, state
/// and contact are those of its root.
#[derive(Clone, Debug)]
pub struct SignerRequest {
    /// The profile that it follows, of [`Role::DocumentSigner`] or [`Role::StatusListSigner`]. A
    /// document signer's is of [`Edition::EveryReader`](crate::pki::Edition::EveryReader) unless
    /// the readers are known. A status-list signer has no extended key usage: no purpose of its own
    /// is registered yet.
    pub profile: Profile,
    /// commonName, 1 to 64 characters.
    pub common_name: String,
    /// organizationName, 1 to 64 characters.
    pub organization: Option<String>,
    /// The first second of its validity. A day or more before the first issuing, since the times
    /// in credentials are rounded down.
    pub not_before: Timestamp,
    /// The last second of its validity: less than 457 days later, or 1187 for status lists, and
    /// within its root's. Nothing that a document signer signs may be valid for longer.
    pub not_after: Timestamp,
    /// Where its root's revocation list can be had: the URI in the CRL distribution points. `None`
    /// where the root says it itself.
    pub crl_uri: Option<String>,
}

impl SignerRequest {
    /// Makes what the root has to sign. `key` is the signer's own, for example that of a
    /// [`CertificateRequest`](crate::pki::CertificateRequest), for status lists on P-256 or P-384;
    /// `random` gives the serial number.
    ///
    /// # Errors
    /// [`PkiError::Profile`] with [`Role::Iaca`] when the root does not satisfy its own profile:
    /// some readers would refuse everything below it. [`PkiError::Field`] when the root is not
    /// signed by itself, `key` is the root's own, or the request cannot be followed;
    /// [`PkiError::OutsideIaca`], [`PkiError::Random`].
    pub fn prepare(
        &self,
        iaca: &Certificate,
        key: &PublicKey,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        let field = |field, demand| Err(PkiError::Field { field, demand });
        if !matches!(
            self.profile.role(),
            Role::DocumentSigner | Role::StatusListSigner
        ) {
            return field("profile", "that of a document signer or status-list signer");
        }
        let root = Root::conformant("the root", iaca, self.profile.edition())?;
        if key == root.key() {
            return field("the signer's key", "another than the root's");
        }
        if !self.profile.demands().edwards_key && key.curve() == Curve::Ed25519 {
            return field("the signer's key", "on P-256 or P-384");
        }
        let crl_uri = self.crl_uri.as_deref();
        check_crl_uri(self.profile, Some(root), crl_uri)?;
        let name = Name::new(
            &self.common_name,
            self.organization.as_deref(),
            iaca.state(),
            iaca.country().unwrap_or_default(),
        )?;
        Template {
            profile: self.profile,
            root: Some(root),
            not_before: self.not_before,
            not_after: self.not_after,
            subject: name.encode(),
            key,
            extensions: below(root, self.profile, key, crl_uri),
        }
        .prepare(random)
    }

    /// Makes the signer's certificate with a root key that can sign now.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`PreparedCertificate::complete`], and
    /// [`PkiError::Signer`].
    pub fn issue(
        &self,
        iaca: &Certificate,
        iaca_key: &dyn Signer,
        key: &PublicKey,
        random: &mut dyn Random,
    ) -> Result<Certificate, PkiError> {
        self.prepare(iaca, key, random)?.sign(iaca_key)
    }
}
