//! Preferred serialisation by RFC 8949 alone.

use std::collections::BTreeSet;

/// Major type and argument of every head (RFC 8949 3).
pub(super) type Heads = BTreeSet<(u8, u64)>;

pub(super) const UNSIGNED: u8 = 0;
pub(super) const BYTES: u8 = 2;
pub(super) const TEXT: u8 = 3;
pub(super) const ARRAY: u8 = 4;
pub(super) const MAP: u8 = 5;

/// Takes one item off the bytes and returns what is left; `None` unless it is well-formed, of
/// definite length and in preferred serialisation (RFC 8949 4.1), as is what it holds under tag 24.
/// It refuses floating-point numbers, which no document type has.
pub(super) fn walk<'a>(bytes: &'a [u8], heads: &mut Heads) -> Option<&'a [u8]> {
    let (first, rest) = bytes.split_first()?;
    let (major, info) = (first >> 5, first & 0x1F);
    let (width, least) = match info {
        0..=23 => (0, 0),
        24 => (1, 24),
        25 => (2, 1 << 8),
        26 => (4, 1 << 16),
        27 => (8, 1 << 32),
        _ => return None,
    };
    let (written, rest) = rest.split_at_checked(width)?;
    let argument = match width {
        0 => u64::from(info),
        _ => written
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    };
    if argument < least {
        return None;
    }
    heads.insert((major, argument));
    let length = usize::try_from(argument).ok()?;
    match major {
        0 | 1 => Some(rest),
        2 => rest.split_at_checked(length).map(|(_, rest)| rest),
        3 => {
            let (text, rest) = rest.split_at_checked(length)?;
            std::str::from_utf8(text).is_ok().then_some(rest)
        }
        4 => (0..length).try_fold(rest, |rest, _| walk(rest, heads)),
        5 => (0..2 * length).try_fold(rest, |rest, _| walk(rest, heads)),
        6 if argument == 24 => {
            let after = walk(rest, heads)?;
            let tagged = &rest[..rest.len() - after.len()];
            let head = 1 + [0, 1, 2, 4, 8][usize::from((tagged[0] & 0x1F).saturating_sub(23))];
            let content = (tagged[0] >> 5 == BYTES).then(|| &tagged[head..])?;
            walk(content, heads)?.is_empty().then_some(after)
        }
        6 => walk(rest, heads),
        _ => (width == 0 || (width == 1 && argument >= 32)).then_some(rest),
    }
}

#[test]
fn the_walk_tells_preferred_serialisation_from_every_other() {
    let walk = |bytes: &[u8]| walk(bytes, &mut Heads::new()).map(<[u8]>::len);
    let good: [&[u8]; 12] = [
        &[0x17],
        &[0x18, 24],
        &[0x19, 1, 0],
        &[0x1A, 0, 1, 0, 0],
        &[0x1B, 0, 0, 0, 1, 0, 0, 0, 0],
        &[0x20],
        &[0x42, 1, 2],
        &[0x62, 0xC3, 0xA9],
        &[0x82, 0xF5, 0xF6],
        &[0xA1, 0x61, b'a', 0x80],
        &[0xD8, 24, 0x42, 0x18, 24],
        &[0xF8, 32],
    ];
    for bytes in good {
        assert_eq!(walk(bytes), Some(0), "{bytes:02x?}");
    }
    let bad: [&[u8]; 16] = [
        &[],
        &[0x18, 23],
        &[0x19, 0, 255],
        &[0x1A, 0, 0, 0xFF, 0xFF],
        &[0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0x58, 1, 0],
        &[0x5F, 0xFF],
        &[0x9F, 0xFF],
        &[0xBF, 0xFF],
        &[0x1C],
        &[0x42, 1],
        &[0x61, 0xFF],
        &[0x82, 0xF5],
        &[0xD8, 24, 0x42, 0x18, 23],
        &[0xD8, 24, 0x42, 0x00, 0x00],
        &[0xF8, 24],
    ];
    for bytes in bad {
        assert_eq!(walk(bytes), None, "{bytes:02x?}");
    }
}
