//! The elements of a credential, as a table has them.

use mnid_mdoc::doctype::{DocType, Image};

use super::item::{Item, Value};
use super::node::{Note, Row};
use super::notation::{leaf, quoted, shown};

/// An element; without a value when it is left out.
pub(crate) fn row(
    doc_type: Option<&str>,
    space: &str,
    identifier: &str,
    value: Option<&Item<'_>>,
    digest: Note,
) -> Row {
    let file = value.and_then(picture);
    let lines = match (value, &file) {
        (_, Some((image, _))) => vec![image.to_string()],
        (Some(value), _) => lines(value),
        (None, _) => vec!["...".to_owned()],
    };
    Row {
        name: display_name(doc_type, space, identifier).unwrap_or_default(),
        identifier: format!("{space}/{identifier}"),
        value: lines,
        picture: file.map(|(_, file)| file.to_vec()),
        digest,
    }
}

/// What a person calls an element, in English.
pub(crate) fn display_name(
    doc_type: Option<&str>,
    space: &str,
    identifier: &str,
) -> Option<String> {
    let named = doc_type.and_then(DocType::by_name);
    let mut known = named.into_iter().chain(DocType::all());
    let element = known.find_map(|known| known.element(space, identifier))?;
    Some(match identifier.strip_prefix("age_over_") {
        Some(years) => format!("{} of {years}", element.label),
        None => element.label.to_owned(),
    })
}

/// The file of a picture, if an item holds one.
pub(crate) fn picture<'a>(item: &Item<'a>) -> Option<(Image, &'a [u8])> {
    let (file, _) = item.bytes()?;
    Image::parse(file).ok().map(|image| (image, file))
}

/// The lines of a text, and one for each entry of an array.
fn lines(value: &Item<'_>) -> Vec<String> {
    match (&value.value, value.text()) {
        (_, Some(text)) => text.split('\n').take(ROW_PARTS).map(shown).collect(),
        (Value::Array(entries), _) => {
            let entries = entries.iter().take(ROW_PARTS);
            entries.map(|entry| one_line(entry, ROW_DEPTH)).collect()
        }
        _ => vec![one_line(value, ROW_DEPTH)],
    }
}

/// A whole value on one line, for a table.
fn one_line(item: &Item<'_>, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else {
        return "...".to_owned();
    };
    let some = |parts: Vec<String>| parts.join(", ");
    match &item.value {
        Value::Text(text) => quoted(text),
        Value::Tag(_, content) => one_line(content, depth),
        Value::Array(entries) => {
            let parts = entries.iter().take(ROW_PARTS);
            format!(
                "[{}]",
                some(parts.map(|entry| one_line(entry, depth)).collect())
            )
        }
        Value::Map(members) => {
            let parts = members.iter().take(ROW_PARTS);
            let parts =
                parts.map(|(key, value)| format!("{}: {}", leaf(key), one_line(value, depth)));
            format!("{{{}}}", some(parts.collect()))
        }
        _ => leaf(item),
    }
}

/// Of a value in a table.
const ROW_DEPTH: usize = 6;
const ROW_PARTS: usize = 32;
