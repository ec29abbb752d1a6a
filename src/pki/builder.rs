use der::{Any, Decode, Encode, Tag};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;

use super::profile::Role;
use super::{Certificate, PkiError, VerifyingKey, lint, oid};
use crate::crypto::{Curve, PublicKey, Random, Signature, Signer};
use crate::time::Timestamp;

pub(super) mod encoding;
#[cfg(test)]
mod tests;

/// What a new IACA root shall say (ISO/IEC 18013-5 B.1.2). Its name is written in the order CN, O,
/// ST, C.
#[derive(Clone, Debug)]
pub struct IacaRequest {
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
    /// Where the issuer can be reached: the URI in the issuer alternative name, of the root and of
    /// every document signer below.
    pub contact_uri: String,
    /// Where the root's revocation list can be had: the URI in the CRL distribution points, of the
    /// root and of every document signer below.
    pub crl_uri: String,
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
        check_uri("contact_uri", &self.contact_uri)?;
        check_uri("crl_uri", &self.crl_uri)?;
        let name = Name::new(
            &self.common_name,
            self.organization.as_deref(),
            self.state.as_deref(),
            &self.country,
        )?;
        Template {
            issuer: name.encode(),
            not_before: self.not_before,
            not_after: self.not_after,
            subject: name.encode(),
            key,
            extensions: self.extensions(key),
        }
        .prepare(Role::Iaca, None, key, random)
    }

    fn extensions(&self, key: &PublicKey) -> der::Result<Vec<Extension>> {
        Ok(vec![
            encoding::fixed(Role::Iaca, oid::BASIC_CONSTRAINTS)?,
            encoding::authority_key_identifier(key)?,
            encoding::issuer_alternative_name(&self.contact_uri)?,
            encoding::crl_distribution_points(&self.crl_uri)?,
            encoding::subject_key_identifier(key)?,
            encoding::fixed(Role::Iaca, oid::KEY_USAGE)?,
        ])
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
        let prepared = self.prepare(&key.public_key(), random)?;
        let signature = key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }
}

/// What a new document signer shall say (ISO/IEC 18013-5 B.1.4). Country, state, contact and
/// revocation list are those of its root.
#[derive(Clone, Debug)]
pub struct DocumentSignerRequest {
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
    /// Makes what the root has to sign. `key` is the document signer's; `random` gives the serial
    /// number.
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
        conformant(Role::Iaca, iaca, iaca)?;
        if self.not_before < iaca.not_before() || self.not_after > iaca.not_after() {
            return Err(PkiError::OutsideIaca {
                not_before: iaca.not_before(),
                not_after: iaca.not_after(),
            });
        }
        // Periods include their last second; one second less than the longest is below it in
        // every way of counting.
        let longest = Role::DocumentSigner.profile().longest_validity;
        if self.not_after.unix() - self.not_before.unix() >= longest {
            return Err(PkiError::Field {
                field: "not_after",
                demand: "less than 457 days after not_before",
            });
        }
        let name = Name::new(
            &self.common_name,
            self.organization.as_deref(),
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
        .prepare(Role::DocumentSigner, Some(iaca), root, random)
    }

    fn extensions(
        &self,
        iaca: &Certificate,
        root: &PublicKey,
        key: &PublicKey,
    ) -> der::Result<Vec<Extension>> {
        let mut extensions = vec![encoding::authority_key_identifier(root)?];
        let copied = [oid::ISSUER_ALTERNATIVE_NAME, oid::CRL_DISTRIBUTION_POINTS];
        extensions.extend(copied.iter().filter_map(|id| iaca.extension(*id)).cloned());
        extensions.push(encoding::subject_key_identifier(key)?);
        extensions.push(encoding::fixed(Role::DocumentSigner, oid::KEY_USAGE)?);
        extensions.push(encoding::fixed(
            Role::DocumentSigner,
            oid::EXTENDED_KEY_USAGE,
        )?);
        Ok(extensions)
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
}

/// What differs between certificates.
struct Template<'a> {
    issuer: der::Result<Any>,
    not_before: Timestamp,
    not_after: Timestamp,
    subject: der::Result<Any>,
    key: &'a PublicKey,
    extensions: der::Result<Vec<Extension>>,
}

impl Template<'_> {
    fn prepare(
        self,
        role: Role,
        iaca: Option<&Certificate>,
        issuer_key: &PublicKey,
        random: &mut dyn Random,
    ) -> Result<PreparedCertificate, PkiError> {
        let mut serial = [0; 20];
        random.fill(&mut serial)?;
        // Positive and always 20 octets long: 158 of its bits are random.
        if let Some(first) = serial.first_mut() {
            *first = (*first & 0x3F) | 0x40;
        }
        let curve = issuer_key.curve();
        let signed_part = self.encode(&serial, curve).map_err(unencodable)?;
        // The rules need no signature, so what they refuse is never signed.
        let unsigned = vec![1; curve.signature_length()];
        let draft = assembled(&signed_part, curve, &unsigned)?;
        conformant(role, &draft, iaca.unwrap_or(&draft))?;
        Ok(PreparedCertificate {
            signed_part,
            issuer_key: issuer_key.clone(),
        })
    }

    fn encode(self, serial: &[u8], curve: Curve) -> der::Result<Vec<u8>> {
        encoding::SignedPart {
            version: 2,
            serial: SerialNumber::new(serial)?,
            algorithm: encoding::algorithm(curve),
            issuer: self.issuer?,
            validity: encoding::validity(self.not_before, self.not_after)?,
            subject: self.subject?,
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
        let text = |text: &str, longest| {
            (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control)
        };
        let checked = |holds: bool, field, demand| match holds {
            true => Ok(()),
            false => Err(PkiError::Field { field, demand }),
        };
        let upper = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        checked(text(common_name, 64), "common_name", "1 to 64 characters")?;
        let organizations = organization.is_none_or(|name| text(name, 64));
        checked(organizations, "organization", "1 to 64 characters")?;
        let states = state.is_none_or(|name| text(name, 128));
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

fn assembled(signed_part: &[u8], curve: Curve, signature: &[u8]) -> Result<Certificate, PkiError> {
    let der = encoding::certificate(signed_part, curve, signature).map_err(unencodable)?;
    Certificate::from_der(&der)
}

/// Refuses a certificate with any finding.
fn conformant(role: Role, certificate: &Certificate, iaca: &Certificate) -> Result<(), PkiError> {
    match lint(role, certificate, iaca).first() {
        Some(finding) => Err(PkiError::Profile {
            role,
            finding: *finding,
        }),
        None => Ok(()),
    }
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
    PkiError::Field {
        field: "not_before",
        demand: "a time from 1970 on",
    }
}
