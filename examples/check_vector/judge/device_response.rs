use base64ct::{Base64UrlUnpadded, Encoding};
use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::mdoc::SessionTranscript;
use mnid_mdoc::verify::{self, Invalid, Session, Stage, Trust, VerifiedDocument};
use p256::pkcs8::EncodePrivateKey;
use serde_json::{Map, Value, json};

use super::issuer_signed::{Lists, status_lists_of, told};
use super::{Answer, Failure, bytes, optional, unhex};

/// A response is refused when one of its documents is, at the earliest stage of them all.
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let response = bytes(input, "device_response")?;
    let transcript = SessionTranscript::parse(&bytes(input, "session_transcript")?)?;
    let reader_key = reader_key(input)?;
    let session = Session {
        reader_key: reader_key.as_ref(),
        ..Session::new(&transcript)
    };
    let lists = match Lists::read(input)? {
        Ok(lists) => lists,
        Err(refused) => return Ok(refused),
    };
    let mut trust = lists.trust(input)?;
    let mut outcome = documents(&response, &session, &trust);
    let mut status_lists = Vec::new();
    // A list is fetched for a document that is good otherwise, and asked at the stage of its status.
    if let (Ok(good), Some(token)) = (&outcome, optional(input, "status_token")) {
        for document in good {
            match status_lists_of(document, &unhex(token)?, trust.now) {
                Ok(lists) => status_lists.extend(lists),
                Err(_) => return Ok(Answer::Refused(Stage::Status.to_string())),
            }
        }
        trust.status_lists = &status_lists;
        outcome = documents(&response, &session, &trust);
    }
    let documents = match outcome {
        Ok(documents) => documents,
        Err(invalid) => return Ok(invalid.into()),
    };
    let documents = documents.iter().map(|document| {
        json!({
            "doc_type": document.doc_type(),
            "elements": told(document.elements()),
            "device_elements": told(document.device_elements()),
        })
    });
    Ok(Answer::Valid(
        json!({ "documents": documents.collect::<Vec<_>>() }),
    ))
}

/// All documents, or the fault of the earliest stage.
fn documents<'a>(
    response: &'a [u8],
    session: &Session<'_>,
    trust: &Trust<'_>,
) -> Result<Vec<VerifiedDocument<'a>>, Invalid> {
    let mut documents = Vec::new();
    let mut refusals = Vec::new();
    for report in verify::device_response(response, session, trust)? {
        match report.accepted() {
            Ok(document) => documents.push(document),
            Err(invalid) => refusals.push(invalid),
        }
    }
    match refusals.into_iter().min_by_key(|invalid| invalid.stage) {
        Some(invalid) => Err(invalid),
        None => Ok(documents),
    }
}

/// The reader's ephemeral key, which is a private JSON Web Key (RFC 7518 6.2.2).
fn reader_key(input: &Map<String, Value>) -> Result<Option<SoftwareKey>, Failure> {
    let Some(key) = input.get("reader_key").and_then(Value::as_object) else {
        return Ok(None);
    };
    let secret =
        Base64UrlUnpadded::decode_vec(super::text(key, "d")?).map_err(|error| error.to_string())?;
    let der = match super::text(key, "crv")? {
        "P-256" => p256::SecretKey::from_slice(&secret)?.to_pkcs8_der()?,
        "P-384" => p384::SecretKey::from_slice(&secret)?.to_pkcs8_der()?,
        curve => return Err(format!("a reader's key on {curve}").into()),
    };
    Ok(Some(SoftwareKey::from_der(der.as_bytes())?))
}
