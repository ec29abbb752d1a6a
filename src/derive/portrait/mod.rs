//! A card's photo as JPEG: many readers and most browsers show no JPEG 2000.
//!
//! Only [`derive`](super) calls this (and, under `testing`, who tries the converter), with what [`Evidence`](crate::evidence::Evidence) holds: the
//! photo's record was signed by an authority before a byte of it is decoded. The decoder sees only
//! codestreams that are cheap to decode ([`codestream`]).

mod codestream;
mod error;

#[cfg(test)]
mod tests;

pub use error::PortraitError;

use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};
use jpeg_encoder::{ColorType, Encoder};
use zeroize::Zeroizing;

use crate::doctype::{self, ImageFormat};
use crate::limits;
use codestream::Codestream;

/// The photo as a baseline JPEG (ISO/IEC 10918-1) of the same size in pixels, one grey component of
/// 8 bits, without metadata, at most [`limits::JPEG_PORTRAIT`] bytes: of the qualities 90, 80 to
/// 30, the highest that fits. A JPEG stays as it is.
///
/// It takes some milliseconds. The pixels are wiped; the memory of decoder and encoder is not.
pub(crate) fn to_jpeg(photo: &[u8]) -> Result<Zeroizing<Vec<u8>>, PortraitError> {
    let format = doctype::Image::parse(photo).map(|image| image.format());
    if format == Ok(ImageFormat::Jpeg) {
        return Ok(Zeroizing::new(photo.to_vec()));
    }
    let codestream = doctype::codestream(photo).ok_or(PortraitError::Damaged)?;
    Picture::decode(&Codestream::parse(codestream)?)?.to_jpeg()
}

/// A grey picture.
struct Picture {
    /// One byte for each pixel, in rows from the top, 255 for white.
    pixels: Zeroizing<Vec<u8>>,
    width: u16,
    height: u16,
}

impl Picture {
    fn decode(codestream: &Codestream<'_>) -> Result<Self, PortraitError> {
        let settings = DecodeSettings {
            resolve_palette_indices: false,
            strict: false,
            target_resolution: None,
        };
        let undecodable = |_| PortraitError::Undecodable;
        let image = Image::new(codestream.bytes(), &settings).map_err(undecodable)?;
        let mut context = DecoderContext::default();
        let decoded = image.decode(&mut context).map_err(undecodable)?;
        let (width, height) = (codestream.width(), codestream.height());
        let count = usize::from(width) * usize::from(height);
        match decoded.components() {
            [grey] if grey.samples().len() == count => {
                let mut pixels = Zeroizing::new(vec![0; count]);
                decoded.store_u8_into(&mut pixels);
                Ok(Self {
                    pixels,
                    width,
                    height,
                })
            }
            _ => Err(PortraitError::Undecodable),
        }
    }

    fn to_jpeg(&self) -> Result<Zeroizing<Vec<u8>>, PortraitError> {
        for quality in QUALITIES {
            let jpeg = self.encode(quality)?;
            if jpeg.len() <= limits::JPEG_PORTRAIT {
                return Ok(jpeg);
            }
        }
        Err(PortraitError::TooLarge)
    }

    fn encode(&self, quality: u8) -> Result<Zeroizing<Vec<u8>>, PortraitError> {
        // Room for all of it, since a buffer that grew would leave copies behind.
        let room = self
            .pixels
            .len()
            .saturating_mul(2)
            .saturating_add(JPEG_HEAD);
        let mut jpeg = Zeroizing::new(Vec::with_capacity(room));
        let mut encoder = Encoder::new(&mut *jpeg, quality);
        encoder.set_optimized_huffman_tables(true);
        encoder
            .encode(&self.pixels, self.width, self.height, ColorType::Luma)
            .map_err(|_| PortraitError::Undecodable)?;
        Ok(jpeg)
    }
}

const QUALITIES: [u8; 7] = [90, 80, 70, 60, 50, 40, 30];
/// Bytes of markers and tables.
const JPEG_HEAD: usize = 1_024;
