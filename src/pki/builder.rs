use der::{Any, Decode, Encode, Tag};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;

use super::profile::{Profile, Role, Severity};
use super::root::Root;
use super::{Certificate, PkiError, VerifyingKey, lint, oid};
use crate::crypto::{Curve, PublicKey, Random, Signature, Signer};
use crate::time::Timestamp;

pub(super) mod encoding;
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
        check_period(self.profile, self.not_before, self.not_after)?;
        if let Some(root) = self.root {
            within(root, self.not_before, self.not_after)?;
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

/// A name that was checked.
struct Name<'a> {
    common_name: &'a str,
    organization: Option<&'a str>,
    state: Option<&'a str>,
    country: &'a str,
}

impl<'a> Name<'a> {
    /// The bounds are those of RFC 5280 Appendix A.1.
    fn new(
        common_name: &'a str,
        organization: Option<&'a str>,
        state: Option<&'a str>,
        country: &'a str,
    ) -> Result<Self, PkiError> {
        let checked = |holds: bool, field, demand| match holds {
            true => Ok(()),
            false => Err(PkiError::Field { field, demand }),
        };
        let upper = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        checked(
            is_text(common_name, 64),
            "common_name",
            "1 to 64 characters",
        )?;
        let organizations = organization.is_none_or(|name| is_text(name, 64));
        checked(organizations, "organization", "1 to 64 characters")?;
        let states = state.is_none_or(|name| is_text(name, 128));
        checked(states, "state", "1 to 128 characters")?;
        checked(upper, "country", "two upper-case letters")?;
        Ok(Self {
            common_name,
            organization,
            state,
            country,
        })
    }

    /// `CN, O, ST, C` as the real root writes them, each in a set of its own.
    fn encode(&self) -> der::Result<Any> {
        let mut attributes = vec![(oid::COMMON_NAME, Tag::Utf8String, self.common_name)];
        attributes.extend(
            self.organization
                .map(|text| (oid::ORGANIZATION, Tag::Utf8String, text)),
        );
        attributes.extend(self.state.map(|text| (oid::STATE, Tag::Utf8String, text)));
        attributes.push((oid::COUNTRY, Tag::PrintableString, self.country));
        encoding::name(&attributes)
    }
}

/// Whether a name may have this text: of at most so many characters, and one at least.
pub(super) fn is_text(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control)
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
fn below(root: Root<'_>, profile: Profile, key: &PublicKey) -> der::Result<Vec<Extension>> {
    let identifier = encoding::key_identifier(root.key())?;
    let mut extensions = vec![encoding::authority_key_identifier(identifier)?];
    let copied = [oid::ISSUER_ALTERNATIVE_NAME, oid::CRL_DISTRIBUTION_POINTS];
    let copied = copied
        .iter()
        .filter_map(|id| root.certificate().extension(*id));
    extensions.extend(copied.cloned());
    extensions.extend(encoding::basic_constraints(profile)?);
    extensions.push(encoding::subject_key_identifier(key)?);
    extensions.push(encoding::key_usage(profile)?);
    extensions.extend(encoding::extended_key_usage(profile)?);
    Ok(extensions)
}

/// Periods include their last second. A signer's, one second less than the longest, is below it in
/// every way of counting.
fn check_period(
    profile: Profile,
    not_before: Timestamp,
    not_after: Timestamp,
) -> Result<(), PkiError> {
    let longest = profile.demands().longest_validity;
    let (longest, demand) = match profile.role() {
        Role::Iaca | Role::IacaLink => (longest, "at most 20 years after not_before"),
        Role::DocumentSigner => (longest - 1, "less than 457 days after not_before"),
        Role::StatusListSigner | Role::VicalSigner => {
            (longest - 1, "less than 1187 days after not_before")
        }
    };
    if not_before.unix() < 0 {
        return Err(before_1970());
    }
    let field = "not_after";
    match not_after.unix() - not_before.unix() {
        ..=0 => {
            let demand = "later than not_before";
            Err(PkiError::Field { field, demand })
        }
        period if period > longest => Err(PkiError::Field { field, demand }),
        _ => Ok(()),
    }
}

fn within(root: Root<'_>, not_before: Timestamp, not_after: Timestamp) -> Result<(), PkiError> {
    let root = root.certificate();
    if not_before < root.not_before() || not_after > root.not_after() {
        return Err(PkiError::OutsideIaca {
            not_before: root.not_before(),
            not_after: root.not_after(),
        });
    }
    Ok(())
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

fn check_uri(field: &'static str, uri: &str) -> Result<(), PkiError> {
    let absolute = uri.starts_with("https://") || uri.starts_with("http://");
    if absolute && uri.len() <= 512 && uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(PkiError::Field {
        field,
        demand: "an absolute http or https URI of at most 512 ASCII characters",
    })
}

fn check_root_key(key: &PublicKey) -> Result<(), PkiError> {
    match key.curve() {
        Curve::P256 | Curve::P384 => Ok(()),
        Curve::Ed25519 => Err(PkiError::Field {
            field: "the root's key",
            demand: "on P-256 or P-384",
        }),
    }
}

/// After the checks above, only a time before 1970 cannot be encoded.
fn unencodable(_: der::Error) -> PkiError {
    before_1970()
}

fn before_1970() -> PkiError {
    PkiError::Field {
        field: "not_before",
        demand: "a time from 1970 on",
    }
}
