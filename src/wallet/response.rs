use std::collections::{BTreeMap, BTreeSet, HashSet};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use super::WalletError;
use crate::crypto::PublicKey;
use crate::holder::json;
use crate::limits;
use crate::mdoc::{IssuerSigned, MdocError, Status, StatusReferences, Tag18};
use crate::verify::{self, Trust};

/// Reads a credential response (OpenID4VCI 1.0 8.3): its credentials, each an encoded
/// `IssuerSigned`, in the order received.
///
/// `response` is the body's JSON, `keys` the keys that the request proved. Every credential is
/// verified with `trust`, which has to name the document type of the credential configuration. It
/// is for one of the keys, and none is for the key of another; there are no more than keys; all
/// have the same elements with the same values. With a preset in `trust`, what would link the
/// credentials of a batch is refused too: a salt or a place in a status list that two of them
/// share, and indices in one list that stand in equal steps.
///
/// # Errors
/// [`WalletError`]; the response is refused whole.
pub fn credentials(
    response: &str,
    keys: &[PublicKey],
    trust: &Trust<'_>,
) -> Result<Vec<Vec<u8>>, WalletError> {
    let encoded = encoded(response, keys.len())?;
    let mut credentials = Vec::new();
    for (position, text) in encoded.iter().enumerate() {
        let bytes =
            Base64UrlUnpadded::decode_vec(text).map_err(|_| WalletError::Encoding { position })?;
        credentials.push(bytes);
    }
    check_each(&credentials, keys, trust)?;
    if trust.preset.is_some() {
        check_unlinked(&credentials, trust.tag_18)?;
    }
    Ok(credentials)
}

fn encoded(response: &str, keys: usize) -> Result<Vec<String>, WalletError> {
    // Base64 takes four characters for three bytes.
    let most = keys
        .saturating_mul(2 * limits::CBOR_DOCUMENT)
        .saturating_add(limits::PROOF);
    if response.len() > most {
        return Err(WalletError::TooLarge {
            found: response.len(),
        });
    }
    let object = json::object(response.as_bytes()).ok_or(WalletError::Json)?;
    let refused = WalletError::Member {
        member: "credentials",
    };
    let Some(Value::Array(all)) = object.get("credentials") else {
        return Err(refused);
    };
    if all.is_empty() {
        return Err(refused);
    }
    if all.len() > keys {
        return Err(WalletError::TooMany {
            found: all.len(),
            keys,
        });
    }
    let texts = all.iter().map(|one| one.get("credential")?.as_str());
    let texts = texts.map(|text| text.map(str::to_owned));
    texts.collect::<Option<_>>().ok_or(WalletError::Member {
        member: "credential",
    })
}

fn check_each(
    credentials: &[Vec<u8>],
    keys: &[PublicKey],
    trust: &Trust<'_>,
) -> Result<(), WalletError> {
    let mut seen = HashSet::new();
    let mut first = None;
    for (position, bytes) in credentials.iter().enumerate() {
        let document = verify::issuer_signed(bytes, trust)
            .accepted()
            .map_err(|invalid| WalletError::Credential { position, invalid })?;
        let key = document.device_key();
        if !keys.contains(key) {
            return Err(WalletError::Key { position });
        }
        if !seen.insert(key.thumbprint()) {
            return Err(WalletError::KeyTwice { position });
        }
        let elements = document.elements().iter();
        let dataset: BTreeSet<_> = elements
            .map(|one| (one.namespace, one.identifier, one.value))
            .collect();
        match &first {
            None => first = Some(dataset),
            Some(first) if *first == dataset => {}
            Some(_) => return Err(WalletError::Dataset { position }),
        }
    }
    Ok(())
}

fn check_unlinked(credentials: &[Vec<u8>], tag_18: Tag18) -> Result<(), WalletError> {
    let mut salts = HashSet::new();
    let mut places = HashSet::new();
    let mut indices: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (position, bytes) in credentials.iter().enumerate() {
        let refused = |error: MdocError| WalletError::Credential {
            position,
            invalid: error.into(),
        };
        let document = IssuerSigned::parse_with(bytes, tag_18).map_err(refused)?;
        // Two of one credential are a matter of its preset.
        let own: HashSet<_> = document.items().iter().map(|one| one.item.random).collect();
        if own.iter().any(|salt| salts.contains(*salt)) {
            return Err(WalletError::SaltShared { position });
        }
        salts.extend(own.into_iter().map(<[u8]>::to_vec));
        let status = document.mobile_security_object().status;
        for reference in status.iter().flat_map(StatusReferences::iter) {
            if !places.insert(reference.place()) {
                return Err(WalletError::StatusShared { position });
            }
            if let Status::List(list) = reference {
                let list_indices = indices.entry(list.uri.to_owned()).or_default();
                list_indices.push(list.entry);
            }
        }
    }
    match indices.values().any(|indices| in_equal_steps(indices)) {
        true => Err(WalletError::Indices),
        false => Ok(()),
    }
}

/// Whether the indices, in the order of the credentials or of their size, stand in equal steps: by
/// that an issuer's next index tells which credentials were issued together. Two always do.
fn in_equal_steps(indices: &[u64]) -> bool {
    let equal = |indices: &[u64]| {
        let steps = indices.windows(2).filter_map(|pair| match pair {
            [one, next] => Some(i128::from(*next) - i128::from(*one)),
            _ => None,
        });
        steps.collect::<HashSet<_>>().len() == 1
    };
    let mut sorted = indices.to_vec();
    sorted.sort_unstable();
    match indices {
        [] | [_] => false,
        [one, other] => one.abs_diff(*other) <= 1,
        _ => equal(indices) || equal(&sorted),
    }
}
