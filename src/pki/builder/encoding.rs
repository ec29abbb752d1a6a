//! The parts of a certificate in DER.

use std::time::Duration;

use der::asn1::{BitString, Ia5String, OctetString, SetOfVec, UintRef};
use der::oid::ObjectIdentifier;
use der::oid::db::rfc5912;
use der::{Any, Decode, Encode, ErrorKind, Sequence, Tag};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::{Time, Validity};

use crate::crypto::{Curve, PublicKey};
use crate::pki::profile::{Profile, Purposes};
use crate::pki::{oid, rules};
use crate::time::Timestamp;

/// `TBSCertificate` of RFC 5280 4.1, version 3, without unique identifiers.
#[derive(Sequence)]
pub(in crate::pki) struct SignedPart {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(in crate::pki) version: u8,
    pub(in crate::pki) serial: SerialNumber,
    pub(in crate::pki) algorithm: AlgorithmIdentifierOwned,
    pub(in crate::pki) issuer: Any,
    pub(in crate::pki) validity: Validity,
    pub(in crate::pki) subject: Any,
    pub(in crate::pki) key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    pub(in crate::pki) extensions: Vec<Extension>,
}

/// `Certificate` of RFC 5280 4.1.
#[derive(Sequence)]
struct Signed {
    signed_part: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// `Ecdsa-Sig-Value` of RFC 3279 2.2.3.
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// The whole certificate, from its signed part and a raw signature `r || s`.
pub(in crate::pki) fn certificate(
    signed_part: &[u8],
    curve: Curve,
    signature: &[u8],
) -> der::Result<Vec<u8>> {
    let half = signature.len() / 2;
    let (r, s) = signature.split_at_checked(half).ok_or(ErrorKind::Failed)?;
    let signature = EcdsaSignature {
        r: UintRef::new(r)?,
        s: UintRef::new(s)?,
    };
    Signed {
        signed_part: Any::from_der(signed_part)?,
        algorithm: algorithm(curve),
        signature: BitString::from_bytes(&signature.to_der()?)?,
    }
    .to_der()
}

/// ECDSA with the hash of the curve's size.
pub(in crate::pki) fn algorithm(curve: Curve) -> AlgorithmIdentifierOwned {
    let oid = match curve {
        Curve::P384 => rfc5912::ECDSA_WITH_SHA_384,
        Curve::P256 | Curve::Ed25519 => rfc5912::ECDSA_WITH_SHA_256,
    };
    AlgorithmIdentifierOwned {
        oid,
        parameters: None,
    }
}

pub(in crate::pki) fn validity(
    not_before: Timestamp,
    not_after: Timestamp,
) -> der::Result<Validity> {
    Ok(Validity::new(time(not_before)?, time(not_after)?))
}

/// A sequence of sets of one attribute each.
pub(in crate::pki) fn name(attributes: &[(ObjectIdentifier, Tag, &str)]) -> der::Result<Any> {
    let sets = attributes.iter().map(|(oid, tag, text)| {
        let mut set = SetOfVec::new();
        set.insert(AttributeTypeAndValue {
            oid: *oid,
            value: Any::new(*tag, text.as_bytes())?,
        })?;
        Ok(set)
    });
    Any::encode_from(&sets.collect::<der::Result<Vec<_>>>()?)
}

pub(super) fn key_usage(profile: Profile) -> der::Result<Extension> {
    critical(oid::KEY_USAGE, profile.demands().key_usage)
}

/// `None` where the profile has no CA.
pub(super) fn basic_constraints(profile: Profile) -> der::Result<Option<Extension>> {
    let content = profile.demands().basic_constraints;
    let extension = content.map(|content| critical(oid::BASIC_CONSTRAINTS, content));
    extension.transpose()
}

/// `None` where the profile demands none.
pub(super) fn extended_key_usage(profile: Profile) -> der::Result<Option<Extension>> {
    let Purposes::Critical {
        demanded,
        recommended,
    } = profile.demands().extended_key_usage
    else {
        return Ok(None);
    };
    let purposes: Vec<_> = [Some(demanded), recommended]
        .into_iter()
        .flatten()
        .collect();
    critical(oid::EXTENDED_KEY_USAGE, &purposes.to_der()?).map(Some)
}

fn critical(id: ObjectIdentifier, content: &[u8]) -> der::Result<Extension> {
    Ok(Extension {
        extn_id: id,
        critical: true,
        extn_value: OctetString::new(content)?,
    })
}

pub(in crate::pki) fn authority_key_identifier(identifier: OctetString) -> der::Result<Extension> {
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(identifier),
        ..AuthorityKeyIdentifier::default()
    };
    extension(oid::AUTHORITY_KEY_IDENTIFIER, &authority)
}

pub(super) fn subject_key_identifier(key: &PublicKey) -> der::Result<Extension> {
    let subject = SubjectKeyIdentifier(key_identifier(key)?);
    extension(oid::SUBJECT_KEY_IDENTIFIER, &subject)
}

/// From a URI. An address behind `mailto:` is an rfc822Name, which is the form for it (RFC 5280
/// 4.2.1.6).
pub(super) fn issuer_alternative_name(uri: &str) -> der::Result<Extension> {
    let names = match uri.strip_prefix(MAILTO) {
        Some(address) => vec![GeneralName::Rfc822Name(Ia5String::new(address)?)],
        None => general_names(uri)?,
    };
    extension(oid::ISSUER_ALTERNATIVE_NAME, &names)
}

/// From an encoded name.
pub(super) fn subject_alternative_name(name: &[u8]) -> der::Result<Extension> {
    let name = GeneralName::DirectoryName(Name::from_der(name)?);
    extension(oid::SUBJECT_ALTERNATIVE_NAME, &vec![name])
}

pub(super) fn crl_distribution_points(uri: &str) -> der::Result<Extension> {
    let point = DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(general_names(uri)?)),
        reasons: None,
        crl_issuer: None,
    };
    extension(oid::CRL_DISTRIBUTION_POINTS, &vec![point])
}

/// An extension that is not critical.
pub(in crate::pki) fn extension<T: Encode>(
    id: ObjectIdentifier,
    content: &T,
) -> der::Result<Extension> {
    Ok(Extension {
        extn_id: id,
        critical: false,
        extn_value: OctetString::new(content.to_der()?)?,
    })
}

fn general_names(uri: &str) -> der::Result<Vec<GeneralName>> {
    let uri = Ia5String::new(uri)?;
    Ok(vec![GeneralName::UniformResourceIdentifier(uri)])
}

pub(super) fn key_identifier(key: &PublicKey) -> der::Result<OctetString> {
    let identifier = rules::key_identifier(&key.to_spki_der()).ok_or(ErrorKind::Failed)?;
    OctetString::new(identifier)
}

/// UTCTime through 2049, GeneralizedTime later (RFC 5280 4.1.2.5).
pub(in crate::pki) fn time(time: Timestamp) -> der::Result<Time> {
    let seconds = u64::try_from(time.unix()).map_err(|_| ErrorKind::DateTime)?;
    Ok(der::DateTime::from_unix_duration(Duration::from_secs(seconds))?.into())
}

pub(super) const MAILTO: &str = "mailto:";
