//! CBOR as ISO/IEC 18013-5 restricts it, and the only place that touches ciborium.
//!
//! Reading is strict: definite lengths, shortest heads, no duplicate keys, valid UTF-8, nothing
//! after the item, bounded depth and size. What has been read is a slice of the bytes received, so
//! nothing that a signature covers is ever encoded again. Writing goes straight into the caller's
//! buffer.

mod diagnostic;
mod reader;
mod tag24;
mod wire;
mod writer;

#[cfg(test)]
mod tests;

pub use diagnostic::diagnostic;
pub use tag24::Tag24;

pub(crate) use reader::{Kind, Reader};
pub(crate) use wire::{byte_string, from_slice, to_vec};
pub(crate) use writer::{Writer, head_length, string_length};

use crate::error::{Category, Coded};

/// Tag of an RFC 3339 date and time (RFC 8949 3.4.1).
pub(crate) const TAG_TDATE: u64 = 0;
/// Tag of a byte string that holds encoded CBOR (RFC 8949 3.4.5.1).
pub(crate) const TAG_ENCODED: u64 = 24;
/// Tag of an RFC 3339 full date (RFC 8943).
pub(crate) const TAG_FULL_DATE: u64 = 1004;

/// Why bytes are no CBOR of the kind that was expected. `at` counts bytes from the start of the
/// document that was being read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CborError {
    /// A map has one key twice.
    #[error("a map has one key twice, at byte {at}; ask the sender for an unambiguous document")]
    DuplicateKey {
        /// Where the second one begins.
        at: usize,
    },
    /// The document ends inside an item, or is no CBOR at all.
    #[error("the document is cut off or no CBOR, at byte {at}; ask for the whole document")]
    Malformed {
        /// Where reading stopped.
        at: usize,
    },
    /// An indefinite length, which mdoc structures may not have.
    #[error("an item of indefinite length, at byte {at}; encode it with a definite length")]
    Indefinite {
        /// Where the item begins.
        at: usize,
    },
    /// A number or length that is not written in its shortest form.
    #[error("a number not in its shortest form, at byte {at}; use preferred serialisation")]
    NotShortest {
        /// Where the item begins.
        at: usize,
    },
    /// A text that is not UTF-8.
    #[error("a text that is not UTF-8, at byte {at}; encode texts in UTF-8")]
    NotUtf8 {
        /// Where the item begins.
        at: usize,
    },
    /// Nested deeper, larger, or with more entries than the bounds of [`limits`](crate::limits).
    #[error("larger or nested deeper than this crate reads, at byte {at}; send less")]
    TooLarge {
        /// Where the item begins.
        at: usize,
    },
    /// Bytes follow the document.
    #[error("bytes follow the document, from byte {at}; send the document alone")]
    TrailingBytes {
        /// Where the first of them is.
        at: usize,
    },
    /// Well-formed, but another type or member than expected.
    #[error("expected {expected}, at byte {at}; correct the structure")]
    Unexpected {
        /// What should be there.
        expected: &'static str,
        /// Where the item begins.
        at: usize,
    },
}

impl Coded for CborError {
    fn code(&self) -> &'static str {
        match self {
            Self::DuplicateKey { .. } => "cbor.duplicate-key",
            Self::Malformed { .. } => "cbor.malformed",
            Self::Indefinite { .. } => "cbor.indefinite-length",
            Self::NotShortest { .. } => "cbor.not-shortest",
            Self::NotUtf8 { .. } => "cbor.not-utf8",
            Self::TooLarge { .. } => "cbor.too-large",
            Self::TrailingBytes { .. } => "cbor.trailing-bytes",
            Self::Unexpected { .. } => "cbor.unexpected",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
