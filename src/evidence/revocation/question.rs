use std::fmt;
use std::sync::Arc;

use der::oid::db::rfc5280::ID_AD_OCSP;
use x509_cert::ext::pkix::AuthorityInfoAccessSyntax;
use x509_cert::ext::pkix::name::GeneralName;

use super::answer::CertificateId;
use super::times::Times;
use super::{AnswerSource, RevocationAnswer, RevocationStatus, UnknownCause};
use crate::evidence::anchors::Root;
use crate::evidence::{AnchorName, Role};
use crate::pki::{Certificate, distribution_points};
use crate::time::Timestamp;

/// Whether a certificate of the card is revoked: for the issuer's revocation source (a list, an
/// OCSP responder, a platform operator) to answer.
#[derive(Clone)]
pub struct RevocationQuestion {
    certificate: Certificate,
    id: CertificateId,
    root: Arc<Root>,
    asked_at: Timestamp,
}

impl RevocationQuestion {
    /// Which of the card's certificates it is about.
    pub fn role(&self) -> Role {
        self.id.role
    }

    /// When the certificate was examined, and the question came up.
    pub fn asked_at(&self) -> Timestamp {
        self.asked_at
    }

    /// The issuer's name, in DER. Generations of the JPKI's roots share it, so a source must go by
    /// the issuer's key too: it is the one that the certificate's authority key identifier names.
    pub fn issuer_der(&self) -> &[u8] {
        self.certificate.issuer_der()
    }

    /// The root that signed the certificate, whole and in DER.
    pub fn issuer_certificate_der(&self) -> &[u8] {
        self.root.certificate.der()
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

    /// Where the certificate's issuer would list it: every name of its distribution points, each a
    /// GeneralName in DER (RFC 5280 4.2.1.13). The JPKI's are directory names, one for each
    /// municipality.
    pub fn distribution_points(&self) -> Vec<Vec<u8>> {
        distribution_points(&self.certificate)
    }

    /// The address of the OCSP responder that the certificate names, if it names one (RFC 5280
    /// 4.2.2.1). It is the holder's claim until the responder's answer was checked.
    pub fn ocsp_responder(&self) -> Option<String> {
        let extension = self.certificate.decoded_extension();
        let (_, AuthorityInfoAccessSyntax(access)) = extension.ok()??;
        access.into_iter().find_map(
            |access| match (access.access_method, access.access_location) {
                (ID_AD_OCSP, GeneralName::UniformResourceIdentifier(uri)) => Some(uri.to_string()),
                _ => None,
            },
        )
    }

    /// The answer to this question, as the issuer has it from a source of its own. The report
    /// says that nothing was checked here.
    pub fn answer(&self, status: RevocationStatus) -> RevocationAnswer {
        self.answer_from(AnswerSource::Issuer, status, None)
    }

    pub(in crate::evidence) fn new(
        role: Role,
        certificate: Certificate,
        root: Arc<Root>,
        asked_at: Timestamp,
    ) -> Self {
        Self {
            id: CertificateId {
                role,
                sha256: certificate.sha256(),
            },
            certificate,
            root,
            asked_at,
        }
    }

    /// An answer of a checked source. Whatever is not good has no end.
    pub(super) fn answer_from(
        &self,
        source: AnswerSource,
        status: RevocationStatus,
        next_update: Option<Timestamp>,
    ) -> RevocationAnswer {
        let this_update = match status {
            RevocationStatus::Good { as_of: time }
            | RevocationStatus::Revoked { since: time, .. }
            | RevocationStatus::Suspended { since: time }
            | RevocationStatus::Unknown { since: time, .. } => time,
        };
        RevocationAnswer {
            id: self.id.clone(),
            status,
            source,
            times: Times {
                this_update,
                next_update,
            },
        }
    }

    /// Nobody knew since the question came up.
    pub(super) fn unknown(&self, why: UnknownCause, source: AnswerSource) -> RevocationAnswer {
        let since = self.asked_at;
        self.answer_from(source, RevocationStatus::Unknown { why, since }, None)
    }

    pub(super) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The root that signed the certificate.
    pub(super) fn root(&self) -> &Root {
        &self.root
    }

    pub(in crate::evidence) fn anchor(&self) -> AnchorName {
        self.root.name.clone()
    }

    pub(in crate::evidence) fn is_answered_by(&self, answer: &RevocationAnswer) -> bool {
        self.id == answer.id
    }
}

impl fmt::Debug for RevocationQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationQuestion({})", self.id.role)
    }
}
