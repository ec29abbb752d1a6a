//! What the rules ask of extensions and forms, where it takes more than a line.

use der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, IssuerAltName, SubjectAltName,
};

use super::Subject;
use crate::crypto::Curve;
use crate::pki::profile::{Presence, Purposes};
use crate::pki::{Certificate, UnsupportedKey, VerifyingKey, oid};

pub(super) fn key_kind(s: &Subject<'_>) -> bool {
    match s.certificate.public_key() {
        VerifyingKey::Ec(key) => s.demands.edwards_key || key.curve() != Curve::Ed25519,
        VerifyingKey::Unsupported(UnsupportedKey::Ed448) => s.demands.edwards_key,
        VerifyingKey::Unsupported(UnsupportedKey::CompressedPoint | UnsupportedKey::Other)
        | VerifyingKey::Rsa(_) => false,
        VerifyingKey::Unsupported(_) => true,
    }
}

pub(super) fn serial_number(s: &Subject<'_>) -> bool {
    let serial = s.certificate.serial();
    // A random number of 63 bits or more is shorter than seven octets once in 2^16.
    let length = (7..=20).contains(&serial.len());
    length && serial.first().is_some_and(|first| *first < 0x80)
}

pub(super) fn country_form(s: &Subject<'_>) -> bool {
    s.certificate.subject_values(oid::COUNTRY).all(|value| {
        let letters = value.value();
        value.header().tag() == der::Tag::PrintableString
            && letters.len() == 2
            && letters.iter().all(u8::is_ascii_uppercase)
    })
}

pub(super) fn has_critical(s: &Subject<'_>, id: ObjectIdentifier, content: &[u8]) -> bool {
    s.certificate
        .extension(id)
        .is_some_and(|extension| extension.critical && extension.extn_value.as_bytes() == content)
}

pub(super) fn basic_constraints(s: &Subject<'_>) -> bool {
    if let Some(content) = s.demands.basic_constraints {
        return has_critical(s, oid::BASIC_CONSTRAINTS, content);
    }
    match s.certificate.decoded_extension::<BasicConstraints>() {
        Ok(found) => found.is_none_or(|(_, constraints)| !constraints.ca),
        Err(_) => false,
    }
}

pub(super) fn extended_key_usage(s: &Subject<'_>) -> bool {
    let found = s.certificate.decoded_extension::<ExtendedKeyUsage>();
    match (&s.demands.extended_key_usage, found) {
        (Purposes::Critical { demanded, .. }, Ok(Some((critical, usage)))) => {
            critical && usage.0.contains(demanded)
        }
        (Purposes::Critical { .. }, _) => false,
        (Purposes::NotCritical, Ok(Some((_, usage)))) => {
            let mut purposes = usage.0.iter();
            purposes.all(|purpose| !oid::OTHER_SIGNERS.contains(purpose))
        }
        (Purposes::Absent | Purposes::NotCritical, found) => found.is_ok(),
    }
}

pub(super) fn extended_key_usage_only(s: &Subject<'_>) -> bool {
    let found = s.certificate.decoded_extension::<ExtendedKeyUsage>();
    let Ok(Some((critical, usage))) = found else {
        // What cannot be read, or is missing, is another rule's.
        return true;
    };
    match &s.demands.extended_key_usage {
        Purposes::Absent => false,
        Purposes::NotCritical => !critical,
        Purposes::Critical {
            demanded,
            recommended,
        } => {
            let mut purposes = usage.0.iter();
            purposes.all(|purpose| purpose == demanded || Some(purpose) == recommended.as_ref())
        }
    }
}

pub(super) fn extended_key_usage_generic(s: &Subject<'_>) -> bool {
    let Purposes::Critical {
        recommended: Some(recommended),
        ..
    } = &s.demands.extended_key_usage
    else {
        return true;
    };
    match s.certificate.decoded_extension::<ExtendedKeyUsage>() {
        Ok(Some((_, usage))) => usage.0.contains(recommended),
        _ => false,
    }
}

pub(super) fn authority_key_identifier(s: &Subject<'_>) -> bool {
    let id = oid::AUTHORITY_KEY_IDENTIFIER;
    // A root may leave it away: it is its own authority.
    if may_be_absent(s, id, s.demands.authority_key_identifier) {
        return true;
    }
    let found = s.certificate.authority_key_identifier();
    let demanded = s.issuer.map(Certificate::subject_key_identifier);
    found.is_some() && demanded.is_none_or(|demanded| found == demanded)
}

pub(super) fn ends_in_time(s: &Subject<'_>) -> bool {
    s.issuer
        .is_none_or(|issuer| s.certificate.not_after() <= issuer.not_after())
}

fn may_be_absent(s: &Subject<'_>, id: ObjectIdentifier, presence: Presence) -> bool {
    presence != Presence::Demanded && s.certificate.extension(id).is_none()
}

pub(super) fn issuer_alternative_name(s: &Subject<'_>) -> bool {
    let id = oid::ISSUER_ALTERNATIVE_NAME;
    if may_be_absent(s, id, s.demands.issuer_alternative_name) {
        return true;
    }
    let Ok(Some((_, IssuerAltName(names)))) = s.certificate.decoded_extension() else {
        return false;
    };
    !names.is_empty()
        && names.iter().all(|name| {
            matches!(
                name,
                GeneralName::Rfc822Name(_) | GeneralName::UniformResourceIdentifier(_)
            )
        })
}

pub(super) fn subject_alternative_name(s: &Subject<'_>) -> bool {
    let renamed = s.certificate.issuer_der() != s.certificate.subject_der();
    if !s.demands.tells_renaming || !renamed {
        return true;
    }
    let Ok(Some((_, SubjectAltName(names)))) = s.certificate.decoded_extension() else {
        return false;
    };
    let mut names = names.iter();
    names.any(|name| matches!(name, GeneralName::DirectoryName(_)))
}

pub(super) fn crl_distribution_points(s: &Subject<'_>) -> bool {
    let id = oid::CRL_DISTRIBUTION_POINTS;
    if may_be_absent(s, id, s.demands.crl_distribution_points) {
        return true;
    }
    let Ok(Some((_, CrlDistributionPoints(points)))) = s.certificate.decoded_extension() else {
        return false;
    };
    let uri = |name: &GeneralName| matches!(name, GeneralName::UniformResourceIdentifier(_));
    !points.is_empty()
        && points.iter().all(|point| {
            let Some(DistributionPointName::FullName(names)) = &point.distribution_point else {
                return false;
            };
            let plain = point.reasons.is_none() && point.crl_issuer.is_none();
            plain && !names.is_empty() && names.iter().all(uri)
        })
}
