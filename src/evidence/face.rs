use zeroize::Zeroizing;

use super::examine::Examination;
use super::key::Key;
use super::{CheckName, EvidenceError, Holder, Role, Waiver};
use crate::card::FaceReading;
use crate::card::record::FaceRecord;
use crate::time::Timestamp;

/// What the face application proves.
pub(super) struct ExaminedFace {
    pub(super) photo: Zeroizing<Vec<u8>>,
    pub(super) name_image: Zeroizing<Vec<u8>>,
    pub(super) address_image: Zeroizing<Vec<u8>>,
    /// The end of the printed expiry day, which no signature covers.
    pub(super) unsigned_end: Timestamp,
    pub(super) municipality: Option<String>,
}

impl Examination<'_> {
    pub(super) fn face(
        &mut self,
        reading: &FaceReading,
        holder: &Holder,
    ) -> Result<ExaminedFace, EvidenceError> {
        let role = Role::Face;
        let municipality = self.municipality(role, &reading.certificate)?;
        let record = FaceRecord::parse(&reading.record)
            .map_err(|source| EvidenceError::Record { role, source })?;
        municipality
            .key
            .verify_three_digests(record.signed_digests(), record.signature())
            .map_err(|_| EvidenceError::RecordSignature { role })?;
        self.passed(CheckName::FaceRecord);
        self.anchors
            .check_trusted(role, || record.card_key().spki_sha256())?;
        self.answered(
            role,
            &Key::Rsa2048(record.card_key().clone()),
            reading.signature.as_deref(),
            CheckName::FacePresence,
            &[Waiver::Presence],
        )?;
        if record.birth_date() != holder.birth_date() {
            return Err(EvidenceError::BirthDateDiffers { role });
        }
        if record.sex() != holder.sex() {
            return Err(EvidenceError::SexDiffers { role });
        }
        self.passed(CheckName::FaceLink);
        let unsigned_end = Timestamp::end_of_day_in_japan(record.unsigned_expiry());
        // Unsigned, so it may only refuse.
        if self.now > unsigned_end {
            return Err(EvidenceError::CardExpired);
        }
        let copy = |image: &[u8]| Zeroizing::new(image.to_vec());
        Ok(ExaminedFace {
            photo: copy(record.photo()),
            name_image: copy(record.name_image()),
            address_image: copy(record.address_image()),
            unsigned_end,
            municipality: municipality.code,
        })
    }
}
