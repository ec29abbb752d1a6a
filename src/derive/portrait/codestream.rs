//! Which JPEG 2000 codestreams (ISO/IEC 15444-1) are decoded.

use super::PortraitError;
use crate::limits;

/// A whole codestream of a picture as a card has it: one grey component of 8 bits, of a size, tiles
/// and precincts whose decoding takes milliseconds and a few MiB.
///
/// ```text
/// SOC SIZ (COD QCD | COM | TLM | CRG)* (SOT (COM | PLT)* SOD data)+ EOC
/// ```
/// With COD and QCD once each, in the main header alone, every segment of exactly its length, and
/// nothing behind the end. Other marker segments would change what was checked here, so they are
/// refused.
pub(super) struct Codestream<'a> {
    bytes: &'a [u8],
    width: u16,
    height: u16,
}

impl<'a> Codestream<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, PortraitError> {
        if bytes.len() > limits::CARD_FILE {
            return Err(unexpected("as short as a file of the card"));
        }
        let mut rest = Markers(bytes);
        let [SOC, SIZ] = [rest.marker()?, rest.marker()?] else {
            return Err(PortraitError::Damaged);
        };
        let size = Size::read(rest.segment()?)?;
        rest.main_header(&size)?;
        rest.tile_parts()?;
        Ok(Self {
            bytes,
            width: size.width,
            height: size.height,
        })
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// In pixels, at most [`limits::DECODED_SIDE`].
    pub(super) fn width(&self) -> u16 {
        self.width
    }

    /// In pixels, likewise.
    pub(super) fn height(&self) -> u16 {
        self.height
    }
}

/// What is left of a codestream.
struct Markers<'a>(&'a [u8]);

impl<'a> Markers<'a> {
    fn marker(&mut self) -> Result<u8, PortraitError> {
        match self.0 {
            [0xFF, marker, rest @ ..] => {
                self.0 = rest;
                Ok(*marker)
            }
            _ => Err(PortraitError::Damaged),
        }
    }

    /// The parameters of a marker segment, behind their length, which counts its own two bytes.
    fn segment(&mut self) -> Result<&'a [u8], PortraitError> {
        let (length, _) = self.0.split_first_chunk().ok_or(PortraitError::Damaged)?;
        let segment = self.take(u16::from_be_bytes(*length).into())?;
        segment.get(2..).ok_or(PortraitError::Damaged)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], PortraitError> {
        let parts = self.0.split_at_checked(length);
        let (taken, rest) = parts.ok_or(PortraitError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// Up to the first tile-part, whose marker is left.
    fn main_header(&mut self, size: &Size) -> Result<(), PortraitError> {
        let (mut coding, mut quantization) = (false, false);
        while !self.0.starts_with(&[0xFF, SOT]) {
            let (marker, segment) = (self.marker()?, self.segment()?);
            match marker {
                COD if !coding => coding_style(segment, size)?,
                QCD if !quantization => quantization_style(segment)?,
                COM | TLM | CRG => {}
                _ => return Err(unexpected("of plain marker segments")),
            }
            coding |= marker == COD;
            quantization |= marker == QCD;
        }
        match coding && quantization {
            true => Ok(()),
            false => Err(PortraitError::Damaged),
        }
    }

    fn tile_parts(&mut self) -> Result<(), PortraitError> {
        loop {
            match self.marker()? {
                SOT => self.tile_part()?,
                EOC if self.0.is_empty() => return Ok(()),
                _ => return Err(PortraitError::Damaged),
            }
        }
    }

    fn tile_part(&mut self) -> Result<(), PortraitError> {
        let &[_, _, l0, l1, l2, l3, _part, _parts] = self.segment()? else {
            return Err(PortraitError::Damaged);
        };
        // The length counts from the marker on; 0 is up to the end of the codestream.
        let length = match u32::from_be_bytes([l0, l1, l2, l3]) {
            0 => self.0.len().checked_sub(END),
            length => usize::try_from(length)
                .ok()
                .and_then(|length| length.checked_sub(TILE_PART_HEAD)),
        };
        let mut part = Self(self.take(length.ok_or(PortraitError::Damaged)?)?);
        loop {
            match part.marker()? {
                SOD => return Ok(()),
                COM | PLT => part.segment()?,
                _ => return Err(unexpected("of plain tile-parts")),
            };
        }
    }
}

/// SIZ (A.5.1), in pixels.
struct Size {
    width: u16,
    height: u16,
    tile: (u32, u32),
}

impl Size {
    fn read(segment: &[u8]) -> Result<Self, PortraitError> {
        let (head, components) = segment
            .split_first_chunk::<36>()
            .ok_or(PortraitError::Damaged)?;
        let (&capabilities, numbers) = head
            .split_first_chunk::<2>()
            .ok_or(PortraitError::Damaged)?;
        if u16::from_be_bytes(capabilities) > LAST_PROFILE {
            return Err(unexpected("of the core coding system"));
        }
        let mut numbers = numbers.chunks_exact(4).filter_map(|number| {
            let number = <[u8; 4]>::try_from(number).ok()?;
            Some(u32::from_be_bytes(number))
        });
        let mut pair = || Some((numbers.next()?, numbers.next()?));
        let all = [pair(), pair(), pair(), pair()];
        let [Some(end), Some(start), Some(tile), Some(first_tile)] = all else {
            return Err(PortraitError::Damaged);
        };
        if start != (0, 0) || first_tile != (0, 0) {
            return Err(unexpected("without an offset"));
        }
        if tile.0 < limits::DECODED_TILE || tile.1 < limits::DECODED_TILE {
            return Err(unexpected("of large tiles"));
        }
        // One component: 8 bits without a sign, of the full resolution.
        if !matches!(head, [.., 0, 1]) || components != [7, 1, 1] {
            return Err(unexpected("of one grey component of 8 bits"));
        }
        let side = |length: u32| {
            u16::try_from(length)
                .ok()
                .filter(|side| (1..=limits::DECODED_SIDE).contains(side))
                .ok_or(unexpected("of the size of a portrait"))
        };
        Ok(Self {
            width: side(end.0)?,
            height: side(end.1)?,
            tile,
        })
    }

    /// How many precincts (B.6) there are, or a few more, when those of each resolution, from the
    /// smallest, have sides of these powers of two.
    fn precincts(&self, exponents: &[u8]) -> u32 {
        let (width, height) = (u32::from(self.width), u32::from(self.height));
        let tiles = width.div_ceil(self.tile.0) * height.div_ceil(self.tile.1);
        let (width, height) = (width.min(self.tile.0), height.min(self.tile.1));
        let halvings = (0_u32..).zip(exponents.iter().rev());
        let in_tile = halvings.map(|(halved, exponent)| {
            let along =
                |side: u32, exponent: u8| side.div_ceil(1 << halved).div_ceil(1 << exponent);
            along(width, exponent & 0x0F) * along(height, exponent >> 4)
        });
        tiles * in_tile.sum::<u32>()
    }
}

/// COD (A.6.1).
fn coding_style(segment: &[u8], size: &Size) -> Result<(), PortraitError> {
    let &[
        style,
        progression,
        layers_high,
        layers_low,
        transformed,
        levels,
        block_width,
        block_height,
        _block_style,
        _wavelet,
        ref precincts @ ..,
    ] = segment
    else {
        return Err(PortraitError::Damaged);
    };
    let layers = u16::from_be_bytes([layers_high, layers_low]);
    if style & !STYLES != 0 || progression > 4 || transformed != 0 || levels > DEEPEST {
        return Err(unexpected("of a coding style of portraits"));
    }
    if !(1..=MOST_LAYERS).contains(&layers) {
        return Err(unexpected("of so few layers"));
    }
    // As exponents of two, less two.
    if block_width > 4 || block_height > 4 || block_width < 1 || block_height < 1 {
        return Err(unexpected("of code-blocks of 8 to 64 coefficients a side"));
    }
    let defined = match style & PRECINCTS {
        0 => 0,
        _ => usize::from(levels) + 1,
    };
    if precincts.len() != defined {
        return Err(PortraitError::Damaged);
    }
    let of_one = |size: &u8| size & 0x0F == 0 || size >> 4 == 0;
    if precincts.iter().any(of_one) || size.precincts(precincts) > MOST_PRECINCTS {
        return Err(unexpected("of few precincts"));
    }
    Ok(())
}

/// QCD (A.6.4): only that its length is that of its style; the decoder checks the rest.
fn quantization_style(segment: &[u8]) -> Result<(), PortraitError> {
    let (style, steps) = segment.split_first().ok_or(PortraitError::Damaged)?;
    let fits = match style & 0x1F {
        0 => !steps.is_empty(),
        1 => steps.len() == 2,
        2 => !steps.is_empty() && steps.len().is_multiple_of(2),
        _ => false,
    };
    match fits {
        true => Ok(()),
        false => Err(PortraitError::Damaged),
    }
}

fn unexpected(expected: &'static str) -> PortraitError {
    PortraitError::Unexpected { expected }
}

const SOC: u8 = 0x4F;
const SIZ: u8 = 0x51;
const COD: u8 = 0x52;
const TLM: u8 = 0x55;
const PLT: u8 = 0x58;
const QCD: u8 = 0x5C;
const CRG: u8 = 0x63;
const COM: u8 = 0x64;
const SOT: u8 = 0x90;
const SOD: u8 = 0x93;
const EOC: u8 = 0xD9;

/// Bytes of the marker SOT and its segment.
const TILE_PART_HEAD: usize = 12;
/// Bytes of the marker EOC.
const END: usize = 2;
/// No profile, or one of the first two (Table A.10); others are of extensions.
const LAST_PROFILE: u16 = 2;
/// Precincts defined, SOP markers, EPH markers (Table A.13).
const STYLES: u8 = 0b111;
const PRECINCTS: u8 = 0b001;
/// Decomposition levels: with more than these, the smallest picture would be less than a pixel.
const DEEPEST: u8 = 10;
/// As many as the decoder takes.
const MOST_LAYERS: u16 = 32;
/// Those of 32 by 32 pixels in the largest picture, and room for those of its smaller resolutions.
/// Each costs some hundred bytes and a packet for each layer.
const MOST_PRECINCTS: u32 = 1_000;
