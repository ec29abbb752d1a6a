//! Compact JWS, in parts that can be changed before they are signed.

use base64ct::{Base64UrlUnpadded, Encoding};
use mnid_mdoc::crypto::{Curve, PublicKey, Signer, SoftwareKey};
use serde_json::{Value, json};

use super::super::Failure;

#[derive(Clone)]
pub(super) struct Jwt {
    pub(super) header: Value,
    pub(super) payload: Value,
    /// The signature, from what it should be.
    pub(super) signature: fn(Vec<u8>) -> Vec<u8>,
}

impl Jwt {
    pub(super) fn sign(&self, key: &SoftwareKey) -> Result<String, Failure> {
        self.sign_in(key, encode)
    }

    /// As [`sign`](Self::sign), with the payload in another encoding.
    pub(super) fn sign_in(
        &self,
        key: &SoftwareKey,
        of_payload: fn(&[u8]) -> String,
    ) -> Result<String, Failure> {
        let header = encode(self.header.to_string().as_bytes());
        let payload = of_payload(self.payload.to_string().as_bytes());
        let message = format!("{header}.{payload}");
        let signature = key.sign(&[message.as_bytes()])?;
        let signature = (self.signature)(signature.as_bytes().to_vec());
        Ok(format!("{message}.{}", encode(&signature)))
    }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

pub(super) fn jwk(key: &PublicKey) -> Value {
    let (x, y) = key.coordinates();
    let curve = match key.curve() {
        Curve::P384 => "P-384",
        _ => "P-256",
    };
    json!({"kty": "EC", "crv": curve, "x": encode(&x), "y": encode(&y)})
}
