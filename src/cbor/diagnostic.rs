use std::fmt::Write;

use super::{CborError, Kind, Reader};

/// Diagnostic notation (RFC 8949 section 8) of one CBOR document, with encoded CBOR in byte
/// strings of tag 24 shown as `<<…>>`.
///
/// It prints everything that is in the document, personal data included.
///
/// # Errors
/// [`CborError`] when the document is not strict CBOR.
pub fn diagnostic(document: &[u8]) -> Result<String, CborError> {
    let mut out = String::new();
    item(&mut Reader::new(document)?, &mut out)?;
    Ok(out)
}

fn item(reader: &mut Reader<'_>, out: &mut String) -> Result<(), CborError> {
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
            list(length, '[', ']', out, |out| item(reader, out))?;
        }
        Kind::Map(_) => {
            let length = reader.map()?;
            list(length, '{', '}', out, |out| {
                item(reader, out)?;
                out.push_str(": ");
                item(reader, out)
            })?;
        }
        Kind::Tag(super::TAG_ENCODED) => {
            let mut inner = reader.clone();
            match inner.encoded().and_then(diagnostic) {
                Ok(text) => {
                    reader.item()?;
                    write_to(out, format_args!("24(<<{text}>>)"));
                }
                Err(_) => tagged(super::TAG_ENCODED, reader, out)?,
            }
        }
        Kind::Tag(number) => tagged(number, reader, out)?,
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

fn tagged(number: u64, reader: &mut Reader<'_>, out: &mut String) -> Result<(), CborError> {
    reader.tag(number, "a tag")?;
    write_to(out, format_args!("{number}("));
    item(reader, out)?;
    out.push(')');
    Ok(())
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
