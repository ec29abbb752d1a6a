//! The `jwt` proof type of OpenID4VCI 1.0 (Appendix F.1): the wallet signs the issuer's nonce with
//! the device key.

use serde_json::Value;
use subtle::ConstantTimeEq;

use super::jws::{self, Jws};
use super::{DeviceKey, HolderError, key_attestation};
use crate::crypto::{PublicKey, Thumbprint};
use crate::limits;
use crate::time::Timestamp;

#[cfg(test)]
pub(super) mod tests;

/// What a proof must answer to.
#[derive(Clone, Debug)]
pub struct ProofContext<'a> {
    /// This issuer's `credential_issuer` identifier, which `aud` must equal in every character.
    pub issuer: &'a str,
    /// The `c_nonce` that was given for this request. Its single use is the caller's to keep: take
    /// it out of the store before, or together with, the issuing.
    pub nonce: &'a str,
    /// The time of the check.
    pub now: Timestamp,
    /// The DPoP key (RFC 9449) of the request that carries the proof, when that was checked.
    pub dpop_key: Option<Thumbprint>,
    /// The keys by which the wallet providers that the issuer trusts sign key attestations
    /// (OpenID4VCI 1.0 Appendix D). When there are any, each proof has to carry one that one of
    /// them signed; when there are none, none is asked for and none is looked at.
    pub attested_by: &'a [PublicKey],
}

/// Checks one proof, as OpenID4VCI 1.0 F.4 lists it, and returns the key that it proves.
///
/// `proof` is a compact JWS with `typ` `openid4vci-proof+jwt`, signed with ES256, ES384 or EdDSA
/// by the key in its header's `jwk`. Its payload names this issuer in `aud`, the nonce in `nonce`,
/// and in `iat` a time within [`limits::PROOF_AGE`] before and [`limits::CLOCK_SKEW`] after now.
/// The signature is checked over the bytes received, and before what it covers.
///
/// The `proofs` of a whole request are checked by [`proofs::verify`](super::proofs::verify).
///
/// ```
/// use mnid_mdoc::holder::jwt::{self, ProofContext};
/// # let mut wallet = mnid_mdoc::testing::SoftwareWallet::new();
/// # wallet.make_keys(1, &mut mnid_mdoc::crypto::OsRandom)?;
/// # let now = "2026-06-01T00:00:00Z".parse()?;
/// # let (issuer, nonce) = ("https://issuer.example", "fGFF7UkhLa");
/// # let proof = &wallet.proofs(issuer, nonce, now)?.remove(0);
///
/// let expected = ProofContext { issuer, nonce, now, dpop_key: None, attested_by: &[] };
/// match jwt::verify(proof, &expected) {
///     Ok(device_key) => println!("issue for {:?}", device_key.public_key()),
///     Err(error) => println!("answer 400 with {}", error.openid4vci_error()),
/// }
/// # Ok::<(), mnid_mdoc::Error>(())
/// ```
///
/// # Errors
/// [`HolderError`], of which [`openid4vci_error`](HolderError::openid4vci_error) is the answer to
/// the wallet.
pub fn verify(proof: &str, expected: &ProofContext<'_>) -> Result<DeviceKey, HolderError> {
    let jws = Jws::parse(proof)?;
    let key = proven_key(&jws)?;
    check_payload(&jws, expected)?;
    let attestation = match expected.attested_by {
        [] => None,
        _ => Some(key_attestation::verify(&jws, &key, expected)?),
    };
    Ok(DeviceKey::proven(key, expected.dpop_key).attested(attestation))
}

/// The key of the header, which signed.
fn proven_key(jws: &Jws<'_>) -> Result<PublicKey, HolderError> {
    jws.check_type(TYPE)?;
    // `trust_chain` would name keys too (OpenID4VCI F.1), and go with a `kid`.
    let others = ["kid", "x5c", "trust_chain"];
    let Some(Value::Object(jwk)) = jws.header.get("jwk") else {
        return Err(HolderError::KeyReference);
    };
    if others.iter().any(|name| jws.header.contains_key(*name)) {
        return Err(HolderError::KeyReference);
    }
    let key = jws::public_key(jwk)?;
    if jwk.contains_key("alg")
        && jwk.get("alg").and_then(Value::as_str) != Some(jws::algorithm(key.curve()))
    {
        return Err(HolderError::Algorithm);
    }
    jws.verify(&key)?;
    Ok(key)
}

fn check_payload(jws: &Jws<'_>, expected: &ProofContext<'_>) -> Result<(), HolderError> {
    if jws.payload.get("aud").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(HolderError::Audience);
    }
    let issued_at = jws.time("iat")?.ok_or(jws::malformed("`iat` is missing"))?;
    let earliest = expected.now.plus_seconds(-limits::PROOF_AGE);
    let latest = expected.now.plus_seconds(limits::CLOCK_SKEW);
    if !(earliest..=latest).contains(&issued_at) {
        return Err(HolderError::IssuedAt { issued_at });
    }
    let over = jws.time("exp")?.is_some_and(|until| until <= expected.now);
    if over || jws.time("nbf")?.is_some_and(|from| from > latest) {
        return Err(HolderError::Expired);
    }
    match is_nonce(jws, expected) {
        true => Ok(()),
        false => Err(HolderError::Nonce),
    }
}

/// Whether the payload has the nonce that was given.
pub(super) fn is_nonce(jws: &Jws<'_>, expected: &ProofContext<'_>) -> bool {
    let nonce = jws.payload.get("nonce").and_then(Value::as_str);
    nonce.is_some_and(|nonce| nonce.as_bytes().ct_eq(expected.nonce.as_bytes()).into())
}

const TYPE: &str = "openid4vci-proof+jwt";
