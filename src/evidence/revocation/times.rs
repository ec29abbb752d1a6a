use crate::limits;
use crate::time::Timestamp;

/// The times that a list or a response has of itself (RFC 5280 5.1.2.4 and 5.1.2.5, RFC 6960
/// 4.2.2.1). Whether an answer is fresh is decided here and nowhere else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) this_update: Timestamp,
    /// When newer information is due; `None` when it is there at any time.
    pub(super) next_update: Option<Timestamp>,
}

/// Why it is not fresh.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stale {
    /// Its time has not come.
    Early,
    /// Newer information was due at this time.
    Outdated(Timestamp),
    /// It is older than answers may be.
    TooOld,
}

impl Times {
    /// Whether by its own words it speaks for `at`. Its clock may be a little ahead of ours.
    pub(super) fn check_current(self, at: Timestamp) -> Result<(), Stale> {
        if self.this_update > at.plus_seconds(limits::CLOCK_SKEW) {
            return Err(Stale::Early);
        }
        match self.next_update {
            Some(due) if at >= due => Err(Stale::Outdated(due)),
            _ => Ok(()),
        }
    }

    /// Whether it is current and at most `age` seconds old.
    pub(super) fn check_fresh(self, at: Timestamp, age: i64) -> Result<(), Stale> {
        self.check_current(at)?;
        match self.this_update < at.plus_seconds(-age) {
            true => Err(Stale::TooOld),
            false => Ok(()),
        }
    }
}
