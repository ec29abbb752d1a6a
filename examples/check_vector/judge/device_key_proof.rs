use base64ct::{Base64UrlUnpadded, Encoding};
use mnid_mdoc::cose;
use mnid_mdoc::crypto::{Curve, PublicKey};
use mnid_mdoc::holder::jwt::ProofContext;
use mnid_mdoc::holder::{HolderError, proofs};
use mnid_mdoc::verify::Stage;
use serde_json::{Map, Value, json};

use super::{Answer, Failure, hex, text};

/// Which keys do the proofs of a request prove?
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let named = text(input, "proofs")?;
    let nonce = text(input, "c_nonce")?;
    let array = |name| input.get(name).and_then(Value::as_array);
    let batch_size = input.get("batch_size").and_then(Value::as_u64);
    let attested_by: Vec<PublicKey> = array("attested_by")
        .into_iter()
        .flatten()
        .map(public_key)
        .collect::<Result<_, _>>()?;
    let context = ProofContext {
        issuer: text(input, "credential_issuer")?,
        nonce,
        now: text(input, "now")?.parse()?,
        dpop_key: None,
        attested_by: &attested_by,
    };
    let batch_size = usize::try_from(batch_size.ok_or("no batch_size")?)?;
    let keys = match proofs::verify(named, batch_size, &context) {
        Ok(keys) => keys,
        Err(error) => return Ok(Answer::Refused(stage(&error, named).to_string())),
    };
    // That a nonce serves once is for the store of the issuer.
    let mut used = array("used_nonces").into_iter().flatten();
    if used.any(|used| used == nonce) {
        return Ok(Answer::Refused(Stage::Binding.to_string()));
    }
    let keys = keys.iter();
    let keys = keys.map(|key| hex(&cose::encode_key(key.public_key())));
    Ok(Answer::Valid(
        json!({ "device_keys": keys.collect::<Vec<_>>() }),
    ))
}

/// A key of a wallet's provider.
pub(super) fn public_key(jwk: &Value) -> Result<PublicKey, Failure> {
    let member = |name| jwk.get(name).and_then(Value::as_str).ok_or("no such key");
    let curve = match member("crv")? {
        "P-256" => Curve::P256,
        "P-384" => Curve::P384,
        _ => return Err("a key on no such curve".into()),
    };
    let coordinate = |name| -> Result<Vec<u8>, Failure> {
        Ok(Base64UrlUnpadded::decode_vec(member(name)?).map_err(|error| error.to_string())?)
    };
    let (x, y) = (coordinate("x")?, coordinate("y")?);
    Ok(PublicKey::from_coordinates(curve, &x, &y)?)
}

/// Of which stage each fault is.
fn stage(error: &HolderError, proofs: &str) -> Stage {
    match error {
        HolderError::TooLarge { .. } | HolderError::Encoding { .. } => Stage::Decode,
        HolderError::Proofs if serde_json::from_str::<Value>(proofs).is_err() => Stage::Decode,
        HolderError::Signature | HolderError::AttestationSignature => Stage::Signature,
        HolderError::IssuedAt { .. } | HolderError::Expired | HolderError::AttestationExpired => {
            Stage::Validity
        }
        HolderError::Audience
        | HolderError::Nonce
        | HolderError::KeyTwice
        | HolderError::AttestationNonce
        | HolderError::AttestationKey => Stage::Binding,
        _ => Stage::Structure,
    }
}
