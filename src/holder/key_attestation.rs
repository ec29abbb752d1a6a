//! Key attestations (OpenID4VCI 1.0 Appendix D): the wallet's provider says where keys live.

use serde_json::{Map, Value};

use super::jws::{self, Jws};
use super::jwt::{self, ProofContext};
use super::{HolderError, KeyAttestation};
use crate::crypto::PublicKey;
use crate::limits;

#[cfg(test)]
mod tests;

/// Checks the attestation in a proof's header: signed by a trusted wallet provider, in time, for
/// the issuer's nonce, and of the proof's own key.
pub(super) fn verify(
    proof: &Jws<'_>,
    key: &PublicKey,
    expected: &ProofContext<'_>,
) -> Result<KeyAttestation, HolderError> {
    let Some(compact) = proof.text_of_header("key_attestation") else {
        return Err(HolderError::AttestationMissing);
    };
    let refused = |reason| HolderError::Attestation { reason };
    let attestation = Jws::parse(compact).map_err(|_| refused("it is no compact JWS"))?;
    attestation
        .check_type(TYPE)
        .map_err(|_| refused("its `typ` is another, or it has critical parameters"))?;
    let mut trusted = expected.attested_by.iter();
    if !trusted.any(|provider| attestation.verify(provider).is_ok()) {
        return Err(HolderError::AttestationSignature);
    }
    let issued_at = attestation.time("iat")?.ok_or(refused("it has no `iat`"))?;
    let expires = attestation.time("exp")?.ok_or(refused("it has no `exp`"))?;
    if issued_at > expected.now.plus_seconds(limits::CLOCK_SKEW) || expires <= expected.now {
        return Err(HolderError::AttestationExpired);
    }
    if !jwt::is_nonce(&attestation, expected) {
        return Err(HolderError::AttestationNonce);
    }
    let Some(Value::Array(keys)) = attestation.payload.get("attested_keys") else {
        return Err(refused("it has no `attested_keys`"));
    };
    let attested = keys
        .iter()
        .filter_map(Value::as_object)
        // A key of another kind is not the proof's.
        .filter_map(|jwk| jws::public_key(jwk).ok())
        .any(|attested| attested == *key);
    if !attested {
        return Err(HolderError::AttestationKey);
    }
    Ok(KeyAttestation {
        expires,
        key_storage: levels(&attestation.payload, "key_storage")?,
        user_authentication: levels(&attestation.payload, "user_authentication")?,
    })
}

/// Levels of resistance to attack, of which the standard has some and a wallet may name others.
fn levels(payload: &Map<String, Value>, name: &str) -> Result<Vec<String>, HolderError> {
    let refused = HolderError::Attestation {
        reason: "its levels are no arrays of names",
    };
    let Some(value) = payload.get(name) else {
        return Ok(Vec::new());
    };
    let levels = value.as_array().ok_or(refused)?;
    let named = levels.iter().map(|level| level.as_str().map(str::to_owned));
    named.collect::<Option<_>>().ok_or(refused)
}

const TYPE: &str = "key-attestation+jwt";
