use std::fmt;
use std::str::FromStr;

use super::key::{KeyFile, P384KeyFile, key_file, p384_key_file};
use super::licence::Licence;
use crate::error::{Category, Coded};
use crate::time::{Era, FullDate, TimeError};

/// A synthetic person for whom a software card is personalised. None of them exists; their
/// individual numbers are patterns with a valid check digit.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Holder {
    /// `hanako`: an ordinary name and address, and a usual driver's licence with conditions.
    Hanako,
    /// `rare-kanji`: a name with a character outside the BMP and one with a variation selector,
    /// and an address with a rare character. The signing certificate has substitutes for all
    /// three, and flags them.
    RareKanji,
    /// `foreign`: a name in Latin letters with a Japanese alias (通称) in the same string.
    Foreign,
    /// `no-licence`: the card holds no licence application.
    NoLicence,
}

impl Holder {
    /// Every holder.
    pub const ALL: [Self; 4] = [
        Self::Hanako,
        Self::RareKanji,
        Self::Foreign,
        Self::NoLicence,
    ];

    /// The name that commands and vectors use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hanako => "hanako",
            Self::RareKanji => "rare-kanji",
            Self::Foreign => "foreign",
            Self::NoLicence => "no-licence",
        }
    }

    /// Name as the text application holds it; its parts are separated by U+3000.
    pub fn full_name(self) -> &'static str {
        self.person().name.text
    }

    /// Address as the text application holds it.
    pub fn address(self) -> &'static str {
        self.person().address.text
    }

    /// Sex as the card writes it: `1` male, `2` female.
    pub fn sex(self) -> &'static str {
        self.person().sex
    }

    /// Birth date, eight digits `YYYYMMDD`.
    pub fn birth_date(self) -> &'static str {
        self.person().birth_date
    }

    /// Last day of the card's validity, eight digits `YYYYMMDD`.
    pub fn card_expiry(self) -> &'static str {
        self.person().card_expiry
    }

    /// Individual number (個人番号), twelve digits.
    pub fn individual_number(self) -> &'static str {
        self.person().individual_number
    }

    /// Verification number B (照合番号B), fourteen digits: birth date as year of the era, month
    /// and day (six), year of the card's expiry (four), printed security code (four).
    ///
    /// # Errors
    /// [`TimeError`] if the date were none.
    pub fn verification_number_b(self) -> Result<String, TimeError> {
        let person = self.person();
        let expiry_year: String = person.card_expiry.chars().take(4).collect();
        Ok(format!(
            "{}{expiry_year}{}",
            self.era_birth_date()?,
            person.security_code
        ))
    }

    /// Whether the card has the licence application.
    pub fn has_licence(self) -> bool {
        self.person().licence.is_some()
    }

    /// The licence's number, twelve digits.
    pub fn licence_number(self) -> Option<&'static str> {
        self.person().licence.map(|licence| licence.number)
    }

    /// Birth date as year of the era, month and day: `YYMMDD`.
    pub(super) fn era_birth_date(self) -> Result<String, TimeError> {
        let born = self.born()?;
        let (_, year) = Era::of(born).ok_or(TimeError::OutOfRange)?;
        Ok(format!("{year:02}{:02}{:02}", born.month(), born.day()))
    }

    pub(super) fn born(self) -> Result<FullDate, TimeError> {
        FullDate::parse_compact(self.birth_date().as_bytes())
    }

    pub(super) fn person(self) -> &'static Person {
        match self {
            Self::Hanako => &HANAKO,
            Self::RareKanji => &RARE_KANJI,
            Self::Foreign => &FOREIGN,
            Self::NoLicence => &NO_LICENCE,
        }
    }
}

impl FromStr for Holder {
    type Err = UnknownHolder;

    fn from_str(name: &str) -> Result<Self, UnknownHolder> {
        Self::ALL
            .into_iter()
            .find(|holder| holder.name() == name)
            .ok_or(UnknownHolder)
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no synthetic holder of this name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no such holder; take one of hanako, rare-kanji, foreign, no-licence")]
pub struct UnknownHolder;

impl Coded for UnknownHolder {
    fn code(&self) -> &'static str {
        "simulator.unknown-holder"
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}

/// All that a card is personalised with.
pub(super) struct Person {
    pub(super) name: Attribute,
    pub(super) address: Attribute,
    pub(super) sex: &'static str,
    pub(super) birth_date: &'static str,
    pub(super) card_expiry: &'static str,
    pub(super) individual_number: &'static str,
    pub(super) security_code: &'static str,
    /// Last digit of the serial numbers of the certificates.
    pub(super) ordinal: u8,
    pub(super) keys: Keys,
    pub(super) pictures: Pictures,
    pub(super) licence: Option<&'static Licence>,
}

/// A text with what the signing certificate says instead.
pub(super) struct Attribute {
    pub(super) text: &'static str,
    pub(super) certified: &'static str,
    /// One digit for each character of `certified`: `1` where it is a substitute.
    pub(super) substitutes: &'static str,
}

impl Attribute {
    const fn plain(text: &'static str, substitutes: &'static str) -> Self {
        Self {
            text,
            certified: text,
            substitutes,
        }
    }
}

/// The private keys in a card. Those of JPKI are on P-384 in a variation of it.
pub(super) struct Keys {
    pub(super) signing: KeyFile,
    pub(super) authentication: KeyFile,
    pub(super) signing_p384: P384KeyFile,
    pub(super) authentication_p384: P384KeyFile,
    pub(super) text: KeyFile,
    pub(super) face: KeyFile,
    /// Of the application of the card itself. Its public half is nowhere on the card.
    pub(super) card: KeyFile,
}

/// The pictures in a card: PNG texts and JPEG 2000 portraits.
pub(super) struct Pictures {
    pub(super) name: &'static [u8],
    pub(super) address: &'static [u8],
    pub(super) security_code: &'static [u8],
    pub(super) individual_number: &'static [u8],
    pub(super) portrait: &'static [u8],
    pub(super) licence_portrait: &'static [u8],
}

macro_rules! keys {
    ($holder:literal) => {
        Keys {
            signing: key_file!($holder, "-signing"),
            authentication: key_file!($holder, "-authentication"),
            signing_p384: p384_key_file!($holder, "-signing"),
            authentication_p384: p384_key_file!($holder, "-authentication"),
            text: key_file!($holder, "-text-card"),
            face: key_file!($holder, "-face-card"),
            card: key_file!($holder, "-card"),
        }
    };
}

macro_rules! pictures {
    ($holder:literal, $suffix:literal) => {
        Pictures {
            name: include_bytes!(concat!("assets/", $holder, "-name.png")),
            address: include_bytes!(concat!("assets/", $holder, "-address.png")),
            security_code: include_bytes!(concat!("assets/", $holder, "-security-code.png")),
            individual_number: include_bytes!(concat!(
                "assets/",
                $holder,
                "-individual-number.png"
            )),
            portrait: include_bytes!(concat!("assets/portrait-face", $suffix, ".jp2")),
            licence_portrait: include_bytes!(concat!("assets/portrait-licence", $suffix, ".jp2")),
        }
    };
}

static HANAKO: Person = Person {
    name: Attribute::plain("番号　花子", "00000"),
    address: Attribute::plain("東京都千代田区丸の内９丁目９９番９号", "000000000000000000"),
    sex: "2",
    birth_date: "19900415",
    card_expiry: "20350415",
    individual_number: "123456789018",
    security_code: "2285",
    ordinal: 1,
    keys: keys!("hanako"),
    pictures: pictures!("hanako", ""),
    licence: Some(&Licence {
        number: "300699999950",
        colour: "優良",
        expiry: "5110515",
        conditions: &["眼鏡等", "準中型車は準中型車（５ｔ）に限る"],
        acquired_small: "4180601",
        acquired_other: "4200520",
        acquired_second_class: "",
        held: &[0xED, 0xF0, 0xF1, 0xF2, 0xFA],
    }),
};

static RARE_KANJI: Person = Person {
    name: Attribute {
        text: "\u{20BB7}田　辻\u{E0100}子",
        certified: "吉田　辻子",
        substitutes: "10010",
    },
    address: Attribute {
        text: "東京都千代田区飯田\u{2363A}９丁目９９番８号",
        certified: "東京都千代田区飯田橋９丁目９９番８号",
        substitutes: "000000000100000000",
    },
    sex: "2",
    birth_date: "19851203",
    card_expiry: "20341203",
    individual_number: "222222222225",
    security_code: "4071",
    ordinal: 2,
    keys: keys!("rare-kanji"),
    pictures: pictures!("rare-kanji", ""),
    licence: Some(&Licence {
        number: "300399999820",
        colour: "その他",
        expiry: "5110103",
        conditions: &["普通車はＡＴ車に限る"],
        acquired_small: "",
        acquired_other: "4290601",
        acquired_second_class: "",
        held: &[0xED],
    }),
};

static FOREIGN: Person = Person {
    name: Attribute::plain("SMITH　JOHN（山田　太郎）", "00000000000000000"),
    address: Attribute::plain("東京都千代田区大手町９丁目９９番７号", "000000000000000000"),
    sex: "1",
    birth_date: "19780228",
    card_expiry: "20350228",
    individual_number: "333333333332",
    security_code: "6630",
    ordinal: 3,
    keys: keys!("foreign"),
    pictures: pictures!("foreign", "-man"),
    licence: Some(&Licence {
        number: "309999999790",
        colour: "優良",
        expiry: "5100328",
        conditions: &["中型車は中型車（８ｔ）に限る"],
        acquired_small: "",
        acquired_other: "4110510",
        acquired_second_class: "",
        held: &[0xED, 0xEF, 0xF8],
    }),
};

static NO_LICENCE: Person = Person {
    name: Attribute::plain("山田　太郎", "00000"),
    address: Attribute::plain("東京都千代田区永田町９丁目９９番６号", "000000000000000000"),
    sex: "1",
    birth_date: "20010707",
    card_expiry: "20340707",
    individual_number: "111111111118",
    security_code: "9152",
    ordinal: 4,
    keys: keys!("no-licence"),
    pictures: pictures!("no-licence", "-man"),
    licence: None,
};
