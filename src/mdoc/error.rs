use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::error::{Category, Coded};

/// Why bytes are not the mdoc structure that they should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MdocError {
    /// The bytes are no strict CBOR.
    #[error("an mdoc structure is no strict CBOR: {0}")]
    Cbor(CborError),
    /// Something that travels as `#6.24(bstr .cbor …)` does not.
    #[error("{what} is not encoded CBOR in a byte string with tag 24; wrap it")]
    NotEncoded {
        /// The structure.
        what: &'static str,
    },
    /// A member has another type than the CDDL says, or an array or map is empty that must not be.
    #[error("not the mdoc structure that was expected: {expected}; correct it")]
    Structure {
        /// What should be there.
        expected: &'static str,
    },
    /// A mandatory member is absent.
    #[error("the member `{member}` is missing; add it")]
    Missing {
        /// Its name.
        member: &'static str,
    },
    /// A structure of an unknown major version.
    #[error("{what} has not the version 1; send version 1.0")]
    Version {
        /// The structure.
        what: &'static str,
    },
    /// A `digestID` of 2³¹ or more.
    #[error("a digest id is not below 2^31; use smaller ids")]
    DigestId,
    /// A `random` of fewer than 16 bytes.
    #[error("a salt of {length} bytes; use 16 or more")]
    Salt {
        /// Its bytes.
        length: usize,
    },
    /// One element twice in a namespace.
    #[error("one element stands twice in a namespace; send it once")]
    ElementTwice,
    /// A document type, namespace or element identifier that is empty or has control characters.
    #[error(
        "a name of a document type, namespace or element is empty or not printable; correct it"
    )]
    Name,
    /// A date that is not tag 0 over `YYYY-MM-DDThh:mm:ssZ`.
    #[error("a date that is not tag 0 over YYYY-MM-DDThh:mm:ssZ; write it in that form")]
    Date,
    /// `keyAuthorizations` is empty, or names a namespace in both of its parts.
    #[error("keyAuthorizations is empty or names a namespace twice; correct it or leave it out")]
    KeyAuthorizations,
    /// A malformed reference to a status list.
    #[error("a malformed status reference ({reason}); correct it")]
    Status {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The response reports an error instead of documents.
    #[error("the response has the status {status}; ask again")]
    ResponseStatus {
        /// 10 general, 11 undecodable request, 12 invalid request.
        status: u64,
    },
    /// In the COSE part.
    #[error(transparent)]
    Cose(CoseError),
}

impl Coded for MdocError {
    fn code(&self) -> &'static str {
        match self {
            Self::Cbor(_) => "mdoc.not-cbor",
            Self::NotEncoded { .. } => "mdoc.tag-24",
            Self::Structure { .. } => "mdoc.structure",
            Self::Missing { .. } => "mdoc.missing-member",
            Self::Version { .. } => "mdoc.version",
            Self::DigestId => "mdoc.digest-id",
            Self::Salt { .. } => "mdoc.salt",
            Self::ElementTwice => "mdoc.element-twice",
            Self::Name => "mdoc.name",
            Self::Date => "mdoc.date",
            Self::KeyAuthorizations => "mdoc.key-authorizations",
            Self::Status { .. } => "mdoc.status-reference",
            Self::ResponseStatus { .. } => "mdoc.response-status",
            Self::Cose(error) => error.code(),
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}

impl From<CborError> for MdocError {
    /// A wrong type is a matter of structure; everything else means that the bytes cannot be read.
    fn from(error: CborError) -> Self {
        match error {
            CborError::Unexpected { expected, .. } => Self::Structure { expected },
            error => Self::Cbor(error),
        }
    }
}

impl From<CoseError> for MdocError {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Cbor(error) => Self::Cbor(error),
            error => Self::Cose(error),
        }
    }
}
