//! Requests and responses of RFC 6960, in ASN.1.

use der::asn1::{BitStringRef, ContextSpecific, GeneralizedTime, Null, OctetString};
use der::oid::ObjectIdentifier;
use der::oid::db::rfc6960::ID_PKIX_OCSP_BASIC;
use der::{Any, Choice, Decode, Enumerated, Reader, Sequence, SliceReader, TagNumber};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::name::Name;

use super::OcspError;
use crate::limits;
use crate::pki::Certificate;
use crate::pki::strict::exact;

/// ```text
/// OCSPRequest ::= SEQUENCE { tbsRequest TBSRequest, optionalSignature [0] … OPTIONAL }
/// ```
#[derive(Sequence)]
pub(super) struct Request {
    pub(super) content: RequestContent,
}

/// ```text
/// TBSRequest ::= SEQUENCE {
///     version           [0] EXPLICIT Version DEFAULT v1,
///     requestorName     [1] EXPLICIT GeneralName OPTIONAL,
///     requestList           SEQUENCE OF SEQUENCE { reqCert CertID, … },
///     requestExtensions [2] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Sequence)]
pub(super) struct RequestContent {
    pub(super) list: Vec<SingleRequest>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) extensions: Option<Vec<Extension>>,
}

#[derive(Sequence)]
pub(super) struct SingleRequest {
    pub(super) certificate: CertificateIdentifier,
}

/// ```text
/// CertID ::= SEQUENCE {
///     hashAlgorithm  AlgorithmIdentifier,
///     issuerNameHash OCTET STRING,  -- of the issuer's name in DER
///     issuerKeyHash  OCTET STRING,  -- of the issuer's subjectPublicKey, without its head
///     serialNumber   CertificateSerialNumber }
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
pub(super) struct CertificateIdentifier {
    pub(super) hash: AlgorithmIdentifierOwned,
    pub(super) issuer_name: OctetString,
    pub(super) issuer_key: OctetString,
    pub(super) serial: Any,
}

impl CertificateIdentifier {
    /// The parameters of a hash are NULL or absent (RFC 5754 2).
    pub(super) fn is(&self, other: &Self) -> bool {
        let without_parameters = |identifier: &AlgorithmIdentifierOwned| {
            let parameters = identifier.parameters.as_ref();
            parameters.is_none_or(Any::is_null)
        };
        self.hash.oid == other.hash.oid
            && without_parameters(&self.hash)
            && self.issuer_name == other.issuer_name
            && self.issuer_key == other.issuer_key
            && self.serial == other.serial
    }
}

/// ```text
/// OCSPResponse ::= SEQUENCE {
///     responseStatus OCSPResponseStatus,
///     responseBytes  [0] EXPLICIT SEQUENCE { responseType OID, response OCTET STRING } OPTIONAL }
/// ```
#[derive(Sequence)]
struct Response {
    status: ResponseStatus,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    bytes: Option<ResponseBytes>,
}

#[derive(Clone, Copy, Debug, Enumerated, Eq, PartialEq)]
#[repr(u32)]
enum ResponseStatus {
    Successful = 0,
    MalformedRequest = 1,
    InternalError = 2,
    TryLater = 3,
    SigRequired = 5,
    Unauthorized = 6,
}

#[derive(Sequence)]
struct ResponseBytes {
    kind: ObjectIdentifier,
    response: OctetString,
}

/// The bytes of the basic response in one that is successful.
pub(super) fn basic(response: &[u8]) -> Result<Vec<u8>, OcspError> {
    if response.len() > limits::OCSP_RESPONSE {
        return Err(OcspError::TooLarge {
            found: response.len(),
        });
    }
    let Some(Response { status, bytes }) = exact(response) else {
        return Err(malformed("OCSPResponse"));
    };
    let status = match status {
        ResponseStatus::Successful => None,
        ResponseStatus::MalformedRequest => Some("malformedRequest"),
        ResponseStatus::InternalError => Some("internalError"),
        ResponseStatus::TryLater => Some("tryLater"),
        ResponseStatus::SigRequired => Some("sigRequired"),
        ResponseStatus::Unauthorized => Some("unauthorized"),
    };
    if let Some(status) = status {
        return Err(OcspError::Status { status });
    }
    match bytes {
        Some(bytes) if bytes.kind == ID_PKIX_OCSP_BASIC => Ok(bytes.response.into_bytes().into()),
        Some(_) => Err(OcspError::ResponseType),
        None => Err(malformed("responseBytes")),
    }
}

/// ```text
/// BasicOCSPResponse ::= SEQUENCE {
///     tbsResponseData    ResponseData,
///     signatureAlgorithm AlgorithmIdentifier,
///     signature          BIT STRING,
///     certs              [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
/// ```
pub(super) struct BasicResponse<'a> {
    /// As received: what the signature is over.
    pub(super) signed_part: &'a [u8],
    pub(super) data: ResponseData,
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: &'a [u8],
    pub(super) certificates: Vec<Certificate>,
}

impl<'a> BasicResponse<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, OcspError> {
        let read = || {
            let mut reader = SliceReader::new(der)?;
            let parts = reader.sequence(|basic| {
                let parts = (basic.tlv_bytes()?, basic.tlv_bytes()?);
                let signature = BitStringRef::decode(basic)?;
                let certificates =
                    ContextSpecific::<Vec<Any>>::decode_explicit(basic, TagNumber(0))?;
                let certificates = certificates.map(|field| field.value);
                Ok::<_, der::Error>((parts.0, parts.1, signature, certificates))
            })?;
            reader.finish()?;
            Ok::<_, der::Error>(parts)
        };
        let (signed_part, algorithm, signature, certificates) =
            read().map_err(|_| malformed("BasicOCSPResponse"))?;
        let certificates = certificates.unwrap_or_default();
        if certificates.len() > limits::OCSP_CERTIFICATES {
            return Err(malformed("certs"));
        }
        let certificate = |any: &Any| {
            let der = der::Encode::to_der(any).ok()?;
            Certificate::from_der(&der).ok()
        };
        let certificates: Option<_> = certificates.iter().map(certificate).collect();
        Ok(Self {
            signed_part,
            data: exact(signed_part).ok_or(malformed("tbsResponseData"))?,
            algorithm: exact(algorithm).ok_or(malformed("signatureAlgorithm"))?,
            signature: signature.as_bytes().ok_or(malformed("signature"))?,
            certificates: certificates.ok_or(malformed("certs"))?,
        })
    }
}

/// ```text
/// ResponseData ::= SEQUENCE {
///     version            [0] EXPLICIT Version DEFAULT v1,
///     responderID            ResponderID,
///     producedAt             GeneralizedTime,
///     responses              SEQUENCE OF SingleResponse,
///     responseExtensions [1] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Sequence)]
pub(super) struct ResponseData {
    #[asn1(
        context_specific = "0",
        tag_mode = "EXPLICIT",
        default = "Default::default"
    )]
    pub(super) version: u8,
    pub(super) responder: ResponderId,
    pub(super) produced_at: GeneralizedTime,
    pub(super) responses: Vec<SingleResponse>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) extensions: Option<Vec<Extension>>,
}

/// ```text
/// ResponderID ::= CHOICE {
///     byName [1] EXPLICIT Name,
///     byKey  [2] EXPLICIT OCTET STRING  -- SHA-1 of the subjectPublicKey, without its head
/// }
/// ```
#[derive(Choice)]
pub(super) enum ResponderId {
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", constructed = "true")]
    Name(Name),
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", constructed = "true")]
    Key(OctetString),
}

/// ```text
/// SingleResponse ::= SEQUENCE {
///     certID               CertID,
///     certStatus           CertStatus,
///     thisUpdate           GeneralizedTime,
///     nextUpdate       [0] EXPLICIT GeneralizedTime OPTIONAL,
///     singleExtensions [1] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Sequence)]
pub(super) struct SingleResponse {
    pub(super) certificate: CertificateIdentifier,
    pub(super) status: CertificateStatus,
    pub(super) this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) next_update: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) extensions: Option<Vec<Extension>>,
}

/// ```text
/// CertStatus ::= CHOICE {
///     good    [0] IMPLICIT NULL,
///     revoked [1] IMPLICIT SEQUENCE {
///         revocationTime       GeneralizedTime,
///         revocationReason [0] EXPLICIT CRLReason OPTIONAL },
///     unknown [2] IMPLICIT NULL }
/// ```
#[derive(Choice)]
pub(super) enum CertificateStatus {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    Good(Null),
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true")]
    Revoked(RevokedInfo),
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT")]
    Unknown(Null),
}

#[derive(Sequence)]
pub(super) struct RevokedInfo {
    pub(super) time: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) reason: Option<CrlReason>,
}

pub(super) fn malformed(field: &'static str) -> OcspError {
    OcspError::Malformed { field }
}
