//! Asking an OCSP responder (RFC 6960) of the root: requests out, responses in, both bytes.

use std::fmt;

use der::asn1::{GeneralizedTime, OctetString};
use der::oid::ObjectIdentifier;
use der::oid::db::rfc5912::{ID_SHA_1, ID_SHA_256};
use der::oid::db::rfc6960::ID_PKIX_OCSP_NONCE;
use der::{Any, Encode, Tag};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoRef};
use x509_cert::ext::Extension;
use x509_cert::time::Time;

use super::times::{Stale, Times};
use super::{
    AnswerSource, CardRevocationList, RevocationAnswer, RevocationQuestion, RevocationSource,
    RevocationStatus, UnknownCause,
};
use crate::crypto::Random;
use crate::evidence::Anchors;
use crate::pki::{Certificate, strict};
use crate::time::Timestamp;
use wire::{
    BasicResponse, CertificateIdentifier, CertificateStatus, Request, RequestContent, ResponseData,
    SingleRequest, SingleResponse, malformed,
};

mod error;
mod responder;
mod wire;

pub use error::OcspError;

/// The hash by which a request names the issuer of a certificate.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum OcspHash {
    /// What every responder knows (RFC 5019 2.1.1). No security rests on it.
    Sha1,
    /// For responders that know it.
    Sha256,
}

impl OcspHash {
    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
        }
    }

    fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned {
            oid: match self {
                Self::Sha1 => ID_SHA_1,
                Self::Sha256 => ID_SHA_256,
            },
            parameters: Some(Any::null()),
        }
    }
}

/// One request to an OCSP responder about one question, and what its response must be.
///
/// Its bytes go out by HTTP POST as `application/ocsp-request` (RFC 6960 A.1), and what comes back
/// as `application/ocsp-response` goes into [`check`](Self::check), once:
///
/// ```
/// use mnid_mdoc::crypto::OsRandom;
/// use mnid_mdoc::evidence::{Anchors, OcspError, OcspHash, OcspQuery, RevocationQuestion};
/// use mnid_mdoc::evidence::{RevocationAnswer, RevocationSource};
/// use mnid_mdoc::time::Timestamp;
///
/// fn answered(
///     question: &RevocationQuestion,
///     anchors: &Anchors,
///     post: impl Fn(&[u8]) -> Vec<u8>,
///     now: Timestamp,
/// ) -> Result<RevocationAnswer, OcspError> {
///     let query = OcspQuery::new(question, OcspHash::Sha1, &mut OsRandom)?;
///     let response = post(query.request_der());
///     Ok(query.check(&response, anchors, &[], now)?.answer(question))
/// }
/// ```
pub struct OcspQuery {
    question: RevocationQuestion,
    certificate: CertificateIdentifier,
    nonce: Option<Vec<u8>>,
    nonce_demanded: bool,
    der: Vec<u8>,
}

impl OcspQuery {
    /// A request with a nonce of 32 bytes (RFC 9654 2.1), which the response must repeat.
    ///
    /// # Errors
    /// [`OcspError::Random`].
    pub fn new(
        question: &RevocationQuestion,
        hash: OcspHash,
        random: &mut dyn Random,
    ) -> Result<Self, OcspError> {
        let mut nonce = [0; NONCE_LENGTH];
        random.fill(&mut nonce)?;
        Self::with(question, hash, Some(nonce.to_vec()))
    }

    /// A request without a nonce, for a responder that sends responses made beforehand (RFC 5019).
    /// Their age alone says that they are fresh, and the report shows it.
    ///
    /// # Errors
    /// [`OcspError::Malformed`] if the certificate's issuer had no key in DER.
    pub fn without_nonce(question: &RevocationQuestion, hash: OcspHash) -> Result<Self, OcspError> {
        Self::with(question, hash, None)
    }

    /// Takes a response without the nonce that was sent, too: from a responder that knows none.
    /// Its age alone then says that it is fresh, and the report shows it. A response with another
    /// nonce is still refused.
    #[must_use]
    pub fn accepting_no_nonce(mut self) -> Self {
        self.nonce_demanded = false;
        self
    }

    /// The request in DER (OCSPRequest, RFC 6960 4.1.1).
    pub fn request_der(&self) -> &[u8] {
        &self.der
    }

    /// Checks a response in DER (OCSPResponse, RFC 6960 4.2.1, 3.2): that it is about this question,
    /// answers this request, is current, and is signed by the root of the certificate or a
    /// responder that the same root certified. Of several certificates that it is about, only this
    /// one matters.
    ///
    /// `lists` are asked whether the responder's own certificate is revoked, unless that says that
    /// it is not to be checked (id-pkix-ocsp-nocheck, RFC 6960 4.2.2.2.1); without any, a responder
    /// that has to be checked is refused. No response of a key that `anchors` distrust is taken.
    ///
    /// # Errors
    /// [`OcspError`], with the first rule that does not hold.
    pub fn check(
        self,
        response: &[u8],
        anchors: &Anchors,
        lists: &[CardRevocationList],
        now: Timestamp,
    ) -> Result<OcspResponse, OcspError> {
        let basic = wire::basic(response)?;
        let basic = BasicResponse::read(&basic)?;
        let root = self.question.root();
        responder::check(&basic, root, anchors, lists, now)?;
        if basic.data.version != 0 {
            return Err(malformed("version"));
        }
        let source = self.check_extensions(&basic.data)?;
        let single = self.single_response(&basic.data)?;
        let times = Times {
            this_update: timestamp(single.this_update)?,
            next_update: single.next_update.map(timestamp).transpose()?,
        };
        check_current(times, timestamp(basic.data.produced_at)?, now)?;
        if !root.certificate.is_current(times.this_update) {
            return Err(OcspError::RootNotCurrent);
        }
        let status = status(&single.status, times.this_update)?;
        Ok(OcspResponse(self.question.answer_from(
            source,
            status,
            times.next_update,
        )))
    }

    fn with(
        question: &RevocationQuestion,
        hash: OcspHash,
        nonce: Option<Vec<u8>>,
    ) -> Result<Self, OcspError> {
        let encode = || {
            let root = &question.root().certificate;
            let key = public_key_bits(root).ok_or(der::ErrorKind::Failed)?;
            let certificate = CertificateIdentifier {
                hash: hash.identifier(),
                issuer_name: OctetString::new(hash.of(question.issuer_der()))?,
                issuer_key: OctetString::new(hash.of(key))?,
                serial: Any::new(Tag::Integer, question.serial())?,
            };
            let extension = |nonce: &Vec<u8>| {
                Ok::<_, der::Error>(Extension {
                    extn_id: ID_PKIX_OCSP_NONCE,
                    critical: false,
                    extn_value: OctetString::new(OctetString::new(nonce.as_slice())?.to_der()?)?,
                })
            };
            let extensions = nonce.as_ref().map(extension).transpose()?;
            let request = Request {
                content: RequestContent {
                    list: vec![SingleRequest {
                        certificate: certificate.clone(),
                    }],
                    extensions: extensions.map(|extension| vec![extension]),
                },
            };
            Ok::<_, der::Error>((certificate, request.to_der()?))
        };
        let (certificate, der) = encode().map_err(|_| malformed("CertID"))?;
        Ok(Self {
            question: question.clone(),
            certificate,
            nonce_demanded: nonce.is_some(),
            nonce,
            der,
        })
    }

    /// The nonce is looked at, and nothing critical is unknown.
    fn check_extensions(&self, data: &ResponseData) -> Result<AnswerSource, OcspError> {
        let extensions = data.extensions.as_deref().unwrap_or_default();
        check_known(extensions, &[ID_PKIX_OCSP_NONCE])?;
        let found = extensions
            .iter()
            .find(|one| one.extn_id == ID_PKIX_OCSP_NONCE);
        let found = found.map(|one| {
            let nonce: Option<OctetString> = strict::exact(one.extn_value.as_bytes());
            nonce.ok_or(malformed("nonce"))
        });
        match (&self.nonce, found.transpose()?) {
            (Some(sent), Some(found)) if sent.as_slice() == found.as_bytes() => {
                Ok(AnswerSource::Ocsp)
            }
            (Some(_), Some(_)) => Err(OcspError::OtherNonce),
            (Some(_), None) if self.nonce_demanded => Err(OcspError::NoNonce),
            _ => Ok(AnswerSource::OcspWithoutNonce),
        }
    }

    fn single_response<'a>(&self, data: &'a ResponseData) -> Result<&'a SingleResponse, OcspError> {
        let ours = |single: &&SingleResponse| single.certificate.is(&self.certificate);
        let mut found = data.responses.iter().filter(ours);
        let single = found.next().ok_or(OcspError::OtherCertificate)?;
        if found.next().is_some() {
            return Err(OcspError::Repeated);
        }
        check_known(single.extensions.as_deref().unwrap_or_default(), &[])?;
        Ok(single)
    }
}

impl fmt::Debug for OcspQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspQuery({:?})", self.question)
    }
}

/// An OCSP response that was checked. Only [`OcspQuery::check`] makes it, and it answers for
/// the certificate of that query alone, as long as it is fresh.
///
/// ```compile_fail
/// fn made(answer: mnid_mdoc::evidence::RevocationAnswer) -> mnid_mdoc::evidence::OcspResponse {
///     mnid_mdoc::evidence::OcspResponse(answer)
/// }
/// ```
/// ```
/// use mnid_mdoc::evidence::{OcspResponse, RevocationAnswer, RevocationQuestion, RevocationSource};
///
/// fn asked(response: &OcspResponse, question: &RevocationQuestion) -> RevocationAnswer {
///     response.answer(question)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OcspResponse(RevocationAnswer);

impl RevocationSource for OcspResponse {
    fn answer(&self, question: &RevocationQuestion) -> RevocationAnswer {
        match question.is_answered_by(&self.0) {
            true => self.0.clone(),
            false => question.unknown(UnknownCause::NotCovered, self.0.source()),
        }
    }
}

fn status(
    status: &CertificateStatus,
    this_update: Timestamp,
) -> Result<RevocationStatus, OcspError> {
    match status {
        CertificateStatus::Good(_) => Ok(RevocationStatus::Good { as_of: this_update }),
        CertificateStatus::Revoked(info) => {
            let since = timestamp(info.time)?;
            RevocationStatus::listed(info.reason, since).ok_or(OcspError::Removal)
        }
        CertificateStatus::Unknown(_) => Ok(RevocationStatus::Unknown {
            why: UnknownCause::SaidUnknown,
            since: this_update,
        }),
    }
}

fn check_current(times: Times, produced_at: Timestamp, now: Timestamp) -> Result<(), OcspError> {
    let produced = Times {
        this_update: produced_at,
        next_update: None,
    };
    for times in [produced, times] {
        times.check_current(now).map_err(|stale| match stale {
            Stale::Outdated(next_update) => OcspError::Outdated { next_update },
            Stale::Early | Stale::TooOld => OcspError::NotYetValid {
                this_update: times.this_update,
            },
        })?;
    }
    Ok(())
}

fn check_known(extensions: &[Extension], known: &[ObjectIdentifier]) -> Result<(), OcspError> {
    if strict::repeated(extensions).is_some() {
        return Err(malformed("extensions"));
    }
    let mut critical = extensions.iter().filter(|one| one.critical);
    match critical.find(|one| !known.contains(&one.extn_id)) {
        None => Ok(()),
        Some(unknown) => Err(OcspError::CriticalExtension {
            oid: unknown.extn_id.to_string(),
        }),
    }
}

fn timestamp(time: GeneralizedTime) -> Result<Timestamp, OcspError> {
    strict::timestamp(Time::GeneralTime(time)).ok_or(malformed("time"))
}

/// The bits of a subjectPublicKey, of which keys are known by their hash.
fn public_key_bits(certificate: &Certificate) -> Option<&[u8]> {
    let info = SubjectPublicKeyInfoRef::try_from(certificate.public_key_der());
    info.ok()?.subject_public_key.as_bytes()
}

const NONCE_LENGTH: usize = 32;
