//! Dates in words, and what they are at a time of day.

use mnid_mdoc::time::{FullDate, Timestamp};

use super::node::Note;

/// What a date bounds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Bound {
    None,
    NotBefore,
    NotAfter,
}

/// For example `24 November 2026, 09:00:00 UTC`.
pub(crate) fn words(moment: Timestamp) -> String {
    let text = moment.to_rfc3339();
    let text = std::str::from_utf8(&text).unwrap_or_default();
    let (day, rest) = text.split_once('T').unwrap_or((text, ""));
    let time = rest.trim_end_matches('Z');
    match FullDate::parse(day) {
        Ok(day) => format!("{}, {time} UTC", day_in_words(day)),
        Err(_) => text.to_owned(),
    }
}

/// For example `24 November 2026`.
pub(crate) fn day_in_words(day: FullDate) -> String {
    let index = usize::from(day.month()).saturating_sub(1);
    let month = MONTHS.get(index).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// What is said of a text of tag 0 or 1004.
pub(crate) fn notes(text: &str, bound: Bound, now: Option<Timestamp>) -> Vec<Note> {
    if let Ok(moment) = Timestamp::parse(text) {
        let said = Note::plain(words(moment));
        return [said]
            .into_iter()
            .chain(standing(moment, bound, now))
            .collect();
    }
    let Ok(day) = FullDate::parse(text) else {
        return vec![Note::bad("not a date of ISO/IEC 18013-5")];
    };
    let moment = match bound {
        Bound::NotAfter => Timestamp::end_of_day_in_japan(day),
        Bound::None | Bound::NotBefore => Timestamp::start_of_day_in_japan(day),
    };
    let said = Note::plain(day_in_words(day));
    [said]
        .into_iter()
        .chain(standing(moment, bound, now))
        .collect()
}

/// Whether a bound is kept.
pub(crate) fn standing(moment: Timestamp, bound: Bound, now: Option<Timestamp>) -> Option<Note> {
    let seconds = moment.unix().saturating_sub(now?.unix());
    match bound {
        Bound::None => None,
        Bound::NotBefore if seconds > 0 => Some(Note::bad(format!(
            "not yet reached, {} to go",
            span(seconds)
        ))),
        Bound::NotBefore => Some(Note::good(format!(
            "reached, {} ago",
            span(seconds.saturating_neg())
        ))),
        Bound::NotAfter if seconds >= 0 => {
            Some(Note::good(format!("in time, {} left", span(seconds))))
        }
        Bound::NotAfter => Some(Note::bad(format!(
            "passed {} ago",
            span(seconds.saturating_neg())
        ))),
    }
}

fn span(seconds: i64) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
