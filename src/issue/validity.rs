use std::ops::RangeInclusive;
use std::time::Duration;

use super::{IssueError, IssuingPolicy};
use crate::mdoc::ValidityInfo;
use crate::pki::DocumentSigner;
use crate::time::Timestamp;

/// The dates of a credential (ISO/IEC 18013-5:2021 9.1.2.4), as coarse as they can be, so that
/// they tell readers nothing that links credentials or shows a birthday.
///
/// `claims` is the time for which they are good. What was derived for a later time, a birthday
/// perhaps, begins with the first week after it that is a week ahead at least: a begin that all
/// share whose birthday is in those seven days or more.
///
/// `signed` is the begun hour, but not before the document signer's certificate. `validUntil` is
/// the earliest of all ends, rounded down to a boundary that all holders share: the month's start
/// if that leaves a week, else the week's start. Where policy or document signer end first, which
/// tells nothing of the holder, and the week's start leaves no day, it is midnight. A day of the
/// holder's own, such as the one before a birthday, never shows: there is no credential then. Nor
/// does a week that is cut short by a month's start, where credentials end that are good for longer:
/// such days belong to the week before.
pub(super) fn validity(
    policy: &IssuingPolicy,
    document_signer: &DocumentSigner,
    claims: RangeInclusive<Timestamp>,
    now: Timestamp,
) -> Result<ValidityInfo, IssueError> {
    let signed = now.floor_to_hour().max(document_signer.not_before());
    // Ages count in days of Japan, which begin on a full hour of UTC: they hold from the begun
    // hour on.
    let valid_from = match claims.start().floor_to_hour() {
        from if from <= signed => signed,
        from => week_from(from.max(signed.plus_days(7))),
    };
    let shared = plus(valid_from, policy.validity)
        .min(document_signer.not_after())
        .min(document_signer.anchor_not_after());
    // Birthdays are less than a year ahead: ends near a whole year would be those of the few whose
    // birthday has just passed.
    let limit = match *claims.end() {
        end if end < shared => end.min(valid_from.plus_days(LATEST_END_OF_ITS_OWN)),
        _ => shared,
    };
    let leaves = |end: Timestamp, days: i64| end >= valid_from.max(now).plus_days(days);
    let month = limit.floor_to_month();
    let next_month = month.plus_days(31).floor_to_month();
    let week = match limit.floor_to_week() {
        week if limit != shared && leaves(next_month, 7) && week.plus_days(7) > next_month => {
            week.plus_days(-7)
        }
        week => week,
    };
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
    // As coarse as the end; a credential that is too short for it is expected to be renewed at once.
    let expected_update = policy.options.expected_update.map(|before| {
        let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
        let update = valid_until.plus_seconds(seconds.saturating_neg());
        update.floor_to_day().max(valid_from)
    });
    Ok(ValidityInfo {
        signed,
        valid_from,
        valid_until,
        expected_update,
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

/// The first start of a week that is not before this time.
fn week_from(time: Timestamp) -> Timestamp {
    let week = time.floor_to_week();
    match week == time {
        true => week,
        false => week.plus_days(7),
    }
}

fn plus(time: Timestamp, duration: Duration) -> Timestamp {
    time.plus_seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}

/// Days after which no credential ends that ends before others do: a week less than a year.
const LATEST_END_OF_ITS_OWN: i64 = 358;
