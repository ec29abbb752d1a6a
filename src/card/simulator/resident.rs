//! The two applications that nothing here needs, but which a card has: that of the card itself
//! (共通カードAP) and that of the resident registry (住基AP).

use super::authorities::{Municipality, key_identifier};
use super::data_object::serial_number;
use super::file::{Change, DedicatedFile, ElementaryFile};
use super::holder::Holder;
use super::instruction::Instruction;
use super::{PIN, tlv};

/// Serial number, municipality and expiry, free and unsigned.
pub(super) fn card_application(holder: Holder, municipality: &Municipality) -> DedicatedFile {
    let person = holder.person();
    let serial = format!(
        "{}{}{}",
        serial_number(holder),
        municipality.code,
        person.card_expiry
    );
    DedicatedFile {
        name: CARD_NAME,
        default_key: None,
        session_key_after: None,
        files: vec![
            ElementaryFile::records(0x0001, vec![tlv::short_object(0x01, serial.as_bytes())]),
            key_identifier_file(b"9000020"),
            ElementaryFile::authentication_key(0x0019, person.keys.card),
            pin_file(),
        ],
    }
}

/// Selectable, and not more.
pub(super) fn resident_application() -> DedicatedFile {
    DedicatedFile {
        name: RESIDENT_NAME,
        default_key: None,
        session_key_after: Some(&[]),
        files: vec![key_identifier_file(b"9000030"), pin_file()],
    }
}

fn pin_file() -> ElementaryFile {
    let change = Change {
        by: Instruction::ChangeKey,
        lengths: 4..=4,
    };
    ElementaryFile::changeable_secret(0x001C, PIN, 3, change)
}

fn key_identifier_file(number: &[u8; 7]) -> ElementaryFile {
    let record = tlv::short_object(0x01, &key_identifier(number, b"001"));
    ElementaryFile::records(0x0002, vec![record])
}

pub(super) const CARD_NAME: &[u8] = &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00];
const RESIDENT_NAME: &[u8] = &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01];
