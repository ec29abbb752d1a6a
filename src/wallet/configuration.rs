use serde_json::{Map, Value};

use super::WalletError;
use crate::holder::json;
use crate::limits;

/// What the issuer's metadata say of a credential in the format `mso_mdoc` (OpenID4VCI 1.0 12.2.4
/// and A.2.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CredentialConfiguration {
    doc_type: String,
    signing_algorithms: Vec<i64>,
}

impl CredentialConfiguration {
    /// Reads one member of `credential_configurations_supported`: a JSON object with `format`
    /// `mso_mdoc`, a `doctype`, and, if it has any, `credential_signing_alg_values_supported` as
    /// COSE algorithms in integers. The names of JOSE there hide a credential from wallets that
    /// look for a number.
    ///
    /// # Errors
    /// [`WalletError::Configuration`].
    pub fn parse(json: &str) -> Result<Self, WalletError> {
        let refused = |member| WalletError::Configuration { member };
        if json.len() > limits::PROOF {
            return Err(refused("the object, which is too large"));
        }
        let object = json::object(json.as_bytes()).ok_or(refused("the object"))?;
        let text = |name| object.get(name).and_then(Value::as_str);
        if text("format") != Some("mso_mdoc") {
            return Err(refused("format"));
        }
        let doc_type = text("doctype").filter(|name| !name.is_empty());
        Ok(Self {
            doc_type: doc_type.ok_or(refused("doctype"))?.to_owned(),
            signing_algorithms: signing_algorithms(&object)
                .ok_or(refused("credential_signing_alg_values_supported"))?,
        })
    }

    /// The document type.
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The COSE algorithms by which credentials are signed, as the issuer says; may be empty.
    pub fn signing_algorithms(&self) -> &[i64] {
        &self.signing_algorithms
    }
}

fn signing_algorithms(object: &Map<String, Value>) -> Option<Vec<i64>> {
    let Some(value) = object.get("credential_signing_alg_values_supported") else {
        return Some(Vec::new());
    };
    let algorithms = value.as_array().filter(|array| !array.is_empty())?;
    algorithms.iter().map(Value::as_i64).collect()
}
