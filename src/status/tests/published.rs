//! What others published: the examples of the Token Status List and of the second edition's draft.

use std::fs;
use std::path::PathBuf;

use super::*;

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("MNID_MDOC_VECTORS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: MNID_MDOC_VECTORS is not set");
    }
    folder
}

fn read(folder: &std::path::Path, file: &str) -> Vec<u8> {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    let digits = text.trim().as_bytes().chunks(2);
    let byte = |digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    digits.map(byte).collect()
}

#[test]
fn the_drafts_lists_are_read() {
    let Some(folder) = folder() else { return };
    let folder = folder.join("token-status-list");
    for (file, bits, entries) in [
        ("status_list_encoding_cbor.hex", 1, 16),
        ("status_list_encoding2_cbor.hex", 2, 12),
        ("status_list_encoding1_long_cbor.hex", 1, 1 << 20),
        ("status_list_encoding2_long_cbor.hex", 2, 1 << 20),
        ("status_list_encoding4_cbor.hex", 4, 1 << 20),
        ("status_list_encoding8_cbor.hex", 8, 1 << 20),
    ] {
        let list = StatusList::from_cbor(&read(&folder, file)).unwrap();
        assert_eq!(list.bits().count(), bits, "{file}");
        assert_eq!(list.entries(), entries, "{file}");
        assert_eq!(StatusList::from_cbor(&list.to_cbor()).unwrap(), list);
    }
}
