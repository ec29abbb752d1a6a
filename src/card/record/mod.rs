//! What the files of the card hold, and exactly which of their bytes are signed.
//!
//! Every parser is strict: each object once, in the card's order, with lengths in the card's form
//! and nothing behind the record but `FF` filler. A field is taken only from inside the bytes that
//! a signature covers; the few unsigned ones say so in their name. A parser proves nothing: it
//! hands out the signed bytes and the signature, and `evidence` checks them.
//!
//! The layouts are those of the two applications for the printed data (券面事項入力補助, *text*, and
//! 券面事項確認, *face*) and of the driving-licence application (マイナ免許証, version 010 of the National
//! Police Agency's specification). The first two are unpublished; they were confirmed against files
//! of a test card.

mod certificate;
mod error;
mod face;
mod licence;
mod text;
pub(in crate::card) mod tlv;

#[cfg(test)]
mod tests;

pub use certificate::{CardVerifiableCertificate, KeyId, public_key};
pub use error::RecordError;
pub use face::{FaceRecord, without_security_code};
pub use licence::{ColourClass, LicenceCategory, LicenceData, LicenceSignature, pin_is_set};
pub use text::{CardKeyRecord, IndividualNumberRecord, TextAttributes, TextIntegrity};

use crate::time::PartialDate;

/// Sex, as the records of the card write it (the codes of ISO/IEC 5218).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Sex {
    /// `1`.
    Male,
    /// `2`.
    Female,
    /// `9`: not applicable.
    NotApplicable,
}

impl Sex {
    /// From the ASCII digit `1`, `2` or `9`.
    pub fn from_digit(digit: u8) -> Option<Self> {
        match digit {
            b'1' => Some(Self::Male),
            b'2' => Some(Self::Female),
            b'9' => Some(Self::NotApplicable),
            _ => None,
        }
    }
}

fn sex(record: &'static str, code: [u8; 1]) -> Result<Sex, RecordError> {
    let [digit] = code;
    Sex::from_digit(digit).ok_or(RecordError::Value {
        record,
        field: "the sex",
        expected: "1, 2 or 9",
    })
}

fn birth_date(record: &'static str, digits: &[u8; 8]) -> Result<PartialDate, RecordError> {
    PartialDate::parse_compact(digits).map_err(|_| RecordError::Value {
        record,
        field: "the birth date",
        expected: "a date YYYYMMDD",
    })
}
