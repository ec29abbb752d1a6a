//! What stands below a root: document signer, status-list signer, link certificate.

use der::{Any, Decode};
use x509_cert::ext::Extension;

use super::{Name, PreparedCertificate, Template, conformant, encoding};
use crate::crypto::{Curve, PublicKey, Random, Signer};
use crate::pki::profile::{Edition, Profile, Role};
use crate::pki::{Certificate, PkiError, oid};
use crate::time::Timestamp;

/// What a new document signer shall say (ISO/IEC 18013-5 B.1.4). Country, state, contact and
/// revocation list are those of its root.
#[derive(Clone, Debug)]
pub struct DocumentSignerRequest {
    /// Whose rules it follows; [`Edition::EveryReader`] unless the readers are known.
    pub edition: Edition,
    /// commonName, 1 to 64 characters.
    pub common_name: String,
    /// organizationName, 1 to 64 characters.
    pub organization: Option<String>,
    /// The first second of its validity. A day or more before the first issuing, since the times
    /// in credentials are rounded down.
    pub not_before: Timestamp,
    /// The last second of its validity: less than 457 days later, and within its root's. Nothing
    /// that it signs may be valid for longer.
    pub not_after: Timestamp,
}

impl DocumentSignerRequest {
    /// Makes what the root has to sign. `key` is the document signer's, for example that of a
    /// [`CertificateRequest`](crate::pki::CertificateRequest); `random` gives the serial number.
    ///
    /// # Errors
    /// [`PkiError::Profile`] with [`Role::Iaca`] when the root does not satisfy its own profile
    /// (some readers would refuse everything below it), else when the request does not;
    /// [`PkiError::OutsideIaca`], [`PkiError::Field`], [`PkiError::Random`].
    pub fn prepare(
        &self,
        iaca: &Certificate,
        key: &PublicKey,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        EndEntity {
            profile: Profile::new(Role::DocumentSigner, self.edition),
            common_name: &self.common_name,
            organization: self.organization.as_deref(),
            not_before: self.not_before,
            not_after: self.not_after,
        }
        .prepare(iaca, key, random)
    }

    /// Makes the document signer with a root key that can sign now.
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
        let prepared = self.prepare(iaca, key, random)?;
        let signature = iaca_key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }
}

/// What a new signer of status-list tokens shall say (second edition's draft of ISO/IEC 18013-5,
/// 12.3.6.3), directly below the root. Country, state, contact and revocation list are those of
/// its root. It has no extended key usage: no purpose of its own is registered yet.
#[derive(Clone, Debug)]
pub struct StatusListSignerRequest {
    /// commonName, 1 to 64 characters.
    pub common_name: String,
    /// organizationName, 1 to 64 characters.
    pub organization: Option<String>,
    /// The first second of its validity.
    pub not_before: Timestamp,
    /// The last second of its validity: less than 1187 days later, and within its root's.
    pub not_after: Timestamp,
}

impl StatusListSignerRequest {
    /// Makes what the root has to sign. `key` is the status-list signer's, on P-256 or P-384;
    /// `random` gives the serial number.
    ///
    /// # Errors
    /// As [`DocumentSignerRequest::prepare`].
    pub fn prepare(
        &self,
        iaca: &Certificate,
        key: &PublicKey,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        EndEntity {
            profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
            common_name: &self.common_name,
            organization: self.organization.as_deref(),
            not_before: self.not_before,
            not_after: self.not_after,
        }
        .prepare(iaca, key, random)
    }

    /// Makes the status-list signer with a root key that can sign now.
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
        let prepared = self.prepare(iaca, key, random)?;
        let signature = iaca_key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }
}

/// What a link certificate shall say (ISO/IEC 18013-5 B.1.3): the old root signs the new root's
/// name and key, so that whoever trusts the old root can come to trust the new one. Contact and
/// revocation list are those of the old root.
#[derive(Clone, Debug)]
pub struct IacaLinkRequest {
    /// The first second of its validity.
    pub not_before: Timestamp,
    /// The last second of its validity, within the validity of both roots.
    pub not_after: Timestamp,
}

impl IacaLinkRequest {
    /// Makes what the old root's key has to sign; `random` gives the serial number.
    ///
    /// # Errors
    /// [`PkiError::Profile`] with [`Role::Iaca`] when a root does not satisfy its own profile,
    /// [`PkiError::Signature`] when the new root is not signed by itself,
    /// [`PkiError::OutsideIaca`], [`PkiError::Profile`], [`PkiError::Random`].
    pub fn prepare(
        &self,
        old: &Certificate,
        new: &Certificate,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        let profile = Profile::new(Role::IacaLink, Edition::EveryReader);
        for root in [old, new] {
            conformant(Profile::new(Role::Iaca, Edition::EveryReader), root, root)?;
            within(root, self.not_before, self.not_after)?;
        }
        new.check_signed_by(new.public_key())?;
        let (Some(old_key), Some(new_key)) = (old.public_key().ec(), new.public_key().ec()) else {
            return Err(PkiError::Signature);
        };
        let extensions = || {
            let mut extensions = issued_by(old, old_key)?;
            extensions.extend(encoding::basic_constraints(profile)?);
            extensions.push(encoding::subject_key_identifier(new_key)?);
            extensions.push(encoding::key_usage(profile)?);
            Ok(extensions)
        };
        Template {
            issuer: Any::from_der(old.subject_der()),
            not_before: self.not_before,
            not_after: self.not_after,
            subject: Any::from_der(new.subject_der()),
            key: new_key,
            extensions: extensions(),
        }
        .prepare(profile, Some(old), old_key, random)
    }

    /// Makes the link certificate with a root key that can sign now.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`PreparedCertificate::complete`], and
    /// [`PkiError::Signer`].
    pub fn issue(
        &self,
        old: &Certificate,
        old_key: &dyn Signer,
        new: &Certificate,
        random: &mut dyn Random,
    ) -> Result<Certificate, PkiError> {
        let prepared = self.prepare(old, new, random)?;
        let signature = old_key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }
}

/// A signer directly below the root.
struct EndEntity<'a> {
    profile: Profile,
    common_name: &'a str,
    organization: Option<&'a str>,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl EndEntity<'_> {
    fn prepare(
        &self,
        iaca: &Certificate,
        key: &PublicKey,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        let root_profile = Profile::new(Role::Iaca, self.profile.edition());
        conformant(root_profile, iaca, iaca)?;
        within(iaca, self.not_before, self.not_after)?;
        let demands = self.profile.demands();
        // Periods include their last second; one second less than the longest is below it in
        // every way of counting.
        if self.not_after.unix() - self.not_before.unix() >= demands.longest_validity {
            return Err(PkiError::Field {
                field: "not_after",
                demand: "less than 457 days after not_before (status-list signer: 1187 days)",
            });
        }
        if !demands.edwards_key && key.curve() == Curve::Ed25519 {
            return Err(PkiError::Field {
                field: "the signer's key",
                demand: "on P-256 or P-384",
            });
        }
        let name = Name::new(
            self.common_name,
            self.organization,
            iaca.state(),
            iaca.country().unwrap_or_default(),
        )?;
        let root = iaca.public_key().ec().ok_or(PkiError::Signature)?;
        Template {
            issuer: Any::from_der(iaca.subject_der()),
            not_before: self.not_before,
            not_after: self.not_after,
            subject: name.encode(),
            key,
            extensions: self.extensions(iaca, root, key),
        }
        .prepare(self.profile, Some(iaca), root, random)
    }

    fn extensions(
        &self,
        iaca: &Certificate,
        root: &PublicKey,
        key: &PublicKey,
    ) -> der::Result<Vec<Extension>> {
        let mut extensions = issued_by(iaca, root)?;
        extensions.push(encoding::subject_key_identifier(key)?);
        extensions.push(encoding::key_usage(self.profile)?);
        extensions.extend(encoding::extended_key_usage(self.profile)?);
        Ok(extensions)
    }
}

/// The extensions that tell of the issuer.
fn issued_by(iaca: &Certificate, key: &PublicKey) -> der::Result<Vec<Extension>> {
    let mut extensions = vec![encoding::authority_key_identifier(key)?];
    let copied = [oid::ISSUER_ALTERNATIVE_NAME, oid::CRL_DISTRIBUTION_POINTS];
    extensions.extend(copied.iter().filter_map(|id| iaca.extension(*id)).cloned());
    Ok(extensions)
}

fn within(iaca: &Certificate, not_before: Timestamp, not_after: Timestamp) -> Result<(), PkiError> {
    if not_before < iaca.not_before() || not_after > iaca.not_after() {
        return Err(PkiError::OutsideIaca {
            not_before: iaca.not_before(),
            not_after: iaca.not_after(),
        });
    }
    Ok(())
}
