use std::fmt;

use super::{Element, ValueType};
use crate::cbor::Reader;
use crate::error::{Category, Coded};
use crate::limits;

/// What the header of a portrait says. The compressed picture itself is not decoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Image {
    format: ImageFormat,
    width: u32,
    height: u32,
    bytes: usize,
}

/// The formats that ISO/IEC 18013-5 allows for a portrait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ImageFormat {
    /// ISO/IEC 10918-1, in a JFIF or Exif file.
    Jpeg,
    /// ISO/IEC 15444-1: a JP2 file or a bare codestream.
    Jpeg2000,
}

/// In which format a document has its portrait.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum PortraitFormat {
    /// As the card has it: JPEG 2000, the very bytes that an authority signed.
    #[default]
    AsOnCard,
    /// JPEG, which every reader shows. Not all show JPEG 2000.
    Jpeg,
}

/// Why bytes are no portrait.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ImageError {
    /// Neither JPEG nor JPEG 2000.
    #[error("the portrait is neither JPEG nor JPEG 2000; convert it")]
    Format,
    /// The header is cut off, contradicts itself, or has no dimensions.
    #[error("the header of the portrait is damaged; use the picture as the card has it")]
    Header,
    /// More bytes or pixels than the [`limits`].
    #[error("the portrait is larger than a credential carries; scale it down")]
    TooLarge,
}

impl Coded for ImageError {
    fn code(&self) -> &'static str {
        match self {
            Self::Format => "doctype.image-format",
            Self::Header => "doctype.image-header",
            Self::TooLarge => "doctype.image-too-large",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}

impl Image {
    /// Reads the header of a JPEG or JPEG 2000 file.
    ///
    /// # Errors
    /// [`ImageError`].
    pub fn parse(file: &[u8]) -> Result<Self, ImageError> {
        if file.len() > limits::PORTRAIT {
            return Err(ImageError::TooLarge);
        }
        let (format, size) = match file {
            [0xFF, 0xD8, 0xFF, ..] => (ImageFormat::Jpeg, jpeg_size(file)),
            [0xFF, 0x4F, 0xFF, 0x51, ..] => (ImageFormat::Jpeg2000, codestream_size(file)),
            _ if file.starts_with(JP2_SIGNATURE) => (ImageFormat::Jpeg2000, jp2_size(file)),
            _ => return Err(ImageError::Format),
        };
        let (width, height) = size.ok_or(ImageError::Header)?;
        if width == 0 || height == 0 {
            return Err(ImageError::Header);
        }
        if width > limits::PORTRAIT_SIDE || height > limits::PORTRAIT_SIDE {
            return Err(ImageError::TooLarge);
        }
        Ok(Self {
            format,
            width,
            height,
            bytes: file.len(),
        })
    }

    /// The file's format.
    pub fn format(&self) -> ImageFormat {
        self.format
    }

    /// In pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> u32 {
        self.height
    }
}

/// For example `JPEG 2000, 378x472, 7450 bytes`.
impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match self.format {
            ImageFormat::Jpeg => "JPEG",
            ImageFormat::Jpeg2000 => "JPEG 2000",
        };
        let (width, height, bytes) = (self.width, self.height, self.bytes);
        write!(f, "{format}, {width}x{height}, {bytes} bytes")
    }
}

/// The picture in the encoded value of an element, if it is one for pictures.
pub(crate) fn picture(element: &Element, value: &[u8]) -> Option<Image> {
    if element.value != ValueType::Image {
        return None;
    }
    let mut value = Reader::new(value).ok()?;
    Image::parse(value.byte_string().ok()?).ok()
}

/// The frame header of ISO/IEC 10918-1 B.2.2, after any number of other segments.
fn jpeg_size(file: &[u8]) -> Option<(u32, u32)> {
    let mut rest = file.get(2..)?;
    loop {
        let (marker, after) = match rest {
            // Fill bytes may stand before a marker.
            [0xFF, 0xFF, ..] => {
                rest = rest.get(1..)?;
                continue;
            }
            [0xFF, marker, after @ ..] => (*marker, after),
            _ => return None,
        };
        let [high, low, ..] = after else { return None };
        let (segment, next) = after.split_at_checked(be_number(&[*high, *low]).try_into().ok()?)?;
        match (marker, segment) {
            (0xC4 | 0xC8 | 0xCC, _) => {}
            (0xC0..=0xCF, [_, _, _precision, h0, h1, w0, w1, ..]) => {
                return Some((be_number(&[*w0, *w1]), be_number(&[*h0, *h1])));
            }
            // A scan before any frame, the end, or a second start.
            (0xC0..=0xCF | 0xD8..=0xDA, _) => return None,
            _ => {}
        }
        // A segment counts its own two length bytes.
        if segment.len() < 2 {
            return None;
        }
        rest = next;
    }
}

/// The codestream of a JPEG 2000 file, unless a palette gives its numbers another meaning.
#[cfg(feature = "portrait")]
pub(crate) fn codestream(file: &[u8]) -> Option<&[u8]> {
    if !file.starts_with(JP2_SIGNATURE) {
        return Some(file);
    }
    let header = find_box(file, *b"jp2h")?;
    match find_box(header, *b"pclr") {
        Some(_) => None,
        None => find_box(file, *b"jp2c"),
    }
}

/// The boxes of a JP2 file (ISO/IEC 15444-1 Annex I): the image header, and the codestream, which
/// must be of the same size.
fn jp2_size(file: &[u8]) -> Option<(u32, u32)> {
    let header = find_box(file, *b"jp2h")?;
    let size = match find_box(header, *b"ihdr")? {
        [h0, h1, h2, h3, w0, w1, w2, w3, ..] => (
            be_number(&[*w0, *w1, *w2, *w3]),
            be_number(&[*h0, *h1, *h2, *h3]),
        ),
        _ => return None,
    };
    (codestream_size(find_box(file, *b"jp2c")?)? == size).then_some(size)
}

/// The content of the first box of this type.
fn find_box(mut boxes: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    loop {
        let (head, after) = boxes.split_first_chunk::<8>()?;
        let [l0, l1, l2, l3, kind @ ..] = *head;
        let content = match be_number(&[l0, l1, l2, l3]) {
            // To the end of the file.
            0 => after,
            // Lengths of 64 bits do not occur in a portrait.
            length => after.get(..usize::try_from(length).ok()?.checked_sub(8)?)?,
        };
        if kind == wanted {
            return Some(content);
        }
        boxes = after.get(content.len()..)?;
    }
}

/// The marker segment SIZ (ISO/IEC 15444-1 A.5.1): the reference grid less its offset.
fn codestream_size(stream: &[u8]) -> Option<(u32, u32)> {
    let size = stream.strip_prefix(&[0xFF, 0x4F, 0xFF, 0x51])?;
    let numbers = size.get(4..20)?;
    let mut numbers = numbers.chunks_exact(4).map(be_number);
    let (x, y) = (numbers.next()?, numbers.next()?);
    let (x_offset, y_offset) = (numbers.next()?, numbers.next()?);
    Some((x.checked_sub(x_offset)?, y.checked_sub(y_offset)?))
}

fn be_number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |sum, byte| (sum << 8) | u32::from(*byte))
}

const JP2_SIGNATURE: &[u8] = b"\0\0\0\x0CjP  \r\n\x87\n";
