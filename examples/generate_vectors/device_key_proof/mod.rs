//! The kind `device-key-proof`: which device keys do the proofs of a credential request prove?

mod attestation;
mod jwt;
mod proof;
mod request;

use mnid_mdoc::cose;
use mnid_mdoc::crypto::{PublicKey, Signer, SoftwareKey};
use serde_json::{Value, json};

use super::Failure;
use super::scene::{NOW, Scene};
use super::vector::{Vector, hex};
use jwt::Jwt;

const KIND: &str = "device-key-proof";
const ISSUER: &str = "https://issuer.example";
const NONCE: &str = "fGFF7UkhLaQy1ZbY0tSe3w";

type Made = Result<Vec<Vector>, Failure>;

pub(crate) fn cases(scene: &Scene) -> Made {
    let mut vectors = proof::cases(scene)?;
    vectors.extend(request::cases(scene)?);
    vectors.extend(attestation::cases(scene)?);
    Ok(vectors)
}

/// Good proofs of keys, in the order in which they come out.
fn valid(
    name: &str,
    flag: &'static str,
    comment: &str,
    proofs: &[String],
    keys: &[PublicKey],
) -> Vector {
    let keys = keys.iter().map(|key| hex(&cose::encode_key(key)));
    Vector::valid(KIND, name, flag, comment)
        .spec("OpenID4VCI 1.0, 8.2 and Appendix F")
        .input("now", NOW)
        .input("credential_issuer", ISSUER)
        .input("c_nonce", NONCE)
        .input("used_nonces", json!([]))
        .input("batch_size", 3)
        .input("proofs", object(proofs))
        .expect(json!({ "device_keys": keys.collect::<Vec<_>>() }))
}

/// The text of the request's member `proofs`.
fn object(proofs: &[String]) -> String {
    json!({ "jwt": proofs }).to_string()
}

fn invalid(
    base: &Vector,
    [name, stage, flag]: [&'static str; 3],
    comment: &str,
    proofs: String,
) -> Vector {
    Vector::invalid(base, name, stage, flag, comment)
        .spec("OpenID4VCI 1.0, 8.2 and Appendix F")
        .input("proofs", proofs)
}

/// One change of a proof, and what comes of it.
struct Fault {
    /// Name, stage and flag.
    told: [&'static str; 3],
    comment: &'static str,
    change: fn(&mut Jwt) -> Result<(), Failure>,
}

/// The proof of a wallet's key.
fn proof_of(key: &SoftwareKey) -> Jwt {
    Jwt {
        header: json!({
            "typ": "openid4vci-proof+jwt",
            "alg": "ES256",
            "jwk": jwt::jwk(&key.public_key()),
        }),
        payload: json!({"aud": ISSUER, "iat": AT, "nonce": NONCE}),
        signature: |bytes| bytes,
    }
}

fn is_object(value: &mut Value) -> Result<&mut serde_json::Map<String, Value>, Failure> {
    Ok(value.as_object_mut().ok_or("no object")?)
}

/// [`NOW`], in seconds since 1970.
const AT: i64 = 1_795_510_800;
