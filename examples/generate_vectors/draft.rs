//! A credential taken apart, to be changed in one place and signed anew.

use ciborium::Value;
use mnid_mdoc::crypto::{Signer, SoftwareKey};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::Failure;

/// The parts of an `IssuerSigned`. Digests and signature are made right again by
/// [`sign`](Self::sign), unless it is told otherwise.
pub(crate) struct Draft {
    pub(crate) items: Vec<(String, Vec<Value>)>,
    pub(crate) protected: Vec<u8>,
    pub(crate) unprotected: Value,
    pub(crate) mso: Value,
    /// Whether the digests follow the items.
    pub(crate) redigest: bool,
    /// Whether the items, and the security object, stand in tag 24.
    pub(crate) wrapped: (bool, bool),
    /// Whether `issuerAuth` has tag 18.
    pub(crate) tagged: bool,
    /// What the signature is made over, from what it should be.
    pub(crate) to_be_signed: fn(Vec<u8>) -> Vec<u8>,
    /// The signature, from what it should be.
    pub(crate) signature: fn(Vec<u8>) -> Vec<u8>,
    /// Instead of the security object as it is encoded here.
    pub(crate) encoded_mso: fn(Vec<u8>) -> Vec<u8>,
    /// Further members of `IssuerSigned`.
    pub(crate) members: Vec<(Value, Value)>,
}

impl Draft {
    pub(crate) fn of(issuer_signed: &[u8]) -> Result<Self, Failure> {
        let mut whole = decode(issuer_signed)?;
        let mut items = Vec::new();
        for (name, space) in map(member(&mut whole, "nameSpaces")?)? {
            let name = name.as_text().ok_or("a namespace without a name")?;
            let content = array(space)?
                .iter_mut()
                .map(|item| decode(&untagged(item)?));
            items.push((name.to_owned(), content.collect::<Result<_, _>>()?));
        }
        let auth = array(member(&mut whole, "issuerAuth")?)?;
        let [protected, unprotected, payload, _] = auth.as_slice() else {
            return Err("issuerAuth has not four parts".into());
        };
        let payload = payload.as_bytes().ok_or("no payload")?;
        Ok(Self {
            items,
            protected: protected.as_bytes().ok_or("no header")?.clone(),
            unprotected: unprotected.clone(),
            mso: decode(&untagged(&mut decode(payload)?)?)?,
            redigest: true,
            wrapped: (true, true),
            tagged: false,
            to_be_signed: |bytes| bytes,
            signature: |bytes| bytes,
            encoded_mso: |bytes| bytes,
            members: Vec::new(),
        })
    }

    /// The item of an element.
    pub(crate) fn item(&mut self, identifier: &str) -> Result<&mut Value, Failure> {
        let items = self.items.iter_mut().flat_map(|(_, items)| items);
        for item in items {
            if member(item, "elementIdentifier")?.as_text() == Some(identifier) {
                return Ok(item);
            }
        }
        Err(format!("no element {identifier}").into())
    }

    /// A member of the security object, by the names that lead to it.
    pub(crate) fn mso(&mut self, path: &[&str]) -> Result<&mut Value, Failure> {
        path.iter()
            .try_fold(&mut self.mso, |value, name| member(value, name))
    }

    /// The device key.
    pub(crate) fn device_key(&mut self) -> Result<&mut Vec<(Value, Value)>, Failure> {
        map(self.mso(&["deviceKeyInfo", "deviceKey"])?)
    }

    /// The document signer's certificate, or whatever stands there.
    pub(crate) fn x5chain(&mut self) -> Result<&mut Value, Failure> {
        labelled(map(&mut self.unprotected)?, 33)
    }

    pub(crate) fn sign(mut self, key: &SoftwareKey) -> Result<Vec<u8>, Failure> {
        let mut namespaces = Vec::new();
        for (name, items) in &mut self.items {
            let mut encoded = Vec::new();
            for item in items {
                let bytes = encode(item)?;
                if self.redigest {
                    digest(&mut self.mso, name, item, &bytes)?;
                }
                encoded.push(match self.wrapped.0 {
                    true => tagged(bytes),
                    false => Value::Bytes(bytes),
                });
            }
            namespaces.push((Value::from(name.as_str()), Value::Array(encoded)));
        }
        let mso = (self.encoded_mso)(encode(&self.mso)?);
        let payload = match self.wrapped.1 {
            true => encode(&tagged(mso))?,
            false => mso,
        };
        let message = encode(&Value::Array(vec![
            "Signature1".into(),
            Value::Bytes(self.protected.clone()),
            Value::Bytes(Vec::new()),
            Value::Bytes(payload.clone()),
        ]))?;
        let signature = key.sign(&[&(self.to_be_signed)(message)])?;
        let auth = Value::Array(vec![
            Value::Bytes(self.protected),
            self.unprotected,
            Value::Bytes(payload),
            Value::Bytes((self.signature)(signature.as_bytes().to_vec())),
        ]);
        let auth = match self.tagged {
            true => Value::Tag(18, Box::new(auth)),
            false => auth,
        };
        let mut members = vec![
            ("nameSpaces".into(), Value::Map(namespaces)),
            ("issuerAuth".into(), auth),
        ];
        members.append(&mut self.members);
        encode(&Value::Map(members))
    }
}

/// The digest of an item, where the security object has it.
fn digest(mso: &mut Value, namespace: &str, item: &mut Value, bytes: &[u8]) -> Result<(), Failure> {
    let whole = encode(&tagged(bytes.to_vec()))?;
    let digest = match member(mso, "digestAlgorithm")?.as_text() {
        Some("SHA-384") => Sha384::digest(&whole).to_vec(),
        Some("SHA-512") => Sha512::digest(&whole).to_vec(),
        _ => Sha256::digest(&whole).to_vec(),
    };
    let Ok(id) = member(item, "digestID").cloned() else {
        return Ok(());
    };
    let digests = map(member(mso, "valueDigests")?)?;
    if !digests
        .iter()
        .any(|(name, _)| name.as_text() == Some(namespace))
    {
        digests.push((namespace.into(), Value::Map(Vec::new())));
    }
    let digests = map(member(member(mso, "valueDigests")?, namespace)?)?;
    match digests.iter_mut().find(|(other, _)| *other == id) {
        Some((_, place)) => *place = Value::Bytes(digest),
        None => digests.push((id, Value::Bytes(digest))),
    }
    Ok(())
}

pub(crate) fn member<'a>(value: &'a mut Value, name: &str) -> Result<&'a mut Value, Failure> {
    let mut members = map(value)?.iter_mut();
    let found = members.find(|(key, _)| key.as_text() == Some(name));
    Ok(&mut found.ok_or(format!("no member {name}"))?.1)
}

pub(crate) fn labelled(members: &mut [(Value, Value)], label: i64) -> Result<&mut Value, Failure> {
    let found = members
        .iter_mut()
        .find(|(key, _)| *key == Value::from(label));
    Ok(&mut found.ok_or(format!("no label {label}"))?.1)
}

pub(crate) fn remove(value: &mut Value, name: &str) -> Result<(), Failure> {
    map(value)?.retain(|(key, _)| key.as_text() != Some(name));
    Ok(())
}

pub(crate) fn add(
    value: &mut Value,
    key: impl Into<Value>,
    content: impl Into<Value>,
) -> Result<(), Failure> {
    map(value)?.push((key.into(), content.into()));
    Ok(())
}

pub(crate) fn map(value: &mut Value) -> Result<&mut Vec<(Value, Value)>, Failure> {
    Ok(value.as_map_mut().ok_or("no map")?)
}

pub(crate) fn array(value: &mut Value) -> Result<&mut Vec<Value>, Failure> {
    Ok(value.as_array_mut().ok_or("no array")?)
}

pub(crate) fn tagged(content: Vec<u8>) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(content)))
}

pub(crate) fn untagged(value: &mut Value) -> Result<Vec<u8>, Failure> {
    match value {
        Value::Tag(24, content) => Ok(content.as_bytes().ok_or("no bytes in tag 24")?.clone()),
        _ => Err("no tag 24".into()),
    }
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Value, Failure> {
    Ok(ciborium::from_reader(bytes)?)
}

pub(crate) fn encode(value: &Value) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out)?;
    Ok(out)
}

/// The first place of these bytes, replaced.
pub(crate) fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Result<Vec<u8>, Failure> {
    let place = bytes.windows(from.len()).position(|window| window == from);
    let (before, after) = bytes.split_at(place.ok_or("nothing to replace")?);
    let after = after.get(from.len()..).unwrap_or_default();
    Ok([before, to, after].concat())
}
