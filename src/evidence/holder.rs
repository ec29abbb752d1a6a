use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::attributes::CertificateAttributes;
use crate::card::record::{Sex, TextAttributes};
use crate::time::PartialDate;

/// The person, as authorities signed it. Only [`Evidence`](super::Evidence) holds one.
///
/// The texts are exactly the signed ones: UTF-8, name parts separated by U+3000.
pub struct Holder {
    pub(super) name: Zeroizing<String>,
    pub(super) address: Zeroizing<String>,
    pub(super) birth_date: PartialDate,
    pub(super) sex: Sex,
    pub(super) source: AttributeSource,
    pub(super) substituted: bool,
}

impl Holder {
    /// The name (氏名).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address (住所).
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The birth date; the register does not know the day or month of everybody.
    pub fn birth_date(&self) -> PartialDate {
        self.birth_date
    }

    /// The sex.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// Which signed record the name and address are from.
    pub fn source(&self) -> AttributeSource {
        self.source
    }

    /// Whether name or address hold substitute characters (代替文字) in the place of the person's
    /// own. Only possible when the policy accepts them.
    pub fn has_substitute_characters(&self) -> bool {
        self.substituted
    }

    pub(super) fn from_certificate(attributes: &CertificateAttributes) -> Self {
        Self {
            name: attributes.name.text.clone(),
            address: attributes.address.text.clone(),
            birth_date: attributes.birth_date,
            sex: attributes.sex,
            source: AttributeSource::SigningCertificate,
            substituted: attributes.has_substitutes(),
        }
    }

    pub(super) fn from_text(attributes: &TextAttributes<'_>) -> Self {
        Self {
            name: Zeroizing::new(attributes.name().to_owned()),
            address: Zeroizing::new(attributes.address().to_owned()),
            birth_date: attributes.birth_date(),
            sex: attributes.sex(),
            source: AttributeSource::TextApplication,
            substituted: false,
        }
    }
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Holder(redacted, from {:?})", self.source)
    }
}

/// The signed record that a holder's name and address are from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributeSource {
    /// The JPKI signing certificate.
    SigningCertificate,
    /// The text application, which has the characters that certificates cannot carry.
    TextApplication,
}

/// For unit tests only, like [`unchecked_for_tests`](super::unchecked_for_tests).
#[cfg(test)]
pub(crate) fn unchecked_holder_for_tests(
    name: &str,
    address: &str,
    birth_date: PartialDate,
    sex: Sex,
) -> Holder {
    Holder {
        name: Zeroizing::new(name.to_owned()),
        address: Zeroizing::new(address.to_owned()),
        birth_date,
        sex,
        source: AttributeSource::SigningCertificate,
        substituted: false,
    }
}
