//! The test vectors: what the targets of documents begin with, and the measure of what may be
//! accepted.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use mnid_mdoc::pki::Certificate;
use mnid_mdoc::verify::VerifiedElement;
use serde_json::Value;

/// The roots under which the valid vectors were signed, and every element in them.
pub struct Signed {
    /// What they trust.
    pub roots: Vec<Certificate>,
    elements: HashSet<(String, String, String)>,
}

impl Signed {
    /// Of the vectors beside this package.
    pub fn read() -> Result<Self, Box<dyn Error>> {
        let (mut roots, mut elements) = (Vec::<Certificate>::new(), HashSet::new());
        for kind in ["issuer-signed", "device-response"] {
            for vector in vectors(kind)? {
                if vector["result"] != "valid" {
                    continue;
                }
                for pem in array(&vector["input"]["trust_anchors"]) {
                    let root = Certificate::from_pem(pem.as_str().ok_or("no PEM")?)?;
                    if !roots.iter().any(|known| known.der() == root.der()) {
                        roots.push(root);
                    }
                }
                collect(&vector["expect"], &mut elements);
                array(&vector["expect"]["documents"]).for_each(|one| collect(one, &mut elements));
            }
        }
        Ok(Self { roots, elements })
    }

    /// Whether an issuer of the vectors signed it.
    pub fn has(&self, element: &VerifiedElement<'_>) -> bool {
        self.elements.contains(&(
            element.namespace.to_owned(),
            element.identifier.to_owned(),
            hex(element.value),
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

fn collect(expected: &Value, elements: &mut HashSet<(String, String, String)>) {
    for (namespace, members) in expected["elements"].as_object().into_iter().flatten() {
        for (identifier, value) in members.as_object().into_iter().flatten() {
            let cbor = value["cbor"].as_str().unwrap_or_default().to_owned();
            elements.insert((namespace.clone(), identifier.clone(), cbor));
        }
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
