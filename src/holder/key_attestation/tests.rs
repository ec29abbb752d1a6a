use serde_json::json;

use crate::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::holder::HolderError;
use crate::holder::jwt::tests::{by_software_key, context, encode, good, jwk, software_key};
use crate::holder::jwt::{self, ProofContext};
use crate::testing::SeededRandom;

use super::*;

fn provider() -> SoftwareKey {
    SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"provider")).unwrap()
}

/// Header and payload of a good attestation of the proof's key.
fn attestation() -> (Value, Value) {
    let now = context().now.unix();
    let key = software_key(SigningCurve::P256).public_key();
    let other = provider().public_key();
    (
        json!({"typ": "key-attestation+jwt", "alg": "ES256"}),
        json!({
            "iat": now - 60, "exp": now + 60, "nonce": context().nonce,
            "attested_keys": [jwk(&other), jwk(&key)],
            "key_storage": ["iso_18045_high"], "user_authentication": ["iso_18045_moderate"],
        }),
    )
}

fn signed(signer: &SoftwareKey, header: &Value, payload: &Value) -> String {
    let message = [header, payload].map(|part| encode(part.to_string().as_bytes()));
    let message = message.join(".");
    let signature = signer.sign(&[message.as_bytes()]).unwrap();
    format!("{message}.{}", encode(signature.as_bytes()))
}

/// A proof that carries it, checked by an issuer that trusts the provider.
fn verified(attestation: Option<&str>) -> Result<crate::holder::DeviceKey, HolderError> {
    let (mut header, payload) = good();
    if let Some(attestation) = attestation {
        header["key_attestation"] = json!(attestation);
    }
    let proof = by_software_key(
        SigningCurve::P256,
        &header.to_string(),
        &payload.to_string(),
    );
    let trusted: [PublicKey; 1] = [provider().public_key()];
    let expected = ProofContext {
        attested_by: &trusted,
        ..context()
    };
    jwt::verify(&proof, &expected)
}

#[test]
fn what_a_trusted_provider_attests_comes_with_the_key() {
    let (header, payload) = attestation();
    let key = verified(Some(&signed(&provider(), &header, &payload))).unwrap();
    let attestation = key.attestation().unwrap();
    assert_eq!(attestation.key_storage, ["iso_18045_high"]);
    assert_eq!(attestation.user_authentication, ["iso_18045_moderate"]);
    assert_eq!(attestation.expires, context().now.plus_seconds(60));
}

#[test]
fn levels_may_be_missing() {
    let (header, mut payload) = attestation();
    payload.as_object_mut().unwrap().remove("key_storage");
    let key = verified(Some(&signed(&provider(), &header, &payload))).unwrap();
    assert!(key.attestation().unwrap().key_storage.is_empty());
}

#[test]
fn an_attestation_that_nobody_asked_for_is_not_looked_at() {
    let (mut header, payload) = good();
    header["key_attestation"] = json!("not one");
    let proof = by_software_key(
        SigningCurve::P256,
        &header.to_string(),
        &payload.to_string(),
    );
    assert_eq!(jwt::verify(&proof, &context()).unwrap().attestation(), None);
}

/// Changes one member, or removes it.
fn set(map: &mut Value, name: &str, value: Option<Value>) {
    let map = map.as_object_mut().unwrap();
    match value {
        Some(value) => map.insert(name.to_owned(), value),
        None => map.remove(name),
    };
}

#[test]
fn an_attestation_with_one_fault_is_refused_for_it() {
    let now = context().now.unix();
    let none = None;
    let payload_faults = [
        ("iat", none.clone(), "holder.attestation"),
        ("exp", none.clone(), "holder.attestation"),
        ("exp", Some(json!(now)), "holder.attestation-expired"),
        ("iat", Some(json!(now + 61)), "holder.attestation-expired"),
        ("nonce", none.clone(), "holder.attestation-nonce"),
        (
            "nonce",
            Some(json!("fGFF7UkhLb")),
            "holder.attestation-nonce",
        ),
        ("attested_keys", none.clone(), "holder.attestation"),
        ("attested_keys", Some(json!([])), "holder.attestation-key"),
        (
            "attested_keys",
            Some(json!([jwk(&provider().public_key())])),
            "holder.attestation-key",
        ),
        ("key_storage", Some(json!("high")), "holder.attestation"),
        ("key_storage", Some(json!([1])), "holder.attestation"),
    ];
    for (name, value, code) in payload_faults {
        let (header, mut payload) = attestation();
        set(&mut payload, name, value.clone());
        let error = verified(Some(&signed(&provider(), &header, &payload))).unwrap_err();
        assert_eq!(error.code(), code, "{name} {value:?}");
    }
    let header_faults = [
        (
            "typ",
            Some(json!("keyattestation+jwt")),
            "holder.attestation",
        ),
        ("typ", none.clone(), "holder.attestation"),
        ("crit", Some(json!(["x"])), "holder.attestation"),
        ("alg", Some(json!("none")), "holder.attestation-signature"),
        ("alg", Some(json!("ES384")), "holder.attestation-signature"),
    ];
    for (name, value, code) in header_faults {
        let (mut header, payload) = attestation();
        set(&mut header, name, value.clone());
        let error = verified(Some(&signed(&provider(), &header, &payload))).unwrap_err();
        assert_eq!(error.code(), code, "{name} {value:?}");
    }
}

#[test]
fn an_attestation_that_is_missing_or_of_nobody_trusted_is_refused() {
    let (header, payload) = attestation();
    let own = signed(&software_key(SigningCurve::P256), &header, &payload);
    for (attestation, code) in [
        (None, "holder.attestation-missing"),
        (Some("a.b"), "holder.attestation"),
        (Some(own.as_str()), "holder.attestation-signature"),
    ] {
        assert_eq!(verified(attestation).unwrap_err().code(), code);
    }
}

#[test]
fn only_another_nonce_lets_the_wallet_try_again() {
    let again = HolderError::AttestationNonce.openid4vci_error();
    let not = HolderError::AttestationExpired.openid4vci_error();
    assert_eq!((again, not), ("invalid_nonce", "invalid_proof"));
}
