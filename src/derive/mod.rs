//! From evidence and issuer facts to the claims of a document.
//!
//! Every value is derived by a pure function from one parsed value, so that a machine-readable
//! element and its text say the same, and is checked against its row of
//! [`doctype`](crate::doctype). Texts of the card are kept as read: no Unicode normalisation, which
//! would change compatibility ideographs in names.

mod age;
mod birth_date;
mod claims;
mod driving_licence;
mod error;
mod issuer_facts;
mod my_number_card;
mod name;
mod privileges;
mod sex;

#[cfg(test)]
mod tests;

pub use claims::{Claim, Claims};
pub use driving_licence::driving_licence;
pub use error::DeriveError;
pub use issuer_facts::{Fact, FactSource, IssuerFacts, Source};
pub use my_number_card::my_number_card;

#[cfg(test)]
pub(crate) use claims::ClaimedElement;
pub(crate) use claims::{Basis, ClaimedNamespace};

use age::{AgeSet, Ages};
use claims::Draft;

use crate::doctype::{DRIVING_LICENCE, DocType, Element};
use crate::evidence::Evidence;
use crate::time::{FullDate, Timestamp};

/// What a holder asked to have in a document, or left out of it. The default is everything but the
/// individual number.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ClaimOptions {
    individual_number: bool,
    ages: AgeSet,
    without_age_in_years: bool,
    ages_until: Option<Timestamp>,
}

impl ClaimOptions {
    /// The default.
    pub fn new() -> Self {
        Self::default()
    }

    /// With the individual number (個人番号), on the holder's separate request and where the law
    /// allows it.
    #[must_use]
    pub fn with_individual_number(mut self) -> Self {
        self.individual_number = true;
        self
    }

    /// With `age_over_NN` for these ages, each of 0 to 99, instead of 13, 15, 16, 18, 20, 21, 25, 60,
    /// 65, 70 and 75; with none of them for an empty list. The same list for every holder: a list of
    /// one's own tells who one is.
    ///
    /// An age is reached at the start of the birthday in Japan (UTC+9), and for somebody born on
    /// 29 February, in a common year, at the start of 1 March. The law on the reckoning of ages
    /// (年齢計算ニ関スル法律) has a year completed at the end of the day before, which is the same instant;
    /// a law that asks for the *day* on which an age is reached means that day before, and is not
    /// answered by these elements.
    ///
    /// # Errors
    /// [`DeriveError::AgeOutOfRange`].
    pub fn with_age_statements(mut self, ages: &[u8]) -> Result<Self, DeriveError> {
        self.ages = AgeSet::of(ages).map_err(|age| DeriveError::AgeOutOfRange { age })?;
        Ok(self)
    }

    /// Without `age_in_years`, which ends the claims at the holder's next birthday; `age_over_NN`
    /// alone ends them at the next birthday that one of them names.
    #[must_use]
    pub fn without_age_in_years(mut self) -> Self {
        self.without_age_in_years = true;
        self
    }

    /// Without the age elements that a birthday may change before `until`: claims for the time
    /// around it, which it does not end.
    #[must_use]
    pub fn with_ages_until(mut self, until: Timestamp) -> Self {
        self.ages_until = Some(until);
        self
    }

    /// From when to when the age elements of claims that are valid from `valid_from` may be wrong:
    /// from the start of the next birthday that changes one of them. Where the birth date is known,
    /// they can be derived anew from that instant on.
    pub(crate) fn age_change(
        self,
        evidence: &Evidence,
        valid_from: Timestamp,
    ) -> Option<(Timestamp, Timestamp)> {
        let ages = self.ages(evidence, valid_from);
        let [change, certain] = [ages.change_on?, ages.certain_on?];
        let start = Timestamp::start_of_day_in_japan;
        Some((start(change), start(certain)))
    }

    fn ages(self, evidence: &Evidence, valid_from: Timestamp) -> Ages {
        let day = valid_from.date_in_japan();
        let (born, years) = (evidence.holder().birth_date(), !self.without_age_in_years);
        match self.ages_until.map(Timestamp::date_in_japan) {
            Some(last) if last > day => Ages::through(day, last, born, self.ages, years),
            _ => Ages::on(day, born, self.ages, years),
        }
    }
}

/// The elements `age_in_years` and `age_over_NN` of a document.
fn put_ages(
    draft: &mut Draft,
    ages: &Ages,
    in_years: &'static Element,
    over: &'static Element,
) -> Result<(), DeriveError> {
    if let Some(years) = ages.in_years {
        draft.put(in_years, |writer| {
            writer.unsigned(u64::from(years));
        })?;
    }
    for (identifier, truth) in &ages.statements {
        draft.put_member(over, identifier, |writer| {
            writer.boolean(*truth);
        })?;
    }
    Ok(())
}

/// The last second for which what a document is derived from is good: certificates and card, and for
/// a driving licence its own.
pub(crate) fn good_until(doc_type: &DocType, evidence: &Evidence) -> Timestamp {
    let licence = evidence.licence().filter(|_| *doc_type == DRIVING_LICENCE);
    let end = licence.map(|licence| Timestamp::end_of_day_in_japan(licence.expires()));
    end.into_iter()
        .fold(evidence.card_valid_until(), Timestamp::min)
}

/// What the evidence allows, with the end of the claims: the earliest of the card's, the age
/// statements' and, for a licence, its own.
fn basis(
    evidence: &Evidence,
    valid_from: Timestamp,
    ages: &Ages,
    licence_expires: Option<FullDate>,
) -> Result<Basis, DeriveError> {
    let last_days = ages
        .change_on
        .map(FullDate::previous_day)
        .into_iter()
        .chain(licence_expires);
    let valid_until = last_days
        .map(Timestamp::end_of_day_in_japan)
        .fold(evidence.card_valid_until(), Timestamp::min);
    if valid_until <= valid_from {
        return Err(DeriveError::Expired);
    }
    Ok(Basis {
        environment: evidence.environment(),
        assurance: evidence.assurance(),
        binding: evidence.binding().clone(),
        concluded_at: evidence.concluded_at(),
        usable_until: evidence.usable_until(),
        valid_until,
        valid_from,
    })
}
