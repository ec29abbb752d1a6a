use super::DeriveError;
use super::age::{AgeSet, Ages};
use crate::doctype::PortraitFormat;
use crate::evidence::Evidence;
use crate::time::Timestamp;

/// What a holder asked to have in a document, or left out of it. The default is everything but the
/// individual number.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ClaimOptions {
    pub(super) individual_number: bool,
    ages: AgeSet,
    without_age_in_years: bool,
    ages_until: Option<Timestamp>,
    pub(super) portrait: PortraitFormat,
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

    /// With portraits in this format. Converting one takes some milliseconds for each document.
    ///
    /// Only a photo whose record an authority signed is ever decoded, since only
    /// [`Evidence`] leads here. It has to be what cards have: one grey component of 8 bits, up to
    /// 640 by 640 pixels, in tiles and precincts that are cheap to decode. It becomes a JPEG of the
    /// same size in pixels, of the highest quality (90, 80 to 30) in which it has at most
    /// [`limits::JPEG_PORTRAIT`](crate::limits::JPEG_PORTRAIT) bytes.
    #[cfg(feature = "portrait")]
    #[must_use]
    pub fn with_portrait(mut self, format: PortraitFormat) -> Self {
        self.portrait = format;
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

    pub(super) fn ages(self, evidence: &Evidence, valid_from: Timestamp) -> Ages {
        let day = valid_from.date_in_japan();
        let (born, years) = (evidence.holder().birth_date(), !self.without_age_in_years);
        match self.ages_until.map(Timestamp::date_in_japan) {
            Some(last) if last > day => Ages::through(day, last, born, self.ages, years),
            _ => Ages::on(day, born, self.ages, years),
        }
    }
}
