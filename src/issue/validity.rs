use std::time::Duration;

use super::IssueError;
use crate::derive::Basis;
use crate::mdoc::ValidityInfo;
use crate::pki::DocumentSigner;
use crate::time::Timestamp;

/// The dates of a credential (ISO/IEC 18013-5:2021 9.1.2.4), as coarse as they can be, so that
/// they tell readers nothing that links credentials or shows a birthday.
///
/// `signed` is the begun hour, but not before the document signer's certificate. `validUntil` is
/// the earliest of all ends, rounded down to a boundary that all holders share: the month's start
/// if that leaves a week, else the week's start. Where policy or document signer end first, which
/// tells nothing of the holder, and the week's start leaves no day, it is midnight. A day of the
/// holder's own, such as the one before a birthday, never shows: there is no credential then.
pub(super) fn validity(
    longest: Duration,
    document_signer: &DocumentSigner,
    basis: &Basis,
    now: Timestamp,
) -> Result<ValidityInfo, IssueError> {
    let signed = now.floor_to_hour().max(document_signer.not_before());
    // Ages count in days of Japan, which begin on a full hour of UTC: they hold from the begun
    // hour on.
    let valid_from = signed.max(basis.valid_from.floor_to_hour());
    let shared = plus(valid_from, longest).min(document_signer.not_after());
    let limit = shared.min(basis.valid_until);
    let leaves = |end: Timestamp, days: i64| end >= valid_from.max(now).plus_days(days);
    let (month, week) = (limit.floor_to_month(), limit.floor_to_week());
    let valid_until = if leaves(month, 7) {
        month
    } else if leaves(week, 1) || limit != shared {
        week
    } else {
        limit.floor_to_day()
    };
    if valid_until <= valid_from.max(now) {
        return Err(IssueError::ValidityEmpty { limit });
    }
    Ok(ValidityInfo {
        signed,
        valid_from,
        valid_until,
        expected_update: None,
    })
}

/// Refuses evidence that may not be used any more, or is not of the past.
pub(super) fn check_evidence_age(
    concluded_at: Timestamp,
    usable_until: Timestamp,
    now: Timestamp,
) -> Result<(), IssueError> {
    if (concluded_at..=usable_until).contains(&now) {
        Ok(())
    } else {
        Err(IssueError::EvidenceAge { concluded_at })
    }
}

fn plus(time: Timestamp, duration: Duration) -> Timestamp {
    time.plus_seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}
