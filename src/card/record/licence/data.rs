use std::fmt;

use super::jis;
use super::objects::Objects;
use crate::card::record::RecordError;
use crate::time::{Era, FullDate};

/// The licence's data: WEF02 (EF 001B). Name, address, birth date, sex and issue date are **not**
/// in it, nor is a key: it proves no presence, and nothing in it names the holder.
///
/// ```text
/// C2 date of the history record, C3 kind of history, C4 colour class, C5 last day of validity,
/// C6..C9 conditions 1..4, CA..CB missing characters, CC..D3 conditions 5..12,
/// D4..D6 missing characters, D7..DE remarks 1..8, DF..E6 spare, E7 licence number,
/// E8 history number, E9..EB dates of acquisition, EC..FA categories, FB..106 reserved, 107 photo
/// ```
/// Objects stand in this order, each at most once; an empty one is as good as none. Dates are
/// seven digits `EYYMMDD` (era digit, year of the era), also past the end of the era; texts are
/// JIS X 0208. The police signature ([`LicenceSignature`](super::LicenceSignature)) covers all of
/// it.
#[derive(Clone)]
pub struct LicenceData<'a> {
    file: &'a [u8],
    objects: &'a [u8],
    history_recorded_on: Option<FullDate>,
    colour_class: Option<ColourClass>,
    valid_until: Option<FullDate>,
    conditions: Vec<String>,
    remarks: Vec<String>,
    number: Option<&'a str>,
    history_number: Option<&'a str>,
    acquired_two_wheeled: Option<FullDate>,
    acquired_other: Option<FullDate>,
    acquired_second_class: Option<FullDate>,
    categories: Vec<LicenceCategory>,
    photo: Option<&'a [u8]>,
}

impl<'a> LicenceData<'a> {
    /// From WEF02, the physical file with its filler, or without.
    ///
    /// # Errors
    /// [`RecordError`], also for a character outside JIS X 0208 and for an unknown code.
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        let mut walk = Objects::new(RECORD, file, FIRST - 1)?;
        let mut data = Self {
            file,
            objects: file,
            history_recorded_on: None,
            colour_class: None,
            valid_until: None,
            conditions: Vec::new(),
            remarks: Vec::new(),
            number: None,
            history_number: None,
            acquired_two_wheeled: None,
            acquired_other: None,
            acquired_second_class: None,
            categories: Vec::new(),
            photo: None,
        };
        while let Some((tag, value)) = walk.next()? {
            data.take(tag, value)?;
        }
        let length = file.len().saturating_sub(walk.remaining().len());
        data.objects = file.get(..length).unwrap_or_default();
        if data.objects.is_empty() {
            return Err(RecordError::Truncated {
                record: RECORD,
                field: "its first object",
            });
        }
        Ok(data)
    }

    /// What the police signature may cover: the objects, or the whole file with its filler. The
    /// specification says "all data in stored order"; both hold every field.
    pub fn signed_candidates(&self) -> [&'a [u8]; 2] {
        [self.objects, self.file]
    }

    /// Every object that is not empty, by its tag, as it stands on the card: what the other
    /// methods read, the pictures of missing characters, and what the specification leaves open.
    pub fn objects(&self) -> impl Iterator<Item = (u16, &'a [u8])> + use<'a> {
        let walk = Objects::new(RECORD, self.objects, FIRST - 1).ok();
        // Parsed before, so no object is refused here.
        walk.into_iter()
            .flat_map(|mut walk| std::iter::from_fn(move || walk.next().ok().flatten()))
            .filter(|(_, value)| !value.is_empty())
    }

    /// When the driving history was recorded (経歴情報の記録日).
    pub fn history_recorded_on(&self) -> Option<FullDate> {
        self.history_recorded_on
    }

    /// The colour class (色区分).
    pub fn colour_class(&self) -> Option<ColourClass> {
        self.colour_class
    }

    /// The last day of validity (有効期間の末日).
    pub fn valid_until(&self) -> Option<FullDate> {
        self.valid_until
    }

    /// The conditions (免許の条件), in their order, empty ones left out. `〓` and a digit stand for the
    /// missing character of that number, `〓` alone for one of which the card has no picture.
    pub fn conditions(&self) -> &[String] {
        &self.conditions
    }

    /// The remarks (備考), in their order, empty ones left out; missing characters as in
    /// [`conditions`](Self::conditions).
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The licence number (免許情報記録の番号), twelve digits.
    pub fn number(&self) -> Option<&'a str> {
        self.number
    }

    /// The number of the driving-history record (運転経歴情報記録の番号), twelve digits.
    pub fn history_number(&self) -> Option<&'a str> {
        self.history_number
    }

    /// When the first licence for motorcycles, small special vehicles or mopeds was acquired
    /// (二・小・原).
    pub fn acquired_two_wheeled(&self) -> Option<FullDate> {
        self.acquired_two_wheeled
    }

    /// When the first of the other licences of the first class was acquired (他).
    pub fn acquired_other(&self) -> Option<FullDate> {
        self.acquired_other
    }

    /// When the first licence of the second class was acquired (二種).
    pub fn acquired_second_class(&self) -> Option<FullDate> {
        self.acquired_second_class
    }

    /// The categories held, in the order of the card.
    pub fn categories(&self) -> &[LicenceCategory] {
        &self.categories
    }

    /// The photo, a monochrome JPEG 2000 file.
    pub fn photo(&self) -> Option<&'a [u8]> {
        self.photo
    }

    fn take(&mut self, tag: u16, value: &'a [u8]) -> Result<(), RecordError> {
        match tag {
            0xC2 => self.history_recorded_on = date(value, "the date of the history record")?,
            0xC3 => at_most(value, 1, "the kind of history")?,
            0xC4 => self.colour_class = colour_class(value)?,
            0xC5 => self.valid_until = date(value, "the last day of validity")?,
            0xC6..=0xC9 | 0xCC..=0xD3 => self.conditions.extend(text(value, 80, "a condition")?),
            0xCA | 0xCB | 0xD4..=0xD6 => at_most(value, 256, "a missing character")?,
            0xD7..=0xDE => self.remarks.extend(text(value, 80, "a remark")?),
            0xDF..=0xE6 => at_most(value, 80, "a spare object")?,
            0xE7 => self.number = number(value, "the licence number")?,
            0xE8 => self.history_number = number(value, "the history number")?,
            0xE9 => self.acquired_two_wheeled = date(value, "a date of acquisition")?,
            0xEA => self.acquired_other = date(value, "a date of acquisition")?,
            0xEB => self.acquired_second_class = date(value, "a date of acquisition")?,
            0xEC..=0xFA => self.categories.extend(category(tag, value)?),
            0xFB..=0x106 => at_most(value, 7, "a reserved object")?,
            0x107 => {
                at_most(value, 2000, "the photo")?;
                self.photo = (!value.is_empty()).then_some(value);
            }
            _ => {
                return Err(RecordError::Order {
                    record: RECORD,
                    field: "an object of the licence data",
                });
            }
        }
        Ok(())
    }
}

impl fmt::Debug for LicenceData<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LicenceData").finish_non_exhaustive()
    }
}

/// The colour of the band on a licence.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ColourClass {
    /// Gold: an excellent driver (優良).
    Excellent,
    /// Green: a new driver (新規).
    New,
    /// Blue: all others (その他).
    Other,
}

/// A category of vehicle that the holder may drive, in the order of the card's flags.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum LicenceCategory {
    /// 大型 (tag EC).
    Large,
    /// 普通 (ED).
    Ordinary,
    /// 大特 (EE).
    LargeSpecial,
    /// 大自二 (EF).
    LargeMotorcycle,
    /// 普自二 (F0).
    OrdinaryMotorcycle,
    /// 小特 (F1).
    SmallSpecial,
    /// 原付 (F2).
    Moped,
    /// け引 (F3).
    Towing,
    /// 大二 (F4).
    LargeSecondClass,
    /// 普二 (F5).
    OrdinarySecondClass,
    /// 大特二 (F6).
    LargeSpecialSecondClass,
    /// け引二 (F7).
    TowingSecondClass,
    /// 中型 (F8).
    Medium,
    /// 中二 (F9).
    MediumSecondClass,
    /// 準中型 (FA).
    SemiMedium,
}

impl LicenceCategory {
    fn of(tag: u16) -> Option<Self> {
        Some(match tag {
            0xEC => Self::Large,
            0xED => Self::Ordinary,
            0xEE => Self::LargeSpecial,
            0xEF => Self::LargeMotorcycle,
            0xF0 => Self::OrdinaryMotorcycle,
            0xF1 => Self::SmallSpecial,
            0xF2 => Self::Moped,
            0xF3 => Self::Towing,
            0xF4 => Self::LargeSecondClass,
            0xF5 => Self::OrdinarySecondClass,
            0xF6 => Self::LargeSpecialSecondClass,
            0xF7 => Self::TowingSecondClass,
            0xF8 => Self::Medium,
            0xF9 => Self::MediumSecondClass,
            0xFA => Self::SemiMedium,
            _ => return None,
        })
    }
}

fn category(tag: u16, value: &[u8]) -> Result<Option<LicenceCategory>, RecordError> {
    match value {
        [] | [0] => Ok(None),
        [1] => Ok(LicenceCategory::of(tag)),
        _ => Err(invalid("a category", "one byte, 00 or 01")),
    }
}

fn colour_class(value: &[u8]) -> Result<Option<ColourClass>, RecordError> {
    let field = "the colour class";
    match text(value, 6, field)?.as_deref() {
        None => Ok(None),
        Some("優良") => Ok(Some(ColourClass::Excellent)),
        Some("新規") => Ok(Some(ColourClass::New)),
        Some("その他") => Ok(Some(ColourClass::Other)),
        Some(_) => Err(invalid(field, "one of its three words")),
    }
}

/// A text without the spaces that fill it up; `None` when nothing is left.
fn text(value: &[u8], longest: usize, field: &'static str) -> Result<Option<String>, RecordError> {
    at_most(value, longest, field)?;
    let text = jis::decode(value).ok_or(invalid(field, "a text in JIS X 0208"))?;
    let text = text.trim_end_matches('\u{3000}');
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A date; `None` for an empty object and for the zeros that mean "none".
fn date(value: &[u8], field: &'static str) -> Result<Option<FullDate>, RecordError> {
    match value {
        [] | [b'0'..=b'5', b'0', b'0', b'0', b'0', b'0', b'0'] => Ok(None),
        _ => Era::parse_date(value)
            .map(Some)
            .map_err(|_| invalid(field, "a date EYYMMDD")),
    }
}

fn number<'a>(value: &'a [u8], field: &'static str) -> Result<Option<&'a str>, RecordError> {
    if value.is_empty() {
        return Ok(None);
    }
    if value.len() != 12 || !value.iter().all(u8::is_ascii_digit) {
        return Err(invalid(field, "twelve digits"));
    }
    std::str::from_utf8(value)
        .map(Some)
        .map_err(|_| invalid(field, "twelve digits"))
}

fn at_most(value: &[u8], longest: usize, field: &'static str) -> Result<(), RecordError> {
    if value.len() <= longest {
        Ok(())
    } else {
        Err(RecordError::Length {
            record: RECORD,
            field,
        })
    }
}

fn invalid(field: &'static str, expected: &'static str) -> RecordError {
    RecordError::Value {
        record: RECORD,
        field,
        expected,
    }
}

const RECORD: &str = "licence data";
/// The lowest tag.
const FIRST: u16 = 0xC2;
