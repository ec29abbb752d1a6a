use super::{Element, Image, ImageError, TextForm, ValueType};
use crate::cbor::{CborError, Kind, Reader, TAG_FULL_DATE, TAG_TDATE};
use crate::error::{Category, Coded};
use crate::time::{FullDate, Timestamp};

/// Why a value is none that an element may have. It tells nothing of the value itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// Not one item of strict CBOR, or of another type.
    #[error("the value has another type: {0}")]
    Type(#[from] CborError),
    /// No text of the element's form.
    #[error("the text is not {expected}; write it in that form")]
    Form {
        /// The form.
        expected: &'static str,
    },
    /// A character outside ISO/IEC 8859-1, or a control.
    #[error("the text has a character outside Latin-1; romanise it")]
    NotLatin1,
    /// A character for private use, which no wallet can display.
    #[error(
        "character {position} of the text is for private use; replace it by one that Unicode assigns"
    )]
    PrivateUseCharacter {
        /// Its place in the text, in characters from 1.
        position: usize,
    },
    /// More characters than the standard allows.
    #[error("the text has more than {longest} characters; shorten it")]
    TooLong {
        /// The greatest number of characters.
        longest: u16,
    },
    /// A number outside the element's range.
    #[error("the number is outside the range of the element; correct it")]
    OutOfRange,
    /// No day or time of the calendar.
    #[error("the text in the date is no day or time; correct it")]
    NoDate,
    /// No portrait that wallets show.
    #[error(transparent)]
    Image(#[from] ImageError),
}

impl Coded for ValueError {
    fn code(&self) -> &'static str {
        match self {
            Self::Type(_) => "doctype.type",
            Self::Form { .. } => "doctype.form",
            Self::NotLatin1 => "doctype.not-latin1",
            Self::PrivateUseCharacter { .. } => "doctype.private-use-character",
            Self::TooLong { .. } => "doctype.too-long",
            Self::OutOfRange => "doctype.out-of-range",
            Self::NoDate => "doctype.no-date",
            Self::Image(error) => error.code(),
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}

impl Element {
    /// Checks an encoded value against the element's row: CBOR type, characters, length, range.
    ///
    /// # Errors
    /// The first [`ValueError`] that applies.
    pub fn check(&self, value: &[u8]) -> Result<(), ValueError> {
        let mut reader = Reader::new(value)?;
        let reader = &mut reader;
        match self.value {
            ValueType::Text { form, longest } => text(reader.text()?, form, longest),
            ValueType::Unsigned(most) => in_range(reader.unsigned()? <= most),
            ValueType::Sex => in_range(matches!(reader.unsigned()?, 0 | 1 | 2 | 9)),
            ValueType::Boolean => Ok(reader.boolean().map(drop)?),
            ValueType::FullDate => full_date(reader),
            ValueType::Date => match reader.peek()? {
                Kind::Tag(TAG_TDATE) => date_time(reader),
                _ => full_date(reader),
            },
            ValueType::DateTime => date_time(reader),
            ValueType::ApproximateDate => match reader.peek()? {
                Kind::Map(_) => approximate_date(reader),
                _ => full_date(reader),
            },
            ValueType::Image => Ok(Image::parse(reader.byte_string()?).map(drop)?),
            ValueType::Biometric => biometric(reader),
            ValueType::DrivingPrivileges => each(reader, driving_privilege),
            ValueType::DomesticDrivingPrivileges => each(reader, domestic_driving_privilege),
            ValueType::NumberedObjects => each_of_some(reader, numbered_object),
        }
    }
}

fn text(text: &str, form: TextForm, longest: Option<u16>) -> Result<(), ValueError> {
    if let Some(before) = text.chars().position(is_private_use) {
        let position = before.saturating_add(1);
        return Err(ValueError::PrivateUseCharacter { position });
    }
    if let Some(longest) = longest
        && text.chars().count() > usize::from(longest)
    {
        return Err(ValueError::TooLong { longest });
    }
    let (holds, expected) = match form {
        TextForm::Unicode => (
            !text.is_empty() && text.chars().all(|c| c == '\n' || !c.is_control()),
            "a text without control characters",
        ),
        TextForm::Latin1 if !text.chars().all(is_printable_latin1) => {
            return Err(ValueError::NotLatin1);
        }
        TextForm::Latin1 => (!text.is_empty(), "a text of at least one character"),
        TextForm::Digits(count) => (
            text.len() == usize::from(count) && text.bytes().all(|byte| byte.is_ascii_digit()),
            "the right number of ASCII digits",
        ),
        TextForm::Country => (is_country(text), "a country code of ISO 3166-1 alpha-2"),
        TextForm::Subdivision => (
            text.split_once('-').is_some_and(|(country, part)| {
                is_country(country)
                    && (1..=3).contains(&part.len())
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            }),
            "a subdivision code of ISO 3166-2",
        ),
        TextForm::OneOf(list) => (list.contains(&text), "one of the element's list"),
    };
    if holds {
        Ok(())
    } else {
        Err(ValueError::Form { expected })
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_printable_latin1(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{A0}'..='\u{FF}')
}

/// The private use area of the basic plane, and planes 15 and 16.
fn is_private_use(character: char) -> bool {
    matches!(
        character,
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}'
    )
}

fn in_range(holds: bool) -> Result<(), ValueError> {
    if holds {
        Ok(())
    } else {
        Err(ValueError::OutOfRange)
    }
}

fn full_date(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    reader.tag(TAG_FULL_DATE, "a full-date (tag 1004)")?;
    FullDate::parse(reader.text()?)
        .map(drop)
        .map_err(|_| ValueError::NoDate)
}

fn date_time(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    reader.tag(TAG_TDATE, "a tdate (tag 0)")?;
    Timestamp::parse(reader.text()?)
        .map(drop)
        .map_err(|_| ValueError::NoDate)
}

fn approximate_date(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    members(reader, &["birth_date"], |reader, key| match key {
        "birth_date" => full_date(reader),
        "approximate_mask" => {
            let mask = reader.text()?;
            if mask.len() == 8 && mask.bytes().all(|byte| matches!(byte, b'0' | b'1')) {
                Ok(())
            } else {
                Err(ValueError::Form {
                    expected: "a mask of eight digits 0 and 1",
                })
            }
        }
        _ => Ok(reader.item().map(drop)?),
    })
}

fn biometric(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    if reader.byte_string()?.starts_with(&[0x7F, 0x61]) {
        Ok(())
    } else {
        Err(ValueError::Form {
            expected: "a biometric data block that begins with tag 7F61",
        })
    }
}

fn driving_privilege(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    members(
        reader,
        &["vehicle_category_code"],
        |reader, key| match key {
            "vehicle_category_code" => any_text(reader),
            "issue_date" | "expiry_date" => full_date(reader),
            "codes" => each_of_some(reader, |reader| {
                members(reader, &["code"], |reader, key| match key {
                    "code" | "sign" | "value" => any_text(reader),
                    _ => Ok(reader.item().map(drop)?),
                })
            }),
            _ => Ok(reader.item().map(drop)?),
        },
    )
}

fn domestic_driving_privilege(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    members(
        reader,
        &["type_code", "name_unicode"],
        |reader, key| match key {
            "type_code" => text(reader.text()?, TextForm::Digits(2), None),
            "name_unicode" => any_text(reader),
            "acquisition_date" => full_date(reader),
            "conditions" => each_of_some(reader, any_text),
            _ => Ok(reader.item().map(drop)?),
        },
    )
}

fn numbered_object(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    members(reader, &["number", "content"], |reader, key| match key {
        "number" => Ok(reader.unsigned().map(drop)?),
        "content" => Ok(reader.byte_string().map(drop)?),
        _ => Ok(reader.item().map(drop)?),
    })
}

fn any_text(reader: &mut Reader<'_>) -> Result<(), ValueError> {
    text(reader.text()?, TextForm::Unicode, None)
}

/// Every item of an array.
fn each(
    reader: &mut Reader<'_>,
    item: impl Fn(&mut Reader<'_>) -> Result<(), ValueError>,
) -> Result<(), ValueError> {
    let length = reader.array()?;
    (0..length).try_for_each(|_| item(reader))
}

/// Every item of an array that may not be empty.
fn each_of_some(
    reader: &mut Reader<'_>,
    item: impl Fn(&mut Reader<'_>) -> Result<(), ValueError>,
) -> Result<(), ValueError> {
    if reader.peek()? == Kind::Array(0) {
        return Err(reader.unexpected("an array of at least one item").into());
    }
    each(reader, item)
}

/// Every member of a map with text keys, of which the `required` ones must be there.
fn members(
    reader: &mut Reader<'_>,
    required: &[&str],
    member: impl Fn(&mut Reader<'_>, &str) -> Result<(), ValueError>,
) -> Result<(), ValueError> {
    let missing = reader.unexpected("a map with every required member");
    let mut found = 0;
    for _ in 0..reader.map()? {
        let key = reader.text()?;
        found += usize::from(required.contains(&key));
        member(reader, key)?;
    }
    if found == required.len() {
        Ok(())
    } else {
        Err(missing.into())
    }
}
