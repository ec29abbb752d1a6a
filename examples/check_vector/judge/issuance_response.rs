use mnid_mdoc::crypto::PublicKey;
use mnid_mdoc::verify::{Stage, Trust};
use mnid_mdoc::wallet::{self, CredentialConfiguration, WalletError};
use serde_json::{Map, Value, json};

use super::device_key_proof::public_key;
use super::{Answer, Failure, hex, optional, preset, roots, text};

/// Which credentials does a wallet take from the response?
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let keys = input.get("device_keys").and_then(Value::as_array);
    let keys = keys.into_iter().flatten().filter_map(|key| key.get("jwk"));
    let keys: Vec<PublicKey> = keys.map(public_key).collect::<Result<_, _>>()?;
    let roots = roots(input, "trust_anchors")?;
    let trust = Trust {
        doc_type: Some(text(input, "doc_type")?),
        preset: preset(input)?,
        ..Trust::new(&roots, text(input, "now")?.parse()?)
    };
    let configuration = optional(input, "configuration").map(CredentialConfiguration::parse);
    let taken = configuration
        .transpose()
        .and_then(|_| wallet::credentials(text_of(input), &keys, &trust));
    Ok(match taken {
        Ok(credentials) => {
            let credentials = credentials.iter().map(|bytes| hex(bytes));
            Answer::Valid(json!({ "credentials": credentials.collect::<Vec<_>>() }))
        }
        Err(error) => Answer::Refused(stage(&error).to_string()),
    })
}

fn text_of(input: &Map<String, Value>) -> &str {
    optional(input, "response").unwrap_or_default()
}

/// Of which stage each fault is.
fn stage(error: &WalletError) -> Stage {
    match error {
        WalletError::Json | WalletError::Encoding { .. } | WalletError::TooLarge { .. } => {
            Stage::Decode
        }
        WalletError::Configuration { .. }
        | WalletError::Member { .. }
        | WalletError::TooMany { .. } => Stage::Structure,
        WalletError::Credential { invalid, .. } => invalid.stage,
        WalletError::Key { .. } | WalletError::KeyTwice { .. } | WalletError::Dataset { .. } => {
            Stage::Binding
        }
        WalletError::Indices
        | WalletError::SaltShared { .. }
        | WalletError::StatusShared { .. } => Stage::Policy,
    }
}
