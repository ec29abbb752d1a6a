use super::Code;
use super::condition::{Condition, Restriction};
use crate::card::record::LicenceCategory;

/// A type of licence, as the law and the printed licence know it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Type {
    pub(super) category: LicenceCategory,
    /// Its place in the list that a licence prints, from the broadest to the narrowest.
    pub(super) number: &'static str,
    /// As the licence abbreviates it.
    pub(super) name: &'static str,
    pub(super) group: Group,
}

/// The types that share one date of acquisition on the card.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::derive) enum Group {
    /// 二・小・原.
    TwoWheeledAndSmall,
    /// 他.
    Other,
    /// 二種.
    SecondClass,
}

/// An ISO category that a type grants.
pub(super) struct Grant {
    pub(super) category: &'static str,
    pub(super) codes: Vec<Code>,
}

impl Type {
    pub(super) fn of(category: LicenceCategory) -> Self {
        use Group::{Other, SecondClass, TwoWheeledAndSmall};
        let (number, name, group) = match category {
            LicenceCategory::Large => ("01", "大型", Other),
            LicenceCategory::Medium => ("02", "中型", Other),
            LicenceCategory::SemiMedium => ("03", "準中型", Other),
            LicenceCategory::Ordinary => ("04", "普通", Other),
            LicenceCategory::LargeSpecial => ("05", "大特", Other),
            LicenceCategory::LargeMotorcycle => ("06", "大自二", TwoWheeledAndSmall),
            LicenceCategory::OrdinaryMotorcycle => ("07", "普自二", TwoWheeledAndSmall),
            LicenceCategory::SmallSpecial => ("08", "小特", TwoWheeledAndSmall),
            LicenceCategory::Moped => ("09", "原付", TwoWheeledAndSmall),
            LicenceCategory::Towing => ("10", "け引", Other),
            LicenceCategory::LargeSecondClass => ("11", "大二", SecondClass),
            LicenceCategory::MediumSecondClass => ("12", "中二", SecondClass),
            LicenceCategory::OrdinarySecondClass => ("13", "普二", SecondClass),
            LicenceCategory::LargeSpecialSecondClass => ("14", "大特二", SecondClass),
            LicenceCategory::TowingSecondClass => ("15", "け引二", SecondClass),
        };
        Self {
            category,
            number,
            name,
            group,
        }
    }

    /// Whether a condition that is not understood limits it.
    pub(super) fn is_withheld(&self, conditions: &[Condition<'_>]) -> bool {
        restrictions(self.category, conditions).any(|one| one == Restriction::Unread)
    }

    /// The codes of its restrictions.
    pub(super) fn codes(&self, conditions: &[Condition<'_>]) -> Vec<Code> {
        restrictions(self.category, conditions)
            .filter_map(Restriction::code)
            .collect()
    }

    pub(super) fn is_towing(&self) -> bool {
        matches!(
            self.category,
            LicenceCategory::Towing | LicenceCategory::TowingSecondClass
        )
    }

    /// The ISO categories that this type grants under the licence's conditions. Special vehicles
    /// have none, and trailers only with what tows them.
    ///
    /// A broader type includes the narrower categories of its vehicles by law, and a condition that
    /// names those vehicles holds for them under the broader type too. That a second-class type is
    /// for hire cannot be said in ISO terms.
    pub(super) fn grants(&self, conditions: &[Condition<'_>]) -> Vec<Grant> {
        let limited = |limit| restrictions(self.category, conditions).any(|one| one == limit);
        if self.is_withheld(conditions) {
            return Vec::new();
        }
        let table: &[(&'static str, Option<Code>)] = match self.category {
            LicenceCategory::Large => &[
                ("C", None),
                ("D", None),
                ("C1", None),
                ("D1", None),
                ("B", None),
            ],
            // Up to 8 t and ten persons: what an ordinary licence allowed until 2007.
            LicenceCategory::Medium if limited(Restriction::Below8Tonnes) => {
                &[("C", Some(BELOW_8_000_KG)), ("C1", None), ("B", None)]
            }
            LicenceCategory::Medium => &[
                ("C", Some(BELOW_11_000_KG)),
                ("D", Some(UP_TO_28_SEATS)),
                ("C1", None),
                ("D1", None),
                ("B", None),
            ],
            LicenceCategory::SemiMedium if limited(Restriction::Below5Tonnes) => {
                &[("C1", Some(BELOW_5_000_KG)), ("B", None)]
            }
            LicenceCategory::SemiMedium => &[("C1", Some(BELOW_7_500_KG)), ("B", None)],
            LicenceCategory::Ordinary | LicenceCategory::OrdinarySecondClass => &[("B", None)],
            LicenceCategory::LargeMotorcycle => &[("A", None)],
            LicenceCategory::OrdinaryMotorcycle if limited(Restriction::SmallMotorcycle) => {
                &[("A1", Some(UP_TO_125_CC))]
            }
            LicenceCategory::OrdinaryMotorcycle => &[("A", Some(UP_TO_400_CC))],
            LicenceCategory::Moped => &[("AM", Some(UP_TO_50_CC))],
            LicenceCategory::LargeSecondClass => &[("D", None)],
            LicenceCategory::MediumSecondClass => &[("D", Some(UP_TO_28_SEATS))],
            LicenceCategory::LargeSpecial
            | LicenceCategory::SmallSpecial
            | LicenceCategory::Towing
            | LicenceCategory::LargeSpecialSecondClass
            | LicenceCategory::TowingSecondClass => &[],
        };
        let grant = |(category, limit): &(&'static str, Option<Code>)| {
            let included: Vec<Type> = included(category).iter().copied().map(Type::of).collect();
            // A limit to a part of a narrower type leaves nothing known of it under this one.
            let partial = |kind: &Type| {
                let category = kind.category;
                let mut own = restrictions(category, conditions);
                category != self.category && own.any(|one| one.own_type() == Some(category))
            };
            let mut kinds = included.iter();
            if kinds.any(|kind| kind.is_withheld(conditions) || partial(kind)) {
                return None;
            }
            let mut codes: Vec<Code> = included
                .iter()
                .chain([self])
                .flat_map(|kind| kind.codes(conditions))
                .chain(*limit)
                .collect();
            codes.sort();
            codes.dedup();
            Some(Grant { category, codes })
        };
        table.iter().filter_map(grant).collect()
    }
}

/// What the conditions say of a type.
fn restrictions(
    category: LicenceCategory,
    conditions: &[Condition<'_>],
) -> impl Iterator<Item = Restriction> {
    conditions
        .iter()
        .flat_map(move |condition| condition.restrictions_for(category))
}

/// The narrower types whose vehicles a category includes when a broader type grants it.
fn included(category: &str) -> &'static [LicenceCategory] {
    match category {
        "C" => &[LicenceCategory::Medium, LicenceCategory::SemiMedium],
        "D" | "D1" => &[LicenceCategory::Medium],
        "C1" => &[LicenceCategory::SemiMedium],
        "B" => &[LicenceCategory::Ordinary],
        "A" => &[LicenceCategory::OrdinaryMotorcycle],
        _ => &[],
    }
}

/// The category of a towing vehicle of this category with its trailer.
pub(super) fn with_trailer(category: &str) -> Option<&'static str> {
    match category {
        "B" => Some("BE"),
        "C1" => Some("C1E"),
        "C" => Some("CE"),
        "D" => Some("DE"),
        _ => None,
    }
}

const BELOW_11_000_KG: Code = Code::limit("S01", "<", "11000");
const BELOW_8_000_KG: Code = Code::limit("S01", "<", "8000");
const BELOW_7_500_KG: Code = Code::limit("S01", "<", "7500");
const BELOW_5_000_KG: Code = Code::limit("S01", "<", "5000");
const UP_TO_28_SEATS: Code = Code::limit("S02", "<=", "28");
const UP_TO_400_CC: Code = Code::limit("S03", "<=", "400");
const UP_TO_125_CC: Code = Code::limit("S03", "<=", "125");
const UP_TO_50_CC: Code = Code::limit("S03", "<=", "50");

impl Code {
    pub(super) const fn plain(code: &'static str) -> Self {
        Self { code, limit: None }
    }

    const fn limit(code: &'static str, sign: &'static str, value: &'static str) -> Self {
        Self {
            code,
            limit: Some((sign, value)),
        }
    }
}
