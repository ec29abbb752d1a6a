//! Leaves in diagnostic notation (RFC 8949 section 8).

use super::harmless::{harmless, stays};
use super::item::{Item, Value};

/// A leaf, long ones cut. Containers are given by what opens them.
pub(crate) fn leaf(item: &Item<'_>) -> String {
    match &item.value {
        Value::Unsigned(number) => number.to_string(),
        Value::Negative(number) => (-1 - i128::from(*number)).to_string(),
        Value::Bytes(bytes) => bytes_cut(bytes),
        Value::Text(text) => quoted(text),
        Value::Boolean(value) => value.to_string(),
        Value::Null => "null".to_owned(),
        Value::Other => float(item.raw).unwrap_or_else(|| simple(item.raw)),
        Value::Tag(number, content) => format!("{number}({})", leaf(content)),
        Value::Array(_) => "[".to_owned(),
        Value::Map(_) => "{".to_owned(),
        Value::Broken(_) => "…".to_owned(),
    }
}

/// A text between quotes, in which nothing but letters, marks and the spaces of Latin and Japanese
/// stands as it is.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars().take(TEXT) {
        match letter {
            '\'' => out.push(letter),
            _ if stays(letter) => out.push(letter),
            _ => out.extend(letter.escape_debug()),
        }
    }
    out.push('"');
    out.push_str(rest(text));
    out
}

/// The same for a table, without quotes.
pub(crate) fn shown(text: &str) -> String {
    let start: String = text.chars().take(TEXT).collect();
    format!("{}{}", harmless(&start), rest(text))
}

/// Says that a text is longer than what is shown of it.
fn rest(text: &str) -> &'static str {
    match text.chars().nth(TEXT) {
        Some(_) => "...",
        None => "",
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_cut(bytes: &[u8]) -> String {
    match bytes.get(..BYTES) {
        Some(start) if bytes.len() > WHOLE => {
            format!("h'{}'... ({} bytes)", hex(start), bytes.len())
        }
        _ => format!("h'{}'", hex(bytes)),
    }
}

fn float(raw: &[u8]) -> Option<String> {
    let number = match raw {
        [0xFA, bytes @ ..] => f32::from_be_bytes(bytes.try_into().ok()?).into(),
        [0xFB, bytes @ ..] => f64::from_be_bytes(bytes.try_into().ok()?),
        _ => return None,
    };
    Some(format!("{number:?}"))
}

fn simple(raw: &[u8]) -> String {
    match raw {
        [0xF7] => "undefined".to_owned(),
        [0xF9, ..] => format!("float'{}'", hex(raw.get(1..).unwrap_or_default())),
        [0xF8, number] => format!("simple({number})"),
        [first] => format!("simple({})", first & 0x1F),
        _ => format!("h'{}'", hex(raw)),
    }
}

/// Characters of a text that are shown.
const TEXT: usize = 1_000;

/// Byte strings up to this length are shown whole: keys, salts, digests.
const WHOLE: usize = 64;

/// Of longer ones so many bytes.
const BYTES: usize = 16;
