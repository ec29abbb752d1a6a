use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::crypto::SignerError;
use crate::error::{Category, Coded};
use crate::pki::{PathFault, PkiError};
use crate::time::Timestamp;

/// Why a status list cannot be used or made, or what it says against a document.
#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    /// A certificate above the signer may not issue it.
    #[error(
        "a certificate above the status list's signer is not usable ({reason}); do not trust it"
    )]
    Authority {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A list with more bits for an entry than ISO/IEC 18013-5 has.
    #[error("a status list with {found} bits for a document; ask its issuer for one with 1")]
    Bits {
        /// Bits found.
        found: u8,
    },
    /// The bytes are no strict CBOR.
    #[error("a status list is no strict CBOR: {0}")]
    Cbor(CborError),
    /// The list is in no ZLIB container (RFC 1950), or in one that is damaged.
    #[error("the status list is not packed as a whole ZLIB container; fetch it anew")]
    Compression,
    /// The token is no `COSE_Sign1` as it should be.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// The list's time is over.
    #[error("the status list expired at {expires_at}; fetch it anew")]
    Expired {
        /// From when on it was of no use.
        expires_at: Timestamp,
    },
    /// A part of a request is not as it has to be.
    #[error("{field} has to be {demand}; correct the request")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What it has to be.
        demand: &'static str,
    },
    /// The list has no entry for the document.
    #[error("the document's index is not in the status list of {entries} entries; do not trust it")]
    IndexOutOfRange {
        /// How many entries it has.
        entries: u64,
    },
    /// A mandatory member or claim is absent.
    #[error("the status list has no {member}; ask its issuer for a complete one")]
    Missing {
        /// Its name.
        member: &'static str,
    },
    /// The token carries no certificate of its signer.
    #[error("the status list has no x5chain; name its signer's certificate")]
    NoChain,
    /// The token has no `exp`, which ISO/IEC 18013-5 demands.
    #[error("the status list does not say when it expires; ask its issuer for one that does")]
    NoExpiry,
    /// The list's time has not come.
    #[error("the status list is of {issued_at}; wait, or correct the clock")]
    NotYetValid {
        /// When it says that it was made.
        issued_at: Timestamp,
    },
    /// The document refers to the list of another address.
    #[error("the document's status is in another list; fetch the one that it refers to")]
    OtherAddress,
    /// The list was checked for the documents of another authority.
    #[error("the status list is not of the document's authority; do not trust it")]
    OtherAuthority,
    /// The document refers to a list of the other kind.
    #[error("a status list where an identifier list is expected, or the reverse; do not trust it")]
    OtherKind,
    /// The token carries another certificate than the one named as its signer's.
    #[error("the status list carries another signer's certificate than the one named; fetch that")]
    OtherSigner,
    /// A certificate of the signer's chain cannot be used.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// The document is revoked.
    #[error("the document is revoked; do not trust it")]
    Revoked,
    /// The list is older than the one that it should follow.
    #[error("the status list of {issued_at} is older than one seen before; fetch it anew")]
    Rollback {
        /// When it was made.
        issued_at: Timestamp,
    },
    /// The signature is not the signer's.
    #[error("the status list is not signed by its signer ({0}); do not trust it")]
    Signature(CoseError),
    /// The issuer's signer failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// Valid CBOR, but not the structure.
    #[error("not a status list ({expected} is expected); ask its issuer for a correct one")]
    Structure {
        /// What should be there.
        expected: &'static str,
    },
    /// The list says that it is of another address.
    #[error("the status list is of another address than it was fetched from; do not trust it")]
    Subject,
    /// Another tag than 18: 61 is that of a CWT, which is left out, and 17 that of a MAC.
    #[error("a status list with the tag {found}; ask its issuer for a COSE_Sign1, which has 18")]
    Tag {
        /// The tag found.
        found: u64,
    },
    /// Larger than [`limits::STATUS_LIST`](crate::limits::STATUS_LIST) when unpacked, with more
    /// than [`limits::STATUS_IDENTIFIERS`](crate::limits::STATUS_IDENTIFIERS), or than
    /// [`limits::CBOR_DOCUMENT`](crate::limits::CBOR_DOCUMENT) when packed.
    #[error("a status list larger than this crate reads; split it")]
    TooLarge,
    /// A status list and an identifier list in one token.
    #[error("a status list and an identifier list in one token; ask for one of them")]
    TwoLists,
    /// The protected header has no `typ` (RFC 9596), or not that of the list.
    #[error("typ is not that of the list; ask its issuer for application/statuslist+cwt or such")]
    Type,
    /// `x5chain` is in the unprotected header.
    #[error("the signer's certificate is not in the protected header; ask its issuer for that")]
    UnprotectedChain,
    /// What an older list revoked is not revoked any more.
    #[error("{count} revoked documents are not revoked any more; ask the issuer of the list")]
    Unrevoked {
        /// How many.
        count: usize,
        /// The first index, in a status list.
        first_index: Option<u64>,
    },
    /// The authority does not stand above the signer.
    #[error("the status list's signer does not chain to the document's authority; do not trust it")]
    UntrustedSigner,
}

impl Coded for StatusError {
    fn code(&self) -> &'static str {
        match self {
            Self::Authority { .. } => "status.authority",
            Self::Bits { .. } => "status.bits",
            Self::Cbor(_) => "status.not-cbor",
            Self::Compression => "status.compression",
            Self::Cose(error) => error.code(),
            Self::Expired { .. } => "status.expired",
            Self::Field { .. } => "status.field",
            Self::IndexOutOfRange { .. } => "status.index-out-of-range",
            Self::Missing { .. } => "status.missing",
            Self::NoChain => "status.no-x5chain",
            Self::NoExpiry => "status.no-expiry",
            Self::NotYetValid { .. } => "status.not-yet-valid",
            Self::OtherAddress => "status.other-address",
            Self::OtherAuthority => "status.other-authority",
            Self::OtherKind => "status.other-kind",
            Self::OtherSigner => "status.other-signer",
            Self::Pki(error) => error.code(),
            Self::Revoked => "status.revoked",
            Self::Rollback { .. } => "status.rollback",
            Self::Signature(_) => "status.signature",
            Self::Signer(error) => error.code(),
            Self::Structure { .. } => "status.structure",
            Self::Subject => "status.subject",
            Self::Tag { .. } => "status.tag",
            Self::TooLarge => "status.too-large",
            Self::TwoLists => "status.two-lists",
            Self::Type => "status.type",
            Self::UnprotectedChain => "status.unprotected-x5chain",
            Self::Unrevoked { .. } => "status.unrevoked",
            Self::UntrustedSigner => "status.untrusted-signer",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Field { .. } => Category::Misuse,
            Self::Pki(error) => error.category(),
            Self::Signer(error) => error.category(),
            _ => Category::UntrustedInput,
        }
    }
}

impl From<CborError> for StatusError {
    /// A wrong type is a matter of structure; everything else means that the bytes cannot be read.
    fn from(error: CborError) -> Self {
        match error {
            CborError::Unexpected { expected, .. } => Self::Structure { expected },
            error => Self::Cbor(error),
        }
    }
}

impl From<PathFault> for StatusError {
    fn from(fault: PathFault) -> Self {
        match fault {
            PathFault::Untrusted => Self::UntrustedSigner,
            PathFault::Authority { reason } => Self::Authority { reason },
            PathFault::Pki(error) => Self::Pki(error),
        }
    }
}
