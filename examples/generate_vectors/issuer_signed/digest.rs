//! Elements that the issuer did not sign.

use ciborium::Value;

use super::super::draft::{Draft, encode, map, member};
use super::{Case, Failure, ISO, Kit, Vector};

type Change = fn(&mut Draft) -> Result<(), Failure>;

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let mut vectors = Vec::new();
    for (name, flag, comment, change) in ROWS {
        let case = Case("digest", name, flag, comment);
        let vector = kit.changed(&case, |draft| {
            draft.redigest = false;
            change(draft)
        })?;
        vectors.push(vector);
    }
    Ok(vectors)
}

const ROWS: &[(&str, &str, &str, Change)] = &[
    (
        "value-changed",
        "DigestMismatch",
        "The family name is another than the one that was signed.",
        |draft| {
            *member(draft.item("family_name")?, "elementValue")? = "OTHER".into();
            Ok(())
        },
    ),
    (
        "age-turned",
        "DigestMismatch",
        "A statement of an age was turned from false to true.",
        |draft| {
            let items = draft.items.iter_mut().flat_map(|(_, items)| items);
            for item in items {
                let value = member(item, "elementValue")?;
                if *value == Value::Bool(false) {
                    *value = Value::Bool(true);
                    return Ok(());
                }
            }
            Err("no statement is false".into())
        },
    ),
    (
        "identifier-changed",
        "DigestMismatch",
        "The names of two elements were exchanged.",
        |draft| {
            *member(draft.item("family_name")?, "elementIdentifier")? = "x".into();
            *member(draft.item("given_name")?, "elementIdentifier")? = "family_name".into();
            *member(draft.item("x")?, "elementIdentifier")? = "given_name".into();
            Ok(())
        },
    ),
    (
        "salt-changed",
        "DigestMismatch",
        "The salt of an item is another.",
        |draft| {
            *member(draft.item("family_name")?, "random")? = Value::Bytes(vec![7; 16]);
            Ok(())
        },
    ),
    (
        "digest-id-of-another",
        "DigestMismatch",
        "Two items have one digestID, which has the digest of the second.",
        |draft| {
            let id = member(draft.item("given_name")?, "digestID")?.clone();
            *member(draft.item("family_name")?, "digestID")? = id;
            Ok(())
        },
    ),
    (
        "encoded-anew",
        "DigestMismatch",
        "The members of an item stand in another order than when it was signed: who decodes and \
         encodes before hashing does not see it.",
        |draft| {
            map(draft.item("family_name")?)?.reverse();
            Ok(())
        },
    ),
    (
        "digest-id-not-signed",
        "ElementNotSigned",
        "An item has a digestID of which there is no digest.",
        |draft| {
            *member(draft.item("family_name")?, "digestID")? = 9_999.into();
            Ok(())
        },
    ),
    (
        "element-added",
        "ElementNotSigned",
        "An element was put to those that were signed.",
        |draft| {
            let mut item = draft.item("family_name")?.clone();
            *member(&mut item, "elementIdentifier")? = "age_over_99".into();
            *member(&mut item, "elementValue")? = true.into();
            *member(&mut item, "digestID")? = 9_999.into();
            let mut spaces = draft.items.iter_mut();
            let space = spaces.find(|(name, _)| name == ISO).ok_or("no namespace")?;
            space.1.push(item);
            Ok(())
        },
    ),
    (
        "namespace-not-signed",
        "ElementNotSigned",
        "A namespace has another name than the one that was signed.",
        |draft| {
            let first = draft.items.first_mut().ok_or("no namespace")?;
            first.0 = "org.example.other".to_owned();
            Ok(())
        },
    ),
    (
        "digest-of-untagged-bytes",
        "DigestInput",
        "The digests are of the items without tag 24 and its byte string.",
        |draft| digested(draft, |bytes| bytes.to_vec()),
    ),
    (
        "digest-of-bytes-without-tag",
        "DigestInput",
        "The digests are of the byte strings without tag 24.",
        |draft| {
            digested(draft, |bytes| {
                encode(&Value::Bytes(bytes.to_vec())).unwrap_or_default()
            })
        },
    ),
    (
        "another-digest-algorithm",
        "DigestAlgorithm",
        "digestAlgorithm is SHA-384, and the digests are of SHA-256.",
        |draft| {
            *draft.mso(&["digestAlgorithm"])? = "SHA-384".into();
            Ok(())
        },
    ),
    (
        "digest-algorithm-unknown",
        "DigestAlgorithm",
        "digestAlgorithm is SHA-1, which the standard does not have.",
        |draft| {
            *draft.mso(&["digestAlgorithm"])? = "SHA-1".into();
            Ok(())
        },
    ),
    (
        "digest-cut-short",
        "DigestAlgorithm",
        "A digest has only the first 16 bytes.",
        |draft| {
            let id = member(draft.item("family_name")?, "digestID")?.clone();
            let digests = map(draft.mso(&["valueDigests", ISO])?)?;
            for (other, digest) in digests {
                if *other == id {
                    digest.as_bytes_mut().ok_or("no bytes")?.truncate(16);
                }
            }
            Ok(())
        },
    ),
];

/// Digests over something else of each item.
fn digested(draft: &mut Draft, input: fn(&[u8]) -> Vec<u8>) -> Result<(), Failure> {
    use sha2::Digest;
    for (name, items) in &mut draft.items {
        for item in items {
            let digest = sha2::Sha256::digest(input(&encode(item)?)).to_vec();
            let id = member(item, "digestID")?.clone();
            let digests = map(member(member(&mut draft.mso, "valueDigests")?, name)?)?;
            let found = digests.iter_mut().find(|(other, _)| *other == id);
            found.ok_or("no digest")?.1 = Value::Bytes(digest);
        }
    }
    Ok(())
}
