//! For which certificates of its issuer a list speaks.

use der::Encode;
use der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::ext::pkix::crl::dp::{DistributionPoint, IssuingDistributionPoint};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{BasicConstraints, CrlNumber};
use x509_cert::name::RdnSequence;

use super::CrlError;
use super::layout::Layout;
use crate::pki::strict::{exact, slice};
use crate::pki::{Certificate, oid};

/// The certificates of its issuer for which a full, direct list speaks, by its
/// issuingDistributionPoint (RFC 5280 5.2.5). Without one, it speaks for all.
#[derive(Clone)]
pub(crate) struct Scope {
    /// Names of the distribution point, each in DER; `None` when any will do.
    names: Option<Vec<Vec<u8>>>,
    kind: Kind,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Every,
    EndEntity,
    Authority,
    /// No certificate for a key.
    Attribute,
}

impl Scope {
    /// The scope of a list in which nothing is that RFC 5280 6.3.3 does not let a reader pass over.
    pub(super) fn of(der: &[u8], layout: &Layout) -> Result<Self, CrlError> {
        let entries = &layout.revoked;
        if layout.extension(oid::DELTA_CRL_INDICATOR).is_some() {
            return Err(CrlError::Delta);
        }
        let mut critical = layout.extensions.iter().filter(|one| one.critical);
        let unknown = critical.find(|one| !UNDERSTOOD.contains(&one.extn_id));
        let unknown = unknown.map(|one| one.extn_id).or(entries.unknown_critical);
        if let Some(oid) = unknown {
            return Err(CrlError::CriticalExtension {
                oid: oid.to_string(),
            });
        }
        if entries.indirect {
            return Err(CrlError::Indirect);
        }
        if entries.removal {
            return Err(CrlError::Removal);
        }
        let Some(extension) = layout.extension(oid::ISSUING_DISTRIBUTION_POINT) else {
            return Ok(Self {
                names: None,
                kind: Kind::Every,
            });
        };
        let point: IssuingDistributionPoint =
            exact(extension.extn_value.as_bytes()).ok_or(MALFORMED)?;
        if point.indirect_crl {
            return Err(CrlError::Indirect);
        }
        if point.only_some_reasons.is_some() {
            return Err(CrlError::SomeReasons);
        }
        let kind = match (
            point.only_contains_user_certs,
            point.only_contains_ca_certs,
            point.only_contains_attribute_certs,
        ) {
            (false, false, false) => Kind::Every,
            (true, false, false) => Kind::EndEntity,
            (false, true, false) => Kind::Authority,
            (false, false, true) => Kind::Attribute,
            _ => return Err(MALFORMED),
        };
        let names = point
            .distribution_point
            .map(|name| names(name, slice(der, &layout.issuer)).ok_or(MALFORMED))
            .transpose()?;
        // A sequence of nothing is none (RFC 5280 5.2.5).
        if kind == Kind::Every && names.is_none() {
            return Err(MALFORMED);
        }
        Ok(Self { names, kind })
    }

    /// Whether the list speaks for this certificate of its issuer (RFC 5280 6.3.3 (b)). Names are
    /// compared in the form in which they are encoded.
    pub(crate) fn covers(&self, certificate: &Certificate) -> bool {
        let constraints = certificate.decoded_extension::<BasicConstraints>();
        let authority = match constraints {
            Ok(found) => found.is_some_and(|(_, constraints)| constraints.ca),
            Err(_) => return false,
        };
        let of_kind = match self.kind {
            Kind::Every => true,
            Kind::EndEntity => !authority,
            Kind::Authority => authority,
            Kind::Attribute => false,
        };
        let named = self.names.as_ref().is_none_or(|names| {
            let points = distribution_points(certificate);
            points.iter().any(|point| names.contains(point))
        });
        of_kind && named
    }
}

/// Every name of the distribution points of a certificate at which its own issuer lists every
/// reason (RFC 5280 4.2.1.13): the GeneralNames in DER.
pub(crate) fn distribution_points(certificate: &Certificate) -> Vec<Vec<u8>> {
    let extension = certificate.extension(oid::CRL_DISTRIBUTION_POINTS);
    let points: Option<Vec<DistributionPoint>> =
        extension.and_then(|extension| exact(extension.extn_value.as_bytes()));
    let points = points.unwrap_or_default().into_iter();
    points
        .filter(|point| point.reasons.is_none() && point.crl_issuer.is_none())
        .filter_map(|point| names(point.distribution_point?, certificate.issuer_der()))
        .flatten()
        .collect()
}

/// A name relative to the issuer is made a whole one.
fn names(point: DistributionPointName, issuer: &[u8]) -> Option<Vec<Vec<u8>>> {
    let names = match point {
        DistributionPointName::FullName(names) if names.is_empty() => return None,
        DistributionPointName::FullName(names) => names,
        DistributionPointName::NameRelativeToCRLIssuer(relative) => {
            let mut whole: RdnSequence = exact(issuer)?;
            whole.push(relative);
            vec![GeneralName::DirectoryName(exact(&whole.to_der().ok()?)?)]
        }
    };
    names.iter().map(|name| name.to_der().ok()).collect()
}

/// The extensions of lists that may be critical here.
const UNDERSTOOD: [ObjectIdentifier; 3] = [
    CrlNumber::OID,
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::ISSUING_DISTRIBUTION_POINT,
];

const MALFORMED: CrlError = CrlError::Malformed {
    field: "issuingDistributionPoint",
};
