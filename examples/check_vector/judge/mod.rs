//! The verdict on one vector, by the crate's public API alone.

mod card_transcript;
mod certificate;
mod derivation;
mod device_key_proof;
mod device_response;
mod issuance_response;
mod issuer_signed;
mod status_list;

use std::error::Error;

use mnid_mdoc::pki::Certificate;
use mnid_mdoc::profile::Preset;
use mnid_mdoc::verify::Invalid;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A vector that is not of the format.
type Failure = Box<dyn Error>;

/// One vector, without its solution.
#[derive(Deserialize)]
struct Vector {
    format: String,
    id: String,
    kind: String,
    features: Vec<String>,
    input: Map<String, Value>,
}

/// What the crate says of a vector.
enum Answer {
    /// With what came out, in the form of `expect`.
    Valid(Value),
    /// At a stage.
    Refused(String),
    /// With a code, in the kinds without stages.
    Failed(&'static str),
    Skipped,
}

/// The line that a runner prints.
pub(crate) fn answer(text: &str) -> Result<Value, Failure> {
    let vector: Vector = serde_json::from_str(text)?;
    let id = vector.id.clone();
    Ok(match judge(&vector)? {
        Answer::Valid(found) => json!({"id": id, "result": "valid", "found": found}),
        Answer::Refused(stage) => json!({"id": id, "result": "invalid", "stage": stage}),
        Answer::Failed(code) => json!({"id": id, "result": "invalid", "code": code}),
        Answer::Skipped => json!({"id": id, "result": "skipped"}),
    })
}

fn judge(vector: &Vector) -> Result<Answer, Failure> {
    if vector.format != FORMAT {
        return Err(format!("another format than {FORMAT}").into());
    }
    let known = |feature: &String| FEATURES.contains(&feature.as_str());
    if !vector.features.iter().all(known) {
        return Ok(Answer::Skipped);
    }
    match vector.kind.as_str() {
        "card-transcript" => card_transcript::judge(&vector.input),
        "certificate" => certificate::judge(&vector.input),
        "derivation" => derivation::judge(&vector.input),
        "device-key-proof" => device_key_proof::judge(&vector.input),
        "device-response" => device_response::judge(&vector.input),
        "issuance-response" => issuance_response::judge(&vector.input),
        "issuer-signed" => issuer_signed::judge(&vector.input),
        "status-list" => status_list::judge(&vector.input),
        _ => Ok(Answer::Skipped),
    }
}

impl From<Invalid> for Answer {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(invalid.stage.to_string())
    }
}

/// A member of the input that is there.
fn text<'a>(input: &'a Map<String, Value>, name: &str) -> Result<&'a str, Failure> {
    optional(input, name).ok_or_else(|| format!("no {name}").into())
}

fn optional<'a>(input: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    input.get(name).and_then(Value::as_str)
}

fn bytes(input: &Map<String, Value>, name: &str) -> Result<Vec<u8>, Failure> {
    unhex(text(input, name)?)
}

fn unhex(text: &str) -> Result<Vec<u8>, Failure> {
    let digits = text.as_bytes().chunks(2);
    let bytes = digits.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?));
    bytes.collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The trusted roots.
fn roots(input: &Map<String, Value>, name: &str) -> Result<Vec<Certificate>, Failure> {
    let anchors = input.get(name).and_then(Value::as_array);
    let anchors = anchors.into_iter().flatten().filter_map(Value::as_str);
    Ok(anchors
        .map(Certificate::from_pem)
        .collect::<Result<_, _>>()?)
}

fn preset(input: &Map<String, Value>) -> Result<Option<Preset>, Failure> {
    let Some(name) = optional(input, "profile") else {
        return Ok(None);
    };
    let preset = Preset::from_name(name).ok_or("no such profile")?;
    Ok(Some(preset))
}

const FORMAT: &str = "mnid-mdoc-vectors/1";
/// The optional behaviour that this crate has.
const FEATURES: &[&str] = &[
    "bounded-lists",
    "crl",
    "es384",
    "identifier-list",
    "key-attestation",
    "list-history",
    "mac",
    "profile",
    "sha384",
    "sha512",
    "status-list",
    "vical",
];
