//! CBOR that is not the structure of the standard.

use ciborium::Value;

use super::super::draft::{Draft, add, decode, encode, labelled, map, member, remove};
use super::{Case, Failure, ISO, Kit, Vector};

type Change = fn(&mut Draft) -> Result<(), Failure>;

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let mut vectors = Vec::new();
    for (name, flag, comment, change) in ITEMS.iter().chain(OBJECT).chain(KEY).chain(HEADERS) {
        vectors.push(kit.changed(&Case("structure", name, flag, comment), change)?);
    }
    for (name, date) in [
        ("date-with-fraction", "2026-11-24T09:00:00.000Z"),
        ("date-with-offset", "2026-11-24T09:00:00+00:00"),
        ("date-in-lower-case", "2026-11-24T09:00:00z"),
        ("date-that-does-not-exist", "2026-11-31T09:00:00Z"),
    ] {
        let comment = format!("`signed` is {date}.");
        let case = Case("structure", name, "DateForm", &comment);
        vectors.push(kit.changed(&case, |draft| {
            *draft.mso(&["validityInfo", "signed"])? = Value::Tag(0, Box::new(date.into()));
            Ok(())
        })?);
    }
    let bytes = kit.bytes();
    let mut whole = decode(bytes)?;
    remove(&mut whole, "issuerAuth")?;
    vectors.push(kit.with(
        &Case(
            "structure",
            "issuer-auth-missing",
            "MissingMember",
            "There is no issuerAuth.",
        ),
        &encode(&whole)?,
    ));
    Ok(vectors)
}

/// Name, flag, what was done, and how.
type Row = (&'static str, &'static str, &'static str, Change);

const ITEMS: &[Row] = &[
    (
        "digest-id-too-large",
        "DigestId",
        "An item's digestID is 2^31, signed as such.",
        |draft| {
            *member(draft.item("family_name")?, "digestID")? = (1_u64 << 31).into();
            Ok(())
        },
    ),
    (
        "digest-id-negative",
        "DigestId",
        "An item's digestID is -1, signed as such.",
        |draft| {
            *member(draft.item("family_name")?, "digestID")? = (-1).into();
            Ok(())
        },
    ),
    (
        "salt-too-short",
        "Salt",
        "An item's random has 15 bytes.",
        |draft| {
            *member(draft.item("family_name")?, "random")? = Value::Bytes(vec![7; 15]);
            Ok(())
        },
    ),
    (
        "element-twice",
        "ElementTwice",
        "One element stands twice in its namespace, under two digest ids, both signed.",
        |draft| {
            let mut item = draft.item("family_name")?.clone();
            *member(&mut item, "digestID")? = 999.into();
            items(draft)?.push(item);
            Ok(())
        },
    ),
    (
        "element-identifier-empty",
        "Name",
        "An element's identifier is empty.",
        |draft| {
            *member(draft.item("family_name")?, "elementIdentifier")? = "".into();
            Ok(())
        },
    ),
    (
        "element-identifier-missing",
        "MissingMember",
        "An item has no elementIdentifier.",
        |draft| remove(draft.item("family_name")?, "elementIdentifier"),
    ),
    (
        "element-value-missing",
        "MissingMember",
        "An item has no elementValue.",
        |draft| remove(draft.item("family_name")?, "elementValue"),
    ),
    (
        "namespace-without-items",
        "Empty",
        "A namespace has no item.",
        |draft| {
            items(draft)?.clear();
            Ok(())
        },
    ),
];

const OBJECT: &[Row] = &[
    (
        "version-of-another-major",
        "MajorVersion",
        "The version of the security object is 2.0.",
        |draft| set(draft, &["version"], "2.0".into()),
    ),
    (
        "digest-algorithm-missing",
        "MissingMember",
        "The security object has no digestAlgorithm.",
        |draft| {
            draft.redigest = false;
            remove(&mut draft.mso, "digestAlgorithm")
        },
    ),
    (
        "value-digests-missing",
        "MissingMember",
        "The security object has no valueDigests.",
        |draft| {
            draft.redigest = false;
            remove(&mut draft.mso, "valueDigests")
        },
    ),
    (
        "device-key-info-missing",
        "MissingMember",
        "The security object has no deviceKeyInfo: anybody could present the document.",
        |draft| remove(&mut draft.mso, "deviceKeyInfo"),
    ),
    (
        "doc-type-missing",
        "MissingMember",
        "The security object has no docType.",
        |draft| remove(&mut draft.mso, "docType"),
    ),
    (
        "validity-info-missing",
        "MissingMember",
        "The security object has no validityInfo: it would never end.",
        |draft| remove(&mut draft.mso, "validityInfo"),
    ),
    (
        "valid-until-missing",
        "MissingMember",
        "The security object has no validUntil: it would never end.",
        |draft| remove(draft.mso(&["validityInfo"])?, "validUntil"),
    ),
    (
        "date-without-tag",
        "DateForm",
        "`validUntil` is a text without tag 0.",
        |draft| {
            let Value::Tag(0, text) = draft.mso(&["validityInfo", "validUntil"])?.clone() else {
                return Err("no date".into());
            };
            set(draft, &["validityInfo", "validUntil"], *text)
        },
    ),
    (
        "date-in-seconds",
        "DateForm",
        "`validUntil` is a number of seconds in tag 1.",
        |draft| {
            let seconds = Value::Tag(1, Box::new(1_801_440_000.into()));
            set(draft, &["validityInfo", "validUntil"], seconds)
        },
    ),
    (
        "status-without-uri",
        "StatusReference",
        "The reference to a status list has no uri.",
        |draft| {
            let list = Value::Map(vec![("idx".into(), 1.into())]);
            add(
                &mut draft.mso,
                "status",
                Value::Map(vec![("status_list".into(), list)]),
            )
        },
    ),
    (
        "status-index-negative",
        "StatusReference",
        "The index in a status list is -1.",
        |draft| {
            let list = Value::Map(vec![
                ("idx".into(), (-1).into()),
                ("uri".into(), "https://mnid-mdoc.example/status/1".into()),
            ]);
            add(
                &mut draft.mso,
                "status",
                Value::Map(vec![("status_list".into(), list)]),
            )
        },
    ),
    (
        "key-authorizations-empty",
        "KeyAuthorizations",
        "keyAuthorizations is an empty map.",
        |draft| {
            let none = Value::Map(Vec::new());
            add(draft.mso(&["deviceKeyInfo"])?, "keyAuthorizations", none)
        },
    ),
    (
        "key-authorizations-twice",
        "KeyAuthorizations",
        "A namespace is authorised as a whole and in parts.",
        |draft| {
            let parts = Value::Map(vec![(ISO.into(), Value::Array(vec!["sex".into()]))]);
            let both = Value::Map(vec![
                ("nameSpaces".into(), Value::Array(vec![ISO.into()])),
                ("dataElements".into(), parts),
            ]);
            add(draft.mso(&["deviceKeyInfo"])?, "keyAuthorizations", both)
        },
    ),
];

const KEY: &[Row] = &[
    (
        "device-key-off-the-curve",
        "DeviceKeyForm",
        "The point of the device key is not on its curve.",
        |draft| {
            *labelled(draft.device_key()?, -3)? = Value::Bytes(vec![7; 32]);
            Ok(())
        },
    ),
    (
        "device-key-coordinate-short",
        "DeviceKeyForm",
        "x of the device key has 31 bytes.",
        |draft| {
            let x = labelled(draft.device_key()?, -2)?;
            x.as_bytes_mut().ok_or("no bytes")?.pop();
            Ok(())
        },
    ),
    (
        "device-key-compressed",
        "DeviceKeyForm",
        "y of the device key is a sign instead of its bytes.",
        |draft| {
            *labelled(draft.device_key()?, -3)? = true.into();
            Ok(())
        },
    ),
    (
        "device-key-private",
        "PrivateKey",
        "The device key has its private part: everybody who sees the document can present it.",
        |draft| {
            draft
                .device_key()?
                .push(((-4).into(), Value::Bytes(vec![7; 32])));
            Ok(())
        },
    ),
    (
        "device-key-on-unknown-curve",
        "DeviceKeyForm",
        "The device key is on a curve of number 99.",
        |draft| {
            *labelled(draft.device_key()?, -1)? = 99.into();
            Ok(())
        },
    ),
    (
        "device-key-without-curve",
        "DeviceKeyForm",
        "The device key names no curve.",
        |draft| {
            draft
                .device_key()?
                .retain(|(label, _)| *label != Value::from(-1));
            Ok(())
        },
    ),
];

const HEADERS: &[Row] = &[
    (
        "algorithm-missing",
        "AlgorithmHeader",
        "Neither header has alg.",
        |draft| {
            draft.protected = Vec::new();
            Ok(())
        },
    ),
    (
        "algorithm-unprotected",
        "AlgorithmHeader",
        "alg stands in the unprotected header alone, where anybody can change it.",
        |draft| {
            draft.protected = Vec::new();
            map(&mut draft.unprotected)?.push((1.into(), (-7).into()));
            Ok(())
        },
    ),
    (
        "algorithm-in-both-headers",
        "AlgorithmHeader",
        "alg stands in both headers.",
        |draft| {
            map(&mut draft.unprotected)?.push((1.into(), (-7).into()));
            Ok(())
        },
    ),
    (
        "critical-header",
        "CriticalHeader",
        "The protected header has a critical parameter that nobody knows.",
        |draft| {
            draft.protected = encode(&Value::Map(vec![
                (1.into(), (-7).into()),
                (2.into(), Value::Array(vec![9_999.into()])),
                (9_999.into(), 1.into()),
            ]))?;
            Ok(())
        },
    ),
    ("chain-missing", "Chain", "There is no x5chain.", |draft| {
        map(&mut draft.unprotected)?.clear();
        Ok(())
    }),
    (
        "chain-array-of-one",
        "Chain",
        "x5chain is an array of one certificate instead of the certificate.",
        |draft| {
            let certificate = draft.x5chain()?.clone();
            *draft.x5chain()? = Value::Array(vec![certificate]);
            Ok(())
        },
    ),
    (
        "tag-18",
        "Tag18",
        "issuerAuth has the tag 18 of a COSE_Sign1, which the standard leaves out. A reader may \
         be told to take it.",
        |draft| {
            draft.tagged = true;
            Ok(())
        },
    ),
    (
        "kid-is-text",
        "HeaderForm",
        "kid is a text; it has to be a byte string.",
        |draft| {
            map(&mut draft.unprotected)?.push((4.into(), "key-1".into()));
            Ok(())
        },
    ),
];

/// The items of the namespace of the standard.
fn items(draft: &mut Draft) -> Result<&mut Vec<Value>, Failure> {
    let mut namespaces = draft.items.iter_mut();
    let found = namespaces.find(|(name, _)| name == ISO);
    Ok(&mut found.ok_or("no such namespace")?.1)
}

fn set(draft: &mut Draft, path: &[&str], value: Value) -> Result<(), Failure> {
    *draft.mso(path)? = value;
    Ok(())
}
