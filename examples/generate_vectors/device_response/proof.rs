//! Presentations that the device did not authenticate, or not in this session.

use ciborium::Value;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::crypto::{Signer, SigningCurve, SoftwareKey};

use super::super::draft::{array, encode, member, tagged};
use super::super::issuer_signed::{Case, ISO, MDL, MNC};
use super::super::scene::{How, random};
use super::presentation::{Presentation, algorithm, header, response, sign, sign_with_aad};
use super::valid::{
    OWN, authorizing, my_number_card, one_element, reader_key, signed_by_device, whole_namespace,
};
use super::{FEW, Failure, Kit, Vector, hex, transcript};

const STAGE: &str = "binding";
/// The base of those whose key may sign elements of one namespace.
const NAMESPACE: &str = "device-response/valid/device-element-of-authorized-namespace";

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let mut vectors = sessions(kit)?;
    vectors.extend(keys(kit)?);
    vectors.extend(signatures(kit)?);
    vectors.extend(what_is_signed(kit)?);
    vectors.extend(device_elements(kit)?);
    vectors.extend(doc_types(kit)?);
    Ok(vectors)
}

/// The base in a session that the device did not sign.
fn sessions(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let key = reader_key()?.public_key().thumbprint();
    let other = |name, comment, transcript: Value| -> Result<Vector, Failure> {
        let case = Case(STAGE, name, "OtherSession", comment);
        Ok(kit
            .broken(case)
            .input("session_transcript", hex(&encode(&transcript)?)))
    };
    Ok(vec![
        other(
            "replayed-from-another-session",
            "The reader's nonce is another one: the response was made for an earlier session.",
            transcript::redirect("another nonce of the reader", None)?,
        )?,
        other(
            "response-key-not-in-session",
            "The reader asked for a response encrypted to its key; the device signed a session \
             without one.",
            transcript::redirect(transcript::NONCE, Some(key))?,
        )?,
        other(
            "handover-of-another-flow",
            "The reader asked over the Digital Credentials API; the device signed a session with \
             a redirect.",
            transcript::browser(transcript::ORIGIN, None)?,
        )?,
    ])
}

fn keys(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let foreign = SoftwareKey::generate(SigningCurve::P256, &mut random("another device"))?;
    let case = |name, comment| Case(STAGE, name, "OtherDeviceKey", comment);
    Ok(vec![
        kit.with(
            case(
                "signed-by-another-key",
                "Signed by a key that the issuer does not know: the credential was copied.",
            ),
            kit.presentation()?.signed(&foreign)?,
        )?,
        kit.with(
            case(
                "signed-by-key-of-another-credential",
                "The second credential of a batch, signed by the key of the first.",
            ),
            second_of_batch(kit)?.signed(kit.scene.device_key(0)?)?,
        )?,
        kit.with(
            case(
                "signed-by-document-signer",
                "Signed by the document signer's key instead of the device's.",
            ),
            kit.presentation()?.signed(kit.scene.signer_key())?,
        )?,
    ])
}

/// The document of the base from another credential, which is for the wallet's second key.
pub(super) fn second_of_batch(kit: &Kit<'_>) -> Result<Presentation, Failure> {
    let how = How {
        key: 1,
        ..How::default()
    };
    let licence = kit.scene.licence(Holder::Hanako)?;
    let second = kit.scene.issue(&licence, &how)?;
    Presentation::of(MDL, &second, &kit.transcript)?.disclosing(FEW)
}

/// The signature itself.
fn signatures(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let key = kit.scene.device_key(0)?;
    let changed = |name, flag, comment, change: fn(&mut Vec<u8>)| {
        let presentation = kit.presentation()?;
        let mut signature = sign(key, &header(key)?, &presentation.authentication()?)?;
        if let Some(Value::Bytes(bytes)) = array(&mut signature)?.last_mut() {
            change(bytes);
        }
        let case = Case(STAGE, name, flag, comment);
        kit.with(case, presentation.with_auth("deviceSignature", signature)?)
    };
    let presentation = kit.presentation()?;
    let es384 = sign(key, &algorithm(-35)?, &presentation.authentication()?)?;
    Ok(vec![
        changed(
            "device-signature-changed",
            "DeviceSignature",
            "One bit of the device's signature is changed.",
            |bytes| bytes.iter_mut().take(1).for_each(|byte| *byte ^= 1),
        )?,
        changed(
            "device-signature-of-zeros",
            "SignatureRange",
            "The device's signature is 64 zeros.",
            |bytes| bytes.fill(0),
        )?,
        changed(
            "device-signature-too-short",
            "SignatureForm",
            "The last byte of the device's signature is missing.",
            |bytes| bytes.truncate(63),
        )?,
        changed(
            "device-signature-in-der",
            "SignatureForm",
            "The device's signature is in DER, as TLS has it, instead of r and s side by side.",
            |bytes| *bytes = in_der(bytes),
        )?,
        kit.with(
            Case(
                STAGE,
                "device-algorithm-of-another-curve",
                "AlgorithmOfKey",
                "The header says ES384, the device key is on P-256.",
            ),
            presentation.with_auth("deviceSignature", es384)?,
        )?,
    ])
}

/// `SEQUENCE { INTEGER r, INTEGER s }` of a signature on P-256.
fn in_der(signature: &[u8]) -> Vec<u8> {
    let integers: Vec<u8> = signature
        .chunks(32)
        .flat_map(|half| {
            let start = half.iter().position(|byte| *byte != 0).unwrap_or(31);
            let digits = half.get(start..).unwrap_or_default();
            let sign = digits.first().is_some_and(|byte| *byte >= 0x80);
            let length = u8::try_from(digits.len() + usize::from(sign)).unwrap_or_default();
            let head = [2, length, 0];
            let head = head.get(..2 + usize::from(sign)).unwrap_or_default();
            [head, digits].concat()
        })
        .collect();
    let length = u8::try_from(integers.len()).unwrap_or_default();
    [&[0x30, length], &integers[..]].concat()
}

/// Good signatures of the device key, over something else.
fn what_is_signed(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let key = kit.scene.device_key(0)?;
    let protected = header(key)?;
    let over = |name, flag, comment, payload: &[u8], external_aad: &[u8]| {
        let signature = sign_with_aad(key, &protected, external_aad, payload)?;
        let document = kit
            .presentation()?
            .with_auth("deviceSignature", signature)?;
        kit.with(Case(STAGE, name, flag, comment), document)
    };
    let presentation = kit.presentation()?;
    let transcript = encode(&presentation.transcript)?;
    let mut with_tag = presentation.clone();
    with_tag.transcript = tagged(transcript.clone());
    let mut bare_elements = presentation.bare_authentication()?;
    if let Some(last) = array(&mut bare_elements)?.last_mut() {
        *last = Value::Map(Vec::new());
    }
    let mut other_context = presentation.bare_authentication()?;
    if let Some(first) = array(&mut other_context)?.first_mut() {
        *first = "ReaderAuthentication".into();
    }
    Ok(vec![
        over(
            "device-authentication-without-tag-24",
            "DeviceAuthentication",
            "The device signed DeviceAuthentication itself, not the encoded bytes in tag 24.",
            &encode(&presentation.bare_authentication()?)?,
            &[],
        )?,
        over(
            "transcript-with-tag-24",
            "DeviceAuthentication",
            "In what the device signed, the session transcript stands in tag 24; it stands there \
             bare.",
            &with_tag.authentication()?,
            &[],
        )?,
        over(
            "device-namespaces-bare",
            "DeviceAuthentication",
            "In what the device signed, its namespaces stand bare; they stand there in tag 24.",
            &encode(&tagged(encode(&bare_elements)?))?,
            &[],
        )?,
        over(
            "context-of-reader-authentication",
            "SignatureContext",
            "What the device signed begins with ReaderAuthentication.",
            &encode(&tagged(encode(&other_context)?))?,
            &[],
        )?,
        over(
            "external-data-signed-too",
            "SignatureContext",
            "The device signed with the session transcript as external_aad, which has to be empty.",
            &presentation.authentication()?,
            &transcript,
        )?,
    ])
}

fn device_elements(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let key = kit.scene.device_key(0)?;
    let case = |name, comment| Case(STAGE, name, "DeviceElementNotAuthorized", comment);
    let signs = |mut presentation: Presentation, namespace: &str, element: &str| {
        presentation.namespaces = signed_by_device(namespace, element);
        presentation.signed(key)
    };
    let mut replaced = authorizing(kit, whole_namespace())?;
    replaced.namespaces = signed_by_device(OWN, "battery");
    let signature = sign(key, &header(key)?, &replaced.authentication()?)?;
    let value = member(member(&mut replaced.namespaces, OWN)?, "battery")?;
    *value = 88.into();
    Ok(vec![
        kit.with(
            case(
                "device-element-without-authorization",
                "The device signs an age statement itself; its key may sign nothing.",
            ),
            signs(kit.presentation()?, ISO, "age_over_65")?,
        )?,
        kit.with(
            case(
                "device-element-of-another-namespace",
                "The device signs an element of a namespace of which its key may sign nothing; it \
                 may sign those of another.",
            ),
            signs(authorizing(kit, whole_namespace())?, ISO, "age_over_65")?,
        )?
        .based_on(NAMESPACE),
        kit.with(
            case(
                "device-element-of-another-name",
                "The device signs an element that its key may not sign; it may sign another one of \
                 the namespace.",
            ),
            signs(authorizing(kit, one_element())?, OWN, "anything")?,
        )?
        .based_on("device-response/valid/device-element-authorized-by-name"),
        kit.with(
            Case(
                STAGE,
                "device-element-changed-after-signing",
                "DeviceAuthentication",
                "The value of an element that the device signed is changed; its key may sign it.",
            ),
            replaced.with_auth("deviceSignature", signature)?,
        )?
        .based_on(NAMESPACE),
    ])
}

fn doc_types(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let case = |name, comment| Case(STAGE, name, "DocType", comment);
    let asked = case(
        "another-document-type-than-expected",
        "The reader asked for a My Number document, and gets a good driving licence.",
    );
    let mut claimed = my_number_card(kit)?;
    claimed.doc_type = MDL.into();
    let mut replayed = my_number_card(kit)?;
    replayed.transcript = transcript::redirect("another nonce of the reader", None)?;
    Ok(vec![
        kit.broken(asked).input("doc_type", MNC),
        with_second(
            kit,
            case(
                "document-type-not-the-issuer-s",
                "The response calls the second document a driving licence, and the device signs \
                 that; the issuer signed a My Number document.",
            ),
            claimed,
        )?,
        with_second(
            kit,
            Case(
                STAGE,
                "second-document-of-another-session",
                "OtherSession",
                "Of two documents, the device signed the second for another session.",
            ),
            replayed,
        )?,
    ])
}

/// Refused: two documents, of which this is the second. No document type is expected.
fn with_second(kit: &Kit<'_>, case: Case, second: Presentation) -> Result<Vector, Failure> {
    let second = second.signed(kit.scene.device_key(1)?)?;
    let both = encode(&response(vec![kit.document()?, second]))?;
    let vector = kit.with_bytes(case, &both)?.without_input("doc_type");
    Ok(vector.based_on("device-response/valid/two-documents"))
}
