//! Document types as data: which elements a document has, and what each value may be.
//!
//! Identifiers are case-sensitive, have changed between editions, and are literals nowhere else.
//! What the tables take from a draft or from this project's own profile is marked by
//! [`Edition`] and lies outside this crate's promise of stability.
//!
#![doc = include_str!("tables.md")]

mod display;
pub(crate) mod driving_licence;
pub(crate) mod driving_licence_japan;
mod element;
mod image;
pub(crate) mod my_number_card;
mod place;
mod value;

#[cfg(test)]
mod tests;

pub use driving_licence::DRIVING_LICENCE;
pub use element::{Edition, Element, Presence, Sample, Sensitivity, TextForm, ValueType};
pub use image::{Image, ImageError, ImageFormat, PortraitFormat};
pub use my_number_card::MY_NUMBER_CARD;
pub use value::ValueError;

#[cfg(feature = "portrait")]
pub(crate) use image::codestream;
pub(crate) use image::picture;
pub(crate) use place::tells_another_place;

/// A document type: its namespaces and their elements, in the order in which they are issued.
#[derive(Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DocType {
    /// The `docType` of the mdoc.
    pub name: &'static str,
    /// What a person calls it, in English.
    pub label: &'static str,
    /// What a person calls it, in Japanese.
    pub label_ja: &'static str,
    /// Its namespaces.
    pub namespaces: &'static [Namespace],
}

/// The elements of one namespace.
#[derive(Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Namespace {
    /// The name of the namespace.
    pub name: &'static str,
    /// Its elements.
    pub elements: &'static [&'static Element],
}

impl DocType {
    /// Every document type that this crate knows.
    pub fn all() -> [&'static DocType; 2] {
        [&MY_NUMBER_CARD, &DRIVING_LICENCE]
    }

    /// The document type of exactly this name.
    pub fn by_name(name: &str) -> Option<&'static DocType> {
        Self::all().into_iter().find(|known| known.name == name)
    }

    /// The namespace of exactly this name.
    pub fn namespace(&self, name: &str) -> Option<&'static Namespace> {
        self.namespaces.iter().find(|known| known.name == name)
    }

    /// The row for an element identifier of a namespace. Members of a family (`age_over_18`) have
    /// one row.
    pub fn element(&self, namespace: &str, identifier: &str) -> Option<&'static Element> {
        let elements = self.namespace(namespace)?.elements;
        elements
            .iter()
            .find(|element| element.matches(identifier))
            .copied()
    }

    /// The namespace in which this row stands: the row itself, not one that equals it.
    pub(crate) fn namespace_of(&self, element: &'static Element) -> Option<&'static Namespace> {
        let is_row = |row: &&'static Element| std::ptr::eq(*row, element);
        self.namespaces
            .iter()
            .find(|space| space.elements.iter().any(is_row))
    }

    /// Every element with the name of its namespace.
    pub fn elements(&self) -> impl Iterator<Item = (&'static str, &'static Element)> {
        self.namespaces
            .iter()
            .flat_map(|space| space.elements.iter().map(|element| (space.name, *element)))
    }
}

/// The ages of which a document says whether they are reached, unless its issuer chose others. True
/// and false ones are both issued, so that a wallet can answer for an age between them.
pub(crate) const AGES: [u8; 11] = [13, 15, 16, 18, 20, 21, 25, 60, 65, 70, 75];

/// The identifier of the element that says whether an age of 0 to 99 is reached.
pub(crate) fn age_over(age: u8) -> Option<&'static str> {
    AGE_OVER.get(usize::from(age)).copied()
}

macro_rules! of_each_decade {
    ($($tens:literal)*) => {
        [$(
            concat!("age_over_", $tens, "0"),
            concat!("age_over_", $tens, "1"),
            concat!("age_over_", $tens, "2"),
            concat!("age_over_", $tens, "3"),
            concat!("age_over_", $tens, "4"),
            concat!("age_over_", $tens, "5"),
            concat!("age_over_", $tens, "6"),
            concat!("age_over_", $tens, "7"),
            concat!("age_over_", $tens, "8"),
            concat!("age_over_", $tens, "9"),
        )*]
    };
}

static AGE_OVER: [&str; 100] = of_each_decade!("0" "1" "2" "3" "4" "5" "6" "7" "8" "9");

/// A grey square.
const SAMPLE_PORTRAIT: Sample = Sample::Bytes(include_bytes!("sample.jpg"));
