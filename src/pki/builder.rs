use der::{Any, Decode, Encode};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;

use super::profile::{Profile, Severity};
use super::root::Root;
use super::{Certificate, PkiError, VerifyingKey, lint, oid};
use crate::crypto::{Curve, PublicKey, Random, Signature, Signer};
use crate::time::Timestamp;

pub(super) mod encoding;
pub(super) mod field;
mod iaca;
mod link;
mod signer;
#[cfg(test)]
mod tests;

pub use iaca::IacaRequest;
pub use link::IacaLinkRequest;
pub use signer::SignerRequest;

/// A certificate that satisfies its profile and waits for its issuer's signature.
#[derive(Clone, Debug)]
pub struct PreparedCertificate {
    signed_part: Vec<u8>,
    issuer_key: PublicKey,
}

impl PreparedCertificate {
    /// The message that the issuer's key has to sign (TBSCertificate).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.signed_part
    }

    /// Puts the signature, raw `r || s`, to the certificate and checks it.
    ///
    /// # Errors
    /// [`PkiError::Signature`] when it is not the issuer's over
    /// [`to_be_signed`](Self::to_be_signed).
    pub fn complete(self, signature: &Signature) -> Result<Certificate, PkiError> {
        let certificate = assembled(
            &self.signed_part,
            self.issuer_key.curve(),
            signature.as_bytes(),
        )?;
        certificate.check_signed_by(&VerifyingKey::Ec(self.issuer_key))?;
        Ok(certificate)
    }

    fn sign(self, issuer_key: &dyn Signer) -> Result<Certificate, PkiError> {
        check_root_signer(issuer_key, &self.issuer_key)?;
        let signature = issuer_key.sign(&[self.to_be_signed()])?;
        self.complete(&signature)
    }
}

/// What differs between certificates.
struct Template<'a> {
    profile: Profile,
    /// `None`: it is a root itself.
    root: Option<Root<'a>>,
    not_before: Timestamp,
    not_after: Timestamp,
    subject: der::Result<Any>,
    key: &'a PublicKey,
    extensions: der::Result<Vec<Extension>>,
}

impl Template<'_> {
    fn prepare(self, random: &mut dyn Random) -> Result<PreparedCertificate, PkiError> {
        field::check_period(self.profile, self.not_before, self.not_after)?;
        if let Some(root) = self.root {
            field::check_within(root, self.not_before, self.not_after)?;
        }
        let mut serial = [0; 20];
        random.fill(&mut serial)?;
        // Positive and always 20 octets long: 158 of its bits are random.
        if let Some(first) = serial.first_mut() {
            *first = (*first & 0x3F) | 0x40;
        }
        let (profile, root) = (self.profile, self.root);
        let issuer_key = root.map_or(self.key, Root::key).clone();
        let curve = issuer_key.curve();
        let signed_part = self.encode(&serial, curve).map_err(unencodable)?;
        // The rules need no signature, so what they refuse is never signed.
        let unsigned = vec![1; curve.signature_length()];
        let draft = assembled(&signed_part, curve, &unsigned)?;
        conformant(profile, &draft, root.map_or(&draft, Root::certificate))?;
        Ok(PreparedCertificate {
            signed_part,
            issuer_key,
        })
    }

    fn encode(self, serial: &[u8], curve: Curve) -> der::Result<Vec<u8>> {
        let subject = self.subject?;
        encoding::SignedPart {
            version: 2,
            serial: SerialNumber::new(serial)?,
            algorithm: encoding::algorithm(curve),
            issuer: match self.root {
                Some(root) => Any::from_der(root.certificate().subject_der())?,
                None => subject.clone(),
            },
            validity: encoding::validity(self.not_before, self.not_after)?,
            subject,
            key: SubjectPublicKeyInfoOwned::from_der(&self.key.to_spki_der())?,
            extensions: self.extensions?,
        }
        .to_der()
    }
}

fn assembled(signed_part: &[u8], curve: Curve, signature: &[u8]) -> Result<Certificate, PkiError> {
    let der = encoding::certificate(signed_part, curve, signature).map_err(unencodable)?;
    Certificate::from_der(&der)
}

/// Refuses a certificate with any finding but a note.
pub(super) fn conformant(
    profile: Profile,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<(), PkiError> {
    let findings = lint(profile, certificate, issuer);
    let mut faults = findings.iter().filter(|one| one.severity > Severity::Note);
    match faults.next() {
        Some(finding) => Err(PkiError::Profile {
            role: profile.role(),
            finding: *finding,
        }),
        None => Ok(()),
    }
}

/// The extensions of a certificate below a root: those that tell of the root, then its own.
fn below(
    root: Root<'_>,
    profile: Profile,
    key: &PublicKey,
    crl_uri: Option<&str>,
) -> der::Result<Vec<Extension>> {
    let identifier = encoding::key_identifier(root.key())?;
    let mut extensions = vec![encoding::authority_key_identifier(identifier)?];
    let of_root = |id| root.certificate().extension(id).cloned();
    extensions.extend(of_root(oid::ISSUER_ALTERNATIVE_NAME));
    extensions.extend(match crl_uri {
        Some(uri) => Some(encoding::crl_distribution_points(uri)?),
        None => of_root(oid::CRL_DISTRIBUTION_POINTS),
    });
    extensions.extend(encoding::basic_constraints(profile)?);
    extensions.push(encoding::subject_key_identifier(key)?);
    extensions.push(encoding::key_usage(profile)?);
    extensions.extend(encoding::extended_key_usage(profile)?);
    Ok(extensions)
}

/// Refuses another signer than the root's before it is asked: in a module, every use of a key is
/// on record.
pub(super) fn check_root_signer(signer: &dyn Signer, root: &PublicKey) -> Result<(), PkiError> {
    if signer.public_key() == *root {
        return Ok(());
    }
    Err(PkiError::Field {
        field: "the root's signer",
        demand: "the one that has the key in the root's certificate",
    })
}

/// After the checks above, only a time before 1970 cannot be encoded.
fn unencodable(_: der::Error) -> PkiError {
    field::before_1970()
}
