//! Good presentations.

use ciborium::Value;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::cose;
use mnid_mdoc::crypto::{Signer, SigningCurve, SoftwareKey};

use super::super::draft::{Draft, add, decode, remove};
use super::super::issuer_signed::{ISO, MDL, MNC};
use super::super::scene::{How, random};
use super::presentation::{Presentation, response};
use super::{FEW, Failure, Kit, Vector, transcript, valid};

/// A namespace of which the device key may sign elements.
pub(super) const OWN: &str = "org.example.device";

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let mut vectors = vec![kit.base.clone()];
    vectors.extend(sessions(kit)?);
    vectors.extend(disclosures(kit)?);
    vectors.extend(device_elements(kit)?);
    vectors.extend(tolerated(kit)?);
    Ok(vectors)
}

/// The key of a reader in proximity, or the one to which a response is encrypted.
pub(super) fn reader_key() -> Result<SoftwareKey, Failure> {
    Ok(SoftwareKey::generate(
        SigningCurve::P256,
        &mut random("reader"),
    )?)
}

/// The key of a device in proximity: not the one in the credential.
pub(super) fn session_key() -> Result<SoftwareKey, Failure> {
    Ok(SoftwareKey::generate(
        SigningCurve::P256,
        &mut random("session of the device"),
    )?)
}

/// The transcript of each flow.
fn sessions(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let reader = reader_key()?.public_key();
    let device = session_key()?.public_key();
    let key = || Some(reader.thumbprint());
    let flows = [
        (
            "openid4vp-redirect-encrypted",
            "OpenID4VP 1.0 with a redirect; the response is encrypted to a key of the reader.",
            transcript::redirect(transcript::NONCE, key())?,
        ),
        (
            "openid4vp-browser",
            "OpenID4VP 1.0 over the Digital Credentials API; the response is not encrypted.",
            transcript::browser(transcript::ORIGIN, None)?,
        ),
        (
            "openid4vp-browser-encrypted",
            "OpenID4VP 1.0 over the Digital Credentials API; the response is encrypted to a key \
             of the reader.",
            transcript::browser(transcript::ORIGIN, key())?,
        ),
        (
            "iso-browser",
            "The protocol org-iso-mdoc over the Digital Credentials API.",
            transcript::iso_browser(&reader)?,
        ),
        (
            "openid4vp-annex-b",
            "OpenID4VP as ISO/IEC TS 18013-7:2024, Annex B has it: the hashes have a nonce of \
             the device.",
            transcript::annex_b()?,
        ),
        (
            "proximity-qr",
            "In proximity, after a QR code.",
            transcript::qr(&device, &reader)?,
        ),
        (
            "proximity-nfc",
            "In proximity, after a static handover over NFC.",
            transcript::nfc(&device, &reader)?,
        ),
    ];
    flows
        .into_iter()
        .map(|(name, comment, transcript)| {
            let mut presentation = kit.presentation()?;
            presentation.transcript = transcript.clone();
            let document = presentation.signed(kit.scene.device_key(0)?)?;
            let response = response(vec![document]);
            valid(
                kit.scene,
                name,
                "SessionTranscript",
                comment,
                &transcript,
                &response,
            )
        })
        .collect()
}

fn disclosures(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let key = kit.scene.device_key(0)?;
    let disclosed = |name, comment, documents| {
        let response = response(documents);
        valid(
            kit.scene,
            name,
            "Disclosure",
            comment,
            &kit.transcript,
            &response,
        )
    };
    let whole = Presentation::of(MDL, &kit.licence, &kit.transcript)?;
    let mut without_elements = whole.clone();
    remove(&mut without_elements.issuer_signed, "nameSpaces")?;
    let own = my_number_card(kit)?;
    let own = own.signed(kit.scene.device_key(1)?)?;
    Ok(vec![
        disclosed(
            "every-element",
            "Every element of a driving licence.",
            vec![whole.clone().signed(key)?],
        )?,
        disclosed(
            "one-element",
            "One age statement of a driving licence, and nothing else.",
            vec![whole.disclosing(&["age_over_20"])?.signed(key)?],
        )?,
        disclosed(
            "no-element",
            "No element: `nameSpaces` of what the issuer signed is missing.",
            vec![without_elements.signed(key)?],
        )?,
        disclosed(
            "two-documents",
            "A driving licence and a My Number document, each with a device key of its own; no \
             document type is expected.",
            vec![kit.document()?, own],
        )?,
    ])
}

/// A My Number document for the second of the wallet's keys.
pub(super) fn my_number_card(kit: &Kit<'_>) -> Result<Presentation, Failure> {
    let how = How {
        key: 1,
        ..How::default()
    };
    let claims = kit.scene.my_number_card(Holder::Hanako)?;
    let credential = kit.scene.issue(&claims, &how)?;
    Presentation::of(MNC, &credential, &kit.transcript)?.disclosing(FEW)
}

/// The credential of the base, whose key may sign elements.
pub(super) fn authorizing(kit: &Kit<'_>, authorizations: Value) -> Result<Presentation, Failure> {
    let mut draft = Draft::of(&kit.licence)?;
    add(
        draft.mso(&["deviceKeyInfo"])?,
        "keyAuthorizations",
        authorizations,
    )?;
    let licence = draft.sign(kit.scene.signer_key())?;
    Presentation::of(MDL, &licence, &kit.transcript)?.disclosing(FEW)
}

/// `keyAuthorizations` of a whole namespace.
pub(super) fn whole_namespace() -> Value {
    let namespaces = Value::Array(vec![OWN.into()]);
    Value::Map(vec![("nameSpaces".into(), namespaces)])
}

/// `keyAuthorizations` of one element.
pub(super) fn one_element() -> Value {
    let elements = Value::Map(vec![(OWN.into(), Value::Array(vec!["battery".into()]))]);
    Value::Map(vec![("dataElements".into(), elements)])
}

/// `DeviceNameSpaces` with one element.
pub(super) fn signed_by_device(namespace: &str, element: &str) -> Value {
    let elements = Value::Map(vec![(element.into(), 87.into())]);
    Value::Map(vec![(namespace.into(), elements)])
}

fn device_elements(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let signed = |name, comment, authorizations, elements| {
        let mut presentation = authorizing(kit, authorizations)?;
        presentation.namespaces = elements;
        let document = presentation.signed(kit.scene.device_key(0)?)?;
        let response = response(vec![document]);
        valid(
            kit.scene,
            name,
            "DeviceElement",
            comment,
            &kit.transcript,
            &response,
        )
    };
    Ok(vec![
        signed(
            "device-element-of-authorized-namespace",
            "The device signs an element itself; its key may sign every element of the namespace.",
            whole_namespace(),
            signed_by_device(OWN, "anything"),
        )?,
        signed(
            "device-element-authorized-by-name",
            "The device signs an element itself, which its key may sign.",
            one_element(),
            signed_by_device(OWN, "battery"),
        )?,
    ])
}

/// What a reader has to take although it may not expect it.
fn tolerated(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let tolerated = |name, flag, comment, response: &Value| {
        valid(kit.scene, name, flag, comment, &kit.transcript, response)
    };
    let mut unknown = kit.document()?;
    add(&mut unknown, "org.example.new", 1)?;
    let mut unknown = response(vec![unknown]);
    add(&mut unknown, "org.example.new", 1)?;

    let mut minor = response(vec![kit.document()?]);
    remove(&mut minor, "version")?;
    add(&mut minor, "version", "1.7")?;

    let refused = Value::Map(vec![(MNC.into(), 0.into())]);
    let mut partial = response(vec![kit.document()?]);
    add(&mut partial, "documentErrors", Value::Array(vec![refused]))?;

    let missing = Value::Map(vec![("portrait".into(), 0.into())]);
    let mut with_errors = kit.document()?;
    let errors = Value::Map(vec![(ISO.into(), missing)]);
    add(&mut with_errors, "errors", errors)?;

    Ok(vec![
        tolerated(
            "unknown-members",
            "Extension",
            "The response and its document have members that nobody knows.",
            &unknown,
        )?,
        tolerated(
            "unknown-minor-version",
            "Version",
            "The version of the response is 1.7: a minor version that nobody knows.",
            &minor,
        )?,
        tolerated(
            "another-document-refused",
            "Disclosure",
            "Of two documents that were asked for, one is there, and an error for the other.",
            &partial,
        )?,
        tolerated(
            "another-element-refused",
            "Disclosure",
            "An element that was asked for is not disclosed: an error stands for it.",
            &response(vec![with_errors]),
        )?,
        device_key_on_p384(kit)?,
    ])
}

fn device_key_on_p384(kit: &Kit<'_>) -> Result<Vector, Failure> {
    let key = SoftwareKey::generate(SigningCurve::P384, &mut random("device on P-384"))?;
    let mut draft = Draft::of(&kit.licence)?;
    let place = draft.mso(&["deviceKeyInfo", "deviceKey"])?;
    *place = decode(&cose::encode_key(&key.public_key()))?;
    let licence = draft.sign(kit.scene.signer_key())?;
    let presentation = Presentation::of(MDL, &licence, &kit.transcript)?.disclosing(FEW)?;
    let vector = valid(
        kit.scene,
        "device-key-on-p-384",
        "Algorithm",
        "The device signs with ES384, by a key on P-384.",
        &kit.transcript,
        &response(vec![presentation.signed(&key)?]),
    )?;
    Ok(vector.feature("es384"))
}
