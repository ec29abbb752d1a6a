//! Points in time and civil dates.
//!
//! [`Timestamp`] is what an mdoc calls a `tdate`: UTC, whole seconds, by construction. [`FullDate`]
//! is a civil date as people in Japan (UTC+9) count it; ages and expiry days are counted in it.
//! Nothing in this crate reads a clock: the time is always an argument.

mod date;
mod timestamp;

#[cfg(test)]
mod tests;

pub use date::{Era, FullDate, PartialDate};
pub use timestamp::Timestamp;

use crate::error::{Category, Coded};

/// Why a text or number is no time of this crate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TimeError {
    /// Not of the form that was asked for.
    #[error("not a date or time of the form {expected}; write it in that form")]
    Form {
        /// The form, for example `YYYY-MM-DDThh:mm:ssZ`.
        expected: &'static str,
    },
    /// The form is right, but the calendar has no such day or the clock no such time.
    #[error("no such day or time in the calendar; correct it")]
    NoSuchTime,
    /// Outside the years 1 to 9999.
    #[error("the time is outside the years 1 to 9999; use a time within them")]
    OutOfRange,
}

impl Coded for TimeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "time.form",
            Self::NoSuchTime => "time.no-such-time",
            Self::OutOfRange => "time.out-of-range",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
