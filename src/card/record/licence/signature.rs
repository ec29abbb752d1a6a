use std::fmt;

use super::objects::Objects;
use crate::card::record::RecordError;

/// The police signature over the licence data: WEF03 (EF 001C).
///
/// ```text
/// 108 signature[256], 109 serial number[..16], 10A reserved[..48], 10B issuer[..80],
/// 10C subject[..130], 10D subject key identifier[..32]
/// ```
/// The signature is RSASSA-PKCS1-v1_5 with SHA-256 and a key of 2048 bits. No certificate is on
/// the card; the key comes from the police.
#[derive(Clone)]
pub struct LicenceSignature<'a> {
    signature: &'a [u8],
    serial_number: &'a [u8],
    subject_key_identifier: &'a [u8],
}

impl<'a> LicenceSignature<'a> {
    /// From WEF03, with or without filler.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn parse(file: &'a [u8]) -> Result<Self, RecordError> {
        let mut objects = Objects::new(RECORD, file, FIRST - 1)?;
        let mut field = |tag: u16, field, longest| {
            let (found, value) = objects.next()?.ok_or(RecordError::Truncated {
                record: RECORD,
                field,
            })?;
            if found != tag {
                return Err(RecordError::Order {
                    record: RECORD,
                    field,
                });
            }
            if value.len() > longest {
                return Err(RecordError::Length {
                    record: RECORD,
                    field,
                });
            }
            Ok(value)
        };
        let signature = field(FIRST, "the signature", 256)?;
        let serial_number = field(FIRST + 1, "the serial number", 16)?;
        field(FIRST + 2, "the reserved object", 48)?;
        field(FIRST + 3, "the issuer", 80)?;
        field(FIRST + 4, "the subject", 130)?;
        let subject_key_identifier = field(FIRST + 5, "the subject key identifier", 32)?;
        if signature.len() != 256 {
            return Err(RecordError::Length {
                record: RECORD,
                field: "the signature",
            });
        }
        if objects.next()?.is_some() {
            return Err(RecordError::TrailingBytes { record: RECORD });
        }
        Ok(Self {
            signature,
            serial_number,
            subject_key_identifier,
        })
    }

    /// The signature, 256 bytes.
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// The serial number of the signer's certificate, as stored. Not signed: it only helps to find
    /// the key.
    pub fn unsigned_serial_number(&self) -> &'a [u8] {
        self.serial_number
    }

    /// The identifier of the signer's key, as stored. Not signed: it only helps to find the key.
    pub fn unsigned_key_identifier(&self) -> &'a [u8] {
        self.subject_key_identifier
    }
}

impl fmt::Debug for LicenceSignature<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LicenceSignature").finish_non_exhaustive()
    }
}

const RECORD: &str = "licence signature";
const FIRST: u16 = 0x108;
