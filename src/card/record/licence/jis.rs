//! Text of the licence application: JIS X 0208 as raw pairs of bytes, without escape sequences.

use encoding_rs::EUC_JP;

/// Decodes pairs of bytes 21 to 7E. Only the rows that the standard fills are taken (1 to 8, 16 to
/// 84): the others hold characters of vendors.
///
/// Where the standard lacks a character, licences write `FFF1` to `FFF7` for the first to the
/// seventh missing character (外字), whose picture is in an object of its own, and `FFFA` for one
/// without a picture (欠字). They become the geta mark, which stands for a missing character in
/// print, with the number: `〓1`, or `〓`.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    let mut pairs = bytes.chunks_exact(2);
    for pair in pairs.by_ref() {
        match *pair {
            [0xFF, number @ 0xF1..=0xF7] => {
                text.push(GETA_MARK);
                text.push(char::from(b'0' + (number & 0x0F)));
            }
            [0xFF, 0xFA] => text.push(GETA_MARK),
            [row, cell] => text.push(character(row, cell)?),
            _ => return None,
        }
    }
    pairs.remainder().is_empty().then_some(text)
}

fn character(row: u8, cell: u8) -> Option<char> {
    if !matches!(row, 0x21..=0x28 | 0x30..=0x74) || !matches!(cell, 0x21..=0x7E) {
        return None;
    }
    // Here the encoding standard of the web follows a vendor's table, not the one of JIS X 0208.
    match (row, cell) {
        (0x21, 0x41) => return Some('\u{301C}'), // wave dash
        (0x21, 0x42) => return Some('\u{2016}'), // double vertical line
        (0x21, 0x5D) => return Some('\u{2212}'), // minus sign
        (0x21, 0x71) => return Some('\u{00A2}'), // cent sign
        (0x21, 0x72) => return Some('\u{00A3}'), // pound sign
        (0x22, 0x4C) => return Some('\u{00AC}'), // not sign
        _ => {}
    }
    let pair = [row | 0x80, cell | 0x80];
    let decoded = EUC_JP.decode_without_bom_handling_and_without_replacement(&pair)?;
    let mut characters = decoded.chars();
    let character = characters.next()?;
    characters.next().is_none().then_some(character)
}

const GETA_MARK: char = '\u{3013}';
