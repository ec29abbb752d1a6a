use std::fmt;

use crate::doctype;
use crate::time::{FullDate, PartialDate};

/// The ages of which a document says whether they are reached.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) struct AgeSet(u128);

impl AgeSet {
    /// These ages, each of 0 to 99.
    ///
    /// # Errors
    /// The first age that no element has.
    pub(super) fn of(ages: &[u8]) -> Result<Self, u8> {
        ages.iter()
            .try_fold(0, |set, age| match doctype::age_over(*age) {
                Some(_) => Ok(set | 1 << age),
                None => Err(*age),
            })
            .map(Self)
    }

    /// Each age with the identifier of its element, in ascending order.
    fn statements(self) -> impl Iterator<Item = (u8, &'static str)> {
        (0..=u8::MAX)
            .map_while(|age| Some((age, doctype::age_over(age)?)))
            .filter(move |(age, _)| self.0 >> age & 1 == 1)
    }
}

impl Default for AgeSet {
    fn default() -> Self {
        Self(doctype::AGES.iter().fold(0, |set, age| set | 1 << age))
    }
}

impl fmt::Debug for AgeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.statements().map(|(age, _)| age))
            .finish()
    }
}

/// What can be said for certain of somebody's age on one day.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Ages {
    /// Completed years, when the birth date leaves no doubt.
    pub(super) in_years: Option<u16>,
    /// Identifiers `age_over_NN` with their truth, without those that are in doubt.
    pub(super) statements: Vec<(&'static str, bool)>,
    /// How many statements there are of somebody whose birth date is known.
    pub(super) chosen: usize,
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
    pub(super) fn on(day: FullDate, born: PartialDate, set: AgeSet, years: bool) -> Self {
        Self::through(day, day, born, set, years)
    }

    /// Only what is the same on every day from `day` to `last`.
    pub(super) fn through(
        day: FullDate,
        last: FullDate,
        born: PartialDate,
        set: AgeSet,
        years: bool,
    ) -> Self {
        let (oldest, youngest) = (born.earliest(), born.latest());
        let (most, least) = (oldest.age_on(last), youngest.age_on(day));
        let in_years = (years && most == least).then_some(most);
        let statements: Vec<_> = set
            .statements()
            .map(|(age, identifier)| (u16::from(age), identifier))
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
            chosen: set.statements().count(),
            statements: statements
                .into_iter()
                .map(|(_, identifier, truth)| (identifier, truth))
                .collect(),
            change_on: change_at.and_then(|age| oldest.birthday(age)),
            certain_on: change_at.and_then(|age| youngest.birthday(age)),
        }
    }
}
