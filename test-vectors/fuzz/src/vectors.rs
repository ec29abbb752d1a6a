//! The test vectors: what the targets of documents begin with, and the measure of what may be
//! accepted.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use mnid_mdoc::mdoc::{DeviceResponse, IssuerSigned};
use mnid_mdoc::pki::Certificate;
use mnid_mdoc::verify::VerifiedElement;
use serde_json::Value;

/// The roots that the vectors trust, and every element in one of them. Many broken
/// ones are signed as they are.
pub struct Signed {
    /// What they trust.
    pub roots: Vec<Certificate>,
    elements: HashSet<(String, String, Vec<u8>)>,
}

impl Signed {
    /// Of the vectors beside this package.
    pub fn read() -> Result<Self, Box<dyn Error>> {
        let (mut roots, mut elements) = (Vec::<Certificate>::new(), HashSet::new());
        for kind in ["issuer-signed", "device-response"] {
            for vector in vectors(kind)? {
                for pem in array(&vector["input"]["trust_anchors"]) {
                    // Some are broken too.
                    let Ok(root) = Certificate::from_pem(pem.as_str().ok_or("no PEM")?) else {
                        continue;
                    };
                    if !roots.iter().any(|known| known.der() == root.der()) {
                        roots.push(root);
                    }
                }
                collect(&vector, &mut elements);
            }
        }
        Ok(Self { roots, elements })
    }

    /// Whether an issuer of the vectors signed it.
    pub fn has(&self, element: &VerifiedElement<'_>) -> bool {
        self.elements.contains(&(
            element.namespace.to_owned(),
            element.identifier.to_owned(),
            element.value.to_vec(),
        ))
    }
}

/// Every vector of a kind.
pub fn vectors(kind: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", kind].iter().collect();
    let mut vectors = Vec::new();
    for result in ["valid", "invalid"] {
        for entry in fs::read_dir(folder.join(result))? {
            vectors.push(serde_json::from_slice(&fs::read(entry?.path())?)?);
        }
    }
    Ok(vectors)
}

/// Bytes of a member of a vector's input, if it has it.
pub fn input(vector: &Value, name: &str) -> Option<Vec<u8>> {
    let digits = vector["input"][name].as_str()?.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.map(byte).collect()
}

fn collect(vector: &Value, elements: &mut HashSet<(String, String, Vec<u8>)>) {
    let mut insert = |document: &IssuerSigned<'_>| {
        for received in document.items() {
            elements.insert((
                received.namespace.to_owned(),
                received.item.element_identifier.to_owned(),
                received.item.element_value.to_vec(),
            ));
        }
    };
    if let Some(bytes) = input(vector, "issuer_signed")
        && let Ok(document) = IssuerSigned::parse(&bytes)
    {
        insert(&document);
    }
    if let Some(bytes) = input(vector, "device_response")
        && let Ok(response) = DeviceResponse::parse(&bytes)
    {
        response
            .documents()
            .iter()
            .for_each(|one| insert(&one.issuer_signed));
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
