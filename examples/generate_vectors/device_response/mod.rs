//! The kind `device-response`: what a wallet presents to a reader.

mod asked;
mod invalid;
mod mac;
mod presentation;
mod proof;
mod transcript;
mod valid;

use std::collections::BTreeMap;

use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::cbor;
use mnid_mdoc::mdoc::{DeviceAuth, DeviceResponse, SessionTranscript, device_authentication};
use serde_json::{Map, Value, json};

use super::Failure;
use super::draft::encode;
use super::issuer_signed::{Case, MDL, abbreviated, elements};
use super::scene::{How, NOW, Scene};
use super::vector::{Vector, hex};
use presentation::{Presentation, algorithm, covered, response};

const KIND: &str = "device-response";
/// What is disclosed where the elements are not what a case is about.
const FEW: &[&str] = &["family_name", "birth_date", "age_over_20"];

/// `issued` has the vectors of the kind `issuer-signed`.
pub(crate) fn cases(scene: &Scene, issued: &[Vector]) -> Result<Vec<Vector>, Failure> {
    let kit = Kit::new(scene)?;
    let mut vectors = valid::cases(&kit)?;
    vectors.extend(invalid::cases(&kit)?);
    vectors.extend(proof::cases(&kit)?);
    vectors.extend(mac::cases(&kit)?);
    vectors.extend(asked::cases(&kit, issued)?);
    let vectors = vectors.into_iter();
    Ok(vectors
        .map(|vector| match clause(&vector) {
            Some(clause) => vector.spec(clause),
            None => vector,
        })
        .collect())
}

/// The clause that a vector is about.
fn clause(vector: &Vector) -> Option<&'static str> {
    Some(match *vector.flags.first()? {
        "Presentation" | "Disclosure" | "ResponseStatus" | "OneProof" | "MissingMember"
        | "Empty" | "MajorVersion" => "ISO/IEC 18013-5:2021 8.3.2.1.2.2",
        "SessionTranscript" | "OtherSession" => "ISO/IEC 18013-5:2021 9.1.5.1",
        "DeviceElement" | "DeviceElementNotAuthorized" => "ISO/IEC 18013-5:2021 9.1.2.4",
        "DeviceAuthentication" | "AttachedPayload" => "ISO/IEC 18013-5:2021 9.1.3.4",
        "MessageAuthentication" | "MacKey" | "MacCode" => "ISO/IEC 18013-5:2021 9.1.3.5",
        "OtherDeviceKey" | "DeviceSignature" | "SignatureForm" | "SignatureRange" => {
            "ISO/IEC 18013-5:2021 9.1.3.6"
        }
        "DigestMismatch" | "ElementNotSigned" | "DocType" => "ISO/IEC 18013-5:2021 9.3.1",
        _ => return None,
    })
}

/// The base case, and what others are made with.
struct Kit<'s> {
    scene: &'s Scene,
    /// The credential of the base.
    licence: Vec<u8>,
    /// The session of the base.
    transcript: ciborium::Value,
    base: Vector,
}

impl<'s> Kit<'s> {
    fn new(scene: &'s Scene) -> Result<Self, Failure> {
        let licence = scene.issue(&scene.licence(Holder::Hanako)?, &How::default())?;
        let transcript = transcript::redirect(transcript::NONCE, None)?;
        let presented = Presentation::of(MDL, &licence, &transcript)?.disclosing(FEW)?;
        let presented = response(vec![presented.signed(scene.device_key(0)?)?]);
        let base = valid(
            scene,
            "openid4vp-redirect",
            "Presentation",
            "Three elements of a driving licence, presented by OpenID4VP 1.0 with a redirect; the \
             response is not encrypted.",
            &transcript,
            &presented,
        )?;
        Ok(Self {
            scene,
            licence,
            transcript,
            base,
        })
    }

    /// The document of the base, not signed yet.
    fn presentation(&self) -> Result<Presentation, Failure> {
        Presentation::of(MDL, &self.licence, &self.transcript)?.disclosing(FEW)
    }

    /// The document of the base.
    fn document(&self) -> Result<ciborium::Value, Failure> {
        self.presentation()?.signed(self.scene.device_key(0)?)
    }

    /// Refused: the base with another document.
    fn with(&self, case: Case, document: ciborium::Value) -> Result<Vector, Failure> {
        self.with_bytes(case, &encode(&response(vec![document]))?)
    }

    /// Refused: the base with other bytes.
    fn with_bytes(&self, case: Case, response: &[u8]) -> Result<Vector, Failure> {
        Ok(self.broken(case).input("device_response", hex(response)))
    }

    /// Refused: the base, of which an input is still to be changed.
    fn broken(&self, case: Case) -> Vector {
        let Case(stage, name, flag, comment) = case;
        Vector::invalid(&self.base, name, stage, flag, comment)
    }
}

/// A valid vector of this response.
fn valid(
    scene: &Scene,
    name: &str,
    flag: &'static str,
    comment: &str,
    transcript: &ciborium::Value,
    response: &ciborium::Value,
) -> Result<Vector, Failure> {
    let (response, transcript) = (encode(response)?, encode(transcript)?);
    let parsed = DeviceResponse::parse(&response)?;
    let (mut expected, mut steps) = (Vec::new(), Vec::new());
    for document in parsed.documents() {
        let namespaces = &document.device_signed.namespaces;
        let mut signed_by_device: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        for (namespace, identifier, value) in namespaces.elements() {
            let told = json!({
                "cbor": hex(value),
                "diag": abbreviated(&cbor::diagnostic(value)?),
            });
            let elements = signed_by_device.entry(namespace).or_default();
            elements.insert((*identifier).to_owned(), told);
        }
        expected.push(json!({
            "doc_type": document.doc_type,
            "elements": elements(&document.issuer_signed)?,
            "device_elements": signed_by_device,
        }));
        let payload = device_authentication(
            &SessionTranscript::parse(&transcript)?,
            document.doc_type,
            namespaces.bytes(),
        );
        let (name, protected, context) = match &document.device_signed.auth {
            DeviceAuth::Signature(signature) => {
                let protected = signature.protected().to_vec();
                ("sig_structure", protected, "Signature1")
            }
            DeviceAuth::Mac(_) => ("mac_structure", algorithm(mac::HMAC)?, "MAC0"),
        };
        steps.push(json!({
            "device_authentication_bytes": hex(&payload),
            name: hex(&covered(context, &protected, &[], &payload)?),
        }));
    }

    let vector = Vector::valid(KIND, name, flag, comment)
        .input("now", NOW)
        .input("trust_anchors", json!([scene.root().to_pem()]))
        .input("device_response", hex(&response))
        .input("session_transcript", hex(&transcript))
        .expect(json!({ "documents": expected }))
        .steps(
            json!({ "documents": steps }),
            abbreviated(&cbor::diagnostic(&response)?),
        );
    // Where documents of several types are asked for, none is expected of each.
    Ok(match parsed.documents() {
        [document] => vector.input("doc_type", document.doc_type),
        _ => vector,
    })
}
