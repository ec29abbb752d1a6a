//! Signatures that are not the document signer's.

use ciborium::Value;
use mnid_mdoc::crypto::{SigningCurve, SoftwareKey};

use super::super::draft::{encode, replaced};
use super::super::scene::random;
use super::{Case, Failure, Kit, Vector};

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let other = SoftwareKey::generate(SigningCurve::P256, &mut random("other signer"))?;
    let by_other = Case(
        "signature",
        "by-another-key",
        "Signature",
        "Signed with a key that is not the certificate's.",
    );
    let by_device = Case(
        "signature",
        "by-the-device-key",
        "Signature",
        "Signed with the device key: the holder made the document himself.",
    );
    let mut vectors = vec![
        kit.signed_by(&by_other, &other, |_| Ok(()))?,
        kit.signed_by(&by_device, kit.scene.device_key(0)?, |_| Ok(()))?,
    ];
    for (name, flag, comment, signature) in SIGNATURES {
        vectors.push(
            kit.changed(&Case("signature", name, flag, comment), |draft| {
                draft.signature = *signature;
                Ok(())
            })?,
        );
    }
    let in_der = Case(
        "signature",
        "signature-in-der",
        "SignatureForm",
        "The signature is an ASN.1 sequence of two integers instead of r and s.",
    );
    vectors.push(kit.changed(&in_der, |draft| {
        draft.signature = |raw| der(&raw).unwrap_or(raw);
        Ok(())
    })?);
    let for_counter = Case(
        "signature",
        "of-another-context",
        "SignatureContext",
        "The signed structure has the context of a counter signature.",
    );
    vectors.push(kit.changed(&for_counter, |draft| {
        draft.to_be_signed = |message| {
            let from = b"\x6ASignature1";
            let to = b"\x70CounterSignature";
            replaced(&message, from, to).unwrap_or(message)
        };
        Ok(())
    })?);
    let with_data = Case(
        "signature",
        "with-external-data",
        "SignatureContext",
        "The signed structure has external data, where an empty byte string belongs.",
    );
    vectors.push(kit.changed(&with_data, |draft| {
        draft.to_be_signed = |message| {
            let head = [0x43, 0xA1, 0x01, 0x26, 0x40];
            let other = [0x43, 0xA1, 0x01, 0x26, 0x41, 0x00];
            replaced(&message, &head, &other).unwrap_or(message)
        };
        Ok(())
    })?);
    vectors.push(algorithm_of_another_curve(kit)?);
    vectors.push(unknown_algorithm(kit)?);
    vectors.push(object_changed(kit)?);
    vectors.push(header_changed(kit)?);
    Ok(vectors)
}

/// Name, flag, what was done, and how.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    fn(Vec<u8>) -> Vec<u8>,
);

const SIGNATURES: &[Row] = &[
    (
        "one-bit-of-the-signature",
        "Signature",
        "One bit of the signature is another.",
        |mut raw| {
            if let Some(first) = raw.first_mut() {
                *first ^= 1;
            }
            raw
        },
    ),
    (
        "signature-of-zeroes",
        "SignatureRange",
        "r and s are 0, which some libraries take for any message.",
        |raw| vec![0; raw.len()],
    ),
    ("r-is-zero", "SignatureRange", "r is 0.", |raw| {
        [&[0; 32], raw.get(32..).unwrap_or_default()].concat()
    }),
    ("s-is-zero", "SignatureRange", "s is 0.", |raw| {
        [raw.get(..32).unwrap_or_default(), &[0; 32]].concat()
    }),
    (
        "signature-a-byte-short",
        "SignatureForm",
        "The last byte of the signature is missing.",
        |mut raw| {
            raw.pop();
            raw
        },
    ),
    (
        "signature-a-byte-long",
        "SignatureForm",
        "A byte follows the signature.",
        |mut raw| {
            raw.push(0);
            raw
        },
    ),
    (
        "signature-empty",
        "SignatureForm",
        "The signature is empty.",
        |_| Vec::new(),
    ),
];

fn algorithm_of_another_curve(kit: &Kit<'_>) -> Result<Vector, Failure> {
    let case = Case(
        "signature",
        "algorithm-of-another-curve",
        "AlgorithmOfKey",
        "alg says ES384; key and signature are of P-256.",
    );
    kit.changed(&case, |draft| {
        draft.protected = encode(&Value::Map(vec![(1.into(), (-35).into())]))?;
        Ok(())
    })
}

fn unknown_algorithm(kit: &Kit<'_>) -> Result<Vector, Failure> {
    let case = Case(
        "signature",
        "algorithm-unknown",
        "AlgorithmOfKey",
        "alg is -257, RSA with SHA-256, which the standard does not have.",
    );
    kit.changed(&case, |draft| {
        draft.protected = encode(&Value::Map(vec![(1.into(), (-257).into())]))?;
        Ok(())
    })
}

/// A valid signature, and another object under it.
fn object_changed(kit: &Kit<'_>) -> Result<Vector, Failure> {
    let bytes = replaced(
        kit.bytes(),
        b"validUntil\xC0\x742027",
        b"validUntil\xC0\x742037",
    )?;
    let case = Case(
        "signature",
        "security-object-changed",
        "Signature",
        "validUntil was moved ten years after the document was signed.",
    );
    Ok(kit.with(&case, &bytes))
}

fn header_changed(kit: &Kit<'_>) -> Result<Vector, Failure> {
    let case = Case(
        "signature",
        "protected-header-changed",
        "Signature",
        "A parameter was put into the protected header after the document was signed.",
    );
    let bytes = replaced(
        kit.bytes(),
        &[0x43, 0xA1, 0x01, 0x26],
        &[0x46, 0xA2, 0x01, 0x26, 0x18, 0x63, 0x01],
    )?;
    Ok(kit.with(&case, &bytes))
}

/// `Ecdsa-Sig-Value` of r and s.
fn der(raw: &[u8]) -> Option<Vec<u8>> {
    let signature = p256::ecdsa::Signature::from_slice(raw).ok()?;
    Some(signature.to_der().as_bytes().to_vec())
}
