use serde_json::json;

use super::*;
use crate::crypto::OsRandom;
use crate::error::Coded;
use crate::holder::jwt::tests::{by_software_key, context, good};
use crate::testing::SoftwareWallet;

/// Proofs of so many keys.
fn wallet(count: usize) -> Vec<String> {
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(count, &mut OsRandom).unwrap();
    let context = context();
    wallet
        .proofs(context.issuer, context.nonce, context.now)
        .unwrap()
}

fn outcome(proofs: &str, batch_size: usize) -> Result<usize, (&'static str, &'static str)> {
    match verify(proofs, batch_size, &context()) {
        Ok(keys) => Ok(keys.len()),
        Err(error) => Err((error.code(), error.openid4vci_error())),
    }
}

#[test]
fn as_many_proofs_as_are_offered_prove_a_key_each() {
    let proofs = json!({ "jwt": wallet(3) }).to_string();
    assert_eq!(outcome(&proofs, 3), Ok(3));
    let request = "invalid_credential_request";
    assert_eq!(outcome(&proofs, 2), Err(("holder.batch-size", request)));
}

#[test]
fn a_key_proven_twice_is_refused() {
    let (header, payload) = good();
    let by = |payload: &Value| {
        by_software_key(
            crate::crypto::SigningCurve::P256,
            &header.to_string(),
            &payload.to_string(),
        )
    };
    let mut earlier = payload.clone();
    earlier["iat"] = json!(context().now.unix() - 1);
    let proofs = json!({ "jwt": [by(&payload), by(&earlier)] }).to_string();
    let refused = Err(("holder.key-twice", "invalid_proof"));
    assert_eq!(outcome(&proofs, 2), refused);
}

#[test]
fn anything_but_one_array_of_jwt_proofs_is_no_proofs_object() {
    let proof = &wallet(1)[0];
    for proofs in [
        json!({}),
        json!({ "jwt": [] }),
        json!({ "jwt": proof }),
        json!({ "jwt": [1] }),
        json!({ "attestation": [proof] }),
        json!({ "jwt": [proof], "attestation": [proof] }),
        json!([proof]),
    ] {
        let refused = Err(("holder.proofs", "invalid_credential_request"));
        assert_eq!(outcome(&proofs.to_string(), 2), refused, "{proofs}");
    }
    let twice = format!(r#"{{"jwt": [{proof:?}], "jwt": [{proof:?}]}}"#);
    assert_eq!(outcome(&twice, 2).unwrap_err().0, "holder.proofs");
}

#[test]
fn one_bad_proof_refuses_the_request() {
    let mut proofs = wallet(2);
    proofs[1].pop();
    let proofs = json!({ "jwt": proofs }).to_string();
    assert_eq!(outcome(&proofs, 2).unwrap_err().1, "invalid_proof");
}

#[test]
fn an_object_that_is_too_large_is_not_read() {
    let large = " ".repeat(2 * crate::limits::PROOF);
    assert_eq!(outcome(&large, 1).unwrap_err().0, "holder.too-large");
}
