use std::fmt;

use super::certificate::key_object;
use super::tlv::{Walk, encode};
use super::{RecordError, Sex, birth_date, sex};
use crate::crypto::{RsaPublicKey, sha256};
use crate::time::{FullDate, PartialDate};

/// The printed face of the card, with the photo: EF 0002 of the face application.
///
/// ```text
/// FF20 { DF21 offsets[18], DF22 birth date "YYYYMMDD", DF23 sex, DF24 card key,
///        DF25 name image, DF26 address image, DF27 photo, DF28 signature[256],
///        DF29 expiry "YYYYMMDD", ? DF2A security-code image }
/// card key = 90 03 exponent, 91 820100 modulus
/// ```
/// Images are PNG, the photo is JPEG 2000. The signature is RSA PKCS#1 v1.5 over a DigestInfo that
/// names SHA-256 and holds three digests: of `DF22 || DF23 || DF24`, of `DF25 || DF26`, and of
/// `DF27`, all with their headers. The offset table, the expiry and the security-code image are
/// not signed. The private half of the card key answers the challenge, without a PIN.
#[derive(Clone)]
pub struct FaceRecord<'a> {
    birth_date: PartialDate,
    sex: Sex,
    card_key: RsaPublicKey,
    name_image: &'a [u8],
    address_image: &'a [u8],
    photo: &'a [u8],
    signed_parts: [&'a [u8]; 3],
    signature: &'a [u8; 256],
    unsigned_expiry: FullDate,
}

impl<'a> FaceRecord<'a> {
    /// From EF 0002 as read, with or without filler, with or without the security-code image.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        let objects = Objects::of(file)?;
        Ok(Self {
            birth_date: birth_date(RECORD, objects.birth_date)?,
            sex: sex(RECORD, *objects.sex)?,
            card_key: key_object(RECORD, objects.card_key)?,
            name_image: objects.name_image,
            address_image: objects.address_image,
            photo: objects.photo,
            signed_parts: objects.signed_parts,
            signature: objects.signature,
            unsigned_expiry: FullDate::parse_compact(objects.expiry).map_err(|_| {
                RecordError::Value {
                    record: RECORD,
                    field: "the expiry",
                    expected: "a date YYYYMMDD",
                }
            })?,
        })
    }

    /// The birth date, of which day or month may be unknown.
    pub fn birth_date(&self) -> PartialDate {
        self.birth_date
    }

    /// The sex.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The card's own key in the face application.
    pub fn card_key(&self) -> &RsaPublicKey {
        &self.card_key
    }

    /// The name as printed, a PNG.
    pub fn name_image(&self) -> &'a [u8] {
        self.name_image
    }

    /// The address as printed, a PNG.
    pub fn address_image(&self) -> &'a [u8] {
        self.address_image
    }

    /// The photo, a JPEG 2000 file.
    pub fn photo(&self) -> &'a [u8] {
        self.photo
    }

    /// The three digests that the signature covers
    /// ([`RsaPublicKey::verify_three_digests`]).
    pub fn signed_digests(&self) -> [[u8; 32]; 3] {
        self.signed_parts.map(|part| sha256(&[part]))
    }

    /// The municipality's signature, 256 bytes.
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// The card's day of expiry. **No signature covers it**: it may shorten a validity, never
    /// lengthen one, and is no claim.
    pub fn unsigned_expiry(&self) -> FullDate {
        self.unsigned_expiry
    }
}

impl fmt::Debug for FaceRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceRecord").finish_non_exhaustive()
    }
}

/// The record without filler and without the picture of the security code, which is printed on the
/// card, opens it, and is not signed: the form in which a reading carries it. All other bytes stay,
/// except the outer length.
///
/// # Errors
/// [`RecordError`] when it has not the objects of a face record. What they hold is not looked at.
pub fn without_security_code(file: &[u8]) -> Result<Vec<u8>, RecordError> {
    let kept = Objects::of(file)?.kept;
    encode(OUTER, kept).ok_or(RecordError::TooLarge { record: RECORD })
}

/// The objects of the record, as they stand there.
struct Objects<'a> {
    birth_date: &'a [u8; 8],
    sex: &'a [u8; 1],
    card_key: &'a [u8],
    name_image: &'a [u8],
    address_image: &'a [u8],
    photo: &'a [u8],
    signature: &'a [u8; 256],
    expiry: &'a [u8; 8],
    signed_parts: [&'a [u8]; 3],
    /// The content of the outer object up to the security-code image.
    kept: &'a [u8],
}

impl<'a> Objects<'a> {
    fn of(file: &'a [u8]) -> Result<Self, RecordError> {
        let mut walk = Walk::file(RECORD, file, OUTER)?;
        let start = walk;
        let _offsets: &[u8; 18] = walk.fixed([0xDF, 0x21], "the offset table")?;

        let before_person = walk;
        let birth_date = walk.fixed([0xDF, 0x22], "the birth date")?;
        let sex = walk.fixed([0xDF, 0x23], "the sex")?;
        let card_key = walk.object([0xDF, 0x24], "the card key")?;
        let person = walk.since(before_person);

        let before_images = walk;
        let name_image = walk.object([0xDF, 0x25], "the name image")?;
        let address_image = walk.object([0xDF, 0x26], "the address image")?;
        let images = walk.since(before_images);

        let photo = walk.object([0xDF, 0x27], "the photo")?;
        let signature = walk.fixed([0xDF, 0x28], "the signature")?;
        let expiry = walk.fixed([0xDF, 0x29], "the expiry")?;
        let kept = walk.since(start);
        if !walk.is_empty() {
            walk.object([0xDF, 0x2A], "the security-code image")?;
        }
        walk.finish()?;
        Ok(Self {
            birth_date,
            sex,
            card_key: card_key.value,
            name_image: name_image.value,
            address_image: address_image.value,
            photo: photo.value,
            signature,
            expiry,
            signed_parts: [person, images, photo.whole],
            kept,
        })
    }
}

const RECORD: &str = "face record";
const OUTER: [u8; 2] = [0xFF, 0x20];
