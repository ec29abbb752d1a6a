use std::time::Duration;

use crate::crypto::{PublicKey, Random, Signer, SigningCurve, SoftwareKey};
use crate::error::Error;
use crate::evidence::{Assurance, Environment};
use crate::issue::{Issuer, IssuingPolicy};
use crate::pki::{self, Certificate, Edition, IacaRequest, PkiError, Profile, Role, SignerRequest};
use crate::profile::Preset;
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// An issuing authority to throw away: an IACA root and one document signer, with their keys.
/// Both certificates have TEST in their names.
#[derive(Clone, Debug)]
pub struct ThrowawayPki {
    iaca: Certificate,
    iaca_key: SoftwareKey,
    document_signer: Certificate,
    document_signer_key: SoftwareKey,
}

impl ThrowawayPki {
    /// Makes the authority: a root on `iaca_curve` (P-384 as the real one of the My Number Card,
    /// or P-256 for readers that know nothing else), good for five years, and a document signer on
    /// P-256, good for 457 days less a second.
    ///
    /// Both begin two days before the day of `now`, so that times which are rounded down to the
    /// day still lie within them.
    ///
    /// # Errors
    /// [`PkiError::Random`] when the source fails, [`PkiError::Field`] for another curve or a
    /// `now` before 1970.
    pub fn generate(
        iaca_curve: SigningCurve,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Self, PkiError> {
        let not_before = now.floor_to_day().plus_days(-2);
        let iaca_key = SoftwareKey::generate(iaca_curve, random)?;
        let iaca = IacaRequest {
            edition: Edition::EveryReader,
            common_name: "TEST mnid-mdoc IACA".to_owned(),
            organization: Some(ORGANIZATION.to_owned()),
            state: None,
            country: "JP".to_owned(),
            not_before,
            not_after: not_before.plus_days(5 * 365).plus_seconds(-1),
            contact_uri: "https://mnid-mdoc.example/".to_owned(),
            crl_uri: Some("https://mnid-mdoc.example/iaca.crl".to_owned()),
        }
        .issue(&iaca_key, random)?;
        let document_signer_key = SoftwareKey::generate(SigningCurve::P256, random)?;
        let document_signer = certify(&iaca, &iaca_key, &document_signer_key.public_key(), random)?;
        Ok(Self {
            iaca,
            iaca_key,
            document_signer,
            document_signer_key,
        })
    }

    /// An issuer under this authority: it takes test evidence in which the holder signed, and its
    /// credentials are good for at most 90 days.
    ///
    /// # Errors
    /// [`PkiError`] as [`Error`](crate::error::Error) when the authority's certificates are not current at `now`.
    pub fn issuer(&self, now: Timestamp) -> Result<Issuer, Error> {
        self.issuer_under(&self.document_signer, now)
    }

    /// As [`issuer`](Self::issuer), under a document signer whose key is somewhere else: in a
    /// token, or behind a service.
    ///
    /// # Errors
    /// [`PkiError`] as [`Error`](crate::error::Error) when the random source fails, and when the
    /// authority's certificates are not current at `now`.
    pub fn issuer_for(
        &self,
        document_signer: &PublicKey,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Issuer, Error> {
        let certificate = certify(&self.iaca, &self.iaca_key, document_signer, random)?;
        self.issuer_under(&certificate, now)
    }

    fn issuer_under(&self, certificate: &Certificate, now: Timestamp) -> Result<Issuer, Error> {
        let chain = std::slice::from_ref(certificate);
        let document_signer = pki::validate(chain, std::slice::from_ref(&self.iaca), now)?;
        let policy = IssuingPolicy {
            environment: Environment::Test,
            least_assurance: Assurance::SignedByHolder,
            validity: Duration::from_secs(90 * 86_400),
            options: Preset::Default.options(),
        };
        Ok(Issuer::new(document_signer, policy)?)
    }

    /// The root, which a verifier of this test takes as its anchor.
    pub fn iaca(&self) -> &Certificate {
        &self.iaca
    }

    /// The root's key.
    pub fn iaca_key(&self) -> &SoftwareKey {
        &self.iaca_key
    }

    /// The document signer's certificate.
    pub fn document_signer(&self) -> &Certificate {
        &self.document_signer
    }

    /// The document signer's key.
    pub fn document_signer_key(&self) -> &SoftwareKey {
        &self.document_signer_key
    }
}

/// The certificate of a document signer, which begins with the root.
fn certify(
    iaca: &Certificate,
    iaca_key: &SoftwareKey,
    key: &PublicKey,
    random: &mut dyn Random,
) -> Result<Certificate, PkiError> {
    let not_before = iaca.not_before();
    SignerRequest {
        profile: Profile::new(Role::DocumentSigner, Edition::EveryReader),
        common_name: "TEST mnid-mdoc document signer".to_owned(),
        organization: Some(ORGANIZATION.to_owned()),
        not_before,
        not_after: not_before.plus_days(457).plus_seconds(-1),
        crl_uri: None,
    }
    .issue(iaca, iaca_key, key, random)
}

const ORGANIZATION: &str = "TEST mnid-mdoc";
