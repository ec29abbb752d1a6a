use std::fmt;

use serde::Serialize;
use zeroize::Zeroizing;

use crate::cbor::Writer;
use crate::doctype::{DocType, Element, driving_licence, driving_licence_japan, my_number_card};
use crate::time::{FullDate, Timestamp};

/// What the issuer knows and the card does not say, each with where it is from.
///
/// No authority signed these, so [`report`](Self::report) lists every one by element and source.
#[derive(Clone, Default)]
pub struct IssuerFacts(Vec<(Fact, Source)>);

impl IssuerFacts {
    /// No facts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fact, in the place of an earlier one for the same element.
    #[must_use]
    pub fn with(mut self, fact: Fact, source: Source) -> Self {
        self.0
            .retain(|(known, _)| !std::ptr::eq(known.element, fact.element));
        self.0.push((fact, source));
        self
    }

    /// Every element for which there is a fact, with its source, for the evidence report.
    pub fn report(&self) -> Vec<FactSource> {
        let row = |(fact, source): &(Fact, Source)| FactSource {
            element: fact.element.identifier,
            source: *source,
        };
        self.0.iter().map(row).collect()
    }

    /// The facts that are elements of a document type.
    pub(super) fn of(&self, doc_type: &'static DocType) -> impl Iterator<Item = &Fact> {
        self.0
            .iter()
            .map(|(fact, _)| fact)
            .filter(move |fact| doc_type.namespace_of(fact.element).is_some())
    }

    pub(super) fn source(&self, element: &'static Element) -> Option<Source> {
        self.0
            .iter()
            .find(|(fact, _)| std::ptr::eq(fact.element, element))
            .map(|(_, source)| *source)
    }
}

impl fmt::Debug for IssuerFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IssuerFacts").field(&self.report()).finish()
    }
}

/// One fact: the value of one element. It is checked against the element's row when a document is
/// derived: romanised texts are Latin-1 and have at most 150 characters (ISO/IEC 18013-5:2021
/// 7.2.1).
#[derive(Clone)]
pub struct Fact {
    element: &'static Element,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Text(Zeroizing<String>),
    Date(FullDate),
    Time(Timestamp),
}

impl Fact {
    /// `local_gov_code_unicode`: the five digits of the municipality (市町村コード), without the check
    /// digit.
    pub fn municipality_code(text: &str) -> Self {
        Self::text(&my_number_card::LOCAL_GOV_CODE_UNICODE, text)
    }

    /// `family_name`, romanised.
    pub fn family_name(text: &str) -> Self {
        Self::text(&driving_licence::FAMILY_NAME, text)
    }

    /// `given_name`, romanised.
    pub fn given_name(text: &str) -> Self {
        Self::text(&driving_licence::GIVEN_NAME, text)
    }

    /// `family_name_national_character`: that part of the card's name, where the card's one string
    /// does not show it.
    pub fn family_name_national_character(text: &str) -> Self {
        Self::text(&driving_licence::FAMILY_NAME_NATIONAL_CHARACTER, text)
    }

    /// `given_name_national_character`, likewise.
    pub fn given_name_national_character(text: &str) -> Self {
        Self::text(&driving_licence::GIVEN_NAME_NATIONAL_CHARACTER, text)
    }

    /// `issuing_authority`, romanised.
    pub fn issuing_authority(text: &str) -> Self {
        Self::text(&driving_licence::ISSUING_AUTHORITY, text)
    }

    /// `issuing_authority_unicode` (公安委員会).
    pub fn issuing_authority_unicode(text: &str) -> Self {
        Self::text(&driving_licence_japan::ISSUING_AUTHORITY_UNICODE, text)
    }

    /// `issuing_jurisdiction`, ISO 3166-2, for example `JP-13`.
    pub fn issuing_jurisdiction(text: &str) -> Self {
        Self::text(&driving_licence::ISSUING_JURISDICTION, text)
    }

    /// `issue_number` (照会番号).
    pub fn issue_number(text: &str) -> Self {
        Self::text(&driving_licence_japan::ISSUE_NUMBER, text)
    }

    /// `administrative_number`.
    pub fn administrative_number(text: &str) -> Self {
        Self::text(&driving_licence::ADMINISTRATIVE_NUMBER, text)
    }

    /// `birth_place`, romanised.
    pub fn birth_place(text: &str) -> Self {
        Self::text(&driving_licence::BIRTH_PLACE, text)
    }

    /// `nationality`, ISO 3166-1 alpha-2.
    pub fn nationality(text: &str) -> Self {
        Self::text(&driving_licence::NATIONALITY, text)
    }

    /// `resident_address`, romanised.
    pub fn resident_address(text: &str) -> Self {
        Self::text(&driving_licence::RESIDENT_ADDRESS, text)
    }

    /// `resident_street`, romanised; an element of the second edition's draft.
    pub fn resident_street(text: &str) -> Self {
        Self::text(&driving_licence::RESIDENT_STREET, text)
    }

    /// `resident_city`, romanised.
    pub fn resident_city(text: &str) -> Self {
        Self::text(&driving_licence::RESIDENT_CITY, text)
    }

    /// `resident_state`, romanised.
    pub fn resident_state(text: &str) -> Self {
        Self::text(&driving_licence::RESIDENT_STATE, text)
    }

    /// `resident_postal_code`.
    pub fn resident_postal_code(text: &str) -> Self {
        Self::text(&driving_licence::RESIDENT_POSTAL_CODE, text)
    }

    /// `resident_country`, ISO 3166-1 alpha-2.
    pub fn resident_country(text: &str) -> Self {
        Self::text(&driving_licence::RESIDENT_COUNTRY, text)
    }

    /// `issue_date` of the licence (交付年月日).
    pub fn issue_date(date: FullDate) -> Self {
        Self {
            element: &driving_licence::ISSUE_DATE,
            value: Value::Date(date),
        }
    }

    /// `portrait_capture_date`: when the photo of the licence was taken.
    pub fn portrait_capture_date(time: Timestamp) -> Self {
        Self {
            element: &driving_licence::PORTRAIT_CAPTURE_DATE,
            value: Value::Time(time),
        }
    }

    pub(super) fn element(&self) -> &'static Element {
        self.element
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Date(_) | Value::Time(_) => None,
        }
    }

    pub(super) fn as_date(&self) -> Option<FullDate> {
        match self.value {
            Value::Date(date) => Some(date),
            Value::Text(_) | Value::Time(_) => None,
        }
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        match &self.value {
            Value::Text(text) => writer.text(text),
            Value::Date(date) => writer.full_date(*date),
            Value::Time(time) => writer.tdate(*time),
        };
    }

    fn text(element: &'static Element, text: &str) -> Self {
        Self {
            element,
            value: Value::Text(Zeroizing::new(text.to_owned())),
        }
    }
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fact({}, redacted)", self.element.identifier)
    }
}

/// Where a fact is from.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Source {
    /// The residents' register (住民基本台帳).
    ResidentsRegister,
    /// The holder's passport.
    Passport,
    /// The police's record of the licence.
    PoliceRecord,
    /// Transliterated by the issuer from the name's reading.
    Transliteration,
    /// The holder said so.
    HolderStatement,
    /// The issuer's own configuration or directory.
    Configuration,
}

impl Source {
    /// As the report and `name_romanisation_source` write it, for example `residents-register`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ResidentsRegister => "residents-register",
            Self::Passport => "passport",
            Self::PoliceRecord => "police-record",
            Self::Transliteration => "transliteration",
            Self::HolderStatement => "holder-statement",
            Self::Configuration => "configuration",
        }
    }
}

/// That a fact was known, and from where; not what it says.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct FactSource {
    /// The element identifier.
    pub element: &'static str,
    /// Where the fact is from.
    pub source: Source,
}
