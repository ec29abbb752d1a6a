use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset};

use super::{FullDate, TimeError};

/// A point in time in UTC, in whole seconds, within the years 1 to 9999.
///
/// Written as RFC 3339 with `Z` and without a fraction, always 20 characters: the `tdate` of
/// ISO/IEC 18013-5 (8.3 of the second edition's draft; 7.2.1 of 2021).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] outside the years 1 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, TimeError> {
        let time =
            OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| TimeError::OutOfRange)?;
        if (1..=9999).contains(&time.year()) {
            Ok(Self(seconds))
        } else {
            Err(TimeError::OutOfRange)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// This time moved by `seconds`, clamped to the years 1 to 9999.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let moved = self.0.saturating_add(seconds);
        Self(moved.clamp(Self::FIRST, Self::LAST))
    }

    /// This time moved by whole days of 86,400 seconds, clamped to the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// The last full hour not after this time.
    #[must_use]
    pub fn floor_to_hour(self) -> Self {
        Self(self.0 - self.0.rem_euclid(3_600))
    }

    /// The last midnight (UTC) not after this time.
    #[must_use]
    pub fn floor_to_day(self) -> Self {
        Self(self.0 - self.0.rem_euclid(86_400))
    }

    /// The last midnight (UTC) that begins an ISO week (Monday), not after this time.
    #[must_use]
    pub fn floor_to_week(self) -> Self {
        // 1970-01-01 was a Thursday, three days after a Monday.
        let days = self.0.div_euclid(86_400);
        Self((days - (days + 3).rem_euclid(7)) * 86_400).clamp_to_range()
    }

    /// The last midnight (UTC) that begins a calendar month, not after this time.
    #[must_use]
    pub fn floor_to_month(self) -> Self {
        let today = self.floor_to_day();
        let day = i64::from(today.to_offset().day());
        today.plus_days(1 - day)
    }

    /// The civil date in Japan (UTC+9) at this time.
    pub fn date_in_japan(self) -> FullDate {
        let local = self.plus_seconds(9 * 3_600).to_offset();
        FullDate::from_calendar(local.date())
    }

    /// The first second of `date` in Japan (UTC+9).
    pub fn start_of_day_in_japan(date: FullDate) -> Self {
        let midnight = date
            .to_calendar()
            .with_time(Time::MIDNIGHT)
            .assume_offset(UtcOffset::UTC);
        Self(midnight.unix_timestamp()).plus_seconds(-9 * 3_600)
    }

    /// The last second of `date` in Japan (UTC+9): what an expiry day that is still good means.
    pub fn end_of_day_in_japan(date: FullDate) -> Self {
        Self::start_of_day_in_japan(date).plus_seconds(86_400 - 1)
    }

    /// The 20 characters `YYYY-MM-DDThh:mm:ssZ`.
    pub fn to_rfc3339(self) -> [u8; 20] {
        let time = self.to_offset();
        let mut text = *b"0000-00-00T00:00:00Z";
        digits(&mut text, 0, 4, time.year().unsigned_abs());
        digits(&mut text, 5, 2, u32::from(u8::from(time.month())));
        digits(&mut text, 8, 2, u32::from(time.day()));
        digits(&mut text, 11, 2, u32::from(time.hour()));
        digits(&mut text, 14, 2, u32::from(time.minute()));
        digits(&mut text, 17, 2, u32::from(time.second()));
        text
    }

    /// From exactly the 20 characters `YYYY-MM-DDThh:mm:ssZ`.
    ///
    /// # Errors
    /// [`TimeError::Form`] for any other form, [`TimeError::NoSuchTime`] for 30 February or 25
    /// o'clock (and for a leap second, which the mdoc formats have no use for).
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "YYYY-MM-DDThh:mm:ssZ",
        };
        let bytes: &[u8; 20] = text.as_bytes().try_into().map_err(|_| FORM)?;
        let template = b"0000-00-00T00:00:00Z";
        let shape = |(have, want): (&u8, &u8)| match want {
            b'0' => have.is_ascii_digit(),
            other => have == other,
        };
        if !bytes.iter().zip(template).all(shape) {
            return Err(FORM);
        }
        let number = |from: usize, to: usize| -> Result<u16, TimeError> {
            text.get(from..to)
                .and_then(|digits| digits.parse().ok())
                .ok_or(FORM)
        };
        let small = |from: usize| -> Result<u8, TimeError> {
            u8::try_from(number(from, from + 2)?).map_err(|_| FORM)
        };
        let month = Month::try_from(small(5)?).map_err(|_| TimeError::NoSuchTime)?;
        let date = Date::from_calendar_date(i32::from(number(0, 4)?), month, small(8)?)
            .map_err(|_| TimeError::NoSuchTime)?;
        let time = Time::from_hms(small(11)?, small(14)?, small(17)?)
            .map_err(|_| TimeError::NoSuchTime)?;
        Self::from_unix(date.with_time(time).assume_utc().unix_timestamp())
    }

    const FIRST: i64 = -62_135_596_800;
    const LAST: i64 = 253_402_300_799;

    fn clamp_to_range(self) -> Self {
        Self(self.0.clamp(Self::FIRST, Self::LAST))
    }

    fn to_offset(self) -> OffsetDateTime {
        // In range by construction.
        OffsetDateTime::UNIX_EPOCH.saturating_add(Duration::seconds(self.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_rfc3339();
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Writes `value` as `width` decimal digits at `at`.
pub(super) fn digits(text: &mut [u8], at: usize, width: usize, mut value: u32) {
    for slot in text.iter_mut().skip(at).take(width).rev() {
        *slot = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
}
