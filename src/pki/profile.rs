use std::fmt;

use der::oid::ObjectIdentifier;

use super::{Certificate, oid, rules};

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Role {
    /// The self-signed root of an issuing authority (B.1.2).
    Iaca,
    /// What signs mobile security objects, directly below the root (B.1.4).
    DocumentSigner,
}

impl Role {
    pub(super) fn profile(self) -> &'static Profile {
        match self {
            Self::Iaca => &IACA,
            Self::DocumentSigner => &DOCUMENT_SIGNER,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Iaca => "IACA root",
            Self::DocumentSigner => "document signer",
        })
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
    /// [`validate`](super::validate) accepts the certificate and tells; this crate makes none
    /// like it, and some readers refuse it.
    Deviation,
    /// [`validate`](super::validate) refuses the certificate.
    Refused,
}

/// Compares a certificate with the profile of its role, and returns every finding in the order of
/// the rules. Signature and dates are not looked at.
///
/// `iaca` is the root below which the certificate stands; for a root, the certificate itself.
pub fn lint(role: Role, certificate: &Certificate, iaca: &Certificate) -> Vec<Finding> {
    rules::findings(role, certificate, iaca)
}

/// What the builder writes and the rules demand. In DER one content has one encoding, so the
/// extensions without variable parts are their bytes.
pub(super) struct Profile {
    /// Seconds that notAfter may lie behind notBefore.
    pub(super) longest_validity: i64,
    /// Critical extensions, in full.
    pub(super) fixed: &'static [FixedExtension],
}

impl Profile {
    pub(super) fn fixed(&self, id: ObjectIdentifier) -> Option<&'static [u8]> {
        let mut fixed = self.fixed.iter();
        fixed.find(|one| one.id == id).map(|one| one.content)
    }
}

pub(super) struct FixedExtension {
    pub(super) id: ObjectIdentifier,
    pub(super) content: &'static [u8],
}

static IACA: Profile = Profile {
    // 20 years with their leap days.
    longest_validity: (20 * 365 + 5) * DAY,
    fixed: &[
        FixedExtension {
            id: oid::BASIC_CONSTRAINTS,
            // SEQUENCE { cA TRUE, pathLenConstraint 0 }
            content: &[0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0x00],
        },
        FixedExtension {
            id: oid::KEY_USAGE,
            // BIT STRING { keyCertSign, cRLSign }
            content: &[0x03, 0x02, 0x01, 0x06],
        },
    ],
};

static DOCUMENT_SIGNER: Profile = Profile {
    longest_validity: 457 * DAY,
    fixed: &[
        FixedExtension {
            id: oid::KEY_USAGE,
            // BIT STRING { digitalSignature }
            content: &[0x03, 0x02, 0x07, 0x80],
        },
        FixedExtension {
            id: oid::EXTENDED_KEY_USAGE,
            // SEQUENCE { 1.0.18013.5.1.2 }
            content: &[
                0x30, 0x09, 0x06, 0x07, 0x28, 0x81, 0x8C, 0x5D, 0x05, 0x01, 0x02,
            ],
        },
    ],
};

const DAY: i64 = 86_400;
