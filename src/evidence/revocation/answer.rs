use std::fmt;

use serde::{Deserialize, Serialize};
use x509_cert::ext::pkix::CrlReason;

use super::times::Times;
use crate::evidence::Role;
use crate::time::Timestamp;

/// What a revocation source said, and about which certificate: an answer to one question is none
/// to another.
#[derive(Clone)]
pub struct RevocationAnswer {
    pub(super) id: CertificateId,
    pub(super) status: RevocationStatus,
    pub(super) source: AnswerSource,
    pub(super) times: Times,
}

impl RevocationAnswer {
    /// What the source said.
    pub fn status(&self) -> RevocationStatus {
        self.status
    }

    /// Where it is from.
    pub fn source(&self) -> AnswerSource {
        self.source
    }

    /// Whether it may be relied on at `at`, when answers may be `age` seconds old.
    pub(in crate::evidence) fn is_fresh(&self, at: Timestamp, age: i64) -> bool {
        self.times.check_fresh(at, age).is_ok()
    }
}

impl fmt::Debug for RevocationAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RevocationAnswer({}, {:?}, {:?})",
            self.id.role, self.status, self.source
        )
    }
}

/// The status of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationStatus {
    /// Not revoked at the time that the answer is of. A hold that was released (removeFromCRL) is
    /// good again.
    Good {
        /// `thisUpdate` of the list or response (RFC 5280 5.1.2.4, RFC 6960 4.2.2.1).
        as_of: Timestamp,
    },
    /// Revoked for good.
    Revoked {
        /// Why.
        reason: RevocationReason,
        /// Since when (revocationDate, RFC 5280 5.1.2.6).
        since: Timestamp,
    },
    /// On hold (certificateHold): reported lost, may be released.
    Suspended {
        /// Since when.
        since: Timestamp,
    },
    /// The source does not know, or could not be reached. Unknown is not good.
    Unknown {
        /// Why not.
        why: UnknownCause,
        /// Since when: the time of the response that says so, of the first attempt that failed,
        /// or of the question.
        since: Timestamp,
    },
}

impl RevocationStatus {
    /// Of a certificate that is listed with this reason; `None` for removeFromCRL, which says that
    /// it is none.
    pub(super) fn listed(reason: Option<CrlReason>, since: Timestamp) -> Option<Self> {
        let reason = match reason {
            None | Some(CrlReason::Unspecified) => RevocationReason::Unspecified,
            Some(CrlReason::KeyCompromise) => RevocationReason::KeyCompromise,
            Some(CrlReason::CaCompromise) => RevocationReason::CaCompromise,
            Some(CrlReason::AffiliationChanged) => RevocationReason::AffiliationChanged,
            Some(CrlReason::Superseded) => RevocationReason::Superseded,
            Some(CrlReason::CessationOfOperation) => RevocationReason::CessationOfOperation,
            Some(CrlReason::CertificateHold) => return Some(Self::Suspended { since }),
            Some(CrlReason::RemoveFromCRL) => return None,
            Some(CrlReason::PrivilegeWithdrawn) => RevocationReason::PrivilegeWithdrawn,
            Some(CrlReason::AaCompromise) => RevocationReason::AttributeAuthorityCompromise,
        };
        Some(Self::Revoked { reason, since })
    }
}

/// Why a certificate was revoked for good (RFC 5280 5.3.1). A hold is a status of its own.
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
    /// The key of the authority for its attributes may be in other hands (aACompromise).
    AttributeAuthorityCompromise,
}

/// Why it is not known whether a certificate is revoked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownCause {
    /// No source was asked.
    NotAsked,
    /// The source could not be reached, or what it sent was refused.
    Unreachable,
    /// The source speaks for other certificates: of another root, or of another distribution
    /// point.
    NotCovered,
    /// The responder said that it does not know the certificate (RFC 6960 2.2).
    SaidUnknown,
}

impl fmt::Display for UnknownCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAsked => "no source was asked",
            Self::Unreachable => "the source could not be reached or was refused",
            Self::NotCovered => "the source speaks for other certificates",
            Self::SaidUnknown => "the responder does not know the certificate",
        })
    }
}

/// Where an answer is from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerSource {
    /// From the issuer's own client, such as that of a platform operator: nothing was checked here.
    Issuer,
    /// A revocation list, signed by the root of the certificate.
    RevocationList,
    /// An OCSP response to a request of ours, signed by the root or a responder of its own.
    Ocsp,
    /// The same, but nothing ties it to a request: its age alone says that it is fresh.
    OcspWithoutNonce,
}

/// The certificate itself: generations of the JPKI's roots share one name, so issuer and serial
/// number may not tell two certificates apart.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct CertificateId {
    pub(super) role: Role,
    pub(super) sha256: [u8; 32],
}
