//! The roots that a credential issuer publishes at its metadata's `mdoc_iacas_uri` (OpenID4VCI).

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};

use super::root::Root;
use super::{Certificate, PkiError};
use crate::limits;

#[cfg(test)]
mod tests;

/// Writes the JSON that an issuer serves at its `mdoc_iacas_uri`:
/// `{"iacas":[{"certificate":"<DER in base64>"}]}`.
///
/// # Errors
/// [`PkiError::Field`] when there is no root, more than
/// [`limits::CERTIFICATES_IN_FILE`](crate::limits::CERTIFICATES_IN_FILE), one twice, or one that is
/// not signed by itself; [`PkiError::Profile`] when one is no root as
/// [`validate`](super::validate) accepts it.
pub fn iacas_to_json(roots: &[Certificate]) -> Result<String, PkiError> {
    let field = |demand| PkiError::Field {
        field: "roots",
        demand,
    };
    if roots.is_empty() || roots.len() > limits::CERTIFICATES_IN_FILE {
        return Err(field("1 to 16 certificates"));
    }
    for (position, root) in roots.iter().enumerate() {
        Root::accepted("roots", root)?;
        if roots.iter().take(position).any(|before| before == root) {
            return Err(field("certificates of which none is there twice"));
        }
    }
    let iacas = roots.iter().map(|root| Iaca {
        certificate: Base64::encode_string(root.der()),
    });
    let document = Document {
        iacas: iacas.collect(),
    };
    serde_json::to_string(&document).map_err(|_| field("certificates that JSON can hold"))
}

/// Reads such JSON; members that are not known are ignored. Nothing is said about whether the
/// roots are trusted: that is the reader's choice, entry by entry.
///
/// # Errors
/// [`PkiError::File`] when it is no such JSON, is empty or exceeds its bounds, else as
/// [`Certificate::from_der`].
pub fn iacas_from_json(json: &[u8]) -> Result<Vec<Certificate>, PkiError> {
    let refused = |reason| PkiError::File { reason };
    if json.len() > limits::CERTIFICATE_FILE {
        return Err(refused("a list of roots that is too long"));
    }
    let document: Document =
        serde_json::from_slice(json).map_err(|_| refused("no JSON with iacas"))?;
    if document.iacas.is_empty() || document.iacas.len() > limits::CERTIFICATES_IN_FILE {
        return Err(refused("a list of no or too many roots"));
    }
    let roots = document.iacas.iter().map(|iaca| {
        let der = Base64::decode_vec(&iaca.certificate);
        Certificate::from_der(&der.map_err(|_| refused("no base64"))?)
    });
    roots.collect()
}

#[derive(Deserialize, Serialize)]
struct Document {
    iacas: Vec<Iaca>,
}

#[derive(Deserialize, Serialize)]
struct Iaca {
    certificate: String,
}
