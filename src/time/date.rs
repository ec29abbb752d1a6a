use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month};

use super::TimeError;
use super::timestamp::digits;

/// A civil date (a `full-date` of RFC 3339, CBOR tag 1004 of RFC 8943), years 1 to 9999.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct FullDate(Date);

impl FullDate {
    /// From year (1 to 9999), month (1 to 12) and day of the month.
    ///
    /// # Errors
    /// [`TimeError::NoSuchTime`] when the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, TimeError> {
        if !(1..=9999).contains(&year) {
            return Err(TimeError::OutOfRange);
        }
        let month = Month::try_from(month).map_err(|_| TimeError::NoSuchTime)?;
        Date::from_calendar_date(i32::from(year), month, day)
            .map(Self)
            .map_err(|_| TimeError::NoSuchTime)
    }

    /// From exactly the ten characters `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`TimeError::Form`] or [`TimeError::NoSuchTime`].
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "YYYY-MM-DD",
        };
        let bytes: &[u8; 10] = text.as_bytes().try_into().map_err(|_| FORM)?;
        let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = bytes else {
            return Err(FORM);
        };
        Self::from_digits(&[*y0, *y1, *y2, *y3, *m0, *m1, *d0, *d1]).ok_or(FORM)?
    }

    /// From exactly the eight ASCII digits `YYYYMMDD`, as the card's records write a date.
    ///
    /// # Errors
    /// [`TimeError::Form`] or [`TimeError::NoSuchTime`].
    pub fn parse_compact(digits: &[u8]) -> Result<Self, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "YYYYMMDD",
        };
        let digits: &[u8; 8] = digits.try_into().map_err(|_| FORM)?;
        Self::from_digits(digits).ok_or(FORM)?
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        u16::try_from(self.0.year()).unwrap_or(1)
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        u8::from(self.0.month())
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day()
    }

    /// The ten characters `YYYY-MM-DD`.
    pub fn to_text(self) -> [u8; 10] {
        let mut text = *b"0000-00-00";
        digits(&mut text, 0, 4, u32::from(self.year()));
        digits(&mut text, 5, 2, u32::from(self.month()));
        digits(&mut text, 8, 2, u32::from(self.day()));
        text
    }

    /// Completed years on `day` of somebody born on `self`; zero before the birth.
    ///
    /// A year is completed at the start of the birthday. Somebody born on 29 February completes a
    /// year at the start of 1 March of a common year. In law (Japan: Civil Code 143, by the law on
    /// the reckoning of ages) that is the end of the day before, which is the same instant; only
    /// rules that count whole days differ by one.
    pub fn age_on(self, day: FullDate) -> u16 {
        let years = day.year().saturating_sub(self.year());
        let birthday_passed = (day.month(), day.day()) >= (self.month(), self.day());
        years.saturating_sub(u16::from(!birthday_passed))
    }

    /// The day on which somebody born on `self` completes `years` years; the same rule as
    /// [`age_on`](Self::age_on). `None` after the year 9999.
    pub fn birthday(self, years: u16) -> Option<FullDate> {
        let year = self.year().checked_add(years)?;
        match Self::new(year, self.month(), self.day()) {
            Ok(day) => Some(day),
            // 29 February in a common year.
            Err(TimeError::NoSuchTime) => Self::new(year, 3, 1).ok(),
            Err(_) => None,
        }
    }

    /// The day before; the first day of the calendar has none and stays.
    #[must_use]
    pub fn previous_day(self) -> FullDate {
        self.0.previous_day().map_or(self, Self)
    }

    fn from_digits(digits: &[u8; 8]) -> Option<Result<Self, TimeError>> {
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut values = digits.iter().map(|digit| u16::from(digit - b'0'));
        let mut number = |count: usize| {
            values
                .by_ref()
                .take(count)
                .fold(0u16, |sum, digit| sum * 10 + digit)
        };
        let (year, month, day) = (number(4), number(2), number(2));
        let small = |value: u16| u8::try_from(value).unwrap_or(0);
        Some(Self::new(year, small(month), small(day)))
    }

    pub(super) fn from_calendar(date: Date) -> Self {
        Self(date)
    }

    pub(super) fn to_calendar(self) -> Date {
        self.0
    }
}

impl fmt::Display for FullDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_text();
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for FullDate {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text)
    }
}

impl Serialize for FullDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FullDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A date of which day, or day and month, may be unknown, as some registers hold for a birth.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum PartialDate {
    /// Year, month and day.
    Day(FullDate),
    /// Year and month; the day is written `00`.
    Month {
        /// 1 to 9999.
        year: u16,
        /// 1 to 12.
        month: u8,
    },
    /// The year alone; month and day are written `0000`.
    Year {
        /// 1 to 9999.
        year: u16,
    },
}

impl PartialDate {
    /// From exactly the eight ASCII digits `YYYYMMDD`, where `DD` or `MMDD` may be zeros.
    ///
    /// # Errors
    /// [`TimeError::Form`] or [`TimeError::NoSuchTime`].
    pub fn parse_compact(digits: &[u8]) -> Result<Self, TimeError> {
        let Some((year_digits, rest)) = digits.split_at_checked(4) else {
            return FullDate::parse_compact(digits).map(Self::Day);
        };
        let first_of = |month: [u8; 2]| {
            let mut whole = [b'0'; 8];
            let text = year_digits.iter().chain(&month).chain(b"01");
            for (slot, digit) in whole.iter_mut().zip(text) {
                *slot = *digit;
            }
            FullDate::parse_compact(&whole)
        };
        match rest {
            b"0000" => first_of(*b"01").map(|date| Self::Year { year: date.year() }),
            [m0, m1, b'0', b'0'] => first_of([*m0, *m1]).map(|date| Self::Month {
                year: date.year(),
                month: date.month(),
            }),
            _ => FullDate::parse_compact(digits).map(Self::Day),
        }
    }

    /// The date, when it is wholly known.
    pub fn full(self) -> Option<FullDate> {
        match self {
            Self::Day(date) => Some(date),
            Self::Month { .. } | Self::Year { .. } => None,
        }
    }

    /// The first day that it can be.
    pub fn earliest(self) -> FullDate {
        match self {
            Self::Day(date) => date,
            // Valid by construction; the fallbacks are never taken.
            Self::Month { year, month } => {
                FullDate::new(year, month, 1).unwrap_or(FullDate(Date::MIN))
            }
            Self::Year { year } => FullDate::new(year, 1, 1).unwrap_or(FullDate(Date::MIN)),
        }
    }

    /// The last day that it can be.
    pub fn latest(self) -> FullDate {
        match self {
            Self::Day(date) => date,
            Self::Month { year, month } => {
                let next = if month == 12 {
                    FullDate::new(year.saturating_add(1), 1, 1)
                } else {
                    FullDate::new(year, month + 1, 1)
                };
                next.map_or(self.earliest(), FullDate::previous_day)
            }
            Self::Year { year } => FullDate::new(year, 12, 31).unwrap_or(FullDate(Date::MIN)),
        }
    }
}

/// An era of the Japanese calendar, with the digit that cards and licences write for it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Era {
    /// 1, from 1868 (明治).
    Meiji,
    /// 2, from 1912-07-30 (大正).
    Taisho,
    /// 3, from 1926-12-25 (昭和).
    Showa,
    /// 4, from 1989-01-08 (平成).
    Heisei,
    /// 5, from 2019-05-01 (令和).
    Reiwa,
}

impl Era {
    /// From the ASCII digit `1` to `5`.
    pub fn from_digit(digit: u8) -> Option<Self> {
        match digit {
            b'1' => Some(Self::Meiji),
            b'2' => Some(Self::Taisho),
            b'3' => Some(Self::Showa),
            b'4' => Some(Self::Heisei),
            b'5' => Some(Self::Reiwa),
            _ => None,
        }
    }

    /// The ASCII digit `1` to `5`.
    pub fn digit(self) -> u8 {
        match self {
            Self::Meiji => b'1',
            Self::Taisho => b'2',
            Self::Showa => b'3',
            Self::Heisei => b'4',
            Self::Reiwa => b'5',
        }
    }

    /// The era and year of the era in which `date` lies; `None` before 1868.
    pub fn of(date: FullDate) -> Option<(Self, u16)> {
        let begins = |y, m, d| FullDate::new(y, m, d).is_ok_and(|begin| date >= begin);
        let era = if begins(2019, 5, 1) {
            Self::Reiwa
        } else if begins(1989, 1, 8) {
            Self::Heisei
        } else if begins(1926, 12, 25) {
            Self::Showa
        } else if begins(1912, 7, 30) {
            Self::Taisho
        } else if begins(1868, 1, 1) {
            Self::Meiji
        } else {
            return None;
        };
        Some((era, date.year().saturating_sub(era.offset())))
    }

    /// From year of the era, month and day. A date past the era's end is taken as a plain offset,
    /// as documents printed before a change of era carry them (平成33年 is 2021).
    ///
    /// # Errors
    /// [`TimeError::NoSuchTime`] when the calendar has no such day, or for year 0.
    pub fn date(self, year: u16, month: u8, day: u8) -> Result<FullDate, TimeError> {
        if year == 0 {
            return Err(TimeError::NoSuchTime);
        }
        FullDate::new(self.offset().saturating_add(year), month, day)
    }

    /// From exactly the seven ASCII digits `EYYMMDD`: era digit, year of the era, month, day, as
    /// the driving-licence application writes a date.
    ///
    /// # Errors
    /// [`TimeError::Form`] or [`TimeError::NoSuchTime`].
    pub fn parse_date(digits: &[u8]) -> Result<FullDate, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "EYYMMDD",
        };
        let [era, rest @ ..] = digits else {
            return Err(FORM);
        };
        let rest: &[u8; 6] = rest.try_into().map_err(|_| FORM)?;
        if !rest.iter().all(u8::is_ascii_digit) {
            return Err(FORM);
        }
        let [y0, y1, m0, m1, d0, d1] = rest.map(|digit| digit - b'0');
        let era = Self::from_digit(*era).ok_or(FORM)?;
        era.date(u16::from(y0 * 10 + y1), m0 * 10 + m1, d0 * 10 + d1)
    }

    /// What to add to a year of the era to get the Gregorian year.
    fn offset(self) -> u16 {
        match self {
            Self::Meiji => 1867,
            Self::Taisho => 1911,
            Self::Showa => 1925,
            Self::Heisei => 1988,
            Self::Reiwa => 2018,
        }
    }
}
