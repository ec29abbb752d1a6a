//! The files have the shape of a real test card's.

use std::path::PathBuf;

use super::*;
use crate::crypto::RsaPublicKey;

/// One object of a record.
pub(super) struct Object<'a> {
    /// Bytes of tag and length.
    pub(super) header: usize,
    pub(super) value: &'a [u8],
    pub(super) whole: &'a [u8],
}

/// The objects inside the one template of a file, with their tags.
pub(super) fn objects(file: &[u8]) -> Vec<(u16, Object<'_>)> {
    let (_, template) = object(file);
    let mut rest = template.value;
    let mut objects = Vec::new();
    while !rest.is_empty() {
        let (tag, found) = object(rest);
        rest = &rest[found.whole.len()..];
        objects.push((tag, found));
    }
    objects
}

fn object(bytes: &[u8]) -> (u16, Object<'_>) {
    let tag = u16::from_be_bytes([bytes[0], bytes[1]]);
    let (header, length) = match bytes[2] {
        0x82 => (5, usize::from(u16::from_be_bytes([bytes[3], bytes[4]]))),
        short => (3, usize::from(short)),
    };
    let whole = &bytes[..header + length];
    let value = &whole[header..];
    (
        tag,
        Object {
            header,
            value,
            whole,
        },
    )
}

/// The public key of a certificate that is followed by filler.
pub(super) fn public_key(file: &[u8]) -> RsaPublicKey {
    RsaPublicKey::from_spki_der(&parsed(file, |tbs| tbs.subject_public_key_info().clone())).unwrap()
}

fn parsed<T: ::der::Encode>(
    file: &[u8],
    part: impl FnOnce(&x509_cert::TbsCertificate) -> T,
) -> Vec<u8> {
    use ::der::Decode;
    let certificate = x509_cert::Certificate::from_der(der_part(file)).unwrap();
    part(certificate.tbs_certificate()).to_der().unwrap()
}

/// Bytes of the DER object at the beginning, without filler.
pub(super) fn length(file: &[u8]) -> usize {
    der_part(file).len()
}

fn der_part(file: &[u8]) -> &[u8] {
    assert_eq!(file[..2], [0x30, 0x82]);
    &file[..4 + usize::from(u16::from_be_bytes([file[2], file[3]]))]
}

#[test]
fn records_have_the_objects_of_the_test_cards() {
    // File of the dump, application, file, tags of variable length.
    let cases: &[(&str, Application, u8, &[u16])] = &[
        ("text-0002", Application::Text, 0x02, &[0xDF22, 0xDF23]),
        ("text-0003", Application::Text, 0x03, &[]),
        ("text-0004", Application::Text, 0x04, &[]),
        ("text-0005", Application::Text, 0x05, &[]),
        ("text-0007", Application::Text, 0x07, &[]),
        ("surface-0001", Application::Face, 0x01, &[]),
        (
            "surface-0002",
            Application::Face,
            0x02,
            &[0xDF25, 0xDF26, 0xDF27, 0xDF2A],
        ),
        ("surface-0003", Application::Face, 0x03, &[]),
        ("surface-0004", Application::Face, 0x04, &[]),
        ("surface-0005", Application::Face, 0x05, &[0xDF41]),
    ];
    let mut reader = Reader::hanako();
    for (name, application, id, variable) in cases {
        let Some(real) = vector(&format!("{name}.bin")) else {
            return;
        };
        reader.open(*application);
        let file = reader.file(*id);
        assert_eq!(shape(&file, variable), shape(&real, variable), "{name}");
        let filler = &file[object(&file).1.whole.len()..];
        assert!(filler.iter().all(|byte| *byte == 0xFF), "{name}");
    }
}

#[test]
fn offset_tables_point_at_the_objects() {
    let mut reader = Reader::hanako();
    reader.open(Application::Face);
    let face = reader.file(0x02);
    reader.open(Application::Text);
    let text = reader.file(0x02);
    let mut files = vec![("face", face, 9), ("text", text, 4)];
    if let (Some(face), Some(text)) = (vector("surface-0002.bin"), vector("text-0002.bin")) {
        files.extend([("real face", face, 9), ("real text", text, 4)]);
    }
    for (name, file, count) in files {
        let found = objects(&file);
        let offsets = found[0].1.value.chunks(2);
        let tags: Vec<[u8; 2]> = offsets
            .map(|offset| usize::from(u16::from_be_bytes([offset[0], offset[1]])))
            .map(|offset| [file[offset], file[offset + 1]])
            .collect();
        let expected: Vec<[u8; 2]> = found[1..]
            .iter()
            .map(|(tag, _)| tag.to_be_bytes())
            .collect();
        assert_eq!(tags, expected, "{name}");
        assert_eq!(tags.len(), count, "{name}");
    }
}

#[test]
fn small_files_have_the_sizes_and_beginnings_of_the_test_cards() {
    let cases = [("text-0001-physical", 0x01, 3), ("text-0006", 0x06, 12)];
    let mut reader = Reader::hanako();
    reader.open(Application::Text);
    for (name, id, same) in cases {
        let Some(real) = vector(&format!("{name}.bin")) else {
            return;
        };
        let file = reader.file(id);
        assert_eq!(file[..same], real[..same], "{name}");
        assert!(
            file[real.len()..].iter().all(|byte| *byte == 0xFF),
            "{name}"
        );
    }
}

#[test]
fn token_information_has_the_length_of_its_structure() {
    let mut reader = Reader::hanako();
    reader.select(Application::Jpki);
    let token = reader.file(0x06);
    assert_eq!(token.len(), 160);
    assert_eq!(token[..32], *b"JPKIAPICCTOKEN2                 ");
    assert_eq!(token[96..100], [0, 0, 0x04, 0x0D]);
}

#[test]
fn certificates_have_the_structure_of_the_test_cards() {
    let cases = [
        ("jpki-sign-cert", 0x01),
        ("jpki-sign-ca-cert", 0x02),
        ("jpki-auth-cert", 0x0A),
        ("jpki-auth-ca-cert", 0x0B),
    ];
    let mut reader = Reader::hanako();
    reader.open(Application::Jpki);
    for (name, id) in cases {
        let Some(real) = vector(&format!("{name}.der")) else {
            return;
        };
        let file = reader.file(id);
        assert_eq!(structure(der_part(&file)), structure(&real), "{name}");
    }
}

#[test]
fn certificates_are_signed_by_their_authorities() {
    let authorities = Authorities::new().unwrap();
    let cases = [
        (0x01, &authorities.signing_ca),
        (0x02, &authorities.signing_ca),
        (0x0A, &authorities.authentication_ca),
        (0x0B, &authorities.authentication_ca),
    ];
    for holder in Holder::ALL {
        let mut reader = Reader::of(holder);
        reader.open(Application::Jpki);
        for (id, authority) in cases {
            let file = reader.file(id);
            let signed = parsed(&file, Clone::clone);
            let signature = &der_part(&file)[der_part(&file).len() - 256..];
            public_key(authority).verify(&[&signed], signature).unwrap();
        }
    }
}

/// Tags and lengths; lengths of `variable` tags, and of what holds them, do not matter.
fn shape(file: &[u8], variable: &[u16]) -> (u16, Vec<(u16, Option<usize>)>) {
    let inner = objects(file)
        .into_iter()
        .map(|(tag, object)| {
            let fixed = !variable.contains(&tag);
            (tag, fixed.then_some(object.value.len()))
        })
        .collect();
    (object(file).0, inner)
}

/// One line for each DER object: depth, tag, and the content of object identifiers, booleans and
/// short bit strings. Octet strings that hold DER are followed into.
fn structure(der: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    assert!(walk(der, 0, &mut lines), "not DER");
    lines
}

fn walk(mut der: &[u8], depth: usize, lines: &mut Vec<String>) -> bool {
    while let [tag, first, ..] = *der {
        let (header, length) = match first {
            0x81 if der.len() > 2 => (3, usize::from(der[2])),
            0x82 if der.len() > 3 => (4, usize::from(u16::from_be_bytes([der[2], der[3]]))),
            short => (2, usize::from(short)),
        };
        let Some(content) = der.get(header..header + length) else {
            return false;
        };
        let shown = match tag {
            0x06 | 0x01 => Some(content),
            0x03 if length < 4 => Some(content),
            _ => None,
        };
        lines.push(format!(
            "{depth} {tag:02X} {}",
            shown.map_or(String::new(), |c| format!("{c:02X?}"))
        ));
        if tag & 0x20 != 0 && !walk(content, depth + 1, lines) {
            return false;
        }
        // The extension value, but not the octets of a key identifier.
        if tag == 0x04 && length != 20 && !walk(content, depth + 1, lines) {
            return false;
        }
        der = &der[header + length..];
    }
    der.is_empty()
}

/// A file of the test card's dump.
fn vector(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("jpki-test-card").join(name);
    Some(std::fs::read(path).unwrap())
}
