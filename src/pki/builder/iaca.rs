use x509_cert::ext::Extension;

use super::field::{Name, check_contact, check_crl_uri, check_root_key};
use super::{PreparedCertificate, Template, encoding};
use crate::crypto::{PublicKey, Random, Signer};
use crate::pki::profile::{Edition, Profile, Role};
use crate::pki::{Certificate, PkiError};
use crate::time::Timestamp;

/// What a new IACA root shall say (ISO/IEC 18013-5 B.1.2). Its name is written in the order CN, O,
/// ST, C.
#[derive(Clone, Debug)]
pub struct IacaRequest {
    /// Whose rules it follows: [`Edition::EveryReader`] unless the readers are known.
    pub edition: Edition,
    /// commonName, 1 to 64 characters.
    pub common_name: String,
    /// organizationName, 1 to 64 characters.
    pub organization: Option<String>,
    /// stateOrProvinceName, 1 to 128 characters. Every document signer below, and every
    /// `issuing_jurisdiction` that they sign, must then have the same.
    pub state: Option<String>,
    /// countryName: two upper-case letters of ISO 3166-1, which is the `issuing_country` of what is
    /// issued.
    pub country: String,
    /// The first second of its validity. A day or more before the first issuing, since the times
    /// in credentials are rounded down.
    pub not_before: Timestamp,
    /// The last second of its validity: at most 20 years later, and not before the end of the last
    /// document signer.
    pub not_after: Timestamp,
    /// Where the issuer can be reached: the issuer alternative name of the root and of every
    /// document signer below. An absolute http or https URI, or `mailto:` with an address, which is
    /// written as such (rfc822Name).
    pub contact_uri: String,
    /// Where the root's revocation list can be had: the URI in the CRL distribution points of the
    /// root, and of every certificate below that asks for no other. [`Edition::Edition2`] recommends
    /// `None`, which no other edition allows.
    pub crl_uri: Option<String>,
}

impl IacaRequest {
    /// Makes what the root's own key has to sign.
    ///
    /// `key` is on P-256 (signed with ES256) or P-384 (ES384); `random` gives the serial number.
    ///
    /// # Errors
    /// [`PkiError::Field`] or [`PkiError::Profile`] for a request that the profile does not allow,
    /// [`PkiError::Random`].
    pub fn prepare(
        &self,
        key: &PublicKey,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        check_root_key(key)?;
        let profile = Profile::new(Role::Iaca, self.edition);
        check_contact(&self.contact_uri)?;
        check_crl_uri(profile, None, self.crl_uri.as_deref())?;
        let name = Name::new(
            &self.common_name,
            self.organization.as_deref(),
            self.state.as_deref(),
            &self.country,
        )?;
        Template {
            profile,
            root: None,
            not_before: self.not_before,
            not_after: self.not_after,
            subject: name.encode(),
            key,
            extensions: self.extensions(profile, key),
        }
        .prepare(random)
    }

    fn extensions(&self, profile: Profile, key: &PublicKey) -> der::Result<Vec<Extension>> {
        let mut extensions = Vec::new();
        extensions.extend(encoding::basic_constraints(profile)?);
        extensions.extend([
            encoding::authority_key_identifier(encoding::key_identifier(key)?)?,
            encoding::issuer_alternative_name(&self.contact_uri)?,
        ]);
        if let Some(crl_uri) = &self.crl_uri {
            extensions.push(encoding::crl_distribution_points(crl_uri)?);
        }
        extensions.extend([
            encoding::subject_key_identifier(key)?,
            encoding::key_usage(profile)?,
        ]);
        Ok(extensions)
    }

    /// Makes the root with a key that can sign now.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`PreparedCertificate::complete`], and
    /// [`PkiError::Signer`].
    pub fn issue(
        &self,
        key: &dyn Signer,
        random: &mut dyn Random,
    ) -> Result<Certificate, PkiError> {
        self.prepare(&key.public_key(), random)?.sign(key)
    }
}
