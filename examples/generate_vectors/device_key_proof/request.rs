//! The proofs of a request together.

use mnid_mdoc::crypto::Signer;
use serde_json::json;

use super::super::scene::Scene;
use super::{Made, invalid, object, proof_of, valid};

pub(super) fn cases(scene: &Scene) -> Made {
    let (mut proofs, mut keys) = (Vec::new(), Vec::new());
    for position in 0..3 {
        let key = scene.device_key(position)?;
        proofs.push(proof_of(key).sign(key)?);
        keys.push(key.public_key());
    }
    let [first, second, third] = proofs.as_slice() else {
        return Err("not three proofs".into());
    };
    let base = valid(
        "batch-of-three",
        "ProofBatch",
        "Three proofs of three keys, with one nonce.",
        &proofs,
        &keys,
    );
    let case = |name, stage, flag, comment, proofs: String| {
        invalid(&base, [name, stage, flag], comment, proofs)
    };
    let form = "ProofsForm";
    let twice = [first.clone(), second.clone(), first.clone()];
    let too_many = case(
        "more-than-the-batch",
        "structure",
        "ProofBatchSize",
        "Three proofs, where the issuer's metadata offer two at once.",
        object(&proofs),
    );
    Ok(vec![
        case(
            "one-key-twice",
            "binding",
            "ProofKeyTwice",
            "The first and the third proof are of one key.",
            object(&twice),
        ),
        too_many.input("batch_size", 2),
        case(
            "no-proofs",
            "structure",
            form,
            "An empty array.",
            object(&[]),
        ),
        case(
            "two-proof-types",
            "structure",
            form,
            "Proofs of two types; there may be one.",
            json!({"jwt": proofs, "attestation": [first]}).to_string(),
        ),
        case(
            "unknown-proof-type",
            "structure",
            form,
            "Proofs of a type that nobody knows.",
            json!({"another": proofs}).to_string(),
        ),
        case(
            "one-proof-without-array",
            "structure",
            form,
            "A proof where an array of proofs has to be, as drafts had it.",
            json!({ "jwt": first }).to_string(),
        ),
        case(
            "proofs-no-json",
            "decode",
            form,
            "The last brace is missing.",
            format!(r#"{{"jwt": ["{first}", "{second}", "{third}"]"#),
        ),
        base,
    ])
}
