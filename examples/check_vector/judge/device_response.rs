use base64ct::{Base64UrlUnpadded, Encoding};
use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::mdoc::SessionTranscript;
use mnid_mdoc::verify::{self, Invalid, Session};
use p256::pkcs8::EncodePrivateKey;
use serde_json::{Map, Value, json};

use super::issuer_signed::{Lists, told};
use super::{Answer, Failure, bytes};

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
    let trust = lists.trust(input)?;
    let reports = match verify::device_response(&response, &session, &trust) {
        Ok(reports) => reports,
        Err(invalid) => return Ok(invalid.into()),
    };
    let mut documents = Vec::new();
    let mut refusal: Option<Invalid> = None;
    for report in reports {
        match report.accepted() {
            Ok(document) => documents.push(json!({
                "doc_type": document.doc_type(),
                "elements": told(document.elements()),
                "device_elements": told(document.device_elements()),
            })),
            Err(invalid)
                if refusal
                    .as_ref()
                    .is_some_and(|first| first.stage <= invalid.stage) => {}
            Err(invalid) => refusal = Some(invalid),
        }
    }
    Ok(match refusal {
        None => Answer::Valid(json!({ "documents": documents })),
        Some(invalid) => invalid.into(),
    })
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
