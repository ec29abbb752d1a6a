//! Compact JWS with the keys and algorithms of proofs.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use super::{HolderError, json};
use crate::crypto::{Curve, PublicKey, Signature};
use crate::limits;
use crate::time::Timestamp;

/// A compact JWS (RFC 7515 7.1), decoded.
pub(super) struct Jws<'a> {
    pub(super) header: Map<String, Value>,
    pub(super) payload: Map<String, Value>,
    /// Header and payload with the dot between them, as received.
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    pub(super) fn parse(compact: &'a str) -> Result<Self, HolderError> {
        if compact.len() > limits::PROOF {
            return Err(HolderError::TooLarge {
                found: compact.len(),
            });
        }
        let three = encoding("it has not three parts");
        let (signed, signature) = compact.rsplit_once('.').ok_or(three)?;
        let (header, payload) = signed.split_once('.').ok_or(three)?;
        if payload.contains('.') {
            return Err(three);
        }
        let decode = |part| {
            Base64UrlUnpadded::decode_vec(part)
                .map_err(|_| encoding("a part is not base64url without padding"))
        };
        let object = |part| {
            json::object(&decode(part)?)
                .ok_or(encoding("a part is no JSON object of distinct members"))
        };
        Ok(Self {
            header: object(header)?,
            payload: object(payload)?,
            signed,
            signature: decode(signature)?,
        })
    }

    /// Whether its header has no more than it may: this `typ`, and nothing critical.
    pub(super) fn check_type(&self, expected: &str) -> Result<(), HolderError> {
        if self.text_of_header("typ") != Some(expected) {
            return Err(HolderError::Type);
        }
        match self.header.contains_key("crit") {
            true => Err(HolderError::Critical),
            false => Ok(()),
        }
    }

    pub(super) fn text_of_header(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// Checks algorithm and signature by a key.
    pub(super) fn verify(&self, key: &PublicKey) -> Result<(), HolderError> {
        if self.text_of_header("alg") != Some(algorithm(key.curve())) {
            return Err(HolderError::Algorithm);
        }
        let signature = Signature::from_bytes(key.curve(), &self.signature)
            .map_err(|_| HolderError::Signature)?;
        key.verify(&[self.signed.as_bytes()], &signature)
            .map_err(|_| HolderError::Signature)
    }

    /// A time of the payload, in seconds since 1970.
    pub(super) fn time(&self, name: &str) -> Result<Option<Timestamp>, HolderError> {
        let Some(value) = self.payload.get(name) else {
            return Ok(None);
        };
        let time = value
            .as_i64()
            .and_then(|seconds| Timestamp::from_unix(seconds).ok());
        match time {
            Some(time) => Ok(Some(time)),
            None => Err(malformed("a time is not in whole seconds since 1970")),
        }
    }
}

/// A public JWK (RFC 7517, RFC 7518 6.2, RFC 8037 section 2).
pub(super) fn public_key(jwk: &Map<String, Value>) -> Result<PublicKey, HolderError> {
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

pub(super) fn algorithm(curve: Curve) -> &'static str {
    match curve {
        Curve::P256 => "ES256",
        Curve::P384 => "ES384",
        Curve::Ed25519 => "EdDSA",
    }
}

fn encoding(reason: &'static str) -> HolderError {
    HolderError::Encoding { reason }
}

pub(super) fn malformed(reason: &'static str) -> HolderError {
    HolderError::Malformed { reason }
}

/// Members of a JWK that only a private or symmetric key has (RFC 7518 6.2.2, 6.3.2, 6.4).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
