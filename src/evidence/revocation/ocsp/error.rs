use crate::crypto::RandomError;
use crate::error::{Category, Coded};
use crate::time::Timestamp;

/// Why an OCSP response answers nothing.
#[derive(Debug, thiserror::Error)]
pub enum OcspError {
    /// The signature algorithm is not one that this crate checks, or not that of the key.
    #[error("the OCSP response's signature algorithm is not usable; ask another responder")]
    Algorithm,
    /// An extension is critical and not understood.
    #[error("the OCSP response has the critical extension {oid}; ask without what calls for it")]
    CriticalExtension {
        /// The extension, in dotted form.
        oid: String,
    },
    /// The responder's key is on the anchors' distrust list.
    #[error("the key of the OCSP responder is distrusted; ask another responder")]
    DistrustedKey,
    /// The bytes are no response in strict DER.
    #[error("the {field} of the OCSP response is malformed; ask again")]
    Malformed {
        /// The field's name in RFC 6960 4.2.1.
        field: &'static str,
    },
    /// The nonce was sent, and none came back (RFC 9654 2).
    #[error(
        "the OCSP response has no nonce, and may be an old one; accept that by name, or refuse"
    )]
    NoNonce,
    /// The response's time has not come.
    #[error("the OCSP response is of {this_update}; correct the clock")]
    NotYetValid {
        /// When it is of, or was produced.
        this_update: Timestamp,
    },
    /// Nothing in the response is about the certificate that was asked about.
    #[error("the OCSP response is about other certificates; ask again")]
    OtherCertificate,
    /// The nonce is not the one that was sent.
    #[error("the OCSP response answers another request; ask again")]
    OtherNonce,
    /// Newer information must exist.
    #[error("a newer OCSP response was due at {next_update}; ask again")]
    Outdated {
        /// When it was due.
        next_update: Timestamp,
    },
    /// The random source failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// Revoked with the reason removeFromCRL, which only a delta list has (RFC 5280 5.3.1).
    #[error("the OCSP response says at once revoked and released; ask the responder's operator")]
    Removal,
    /// The certificate that was asked about is in the response twice.
    #[error("the OCSP response speaks of the certificate twice; ask the responder's operator")]
    Repeated,
    /// The delegated responder's certificate is not one for signing responses (RFC 6960 4.2.2.2).
    #[error("the OCSP responder's certificate is not one for it ({reason}); do not trust it")]
    Responder {
        /// What is wrong.
        reason: &'static str,
    },
    /// The responder's own certificate is revoked or suspended.
    #[error("the OCSP responder's certificate is revoked; do not trust it")]
    ResponderRevoked,
    /// Nothing says whether the responder's own certificate is revoked (RFC 6960 4.2.2.2.1).
    #[error("it is not known whether the OCSP responder is revoked; give its root's current list")]
    ResponderUnchecked,
    /// Not a basic response.
    #[error("the OCSP response is of another type than the basic one; ask another responder")]
    ResponseType,
    /// The root was not valid when the response was made.
    #[error("the root was not valid at the time of the OCSP response; do not use it")]
    RootNotCurrent,
    /// The signature is not the responder's.
    #[error("the OCSP response is not signed by its responder; do not trust it")]
    Signature,
    /// The responder did not answer the question (RFC 6960 4.2.1, OCSPResponseStatus).
    #[error("the OCSP responder answered {status}; try again later, or ask its operator")]
    Status {
        /// What it said instead.
        status: &'static str,
    },
    /// Larger than [`limits::OCSP_RESPONSE`](crate::limits::OCSP_RESPONSE).
    #[error("an OCSP response of {found} bytes is larger than this crate reads")]
    TooLarge {
        /// Bytes found.
        found: usize,
    },
    /// The responder is neither the root nor one that it certified.
    #[error("the OCSP responder is not one of the certificate's root; do not trust it")]
    UnknownResponder,
}

impl Coded for OcspError {
    fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "ocsp.algorithm",
            Self::CriticalExtension { .. } => "ocsp.critical-extension",
            Self::DistrustedKey => "ocsp.distrusted-key",
            Self::Malformed { .. } => "ocsp.malformed",
            Self::NoNonce => "ocsp.no-nonce",
            Self::NotYetValid { .. } => "ocsp.not-yet-valid",
            Self::OtherCertificate => "ocsp.other-certificate",
            Self::OtherNonce => "ocsp.other-nonce",
            Self::Outdated { .. } => "ocsp.outdated",
            Self::Random(error) => error.code(),
            Self::Removal => "ocsp.removal",
            Self::Repeated => "ocsp.repeated",
            Self::Responder { .. } => "ocsp.responder",
            Self::ResponderRevoked => "ocsp.responder-revoked",
            Self::ResponderUnchecked => "ocsp.responder-unchecked",
            Self::ResponseType => "ocsp.response-type",
            Self::RootNotCurrent => "ocsp.root-not-current",
            Self::Signature => "ocsp.signature",
            Self::Status { .. } => "ocsp.status",
            Self::TooLarge { .. } => "ocsp.too-large",
            Self::UnknownResponder => "ocsp.unknown-responder",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Random(error) => error.category(),
            Self::Status { .. } | Self::ResponderUnchecked => Category::Upstream,
            _ => Category::UntrustedInput,
        }
    }
}
