//! A certificate or a revocation list taken apart, to be changed in one place and signed anew.

use der::asn1::{BitString, OctetString, SetOfVec};
use der::oid::ObjectIdentifier;
use der::{Any, Decode, Encode, Sequence, Tag};
use mnid_mdoc::crypto::{Curve, Signer, SoftwareKey};
use mnid_mdoc::pki::{Certificate, RevocationList};
use mnid_mdoc::time::Timestamp;
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::Extension;
use x509_cert::time::{Time, Validity};

use super::Failure;

/// `TBSCertificate` of RFC 5280 4.1. The serial number and the names may be of any form.
#[derive(Clone, Sequence)]
pub(crate) struct CertificateDraft {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(crate) version: u8,
    pub(crate) serial: Any,
    pub(crate) algorithm: AlgorithmIdentifierOwned,
    pub(crate) issuer: Any,
    pub(crate) validity: Validity,
    pub(crate) subject: Any,
    pub(crate) key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    pub(crate) extensions: Vec<Extension>,
}

/// `TBSCertList` of RFC 5280 5.1.
#[derive(Clone, Sequence)]
pub(crate) struct RevocationListDraft {
    pub(crate) version: u8,
    pub(crate) algorithm: AlgorithmIdentifierOwned,
    pub(crate) issuer: Any,
    pub(crate) this_update: Time,
    #[asn1(optional = "true")]
    pub(crate) next_update: Option<Time>,
    #[asn1(optional = "true")]
    pub(crate) revoked: Option<Vec<RevokedCertificate>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(crate) extensions: Vec<Extension>,
}

/// An entry of `revokedCertificates`.
#[derive(Clone, Sequence)]
pub(crate) struct RevokedCertificate {
    pub(crate) serial: Any,
    pub(crate) since: Time,
    #[asn1(optional = "true")]
    pub(crate) extensions: Option<Vec<Extension>>,
}

/// `Certificate` of RFC 5280 4.1, and `CertificateList` of 5.1.
#[derive(Sequence)]
struct Signed {
    part: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

impl CertificateDraft {
    pub(crate) fn of(certificate: &Certificate) -> Result<Self, Failure> {
        Ok(signed_part(certificate.der())?.decode_as()?)
    }

    /// The certificate in DER, under the key of its issuer.
    pub(crate) fn sign(&self, key: &SoftwareKey) -> Result<Vec<u8>, Failure> {
        sign(self, self.algorithm.clone(), key)
    }

    /// As [`sign`](Self::sign), with another algorithm outside of what is signed.
    pub(crate) fn sign_naming(
        &self,
        algorithm: ObjectIdentifier,
        key: &SoftwareKey,
    ) -> Result<Vec<u8>, Failure> {
        let outer = AlgorithmIdentifierOwned {
            oid: algorithm,
            parameters: None,
        };
        sign(self, outer, key)
    }

    pub(crate) fn remove(&mut self, id: ObjectIdentifier) {
        self.extensions.retain(|extension| extension.extn_id != id);
    }

    /// Replaces an extension, or adds it.
    pub(crate) fn put(
        &mut self,
        id: ObjectIdentifier,
        critical: bool,
        content: &[u8],
    ) -> Result<(), Failure> {
        let new = extension(id, critical, content)?;
        match self.extensions.iter_mut().find(|old| old.extn_id == id) {
            Some(old) => *old = new,
            None => self.extensions.push(new),
        }
        Ok(())
    }

    /// The extension of a good certificate.
    pub(crate) fn extension(&mut self, id: ObjectIdentifier) -> Result<&mut Extension, Failure> {
        let mut extensions = self.extensions.iter_mut();
        let found = extensions.find(|extension| extension.extn_id == id);
        Ok(found.ok_or_else(|| format!("no extension {id}"))?)
    }

    /// The serial number, as the octets of an INTEGER.
    pub(crate) fn set_serial(&mut self, octets: &[u8]) -> Result<(), Failure> {
        self.serial = Any::new(Tag::Integer, octets)?;
        Ok(())
    }

    pub(crate) fn set_validity(
        &mut self,
        not_before: Timestamp,
        not_after: Timestamp,
    ) -> Result<(), Failure> {
        self.validity = Validity::new(time(not_before)?, time(not_after)?);
        Ok(())
    }
}

impl RevocationListDraft {
    pub(crate) fn of(list: &RevocationList) -> Result<Self, Failure> {
        Ok(signed_part(list.der())?.decode_as()?)
    }

    /// The list in DER, under the key of its root.
    pub(crate) fn sign(&self, key: &SoftwareKey) -> Result<Vec<u8>, Failure> {
        sign(self, self.algorithm.clone(), key)
    }
}

pub(crate) fn extension(
    id: ObjectIdentifier,
    critical: bool,
    content: &[u8],
) -> Result<Extension, Failure> {
    Ok(Extension {
        extn_id: id,
        critical,
        extn_value: OctetString::new(content)?,
    })
}

/// A name: a sequence of sets of one attribute each.
pub(crate) fn name(attributes: &[(ObjectIdentifier, Tag, &str)]) -> Result<Any, Failure> {
    let mut sets = Vec::new();
    for (oid, tag, text) in attributes {
        let mut set = SetOfVec::new();
        set.insert(AttributeTypeAndValue {
            oid: *oid,
            value: Any::new(*tag, text.as_bytes())?,
        })?;
        sets.push(set);
    }
    Ok(Any::encode_from(&sets)?)
}

/// UTCTime through 2049, GeneralizedTime afterwards (RFC 5280 4.1.2.5).
pub(crate) fn time(at: Timestamp) -> Result<Time, Failure> {
    let seconds = u64::try_from(at.unix())?;
    Ok(Time::try_from(
        std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds),
    )?)
}

fn signed_part(der: &[u8]) -> Result<Any, Failure> {
    Ok(Signed::from_der(der)?.part)
}

fn sign(
    part: &impl Encode,
    algorithm: AlgorithmIdentifierOwned,
    key: &SoftwareKey,
) -> Result<Vec<u8>, Failure> {
    let part = part.to_der()?;
    let signature = key.sign(&[&part])?;
    let signature = match key.public_key().curve() {
        Curve::P384 => p384::ecdsa::Signature::from_slice(signature.as_bytes())?
            .to_der()
            .as_bytes()
            .to_vec(),
        _ => p256::ecdsa::Signature::from_slice(signature.as_bytes())?
            .to_der()
            .as_bytes()
            .to_vec(),
    };
    let signed = Signed {
        part: Any::from_der(&part)?,
        algorithm,
        signature: BitString::from_bytes(&signature)?,
    };
    Ok(signed.to_der()?)
}
