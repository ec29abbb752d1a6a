use crate::doctype::AGE_STATEMENTS;
use crate::time::{FullDate, PartialDate};

/// What can be said for certain of somebody's age on one day.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Ages {
    /// Completed years, when the birth date leaves no doubt.
    pub(super) in_years: Option<u16>,
    /// Identifiers `age_over_NN` with their truth, without those that are in doubt.
    pub(super) statements: Vec<(&'static str, bool)>,
    /// The first day on which one of these may be wrong.
    pub(super) change_on: Option<FullDate>,
    /// The first day from which it is certain again: the same one, when the birth date is known.
    pub(super) certain_on: Option<FullDate>,
}

impl Ages {
    /// Of somebody born on `born`, on `day` in Japan. Statements are true on the birthday itself
    /// (ISO/IEC 18013-5:2021 7.2.5: an issuer computes them for the time from which the mdoc is
    /// valid). Without `years`, [`in_years`](Self::in_years) is left out, and no birthday changes
    /// it.
    pub(super) fn on(day: FullDate, born: PartialDate, years: bool) -> Self {
        Self::through(day, day, born, years)
    }

    /// Only what is the same on every day from `day` to `last`.
    pub(super) fn through(day: FullDate, last: FullDate, born: PartialDate, years: bool) -> Self {
        let (oldest, youngest) = (born.earliest(), born.latest());
        let (most, least) = (oldest.age_on(last), youngest.age_on(day));
        let in_years = (years && most == least).then_some(most);
        let statements: Vec<_> = AGE_STATEMENTS
            .into_iter()
            .filter(|(age, _)| *age <= least || *age > most)
            .map(|(age, identifier)| (age, identifier, age <= least))
            .collect();
        // A true statement stays true; a false one, and the years, hold until the earliest day on
        // which the next year may be completed.
        let change_at = statements
            .iter()
            .filter(|(_, _, truth)| !truth)
            .map(|(age, _, _)| *age)
            .chain(in_years.map(|age| age.saturating_add(1)))
            .min();
        Self {
            in_years,
            statements: statements
                .into_iter()
                .map(|(_, identifier, truth)| (identifier, truth))
                .collect(),
            change_on: change_at.and_then(|age| oldest.birthday(age)),
            certain_on: change_at.and_then(|age| youngest.birthday(age)),
        }
    }
}
