use mnid_mdoc::cose::CoseError;
use mnid_mdoc::pki::Certificate;
use mnid_mdoc::status::{ListContent, StatusError, StatusToken};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::Stage;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answer, Failure, bytes, optional, roots, text, unhex};

/// May a document with this reference be taken, going by this token?
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let now = text(input, "now")?.parse()?;
    let reference: Reference = serde_json::from_value(json!(input.get("reference")))?;
    let (uri, named) = reference.list();
    let authority = match named {
        Some(certificate) => Certificate::from_der(&unhex(certificate)?)?,
        None => roots(input, "trust_anchors")?
            .into_iter()
            .next()
            .ok_or("no trust anchor")?,
    };
    let entry = reference.entry()?;
    let token = bytes(input, "token")?;
    let previous = optional(input, "previous").map(unhex).transpose()?;
    let task = Task {
        uri,
        authority: &authority,
        entry,
        now,
    };
    Ok(match task.refusal(&token, previous.as_deref()) {
        Ok(()) => Answer::Valid(json!({ "status": "valid" })),
        Err(error) => Answer::Refused(stage(&error).to_string()),
    })
}

/// As in a mobile security object.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reference {
    StatusList {
        idx: u64,
        uri: String,
        certificate: Option<String>,
    },
    IdentifierList {
        id: String,
        uri: String,
        certificate: Option<String>,
    },
}

/// What is looked for in the list.
enum Entry {
    Index(u64),
    Identifier(Vec<u8>),
}

impl Reference {
    fn list(&self) -> (&str, Option<&str>) {
        let (Self::StatusList {
            uri, certificate, ..
        }
        | Self::IdentifierList {
            uri, certificate, ..
        }) = self;
        (uri, certificate.as_deref())
    }

    fn entry(&self) -> Result<Entry, Failure> {
        Ok(match self {
            Self::StatusList { idx, .. } => Entry::Index(*idx),
            Self::IdentifierList { id, .. } => Entry::Identifier(unhex(id)?),
        })
    }
}

struct Task<'a> {
    uri: &'a str,
    authority: &'a Certificate,
    entry: Entry,
    now: Timestamp,
}

impl Task<'_> {
    fn refusal(&self, token: &[u8], previous: Option<&[u8]>) -> Result<(), StatusError> {
        let list = StatusToken::parse(token)?.check(self.uri, self.authority, self.now)?;
        if let Some(previous) = previous {
            let previous = StatusToken::parse(previous)?;
            let then = previous.issued_at();
            list.check_succeeds(&previous.check(self.uri, self.authority, then)?)?;
        }
        let is_revoked = match (&self.entry, list.content()) {
            (Entry::Index(index), ListContent::StatusList(list)) => list.value(*index)? != 0,
            (Entry::Identifier(identifier), ListContent::IdentifierList(list)) => {
                list.contains(identifier)
            }
            _ => return Err(StatusError::OtherKind),
        };
        match is_revoked {
            true => Err(StatusError::Revoked),
            false => Ok(()),
        }
    }
}

/// Of which stage each fault of a list is.
fn stage(error: &StatusError) -> Stage {
    match error {
        StatusError::Cbor(_) | StatusError::Cose(CoseError::Cbor(_)) => Stage::Decode,
        StatusError::Tag { .. }
        | StatusError::Cose(_)
        | StatusError::Type
        | StatusError::UnprotectedChain
        | StatusError::NoChain
        | StatusError::NoExpiry
        | StatusError::Missing { .. }
        | StatusError::TwoLists
        | StatusError::Structure { .. } => Stage::Structure,
        StatusError::Authority { .. } | StatusError::Pki(_) | StatusError::UntrustedSigner => {
            Stage::Certificate
        }
        StatusError::Signature(_) => Stage::Signature,
        StatusError::Expired { .. } | StatusError::NotYetValid { .. } => Stage::Validity,
        StatusError::Subject => Stage::Binding,
        _ => Stage::Status,
    }
}
