use hex_literal::hex;
use jpeg_decoder::PixelFormat;
use proptest::prelude::*;

use super::*;
use crate::card::record::FaceRecord;
use crate::crypto::sha256;
use crate::error::Coded;

const FACE: &[u8] = include_bytes!("../../card/simulator/assets/portrait-face.jp2");
const LICENCE: &[u8] = include_bytes!("../../card/simulator/assets/portrait-licence.jp2");
const TILES: &[u8] = include_bytes!("samples/tiles.jp2");
const LAYERS: &[u8] = include_bytes!("samples/layers.j2k");
const JPEG: &[u8] = include_bytes!("../../doctype/sample.jpg");

fn pixels(photo: &[u8]) -> Result<Zeroizing<Vec<u8>>, PortraitError> {
    let codestream = doctype::codestream(photo).unwrap();
    let picture = Picture::decode(&Codestream::parse(codestream)?)?;
    Ok(picture.pixels)
}

/// Width, height and pixels, as another decoder reads them.
fn read(jpeg: &[u8]) -> (u16, u16, Vec<u8>) {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    assert_eq!(info.pixel_format, PixelFormat::L8);
    (info.width, info.height, pixels)
}

/// The mean of the squared differences.
fn error(one: &[u8], other: &[u8]) -> f64 {
    assert_eq!(one.len(), other.len());
    let square = |(a, b): (&u8, &u8)| f64::from(a.abs_diff(*b)).powi(2);
    let count = f64::from(u32::try_from(one.len()).unwrap());
    one.iter().zip(other).map(square).sum::<f64>() / count
}

#[test]
fn reversible_codestreams_give_the_pixels_that_openjpeg_gives() {
    let cases = [
        (
            TILES,
            hex!("6a5b3e9e067f099ba105c18474955c81fa3754d8c8454b8e03abc205303660f6"),
        ),
        (
            LAYERS,
            hex!("906342ed51dc5e8e5239b7c897893e0aafd765fd6d792536bcf7db3f7851933f"),
        ),
    ];
    for (photo, digest) in cases {
        let pixels = pixels(photo).unwrap();
        assert_eq!(pixels.len(), 150 * 187);
        assert_eq!(sha256(&[&pixels]), digest);
    }
}

#[test]
fn the_photo_of_a_test_card_gives_the_pixels_that_openjpeg_gives() {
    let Ok(folder) = std::env::var("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is not set");
        return;
    };
    let file = std::fs::read(format!("{folder}/jpki-test-card/surface-0002.bin")).unwrap();
    let photo = FaceRecord::parse(&file).unwrap().photo().to_vec();
    assert_eq!(
        sha256(&[&pixels(&photo).unwrap()]),
        hex!("4ab9ecd32129431494a6fa42025de2bfb4802d0f5d9de9fe256f37cc5590d103")
    );
    let (width, height, _) = read(&to_jpeg(&photo).unwrap());
    assert_eq!((width, height), (378, 472));
}

/// The irreversible transformation leaves a decoder a rounding of its own: the values are those of
/// OpenJPEG at every 60th pixel of every 80th row.
#[test]
fn irreversible_codestreams_give_the_pixels_that_openjpeg_gives_but_for_rounding() {
    let face = [
        [233, 234, 234, 235, 233, 234],
        [229, 42, 49, 47, 70, 228],
        [224, 49, 64, 229, 46, 223],
        [219, 49, 211, 193, 178, 218],
        [214, 64, 163, 194, 42, 214],
        [206, 98, 246, 249, 95, 85],
    ];
    let licence = [
        [150, 149, 151, 76, 151, 150],
        [150, 151, 54, 55, 40, 150],
        [151, 83, 77, 231, 173, 149],
        [150, 152, 210, 186, 193, 151],
        [150, 151, 156, 190, 152, 151],
        [149, 223, 234, 164, 219, 191],
    ];
    for (photo, rows) in [(FACE, face), (LICENCE, licence)] {
        let pixels = pixels(photo).unwrap();
        for (row, values) in rows.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                let found = pixels[(30 + 80 * row) * 378 + 27 + 60 * column];
                assert!(found.abs_diff(*value) <= 1, "{found} for {value}");
            }
        }
    }
}

#[test]
fn a_photo_becomes_a_small_grey_jpeg_of_the_same_picture() {
    for (photo, size) in [
        (FACE, (378, 472)),
        (LICENCE, (378, 472)),
        (TILES, (150, 187)),
        (LAYERS, (150, 187)),
    ] {
        let jpeg = to_jpeg(photo).unwrap();
        assert!(jpeg.len() <= limits::JPEG_PORTRAIT);
        let image = doctype::Image::parse(&jpeg).unwrap();
        assert_eq!(image.format(), ImageFormat::Jpeg);
        let (width, height, decoded) = read(&jpeg);
        assert_eq!((width, height), size);
        // 40 dB.
        assert!(error(&decoded, &pixels(photo).unwrap()) < 6.5);
        assert_eq!(*jpeg, *to_jpeg(photo).unwrap());
    }
}

#[test]
fn a_jpeg_stays_as_it_is() {
    assert_eq!(to_jpeg(JPEG).unwrap().as_slice(), JPEG);
}

#[test]
fn quality_steps_down_until_the_picture_fits() {
    // What compresses worst: every pixel is unlike its neighbours.
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    let noise: Vec<u8> = noise.take(640 * 640).collect();
    let square = |side: u16| Picture {
        pixels: Zeroizing::new(noise[..usize::from(side).pow(2)].to_vec()),
        width: side,
        height: side,
    };
    let fits = |quality: &u8| {
        let jpeg = square(250).encode(*quality).unwrap();
        jpeg.len() <= limits::JPEG_PORTRAIT
    };
    let fitting: Vec<_> = QUALITIES.into_iter().filter(fits).collect();
    assert_eq!(fitting, [60, 50, 40, 30]);
    assert_eq!(
        square(250).to_jpeg().unwrap(),
        square(250).encode(60).unwrap()
    );
    assert_eq!(square(640).to_jpeg().err(), Some(PortraitError::TooLarge));
}

/// The codestream of the licence's photo with other bytes at a place.
fn with(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut stream = doctype::codestream(LICENCE).unwrap().to_vec();
    stream[at..at + bytes.len()].copy_from_slice(bytes);
    stream
}

/// The same with bytes put in at a place.
fn with_more(at: usize, bytes: &[u8]) -> Vec<u8> {
    let stream = doctype::codestream(LICENCE).unwrap();
    [&stream[..at], bytes, &stream[at..]].concat()
}

#[test]
fn a_codestream_unlike_a_cards_is_not_decoded() {
    let stream = doctype::codestream(LICENCE).unwrap();
    let tile_part = stream
        .windows(2)
        .position(|two| two == [0xFF, SOT])
        .unwrap();
    let comment = [0xFF, 0x64, 0, 4, 0, 1];
    let coding = &stream[45..59];
    let unexpected = [
        ("wider than 640", with(8, &641_u32.to_be_bytes())),
        ("as wide as can be", with(8, &[0xFF; 4])),
        ("higher than 640", with(12, &641_u32.to_be_bytes())),
        ("of no width", with(8, &[0; 4])),
        ("with an offset", with(16, &1_u32.to_be_bytes())),
        ("of narrow tiles", with(24, &63_u32.to_be_bytes())),
        ("of tiles of one row", with(28, &1_u32.to_be_bytes())),
        ("of tiles of nothing", with(24, &[0; 4])),
        (
            "with tiles beside the picture",
            with(32, &1_u32.to_be_bytes()),
        ),
        ("of an extension", with(6, &[0x40, 0])),
        ("of three components", with(40, &[0, 3])),
        ("of 16 bits", with(42, &[15])),
        ("of signed numbers", with(42, &[0x87])),
        ("of half the resolution", with(43, &[2])),
        ("of an unknown style", with(49, &[0x08])),
        ("of an unknown progression", with(50, &[5])),
        ("of no layer", with(51, &[0, 0])),
        ("of 33 layers", with(51, &[0, 33])),
        ("of transformed components", with(53, &[1])),
        ("of eleven levels", with(54, &[11])),
        ("of narrow code-blocks", with(55, &[0])),
        ("of wide code-blocks", with(56, &[5])),
        ("with two coding styles", with_more(59, coding)),
        (
            "with one for a component",
            with_more(59, &[0xFF, 0x53, 0, 2]),
        ),
        (
            "with another progression",
            with_more(59, &[0xFF, 0x5F, 0, 2]),
        ),
        ("with packed headers", with_more(59, &[0xFF, 0x60, 0, 2])),
    ];
    for (what, stream) in unexpected {
        let refused = Codestream::parse(&stream).err();
        assert!(
            matches!(refused, Some(PortraitError::Unexpected { .. })),
            "{what}: {refused:?}"
        );
    }
    let damaged = [
        ("without its begin", stream[2..].to_vec()),
        ("with a short SIZ", with(4, &[0, 37])),
        ("with a long COD", with(47, &[0, 13])),
        ("with precincts of no size", with(49, &[1])),
        ("without a quantization", with(59, &[0xFF, 0x64])),
        ("of an unknown quantization", with(63, &[0x43])),
        ("of a quantization cut off", with(61, &[0, 4])),
        (
            "with a segment of no length",
            with_more(59, &[0xFF, 0x64, 0, 0]),
        ),
        (
            "with a tile-part without a head",
            with(tile_part + 6, &[0, 0, 0, 11]),
        ),
        (
            "with a long tile-part",
            with(tile_part + 6, &[0, 0, 0xFF, 0xFF]),
        ),
        (
            "with a short tile-part",
            with(tile_part + 6, &[0, 0, 0, 14]),
        ),
        ("with more behind the end", [stream, &[0]].concat()),
    ];
    for (what, stream) in damaged {
        let refused = Codestream::parse(&stream).err();
        assert_eq!(refused, Some(PortraitError::Damaged), "{what}");
    }
    assert!(Codestream::parse(&with_more(59, &comment)).is_ok());
    assert!(Codestream::parse(&with(tile_part + 6, &[0; 4])).is_ok());
    assert!(Codestream::parse(&vec![0xFF; limits::CARD_FILE + 1]).is_err());
}

#[test]
fn a_tile_part_cannot_change_what_was_checked() {
    let stream = doctype::codestream(LICENCE).unwrap();
    let at = stream
        .windows(2)
        .position(|two| two == [0xFF, SOT])
        .unwrap();
    let longer = |segment: &[u8]| {
        let length = u32::from_be_bytes(stream[at + 6..at + 10].try_into().unwrap());
        let mut stream = with_more(at + 12, segment);
        let length = length + u32::try_from(segment.len()).unwrap();
        stream[at + 6..at + 10].copy_from_slice(&length.to_be_bytes());
        stream
    };
    for marker in [0x52, 0x53, 0x5C, 0x5D, 0x5E, 0x5F, 0x61] {
        let refused = Codestream::parse(&longer(&[0xFF, marker, 0, 3, 0])).err();
        let code = refused.map(|refused| refused.code());
        assert_eq!(code, Some("portrait.unexpected"), "{marker:x}");
    }
    for marker in [0x58, 0x64] {
        assert!(Codestream::parse(&longer(&[0xFF, marker, 0, 3, 0])).is_ok());
    }
}

#[test]
fn precincts_are_few() {
    let with = |sizes: [u8; 5]| {
        let mut stream = LAYERS.to_vec();
        stream[59..64].copy_from_slice(&sizes);
        Codestream::parse(&stream).map(|stream| stream.width())
    };
    assert_eq!(LAYERS[59..64], [0x33, 0x44, 0x55, 0x66, 0x66]);
    for sizes in [
        [0x33, 0x44, 0x55, 0x66, 0x66],
        [0xFF; 5],
        [0x11, 0x22, 0x33, 0x33, 0x33],
    ] {
        assert_eq!(with(sizes), Ok(150), "{sizes:x?}");
    }
    for sizes in [
        [0x11; 5],
        [0x33, 0x44, 0x55, 0x66, 0x11],
        [0x30, 0x44, 0x55, 0x66, 0x66],
    ] {
        let expected = "of few precincts";
        assert_eq!(with(sizes), Err(PortraitError::Unexpected { expected }));
    }
}

#[test]
fn a_picture_with_a_palette_is_not_converted() {
    // The box in front of the codestream becomes one inside the header, behind its size.
    let at = LICENCE.windows(4).position(|four| four == b"colr").unwrap();
    let mut photo = LICENCE.to_vec();
    photo[at..at + 4].copy_from_slice(b"pclr");
    assert_eq!(to_jpeg(&photo).err(), Some(PortraitError::Damaged));
    assert_eq!(
        to_jpeg(b"\x89PNG\r\n\x1a\n").err(),
        Some(PortraitError::Damaged)
    );
}

#[test]
fn a_photo_cut_off_anywhere_is_not_decoded() {
    for length in 0..LICENCE.len() {
        assert!(to_jpeg(&LICENCE[..length]).is_err(), "{length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_of_a_photo_make_the_conversion_panic(
        photo in prop::sample::select(vec![LICENCE, TILES, LAYERS]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut photo = photo.to_vec();
        for (at, byte) in changes {
            let at = at.index(photo.len());
            photo[at] = byte;
        }
        if let Ok(jpeg) = to_jpeg(&photo) {
            prop_assert!(jpeg.len() <= limits::JPEG_PORTRAIT);
            prop_assert!(doctype::Image::parse(&jpeg).is_ok());
        }
    }

    #[test]
    fn no_header_makes_the_check_panic(tail in prop::collection::vec(any::<u8>(), 0..200)) {
        let stream = [&[0xFF, 0x4F, 0xFF, 0x51][..], &tail].concat();
        prop_assert!(Codestream::parse(&stream).is_err());
    }
}

const SOT: u8 = 0x90;
