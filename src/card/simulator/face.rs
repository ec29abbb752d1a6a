//! The face application (券面事項確認AP).

use super::PersonalisationError;
use super::authorities::{self, Municipality};
use super::file::{DedicatedFile, ElementaryFile};
use super::holder::Holder;
use super::tlv;
use crate::crypto::sha256;

/// The card's printed face: birth date, sex and pictures, with a card key, in one record that the
/// municipality signs over three digests.
pub(super) fn application(
    holder: Holder,
    municipality: &Municipality,
    portrait: &[u8],
) -> Result<DedicatedFile, PersonalisationError> {
    let person = holder.person();
    let municipality_key = municipality.face_key.load()?;
    let certificate = authorities::FACE.certify(municipality.face_key_id, &municipality_key)?;
    let card_public_key = person.keys.face.load()?.card_public_key();

    let birth_date = tlv::object(0xDF22, person.birth_date.as_bytes());
    let sex = tlv::object(0xDF23, person.sex.as_bytes());
    let card_key = tlv::object(0xDF24, &card_public_key);
    let name = tlv::object(0xDF25, person.pictures.name);
    let address = tlv::object(0xDF26, person.pictures.address);
    let portrait = tlv::object(0xDF27, portrait);
    let signature = municipality_key.sign_three_digests([
        sha256(&[&birth_date, &sex, &card_key]),
        sha256(&[&name, &address]),
        sha256(&[&portrait]),
    ])?;
    let face = tlv::record_with_offsets(&[
        birth_date,
        sex,
        card_key,
        name,
        address,
        portrait,
        tlv::object(0xDF28, &signature),
        tlv::object(0xDF29, person.card_expiry.as_bytes()),
        tlv::object(0xDF2A, person.pictures.security_code),
    ]);

    let signed_with_key = |tags: [u16; 3], content: &[u8]| {
        let [content_tag, key_tag, signature_tag] = tags;
        let signed = [
            tlv::object(content_tag, content),
            tlv::object(key_tag, &card_public_key),
        ]
        .concat();
        let signature = municipality_key.sign(&[&signed])?;
        Ok::<_, PersonalisationError>([signed, tlv::object(signature_tag, &signature)].concat())
    };
    let age = signed_with_key([0xDF11, 0xDF12, 0xDF13], person.birth_date.as_bytes())?;
    let number = signed_with_key([0xDF41, 0xDF42, 0xDF43], person.pictures.individual_number)?;

    let opaque_key = authorities::key_identifier(b"9900025", b"001");
    let opaque = [opaque_key.as_slice(), &tlv::opaque("face", 256)].concat();
    let information = [
        tlv::object(0xDF31, &[0x06, 0x03, 0x0E, 0x01]),
        tlv::object(0xDF32, &authorities::key_identifier(b"9000024", b"001")),
        tlv::object(0xDF33, &[0x00]),
        tlv::object(0xDF34, municipality.code.as_bytes()),
        tlv::object(0xDF35, &opaque),
    ]
    .concat();

    let either: &[u16] = &[NUMBER_A, NUMBER_B];
    let files = vec![
        ElementaryFile::binary(0x0001, tlv::object(0xFF10, &age), 560, &[BIRTH_DATE]),
        ElementaryFile::binary(0x0002, face, 16_000, either),
        ElementaryFile::binary(0x0003, tlv::object(0xFF30, &information), 336, &[]),
        ElementaryFile::binary(0x0004, certificate, 592, &[]),
        ElementaryFile::binary(0x0005, tlv::object(0xFF40, &number), 1024, &[NUMBER_A]),
        ElementaryFile::binary(0x0006, Vec::new(), 16, either),
        ElementaryFile::secret(BIRTH_DATE, &holder.era_birth_date()?, 10),
        ElementaryFile::secret(NUMBER_B, &holder.verification_number_b()?, 10),
        ElementaryFile::secret(NUMBER_A, person.individual_number, 10),
        ElementaryFile::key(CARD_KEY, person.keys.face, &[]),
    ];
    Ok(DedicatedFile {
        name: NAME,
        default_key: Some(CARD_KEY),
        session_key_after: None,
        files,
    })
}

pub(super) const NAME: &[u8] = &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02];

const BIRTH_DATE: u16 = 0x0011;
const NUMBER_B: u16 = 0x0012;
const NUMBER_A: u16 = 0x0013;
const CARD_KEY: u16 = 0x001A;
