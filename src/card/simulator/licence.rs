//! The driving licence application (マイナ免許証AP), NPA specification version 010.

use encoding_rs::EUC_JP;

use super::authorities::{POLICE, POLICE_NAME};
use super::file::{DedicatedFile, ElementaryFile};
use super::key::CertificateKey;
use super::{PIN, PersonalisationError, tlv};
use crate::crypto::sha256;

/// What the police recorded for a holder. Dates are an era digit and `YYMMDD`; empty for none.
pub(super) struct Licence {
    pub(super) number: &'static str,
    pub(super) colour: &'static str,
    pub(super) expiry: &'static str,
    /// At most four.
    pub(super) conditions: &'static [&'static str],
    pub(super) acquired_small: &'static str,
    pub(super) acquired_other: &'static str,
    pub(super) acquired_second_class: &'static str,
    /// Tags of the categories held.
    pub(super) held: &'static [u8],
}

/// The licence's data and portrait, signed by the police; behind a PIN, or behind `****` where
/// none was set.
pub(super) fn application(
    licence: &Licence,
    portrait: &[u8],
    pin_set: bool,
) -> Result<DedicatedFile, PersonalisationError> {
    let data = data(licence, portrait)?;
    let signature = signature(&data)?;
    let pin = if pin_set { PIN } else { PIN_NOT_SET };
    let files = vec![
        ElementaryFile::secret(PIN_FILE, pin, 10),
        ElementaryFile::binary(0x001A, vec![0xC1, 0x01, u8::from(pin_set)], 3, &[]),
        ElementaryFile::binary(0x001B, data, 5845, &[PIN_FILE]),
        ElementaryFile::binary(0x001C, signature, 584, &[PIN_FILE]),
    ];
    Ok(DedicatedFile {
        name: NAME,
        default_key: None,
        session_key_after: None,
        files,
    })
}

/// Every field from `C2` to `106` in order, empty ones too, and the portrait.
fn data(licence: &Licence, portrait: &[u8]) -> Result<Vec<u8>, PersonalisationError> {
    let mut out = Vec::new();
    for tag in 0xC2_u8..=0xFF {
        let condition = match tag {
            0xC6..=0xC9 => licence.conditions.get(usize::from(tag - 0xC6)),
            _ => None,
        };
        let value = match tag {
            0xC4 => jis(licence.colour)?,
            0xC5 => licence.expiry.into(),
            0xC6..=0xC9 => jis(condition.unwrap_or(&""))?,
            0xE7 => licence.number.into(),
            0xE9 => licence.acquired_small.into(),
            0xEA => licence.acquired_other.into(),
            0xEB => licence.acquired_second_class.into(),
            0xEC..=0xFA => vec![u8::from(licence.held.contains(&tag))],
            _ => Vec::new(),
        };
        out.extend(tlv::short_object(tag, &value));
    }
    for tag in 0x0100..=0x0106 {
        out.extend(tlv::object(tag, &[]));
    }
    out.extend(tlv::object(0x0107, portrait));
    Ok(out)
}

/// The signature and who made it, every field at its full length.
fn signature(data: &[u8]) -> Result<Vec<u8>, PersonalisationError> {
    let key = POLICE.load()?;
    let objects = [
        tlv::object(0x0108, &key.sign(&[data])?),
        tlv::object(0x0109, b"0000000000000001"),
        tlv::object(0x010A, &[0; 48]),
        tlv::object(0x010B, format!("{POLICE_NAME:80}").as_bytes()),
        tlv::object(0x010C, format!("{POLICE_NAME:130}").as_bytes()),
        tlv::object(0x010D, &sha256(&[&key.spki()])),
    ];
    Ok(objects.concat())
}

/// JIS X 0208, two bytes for each character.
fn jis(text: &str) -> Result<Vec<u8>, PersonalisationError> {
    let (encoded, _, unmappable) = EUC_JP.encode(text);
    if unmappable || !encoded.iter().all(|byte| *byte >= 0xA1) {
        return Err(PersonalisationError::Text);
    }
    Ok(encoded.iter().map(|byte| byte & 0x7F).collect())
}

pub(super) const NAME: &[u8] = &[
    0xA0, 0x00, 0x00, 0x02, 0x31, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
];

const PIN_FILE: u16 = 0x0006;

/// What opens the files when the holder set no PIN.
const PIN_NOT_SET: &str = "****";
