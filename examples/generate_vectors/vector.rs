//! One vector, as its file has it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Failure;
use super::scene::SEED;

/// The folders of the kinds.
pub(crate) const KINDS: [&str; 8] = [
    "card-transcript",
    "certificate",
    "derivation",
    "device-key-proof",
    "device-response",
    "issuance-response",
    "issuer-signed",
    "status-list",
];

const FORMAT: &str = "mnid-mdoc-vectors/1";

#[derive(Clone, Serialize)]
pub(crate) struct Vector {
    format: &'static str,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    comment: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spec: Vec<&'static str>,
    pub(crate) flags: Vec<&'static str>,
    features: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base: Option<String>,
    source: Source,
    pub(crate) input: Map<String, Value>,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expect: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diag: Option<String>,
}

#[derive(Clone, Serialize)]
struct Source {
    generator: &'static str,
    version: &'static str,
    seed: String,
}

impl Vector {
    /// A good case: what comes out of it is in `expect`.
    pub(crate) fn valid(kind: &'static str, name: &str, flag: &'static str, comment: &str) -> Self {
        Self {
            format: FORMAT,
            id: format!("{kind}/valid/{name}"),
            kind,
            comment: comment.to_owned(),
            spec: Vec::new(),
            flags: vec![flag],
            features: Vec::new(),
            base: None,
            source: Source {
                generator: "examples/generate_vectors",
                version: "1.0.0",
                seed: hex(SEED),
            },
            input: Map::new(),
            result: "valid",
            stage: None,
            code: None,
            expect: None,
            steps: None,
            diag: None,
        }
    }

    /// Made from `base` by one change, and refused at `stage`.
    pub(crate) fn invalid(
        base: &Self,
        name: &str,
        stage: &'static str,
        flag: &'static str,
        comment: &str,
    ) -> Self {
        Self {
            id: format!("{}/invalid/{name}", base.kind),
            flags: vec![flag],
            comment: comment.to_owned(),
            base: Some(base.id.clone()),
            result: "invalid",
            stage: Some(stage),
            spec: Vec::new(),
            expect: None,
            steps: None,
            diag: None,
            ..base.clone()
        }
    }

    /// For the kinds without stages: refused with this code.
    pub(crate) fn with_code(mut self, code: &'static str) -> Self {
        self.stage = None;
        self.code = Some(code);
        self
    }

    /// Made from another case than the one whose input it has.
    pub(crate) fn based_on(mut self, id: &str) -> Self {
        self.base = Some(id.to_owned());
        self
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.result == "valid"
    }

    pub(crate) fn spec(mut self, clause: &'static str) -> Self {
        self.spec.push(clause);
        self
    }

    pub(crate) fn feature(mut self, feature: &'static str) -> Self {
        if !self.features.contains(&feature) {
            self.features.push(feature);
        }
        self
    }

    /// With the clause of its kind, if it cites none of its own.
    pub(crate) fn cited(mut self) -> Self {
        if self.spec.is_empty() {
            self.spec.push(match self.kind {
                "card-transcript" => "ISO/IEC 7816-4:2020 5.6",
                "certificate" => "ISO/IEC 18013-5:2021 Annex B",
                "derivation" => "ISO/IEC 18013-5:2021 7.2",
                "device-response" => "ISO/IEC 18013-5:2021 9.1.3 and 9.3.1",
                "device-key-proof" => "OpenID4VCI 1.0 Appendix F",
                "issuance-response" => "OpenID4VCI 1.0 8.3",
                "status-list" => "Token Status List, draft 20",
                _ => "ISO/IEC 18013-5:2021 9.3.1",
            });
        }
        self
    }

    pub(crate) fn input(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.input.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn without_input(mut self, name: &str) -> Self {
        self.input.remove(name);
        self
    }

    pub(crate) fn expect(mut self, value: Value) -> Self {
        self.expect = Some(value);
        self
    }

    pub(crate) fn steps(mut self, steps: Value, diag: String) -> Self {
        self.steps = Some(steps);
        self.diag = Some(diag);
        self
    }

    /// One more of the steps on the way.
    pub(crate) fn step(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Some(Value::Object(steps)) = &mut self.steps {
            steps.insert(name.to_owned(), value.into());
        }
        self
    }

    /// The file: two spaces, and a newline at the end.
    pub(crate) fn to_json(&self) -> Result<Vec<u8>, Failure> {
        pretty(self)
    }
}

pub(crate) struct Index;

impl Index {
    /// The list of all vectors, by which nobody misses one.
    pub(crate) fn of(
        vectors: &[Vector],
        files: &BTreeMap<PathBuf, Vec<u8>>,
    ) -> Result<Vec<u8>, Failure> {
        let mut kinds: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut entries = Vec::new();
        for vector in vectors {
            *kinds
                .entry(vector.kind)
                .or_default()
                .entry(vector.result)
                .or_default() += 1;
            let path = PathBuf::from(format!("{}.json", vector.id));
            let content = files.get(&path).ok_or("a vector without a file")?;
            entries.push(Entry {
                id: &vector.id,
                kind: vector.kind,
                result: vector.result,
                stage: vector.stage,
                code: vector.code,
                flags: &vector.flags,
                features: &vector.features,
                sha256: hex(&Sha256::digest(content)),
            });
        }
        pretty(&json!({
            "format": FORMAT,
            "licence": "CC0-1.0",
            "total": vectors.len(),
            "kinds": kinds,
            "vectors": entries.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>()?,
        }))
    }
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    kind: &'a str,
    result: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    flags: &'a [&'a str],
    features: &'a [&'a str],
    sha256: String,
}

pub(crate) fn pretty(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut json = serde_json::to_vec_pretty(value)?;
    json.push(b'\n');
    Ok(json)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
