//! Evidence between the issuer's own processes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::conclusion::IndividualNumber;
use super::parent::Parent;
use super::{
    Evidence, FaceBinding, Holder, HolderBinding, Licence, LicenceBinding, Portrait, Report,
};
use crate::card::record::{LicenceData, Sex};
use crate::cbor;
use crate::crypto::{Random, SealError, SealingKey};
use crate::time::{PartialDate, Timestamp};

impl Evidence {
    /// Seals it for the issuer's own storage: the only form in which it can be stored. It can be
    /// opened until [`usable_until`](Self::usable_until).
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal(&self, key: &SealingKey, random: &mut dyn Random) -> Result<Vec<u8>, SealError> {
        let content = cbor::to_vec(&Stored::from(self))
            .map(Zeroizing::new)
            .map_err(|_| SealError::TooLarge)?;
        key.seal(KIND, self.usable_until, &content, random)
    }

    /// Opens what [`seal`](Self::seal) made.
    ///
    /// # Errors
    /// [`SealError`], [`SealError::Expired`] when it is too old to issue from.
    pub fn open(sealed: &[u8], key: &SealingKey, now: Timestamp) -> Result<Self, SealError> {
        let content = key.open(KIND, now, sealed)?;
        let stored: Stored =
            cbor::from_slice(&content, "evidence").map_err(|_| SealError::Forged)?;
        stored.into_evidence().ok_or(SealError::Forged)
    }
}

#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Stored {
    name: String,
    address: String,
    /// `YYYYMMDD`, zeros where unknown.
    birth_date: String,
    /// The code of the card's records.
    sex: u8,
    substituted: bool,
    #[serde(with = "optional_bytes")]
    portrait: Option<Vec<u8>>,
    #[serde(with = "optional_bytes")]
    licence: Option<Vec<u8>>,
    individual_number: Option<[u8; 12]>,
    parent_issuer_key: [u8; 32],
    #[serde(with = "cbor::byte_string")]
    parent_serial: Vec<u8>,
    #[zeroize(skip)]
    card_valid_until: Timestamp,
    #[zeroize(skip)]
    usable_until: Timestamp,
    #[zeroize(skip)]
    binding: HolderBinding,
    #[zeroize(skip)]
    report: Report,
}

impl From<&Evidence> for Stored {
    fn from(evidence: &Evidence) -> Self {
        let holder = &evidence.holder;
        let image = |portrait: &Portrait| portrait.image.to_vec();
        Self {
            name: holder.name.to_string(),
            address: holder.address.to_string(),
            birth_date: digits(holder.birth_date),
            sex: match holder.sex {
                Sex::Male => b'1',
                Sex::Female => b'2',
                Sex::NotApplicable => b'9',
            },
            substituted: holder.substituted,
            portrait: evidence.portrait.as_ref().map(image),
            licence: evidence.licence.as_ref().map(|l| l.data.to_vec()),
            individual_number: evidence.individual_number.as_ref().map(|number| number.0),
            parent_issuer_key: evidence.parent.issuer_key,
            parent_serial: evidence.parent.serial.clone(),
            card_valid_until: evidence.card_valid_until,
            usable_until: evidence.usable_until,
            binding: evidence.binding.clone(),
            report: evidence.report.clone(),
        }
    }
}

impl Stored {
    fn into_evidence(mut self) -> Option<Evidence> {
        let take = |text: &mut String| Zeroizing::new(std::mem::take(text));
        let holder = Holder {
            name: take(&mut self.name),
            address: take(&mut self.address),
            birth_date: PartialDate::parse_compact(self.birth_date.as_bytes()).ok()?,
            sex: Sex::from_digit(self.sex)?,
            source: self.report.attributes_from,
            substituted: self.substituted,
        };
        let licence = match self.licence.take().map(Zeroizing::new) {
            Some(data) => Some(Licence {
                expires: LicenceData::parse(&data).ok()?.valid_until()?,
                binding: self
                    .report
                    .licence_binding
                    .unwrap_or(LicenceBinding::Unbound),
                data,
            }),
            None => None,
        };
        let face_binding = self.report.face_binding;
        Some(Evidence {
            holder,
            portrait: self.portrait.take().map(|image| Portrait {
                image: Zeroizing::new(image),
                binding: face_binding.unwrap_or(FaceBinding::BirthDateAndSex),
            }),
            licence,
            individual_number: self.individual_number.map(IndividualNumber),
            card_valid_until: self.card_valid_until,
            binding: self.binding.clone(),
            usable_until: self.usable_until,
            parent: Arc::new(Parent {
                issuer_key: self.parent_issuer_key,
                serial: std::mem::take(&mut self.parent_serial),
            }),
            report: self.report.clone(),
        })
    }
}

fn digits(date: PartialDate) -> String {
    match date {
        PartialDate::Day(day) => {
            format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
        }
        PartialDate::Month { year, month } => format!("{year:04}{month:02}00"),
        PartialDate::Year { year } => format!("{year:04}0000"),
    }
}

/// A byte string or null.
mod optional_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::cbor;

    #[derive(Deserialize, Serialize)]
    #[serde(transparent)]
    struct Bytes(#[serde(with = "cbor::byte_string")] Vec<u8>);

    #[derive(Serialize)]
    #[serde(transparent)]
    struct Borrowed<'a>(#[serde(serialize_with = "cbor::byte_string::serialize")] &'a [u8]);

    pub(super) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.as_deref().map(Borrowed).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        Option::<Bytes>::deserialize(deserializer).map(|bytes| bytes.map(|bytes| bytes.0))
    }
}

const KIND: &str = "evidence";
