//! From the types of a Japanese licence to the categories of ISO/IEC 18013-1.
//!
//! No official mapping for mobile licences exists; this one is a project profile, after the
//! practice of international driving permits. What has no category or code stays in the domestic
//! elements, which hold every type and every condition. A type with a limit that is not understood
//! grants no category: a reader that knows only those would take it for unlimited. What is not
//! understood at all may limit any type, and leaves none a category.

mod condition;
mod table;

#[cfg(test)]
mod tests;

use condition::Condition;
pub(super) use table::Group;

use table::Type;

use crate::card::record::{LicenceCategory, LicenceData};
use crate::cbor::Writer;
use crate::time::FullDate;

/// The privileges of one licence, in both forms.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Privileges {
    international: Vec<Privilege>,
    domestic: Vec<DomesticPrivilege>,
}

/// One vehicle category.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Privilege {
    category: &'static str,
    acquired_on: Option<FullDate>,
    expires_on: Option<FullDate>,
    codes: Vec<Code>,
}

/// A restriction or condition of ISO/IEC 18013-2 Annex A, in the order in which codes are sorted.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Code {
    code: &'static str,
    limit: Option<(&'static str, &'static str)>,
}

/// One type of licence of the Japanese law.
#[derive(Clone, Debug, Eq, PartialEq)]
struct DomesticPrivilege {
    kind: Type,
    acquired_on: Option<FullDate>,
    conditions: Vec<String>,
}

impl Privileges {
    /// Of the licence data on a card.
    pub(super) fn of(licence: &LicenceData<'_>) -> Self {
        let acquired_on = |category| match Type::of(category).group {
            Group::TwoWheeledAndSmall => licence.acquired_two_wheeled(),
            Group::Other => licence.acquired_other(),
            Group::SecondClass => licence.acquired_second_class(),
        };
        let conditions: Vec<&str> = licence.conditions().iter().map(String::as_str).collect();
        Self::map(
            licence.categories(),
            &conditions,
            acquired_on,
            licence.valid_until(),
        )
    }

    fn map(
        held: &[LicenceCategory],
        conditions: &[&str],
        acquired_on: impl Fn(LicenceCategory) -> Option<FullDate>,
        expires_on: Option<FullDate>,
    ) -> Self {
        let conditions: Vec<Condition<'_>> = conditions
            .iter()
            .map(|text| Condition::read(text))
            .collect();
        let mut types: Vec<Type> = held.iter().map(|category| Type::of(*category)).collect();
        types.sort_by_key(|kind| kind.number);

        let mut international = Vec::new();
        for kind in &types {
            let granted = kind.grants(&conditions).into_iter().map(|grant| Privilege {
                category: grant.category,
                acquired_on: acquired_on(kind.category),
                expires_on,
                codes: grant.codes,
            });
            international.extend(granted);
        }
        let towing = types
            .iter()
            .find(|kind| kind.is_towing() && !kind.is_withheld(&conditions));
        if let Some(towing) = towing {
            let combined: Vec<_> = international
                .iter()
                .filter_map(|base| {
                    let mut codes = base.codes.clone();
                    codes.extend(towing.codes(&conditions));
                    codes.sort();
                    codes.dedup();
                    Some(Privilege {
                        category: table::with_trailer(base.category)?,
                        // From when both were there.
                        acquired_on: base
                            .acquired_on
                            .zip(acquired_on(towing.category))
                            .map(|(base, towing)| base.max(towing)),
                        codes,
                        ..base.clone()
                    })
                })
                .collect();
            international.extend(combined);
        }
        Self {
            international: least_restricted(international),
            domestic: types
                .into_iter()
                .map(|kind| DomesticPrivilege {
                    kind,
                    acquired_on: acquired_on(kind.category),
                    conditions: conditions
                        .iter()
                        .filter(|condition| condition.names(kind.category))
                        .map(|condition| condition.text().to_owned())
                        .collect(),
                })
                .collect(),
        }
    }

    /// Whether a type of this group is held, and so its date of acquisition told.
    pub(super) fn hold(&self, group: Group) -> bool {
        self.domestic.iter().any(|held| held.kind.group == group)
    }

    /// `driving_privileges` (ISO/IEC 18013-5:2021 7.2.4).
    pub(super) fn write_international(&self, writer: &mut Writer<'_>) {
        writer.array(self.international.len());
        for privilege in &self.international {
            privilege.write(writer);
        }
    }

    /// `domestic_driving_privileges` of the project profile.
    pub(super) fn write_domestic(&self, writer: &mut Writer<'_>) {
        writer.array(self.domestic.len());
        for privilege in &self.domestic {
            privilege.write(writer);
        }
    }
}

impl Privilege {
    fn write(&self, writer: &mut Writer<'_>) {
        let members = 1
            + usize::from(self.acquired_on.is_some())
            + usize::from(self.expires_on.is_some())
            + usize::from(!self.codes.is_empty());
        writer.map(members);
        writer.text("vehicle_category_code").text(self.category);
        if let Some(date) = self.acquired_on {
            writer.text("issue_date").full_date(date);
        }
        if let Some(date) = self.expires_on {
            writer.text("expiry_date").full_date(date);
        }
        if !self.codes.is_empty() {
            writer.text("codes").array(self.codes.len());
            for code in &self.codes {
                code.write(writer);
            }
        }
    }
}

impl Code {
    fn write(self, writer: &mut Writer<'_>) {
        writer.map(if self.limit.is_some() { 3 } else { 1 });
        writer.text("code").text(self.code);
        if let Some((sign, value)) = self.limit {
            writer.text("sign").text(sign);
            writer.text("value").text(value);
        }
    }
}

impl DomesticPrivilege {
    fn write(&self, writer: &mut Writer<'_>) {
        let members =
            2 + usize::from(self.acquired_on.is_some()) + usize::from(!self.conditions.is_empty());
        writer.map(members);
        writer.text("type_code").text(self.kind.number);
        writer.text("name_unicode").text(self.kind.name);
        if let Some(date) = self.acquired_on {
            writer.text("acquisition_date").full_date(date);
        }
        if !self.conditions.is_empty() {
            writer.text("conditions").array(self.conditions.len());
            for condition in &self.conditions {
                writer.text(condition);
            }
        }
    }
}

/// One privilege for each category: of several, the one with the fewest codes, and of those the
/// broadest type's with the earliest date.
fn least_restricted(all: Vec<Privilege>) -> Vec<Privilege> {
    let mut best: Vec<Privilege> = Vec::new();
    for privilege in all {
        let known = best
            .iter_mut()
            .find(|known| known.category == privilege.category);
        match known {
            None => best.push(privilege),
            Some(known) if privilege.codes.len() < known.codes.len() => *known = privilege,
            Some(known) if privilege.codes == known.codes => {
                known.acquired_on = match (known.acquired_on, privilege.acquired_on) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            Some(_) => {}
        }
    }
    best
}
