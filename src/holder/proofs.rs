//! The `proofs` of one credential request (OpenID4VCI 1.0 8.2 and Appendix F).

use std::collections::HashSet;

use serde_json::Value;

use super::jwt::{self, ProofContext};
use super::{DeviceKey, HolderError, json};
use crate::limits;

#[cfg(test)]
mod tests;

/// Checks the `proofs` object of a request and returns the keys that it proves, in its order.
///
/// `proofs` is the object's JSON: exactly one proof type, `jwt`, with at least one and at most
/// `batch_size` proofs, the number that the issuer's metadata offers (1 when it offers no batch).
/// Each is checked by [`jwt::verify`]; a key may stand in one of them only.
///
/// ```
/// use mnid_mdoc::holder::{jwt::ProofContext, proofs};
/// # let mut wallet = mnid_mdoc::testing::SoftwareWallet::new();
/// # wallet.make_keys(3, &mut mnid_mdoc::crypto::OsRandom)?;
/// # let now = "2026-06-01T00:00:00Z".parse()?;
/// # let (issuer, nonce) = ("https://issuer.example", "fGFF7UkhLa");
/// # let proofs = format!(r#"{{"jwt": {:?}}}"#, wallet.proofs(issuer, nonce, now)?);
///
/// let expected = ProofContext { issuer, nonce, now, dpop_key: None, attested_by: &[] };
/// let keys = proofs::verify(&proofs, 3, &expected)?;
/// assert_eq!(keys.len(), 3);
/// # Ok::<(), mnid_mdoc::Error>(())
/// ```
///
/// # Errors
/// [`HolderError`] of the object, or of the first proof that is not good.
pub fn verify(
    proofs: &str,
    batch_size: usize,
    expected: &ProofContext<'_>,
) -> Result<Vec<DeviceKey>, HolderError> {
    let most = batch_size
        .saturating_mul(limits::PROOF)
        .saturating_add(1_000);
    if proofs.len() > most {
        return Err(HolderError::TooLarge {
            found: proofs.len(),
        });
    }
    let object = json::object(proofs.as_bytes()).ok_or(HolderError::Proofs)?;
    let mut members = object.iter();
    let (Some((kind, Value::Array(all))), None) = (members.next(), members.next()) else {
        return Err(HolderError::Proofs);
    };
    if kind != "jwt" || all.is_empty() {
        return Err(HolderError::Proofs);
    }
    if all.len() > batch_size {
        return Err(HolderError::BatchSize {
            found: all.len(),
            most: batch_size,
        });
    }
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for proof in all {
        let key = jwt::verify(proof.as_str().ok_or(HolderError::Proofs)?, expected)?;
        if !seen.insert(key.thumbprint()) {
            return Err(HolderError::KeyTwice);
        }
        keys.push(key);
    }
    Ok(keys)
}
