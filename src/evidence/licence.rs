use std::fmt;

use zeroize::Zeroizing;

use super::examine::Examination;
use super::{CheckName, EvidenceError, LicenceBinding, Role};
use crate::card::LicenceReading;
use crate::card::record::{LicenceData, LicenceSignature, RecordError};
use crate::time::FullDate;

/// A driving licence that a police anchor signed. Only [`Evidence`](super::Evidence) holds one.
pub struct Licence {
    /// The records of EF 001B, as they were signed, without filler.
    pub(super) data: Zeroizing<Vec<u8>>,
    pub(super) expires: FullDate,
    pub(super) binding: LicenceBinding,
}

impl Licence {
    /// The signed records of EF 001B.
    ///
    /// # Errors
    /// [`RecordError`] never, since they were parsed before.
    pub fn data(&self) -> Result<LicenceData<'_>, RecordError> {
        LicenceData::parse(&self.data)
    }

    /// The last day on which the licence is valid, in Japan.
    pub fn expires(&self) -> FullDate {
        self.expires
    }

    /// Who says that it is this holder's.
    pub fn binding(&self) -> LicenceBinding {
        self.binding
    }
}

/// Licence data that a police anchor signed, of which nobody has said yet whose they are.
pub(super) struct ExaminedLicence {
    data: Zeroizing<Vec<u8>>,
    photo: Option<Zeroizing<Vec<u8>>>,
    expires: FullDate,
}

impl ExaminedLicence {
    pub(super) fn photo(&self) -> Option<&[u8]> {
        self.photo.as_deref().map(Vec::as_slice)
    }

    pub(super) fn into_licence(self, binding: LicenceBinding) -> Licence {
        Licence {
            data: self.data,
            expires: self.expires,
            binding,
        }
    }
}

impl Examination<'_> {
    pub(super) fn licence(
        &mut self,
        reading: &LicenceReading,
    ) -> Result<ExaminedLicence, EvidenceError> {
        let record = |source: RecordError| EvidenceError::Record {
            role: Role::Licence,
            source,
        };
        let data = LicenceData::parse(&reading.data).map_err(record)?;
        let signature = LicenceSignature::parse(&reading.signature).map_err(record)?;
        let candidates = data.signed_candidates();
        let signer = self
            .anchors
            .licence_signer_of(&candidates, signature.signature())?
            .name
            .clone();
        self.passed_at(CheckName::LicenceRecord, signer);
        let expires = data.valid_until().ok_or(EvidenceError::NoLicence)?;
        if self.now.date_in_japan() > expires {
            return Err(EvidenceError::LicenceExpired);
        }
        self.passed(CheckName::LicenceExpiry);
        // Filler has no field in it; the objects are within either range.
        let [objects, _] = candidates;
        Ok(ExaminedLicence {
            data: Zeroizing::new(objects.to_vec()),
            photo: data.photo().map(|photo| Zeroizing::new(photo.to_vec())),
            expires,
        })
    }
}

impl fmt::Debug for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Licence(redacted, {:?})", self.binding)
    }
}

/// For unit tests only, like [`unchecked_for_tests`](super::unchecked_for_tests).
#[cfg(test)]
pub(crate) fn unchecked_licence_for_tests(data: Vec<u8>, expires: FullDate) -> Licence {
    Licence {
        data: Zeroizing::new(data),
        expires,
        binding: LicenceBinding::FaceCompared,
    }
}
