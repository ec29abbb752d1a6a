//! Bytes that are not strict CBOR, or not encoded where they have to be.

use ciborium::Value;

use super::super::draft::{array, decode, encode, map, member, replaced};
use super::{Case, Failure, Kit, Vector};

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let bytes = kit.bytes();
    let mut vectors = vec![
        kit.with(
            &Case(
                "decode",
                "trailing-byte",
                "TrailingData",
                "A byte follows the document.",
            ),
            &[bytes, &[0]].concat(),
        ),
        kit.with(
            &Case(
                "decode",
                "cut-short",
                "Truncated",
                "The last byte is missing.",
            ),
            bytes.split_last().ok_or("nothing there")?.1,
        ),
        kit.with(
            &Case("decode", "nothing", "Truncated", "There is no byte at all."),
            &[],
        ),
        kit.with(
            &Case(
                "decode",
                "indefinite-length-map",
                "IndefiniteLength",
                "The outer map has an indefinite length.",
            ),
            &[&[0xBF], bytes.get(1..).unwrap_or_default(), &[0xFF]].concat(),
        ),
        kit.with(
            &Case(
                "decode",
                "indefinite-length-array",
                "IndefiniteLength",
                "issuerAuth is an array of indefinite length.",
            ),
            &indefinite_auth(bytes)?,
        ),
        kit.with(
            &Case(
                "decode",
                "name-twice",
                "DuplicateKey",
                "The outer map has issuerAuth twice, with the same content.",
            ),
            &twice(bytes)?,
        ),
        kit.with(
            &Case(
                "decode",
                "long-form-of-a-length",
                "NotShortest",
                "The length of a header, 3, is written in two bytes.",
            ),
            &replaced(
                bytes,
                &[0x43, 0xA1, 0x01, 0x26],
                &[0x58, 3, 0xA1, 0x01, 0x26],
            )?,
        ),
        kit.with(
            &Case(
                "decode",
                "text-that-is-not-utf-8",
                "NotUtf8",
                "The name issuerAuth has a byte that is not UTF-8.",
            ),
            &replaced(bytes, b"issuerAuth", b"issuerAut\xFF")?,
        ),
    ];
    vectors.push(kit.changed(
        &Case(
            "decode",
            "name-twice-in-item",
            "DuplicateKey",
            "An item has elementValue twice, signed as it is.",
        ),
        |draft| {
            let members = map(draft.item("family_name")?)?;
            let last = members.last().ok_or("an empty item")?.clone();
            members.push(last);
            Ok(())
        },
    )?);
    vectors.push(kit.changed(
        &Case(
            "decode",
            "name-twice-in-security-object",
            "DuplicateKey",
            "The security object has docType twice, signed as it is.",
        ),
        |draft| {
            let doc_type = draft.mso(&["docType"])?.clone();
            map(&mut draft.mso)?.push(("docType".into(), doc_type));
            Ok(())
        },
    )?);
    vectors.push(kit.changed(
        &Case(
            "decode",
            "item-without-tag-24",
            "Tag24",
            "The items are bare byte strings; the digests are of tagged ones.",
        ),
        |draft| {
            draft.wrapped.0 = false;
            Ok(())
        },
    )?);
    vectors.push(kit.changed(
        &Case(
            "decode",
            "security-object-without-tag-24",
            "Tag24",
            "The payload is the bare security object, and signed so.",
        ),
        |draft| {
            draft.wrapped.1 = false;
            Ok(())
        },
    )?);
    vectors.push(kit.changed(
        &Case(
            "decode",
            "byte-after-security-object",
            "TrailingData",
            "A byte follows the security object within its byte string, and is signed.",
        ),
        |draft| {
            draft.encoded_mso = |bytes| [&bytes[..], &[0]].concat();
            Ok(())
        },
    )?);
    vectors.push(kit.changed(
        &Case(
            "decode",
            "indefinite-length-text-in-security-object",
            "IndefiniteLength",
            "The version of the security object is a text in pieces, signed as it is.",
        ),
        |draft| {
            draft.encoded_mso = |bytes| {
                let pieces = [0x7F, 0x61, b'1', 0x62, b'.', b'0', 0xFF];
                replaced(&bytes, b"\x631.0", &pieces).unwrap_or(bytes)
            };
            Ok(())
        },
    )?);
    Ok(vectors)
}

fn indefinite_auth(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut whole = decode(bytes)?;
    let auth = member(&mut whole, "issuerAuth")?.clone();
    let encoded = encode(&auth)?;
    let parts = encoded.get(1..).unwrap_or_default();
    replaced(bytes, &encoded, &[&[0x9F], parts, &[0xFF]].concat())
}

fn twice(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut whole = decode(bytes)?;
    let auth = member(&mut whole, "issuerAuth")?.clone();
    array(&mut auth.clone())?;
    map(&mut whole)?.push((Value::from("issuerAuth"), auth));
    encode(&whole)
}
