//! The kind `issuer-signed`: what an issuer signed, as a wallet receives it.

mod binding;
mod certificate;
mod decode;
mod digest;
mod policy;
mod signature;
mod structure;
mod tolerated;
mod trust;
mod valid;
mod validity;

use std::collections::BTreeMap;

use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::cbor;
use mnid_mdoc::cbor::Tag24;
use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::mdoc::IssuerSigned;
use mnid_mdoc::pki::Certificate;
use serde_json::{Map, Value, json};

use super::Failure;
use super::draft::Draft;
use super::scene::{How, NOW, Scene, public_key};
use super::vector::{Vector, hex};

pub(crate) const KIND: &str = "issuer-signed";
pub(crate) const MDL: &str = "org.iso.18013.5.1.mDL";
pub(crate) const MNC: &str = "org.iso.23220.1.jp.mnc";
pub(crate) const ISO: &str = "org.iso.18013.5.1";

pub(crate) fn cases(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let mut vectors = valid::cases(scene)?;
    let kit = Kit::new(scene)?;
    vectors.extend(decode::cases(&kit)?);
    vectors.extend(structure::cases(&kit)?);
    vectors.extend(certificate::cases(&kit)?);
    vectors.extend(signature::cases(&kit)?);
    vectors.extend(validity::cases(&kit)?);
    vectors.extend(digest::cases(&kit)?);
    vectors.extend(binding::cases(&kit)?);
    vectors.extend(trust::cases(&kit)?);
    vectors.extend(policy::cases(&kit)?);
    Ok(vectors)
}

/// A valid vector of these bytes.
pub(super) fn valid(
    scene: &Scene,
    name: &str,
    flag: &'static str,
    comment: &str,
    issuer_signed: &[u8],
) -> Result<Vector, Failure> {
    let parsed = IssuerSigned::parse(issuer_signed)?;
    Ok(Vector::valid(KIND, name, flag, comment)
        .spec("ISO/IEC 18013-5:2021 9.3.1")
        .input("now", NOW)
        .input("trust_anchors", json!([scene.root().to_pem()]))
        .input("doc_type", parsed.mobile_security_object().doc_type)
        .input("issuer_signed", hex(issuer_signed))
        .input("device_key", public_key(scene.device_key(0)?)?)
        .expect(json!({ "elements": elements(&parsed)? }))
        .steps(
            steps(&parsed),
            abbreviated(&cbor::diagnostic(issuer_signed)?),
        ))
}

/// Every element by namespace and name, in the exact bytes of its value.
pub(crate) fn elements(parsed: &IssuerSigned<'_>) -> Result<Value, Failure> {
    let mut namespaces: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for received in parsed.items() {
        let value = received.item.element_value;
        let told = json!({
            "cbor": hex(value),
            "diag": abbreviated(&cbor::diagnostic(value)?),
        });
        let elements = namespaces.entry(received.namespace).or_default();
        elements.insert(received.item.element_identifier.to_owned(), told);
    }
    Ok(json!(namespaces))
}

/// What a verifier comes to on its way.
fn steps(parsed: &IssuerSigned<'_>) -> Value {
    let mso = parsed.mobile_security_object();
    let digests: BTreeMap<_, BTreeMap<_, _>> = mso
        .value_digests()
        .iter()
        .map(|(name, digests)| {
            let digests = digests
                .iter()
                .map(|(id, digest)| (id.to_string(), hex(digest)));
            (*name, digests.collect())
        })
        .collect();
    let mut signed = Vec::new();
    let message = ciborium::Value::Array(vec![
        "Signature1".into(),
        ciborium::Value::Bytes(parsed.issuer_auth().protected().to_vec()),
        ciborium::Value::Bytes(Vec::new()),
        ciborium::Value::Bytes(parsed.payload().to_vec()),
    ]);
    // Into memory, which does not fail.
    let _ = ciborium::into_writer(&message, &mut signed);
    let content = Tag24::parse(parsed.payload()).map(|tagged| hex(tagged.content()));
    json!({
        "mso": content.unwrap_or_default(),
        "sig_structure": hex(&signed),
        "digests": digests,
    })
}

/// Diagnostic notation with long byte strings cut short.
pub(crate) fn abbreviated(notation: &str) -> String {
    const LONGEST: usize = 96;
    let mut out = String::new();
    for (position, part) in notation.split("h'").enumerate() {
        if position == 0 {
            out.push_str(part);
            continue;
        }
        out.push_str("h'");
        let (digits, rest) = part.split_once('\'').unwrap_or((part, ""));
        match digits.get(..LONGEST) {
            Some(start) if digits.len() > LONGEST => {
                out.push_str(&format!("{start}…' /{} bytes/", digits.len() / 2));
            }
            _ => {
                out.push_str(digits);
                out.push('\'');
            }
        }
        out.push_str(rest);
    }
    out
}

/// What the standard says of a stage.
pub(super) fn clause(stage: &str) -> &'static str {
    match stage {
        "decode" => "ISO/IEC 18013-5:2021 8.1",
        "structure" => "ISO/IEC 18013-5:2021 8.3.2.1.2.2 and 9.1.2.4",
        "certificate" => "ISO/IEC 18013-5:2021 9.3.3 and Annex B",
        "signature" => "ISO/IEC 18013-5:2021 9.3.1 step 2",
        "validity" => "ISO/IEC 18013-5:2021 9.3.1 step 5",
        "digest" => "ISO/IEC 18013-5:2021 9.3.1 step 3",
        "binding" => "ISO/IEC 18013-5:2021 9.3.1 step 4",
        "status" => "ISO/IEC 18013-5:2021 Annex B.2",
        _ => "ISO/IEC 18013-5:2021 7.2 and Annex B",
    }
}

/// The two base cases, and what broken ones are made with.
pub(super) struct Kit<'s> {
    pub(super) scene: &'s Scene,
    pub(super) licence: Vector,
    licence_bytes: Vec<u8>,
}

impl<'s> Kit<'s> {
    fn new(scene: &'s Scene) -> Result<Self, Failure> {
        let bytes = scene.issue(&scene.licence(Holder::Hanako)?, &How::default())?;
        Ok(Self {
            scene,
            licence: valid(scene, valid::LICENCE, "Document", "", &bytes)?,
            licence_bytes: bytes,
        })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.licence_bytes
    }

    pub(super) fn draft(&self) -> Result<Draft, Failure> {
        Draft::of(&self.licence_bytes)
    }

    /// Refused at `stage`: the base with these bytes.
    pub(super) fn with(&self, case: &Case<'_>, issuer_signed: &[u8]) -> Vector {
        let Case(stage, name, flag, comment) = *case;
        Vector::invalid(&self.licence, name, stage, flag, comment)
            .spec(clause(stage))
            .input("issuer_signed", hex(issuer_signed))
    }

    /// Refused at `stage`: the base with one change, and everything else right again.
    pub(super) fn changed(
        &self,
        case: &Case<'_>,
        change: impl FnOnce(&mut Draft) -> Result<(), Failure>,
    ) -> Result<Vector, Failure> {
        self.signed_by(case, self.scene.signer_key(), change)
    }

    pub(super) fn signed_by(
        &self,
        case: &Case<'_>,
        key: &SoftwareKey,
        change: impl FnOnce(&mut Draft) -> Result<(), Failure>,
    ) -> Result<Vector, Failure> {
        let mut draft = self.draft()?;
        change(&mut draft)?;
        Ok(self.with(case, &draft.sign(key)?))
    }

    /// The base with another certificate of the document signer.
    pub(super) fn certified(&self, case: &Case<'_>, certificate: &[u8]) -> Result<Vector, Failure> {
        self.changed(case, |draft| {
            *draft.x5chain()? = ciborium::Value::Bytes(certificate.to_vec());
            Ok(())
        })
    }

    pub(super) fn signer(&self) -> &Certificate {
        self.scene.authority.document_signer()
    }
}

/// The stage that refuses, the name, the flag, and what was done.
pub(super) struct Case<'a>(
    pub(super) &'static str,
    pub(super) &'a str,
    pub(super) &'static str,
    pub(super) &'a str,
);
