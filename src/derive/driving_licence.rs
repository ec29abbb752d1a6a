use super::claims::Draft;
use super::privileges::{Group, Privileges};
use super::{
    ClaimOptions, Claims, DeriveError, IssuerFacts, Source, basis, birth_date, name, put_ages,
    put_portrait, sex,
};
use crate::card::record::{ColourClass, LicenceData};
use crate::doctype::DRIVING_LICENCE;
use crate::doctype::{Element, driving_licence as element, driving_licence_japan as domestic};
use crate::evidence::{Evidence, Holder};
use crate::time::{FullDate, Timestamp};

/// The claims of the driving licence, `org.iso.18013.5.1.mDL`, computed for a credential that is
/// valid from `valid_from`.
///
/// The card's licence application has neither name nor dates of the person: those are the
/// evidence's. Of the issuer's facts it needs the romanised names, the licence's date of issue and
/// its issuing authority; every other fact that is an element of the document is taken as well.
///
/// Vehicle categories follow the practice of international driving permits; no official mapping for
/// mobile licences is published, so this is a project profile. Conditions that have a code of
/// ISO/IEC 18013-2 become one; every type and every condition stands in the domestic elements too,
/// whether or not it has an international form. What no element has a form for is in
/// `other_objects` as it stands on the card, so that nothing signed is lost.
///
/// | type on the licence | categories | limits |
/// |---|---|---|
/// | 大型 | C D C1 D1 B | |
/// | 中型 | C D C1 D1 B | C below 11,000 kg, D up to 28 seats; 8t: C below 8,000 kg, no D or D1 |
/// | 準中型 | C1 B | C1 below 7,500 kg; 5t: below 5,000 kg |
/// | 普通, 普二 | B | |
/// | 大二, 中二 | D | 中二: up to 28 seats |
/// | 大自二 | A | |
/// | 普自二 | A | up to 400 cm3; small only: A1 up to 125 cm3 |
/// | 原付 | AM | up to 50 cm3 |
/// | け引, け引二 | BE C1E CE DE | with each category held that tows, under its limits |
/// | 大特, 小特, 大特二 | | |
///
/// # Errors
/// [`DeriveError`].
pub fn driving_licence(
    evidence: &Evidence,
    facts: &IssuerFacts,
    valid_from: Timestamp,
    options: &ClaimOptions,
) -> Result<Claims, DeriveError> {
    let holder = evidence.holder();
    let licence = evidence.licence().ok_or(DeriveError::NoLicence)?;
    let expires = licence.expires();
    let licence = licence.data()?;
    let ages = options.ages(evidence, valid_from);
    let mut draft = Draft::new(&DRIVING_LICENCE);

    person(&mut draft, holder)?;
    put_ages(
        &mut draft,
        &ages,
        &element::AGE_IN_YEARS,
        &element::AGE_OVER,
    )?;
    document(&mut draft, &licence, expires, options)?;
    issuer_facts(&mut draft, facts, holder, expires)?;

    draft.finish(basis(evidence, valid_from, &ages, Some(expires))?)
}

fn person(draft: &mut Draft, holder: &Holder) -> Result<(), DeriveError> {
    let born = holder.birth_date();
    draft.put(&element::BIRTH_DATE, |writer| {
        birth_date::write_approximate(born, writer);
    })?;
    draft.put(&element::AGE_BIRTH_YEAR, |writer| {
        writer.unsigned(u64::from(born.latest().year()));
    })?;
    draft.put(&element::SEX, |writer| {
        writer.unsigned(sex::code(holder.sex()));
    })?;
    if let Some((family, given)) = name::parts(holder.name()) {
        draft.text(&element::FAMILY_NAME_NATIONAL_CHARACTER, family)?;
        draft.text(&element::GIVEN_NAME_NATIONAL_CHARACTER, given)?;
    }
    draft.text(&domestic::FULL_NAME_UNICODE, holder.name())?;
    draft.text(&domestic::RESIDENT_ADDRESS_UNICODE, holder.address())?;
    draft.text(
        &domestic::BIRTH_DATE_UNICODE,
        &birth_date::in_japanese(born),
    )
}

fn document(
    draft: &mut Draft,
    licence: &LicenceData<'_>,
    expires: FullDate,
    options: &ClaimOptions,
) -> Result<(), DeriveError> {
    draft.put(&element::EXPIRY_DATE, |writer| {
        writer.full_date(expires);
    })?;
    draft.text(&element::ISSUING_COUNTRY, JAPAN)?;
    draft.text(&element::UN_DISTINGUISHING_SIGN, DISTINGUISHING_SIGN)?;
    if let Some(number) = licence.number() {
        draft.text(&element::DOCUMENT_NUMBER, number)?;
    }
    if let Some(photo) = licence.photo() {
        put_portrait(draft, &element::PORTRAIT, photo, options)?;
    }
    let privileges = Privileges::of(licence);
    draft.put(&element::DRIVING_PRIVILEGES, |writer| {
        privileges.write_international(writer);
    })?;
    draft.put(&domestic::DOMESTIC_DRIVING_PRIVILEGES, |writer| {
        privileges.write_domestic(writer);
    })?;
    lines(draft, &domestic::CONDITIONS_UNICODE, licence.conditions())?;
    lines(draft, &domestic::REMARKS_UNICODE, licence.remarks())?;
    let missing = |(tag, content)| Some((missing_character(tag)?, content));
    let missing: Vec<_> = licence.objects().filter_map(missing).collect();
    numbered(draft, &domestic::MISSING_CHARACTERS, &missing)?;
    let others = licence
        .objects()
        .filter(|(tag, _)| is_said_by_no_other_element(*tag, licence, &privileges))
        .map(|(tag, content)| (u64::from(tag), content));
    numbered(draft, &domestic::OTHER_OBJECTS, &others.collect::<Vec<_>>())?;
    let class = licence.colour_class().map(|class| match class {
        ColourClass::Excellent => domestic::GOLD,
        ColourClass::Other => domestic::BLUE,
        ColourClass::New => domestic::GREEN,
    });
    match class {
        Some(class) => draft.text(&domestic::HOLDER_CLASS, class),
        None => Ok(()),
    }
}

fn issuer_facts(
    draft: &mut Draft,
    facts: &IssuerFacts,
    holder: &Holder,
    expires: FullDate,
) -> Result<(), DeriveError> {
    for fact in facts.of(&DRIVING_LICENCE) {
        let row = fact.element();
        let is = |other: &'static Element| std::ptr::eq(row, other);
        let part_of_name = is(&element::FAMILY_NAME_NATIONAL_CHARACTER)
            || is(&element::GIVEN_NAME_NATIONAL_CHARACTER);
        let foreign_part = |text: &str| part_of_name && !holder.name().contains(text);
        let late = |date: FullDate| is(&element::ISSUE_DATE) && date > expires;
        if fact.as_text().is_some_and(foreign_part) || fact.as_date().is_some_and(late) {
            return Err(DeriveError::FactContradictsCard {
                element: row.identifier,
            });
        }
        draft.put(row, |writer| fact.write(writer))?;
    }
    let mut sources: Vec<&str> = [&element::FAMILY_NAME, &element::GIVEN_NAME]
        .into_iter()
        .filter_map(|name| facts.source(name).map(Source::name))
        .collect();
    sources.dedup();
    if sources.is_empty() {
        return Ok(());
    }
    draft.text(&domestic::NAME_ROMANISATION_SOURCE, &sources.join(", "))
}

/// Texts of the card, verbatim, one a line.
fn lines(draft: &mut Draft, row: &'static Element, texts: &[String]) -> Result<(), DeriveError> {
    if texts.is_empty() {
        return Ok(());
    }
    draft.text(row, &texts.join("\n"))
}

/// Objects of the card, verbatim.
fn numbered(
    draft: &mut Draft,
    row: &'static Element,
    objects: &[(u64, &[u8])],
) -> Result<(), DeriveError> {
    if objects.is_empty() {
        return Ok(());
    }
    let length = objects
        .iter()
        .map(|(_, content)| NUMBERED_HEAD.saturating_add(content.len()))
        .sum();
    draft.sized(row, length, |writer| {
        writer.array(objects.len());
        for (number, content) in objects {
            writer.map(2).text("number").unsigned(*number);
            writer.text("content").byte_string(content);
        }
    })
}

/// The number by which a text of the licence names the missing character in this object.
fn missing_character(tag: u16) -> Option<u64> {
    match tag {
        0xCA => Some(1),
        0xCB => Some(2),
        0xD4 => Some(3),
        0xD5 => Some(4),
        0xD6 => Some(5),
        _ => None,
    }
}

/// The history record's date, kind and number, spare and reserved objects, and a date of
/// acquisition in whose group no type is held.
fn is_said_by_no_other_element(
    tag: u16,
    licence: &LicenceData<'_>,
    privileges: &Privileges,
) -> bool {
    let (date, group) = match tag {
        0xC2 => return licence.history_recorded_on().is_some(),
        0xC3 | 0xE8 | 0xDF..=0xE6 | 0xFB..=0x106 => return true,
        0xE9 => (licence.acquired_two_wheeled(), Group::TwoWheeledAndSmall),
        0xEA => (licence.acquired_other(), Group::Other),
        0xEB => (licence.acquired_second_class(), Group::SecondClass),
        _ => return false,
    };
    date.is_some() && !privileges.hold(group)
}

/// Bytes of a numbered object besides its content.
const NUMBERED_HEAD: usize = 32;
const JAPAN: &str = "JP";
/// Of vehicles in international traffic (ISO/IEC 18013-1 Annex F).
const DISTINGUISHING_SIGN: &str = "J";
