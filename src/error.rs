//! One error for the whole crate, over each module's own closed enum.
//!
//! Modules return their own enum, whose variants carry the facts. A program that links the crate
//! collects them with `?` into [`Error`], shows its client the [`Category`] and what the holder
//! can do next, and keeps the [`code`](Error::code) for its log. No message holds personal data,
//! a PIN or a key.

use std::error::Error as StdError;
use std::fmt;

/// Any error of this crate.
///
/// Its `Display` is the sentence of the module's error that it was made from.
pub struct Error {
    code: &'static str,
    category: Category,
    inner: Box<dyn StdError + Send + Sync>,
}

impl Error {
    /// The stable name of what went wrong, as `module.reason`, for example
    /// `evidence.jpki-signature`. Codes are never reused for something else.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Who has to act.
    pub fn category(&self) -> Category {
        self.category
    }

    /// The module's own error, if it is of the type `E`.
    pub fn downcast_ref<E: Coded + 'static>(&self) -> Option<&E> {
        self.inner.downcast_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.inner)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source()
    }
}

impl<E: Coded + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self {
            code: error.code(),
            category: error.category(),
            inner: Box::new(error),
        }
    }
}

/// An error with a stable code and somebody who can act on it. Every error enum of this crate
/// implements it.
pub trait Coded: StdError {
    /// The stable name, as `module.reason`.
    fn code(&self) -> &'static str;

    /// Who has to act.
    fn category(&self) -> Category;
}

/// Who has to act on an error.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Category {
    /// The holder: type another PIN, present the card again, start over.
    Holder,
    /// The card cannot serve: blocked, without the application, not the card that it was.
    Card,
    /// What arrived from outside is malformed or does not prove what it should. Nothing of it may
    /// be used.
    UntrustedInput,
    /// Something that the issuer depends on failed or did not answer: reader, signer, revocation
    /// source, random source.
    Upstream,
    /// The program that calls this crate asked for something that it may not have: fix the call or
    /// the configuration.
    Misuse,
}
