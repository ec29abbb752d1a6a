use subtle::ConstantTimeEq;

use super::attributes::CertificateAttributes;
use super::conclusion::IndividualNumber;
use super::examine::Examination;
use super::key::Key;
use super::municipality::Municipality;
use super::{CheckName, EvidenceError, Role, Waiver};
use crate::card::TextReading;
use crate::card::record::{
    CardKeyRecord, IndividualNumberRecord, RecordError, TextAttributes, TextIntegrity,
};
use crate::crypto::sha256;

/// What the text application proves.
pub(super) struct ExaminedText<'a> {
    pub(super) attributes: TextAttributes<'a>,
    pub(super) individual_number: Option<IndividualNumber>,
    pub(super) municipality: Option<String>,
}

impl Examination<'_> {
    pub(super) fn text<'r>(
        &mut self,
        reading: &'r TextReading,
    ) -> Result<ExaminedText<'r>, EvidenceError> {
        let municipality = self.municipality(Role::Text, &reading.certificate)?;
        let attributes = TextAttributes::parse(&reading.attributes).map_err(record)?;
        let integrity = TextIntegrity::parse(&reading.integrity).map_err(record)?;
        municipality
            .key
            .verify(&[integrity.signed_part()], integrity.signature())
            .map_err(|_| EvidenceError::RecordSignature { role: Role::Text })?;
        let digest = sha256(&[attributes.signed_part()]);
        if !same(&digest, integrity.attributes_digest()) {
            return Err(EvidenceError::AttributesDigest);
        }
        self.passed(CheckName::TextRecord);
        self.text_presence(reading, &municipality)?;
        let individual_number = match &reading.individual_number {
            Some(file) => Some(self.individual_number(file, &integrity)?),
            None => None,
        };
        Ok(ExaminedText {
            attributes,
            individual_number,
            municipality: municipality.code,
        })
    }

    /// The certificate and the record are about one person, by every attribute that both have.
    pub(super) fn linked(
        &mut self,
        certificate: &CertificateAttributes,
        text: &TextAttributes<'_>,
    ) -> Result<(), EvidenceError> {
        let role = Role::Text;
        if certificate.birth_date != text.birth_date() {
            return Err(EvidenceError::BirthDateDiffers { role });
        }
        if certificate.sex != text.sex() {
            return Err(EvidenceError::SexDiffers { role });
        }
        if !certificate.name.is_equal_where_kept(text.name()) {
            return Err(EvidenceError::NameDiffers);
        }
        if !certificate.address.is_equal_where_kept(text.address()) {
            return Err(EvidenceError::AddressDiffers);
        }
        self.passed(CheckName::TextLink);
        Ok(())
    }

    fn text_presence(
        &mut self,
        reading: &TextReading,
        municipality: &Municipality,
    ) -> Result<(), EvidenceError> {
        let role = Role::Text;
        let Some(file) = &reading.card_key else {
            // Without the key, a signature cannot be checked: it is as good as none.
            return self.waive(Waiver::Presence, EvidenceError::MissingSignature { role });
        };
        let card_key = CardKeyRecord::parse(file).map_err(record)?;
        municipality
            .key
            .verify(&[card_key.signed_part()], card_key.signature())
            .map_err(|_| EvidenceError::RecordSignature { role })?;
        self.anchors
            .check_trusted(role, || card_key.key().spki_sha256())?;
        self.passed(CheckName::TextCardKey);
        let signature = reading.signature.as_deref();
        self.answered(
            role,
            &Key::Rsa2048(card_key.key().clone()),
            signature,
            CheckName::TextPresence,
            &[Waiver::Presence],
        )?;
        Ok(())
    }

    fn individual_number(
        &mut self,
        file: &[u8],
        integrity: &TextIntegrity<'_>,
    ) -> Result<IndividualNumber, EvidenceError> {
        if !self.policy.individual_number {
            return Err(EvidenceError::UnrequestedIndividualNumber);
        }
        let number = IndividualNumberRecord::parse(file).map_err(record)?;
        let digest = sha256(&[number.signed_part()]);
        if !same(&digest, integrity.individual_number_digest()) {
            return Err(EvidenceError::IndividualNumberDigest);
        }
        self.passed(CheckName::IndividualNumber);
        number
            .number()
            .as_bytes()
            .try_into()
            .map(IndividualNumber)
            .map_err(|_| EvidenceError::IndividualNumberDigest)
    }
}

fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.ct_eq(other).into()
}

fn record(source: RecordError) -> EvidenceError {
    EvidenceError::Record {
        role: Role::Text,
        source,
    }
}
