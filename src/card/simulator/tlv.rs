use crate::crypto::sha256;

/// A TLV object as the card's records write it: a tag of two bytes, a length of one byte below
/// 128, else `82` and two bytes (never `81`).
pub(super) fn object(tag: u16, value: &[u8]) -> Vec<u8> {
    [&tag.to_be_bytes(), length(value.len()).as_slice(), value].concat()
}

/// The same with a tag of one byte.
pub(super) fn short_object(tag: u8, value: &[u8]) -> Vec<u8> {
    [&[tag], length(value.len()).as_slice(), value].concat()
}

/// Objects in the order of a record, preceded by one that holds the offset of each from the start
/// of the file: `FF20 { DF21 offsets, DF22 .. }`. Returned whole, with the `FF20` header.
pub(super) fn record_with_offsets(objects: &[Vec<u8>]) -> Vec<u8> {
    let content = objects.concat();
    let offsets_length = objects.len() * 2;
    let table_length = 3 + offsets_length;
    let header_length = 2 + length(table_length + content.len()).len();
    let mut offsets = Vec::with_capacity(offsets_length);
    let mut offset = header_length + table_length;
    for object in objects {
        let [.., high, low] = offset.to_be_bytes();
        offsets.extend([high, low]);
        offset += object.len();
    }
    object(0xFF20, &[object(0xDF21, &offsets), content].concat())
}

/// `content`, filled up with `FF` to the physical size of its file.
pub(super) fn padded(mut content: Vec<u8>, size: usize) -> Vec<u8> {
    content.resize(size.max(content.len()), 0xFF);
    content
}

/// Repeatable bytes without meaning, where a real card holds bytes whose meaning is not published.
pub(super) fn opaque(label: &str, length: usize) -> Vec<u8> {
    (0_u64..)
        .flat_map(|block| sha256(&[label.as_bytes(), &block.to_be_bytes()]))
        .take(length)
        .collect()
}

fn length(length: usize) -> Vec<u8> {
    let [.., third, high, low] = length.to_be_bytes();
    match length {
        0..=0x7F => vec![low],
        0x80..=0xFFFF => vec![0x82, high, low],
        _ => vec![0x83, third, high, low],
    }
}
