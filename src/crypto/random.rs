use crate::error::{Category, Coded};

/// A source of unpredictable bytes: salts, digest ids, nonces, keys.
///
/// Use [`OsRandom`] in production. A seeded source (feature `testing`) makes outputs repeatable
/// for test vectors, and predictable for everybody else.
pub trait Random {
    /// Fills `out` with unpredictable bytes.
    ///
    /// # Errors
    /// [`RandomError`] when the source cannot deliver; nothing may be issued then.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError>;
}

/// The operating system's random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(out).map_err(|_| RandomError)
    }
}

/// The random source did not deliver.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the random source did not deliver; nothing was issued, try again later")]
pub struct RandomError;

impl Coded for RandomError {
    fn code(&self) -> &'static str {
        "crypto.random"
    }

    fn category(&self) -> Category {
        Category::Upstream
    }
}
