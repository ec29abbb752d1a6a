//! What GET DATA tells of the card itself, where no application is selected.

use der::asn1::ObjectIdentifier;

use super::authorities::{self, Municipality};
use super::holder::Holder;
use super::interface::Interface;
use super::key::key_file;
use super::{PersonalisationError, asn1, tlv};

/// A data object of the card.
pub(super) struct DataObject {
    pub(super) tag: u16,
    pub(super) value: Vec<u8>,
    /// Whether it is told inside an application too.
    pub(super) everywhere: bool,
}

/// Those of the card of `holder`. None is signed, but for the certificates.
pub(super) fn data_objects(
    holder: Holder,
    municipality: &Municipality,
) -> Result<Vec<DataObject>, PersonalisationError> {
    let root = &authorities::CARD;
    let intermediate_id = municipality.card_key_id;
    let upper = root.chain_link(intermediate_id, &municipality.card_key.load()?)?;
    let intermediate = authorities::CardVerifiableIssuer {
        key_id: intermediate_id,
        key: municipality.card_key,
    };
    let below = authorities::key_identifier(b"9000050", b"001");
    let lower = intermediate.chain_link(below, &key_file!("below-municipality-card").load()?)?;
    let object = |tag, value| DataObject {
        tag,
        value,
        everywhere: false,
    };
    let answer_to_reset = Interface::Contacts.answer_to_reset();
    Ok(vec![
        object(0x0042, root.key_id.to_vec()),
        object(0x0045, serial_number(holder).into_bytes()),
        object(0x0066, card_recognition()),
        object(0x00F0, municipality.code.into()),
        object(0x00F2, holder.person().card_expiry.into()),
        object(0x00F7, intermediate_id.to_vec()),
        object(0x00F8, upper),
        object(0x7F21, lower),
        DataObject {
            tag: 0x5F51,
            value: answer_to_reset.iter().skip(1).copied().collect(),
            everywhere: true,
        },
    ])
}

/// Of the card, 15 digits.
pub(super) fn serial_number(holder: Holder) -> String {
    format!("{:015}", holder.person().ordinal)
}

/// Card recognition data: GlobalPlatform 2.1.1, and nothing of what the card can do.
fn card_recognition() -> Vec<u8> {
    let parts = [
        asn1::oid(GLOBAL_PLATFORM),
        asn1::value(0x60, &asn1::oid(VERSION)),
        asn1::value(0x63, &asn1::oid(IDENTIFICATION_SCHEME)),
    ];
    tlv::short_object(0x73, &parts.concat())
}

const GLOBAL_PLATFORM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.114283.1");
const VERSION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.114283.2.2.1.1");
const IDENTIFICATION_SCHEME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.114283.3");
