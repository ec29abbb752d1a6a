//! The driving-licence application: WEF01 to WEF03 of the specification's version 010.

mod data;
mod jis;
mod objects;
mod signature;

pub use data::{ColourClass, LicenceCategory, LicenceData};
pub use signature::LicenceSignature;

use super::RecordError;

/// Whether the holder has set a PIN: WEF01 (EF 001A), `C1 01 01` or `C1 01 00`. Without one,
/// `****` is sent in its place.
///
/// # Errors
/// [`RecordError`] for anything else.
pub fn pin_is_set(file: &[u8]) -> Result<bool, RecordError> {
    match file {
        [0xC1, 1, 1] => Ok(true),
        [0xC1, 1, 0] => Ok(false),
        _ => Err(RecordError::Value {
            record: "licence PIN setting",
            field: "its one object",
            expected: "C1 01 00 or C1 01 01",
        }),
    }
}
