//! The example `verify` on every vector of a document.

use std::fs;
use std::path::Path;

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use serde_json::Value;

use crate::{printed, run, scratch, status};

#[test]
fn verify_gives_the_verdict_and_the_stage_of_every_vector() {
    let folder = scratch("vectors");
    let mut wrong = Vec::new();
    let mut judged = 0;
    for kind in ["issuer-signed", "device-response"] {
        for side in ["valid", "invalid"] {
            let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors");
            for file in fs::read_dir(vectors.join(kind).join(side)).unwrap() {
                let vector = fs::read(file.unwrap().path()).unwrap();
                let vector: Value = serde_json::from_slice(&vector).unwrap();
                judged += 1;
                wrong.extend(judge(&vector, &folder));
            }
        }
    }
    assert!(judged > 200, "{judged}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What `verify` said instead of what the vector expects.
fn judge(vector: &Value, folder: &Path) -> Option<String> {
    let input = vector["input"].as_object().unwrap();
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let write = |name: &str, content: &[u8]| {
        let file = folder.join(name);
        fs::write(&file, content).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let bytes = |name: &str| text(name).map(|digits| write(name, &unhex(digits)));
    let roots = |name: &str| {
        let roots = input.get(name)?.as_array()?.iter();
        let roots: Vec<_> = roots.map(|root| root.as_str().unwrap()).collect();
        (!roots.is_empty()).then(|| write(name, roots.concat().as_bytes()))
    };
    let document = bytes("issuer_signed").or_else(|| bytes("device_response"));
    let mut words = vec![document.unwrap()];
    let options = [
        ("--iaca", roots("trust_anchors")),
        ("--now", text("now").map(str::to_owned)),
        ("--doc-type", text("doc_type").map(str::to_owned)),
        ("--profile", text("profile").map(str::to_owned)),
        ("--transcript", bytes("session_transcript")),
        ("--crl", bytes("crl")),
        ("--vical", bytes("vical")),
        ("--vical-root", roots("vical_trust_anchors")),
        ("--status-token", bytes("status_token")),
        (
            "--reader-key",
            input
                .get("reader_key")
                .map(|jwk| write("reader.pem", pem(jwk).as_bytes())),
        ),
    ];
    for (name, value) in options {
        words.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
    }
    let output = run("verify", &words);
    let said = printed(&output);
    if vector["id"] == OF_ANOTHER_KEY {
        return (status(&output) != 0).then(|| format!("{OF_ANOTHER_KEY}: {said}"));
    }
    if vector["id"] == EITHER {
        return (status(&output) != 0).then(|| format!("{EITHER}: {said}"));
    }
    let as_expected = match vector.get("stage").and_then(Value::as_str) {
        None => status(&output) == 0 && said.lines().all(|line| line.starts_with("valid ")),
        // A revocation list that is not current is no list at all, which is wrong use.
        Some("status") if input.contains_key("crl") && status(&output) == 2 => true,
        Some(stage) => status(&output) == 1 && said.contains(&format!("invalid {stage} ")),
    };
    (!as_expected).then(|| format!("{}: {} {said}", vector["id"], status(&output)))
}

/// The reader's private key in the form that the example takes.
fn pem(jwk: &Value) -> String {
    let secret = Base64UrlUnpadded::decode_vec(jwk["d"].as_str().unwrap()).unwrap();
    let pem = match jwk["crv"].as_str().unwrap() {
        "P-256" => p256::SecretKey::from_slice(&secret)
            .unwrap()
            .to_pkcs8_pem(LineEnding::LF),
        _ => p384::SecretKey::from_slice(&secret)
            .unwrap()
            .to_pkcs8_pem(LineEnding::LF),
    };
    pem.unwrap().to_string()
}

pub(crate) fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// For which key a document was asked for, a reader does not know.
const OF_ANOTHER_KEY: &str = "issuer-signed/invalid/another-device-key";
/// A good `IssuerSigned` where a response is asked for: the example takes either.
const EITHER: &str = "device-response/invalid/credential-instead-of-response";
