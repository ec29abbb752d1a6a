use der::{Any, Decode};
use x509_cert::ext::Extension;

use super::field::{check_crl_uri, check_within};
use super::{PreparedCertificate, Template, below, encoding};
use crate::crypto::{Random, Signer};
use crate::pki::profile::{Edition, Profile, Role};
use crate::pki::root::Root;
use crate::pki::{Certificate, PkiError};
use crate::time::Timestamp;

/// What a link certificate shall say (ISO/IEC 18013-5 B.1.3): the old root signs the new root's
/// name and key, so that whoever trusts the old root can come to trust the new one. Its contact is
/// that of the old root, whose name, if the new root has another, is its subject alternative name.
#[derive(Clone, Debug)]
pub struct IacaLinkRequest {
    /// Whose rules it and both roots follow.
    pub edition: Edition,
    /// The first second of its validity.
    pub not_before: Timestamp,
    /// The last second of its validity, within the validity of both roots.
    pub not_after: Timestamp,
    /// Where the old root's revocation list can be had: the URI in the CRL distribution points.
    /// `None` where the old root says it itself.
    pub crl_uri: Option<String>,
}

impl IacaLinkRequest {
    /// Makes what the old root's key has to sign; `random` gives the serial number.
    ///
    /// # Errors
    /// [`PkiError::Profile`] with [`Role::Iaca`] when a root does not satisfy its own profile;
    /// [`PkiError::Field`] when a root is not signed by itself, both have one key, which is no
    /// rollover, or the request cannot be followed; [`PkiError::OutsideIaca`], [`PkiError::Random`].
    pub fn prepare(
        &self,
        old: &Certificate,
        new: &Certificate,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        let old = Root::conformant("the old root", old, self.edition)?;
        let new = Root::conformant("the new root", new, self.edition)?;
        if old.key() == new.key() {
            return Err(PkiError::Field {
                field: "the new root",
                demand: "one with another key than the old root's",
            });
        }
        check_within(new, self.not_before, self.not_after)?;
        let profile = Profile::new(Role::IacaLink, self.edition);
        check_crl_uri(profile, Some(old), self.crl_uri.as_deref())?;
        Template {
            profile,
            root: Some(old),
            not_before: self.not_before,
            not_after: self.not_after,
            subject: Any::from_der(new.certificate().subject_der()),
            key: new.key(),
            extensions: self.extensions(old, new),
        }
        .prepare(random)
    }

    fn extensions(&self, old: Root<'_>, new: Root<'_>) -> der::Result<Vec<Extension>> {
        let profile = Profile::new(Role::IacaLink, self.edition);
        let mut extensions = below(old, profile, new.key(), self.crl_uri.as_deref())?;
        let [former, subject] = [old, new].map(|root| root.certificate().subject_der());
        if former != subject {
            extensions.push(encoding::subject_alternative_name(former)?);
        }
        Ok(extensions)
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
