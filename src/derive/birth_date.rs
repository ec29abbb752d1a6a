use crate::cbor::Writer;
use crate::time::PartialDate;

/// As people in Japan write it, without padding: `1990年4月15日`; what is not known is said to be
/// (`1990年4月日不詳`, `1990年月日不詳`).
pub(super) fn in_japanese(born: PartialDate) -> String {
    match born {
        PartialDate::Day(date) => {
            format!("{}年{}月{}日", date.year(), date.month(), date.day())
        }
        PartialDate::Month { year, month } => format!("{year}年{month}月日不詳"),
        PartialDate::Year { year } => format!("{year}年月日不詳"),
    }
}

/// A full-date where it is known, else the map of ISO/IEC TS 23220-2 6.3.1.1.3 whose mask shows
/// what is not.
pub(super) fn write_masked(born: PartialDate, writer: &mut Writer<'_>) {
    let mask = match born {
        PartialDate::Day(date) => {
            writer.full_date(date);
            return;
        }
        PartialDate::Month { .. } => "00000011",
        PartialDate::Year { .. } => "00001111",
    };
    writer.map(2).text("birth_date");
    writer.full_date(born.latest());
    writer.text("approximate_mask").text(mask);
}

/// A full-date; where the day is not known, the last that it can be, so that nobody reckons an age
/// from it that may not have been reached (ISO/IEC 18013-5 has no mask).
pub(super) fn write_approximate(born: PartialDate, writer: &mut Writer<'_>) {
    writer.full_date(born.latest());
}
