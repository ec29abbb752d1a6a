use super::Code;
use crate::card::record::LicenceCategory;

/// A condition as the licence words it, with what of it is understood.
pub(super) struct Condition<'a> {
    text: &'a str,
    meaning: Option<Meaning>,
}

struct Meaning {
    /// The types that it names; none when it holds for all.
    types: Vec<LicenceCategory>,
    restriction: Restriction,
}

/// A condition that has a code, or narrows what a type grants.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Restriction {
    /// 眼鏡等.
    Eyesight,
    /// 義手, 義足.
    Prosthesis,
    /// AT車に限る.
    Automatic,
    /// 身体障害者用車両に限る.
    Adapted,
    /// 中型車（8t）に限る.
    Below8Tonnes,
    /// 準中型車（5t）に限る.
    Below5Tonnes,
    /// 小型二輪に限る.
    SmallMotorcycle,
    /// A limit whose wording is not in the tables. What it leaves of a type cannot be said in ISO
    /// terms, so the type grants nothing there.
    Unread,
}

impl<'a> Condition<'a> {
    /// Understands exactly the wordings of its tables, with full-width or ASCII letters. Another
    /// wording that limits what may be driven is [`Restriction::Unread`] for the types that it
    /// names, or for all when they are not understood; anything else is kept as text alone.
    pub(super) fn read(text: &'a str) -> Self {
        Self {
            text,
            meaning: Meaning::of(&narrow(text)),
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Whether it names this type.
    pub(super) fn names(&self, category: LicenceCategory) -> bool {
        self.meaning
            .as_ref()
            .is_some_and(|meaning| meaning.types.contains(&category))
    }

    /// What it says of this type.
    pub(super) fn restriction_for(&self, category: LicenceCategory) -> Option<Restriction> {
        let meaning = self.meaning.as_ref()?;
        (meaning.types.is_empty() || meaning.types.contains(&category))
            .then_some(meaning.restriction)
    }
}

impl Meaning {
    fn of(text: &str) -> Option<Self> {
        let (scope, body) = match text.split_once('は') {
            Some((scope, body)) => (Some(scope), body),
            None => (None, text),
        };
        let known = Restriction::of(body);
        let restriction = known.or_else(|| limits(text).then_some(Restriction::Unread))?;
        let types = match (scope, restriction.own_type()) {
            // A scope that is not understood may be any type.
            (Some(scope), _) => types_of(scope).unwrap_or_default(),
            (None, Some(own)) => vec![own],
            (None, None) => Vec::new(),
        };
        Some(Self { types, restriction })
    }
}

impl Restriction {
    /// From a condition without the types that it names, in narrow characters.
    fn of(body: &str) -> Option<Self> {
        Some(match body {
            "眼鏡等" | "眼鏡" => Self::Eyesight,
            "義手" | "義足" | "義手義足" | "義手、義足" => Self::Prosthesis,
            "AT車に限る" | "AT限定" => Self::Automatic,
            "身体障害者用車両に限る" | "身体障害者用車輌に限る" => {
                Self::Adapted
            }
            "中型車(8t)に限る" => Self::Below8Tonnes,
            "準中型車(5t)に限る" => Self::Below5Tonnes,
            "小型二輪に限る" | "小型二輪車に限る" | "小型自動二輪車に限る" => {
                Self::SmallMotorcycle
            }
            _ => return None,
        })
    }

    /// The code of ISO/IEC 18013-2 Annex A; the others show as a limit of their category.
    pub(super) fn code(self) -> Option<Code> {
        match self {
            Self::Eyesight => Some(Code::plain("01")),
            Self::Prosthesis => Some(Code::plain("03")),
            Self::Automatic => Some(Code::plain("78")),
            Self::Adapted => Some(Code::plain("S05")),
            Self::Below8Tonnes | Self::Below5Tonnes | Self::SmallMotorcycle | Self::Unread => None,
        }
    }

    /// The type that the restriction is of by itself.
    fn own_type(self) -> Option<LicenceCategory> {
        match self {
            Self::Below8Tonnes => Some(LicenceCategory::Medium),
            Self::Below5Tonnes => Some(LicenceCategory::SemiMedium),
            Self::SmallMotorcycle => Some(LicenceCategory::OrdinaryMotorcycle),
            Self::Eyesight | Self::Prosthesis | Self::Automatic | Self::Adapted | Self::Unread => {
                None
            }
        }
    }
}

/// Whether the wording says what may be driven, or what may not.
fn limits(text: &str) -> bool {
    ["限", "除", "禁", "不可"]
        .iter()
        .any(|word| text.contains(word))
}

/// The types that a scope lists; `None` when one of them is not understood.
fn types_of(scope: &str) -> Option<Vec<LicenceCategory>> {
    scope
        .replace("及び", "、")
        .split(['と', '、', '・', ','])
        .map(|name| {
            let name = name.strip_suffix("(8t)").unwrap_or(name);
            let name = name.strip_suffix("(5t)").unwrap_or(name);
            Some(match name.strip_suffix('車').unwrap_or(name) {
                "大型" => LicenceCategory::Large,
                "中型" => LicenceCategory::Medium,
                "準中型" => LicenceCategory::SemiMedium,
                "普通" => LicenceCategory::Ordinary,
                "大特" => LicenceCategory::LargeSpecial,
                "大自二" => LicenceCategory::LargeMotorcycle,
                "普自二" => LicenceCategory::OrdinaryMotorcycle,
                "小特" => LicenceCategory::SmallSpecial,
                "原付" => LicenceCategory::Moped,
                "け引" | "牽引" => LicenceCategory::Towing,
                "大二" | "大型二種" => LicenceCategory::LargeSecondClass,
                "中二" | "中型二種" => LicenceCategory::MediumSecondClass,
                "普二" | "普通二種" => LicenceCategory::OrdinarySecondClass,
                "大特二" | "大特二種" => LicenceCategory::LargeSpecialSecondClass,
                "け引二" | "け引二種" => LicenceCategory::TowingSecondClass,
                _ => return None,
            })
        })
        .collect()
}

/// Full-width letters, digits and brackets as ASCII, without spaces; for comparing only.
fn narrow(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => u32::from(character)
                .checked_sub(0xFEE0)
                .and_then(char::from_u32)
                .unwrap_or(character),
            other => other,
        })
        .collect()
}
