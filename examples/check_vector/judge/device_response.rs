use mnid_mdoc::mdoc::SessionTranscript;
use mnid_mdoc::verify::{self, Invalid, Session};
use serde_json::{Map, Value, json};

use super::issuer_signed::{Lists, told};
use super::{Answer, Failure, bytes};

/// A response is refused when one of its documents is, at the earliest stage of them all.
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let response = bytes(input, "device_response")?;
    let transcript = SessionTranscript::parse(&bytes(input, "session_transcript")?)?;
    let session = Session::new(&transcript);
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
