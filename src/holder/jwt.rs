//! The `jwt` proof type of OpenID4VCI 1.0 (Appendix F.1): the wallet signs the issuer's nonce with
//! the device key.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::{DeviceKey, HolderError, json};
use crate::crypto::{Curve, PublicKey, Signature, Thumbprint};
use crate::limits;
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

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
}

/// Checks one proof, as OpenID4VCI 1.0 F.4 lists it, and returns the key that it proves.
///
/// `proof` is a compact JWS with `typ` `openid4vci-proof+jwt`, signed with ES256, ES384 or EdDSA
/// by the key in its header's `jwk`. Its payload names this issuer in `aud`, the nonce in `nonce`,
/// and in `iat` a time within [`limits::PROOF_AGE`] before and [`limits::CLOCK_SKEW`] after now.
/// The signature is checked over the bytes received, and before what it covers.
///
/// A batch of proofs is checked one by one; that its keys are distinct is for the caller to see.
///
/// ```
/// use mnid_mdoc::holder::jwt::{self, ProofContext};
/// # let mut wallet = mnid_mdoc::testing::SoftwareWallet::new();
/// # wallet.make_keys(1, &mut mnid_mdoc::crypto::OsRandom)?;
/// # let now = "2026-06-01T00:00:00Z".parse()?;
/// # let (issuer, nonce) = ("https://issuer.example", "fGFF7UkhLa");
/// # let proof = &wallet.proofs(issuer, nonce, now)?.remove(0);
///
/// let expected = ProofContext { issuer, nonce, now, dpop_key: None };
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
    let key = jws.proven_key()?;
    check_payload(&jws.payload, expected)?;
    Ok(DeviceKey::proven(key, expected.dpop_key))
}

/// A compact JWS (RFC 7515 7.1), decoded.
struct Jws<'a> {
    header: Map<String, Value>,
    payload: Map<String, Value>,
    /// Header and payload with the dot between them, as received.
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    fn parse(proof: &'a str) -> Result<Self, HolderError> {
        if proof.len() > limits::PROOF {
            return Err(HolderError::TooLarge { found: proof.len() });
        }
        let three = malformed("not three parts");
        let (signed, signature) = proof.rsplit_once('.').ok_or(three)?;
        let (header, payload) = signed.split_once('.').ok_or(three)?;
        if payload.contains('.') {
            return Err(three);
        }
        let decode = |part| {
            Base64UrlUnpadded::decode_vec(part).map_err(|_| malformed("not unpadded base64url"))
        };
        let object = |part| {
            json::object(&decode(part)?).ok_or(malformed("not a JSON object of distinct members"))
        };
        Ok(Self {
            header: object(header)?,
            payload: object(payload)?,
            signed,
            signature: decode(signature)?,
        })
    }

    /// The key of the header, which signed.
    fn proven_key(&self) -> Result<PublicKey, HolderError> {
        if self.header.get("typ").and_then(Value::as_str) != Some(TYPE) {
            return Err(HolderError::Type);
        }
        if self.header.contains_key("crit") {
            return Err(HolderError::Critical);
        }
        // `trust_chain` would name keys too (OpenID4VCI F.1), and go with a `kid`.
        let others = ["kid", "x5c", "trust_chain"];
        let Some(Value::Object(jwk)) = self.header.get("jwk") else {
            return Err(HolderError::KeyReference);
        };
        if others.iter().any(|name| self.header.contains_key(*name)) {
            return Err(HolderError::KeyReference);
        }
        let key = public_key(jwk)?;
        let algorithm = Some(algorithm(key.curve()));
        if self.header.get("alg").and_then(Value::as_str) != algorithm {
            return Err(HolderError::Algorithm);
        }
        if jwk.contains_key("alg") && jwk.get("alg").and_then(Value::as_str) != algorithm {
            return Err(HolderError::Algorithm);
        }
        let signature = Signature::from_bytes(key.curve(), &self.signature)
            .map_err(|_| HolderError::Signature)?;
        key.verify(&[self.signed.as_bytes()], &signature)
            .map_err(|_| HolderError::Signature)?;
        Ok(key)
    }
}

/// A public JWK (RFC 7517, RFC 7518 6.2, RFC 8037 section 2).
fn public_key(jwk: &Map<String, Value>) -> Result<PublicKey, HolderError> {
    if PRIVATE.iter().any(|name| jwk.contains_key(*name)) {
        return Err(HolderError::PrivateKey);
    }
    let text = |name| jwk.get(name).and_then(Value::as_str);
    let curve = match (text("kty"), text("crv")) {
        (Some("EC"), Some("P-256")) => Curve::P256,
        (Some("EC"), Some("P-384")) => Curve::P384,
        (Some("OKP"), Some("Ed25519")) => Curve::Ed25519,
        _ => return Err(HolderError::Algorithm),
    };
    let coordinate = |name| {
        let text = text(name).ok_or(malformed("a coordinate of the key is missing"))?;
        Base64UrlUnpadded::decode_vec(text)
            .map_err(|_| malformed("a coordinate of the key is not unpadded base64url"))
    };
    let x = coordinate("x")?;
    let y = match curve {
        Curve::Ed25519 => Vec::new(),
        Curve::P256 | Curve::P384 => coordinate("y")?,
    };
    PublicKey::from_coordinates(curve, &x, &y).map_err(HolderError::Key)
}

fn check_payload(
    payload: &Map<String, Value>,
    expected: &ProofContext<'_>,
) -> Result<(), HolderError> {
    if payload.get("aud").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(HolderError::Audience);
    }
    let time = |name| match payload.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_i64()
            .and_then(|seconds| Timestamp::from_unix(seconds).ok())
            .map(Some)
            .ok_or(malformed("a time is not in whole seconds since 1970")),
    };
    let issued_at = time("iat")?.ok_or(malformed("`iat` is missing"))?;
    let earliest = expected.now.plus_seconds(-limits::PROOF_AGE);
    let latest = expected.now.plus_seconds(limits::CLOCK_SKEW);
    if !(earliest..=latest).contains(&issued_at) {
        return Err(HolderError::IssuedAt { issued_at });
    }
    let over = time("exp")?.is_some_and(|until| until <= expected.now);
    if over || time("nbf")?.is_some_and(|from| from > latest) {
        return Err(HolderError::Expired);
    }
    let nonce = payload.get("nonce").and_then(Value::as_str);
    let nonce = nonce.ok_or(HolderError::Nonce)?;
    if bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
        Ok(())
    } else {
        Err(HolderError::Nonce)
    }
}

fn algorithm(curve: Curve) -> &'static str {
    match curve {
        Curve::P256 => "ES256",
        Curve::P384 => "ES384",
        Curve::Ed25519 => "EdDSA",
    }
}

fn malformed(reason: &'static str) -> HolderError {
    HolderError::Malformed { reason }
}

const TYPE: &str = "openid4vci-proof+jwt";
/// Members of a JWK that only a private or symmetric key has (RFC 7518 6.2.2, 6.3.2, 6.4).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
