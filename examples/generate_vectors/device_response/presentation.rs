//! What a device answers, each part of which can be changed before the device authenticates it.

use ciborium::Value;
use mnid_mdoc::crypto::{Curve, Signer, SoftwareKey};

use super::super::draft::{array, decode, encode, map, member, tagged, untagged};
use super::Failure;

/// One document, not authenticated yet.
#[derive(Clone)]
pub(super) struct Presentation {
    pub(super) doc_type: Value,
    pub(super) issuer_signed: Value,
    /// What the device signs itself.
    pub(super) namespaces: Value,
    pub(super) transcript: Value,
}

impl Presentation {
    /// Of every element of a credential, and none that the device signs.
    pub(super) fn of(
        doc_type: &str,
        issuer_signed: &[u8],
        transcript: &Value,
    ) -> Result<Self, Failure> {
        Ok(Self {
            doc_type: doc_type.into(),
            issuer_signed: decode(issuer_signed)?,
            namespaces: Value::Map(Vec::new()),
            transcript: transcript.clone(),
        })
    }

    /// Discloses the elements of these names alone.
    pub(super) fn disclosing(mut self, wanted: &[&str]) -> Result<Self, Failure> {
        let namespaces = map(member(&mut self.issuer_signed, "nameSpaces")?)?;
        for (_, items) in namespaces.iter_mut() {
            let mut kept = Vec::new();
            for item in array(items)? {
                let mut content = decode(&untagged(item)?)?;
                let name = member(&mut content, "elementIdentifier")?.as_text();
                if name.is_some_and(|name| wanted.contains(&name)) {
                    kept.push(item.clone());
                }
            }
            *items = Value::Array(kept);
        }
        namespaces.retain(|(_, items)| items.as_array().is_some_and(|items| !items.is_empty()));
        Ok(self)
    }

    /// The detached payload (ISO/IEC 18013-5:2021 9.1.3.4): `DeviceAuthenticationBytes`.
    pub(super) fn authentication(&self) -> Result<Vec<u8>, Failure> {
        encode(&tagged(encode(&self.bare_authentication()?)?))
    }

    pub(super) fn bare_authentication(&self) -> Result<Value, Failure> {
        Ok(Value::Array(vec![
            "DeviceAuthentication".into(),
            self.transcript.clone(),
            self.doc_type.clone(),
            tagged(encode(&self.namespaces)?),
        ]))
    }

    /// With the signature of this key.
    pub(super) fn signed(self, key: &SoftwareKey) -> Result<Value, Failure> {
        let signature = sign(key, &header(key)?, &self.authentication()?)?;
        self.with_auth("deviceSignature", signature)
    }

    pub(super) fn with_auth(self, name: &str, proof: Value) -> Result<Value, Failure> {
        let auth = Value::Map(vec![(name.into(), proof)]);
        let device_signed = Value::Map(vec![
            ("nameSpaces".into(), tagged(encode(&self.namespaces)?)),
            ("deviceAuth".into(), auth),
        ]);
        Ok(Value::Map(vec![
            ("docType".into(), self.doc_type),
            ("issuerSigned".into(), self.issuer_signed),
            ("deviceSigned".into(), device_signed),
        ]))
    }
}

/// A `DeviceResponse` of these documents.
pub(super) fn response(documents: Vec<Value>) -> Value {
    Value::Map(vec![
        ("version".into(), "1.0".into()),
        ("documents".into(), Value::Array(documents)),
        ("status".into(), 0.into()),
    ])
}

/// The protected header of the algorithm that fits the key.
pub(super) fn header(key: &SoftwareKey) -> Result<Vec<u8>, Failure> {
    match key.public_key().curve() {
        Curve::P384 => algorithm(-35),
        _ => algorithm(-7),
    }
}

pub(super) fn algorithm(number: i64) -> Result<Vec<u8>, Failure> {
    encode(&Value::Map(vec![(1.into(), number.into())]))
}

/// `COSE_Sign1` with a detached payload.
pub(super) fn sign(key: &SoftwareKey, protected: &[u8], payload: &[u8]) -> Result<Value, Failure> {
    sign_with_aad(key, protected, &[], payload)
}

pub(super) fn sign_with_aad(
    key: &SoftwareKey,
    protected: &[u8],
    external_aad: &[u8],
    payload: &[u8],
) -> Result<Value, Failure> {
    let message = covered("Signature1", protected, external_aad, payload)?;
    let signature = key.sign(&[&message])?;
    Ok(Value::Array(vec![
        Value::Bytes(protected.to_vec()),
        Value::Map(Vec::new()),
        Value::Null,
        Value::Bytes(signature.as_bytes().to_vec()),
    ]))
}

/// What a signature or a MAC covers: `Sig_structure` or `MAC_structure` (RFC 9052 4.4 and 6.3).
pub(super) fn covered(
    context: &str,
    protected: &[u8],
    external_aad: &[u8],
    payload: &[u8],
) -> Result<Vec<u8>, Failure> {
    encode(&Value::Array(vec![
        context.into(),
        Value::Bytes(protected.to_vec()),
        Value::Bytes(external_aad.to_vec()),
        Value::Bytes(payload.to_vec()),
    ]))
}
