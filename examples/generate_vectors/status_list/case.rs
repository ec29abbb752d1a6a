//! One case of this kind, before it is a vector.

use mnid_mdoc::cbor;
use mnid_mdoc::pki::Certificate;
use serde_json::{Value, json};

use super::super::Failure;
use super::super::draft::{array, decode, encode};
use super::super::issuer_signed::abbreviated;
use super::super::scene::NOW;
use super::super::vector::{Vector, hex};
use super::KIND;
use super::lists::{Authority, INDEX, URI};

/// What a document says of where its status is.
#[derive(Clone, Copy)]
enum Reference {
    Index(u64),
    Identifier([u8; 16]),
}

pub(super) struct Case {
    name: &'static str,
    comment: &'static str,
    flag: &'static str,
    features: Vec<&'static str>,
    verdict: Verdict,
    token: Vec<u8>,
    previous: Option<Vec<u8>>,
    reference: Reference,
    /// The CA that the reference names.
    named: Option<Certificate>,
}

enum Verdict {
    Valid,
    Invalid {
        /// The name of the valid case that it was made from.
        base: &'static str,
        stage: &'static str,
    },
}

impl Case {
    /// A list that says of the document at [`INDEX`] that it is not revoked.
    pub(super) fn valid(
        name: &'static str,
        flag: &'static str,
        comment: &'static str,
        token: Vec<u8>,
    ) -> Self {
        Self {
            name,
            comment,
            flag,
            features: vec!["status-list"],
            verdict: Verdict::Valid,
            token,
            previous: None,
            reference: Reference::Index(INDEX),
            named: None,
        }
    }

    /// A list made from `one-bit-list`, by which the document is refused at a stage.
    pub(super) fn invalid(
        name: &'static str,
        [stage, flag]: [&'static str; 2],
        comment: &'static str,
        token: Vec<u8>,
    ) -> Self {
        let base = "one-bit-list";
        Self {
            verdict: Verdict::Invalid { base, stage },
            ..Self::valid(name, flag, comment, token)
        }
    }

    pub(super) fn of_index(self, index: u64) -> Self {
        let reference = Reference::Index(index);
        Self { reference, ..self }
    }

    /// A document with an identifier, for an identifier list.
    pub(super) fn of_identifier(self, identifier: &[u8; 16]) -> Self {
        Self {
            reference: Reference::Identifier(*identifier),
            features: vec!["identifier-list"],
            ..self
        }
    }

    pub(super) fn feature(mut self, feature: &'static str) -> Self {
        self.features.push(feature);
        self
    }

    /// The reference names this CA.
    pub(super) fn naming(self, authority: &Certificate) -> Self {
        let named = Some(authority.clone());
        Self { named, ..self }
    }

    /// A list that the reader has seen before: no reader has to remember any.
    pub(super) fn after(self, previous: Vec<u8>) -> Self {
        let previous = Some(previous);
        Self { previous, ..self }.feature("list-history")
    }

    /// Made from another valid case.
    pub(super) fn from(mut self, other: &'static str) -> Self {
        if let Verdict::Invalid { base, .. } = &mut self.verdict {
            *base = other;
        }
        self
    }

    pub(super) fn is_valid(&self) -> bool {
        matches!(self.verdict, Verdict::Valid)
    }

    /// The vector; `bases` are the valid ones.
    pub(super) fn vector(&self, own: &Authority, bases: &[Vector]) -> Result<Vector, Failure> {
        let vector = match self.verdict {
            Verdict::Valid => {
                let (steps, diag) = self.steps()?;
                Vector::valid(KIND, self.name, self.flag, self.comment)
                    .expect(json!({ "status": "valid" }))
                    .steps(steps, diag)
            }
            Verdict::Invalid { base, stage } => {
                let id = format!("{KIND}/valid/{base}");
                let base = bases.iter().find(|vector| vector.id == id);
                let base = base.ok_or_else(|| format!("{}: no base", self.name))?;
                Vector::invalid(base, self.name, stage, self.flag, self.comment)
                    .without_input("previous")
            }
        };
        let vector = vector
            .spec("ISO/IEC 18013-5, second edition's draft, 12.3.6")
            .spec("Token Status List, draft 20")
            .input("now", NOW)
            .input("trust_anchors", json!([own.pki.iaca().to_pem()]))
            .input("reference", self.reference())
            .input("token", hex(&self.token));
        let vector = self
            .features
            .iter()
            .fold(vector, |vector, feature| vector.feature(feature));
        Ok(match &self.previous {
            Some(previous) => vector.input("previous", hex(previous)),
            None => vector,
        })
    }

    /// What a reader comes to on its way, and the claims for people.
    fn steps(&self) -> Result<(Value, String), Failure> {
        let mut token = decode(&self.token)?;
        if let ciborium::Value::Tag(_, content) = token {
            token = *content;
        }
        let [protected, _, payload, _] = array(&mut token)?.as_slice() else {
            return Err("a token has not four parts".into());
        };
        let claims = payload.as_bytes().ok_or("no payload")?;
        let message = ciborium::Value::Array(vec![
            "Signature1".into(),
            protected.clone(),
            ciborium::Value::Bytes(Vec::new()),
            payload.clone(),
        ]);
        let steps = json!({ "claims": hex(claims), "sig_structure": hex(&encode(&message)?) });
        Ok((steps, abbreviated(&cbor::diagnostic(claims)?)))
    }

    /// As it stands in the mobile security object.
    fn reference(&self) -> Value {
        let (kind, entry, value) = match self.reference {
            Reference::Index(index) => ("status_list", "idx", json!(index)),
            Reference::Identifier(bytes) => ("identifier_list", "id", json!(hex(&bytes))),
        };
        let named = self
            .named
            .as_ref()
            .map(|certificate| hex(certificate.der()));
        let list = match named {
            Some(certificate) => json!({ entry: value, "uri": URI, "certificate": certificate }),
            None => json!({ entry: value, "uri": URI }),
        };
        json!({ kind: list })
    }
}
