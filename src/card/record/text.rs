use std::fmt;

use super::certificate::key_object;
use super::tlv::Walk;
use super::{RecordError, Sex, birth_date, sex};
use crate::crypto::RsaPublicKey;
use crate::time::PartialDate;

/// Name, address, birth date and sex as text: EF 0002 of the text application (基本4情報).
///
/// ```text
/// FF20 { DF21 offsets[8], DF22 name, DF23 address, DF24 birth date "YYYYMMDD", DF25 sex }
/// ```
/// Texts are UTF-8 as the municipality wrote them, parts of the name separated by U+3000. What
/// [`TextIntegrity`] signs is the SHA-256 of `DF22` to `DF25` with their headers; the offset table
/// is outside and is not used.
#[derive(Clone)]
pub struct TextAttributes<'a> {
    name: &'a str,
    address: &'a str,
    birth_date: PartialDate,
    sex: Sex,
    signed_part: &'a [u8],
}

impl<'a> TextAttributes<'a> {
    /// From EF 0002 as read, with or without filler.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        let mut walk = Walk::file(ATTRIBUTES, file, [0xFF, 0x20])?;
        let _offsets: &[u8; 8] = walk.fixed([0xDF, 0x21], "the offset table")?;
        let before = walk;
        let name = text(walk.object([0xDF, 0x22], "the name")?.value, "the name")?;
        let address = text(
            walk.object([0xDF, 0x23], "the address")?.value,
            "the address",
        )?;
        let birth = walk.fixed([0xDF, 0x24], "the birth date")?;
        let code = walk.fixed([0xDF, 0x25], "the sex")?;
        let signed_part = walk.since(before);
        walk.finish()?;
        Ok(Self {
            name,
            address,
            birth_date: birth_date(ATTRIBUTES, birth)?,
            sex: sex(ATTRIBUTES, *code)?,
            signed_part,
        })
    }

    /// The name (氏名).
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The address (住所), one line.
    pub fn address(&self) -> &'a str {
        self.address
    }

    /// The birth date, of which day or month may be unknown.
    pub fn birth_date(&self) -> PartialDate {
        self.birth_date
    }

    /// The sex.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The bytes whose SHA-256 is [`TextIntegrity::attributes_digest`].
    pub fn signed_part(&self) -> &'a [u8] {
        self.signed_part
    }
}

/// The signature over the text application's data: EF 0003.
///
/// ```text
/// FF30 { DF31 digest[32], DF32 digest[32], DF33 signature[256] }
/// ```
/// The signature is RSASSA-PKCS1-v1_5 with SHA-256 over the objects `DF31 || DF32`, by the key of
/// the application's card-verifiable certificate. `DF31` is an unsalted hash of the individual
/// number and must be kept like the number itself.
#[derive(Clone)]
pub struct TextIntegrity<'a> {
    individual_number_digest: &'a [u8; 32],
    attributes_digest: &'a [u8; 32],
    signed_part: &'a [u8],
    signature: &'a [u8; 256],
}

impl<'a> TextIntegrity<'a> {
    /// From EF 0003 as read, with or without filler.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        let mut walk = Walk::file("integrity record", file, [0xFF, 0x30])?;
        let before = walk;
        let individual_number_digest =
            walk.fixed([0xDF, 0x31], "the digest of the individual number")?;
        let attributes_digest = walk.fixed([0xDF, 0x32], "the digest of the attributes")?;
        let signed_part = walk.since(before);
        let signature = walk.fixed([0xDF, 0x33], "the signature")?;
        walk.finish()?;
        Ok(Self {
            individual_number_digest,
            attributes_digest,
            signed_part,
            signature,
        })
    }

    /// SHA-256 of [`IndividualNumberRecord::signed_part`].
    pub fn individual_number_digest(&self) -> &'a [u8; 32] {
        self.individual_number_digest
    }

    /// SHA-256 of [`TextAttributes::signed_part`].
    pub fn attributes_digest(&self) -> &'a [u8; 32] {
        self.attributes_digest
    }

    /// The signed bytes.
    pub fn signed_part(&self) -> &'a [u8] {
        self.signed_part
    }

    /// The municipality's signature, 256 bytes.
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }
}

/// The card's own key in the text application, signed: EF 0007. Its private half answers the
/// challenge, without a PIN.
///
/// ```text
/// FF50 { DF51 { 90 03 exponent, 91 820100 modulus }, DF52 signature[256] }
/// ```
/// The signature is RSASSA-PKCS1-v1_5 with SHA-256 over the object `DF51`, by the key of the
/// application's card-verifiable certificate.
#[derive(Clone)]
pub struct CardKeyRecord<'a> {
    key: RsaPublicKey,
    signed_part: &'a [u8],
    signature: &'a [u8; 256],
}

impl<'a> CardKeyRecord<'a> {
    /// From EF 0007 as read, with or without filler.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        const RECORD: &str = "card key record";
        let mut walk = Walk::file(RECORD, file, [0xFF, 0x50])?;
        let key = walk.object([0xDF, 0x51], "the public key")?;
        let signature = walk.fixed([0xDF, 0x52], "the signature")?;
        walk.finish()?;
        Ok(Self {
            key: key_object(RECORD, key.value)?,
            signed_part: key.whole,
            signature,
        })
    }

    /// The card's key.
    pub fn key(&self) -> &RsaPublicKey {
        &self.key
    }

    /// The signed bytes.
    pub fn signed_part(&self) -> &'a [u8] {
        self.signed_part
    }

    /// The municipality's signature, 256 bytes.
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }
}

/// The individual number (個人番号): EF 0001 of the text application.
///
/// ```text
/// FF10 0C number[12]  filler
/// ```
/// [`TextIntegrity`] signs the SHA-256 of the whole physical file, filler included.
#[derive(Clone)]
pub struct IndividualNumberRecord<'a> {
    number: &'a str,
    file: &'a [u8],
}

impl<'a> IndividualNumberRecord<'a> {
    /// From EF 0001, the whole physical file.
    ///
    /// # Errors
    /// [`RecordError`], also for a number whose check digit is wrong.
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        const RECORD: &str = "individual number record";
        const FIELD: &str = "the individual number";
        let record = Walk::file(RECORD, file, [0xFF, 0x10])?;
        let digits: &[u8; 12] = record
            .remaining()
            .try_into()
            .map_err(|_| RecordError::Length {
                record: RECORD,
                field: FIELD,
            })?;
        let number = std::str::from_utf8(digits)
            .ok()
            .filter(|_| check_digit_fits(digits));
        Ok(Self {
            number: number.ok_or(RecordError::Value {
                record: RECORD,
                field: FIELD,
                expected: "12 digits with a right check digit",
            })?,
            file,
        })
    }

    /// The twelve digits.
    pub fn number(&self) -> &'a str {
        self.number
    }

    /// The bytes whose SHA-256 is [`TextIntegrity::individual_number_digest`].
    pub fn signed_part(&self) -> &'a [u8] {
        self.file
    }
}

macro_rules! redacted {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

redacted!(
    TextAttributes,
    TextIntegrity,
    CardKeyRecord,
    IndividualNumberRecord
);

fn text<'a>(bytes: &'a [u8], field: &'static str) -> Result<&'a str, RecordError> {
    let error = |expected| RecordError::Value {
        record: ATTRIBUTES,
        field,
        expected,
    };
    let text = std::str::from_utf8(bytes).map_err(|_| error("UTF-8"))?;
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(error("a text without control characters"));
    }
    Ok(text)
}

/// The check digit of an individual number (ministerial ordinance 85 of 2014 of MIC, article 5):
/// 11 less the weighted sum of the other digits modulo 11, and 0 where that would be 10 or 11. The
/// weights run 2 to 7 from the last of them, then 2 to 6.
fn check_digit_fits(digits: &[u8; 12]) -> bool {
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let [others @ .., check] = digits.map(|digit| u32::from(digit - b'0'));
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = others
        .iter()
        .rev()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let expected = match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    };
    check == expected
}

const ATTRIBUTES: &str = "attribute record";
