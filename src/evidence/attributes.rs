use der::oid::ObjectIdentifier;
use der::{Tag, Tagged};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use zeroize::Zeroizing;

use super::{EvidenceError, Role};
use crate::card::record::Sex;
use crate::pki::Certificate;
use crate::time::{Era, PartialDate};

#[cfg(test)]
mod tests;

/// The person's attributes in the subjectAltName of a signing certificate (JPKI profile 3.2):
///
/// ```text
/// otherName { 1.2.392.200149.8.5.5.n, [0] EXPLICIT UTF8String }
/// n = 1 name, 2 its substitute characters, 3 sex, 4 birth date, 5 address, 6 its substitutes
/// ```
/// Substitutes are flagged by one `0` or `1` per character. The birth date is an era digit (`0`:
/// unknown) and `YYYYMMDD` of the Gregorian calendar.
pub(super) struct CertificateAttributes {
    pub(super) name: CertificateText,
    pub(super) address: CertificateText,
    pub(super) birth_date: PartialDate,
    pub(super) sex: Sex,
}

impl CertificateAttributes {
    pub(super) fn of(certificate: &Certificate) -> Result<Self, EvidenceError> {
        let (_, names) = certificate
            .decoded_extension::<SubjectAltName>()
            .map_err(|_| refuse("a malformed subjectAltName"))?
            .ok_or(refuse("no attributes"))?;
        let values = Values(&names.0);
        Ok(Self {
            name: CertificateText::new(values.only(NAME)?, values.only(NAME_SUBSTITUTES)?)?,
            address: CertificateText::new(
                values.only(ADDRESS)?,
                values.only(ADDRESS_SUBSTITUTES)?,
            )?,
            birth_date: birth_date(values.only(BIRTH_DATE)?)?,
            sex: match values.only(SEX)? {
                "1" => Sex::Male,
                "2" => Sex::Female,
                // What the card's records write as 9.
                "3" => Sex::NotApplicable,
                _ => return Err(refuse("an unknown code for the sex")),
            },
        })
    }

    pub(super) fn has_substitutes(&self) -> bool {
        self.name.has_substitutes() || self.address.has_substitutes()
    }
}

/// A text of the certificate, some characters of which may stand for ones that it cannot carry
/// (代替文字).
pub(super) struct CertificateText {
    pub(super) text: Zeroizing<String>,
    /// One per character.
    substitutes: Vec<bool>,
}

impl CertificateText {
    fn new(text: &str, flags: &str) -> Result<Self, EvidenceError> {
        let substitutes: Option<Vec<bool>> = flags
            .chars()
            .map(|flag| match flag {
                '0' => Some(false),
                '1' => Some(true),
                _ => None,
            })
            .collect();
        let substitutes = substitutes.ok_or(refuse("an unknown substitute flag"))?;
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(refuse("an attribute without a text"));
        }
        if characters(text).len() != substitutes.len() {
            return Err(refuse("substitute flags that do not fit their text"));
        }
        Ok(Self {
            text: Zeroizing::new(text.to_owned()),
            substitutes,
        })
    }

    pub(super) fn has_substitutes(&self) -> bool {
        self.substitutes.contains(&true)
    }

    /// Whether `other` has the same characters, as many of them, wherever none is substituted.
    pub(super) fn is_equal_where_kept(&self, other: &str) -> bool {
        let (ours, theirs) = (characters(&self.text), characters(other));
        ours.len() == theirs.len()
            && ours
                .iter()
                .zip(&theirs)
                .zip(&self.substitutes)
                .all(|((ours, theirs), substituted)| *substituted || ours == theirs)
    }
}

/// The characters of a text as the register counts them: a variation selector belongs to the
/// character before it.
fn characters(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text
        .char_indices()
        .filter(|(at, c)| *at == 0 || !is_variation_selector(*c))
        .map(|(at, _)| at)
        .collect();
    starts.push(text.len());
    starts
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] => text.get(*from..*to),
            _ => None,
        })
        .collect()
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn birth_date(text: &str) -> Result<PartialDate, EvidenceError> {
    let malformed = || refuse("a birth date that is none");
    let [era, digits @ ..] = text.as_bytes() else {
        return Err(malformed());
    };
    let date = PartialDate::parse_compact(digits).map_err(|_| malformed())?;
    // In the year of a change, a date of which the day is unknown can be in either era.
    let eras = [date.earliest(), date.latest()].map(|day| Era::of(day).map(|(era, _)| era.digit()));
    if *era == b'0' || eras.contains(&Some(*era)) {
        Ok(date)
    } else {
        Err(refuse("a birth date in another era than it says"))
    }
}

struct Values<'a>(&'a [GeneralName]);

impl<'a> Values<'a> {
    fn only(&self, oid: ObjectIdentifier) -> Result<&'a str, EvidenceError> {
        let mut found = self.0.iter().filter_map(|name| match name {
            GeneralName::OtherName(other) if other.type_id == oid => Some(&other.value),
            _ => None,
        });
        match (found.next(), found.next()) {
            (Some(value), None) if value.tag() == Tag::Utf8String => {
                std::str::from_utf8(value.value()).map_err(|_| refuse("an attribute not in UTF-8"))
            }
            (Some(_), None) => Err(refuse("an attribute of another string type")),
            _ => Err(refuse("an attribute that is missing or there twice")),
        }
    }
}

fn refuse(reason: &'static str) -> EvidenceError {
    EvidenceError::CertificateProfile {
        role: Role::Signing,
        reason,
    }
}

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const NAME: ObjectIdentifier = oid("1.2.392.200149.8.5.5.1");
const NAME_SUBSTITUTES: ObjectIdentifier = oid("1.2.392.200149.8.5.5.2");
const SEX: ObjectIdentifier = oid("1.2.392.200149.8.5.5.3");
const BIRTH_DATE: ObjectIdentifier = oid("1.2.392.200149.8.5.5.4");
const ADDRESS: ObjectIdentifier = oid("1.2.392.200149.8.5.5.5");
const ADDRESS_SUBSTITUTES: ObjectIdentifier = oid("1.2.392.200149.8.5.5.6");
