//! One proof.

use base64ct::{Base64Url, Encoding};
use mnid_mdoc::crypto::{Signer, SigningCurve, SoftwareKey};
use serde_json::json;

use super::super::Failure;
use super::super::scene::{Scene, random};
use super::super::vector::Vector;
use super::{AT, Fault, ISSUER, Made, NONCE};
use super::{invalid, is_object, jwt, object, proof_of, valid};

pub(super) fn cases(scene: &Scene) -> Made {
    let key = scene.device_key(0)?;
    let good = proof_of(key);
    let flag = "Proof";
    let base = valid(
        "one-proof",
        flag,
        "One proof, by the key in its header.",
        &[good.sign(key)?],
        &[key.public_key()],
    );
    let mut vectors = vec![base.clone(), on_p384()?];
    for (name, comment, seconds) in [
        ("made-five-minutes-ago", "The wallet took its time.", -300),
        (
            "clock-a-minute-fast",
            "The wallet's clock is a minute ahead of the issuer's.",
            60,
        ),
    ] {
        let mut proof = good.clone();
        is_object(&mut proof.payload)?.insert("iat".to_owned(), json!(AT + seconds));
        let proofs = [proof.sign(key)?];
        vectors.push(valid(name, flag, comment, &proofs, &[key.public_key()]));
    }
    for fault in FAULTS {
        let mut proof = good.clone();
        (fault.change)(&mut proof)?;
        let proofs = object(&[proof.sign(key)?]);
        vectors.push(invalid(&base, fault.told, fault.comment, proofs));
    }
    vectors.extend(encodings(&base, key)?);
    let foreign = scene.device_key(1)?;
    vectors.push(invalid(
        &base,
        ["signed-by-another-key", "signature", "ProofSignature"],
        "Another key signed than the one in the header.",
        object(&[good.sign(foreign)?]),
    ));
    let used = invalid(
        &base,
        ["nonce-used-before", "binding", "NonceUsedTwice"],
        "The nonce is in `used_nonces`: it served for another request already.",
        object(&[good.sign(key)?]),
    );
    vectors.push(used.input("used_nonces", json!([NONCE])));
    Ok(vectors)
}

fn on_p384() -> Result<Vector, Failure> {
    let key = SoftwareKey::generate(SigningCurve::P384, &mut random("device key on P-384"))?;
    let mut proof = proof_of(&key);
    is_object(&mut proof.header)?.insert("alg".to_owned(), json!("ES384"));
    let vector = valid(
        "key-on-p-384",
        "Proof",
        "The key is on P-384: ES384.",
        &[proof.sign(&key)?],
        &[key.public_key()],
    );
    Ok(vector.feature("es384"))
}

/// What no change of a member makes.
fn encodings(base: &Vector, key: &SoftwareKey) -> Made {
    let good = proof_of(key);
    let signed = good.sign(key)?;
    let (message, _) = signed.rsplit_once('.').ok_or("no signature")?;
    let encoding = "ProofEncoding";
    Ok(vec![
        invalid(
            base,
            ["payload-padded", "decode", encoding],
            "The payload is base64url with padding; it is signed as it is sent.",
            object(&[good.sign_in(key, |bytes| {
                // Three more bytes do not change what it says, and have to be padded.
                let more = 4 - bytes.len() % 3;
                Base64Url::encode_string(&[bytes, &vec![b' '; more]].concat())
            })?]),
        ),
        invalid(
            base,
            ["payload-no-json", "decode", encoding],
            "The payload is a word, no JSON object.",
            object(&[good.sign_in(key, |_| jwt::encode(b"payload"))?]),
        ),
        invalid(
            base,
            ["payload-member-twice", "decode", encoding],
            "The payload has `nonce` twice: readers disagree on which one counts.",
            object(&[good.sign_in(key, |bytes| {
                let text = String::from_utf8_lossy(bytes);
                let twice = text.replacen('{', r#"{"nonce":"another","#, 1);
                jwt::encode(twice.as_bytes())
            })?]),
        ),
        invalid(
            base,
            ["signature-left-away", "decode", encoding],
            "Two parts instead of three.",
            object(&[message.to_owned()]),
        ),
    ])
}

const FAULTS: &[Fault] = &[
    Fault {
        told: ["algorithm-none", "structure", "ProofAlgorithm"],
        comment: "`alg` is none, and the signature is empty.",
        change: |proof| {
            proof.signature = |_| Vec::new();
            set_header(proof, "alg", json!("none"))
        },
    },
    Fault {
        told: ["algorithm-hs256", "structure", "ProofAlgorithm"],
        comment: "`alg` is HS256: the public key would be the secret.",
        change: |proof| set_header(proof, "alg", json!("HS256")),
    },
    Fault {
        told: ["algorithm-of-another-curve", "structure", "ProofAlgorithm"],
        comment: "`alg` is ES384, the key on P-256.",
        change: |proof| set_header(proof, "alg", json!("ES384")),
    },
    Fault {
        told: ["private-key", "structure", "ProofPrivateKey"],
        comment: "The header's jwk has the private key, `d`.",
        change: |proof| set_in_jwk(proof, "d", json!(jwt::encode(&[7; 32]))),
    },
    Fault {
        told: ["key-off-the-curve", "structure", "ProofKey"],
        comment: "The point of the header's jwk is not on its curve.",
        change: |proof| set_in_jwk(proof, "y", json!(jwt::encode(&[7; 32]))),
    },
    Fault {
        told: ["key-with-short-x", "structure", "ProofKey"],
        comment: "`x` of the header's jwk has 31 bytes.",
        change: |proof| set_in_jwk(proof, "x", json!(jwt::encode(&[7; 31]))),
    },
    Fault {
        told: ["jwk-and-kid", "structure", "ProofKeyReference"],
        comment: "The header names the key by `jwk` and by `kid`.",
        change: |proof| set_header(proof, "kid", json!("did:example:123#1")),
    },
    Fault {
        told: ["jwk-and-x5c", "structure", "ProofKeyReference"],
        comment: "The header names the key by `jwk` and by `x5c`.",
        change: |proof| set_header(proof, "x5c", json!(["MIIB"])),
    },
    Fault {
        told: ["no-key", "structure", "ProofKeyReference"],
        comment: "The header names no key.",
        change: |proof| {
            is_object(&mut proof.header)?.remove("jwk");
            Ok(())
        },
    },
    Fault {
        told: ["type-jwt", "structure", "ProofType"],
        comment: "`typ` is JWT.",
        change: |proof| set_header(proof, "typ", json!("JWT")),
    },
    Fault {
        told: ["critical-header", "structure", "ProofHeader"],
        comment: "`crit` names a parameter that nobody knows.",
        change: |proof| {
            set_header(proof, "x", json!(1))?;
            set_header(proof, "crit", json!(["x"]))
        },
    },
    Fault {
        told: ["issued-at-missing", "structure", "ProofClaim"],
        comment: "No `iat`.",
        change: |proof| {
            is_object(&mut proof.payload)?.remove("iat");
            Ok(())
        },
    },
    Fault {
        told: ["issued-at-as-text", "structure", "ProofClaim"],
        comment: "`iat` is a text.",
        change: |proof| set(proof, "iat", json!(AT.to_string())),
    },
    Fault {
        told: ["signature-in-der", "signature", "ProofSignature"],
        comment: "The signature is the DER of r and s, not both in 32 bytes.",
        change: |proof| {
            proof.signature = |raw| match p256::ecdsa::Signature::from_slice(&raw) {
                Ok(signature) => signature.to_der().as_bytes().to_vec(),
                Err(_) => Vec::new(),
            };
            Ok(())
        },
    },
    Fault {
        told: ["signature-bit-flipped", "signature", "ProofSignature"],
        comment: "One bit of the signature is another.",
        change: |proof| {
            proof.signature = |mut raw| {
                if let Some(byte) = raw.get_mut(40) {
                    *byte ^= 1;
                }
                raw
            };
            Ok(())
        },
    },
    Fault {
        told: ["made-yesterday", "validity", "ProofTime"],
        comment: "`iat` is yesterday.",
        change: |proof| set(proof, "iat", json!(AT - 86_400)),
    },
    Fault {
        told: ["made-tomorrow", "validity", "ProofTime"],
        comment: "`iat` is tomorrow.",
        change: |proof| set(proof, "iat", json!(AT + 86_400)),
    },
    Fault {
        told: ["expired", "validity", "ProofTime"],
        comment: "`exp`, which is optional, was a second ago.",
        change: |proof| set(proof, "exp", json!(AT - 1)),
    },
    Fault {
        told: ["audience-with-slash", "binding", "ProofAudience"],
        comment: "`aud` is the issuer's identifier with a slash more.",
        change: |proof| set(proof, "aud", json!(format!("{ISSUER}/"))),
    },
    Fault {
        told: ["audience-of-another", "binding", "ProofAudience"],
        comment: "`aud` is another issuer: its proof is replayed here.",
        change: |proof| set(proof, "aud", json!("https://another.example")),
    },
    Fault {
        told: ["audience-missing", "binding", "ProofAudience"],
        comment: "No `aud`.",
        change: |proof| {
            is_object(&mut proof.payload)?.remove("aud");
            Ok(())
        },
    },
    Fault {
        told: ["nonce-of-another-request", "binding", "ProofNonce"],
        comment: "`nonce` is another than the issuer gave.",
        change: |proof| set(proof, "nonce", json!("YW5vdGhlcg")),
    },
    Fault {
        told: ["nonce-missing", "binding", "ProofNonce"],
        comment: "No `nonce`.",
        change: |proof| {
            is_object(&mut proof.payload)?.remove("nonce");
            Ok(())
        },
    },
];

fn set_header(proof: &mut jwt::Jwt, name: &str, value: serde_json::Value) -> Result<(), Failure> {
    is_object(&mut proof.header)?.insert(name.to_owned(), value);
    Ok(())
}

fn set_in_jwk(proof: &mut jwt::Jwt, name: &str, value: serde_json::Value) -> Result<(), Failure> {
    let jwk = is_object(&mut proof.header)?
        .get_mut("jwk")
        .ok_or("no jwk")?;
    is_object(jwk)?.insert(name.to_owned(), value);
    Ok(())
}

fn set(proof: &mut jwt::Jwt, name: &str, value: serde_json::Value) -> Result<(), Failure> {
    is_object(&mut proof.payload)?.insert(name.to_owned(), value);
    Ok(())
}
