use ciborium::Value;

use super::{all_refused, issuer_auth, refused, replaced, tampered};
use crate::crypto::{SigningCurve, SoftwareKey};
use crate::issue::tests::kit::{Draft, Kit, at, decode, encode, licence};
use crate::testing::SeededRandom;
use crate::verify::{Stage, Trust};

fn x5chain(draft: &mut Draft) -> &mut Value {
    &mut draft.unprotected.as_map_mut().unwrap()[0].1
}

#[test]
fn a_certificate_that_does_not_chain_is_refused_at_certificate() {
    let kit = Kit::new();
    let other = Kit::of(SigningCurve::P384, SigningCurve::P256, None, "other");
    let chain = |certificates: &[&[u8]]| {
        kit.changed(|draft| {
            *x5chain(draft) = match certificates {
                [one] => Value::Bytes(one.to_vec()),
                more => Value::Array(more.iter().map(|der| Value::Bytes(der.to_vec())).collect()),
            }
        })
    };
    let mut flipped = kit.signer.der().to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    let cases = [
        ("no DER", chain(&[b"certificate"]), "pki.malformed"),
        ("a changed signature", chain(&[&flipped]), "pki.signature"),
        (
            "signed by another root of the same name",
            chain(&[other.signer.der()]),
            "pki.signature",
        ),
        (
            "with the root",
            chain(&[kit.signer.der(), kit.iaca.der()]),
            "pki.chain-length",
        ),
        (
            "the document signer last",
            chain(&[kit.iaca.der(), kit.signer.der()]),
            "pki.chain-length",
        ),
        ("the root alone", chain(&[kit.iaca.der()]), "pki.key-usage"),
    ];
    all_refused(&kit, Stage::Certificate, &cases);
}

#[test]
fn a_certificate_out_of_time_or_without_anchor_is_refused_at_certificate() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let stranger = Trust {
        iacas: &[],
        ..kit.trust()
    };
    let early = Trust {
        now: at("2026-05-31T23:59:59Z"),
        ..kit.trust()
    };
    let late = Trust {
        now: at("2027-06-01T00:00:01Z"),
        ..kit.trust()
    };
    for (trust, code) in [
        (stranger, "pki.unknown-issuer"),
        (early, "pki.not-yet-valid"),
        (late, "pki.expired"),
    ] {
        assert_eq!(refused(&bytes, &trust, code), (Stage::Certificate, code));
    }
}

#[test]
fn a_signature_that_does_not_verify_is_refused_at_signature() {
    let kit = Kit::new();
    let good = kit.issue(&licence());
    let other =
        SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(b"other")).unwrap();
    let algorithm = |value: Value| {
        kit.changed(|draft| draft.protected = Value::Map(vec![(1.into(), value.clone())]))
    };
    let signature = |change: &dyn Fn(&mut Vec<u8>)| {
        tampered(&good, |whole| {
            let auth = issuer_auth(whole);
            change(auth[3].as_bytes_mut().unwrap());
        })
    };
    let signed = "verify.issuer-signature";
    let cases = [
        ("a flipped bit", signature(&|bytes| bytes[40] ^= 1), signed),
        ("r of zero", signature(&|bytes| bytes[..32].fill(0)), signed),
        ("too short", signature(&|bytes| bytes.truncate(63)), signed),
        ("empty", signature(&|bytes| bytes.clear()), signed),
        (
            "in DER",
            signature(&|bytes| {
                let raw = p256::ecdsa::Signature::from_slice(bytes).unwrap();
                *bytes = raw.to_der().as_bytes().to_vec();
            }),
            signed,
        ),
        ("by another key", Draft::of(&good).sign(&other), signed),
        (
            "over another security object",
            replaced(
                &good,
                b"\x67docType\x75org.iso.18013.5.1.mDL",
                b"\x67docType\x75org.iso.18013.5.1.mDM",
            ),
            signed,
        ),
        (
            "over another protected header",
            tampered(&good, |whole| {
                let auth = issuer_auth(whole);
                auth[0] = Value::Bytes(encode(&decode(&[0xA2, 1, 0x26, 4, 0x41, 0])));
            }),
            signed,
        ),
        (
            "ES384 with a key on P-256",
            algorithm(Value::from(-35)),
            "verify.algorithm-mismatch",
        ),
        (
            "ES512",
            algorithm(Value::from(-36)),
            "verify.algorithm-mismatch",
        ),
        (
            "EdDSA",
            algorithm(Value::from(-8)),
            "verify.algorithm-mismatch",
        ),
        (
            "an unregistered algorithm",
            algorithm(Value::from(99)),
            "verify.algorithm-mismatch",
        ),
    ];
    all_refused(&kit, Stage::Signature, &cases);
}
