//! Proofs with a key attestation of the wallet's provider.

use mnid_mdoc::crypto::{Signer, SigningCurve, SoftwareKey};
use serde_json::{Value, json};

use super::super::Failure;
use super::super::scene::{Scene, random};
use super::super::vector::Vector;
use super::jwt::{Jwt, jwk};
use super::{AT, Fault, Made, NONCE, invalid, is_object, object, proof_of, valid};

pub(super) fn cases(scene: &Scene) -> Made {
    let key = scene.device_key(0)?;
    let provider = provider("wallet provider")?;
    let good = attestation(key);
    let proof = |attestation: Option<String>| -> Result<String, Failure> {
        let mut proof = proof_of(key);
        if let Some(attestation) = attestation {
            let header = is_object(&mut proof.header)?;
            header.insert("key_attestation".to_owned(), json!(attestation));
        }
        proof.sign(key)
    };
    let base = valid(
        "with-key-attestation",
        "KeyAttestation",
        "The header has an attestation of the key by the wallet's provider, whom the issuer trusts.",
        &[proof(Some(good.sign(&provider)?))?],
        &[key.public_key()],
    );
    let base = asked(base, &provider);
    let mut vectors = vec![base.clone()];
    for fault in FAULTS {
        let mut attestation = good.clone();
        (fault.change)(&mut attestation)?;
        let proofs = object(&[proof(Some(attestation.sign(&provider)?))?]);
        vectors.push(invalid(&base, fault.told, fault.comment, proofs));
    }
    vectors.push(invalid(
        &base,
        ["key-attestation-missing", "structure", "KeyAttestationForm"],
        "The issuer asks for a key attestation, and the proof has none.",
        object(&[proof(None)?]),
    ));
    let another = self::provider("another wallet provider")?;
    vectors.push(invalid(
        &base,
        [
            "key-attestation-by-another",
            "signature",
            "KeyAttestationSignature",
        ],
        "The attestation is signed by nobody whom the issuer trusts.",
        object(&[proof(Some(good.sign(&another)?))?]),
    ));
    let foreign = attestation(scene.device_key(1)?);
    vectors.push(invalid(
        &base,
        [
            "key-attestation-of-another-key",
            "binding",
            "KeyAttestationKey",
        ],
        "The attestation is good, and for another key than the proof's.",
        object(&[proof(Some(foreign.sign(&provider)?))?]),
    ));
    Ok(vectors)
}

/// The issuer asks for attestations of this provider.
fn asked(vector: Vector, provider: &SoftwareKey) -> Vector {
    vector
        .spec("OpenID4VCI 1.0, Appendix D")
        .feature("key-attestation")
        .input("attested_by", json!([jwk(&provider.public_key())]))
}

fn provider(name: &str) -> Result<SoftwareKey, Failure> {
    Ok(SoftwareKey::generate(
        SigningCurve::P256,
        &mut random(name),
    )?)
}

fn attestation(key: &SoftwareKey) -> Jwt {
    Jwt {
        header: json!({"typ": "key-attestation+jwt", "alg": "ES256", "kid": "1"}),
        payload: json!({
            "iat": AT,
            "exp": AT + 3600,
            "nonce": NONCE,
            "attested_keys": [jwk(&key.public_key())],
            "key_storage": ["iso_18045_high"],
            "user_authentication": ["iso_18045_high"],
        }),
        signature: |bytes| bytes,
    }
}

fn set(attestation: &mut Jwt, name: &str, value: Value) -> Result<(), Failure> {
    is_object(&mut attestation.payload)?.insert(name.to_owned(), value);
    Ok(())
}

const FAULTS: &[Fault] = &[
    Fault {
        told: [
            "key-attestation-without-expiry",
            "structure",
            "KeyAttestationForm",
        ],
        comment: "The attestation has no `exp`.",
        change: |attestation| {
            is_object(&mut attestation.payload)?.remove("exp");
            Ok(())
        },
    },
    Fault {
        told: [
            "key-attestation-of-another-type",
            "structure",
            "KeyAttestationForm",
        ],
        comment: "`typ` of the attestation is JWT.",
        change: |attestation| {
            is_object(&mut attestation.header)?.insert("typ".to_owned(), json!("JWT"));
            Ok(())
        },
    },
    Fault {
        told: [
            "key-attestation-without-keys",
            "structure",
            "KeyAttestationForm",
        ],
        comment: "The attestation has no `attested_keys`.",
        change: |attestation| {
            is_object(&mut attestation.payload)?.remove("attested_keys");
            Ok(())
        },
    },
    Fault {
        told: ["key-attestation-expired", "validity", "KeyAttestationTime"],
        comment: "`exp` of the attestation was a second ago.",
        change: |attestation| set(attestation, "exp", json!(AT - 1)),
    },
    Fault {
        told: [
            "key-attestation-of-another-nonce",
            "binding",
            "KeyAttestationNonce",
        ],
        comment: "`nonce` of the attestation is another than the issuer gave.",
        change: |attestation| set(attestation, "nonce", json!("YW5vdGhlcg")),
    },
];
