//! Prints the tables of the document types as one page of Markdown, which the documentation of
//! `mnid_mdoc::doctype` shows:
//!
//! ```sh
//! cargo run --example doctype_tables > src/doctype/tables.md
//! ```

#[path = "command/say.rs"]
mod say;

use mnid_mdoc::Error;
use mnid_mdoc::cbor;
use mnid_mdoc::doctype::{DocType, Element, Image, Sample};

use say::say;

fn main() -> Result<(), Error> {
    say!("{HEAD}");
    for doc_type in DocType::all() {
        let DocType {
            name,
            label,
            label_ja,
            ..
        } = doc_type;
        say!("\n## {label} ({label_ja}), `{name}`");
        for namespace in doc_type.namespaces {
            say!("\n### `{}`\n\n{COLUMNS}", namespace.name);
            for element in namespace.elements {
                say!("{}", row(element)?);
            }
        }
    }
    Ok(())
}

fn row(element: &Element) -> Result<String, Error> {
    let Element {
        identifier,
        label,
        label_ja,
        value,
        presence,
        sensitivity,
        edition,
        clause,
        ..
    } = element;
    let sample = sample(element.sample)?;
    Ok(format!(
        "| `{identifier}` | {label} ({label_ja}) | {value} | {presence} | {sensitivity} \
         | {edition}, {clause} | {sample} |"
    ))
}

/// In diagnostic notation, but pictures by what they are.
fn sample(sample: Sample) -> Result<String, Error> {
    if let Sample::Bytes(file) = sample
        && let Ok(image) = Image::parse(file)
    {
        return Ok(image.to_string());
    }
    Ok(format!("`{}`", cbor::diagnostic(&sample.to_cbor())?))
}

const HEAD: &str = "\
# Tables

Printed by `cargo run --example doctype_tables`.

- *value*: the CBOR type in the terms of CDDL: `full-date` is a text behind tag 1004, `tdate` one
  behind tag 0. [`ValueType`] has the maps and arrays.
- *presence*: *mandatory* in every document; *optional*: where its value is known; *on request*:
  where the holder asked for it separately.
- *sensitivity*: whether it is about the *document*, *personal*, *biometric*, or the *individual
  number*, which is never shown, logged or indexed.
- *source*: edition and clause. What is of this project's profile or of a draft may still change.
- *sample*: an invented value, in diagnostic notation (RFC 8949 section 8).";

const COLUMNS: &str = "\
| element | meaning | value | presence | sensitivity | source | sample |
|---|---|---|---|---|---|---|";
