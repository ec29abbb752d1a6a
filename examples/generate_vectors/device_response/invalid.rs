//! Presentations that are not of the structure, or not of a good document.

use ciborium::Value;
use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::mdoc::IssuerSigned;
use mnid_mdoc::testing::ThrowawayPki;
use serde_json::json;

use super::super::draft::{add, array, decode, encode, map, member, remove, tagged, untagged};
use super::super::issuer_signed::{Case, ISO, MDL};
use super::super::scene::random;
use super::presentation::{algorithm, header, response, sign};
use super::proof::second_of_batch;
use super::{Failure, Kit, Vector};

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let mut vectors = encodings(kit)?;
    vectors.extend(responses(kit)?);
    vectors.extend(documents(kit)?);
    vectors.extend(device_signed(kit)?);
    vectors.extend(headers(kit)?);
    vectors.extend(issuer_data(kit)?);
    Ok(vectors)
}

fn encodings(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let case = |name, flag, comment| Case("decode", name, flag, comment);
    let good = encode(&response(vec![kit.document()?]))?;
    let content = good.get(1..).unwrap_or_default();
    let status = encode(&"status".into())?;
    let without_tag = changed(kit, |document| {
        let namespaces = member(member(document, "deviceSigned")?, "nameSpaces")?;
        *namespaces = Value::Bytes(untagged(namespaces)?);
        Ok(())
    })?;
    Ok(vec![
        kit.with_bytes(
            case(
                "trailing-byte",
                "TrailingData",
                "A byte stands after the response.",
            ),
            &[&good[..], &[0]].concat(),
        )?,
        kit.with_bytes(
            case(
                "truncated",
                "Truncated",
                "The last byte of the response is missing.",
            ),
            good.split_last().map_or(&[], |(_, start)| start),
        )?,
        kit.with_bytes(
            case(
                "indefinite-length",
                "IndefiniteLength",
                "The map of the response is of indefinite length.",
            ),
            &[&[0xBF], content, &[0xFF]].concat(),
        )?,
        kit.with_bytes(
            case(
                "status-twice",
                "DuplicateKey",
                "The response has its member status twice, each time 0.",
            ),
            &[&[0xA4], content, &status, &[0]].concat(),
        )?,
        kit.with(
            case(
                "device-namespaces-without-tag-24",
                "Tag24",
                "The device's namespaces stand in a byte string without tag 24.",
            ),
            without_tag,
        )?,
    ])
}

/// The document of the base with a change that its signature does not cover, or that comes before
/// it is looked at.
fn changed(
    kit: &Kit<'_>,
    change: impl FnOnce(&mut Value) -> Result<(), Failure>,
) -> Result<Value, Failure> {
    let mut document = kit.document()?;
    change(&mut document)?;
    Ok(document)
}

fn responses(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let changed = |name, flag, comment, change: &dyn Fn(&mut Value) -> Result<(), Failure>| {
        let mut response = response(vec![kit.document()?]);
        change(&mut response)?;
        let case = Case("structure", name, flag, comment);
        kit.with_bytes(case, &encode(&response)?)
    };
    let credential = Case(
        "structure",
        "credential-instead-of-response",
        "MissingMember",
        "What the issuer signed stands there itself, instead of a response with it.",
    );
    let set = |response: &mut Value, name: &str, value: Value| {
        *member(response, name)? = value;
        Ok(())
    };
    Ok(vec![
        changed(
            "version-2",
            "MajorVersion",
            "The version of the response is 2.0.",
            &|response| set(response, "version", "2.0".into()),
        )?,
        changed(
            "version-missing",
            "MissingMember",
            "The response has no version.",
            &|response| remove(response, "version"),
        )?,
        changed(
            "status-10",
            "ResponseStatus",
            "The status of the response is 10, a general error, although it has a document.",
            &|response| set(response, "status", 10.into()),
        )?,
        changed(
            "status-missing",
            "MissingMember",
            "The response has no status.",
            &|response| remove(response, "status"),
        )?,
        changed(
            "documents-empty",
            "Empty",
            "The array of documents is empty.",
            &|response| set(response, "documents", Value::Array(Vec::new())),
        )?,
        changed(
            "documents-missing",
            "ResponseStatus",
            "The response has an error for the document that was asked for, and no document.",
            &|response| {
                remove(response, "documents")?;
                let errors = Value::Map(vec![(MDL.into(), 0.into())]);
                add(response, "documentErrors", Value::Array(vec![errors]))
            },
        )?,
        kit.with_bytes(credential, &kit.licence)?,
    ])
}

fn documents(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let missing = |name, member: &str, comment| {
        let document = changed(kit, |document| remove(document, member))?;
        kit.with(Case("structure", name, "MissingMember", comment), document)
    };
    Ok(vec![
        missing(
            "document-type-missing",
            "docType",
            "The document has no docType.",
        )?,
        missing(
            "issuer-signed-missing",
            "issuerSigned",
            "The document has nothing that the issuer signed.",
        )?,
        missing(
            "device-signed-missing",
            "deviceSigned",
            "The document has nothing that the device signed: anyone could send it.",
        )?,
    ])
}

fn device_signed(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let changed = |name, flag, comment, change: &dyn Fn(&mut Value) -> Result<(), Failure>| {
        let document = changed(kit, |document| change(member(document, "deviceSigned")?))?;
        let case = Case("structure", name, flag, comment);
        kit.with(case, document)
    };
    let key = kit.scene.device_key(0)?;
    let mut empty = kit.presentation()?;
    empty.namespaces = Value::Map(vec![(ISO.into(), Value::Map(Vec::new()))]);
    Ok(vec![
        changed(
            "device-namespaces-missing",
            "MissingMember",
            "The device's namespaces are missing; without elements they are an empty map.",
            &|signed| remove(signed, "nameSpaces"),
        )?,
        changed(
            "device-authentication-missing",
            "MissingMember",
            "deviceAuth is missing.",
            &|signed| remove(signed, "deviceAuth"),
        )?,
        changed(
            "device-authentication-empty",
            "OneProof",
            "deviceAuth has neither a signature nor a MAC.",
            &|signed| {
                map(member(signed, "deviceAuth")?)?.clear();
                Ok(())
            },
        )?,
        changed(
            "signature-and-mac",
            "OneProof",
            "deviceAuth has a good signature, and a MAC beside it.",
            &|signed| {
                let mac = Value::Array(vec![
                    Value::Bytes(algorithm(5)?),
                    Value::Map(Vec::new()),
                    Value::Null,
                    Value::Bytes(vec![0; 32]),
                ]);
                add(member(signed, "deviceAuth")?, "deviceMac", mac)
            },
        )?,
        kit.with(
            Case(
                "structure",
                "device-namespace-empty",
                "Empty",
                "The device signed a namespace without an element.",
            ),
            empty.signed(key)?,
        )?,
    ])
}

/// The form of the device's COSE_Sign1.
fn headers(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let key = kit.scene.device_key(0)?;
    let formed = |name, flag, comment, protected: &[u8], form: &dyn Fn(&mut Value, &[u8])| {
        let presentation = kit.presentation()?;
        let payload = presentation.authentication()?;
        let mut signature = sign(key, protected, &payload)?;
        form(&mut signature, &payload);
        let case = Case("structure", name, flag, comment);
        kit.with(case, presentation.with_auth("deviceSignature", signature)?)
    };
    let put = |signature: &mut Value, place: usize, value: Value| {
        if let Value::Array(parts) = signature
            && let Some(part) = parts.get_mut(place)
        {
            *part = value;
        }
    };
    let es256 = header(key)?;
    let critical = Value::Map(vec![
        (1.into(), (-7).into()),
        (2.into(), Value::Array(vec![(-65_999).into()])),
        ((-65_999).into(), 1.into()),
    ]);
    Ok(vec![
        formed(
            "device-payload-attached",
            "AttachedPayload",
            "The payload stands in the device's signature; it has to be detached.",
            &es256,
            &|signature, payload| put(signature, 2, Value::Bytes(payload.to_vec())),
        )?,
        formed(
            "device-payload-of-no-bytes",
            "AttachedPayload",
            "The payload of the device's signature is a byte string of no bytes, not null.",
            &es256,
            &|signature, _| put(signature, 2, Value::Bytes(Vec::new())),
        )?,
        formed(
            "device-signature-with-tag-18",
            "ProofTag",
            "The device's signature has tag 18; it stands there without a tag.",
            &es256,
            &|signature, _| *signature = Value::Tag(18, Box::new(signature.clone())),
        )?,
        formed(
            "device-algorithm-missing",
            "AlgorithmHeader",
            "The header of the device's signature names no algorithm.",
            &[],
            &|_, _| {},
        )?,
        formed(
            "device-algorithm-unprotected",
            "AlgorithmHeader",
            "The algorithm of the device's signature stands in the unprotected header alone.",
            &[],
            &|signature, _| {
                put(signature, 1, Value::Map(vec![(1.into(), (-7).into())]));
            },
        )?,
        formed(
            "device-header-critical",
            "CriticalHeader",
            "The device's signature has a critical header that nobody knows.",
            &encode(&critical)?,
            &|_, _| {},
        )?,
    ])
}

/// What the issuer signed, in a presentation that is good otherwise.
fn issuer_data(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let items = |name, flag, comment, change: &dyn Fn(&mut Vec<Value>) -> Result<(), Failure>| {
        let mut presentation = kit.presentation()?;
        let namespaces = member(&mut presentation.issuer_signed, "nameSpaces")?;
        change(array(member(namespaces, ISO)?)?)?;
        let document = presentation.signed(kit.scene.device_key(0)?)?;
        kit.with(Case("digest", name, flag, comment), document)
    };
    let mut other = second_of_batch(kit)?.issuer_signed;
    let others = array(member(member(&mut other, "nameSpaces")?, ISO)?)?;
    let mut moved = kit.presentation()?;
    let namespaces = map(member(&mut moved.issuer_signed, "nameSpaces")?)?;
    if let Some((name, _)) = namespaces.first_mut() {
        *name = "org.example.unsigned".into();
    }
    let credential = IssuerSigned::parse(&kit.licence)?;
    let until = credential.mobile_security_object().validity.valid_until;
    let mut random = random("another authority");
    let other = ThrowawayPki::generate(SigningCurve::P256, kit.scene.now, &mut random)?;
    Ok(vec![
        items(
            "element-changed",
            "DigestMismatch",
            "The value of a disclosed element is changed.",
            &|items| {
                for item in items {
                    let mut content = decode(&untagged(item)?)?;
                    if member(&mut content, "elementIdentifier")?.as_text() == Some("family_name") {
                        *member(&mut content, "elementValue")? = "SUZUKI".into();
                        *item = tagged(encode(&content)?);
                    }
                }
                Ok(())
            },
        )?,
        items(
            "element-encoded-anew",
            "DigestMismatch",
            "A disclosed element is encoded anew, with its members in another order: the content \
             is the same, the bytes are not those that the issuer signed.",
            &|items| {
                for item in items.iter_mut().take(1) {
                    let mut content = decode(&untagged(item)?)?;
                    map(&mut content)?.reverse();
                    *item = tagged(encode(&content)?);
                }
                Ok(())
            },
        )?,
        items(
            "element-of-another-credential",
            "DigestMismatch",
            "The elements come from another credential of the same batch: the values are the same, \
             the salts are not.",
            &|items| {
                items.clone_from(others);
                Ok(())
            },
        )?,
        kit.with(
            Case(
                "digest",
                "namespace-not-signed",
                "ElementNotSigned",
                "The elements stand in a namespace of which the issuer signed none.",
            ),
            moved.signed(kit.scene.device_key(0)?)?,
        )?,
        kit.broken(Case(
            "validity",
            "expired",
            "NotInTime",
            "The time is one second after validUntil.",
        ))
        .input("now", until.plus_seconds(1).to_string()),
        kit.broken(Case(
            "certificate",
            "another-root",
            "UntrustedRoot",
            "The reader trusts in another root of the same name.",
        ))
        .input("trust_anchors", json!([other.iaca().to_pem()])),
    ])
}
