use der::{Any, Decode};

use super::{PreparedCertificate, Template, below, conformant, within};
use crate::crypto::{Random, Signer};
use crate::pki::profile::{Edition, Profile, Role};
use crate::pki::{Certificate, PkiError};
use crate::time::Timestamp;

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
        Template {
            issuer: Any::from_der(old.subject_der()),
            not_before: self.not_before,
            not_after: self.not_after,
            subject: Any::from_der(new.subject_der()),
            key: new_key,
            extensions: below(old, old_key, profile, new_key),
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
        self.prepare(old, new, random)?.sign(old_key)
    }
}
