use std::fmt;

use crate::cose::{CoseError, UnsupportedCurve};
use crate::error::{Category, Coded};
use crate::mdoc::MdocError;
use crate::pki::{PkiError, VicalError};

/// The stages of a verification, in their order.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// The bytes are strict CBOR: definite and shortest lengths, no key twice, nothing after the
    /// document; what travels encoded in tag 24 does so.
    Decode,
    /// It is the structure of ISO/IEC 18013-5, with acceptable ids, salts, keys and headers.
    Structure,
    /// The document signer's certificate chains to a trusted IACA and has the profile that its
    /// security rests on.
    Certificate,
    /// The issuer's signature verifies, by the algorithm of the key's curve.
    Signature,
    /// The dates are in order and the document is in time.
    Validity,
    /// The issuer signed every element.
    Digest,
    /// The document is the one that was asked for, of the country that signed it, bound to a key by
    /// which this crate verifies, and the device that presents it holds that key.
    Binding,
    /// It is not revoked: no revocation list that was given has its document signer, and no status
    /// list to which it refers has the document.
    Status,
    /// No rule of the preset that was named refuses it.
    Policy,
}

impl Stage {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Decode,
        Self::Structure,
        Self::Certificate,
        Self::Signature,
        Self::Validity,
        Self::Digest,
        Self::Binding,
        Self::Status,
        Self::Policy,
    ];
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Decode => "decode",
            Self::Structure => "structure",
            Self::Certificate => "certificate",
            Self::Signature => "signature",
            Self::Validity => "validity",
            Self::Digest => "digest",
            Self::Binding => "binding",
            Self::Status => "status",
            Self::Policy => "policy",
        })
    }
}

/// A document that is not valid: nothing in it may be believed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{reason}")]
pub struct Invalid {
    /// The first stage that failed.
    pub stage: Stage,
    /// The stable name of the fault, as `module.reason`.
    pub code: &'static str,
    /// One sentence for people, without personal data.
    pub reason: String,
}

impl Invalid {
    pub(super) fn at(stage: Stage, error: &(impl Coded + ?Sized)) -> Self {
        Self {
            stage,
            code: error.code(),
            reason: error.to_string(),
        }
    }
}

impl Coded for Invalid {
    fn code(&self) -> &'static str {
        self.code
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}

impl From<MdocError> for Invalid {
    fn from(error: MdocError) -> Self {
        let stage = match error {
            MdocError::Cbor(_) | MdocError::NotEncoded { .. } => Stage::Decode,
            _ => Stage::Structure,
        };
        Self::at(stage, &error)
    }
}

impl From<PkiError> for Invalid {
    fn from(error: PkiError) -> Self {
        Self::at(Stage::Certificate, &error)
    }
}

impl From<VicalError> for Invalid {
    fn from(error: VicalError) -> Self {
        Self::at(Stage::Certificate, &error)
    }
}

/// What this module checks itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum Fault {
    #[error("issuerAuth carries no certificate; put the document signer's into x5chain")]
    ChainMissing,
    #[error("{0}")]
    IssuerSignature(CoseError),
    #[error("signed outside the validity of the document signer's certificate; issue it anew")]
    SignedOutsideCertificate,
    #[error("validFrom lies before signed; issue it anew")]
    ValidFromBeforeSigned,
    #[error("validUntil does not lie after validFrom; issue it anew")]
    ValidUntilNotAfterValidFrom,
    #[error("not valid yet; wait until its validFrom")]
    NotYetValid,
    #[error("not valid any more; renew it")]
    Expired,
    #[error("digestAlgorithm is none of SHA-256, SHA-384 and SHA-512; use one of them")]
    DigestAlgorithm,
    #[error("a digest has not the length of the digest algorithm; issue it anew")]
    DigestLength,
    #[error("an element in a namespace that the issuer did not sign; do not trust it")]
    NamespaceNotSigned,
    #[error("the issuer signed no element of the digest id {digest_id}; do not trust it")]
    ElementNotSigned { digest_id: u32 },
    #[error("the element of the digest id {digest_id} was changed; do not trust it")]
    DigestMismatch { digest_id: u32 },
    #[error("another document type than the expected one; ask for the right document")]
    UnexpectedDocType,
    #[error("the issuer signed another document type than the response says; do not trust it")]
    DocTypeMismatch,
    #[error("issuing_country is not the document signer's country; do not trust it")]
    Country,
    #[error("issuing_jurisdiction is not the document signer's state; do not trust it")]
    Jurisdiction,
    #[error("the device's key is on {0}, by which nothing is verified here; use P-256 or P-384")]
    DeviceKeyUnsupported(UnsupportedCurve),
    #[error("the device signed an element that its key may not sign; do not trust it")]
    DeviceElementNotAuthorized,
    #[error("the device's signature does not match key, session or document: {0}")]
    DeviceSignature(CoseError),
    #[error("the device's MAC does not match keys, session or document: {0}")]
    DeviceMac(CoseError),
    #[error("the device answers by a MAC; give the reader's ephemeral key of this session")]
    ReaderKeyMissing,
    #[error("the device's key is not on the curve of the reader's; ask with a key on its curve")]
    ReaderKeyCurve,
}

impl Fault {
    fn stage(self) -> Stage {
        match self {
            Self::ChainMissing => Stage::Structure,
            Self::IssuerSignature(_) => Stage::Signature,
            Self::SignedOutsideCertificate
            | Self::ValidFromBeforeSigned
            | Self::ValidUntilNotAfterValidFrom
            | Self::NotYetValid
            | Self::Expired => Stage::Validity,
            Self::DigestAlgorithm
            | Self::DigestLength
            | Self::NamespaceNotSigned
            | Self::ElementNotSigned { .. }
            | Self::DigestMismatch { .. } => Stage::Digest,
            Self::UnexpectedDocType
            | Self::DocTypeMismatch
            | Self::Country
            | Self::Jurisdiction
            | Self::DeviceKeyUnsupported(_)
            | Self::DeviceElementNotAuthorized
            | Self::DeviceSignature(_)
            | Self::DeviceMac(_)
            | Self::ReaderKeyMissing
            | Self::ReaderKeyCurve => Stage::Binding,
        }
    }
}

impl Coded for Fault {
    fn code(&self) -> &'static str {
        match self {
            Self::ChainMissing => "verify.x5chain-missing",
            Self::IssuerSignature(CoseError::AlgorithmMismatch) => "verify.algorithm-mismatch",
            Self::IssuerSignature(_) => "verify.issuer-signature",
            Self::SignedOutsideCertificate => "verify.signed-outside-certificate",
            Self::ValidFromBeforeSigned => "verify.valid-from-before-signed",
            Self::ValidUntilNotAfterValidFrom => "verify.valid-until-not-after-valid-from",
            Self::NotYetValid => "verify.not-yet-valid",
            Self::Expired => "verify.expired",
            Self::DigestAlgorithm => "verify.digest-algorithm",
            Self::DigestLength => "verify.digest-length",
            Self::NamespaceNotSigned => "verify.namespace-not-signed",
            Self::ElementNotSigned { .. } => "verify.element-not-signed",
            Self::DigestMismatch { .. } => "verify.digest-mismatch",
            Self::UnexpectedDocType => "verify.unexpected-doc-type",
            Self::DocTypeMismatch => "verify.doc-type-mismatch",
            Self::Country => "verify.issuing-country",
            Self::Jurisdiction => "verify.issuing-jurisdiction",
            Self::DeviceKeyUnsupported(_) => "verify.device-key-unsupported",
            Self::DeviceElementNotAuthorized => "verify.device-element-not-authorized",
            Self::DeviceSignature(_) => "verify.device-signature",
            Self::DeviceMac(_) => "verify.device-mac",
            Self::ReaderKeyMissing => "verify.reader-key-missing",
            Self::ReaderKeyCurve => "verify.reader-key-curve",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}

impl From<Fault> for Invalid {
    fn from(fault: Fault) -> Self {
        Self::at(fault.stage(), &fault)
    }
}
