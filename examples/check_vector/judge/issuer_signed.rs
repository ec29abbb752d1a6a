use std::collections::BTreeMap;

use mnid_mdoc::cose;
use mnid_mdoc::mdoc::StatusReferences;
use mnid_mdoc::pki::{Certificate, CurrentRevocations, RevocationList, Vical};
use mnid_mdoc::status::{CurrentStatusList, StatusError, StatusToken};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{self, Stage, Trust, VerifiedDocument, VerifiedElement};
use serde_json::{Map, Value, json};

use super::{Answer, Failure, bytes, hex, optional, preset, roots, text, unhex};

pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let document = bytes(input, "issuer_signed")?;
    let lists = match Lists::read(input)? {
        Ok(lists) => lists,
        Err(refused) => return Ok(refused),
    };
    let mut trust = lists.trust(input)?;
    let mut outcome = verify::issuer_signed(&document, &trust).accepted();
    let status_lists;
    // A list is fetched for a document that is good otherwise, and asked at the stage of its status.
    if let (Ok(good), Some(token)) = (&outcome, optional(input, "status_token")) {
        status_lists = match status_lists_of(good, &unhex(token)?, trust.now) {
            Ok(lists) => lists,
            Err(_) => return Ok(Answer::Refused(Stage::Status.to_string())),
        };
        trust.status_lists = &status_lists;
        outcome = verify::issuer_signed(&document, &trust).accepted();
    }
    match outcome {
        Ok(document) if is_of_another_key(input, &document) => {
            Ok(Answer::Refused(Stage::Binding.to_string()))
        }
        Ok(document) => Ok(Answer::Valid(
            json!({ "elements": told(document.elements()) }),
        )),
        Err(invalid) => Ok(invalid.into()),
    }
}

/// The token, checked for each reference of the document.
pub(super) fn status_lists_of(
    document: &VerifiedDocument<'_>,
    token: &[u8],
    now: Timestamp,
) -> Result<Vec<CurrentStatusList>, StatusError> {
    let token = StatusToken::parse(token)?;
    let references = document
        .status()
        .into_iter()
        .flat_map(StatusReferences::iter);
    let lists = references.map(|reference| {
        let token = token.clone();
        token.check_for(&reference, document.document_signer(), now)
    });
    lists.collect()
}

/// Whether a wallet asked for a document for another key.
fn is_of_another_key(input: &Map<String, Value>, document: &VerifiedDocument<'_>) -> bool {
    let asked = input.get("device_key").and_then(|key| key.get("cose_key"));
    let key = hex(&cose::encode_key(document.device_key()));
    asked.is_some_and(|asked| asked.as_str() != Some(&key))
}

/// What a verifier trusts in, read from the input.
pub(super) struct Lists {
    roots: Vec<Certificate>,
    vicals: Vec<Vical>,
    revocations: Vec<CurrentRevocations>,
}

impl Lists {
    /// The answer instead, when a list is not good: what a document is trusted by belongs to the
    /// stage of its certificate, whether it is revoked to that of its status.
    pub(super) fn read(input: &Map<String, Value>) -> Result<Result<Self, Answer>, Failure> {
        let now = text(input, "now")?.parse()?;
        let iacas = roots(input, "trust_anchors")?;
        let mut vicals = Vec::new();
        if input.contains_key("vical") {
            let providers = roots(input, "vical_trust_anchors")?;
            match Vical::verify(&bytes(input, "vical")?, &providers, now) {
                Ok(list) => vicals.push(list),
                Err(_) => return Ok(Err(Answer::Refused(Stage::Certificate.to_string()))),
            }
        }
        let mut revocations = Vec::new();
        if let Some(list) = optional(input, "crl") {
            let list = RevocationList::from_der(&super::unhex(list)?);
            let root = iacas.first().ok_or("a revocation list without a root")?;
            match list.and_then(|list| list.check(root, now)) {
                Ok(list) => revocations.push(list),
                Err(_) => return Ok(Err(Answer::Refused(Stage::Status.to_string()))),
            }
        }
        Ok(Ok(Self {
            roots: iacas,
            vicals,
            revocations,
        }))
    }

    pub(super) fn trust<'a>(&'a self, input: &'a Map<String, Value>) -> Result<Trust<'a>, Failure> {
        Ok(Trust {
            vicals: &self.vicals,
            revocations: &self.revocations,
            doc_type: optional(input, "doc_type"),
            preset: preset(input)?,
            ..Trust::new(&self.roots, text(input, "now")?.parse()?)
        })
    }
}

/// The elements in the form of `expect`, without the notation for people.
pub(super) fn told(elements: &[VerifiedElement<'_>]) -> Value {
    let mut namespaces: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for element in elements {
        let value = json!({ "cbor": hex(element.value) });
        let namespace = namespaces.entry(element.namespace).or_default();
        namespace.insert(element.identifier.to_owned(), value);
    }
    json!(namespaces)
}
