use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::Signer as _;
use serde_json::json;

use super::*;
use crate::crypto::{Curve, Signer, SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::testing::SeededRandom;

const ISSUER: &str = "https://issuer.example";
const NONCE: &str = "fGFF7UkhLa";
const NOW: &str = "2026-06-01T00:00:00Z";

pub(in crate::holder) fn context() -> ProofContext<'static> {
    ProofContext {
        issuer: ISSUER,
        nonce: NONCE,
        now: Timestamp::parse(NOW).unwrap(),
        dpop_key: None,
        attested_by: &[],
    }
}

pub(in crate::holder) fn software_key(curve: SigningCurve) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(b"device")).unwrap()
}

pub(in crate::holder) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

pub(in crate::holder) fn jwk(key: &PublicKey) -> Value {
    let (x, y) = key.coordinates();
    match key.curve() {
        Curve::P256 => {
            json!({"kty": "EC", "crv": "P-256", "x": encode(&x), "y": encode(&y)})
        }
        Curve::P384 => {
            json!({"kty": "EC", "crv": "P-384", "x": encode(&x), "y": encode(&y)})
        }
        Curve::Ed25519 => json!({"kty": "OKP", "crv": "Ed25519", "x": encode(&x)}),
    }
}

/// Header and payload of a good proof by the key on P-256.
pub(in crate::holder) fn good() -> (Value, Value) {
    let key = software_key(SigningCurve::P256).public_key();
    (
        json!({"typ": "openid4vci-proof+jwt", "alg": "ES256", "jwk": jwk(&key)}),
        json!({"aud": ISSUER, "iat": context().now.unix(), "nonce": NONCE}),
    )
}

fn signed(header: &str, payload: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!(
        "{}.{}",
        encode(header.as_bytes()),
        encode(payload.as_bytes())
    );
    let signature = sign(message.as_bytes());
    format!("{message}.{}", encode(&signature))
}

pub(in crate::holder) fn by_software_key(
    curve: SigningCurve,
    header: &str,
    payload: &str,
) -> String {
    signed(header, payload, |message| {
        let signature = software_key(curve).sign(&[message]).unwrap();
        signature.as_bytes().to_vec()
    })
}

fn code(proof: &str) -> &'static str {
    match verify(proof, &context()) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
}

fn code_of(header: &Value, payload: &Value) -> &'static str {
    code(&by_software_key(
        SigningCurve::P256,
        &header.to_string(),
        &payload.to_string(),
    ))
}

#[test]
fn a_proof_by_each_kind_of_key_proves_that_key() {
    for (curve, alg) in [(SigningCurve::P256, "ES256"), (SigningCurve::P384, "ES384")] {
        let key = software_key(curve).public_key();
        let (mut header, payload) = good();
        header["alg"] = json!(alg);
        header["jwk"] = jwk(&key);
        let proof = by_software_key(curve, &header.to_string(), &payload.to_string());
        assert_eq!(verify(&proof, &context()).unwrap().public_key(), &key);
    }
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let public = secret.verifying_key();
    let key = PublicKey::from_coordinates(Curve::Ed25519, public.as_bytes(), &[]).unwrap();
    let (mut header, payload) = good();
    header["alg"] = json!("EdDSA");
    header["jwk"] = jwk(&key);
    let proof = signed(&header.to_string(), &payload.to_string(), |message| {
        secret.sign(message).to_bytes().to_vec()
    });
    assert_eq!(verify(&proof, &context()).unwrap().public_key(), &key);
}

#[test]
fn the_key_carries_the_dpop_key_of_its_request() {
    let (header, payload) = good();
    let proof = by_software_key(
        SigningCurve::P256,
        &header.to_string(),
        &payload.to_string(),
    );
    let dpop_key = Thumbprint::from_bytes([9; 32]);
    let mut context = context();
    assert_eq!(verify(&proof, &context).unwrap().dpop_key(), None);
    context.dpop_key = Some(dpop_key);
    assert_eq!(verify(&proof, &context).unwrap().dpop_key(), Some(dpop_key));
}

#[test]
fn a_header_with_one_fault_is_refused() {
    let other = jwk(&software_key(SigningCurve::P384).public_key());
    let cases: [(&str, &str, Value); 14] = [
        ("typ", "holder.type", json!("JWT")),
        ("typ", "holder.type", Value::Null),
        ("alg", "holder.algorithm", json!("none")),
        ("alg", "holder.algorithm", json!("HS256")),
        ("alg", "holder.algorithm", json!("ES384")),
        ("alg", "holder.algorithm", json!("es256")),
        ("crit", "holder.critical", json!(["exp"])),
        ("crit", "holder.critical", Value::Null),
        ("kid", "holder.key-reference", json!("1")),
        ("x5c", "holder.key-reference", json!([])),
        ("trust_chain", "holder.key-reference", json!([])),
        ("jwk", "holder.key-reference", Value::Null),
        ("jwk", "holder.algorithm", other),
        (
            "jwk",
            "holder.algorithm",
            json!({"kty": "oct", "crv": "P-256"}),
        ),
    ];
    for (name, expected, value) in cases {
        let (mut header, payload) = good();
        header[name] = value;
        assert_eq!(code_of(&header, &payload), expected, "{header}");
    }
}

#[test]
fn a_key_with_one_fault_is_refused() {
    let zero = encode(&[0; 32]);
    let cases: [(&str, &str, Value); 8] = [
        ("d", "holder.private-key", json!(zero)),
        ("k", "holder.private-key", json!(zero)),
        ("x", "holder.malformed", Value::Null),
        ("x", "holder.malformed", json!("AAA=")),
        ("y", "holder.key", json!(zero)),
        ("y", "holder.key", json!(encode(&[0; 31]))),
        ("crv", "holder.algorithm", json!("P-521")),
        ("alg", "holder.algorithm", json!("ES384")),
    ];
    for (name, expected, value) in cases {
        let (mut header, payload) = good();
        header["jwk"][name] = value;
        assert_eq!(code_of(&header, &payload), expected, "{header}");
    }
}

#[test]
fn a_payload_with_one_fault_is_refused() {
    let now = context().now.unix();
    let cases: [(&str, &str, Value); 17] = [
        ("aud", "holder.audience", json!("https://issuer.example/")),
        ("aud", "holder.audience", json!(["https://issuer.example"])),
        ("aud", "holder.audience", Value::Null),
        ("iat", "holder.malformed", Value::Null),
        ("iat", "holder.malformed", json!("1")),
        ("iat", "holder.malformed", json!(1.5)),
        ("iat", "accepted", json!(now - 600)),
        ("iat", "holder.issued-at", json!(now - 601)),
        ("iat", "accepted", json!(now + 60)),
        ("iat", "holder.issued-at", json!(now + 61)),
        ("exp", "accepted", json!(now + 1)),
        ("exp", "holder.expired", json!(now)),
        ("nbf", "holder.expired", json!(now + 61)),
        ("nonce", "holder.nonce", json!("fGFF7UkhLb")),
        ("nonce", "holder.nonce", json!("")),
        ("nonce", "holder.nonce", Value::Null),
        ("iss", "accepted", json!("client")),
    ];
    for (name, expected, value) in cases {
        let (header, mut payload) = good();
        payload[name] = value;
        assert_eq!(code_of(&header, &payload), expected, "{payload}");
    }
}

#[test]
fn a_missing_iat_is_refused() {
    let (header, payload) = good();
    let text = payload.to_string().replace("iat", "iat2");
    let proof = by_software_key(SigningCurve::P256, &header.to_string(), &text);
    assert_eq!(code(&proof), "holder.malformed");
}

#[test]
fn a_wrong_nonce_lets_the_wallet_try_again_and_nothing_else_does() {
    assert_eq!(HolderError::Nonce.openid4vci_error(), "invalid_nonce");
    assert_eq!(HolderError::Signature.openid4vci_error(), "invalid_proof");
}

#[test]
fn a_member_twice_is_refused_at_any_depth() {
    let (header, payload) = good();
    let (header, payload) = (header.to_string(), payload.to_string());
    let cases = [
        (
            header.replacen('{', r#"{"alg":"none","#, 1),
            payload.clone(),
        ),
        (
            header.replacen(r#""crv""#, r#""crv":"P-384","crv""#, 1),
            payload.clone(),
        ),
        (
            header.clone(),
            payload.replacen('{', r#"{"x":[{"a":1,"a":1}],"#, 1),
        ),
    ];
    for (header, payload) in cases {
        let proof = by_software_key(SigningCurve::P256, &header, &payload);
        assert_eq!(code(&proof), "holder.encoding", "{header} {payload}");
    }
}

#[test]
fn what_is_no_compact_jws_is_refused() {
    let (header, payload) = good();
    let proof = by_software_key(
        SigningCurve::P256,
        &header.to_string(),
        &payload.to_string(),
    );
    assert_eq!(code(&proof), "accepted");
    let (message, signature) = proof.rsplit_once('.').unwrap();
    for bad in [
        String::new(),
        "..".to_owned(),
        message.to_owned(),
        format!("{proof}."),
        format!("{proof}=="),
        format!("{proof}\n"),
        format!(" {proof}"),
        format!("{message}.{signature}.{signature}"),
        proof.replacen('.', "=.", 1),
    ] {
        assert_eq!(code(&bad), "holder.encoding", "{bad}");
    }
    // 64 bytes leave four bits of the last character unused; they must be zero.
    let last = signature.chars().last().unwrap();
    let other = char::from_u32(u32::from(last) + 1).unwrap();
    let loose = format!("{}{other}", &proof[..proof.len() - 1]);
    assert_eq!(code(&loose), "holder.encoding");
    let large = format!("{proof}{}", "A".repeat(limits::PROOF));
    assert_eq!(code(&large), "holder.too-large");
}

#[test]
fn a_signature_by_another_key_over_other_bytes_or_in_der_is_refused() {
    let (header, payload) = good();
    let (header, payload) = (header.to_string(), payload.to_string());
    let proof = by_software_key(SigningCurve::P256, &header, &payload);
    let (_, signature) = proof.rsplit_once('.').unwrap();
    let message = format!(
        "{}.{}",
        encode(header.as_bytes()),
        encode(format!("{payload} ").as_bytes())
    );
    assert_eq!(code(&format!("{message}.{signature}")), "holder.signature");
    let other =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let by_other = signed(&header, &payload, |message| {
        other.sign(&[message]).unwrap().as_bytes().to_vec()
    });
    assert_eq!(code(&by_other), "holder.signature");
    let in_der = signed(&header, &payload, |message| {
        let signature = software_key(SigningCurve::P256).sign(&[message]).unwrap();
        let raw = p256::ecdsa::Signature::from_slice(signature.as_bytes()).unwrap();
        raw.to_der().as_bytes().to_vec()
    });
    assert_eq!(code(&in_der), "holder.signature");
}

#[test]
fn a_proof_with_any_character_changed_is_refused() {
    let (header, payload) = good();
    let proof = by_software_key(
        SigningCurve::P256,
        &header.to_string(),
        &payload.to_string(),
    );
    for (at, character) in proof.char_indices() {
        for other in ['A', 'B', '.', '%'] {
            if other != character {
                let changed = format!("{}{other}{}", &proof[..at], &proof[at + 1..]);
                assert!(verify(&changed, &context()).is_err(), "{at} to {other}");
            }
        }
    }
}
