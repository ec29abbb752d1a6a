use std::fmt;

use der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage};

use super::{Certificate, oid, rules};

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Role {
    /// The self-signed root of an issuing authority (B.1.2).
    Iaca,
    /// The new root's name and key, signed by the old root (B.1.3).
    IacaLink,
    /// What signs mobile security objects, directly below the root (B.1.4).
    DocumentSigner,
    /// What signs the tokens of status lists (second edition's draft, 12.3.6.3).
    StatusListSigner,
    /// What signs a list of trusted roots, below the list provider's own root (C.1.7).
    VicalSigner,
}

impl Role {
    /// The role that a certificate claims. A CA that names itself as its issuer is a root, unless
    /// it names another key as its issuer's and did not sign itself: then it is a link, as any
    /// other CA is. A certificate of no CA is told by its extended key usage, and without one it
    /// signs status lists.
    pub fn of(certificate: &Certificate) -> Self {
        if let Ok(Some((_, constraints))) = certificate.decoded_extension::<BasicConstraints>()
            && constraints.ca
        {
            return match is_own_issuer(certificate) {
                true => Self::Iaca,
                false => Self::IacaLink,
            };
        }
        match certificate.decoded_extension::<ExtendedKeyUsage>() {
            Ok(Some((_, usage))) if usage.0.contains(&oid::MDL_VICAL_SIGNER) => Self::VicalSigner,
            Ok(None) => Self::StatusListSigner,
            _ => Self::DocumentSigner,
        }
    }

    pub(super) fn is_ca(self) -> bool {
        matches!(self, Self::Iaca | Self::IacaLink)
    }
}

/// A link to a root of the old root's name has that name twice, too.
fn is_own_issuer(certificate: &Certificate) -> bool {
    let authority = certificate.authority_key_identifier();
    certificate.issuer_der() == certificate.subject_der()
        && (authority.is_none()
            || authority == certificate.subject_key_identifier()
            || certificate
                .check_signed_by(certificate.public_key())
                .is_ok())
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Iaca => "IACA root",
            Self::IacaLink => "IACA link certificate",
            Self::DocumentSigner => "document signer",
            Self::StatusListSigner => "status-list signer",
            Self::VicalSigner => "VICAL signer",
        })
    }
}

/// Whose rules a certificate follows, where the editions of ISO/IEC 18013-5 and the readers in use
/// contradict each other.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Edition {
    /// What every reader that was tried accepts: CRL distribution points in the root, and no
    /// extended key usage but 1.0.18013.5.1.2 in a document signer.
    #[default]
    EveryReader,
    /// ISO/IEC 18013-5:2021.
    Edition1,
    /// The second edition's draft: a root needs no CRL distribution points, and a document signer
    /// has 1.0.23220.4.1.2 beside 1.0.18013.5.1.2, which some readers refuse.
    Edition2,
}

/// What a certificate of one role has to be. The builders write from it and [`lint`] judges by it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Profile {
    role: Role,
    edition: Edition,
}

impl Profile {
    /// The profile of a role in an edition.
    pub const fn new(role: Role, edition: Edition) -> Self {
        Self { role, edition }
    }

    /// What the certificate is used for.
    pub const fn role(self) -> Role {
        self.role
    }

    /// Whose rules it follows.
    pub const fn edition(self) -> Edition {
        self.edition
    }

    pub(super) const fn demands(self) -> &'static Demands {
        match (self.role, self.edition) {
            (Role::Iaca, Edition::EveryReader | Edition::Edition1) => &IACA,
            (Role::Iaca, Edition::Edition2) => &IACA_EDITION_2,
            (Role::IacaLink, _) => &IACA_LINK,
            (Role::DocumentSigner, Edition::EveryReader | Edition::Edition1) => &DOCUMENT_SIGNER,
            (Role::DocumentSigner, Edition::Edition2) => &DOCUMENT_SIGNER_EDITION_2,
            (Role::StatusListSigner, _) => &STATUS_LIST_SIGNER,
            (Role::VicalSigner, _) => &VICAL_SIGNER,
        }
    }
}

/// One way in which a certificate departs from its profile.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The rule's stable name, for example `pki.key-usage`.
    pub rule: &'static str,
    /// What the rule demands, in one sentence.
    pub demand: &'static str,
    /// Where it comes from: a clause of ISO/IEC 18013-5 (second edition's draft) unless it says
    /// otherwise.
    pub clause: &'static str,
    /// What follows from it.
    pub severity: Severity,
}

/// What follows from a finding.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// A recommendation that is not followed.
    Note,
    /// [`validate`](super::validate) accepts the certificate and tells; this crate makes none
    /// like it, and some readers refuse it.
    Deviation,
    /// [`validate`](super::validate) refuses the certificate.
    Refused,
}

/// Compares a certificate with a profile, and returns every finding in the order of the rules.
/// Signature and time of day are not looked at; [`lint_chain`](super::lint_chain) looks at
/// signatures.
///
/// `issuer` is the certificate that signed: for a root the certificate itself, for a link
/// certificate the old root.
pub fn lint(profile: Profile, certificate: &Certificate, issuer: &Certificate) -> Vec<Finding> {
    rules::findings(profile, certificate, Some(issuer))
}

/// What the builders write and the rules demand, as data. In DER one content has one encoding, so
/// extensions without variable parts are their bytes.
pub(super) struct Demands {
    /// Seconds that notAfter may lie behind notBefore.
    pub(super) longest_validity: i64,
    /// Whether it must end with its issuer or before.
    pub(super) within_issuer: bool,
    /// Whether it is signed with the key inside it; another certificate may not be.
    pub(super) signs_itself: bool,
    /// Whether a subject of another name than the issuer's has a subject alternative name.
    pub(super) tells_renaming: bool,
    /// Whether the key may be on Ed25519.
    pub(super) edwards_key: bool,
    /// Whether the subject has the issuer's country.
    pub(super) issuer_country: bool,
    /// Whether the subject has the issuer's state, if the issuer has one.
    pub(super) issuer_state: bool,
    /// Whether the subject has a commonName.
    pub(super) common_name: bool,
    /// Whether the subject has a country, be it not the issuer's, and an organization.
    pub(super) country_and_organization: bool,
    /// The critical key usage in full.
    pub(super) key_usage: &'static [u8],
    /// The critical basic constraints of a CA in full; `None`: no CA.
    pub(super) basic_constraints: Option<&'static [u8]>,
    pub(super) extended_key_usage: Purposes,
    pub(super) authority_key_identifier: Presence,
    pub(super) issuer_alternative_name: Presence,
    pub(super) crl_distribution_points: Presence,
}

/// Whether an extension has to be there. What is there has to be well-formed.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Presence {
    Demanded,
    Optional,
    NotRecommended,
}

/// The extended key usage.
pub(super) enum Purposes {
    Absent,
    /// If it is there, it is not critical.
    NotCritical,
    /// Critical, with `demanded`; `recommended` may be beside it, and nothing else.
    Critical {
        demanded: ObjectIdentifier,
        recommended: Option<ObjectIdentifier>,
    },
}

const IACA: Demands = Demands {
    // 20 years with their leap days.
    longest_validity: (20 * 365 + 5) * DAY,
    within_issuer: false,
    tells_renaming: false,
    signs_itself: true,
    edwards_key: false,
    issuer_country: true,
    issuer_state: true,
    common_name: true,
    country_and_organization: false,
    key_usage: &CERTIFICATES_AND_CRLS,
    basic_constraints: Some(&PATH_LENGTH_0),
    extended_key_usage: Purposes::Absent,
    authority_key_identifier: Presence::Optional,
    issuer_alternative_name: Presence::Demanded,
    crl_distribution_points: Presence::Demanded,
};

const IACA_EDITION_2: Demands = Demands {
    crl_distribution_points: Presence::NotRecommended,
    ..IACA
};

const IACA_LINK: Demands = Demands {
    within_issuer: true,
    tells_renaming: true,
    signs_itself: false,
    // Its subject is the new root, whose state is its own.
    issuer_state: false,
    authority_key_identifier: Presence::Demanded,
    ..IACA
};

const DOCUMENT_SIGNER: Demands = Demands {
    longest_validity: 457 * DAY,
    signs_itself: false,
    edwards_key: true,
    key_usage: &DIGITAL_SIGNATURE,
    basic_constraints: None,
    extended_key_usage: Purposes::Critical {
        demanded: oid::MDL_DOCUMENT_SIGNER,
        recommended: None,
    },
    authority_key_identifier: Presence::Demanded,
    ..IACA
};

const DOCUMENT_SIGNER_EDITION_2: Demands = Demands {
    extended_key_usage: Purposes::Critical {
        demanded: oid::MDL_DOCUMENT_SIGNER,
        recommended: Some(oid::MDOC_DOCUMENT_SIGNER),
    },
    ..DOCUMENT_SIGNER
};

// It may be below another CA than the IACA, which decides on its name.
const STATUS_LIST_SIGNER: Demands = Demands {
    longest_validity: 1187 * DAY,
    edwards_key: false,
    issuer_country: false,
    issuer_state: false,
    common_name: false,
    extended_key_usage: Purposes::NotCritical,
    issuer_alternative_name: Presence::Optional,
    crl_distribution_points: Presence::Optional,
    ..DOCUMENT_SIGNER
};

const VICAL_SIGNER: Demands = Demands {
    common_name: true,
    country_and_organization: true,
    key_usage: &NON_REPUDIATION,
    extended_key_usage: Purposes::Critical {
        demanded: oid::MDL_VICAL_SIGNER,
        recommended: None,
    },
    crl_distribution_points: Presence::Demanded,
    ..STATUS_LIST_SIGNER
};

/// SEQUENCE { cA TRUE, pathLenConstraint 0 }
const PATH_LENGTH_0: [u8; 8] = [0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0x00];
/// BIT STRING { keyCertSign, cRLSign }
const CERTIFICATES_AND_CRLS: [u8; 4] = [0x03, 0x02, 0x01, 0x06];
/// BIT STRING { digitalSignature }
const DIGITAL_SIGNATURE: [u8; 4] = [0x03, 0x02, 0x07, 0x80];
/// BIT STRING { nonRepudiation }
const NON_REPUDIATION: [u8; 4] = [0x03, 0x02, 0x06, 0x40];

const DAY: i64 = 86_400;
