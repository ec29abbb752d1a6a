//! The text application (券面事項入力補助AP).

use super::PersonalisationError;
use super::authorities::{self, Municipality};
use super::file::{Change, DedicatedFile, ElementaryFile};
use super::holder::Holder;
use super::instruction::Instruction;
use super::{PIN, tlv};
use crate::crypto::sha256;

/// Name, address, birth date and sex as text; the individual number; a record of their digests
/// that the municipality signs; a card key that it signs apart.
pub(super) fn application(
    holder: Holder,
    municipality: &Municipality,
) -> Result<DedicatedFile, PersonalisationError> {
    let person = holder.person();
    let municipality_key = municipality.text_key.load()?;
    let certificate = authorities::TEXT.certify(municipality.text_key_id, &municipality_key)?;

    let number = tlv::object(0xFF10, person.individual_number.as_bytes());
    let number_file = tlv::padded(number, NUMBER_SIZE);
    let attributes = [
        tlv::object(0xDF22, person.name.text.as_bytes()),
        tlv::object(0xDF23, person.address.text.as_bytes()),
        tlv::object(0xDF24, person.birth_date.as_bytes()),
        tlv::object(0xDF25, person.sex.as_bytes()),
    ];

    // The number's digest covers its whole physical file, the attributes' only their objects.
    let digests = [
        tlv::object(0xDF31, &sha256(&[&number_file])),
        tlv::object(0xDF32, &sha256(&[&attributes.concat()])),
    ]
    .concat();
    let signature = municipality_key.sign(&[&digests])?;
    let integrity = [digests, tlv::object(0xDF33, &signature)].concat();

    let card_public_key = person.keys.text.load()?.card_public_key();
    let key_object = tlv::object(0xDF51, &card_public_key);
    let key_signature = municipality_key.sign(&[&key_object])?;
    let card_key = [key_object, tlv::object(0xDF52, &key_signature)].concat();

    let information = [
        tlv::object(0xDF41, &[0x01, 0x03, 0x0E, 0x01]),
        tlv::object(0xDF42, &authorities::key_identifier(b"9000034", b"001")),
        tlv::object(0xDF43, &tlv::padded(tlv::opaque("text", 32), 128)),
    ]
    .concat();

    let either: &[u16] = &[PIN_FILE, NUMBER_A, NUMBER_B];
    let pin_change = Change {
        by: Instruction::ChangeReferenceData,
        lengths: 4..=4,
    };
    let files = vec![
        ElementaryFile::binary(0x0001, number_file, NUMBER_SIZE, &[PIN_FILE, NUMBER_A]),
        ElementaryFile::binary(
            0x0002,
            tlv::record_with_offsets(&attributes),
            1024,
            &[PIN_FILE, NUMBER_B],
        ),
        ElementaryFile::binary(0x0003, tlv::object(0xFF30, &integrity), 352, either),
        ElementaryFile::binary(0x0004, certificate, 592, &[]),
        ElementaryFile::binary(0x0005, tlv::object(0xFF40, &information), 176, &[]),
        // Encrypts session keys of secure messaging, which is not answered here.
        ElementaryFile::binary(
            0x0006,
            tlv::short_object(0xA1, &card_public_key),
            288,
            either,
        ),
        ElementaryFile::binary(0x0007, tlv::object(0xFF50, &card_key), 560, either),
        ElementaryFile::binary(0x0008, Vec::new(), 16, &[]),
        ElementaryFile::changeable_secret(PIN_FILE, PIN, 3, pin_change),
        ElementaryFile::blocked_secret(0x0012),
        ElementaryFile::key(CARD_KEY, person.keys.text, &[]),
        ElementaryFile::secret(NUMBER_A, person.individual_number, 10),
        ElementaryFile::secret(NUMBER_B, &holder.verification_number_b()?, 10),
    ];
    Ok(DedicatedFile {
        name: NAME,
        default_key: Some(CARD_KEY),
        session_key_after: Some(&[PIN_FILE]),
        files,
    })
}

pub(super) const NAME: &[u8] = &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08];

/// Physical size of the file of the individual number, which its digest covers.
const NUMBER_SIZE: usize = 17;

const PIN_FILE: u16 = 0x0011;
const CARD_KEY: u16 = 0x0013;
const NUMBER_A: u16 = 0x0014;
const NUMBER_B: u16 = 0x0015;
