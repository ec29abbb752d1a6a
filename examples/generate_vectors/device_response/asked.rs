//! Presentations with what a reader asks beyond them: lists, and a profile. Document and list are
//! those of vectors of the kind `issuer-signed`.

use super::super::draft::encode;
use super::super::issuer_signed::MDL;
use super::presentation::{Presentation, response};
use super::{FEW, Failure, Kit, Vector, hex, valid};

/// A good vector of what the issuer signed, and one that is refused for what the reader asks.
struct Pair {
    valid: &'static str,
    invalid: &'static str,
    stage: &'static str,
    feature: &'static str,
    /// Of both.
    flags: [&'static str; 2],
    comments: [&'static str; 2],
}

const PAIRS: &[Pair] = &[
    Pair {
        valid: "not-revoked-in-status-list",
        invalid: "revoked-in-status-list",
        stage: "status",
        feature: "status-list",
        flags: ["StatusList", "DocumentRevoked"],
        comments: [
            "The reader has the status list to which the document refers: it is not revoked.",
            "The status list to which the presented document refers says that it is revoked.",
        ],
    },
    Pair {
        valid: "not-revoked-in-identifier-list",
        invalid: "revoked-in-identifier-list",
        stage: "status",
        feature: "identifier-list",
        flags: ["IdentifierList", "DocumentRevoked"],
        comments: [
            "The reader has the identifier list to which the document refers: it is not revoked.",
            "The identifier list to which the presented document refers has it.",
        ],
    },
    Pair {
        valid: "signer-not-revoked",
        invalid: "signer-revoked",
        stage: "status",
        feature: "crl",
        flags: ["Revocation", "Revocation"],
        comments: [
            "The reader has the root's revocation list: the document signer is not in it.",
            "The root's revocation list has the document signer of the presented document.",
        ],
    },
    Pair {
        valid: "trusted-by-vical",
        invalid: "vical-of-another-document-type",
        stage: "certificate",
        feature: "vical",
        flags: ["Vical", "Vical"],
        comments: [
            "The reader trusts in no root itself; a list of roots has the document's.",
            "The list of roots has the document's root for documents of another type only.",
        ],
    },
    Pair {
        valid: "profile-default",
        invalid: "date-without-tag-1004",
        stage: "policy",
        feature: "profile",
        flags: ["Profile", "ProfileElement"],
        comments: [
            "Few elements of a document that keeps every rule of the profile: what is not \
             disclosed is not missing.",
            "The presented birth_date is a text without tag 1004.",
        ],
    },
];

/// What the reader has beside the response.
const ASKED: &[&str] = &[
    "trust_anchors",
    "vical",
    "vical_trust_anchors",
    "crl",
    "status_token",
    "profile",
];

pub(super) fn cases(kit: &Kit<'_>, issued: &[Vector]) -> Result<Vec<Vector>, Failure> {
    let mut vectors = Vec::new();
    for pair in PAIRS {
        let [good, broken] =
            [("valid", pair.valid), ("invalid", pair.invalid)].map(|(result, name)| {
                let id = format!("issuer-signed/{result}/{name}");
                let found = issued.iter().find(|vector| vector.id == id);
                found.ok_or(format!("no vector {id}"))
            });
        let (good, broken) = (good?, broken?);
        let response = presented(kit, good)?;
        let ([flag, refused_flag], [comment, refused_comment]) = (pair.flags, pair.comments);
        let transcript = &kit.transcript;
        let vector = valid(kit.scene, pair.valid, flag, comment, transcript, &response)?;
        let vector = with_asked(vector.feature(pair.feature), good);
        let (name, stage) = (pair.invalid, pair.stage);
        let refused = Vector::invalid(&vector, name, stage, refused_flag, refused_comment)
            .input("device_response", hex(&encode(&presented(kit, broken)?)?));
        vectors.extend([with_asked(refused, broken), vector]);
    }
    Ok(vectors)
}

/// Few elements of the vector's document.
fn presented(kit: &Kit<'_>, issued: &Vector) -> Result<ciborium::Value, Failure> {
    let document = issued.input.get("issuer_signed");
    let document = document.and_then(serde_json::Value::as_str);
    let document = unhex(document.ok_or("no document")?)?;
    let document = Presentation::of(MDL, &document, &kit.transcript)?.disclosing(FEW)?;
    Ok(response(vec![document.signed(kit.scene.device_key(0)?)?]))
}

fn with_asked(vector: Vector, issued: &Vector) -> Vector {
    ASKED
        .iter()
        .fold(vector, |vector, name| match issued.input.get(*name) {
            Some(value) => vector.input(name, value.clone()),
            None => vector,
        })
}

fn unhex(text: &str) -> Result<Vec<u8>, Failure> {
    let pairs = text.as_bytes().chunks(2);
    let bytes = pairs.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?));
    bytes.collect()
}
