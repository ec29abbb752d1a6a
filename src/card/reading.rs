use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::cbor::{CborError, Reader, Writer};
use crate::limits;

/// What was read from one card: signed objects, and signatures over the challenge. Raw: nothing of
/// it is checked or believed. It holds no secret of the holder, but it is personal data; it is
/// wiped when dropped, and its `Debug` output names only what is there.
///
/// [The wire form](crate::card#the-wire-form) is CBOR, [`to_cbor`](Self::to_cbor) and
/// [`from_cbor`](Self::from_cbor).
#[derive(Clone, Default, Eq, PartialEq)]
pub struct CardReading {
    /// The JPKI signing certificate, which names the holder.
    pub signing: Option<CertificateReading>,
    /// The JPKI authentication certificate, which names nobody.
    pub authentication: Option<CertificateReading>,
    /// The face application.
    pub face: Option<FaceReading>,
    /// The text application. Keep a reading with it like the individual number.
    pub text: Option<TextReading>,
    /// The driving-licence application.
    pub licence: Option<LicenceReading>,
}

/// A certificate of the card, and its key's answer.
#[derive(Clone, Eq, PartialEq, Zeroize, ZeroizeOnDrop)]
pub struct CertificateReading {
    /// The certificate's DER, exactly.
    pub certificate: Vec<u8>,
    /// Over the UTF-8 of the challenge's text: RSASSA-PKCS1-v1_5 with SHA-256, or by a key on P-384
    /// `r || s` of ECDSA with SHA-384.
    pub signature: Option<Vec<u8>>,
}

/// The face application.
#[derive(Clone, Eq, PartialEq, Zeroize, ZeroizeOnDrop)]
pub struct FaceReading {
    /// EF 0002: one object, the security-code image cut off
    /// ([`record::without_security_code`](crate::card::record::without_security_code)).
    pub record: Vec<u8>,
    /// EF 0004: the card-verifiable certificate.
    pub certificate: Vec<u8>,
    /// By the card key in the record, like [`CertificateReading::signature`].
    pub signature: Option<Vec<u8>>,
}

/// The text application.
#[derive(Clone, Eq, PartialEq, Zeroize, ZeroizeOnDrop)]
pub struct TextReading {
    /// EF 0002: name, address, birth date, sex.
    pub attributes: Vec<u8>,
    /// EF 0003: digests and signature.
    pub integrity: Vec<u8>,
    /// EF 0004: the card-verifiable certificate.
    pub certificate: Vec<u8>,
    /// EF 0007: the card's key, signed.
    pub card_key: Option<Vec<u8>>,
    /// By that key, like [`CertificateReading::signature`].
    pub signature: Option<Vec<u8>>,
    /// EF 0001, the whole physical file with its filler: the individual number. Only on request.
    pub individual_number: Option<Vec<u8>>,
}

/// The driving-licence application.
#[derive(Clone, Eq, PartialEq, Zeroize, ZeroizeOnDrop)]
pub struct LicenceReading {
    /// Whether the holder had set a PIN.
    pub pin_set: bool,
    /// EF 001B, the whole physical file with its filler.
    pub data: Vec<u8>,
    /// EF 001C, the whole physical file with its filler.
    pub signature: Vec<u8>,
}

impl CardReading {
    /// The wire form of version 1.
    pub fn to_cbor(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        let parts = [
            self.signing.is_some(),
            self.authentication.is_some(),
            self.face.is_some(),
            self.text.is_some(),
            self.licence.is_some(),
        ];
        writer
            .map(1 + present(&parts))
            .text("version")
            .unsigned(VERSION);
        if let Some(signing) = &self.signing {
            signing.write(writer.text("signing"));
        }
        if let Some(authentication) = &self.authentication {
            authentication.write(writer.text("authentication"));
        }
        if let Some(face) = &self.face {
            face.write(writer.text("face"));
        }
        if let Some(text) = &self.text {
            text.write(writer.text("text"));
        }
        if let Some(licence) = &self.licence {
            licence.write(writer.text("licence"));
        }
        out
    }

    /// From the wire form of version 1. Members may stand in any order; an unknown one is refused.
    ///
    /// # Errors
    /// [`CborError`]; [`CborError::TooLarge`] above
    /// [`limits::CARD_READING`](crate::limits::CARD_READING).
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, CborError> {
        if bytes.len() > limits::CARD_READING {
            return Err(CborError::TooLarge { at: 0 });
        }
        let mut reader = Reader::new(bytes)?;
        let mut reading = Self::default();
        let mut version = None;
        members(&mut reader, |name, reader| {
            match name {
                "version" => version = Some(reader.unsigned()?),
                "signing" => reading.signing = Some(CertificateReading::read(reader)?),
                "authentication" => {
                    reading.authentication = Some(CertificateReading::read(reader)?);
                }
                "face" => reading.face = Some(FaceReading::read(reader)?),
                "text" => reading.text = Some(TextReading::read(reader)?),
                "licence" => reading.licence = Some(LicenceReading::read(reader)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        reader.finish()?;
        if version != Some(VERSION) {
            return Err(CborError::Unexpected {
                expected: "a card reading of version 1",
                at: 0,
            });
        }
        Ok(reading)
    }
}

impl CertificateReading {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.map(1 + present(&[self.signature.is_some()]));
        writer.text("certificate").byte_string(&self.certificate);
        optional(writer, "signature", self.signature.as_deref());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        let at = reader.position();
        let mut reading = Self {
            certificate: Vec::new(),
            signature: None,
        };
        let mut certificate = None;
        members(reader, |name, reader| {
            match name {
                "certificate" => certificate = Some(reader.byte_string()?),
                "signature" => reading.signature = Some(reader.byte_string()?.to_vec()),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        reading.certificate = required(certificate, "a member \"certificate\"", at)?;
        Ok(reading)
    }
}

impl FaceReading {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.map(2 + present(&[self.signature.is_some()]));
        writer.text("record").byte_string(&self.record);
        writer.text("certificate").byte_string(&self.certificate);
        optional(writer, "signature", self.signature.as_deref());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        let at = reader.position();
        let (mut record, mut certificate, mut signature) = (None, None, None);
        members(reader, |name, reader| {
            match name {
                "record" => record = Some(reader.byte_string()?),
                "certificate" => certificate = Some(reader.byte_string()?),
                "signature" => signature = Some(reader.byte_string()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            record: required(record, "a member \"record\"", at)?,
            certificate: required(certificate, "a member \"certificate\"", at)?,
            signature: signature.map(<[u8]>::to_vec),
        })
    }
}

impl TextReading {
    fn write(&self, writer: &mut Writer<'_>) {
        let optionals = [
            self.card_key.is_some(),
            self.signature.is_some(),
            self.individual_number.is_some(),
        ];
        writer.map(3 + present(&optionals));
        writer.text("attributes").byte_string(&self.attributes);
        writer.text("integrity").byte_string(&self.integrity);
        writer.text("certificate").byte_string(&self.certificate);
        optional(writer, "card-key", self.card_key.as_deref());
        optional(writer, "signature", self.signature.as_deref());
        optional(
            writer,
            "individual-number",
            self.individual_number.as_deref(),
        );
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        let at = reader.position();
        let (mut attributes, mut integrity, mut certificate) = (None, None, None);
        let (mut card_key, mut signature, mut individual_number) = (None, None, None);
        members(reader, |name, reader| {
            let member = match name {
                "attributes" => &mut attributes,
                "integrity" => &mut integrity,
                "certificate" => &mut certificate,
                "card-key" => &mut card_key,
                "signature" => &mut signature,
                "individual-number" => &mut individual_number,
                _ => return Ok(false),
            };
            *member = Some(reader.byte_string()?);
            Ok(true)
        })?;
        Ok(Self {
            attributes: required(attributes, "a member \"attributes\"", at)?,
            integrity: required(integrity, "a member \"integrity\"", at)?,
            certificate: required(certificate, "a member \"certificate\"", at)?,
            card_key: card_key.map(<[u8]>::to_vec),
            signature: signature.map(<[u8]>::to_vec),
            individual_number: individual_number.map(<[u8]>::to_vec),
        })
    }
}

impl LicenceReading {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.map(3);
        writer.text("pin-set").boolean(self.pin_set);
        writer.text("data").byte_string(&self.data);
        writer.text("signature").byte_string(&self.signature);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        let at = reader.position();
        let (mut pin_set, mut data, mut signature) = (None, None, None);
        members(reader, |name, reader| {
            match name {
                "pin-set" => pin_set = Some(reader.boolean()?),
                "data" => data = Some(reader.byte_string()?),
                "signature" => signature = Some(reader.byte_string()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            pin_set: pin_set.ok_or(CborError::Unexpected {
                expected: "a member \"pin-set\"",
                at,
            })?,
            data: required(data, "a member \"data\"", at)?,
            signature: required(signature, "a member \"signature\"", at)?,
        })
    }
}

impl fmt::Debug for CardReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardReading")
            .field("signing", &self.signing.is_some())
            .field("authentication", &self.authentication.is_some())
            .field("face", &self.face.is_some())
            .field("text", &self.text.is_some())
            .field("licence", &self.licence.is_some())
            .finish()
    }
}

macro_rules! redacted {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

redacted!(CertificateReading, FaceReading, TextReading, LicenceReading);

/// Takes each member of a map; `take` answers whether it knows the name.
fn members<'a>(
    reader: &mut Reader<'a>,
    mut take: impl FnMut(&str, &mut Reader<'a>) -> Result<bool, CborError>,
) -> Result<(), CborError> {
    for _ in 0..reader.map()? {
        let unknown = reader.unexpected("a member of this version");
        let name = reader.text()?;
        if !take(name, reader)? {
            return Err(unknown);
        }
    }
    Ok(())
}

fn required(
    member: Option<&[u8]>,
    expected: &'static str,
    at: usize,
) -> Result<Vec<u8>, CborError> {
    member
        .map(<[u8]>::to_vec)
        .ok_or(CborError::Unexpected { expected, at })
}

fn optional(writer: &mut Writer<'_>, name: &str, member: Option<&[u8]>) {
    if let Some(bytes) = member {
        writer.text(name).byte_string(bytes);
    }
}

fn present(members: &[bool]) -> usize {
    members.iter().filter(|present| **present).count()
}

const VERSION: u64 = 1;
