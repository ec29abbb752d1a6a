use super::builder::conformant;
use super::path::accepted;
use super::{Certificate, Edition, PkiError, Profile, Role};
use crate::crypto::PublicKey;

/// A root under which something may be made or published: as its profile says, and signed by
/// itself. Only its checking functions make it.
#[derive(Clone, Copy)]
pub(super) struct Root<'a> {
    certificate: &'a Certificate,
    key: &'a PublicKey,
}

impl<'a> Root<'a> {
    /// A root under which certificates are made: it departs from no rule of its edition, since some
    /// readers would refuse everything below it. `field` is what a refusal calls it.
    pub(super) fn conformant(
        field: &'static str,
        certificate: &'a Certificate,
        edition: Edition,
    ) -> Result<Self, PkiError> {
        conformant(Profile::new(Role::Iaca, edition), certificate, certificate)?;
        Self::signed_by_itself(field, certificate)
    }

    /// A root as [`validate`](super::validate) accepts it, deviations and all.
    pub(super) fn accepted(
        field: &'static str,
        certificate: &'a Certificate,
    ) -> Result<Self, PkiError> {
        accepted(Role::Iaca, certificate, certificate)?;
        Self::signed_by_itself(field, certificate)
    }

    fn signed_by_itself(
        field: &'static str,
        certificate: &'a Certificate,
    ) -> Result<Self, PkiError> {
        let demand = "a certificate that is signed with the key inside it";
        let refused = PkiError::Field { field, demand };
        match certificate.public_key().ec() {
            Some(key)
                if certificate
                    .check_signed_by(certificate.public_key())
                    .is_ok() =>
            {
                Ok(Self { certificate, key })
            }
            _ => Err(refused),
        }
    }

    pub(super) fn certificate(self) -> &'a Certificate {
        self.certificate
    }

    pub(super) fn key(self) -> &'a PublicKey {
        self.key
    }
}
