use std::fmt;

use serde::{Deserialize, Serialize};

use super::Role;
use crate::pki::Certificate;
use crate::time::Timestamp;

/// Whether a certificate of the card is revoked: for the issuer's revocation source (a list, an
/// OCSP responder, a platform operator) to answer.
#[derive(Clone)]
pub struct RevocationQuestion {
    certificate: Certificate,
    id: CertificateId,
}

impl RevocationQuestion {
    /// Which of the card's certificates it is about.
    pub fn role(&self) -> Role {
        self.id.role
    }

    /// The issuer's name, in DER. Generations of the JPKI's roots share it, so a source must go by
    /// the issuer's key too: it is the one that the certificate's authority key identifier names.
    pub fn issuer_der(&self) -> &[u8] {
        self.certificate.issuer_der()
    }

    /// The serial number as DER has it: big-endian, with a leading zero byte before a set highest
    /// bit.
    pub fn serial(&self) -> &[u8] {
        self.certificate.serial()
    }

    /// The whole certificate in DER, for sources that want it. It is personal data.
    pub fn certificate_der(&self) -> &[u8] {
        self.certificate.der()
    }

    /// The answer to this question.
    pub fn answer(&self, status: RevocationStatus) -> RevocationAnswer {
        RevocationAnswer {
            id: self.id.clone(),
            status,
        }
    }

    pub(super) fn new(role: Role, certificate: Certificate) -> Self {
        Self {
            id: CertificateId {
                role,
                sha256: certificate.sha256(),
            },
            certificate,
        }
    }

    pub(super) fn is_answered_by(&self, answer: &RevocationAnswer) -> bool {
        self.id == answer.id
    }
}

impl fmt::Debug for RevocationQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationQuestion({})", self.id.role)
    }
}

/// What a revocation source said, and about which certificate: an answer to one question is none
/// to another.
#[derive(Clone)]
pub struct RevocationAnswer {
    id: CertificateId,
    status: RevocationStatus,
}

impl RevocationAnswer {
    pub(super) fn status(&self) -> RevocationStatus {
        self.status
    }
}

impl fmt::Debug for RevocationAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationAnswer({}, {:?})", self.id.role, self.status)
    }
}

/// The status of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationStatus {
    /// Not revoked at the time that the answer is of.
    Good {
        /// `thisUpdate` of the list or response (RFC 5280 5.1.2.4, RFC 6960 4.2.2.1).
        as_of: Timestamp,
    },
    /// Revoked for good.
    Revoked {
        /// Why.
        reason: RevocationReason,
    },
    /// On hold (certificateHold): reported lost, may be released.
    Suspended,
    /// The source does not know, or could not be reached. Unknown is not good.
    Unknown,
}

/// Why a certificate was revoked (RFC 5280 5.3.1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationReason {
    /// No reason was given.
    Unspecified,
    /// The key may be in other hands.
    KeyCompromise,
    /// The authority's key may be in other hands.
    CaCompromise,
    /// Name, address, birth date or sex changed.
    AffiliationChanged,
    /// Another certificate took its place.
    Superseded,
    /// No longer needed: the card was returned, or its holder died.
    CessationOfOperation,
    /// The privilege was withdrawn.
    PrivilegeWithdrawn,
}

/// The certificate itself: generations of the JPKI's roots share one name, so issuer and serial
/// number may not tell two certificates apart.
#[derive(Clone, Eq, PartialEq)]
struct CertificateId {
    role: Role,
    sha256: [u8; 32],
}
