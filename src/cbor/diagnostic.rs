use std::fmt::Write;

use super::{CborError, Kind, Reader};
use crate::limits;

/// Diagnostic notation (RFC 8949 section 8) of one CBOR document, with encoded CBOR in byte
/// strings of tag 24 shown as `<<…>>`, one in another down to
/// [`CBOR_DEPTH`](limits::CBOR_DEPTH), and as plain byte strings below.
///
/// It prints everything that is in the document, personal data included.
///
/// # Errors
/// [`CborError`] when the document is not strict CBOR.
pub fn diagnostic(document: &[u8]) -> Result<String, CborError> {
    notation(document, limits::CBOR_DEPTH)
}

/// `depth` is how many documents may still be shown one in another.
fn notation(document: &[u8], depth: usize) -> Result<String, CborError> {
    let mut out = String::new();
    item(&mut Reader::new(document)?, depth, &mut out)?;
    Ok(out)
}

fn item(reader: &mut Reader<'_>, depth: usize, out: &mut String) -> Result<(), CborError> {
    match reader.peek()? {
        Kind::Unsigned(_) => write_to(out, reader.unsigned()?),
        // -1 - n may need 65 bits.
        Kind::Negative(value) => {
            reader.item()?;
            write_to(out, -1 - i128::from(value));
        }
        Kind::Bytes(_) => hex(reader.byte_string()?, out),
        Kind::Text(_) => write_to(out, format_args!("{:?}", reader.text()?)),
        Kind::Array(_) => {
            let length = reader.array()?;
            list(length, '[', ']', out, |out| item(reader, depth, out))?;
        }
        Kind::Map(_) => {
            let length = reader.map()?;
            list(length, '{', '}', out, |out| {
                item(reader, depth, out)?;
                out.push_str(": ");
                item(reader, depth, out)
            })?;
        }
        Kind::Tag(number) => match encoded(reader, depth) {
            Some(text) => {
                reader.item()?;
                write_to(out, format_args!("24(<<{text}>>)"));
            }
            None => {
                reader.tag(number, "a tag")?;
                write_to(out, format_args!("{number}("));
                item(reader, depth, out)?;
                out.push(')');
            }
        },
        Kind::Boolean(_) => write_to(out, reader.boolean()?),
        Kind::Null => {
            reader.null()?;
            out.push_str("null");
        }
        Kind::Other => {
            out.push_str("simple(");
            hex(reader.item()?, out);
            out.push(')');
        }
    }
    Ok(())
}

/// What the next item holds, if it is encoded CBOR of tag 24 that may still be shown.
fn encoded(reader: &Reader<'_>, depth: usize) -> Option<String> {
    let content = reader.clone().encoded().ok()?;
    notation(content, depth.checked_sub(1)?).ok()
}

fn list(
    length: usize,
    open: char,
    close: char,
    out: &mut String,
    mut entry: impl FnMut(&mut String) -> Result<(), CborError>,
) -> Result<(), CborError> {
    out.push(open);
    for index in 0..length {
        if index > 0 {
            out.push_str(", ");
        }
        entry(out)?;
    }
    out.push(close);
    Ok(())
}

fn hex(bytes: &[u8], out: &mut String) {
    out.push_str("h'");
    for byte in bytes {
        write_to(out, format_args!("{byte:02x}"));
    }
    out.push('\'');
}

fn write_to(out: &mut String, value: impl std::fmt::Display) {
    // Writing into a `String` cannot fail.
    let _ = write!(out, "{value}");
}
