use super::Code;
use crate::card::record::LicenceCategory;

/// A condition as the licence words it, with what it says of each type.
pub(super) struct Condition<'a> {
    text: &'a str,
    clauses: Vec<Clause>,
}

/// One restriction of a condition, which may have several: `…に限り、…に限る`.
struct Clause {
    /// The types that it limits; none when it holds for all.
    types: Vec<LicenceCategory>,
    restriction: Restriction,
}

/// What a clause says of the types that it limits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Restriction {
    /// 眼鏡等.
    Eyesight,
    /// 補聴器: of the driver alone, and without a code.
    HearingAid,
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
    /// Any other wording. What it leaves of a type cannot be said in ISO terms, so the type grants
    /// nothing.
    Unread,
}

impl<'a> Condition<'a> {
    /// Understands exactly the wordings of its tables, with full-width or ASCII letters. A clause
    /// with another wording is [`Restriction::Unread`], so that it can only take privileges away:
    /// from the types that it names when it plainly limits those alone, otherwise from all.
    pub(super) fn read(text: &'a str) -> Self {
        let clauses = narrow(text)
            .trim_end_matches('。')
            .replace("に限り、", "に限る。")
            .replace("に限り", "に限る。")
            .split('。')
            .map(Clause::read)
            .collect();
        Self { text, clauses }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Whether it names this type.
    pub(super) fn names(&self, category: LicenceCategory) -> bool {
        self.clauses
            .iter()
            .any(|clause| clause.types.contains(&category))
    }

    /// What it says of this type.
    pub(super) fn restrictions_for(
        &self,
        category: LicenceCategory,
    ) -> impl Iterator<Item = Restriction> {
        self.clauses
            .iter()
            .filter_map(move |clause| clause.restriction_for(category))
    }
}

impl Clause {
    fn read(text: &str) -> Self {
        Self::understood(text).unwrap_or(Self {
            types: Vec::new(),
            restriction: Restriction::Unread,
        })
    }

    /// `None` when it is not clear which types the clause limits.
    fn understood(text: &str) -> Option<Self> {
        let Some((scope, body)) = text.split_once('は') else {
            let restriction = Restriction::of(text)?;
            let types = restriction.own_type().map(of_both_classes);
            return Some(Self {
                types: types.unwrap_or_default(),
                restriction,
            });
        };
        let restriction = match Restriction::of(body) {
            Some(restriction) => restriction,
            None if is_one_limit(body) => Restriction::Unread,
            None => return None,
        };
        Some(Self {
            types: types_of(scope)?,
            restriction,
        })
    }

    fn restriction_for(&self, category: LicenceCategory) -> Option<Restriction> {
        if !self.types.is_empty() && !self.types.contains(&category) {
            return None;
        }
        // What the limit of one type leaves of another is not known.
        match self.restriction.own_type() {
            Some(own) if own != category => Some(Restriction::Unread),
            _ => Some(self.restriction),
        }
    }
}

impl Restriction {
    /// From a clause without the types that it names, in narrow characters.
    fn of(body: &str) -> Option<Self> {
        Some(match body {
            "眼鏡等" | "眼鏡" => Self::Eyesight,
            "補聴器" | "補聴器等" => Self::HearingAid,
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

    /// The code of ISO/IEC 18013-2 Annex A. The limits of one type show as those of its category.
    pub(super) fn code(self) -> Option<Code> {
        match self {
            Self::Eyesight => Some(Code::plain("01")),
            Self::Prosthesis => Some(Code::plain("03")),
            Self::Automatic => Some(Code::plain("78")),
            Self::Adapted => Some(Code::plain("S05")),
            Self::HearingAid
            | Self::Below8Tonnes
            | Self::Below5Tonnes
            | Self::SmallMotorcycle
            | Self::Unread => None,
        }
    }

    /// The type that the restriction is of by itself.
    pub(super) fn own_type(self) -> Option<LicenceCategory> {
        match self {
            Self::Below8Tonnes => Some(LicenceCategory::Medium),
            Self::Below5Tonnes => Some(LicenceCategory::SemiMedium),
            Self::SmallMotorcycle => Some(LicenceCategory::OrdinaryMotorcycle),
            Self::Eyesight
            | Self::HearingAid
            | Self::Prosthesis
            | Self::Automatic
            | Self::Adapted
            | Self::Unread => None,
        }
    }
}

/// Whether a body is `…に限る` after a plain noun phrase, and so speaks of its own scope alone.
/// Hiragana other than の is grammar, and may bring another scope or an exception.
fn is_one_limit(body: &str) -> bool {
    let of_a_noun = |character: char| match character {
        'の' | '・' | '(' | ')' => true,
        '\u{3041}'..='\u{309F}' => false,
        other => other.is_alphanumeric(),
    };
    body.strip_suffix("に限る")
        .is_some_and(|noun| !noun.is_empty() && noun.chars().all(of_a_noun))
}

/// The types that a scope lists, none for all; `None` when one of them is not understood.
fn types_of(scope: &str) -> Option<Vec<LicenceCategory>> {
    // 旅客車, vehicles for hire, are driven under the first class too when they are empty.
    if matches!(scope, "自動車" | "旅客車") {
        return Some(Vec::new());
    }
    let listed: Option<Vec<_>> = scope
        .replace("及び", "、")
        // The type of the licence, then that of the vehicles.
        .replace("で運転できる", "、")
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
        .collect();
    Some(listed?.into_iter().flat_map(of_both_classes).collect())
}

/// A type, with that of the second class (二種) for its vehicles. Inferred: a wording without a
/// class may mean either, and a limit put on both cannot grant too much.
fn of_both_classes(category: LicenceCategory) -> Vec<LicenceCategory> {
    let second_class = match category {
        LicenceCategory::Large => LicenceCategory::LargeSecondClass,
        LicenceCategory::Medium => LicenceCategory::MediumSecondClass,
        LicenceCategory::Ordinary => LicenceCategory::OrdinarySecondClass,
        LicenceCategory::LargeSpecial => LicenceCategory::LargeSpecialSecondClass,
        LicenceCategory::Towing => LicenceCategory::TowingSecondClass,
        of_one_class => return vec![of_one_class],
    };
    vec![category, second_class]
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
