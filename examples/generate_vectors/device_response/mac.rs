//! Presentations that the device authenticates by a MAC, under a key on which it and the reader
//! agree (ISO/IEC 18013-5:2021 9.1.3.5).

use base64ct::{Base64UrlUnpadded, Encoding};
use ciborium::Value;
use hmac::{Hmac, KeyInit, Mac};
use mnid_mdoc::cose;
use mnid_mdoc::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use p256::pkcs8::DecodePrivateKey;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::super::draft::{Draft, array, decode, encode, tagged};
use super::super::issuer_signed::{Case, MDL};
use super::super::scene::random;
use super::presentation::{Presentation, algorithm, covered, response};
use super::valid::{reader_key, session_key};
use super::{FEW, Failure, Kit, Vector, hex, transcript, valid};

/// HMAC 256/256.
pub(super) const HMAC: i64 = 5;
const INFO: &[u8] = b"EMacKey";

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let base = Base::new(kit)?;
    let mut vectors = vec![base.vector.clone(), nfc(kit)?, on_p384(kit)?];
    vectors.extend(keys(kit, &base)?);
    vectors.extend(codes(&base)?);
    vectors.extend(forms(&base)?);
    Ok(vectors)
}

/// The base of the broken ones: the document of the other base, in proximity.
struct Base {
    presentation: Presentation,
    key: Vec<u8>,
    vector: Vector,
}

impl Base {
    fn new(kit: &Kit<'_>) -> Result<Self, Failure> {
        let reader = reader_key()?;
        let transcript = transcript::qr(&session_key()?.public_key(), &reader.public_key())?;
        let mut presentation = kit.presentation()?;
        presentation.transcript = transcript.clone();
        let device = kit.scene.device_key(0)?;
        let key = agreed(device, &reader.public_key(), &transcript)?;
        let vector = authenticated(
            kit,
            "proximity-qr-mac",
            "In proximity, after a QR code; the device authenticates itself by a MAC.",
            presentation.clone(),
            (device, &reader),
        )?;
        Ok(Self {
            presentation,
            key,
            vector,
        })
    }

    /// Refused: the base with another proof.
    fn with(&self, case: Case, proof: Value) -> Result<Vector, Failure> {
        let Case(stage, name, flag, comment) = case;
        let document = self.presentation.clone().with_auth("deviceMac", proof)?;
        let response = encode(&response(vec![document]))?;
        Ok(Vector::invalid(&self.vector, name, stage, flag, comment)
            .input("device_response", hex(&response)))
    }

    /// Refused at the binding: the base with the code of another key.
    fn keyed(
        &self,
        name: &'static str,
        comment: &'static str,
        key: &[u8],
    ) -> Result<Vector, Failure> {
        let proof = mac0(key, &algorithm(HMAC)?, &self.presentation.authentication()?)?;
        self.with(Case("binding", name, "MacKey", comment), proof)
    }
}

/// A valid vector of a document with the code of the key on which these two agree.
fn authenticated(
    kit: &Kit<'_>,
    name: &str,
    comment: &str,
    presentation: Presentation,
    (device, reader): (&SoftwareKey, &SoftwareKey),
) -> Result<Vector, Failure> {
    let transcript = presentation.transcript.clone();
    let key = agreed(device, &reader.public_key(), &transcript)?;
    let proof = mac0(&key, &algorithm(HMAC)?, &presentation.authentication()?)?;
    let response = response(vec![presentation.with_auth("deviceMac", proof)?]);
    let flag = "MessageAuthentication";
    let vector = valid(kit.scene, name, flag, comment, &transcript, &response)?;
    let secret = shared_secret(device, &reader.public_key())?;
    Ok(vector
        .feature("mac")
        .input("reader_key", private_jwk(reader)?)
        .step("shared_secret", hex(&secret))
        .step("salt", hex(&salt(&transcript)?))
        .step("mac_key", hex(&key)))
}

fn nfc(kit: &Kit<'_>) -> Result<Vector, Failure> {
    let reader = reader_key()?;
    let transcript = transcript::nfc(&session_key()?.public_key(), &reader.public_key())?;
    let mut presentation = kit.presentation()?;
    presentation.transcript = transcript.clone();
    let keys = (kit.scene.device_key(0)?, &reader);
    let comment = "In proximity, after a static handover over NFC; the device authenticates \
                   itself by a MAC.";
    authenticated(kit, "proximity-nfc-mac", comment, presentation, keys)
}

fn on_p384(kit: &Kit<'_>) -> Result<Vector, Failure> {
    let random = &mut random("MAC on P-384");
    let device = SoftwareKey::generate(SigningCurve::P384, random)?;
    let reader = SoftwareKey::generate(SigningCurve::P384, random)?;
    let session = SoftwareKey::generate(SigningCurve::P384, random)?;
    let mut draft = Draft::of(&kit.licence)?;
    let place = draft.mso(&["deviceKeyInfo", "deviceKey"])?;
    *place = decode(&cose::encode_key(&device.public_key()))?;
    let licence = draft.sign(kit.scene.signer_key())?;
    let transcript = transcript::qr(&session.public_key(), &reader.public_key())?;
    let presentation = Presentation::of(MDL, &licence, &transcript)?.disclosing(FEW)?;
    let keys = (&device, &reader);
    let comment = "The keys of device and reader are on P-384; the MAC is HMAC 256/256 all the \
                   same.";
    let vector = authenticated(kit, "mac-on-p-384", comment, presentation, keys)?;
    Ok(vector.feature("es384"))
}

/// A code by another key than the one on which device and reader agree.
fn keys(kit: &Kit<'_>, base: &Base) -> Result<Vec<Vector>, Failure> {
    let device = kit.scene.device_key(0)?;
    let reader = reader_key()?.public_key();
    let transcript = &base.presentation.transcript;
    let bare_salt = Sha256::digest(encode(transcript)?);
    let another = SoftwareKey::generate(SigningCurve::P256, &mut random("another device"))?;
    let secret = shared_secret(device, &reader)?;
    let session = transcript::qr(&another.public_key(), &reader)?;
    let replayed = Vector::invalid(
        &base.vector,
        "mac-of-another-session",
        "binding",
        "OtherSession",
        "The reader is in a session with another device: the response was made in another one.",
    )
    .input("session_transcript", hex(&encode(&session)?));
    Ok(vec![
        replayed,
        base.keyed(
            "mac-by-another-device-key",
            "The device's part of the agreement is a key that the issuer does not know.",
            &agreed(&another, &reader, transcript)?,
        )?,
        base.keyed(
            "mac-for-another-reader-key",
            "The reader's part of the agreement is another key than its own.",
            &agreed(device, &another.public_key(), transcript)?,
        )?,
        base.keyed(
            "mac-key-not-derived",
            "The shared secret itself is the key; it has to be derived from it.",
            &secret,
        )?,
        base.keyed(
            "mac-salt-of-transcript-without-tag-24",
            "The salt of the derivation is the hash of the bare session transcript, not of its \
             bytes in tag 24.",
            &derived(&secret, &bare_salt, INFO)?,
        )?,
        base.keyed(
            "mac-key-of-session-encryption",
            "The info of the derivation is SKDevice, as for session encryption, not EMacKey.",
            &derived(&secret, &salt(transcript)?, b"SKDevice")?,
        )?,
    ])
}

/// The code itself.
fn codes(base: &Base) -> Result<Vec<Vector>, Failure> {
    let payload = base.presentation.authentication()?;
    let case = |name, comment| Case("binding", name, "MacCode", comment);
    let with = |name, comment, number, change: fn(&mut Vec<u8>)| {
        let mut proof = mac0(&base.key, &algorithm(number)?, &payload)?;
        if let Some(Value::Bytes(code)) = array(&mut proof)?.last_mut() {
            change(code);
        }
        base.with(case(name, comment), proof)
    };
    let context = mac0_in("MAC", &base.key, &algorithm(HMAC)?, &payload)?;
    Ok(vec![
        with(
            "mac-changed",
            "One bit of the code is changed.",
            HMAC,
            |code| code.iter_mut().take(1).for_each(|byte| *byte ^= 1),
        )?,
        with(
            "mac-truncated",
            "Of the code's 32 bytes, the first 16 are there.",
            HMAC,
            |code| code.truncate(16),
        )?,
        with("mac-empty", "The code has no bytes.", HMAC, Vec::clear)?,
        with(
            "mac-of-hmac-256-64",
            "The algorithm is HMAC 256/64: the first 8 bytes of the code. It has to be HMAC \
             256/256.",
            4,
            |code| code.truncate(8),
        )?,
        base.with(
            case(
                "mac-with-context-of-recipients",
                "What the code is over begins with MAC, as for a COSE_Mac, not with MAC0.",
            ),
            context,
        )?,
    ])
}

/// The form of the device's COSE_Mac0.
fn forms(base: &Base) -> Result<Vec<Vector>, Failure> {
    let payload = base.presentation.authentication()?;
    let case = |name, flag, comment| Case("structure", name, flag, comment);
    let good = mac0(&base.key, &algorithm(HMAC)?, &payload)?;
    let mut attached = good.clone();
    if let Some(place) = array(&mut attached)?.get_mut(2) {
        *place = Value::Bytes(payload.clone());
    }
    Ok(vec![
        base.with(
            case(
                "mac-payload-attached",
                "AttachedPayload",
                "The payload stands in the device's MAC; it has to be detached.",
            ),
            attached,
        )?,
        base.with(
            case(
                "mac-with-tag-17",
                "ProofTag",
                "The device's MAC has tag 17; it stands there without a tag.",
            ),
            Value::Tag(17, Box::new(good)),
        )?,
        base.with(
            case(
                "mac-algorithm-missing",
                "AlgorithmHeader",
                "The header of the device's MAC names no algorithm.",
            ),
            mac0(&base.key, &[], &payload)?,
        )?,
    ])
}

/// `COSE_Mac0` with a detached payload.
fn mac0(key: &[u8], protected: &[u8], payload: &[u8]) -> Result<Value, Failure> {
    mac0_in("MAC0", key, protected, payload)
}

fn mac0_in(context: &str, key: &[u8], protected: &[u8], payload: &[u8]) -> Result<Value, Failure> {
    let message = covered(context, protected, &[], payload)?;
    Ok(Value::Array(vec![
        Value::Bytes(protected.to_vec()),
        Value::Map(Vec::new()),
        Value::Null,
        Value::Bytes(code(key, &message)?),
    ]))
}

/// EMacKey.
fn agreed(
    device: &SoftwareKey,
    reader: &PublicKey,
    transcript: &Value,
) -> Result<Vec<u8>, Failure> {
    derived(&shared_secret(device, reader)?, &salt(transcript)?, INFO)
}

/// Of a key agreement without cofactor: the x coordinate of the point (NIST SP 800-56A 5.7.1.2).
fn shared_secret(device: &SoftwareKey, reader: &PublicKey) -> Result<Vec<u8>, Failure> {
    let (x, y) = reader.coordinates();
    let reader = [&[4], &x[..], &y[..]].concat();
    let device = device.to_pkcs8_der()?;
    Ok(match x.len() {
        48 => {
            let key = p384::SecretKey::from_pkcs8_der(&device)?;
            let reader = p384::PublicKey::from_sec1_bytes(&reader)?;
            let secret = p384::ecdh::diffie_hellman(key.to_nonzero_scalar(), reader.as_affine());
            secret.raw_secret_bytes().to_vec()
        }
        _ => {
            let key = p256::SecretKey::from_pkcs8_der(&device)?;
            let reader = p256::PublicKey::from_sec1_bytes(&reader)?;
            let secret = p256::ecdh::diffie_hellman(key.to_nonzero_scalar(), reader.as_affine());
            secret.raw_secret_bytes().to_vec()
        }
    })
}

/// The private key of a reader, as a JSON Web Key (RFC 7518 6.2).
fn private_jwk(key: &SoftwareKey) -> Result<serde_json::Value, Failure> {
    let (x, y) = key.public_key().coordinates();
    let der = key.to_pkcs8_der()?;
    let (curve, d) = match x.len() {
        48 => (
            "P-384",
            p384::SecretKey::from_pkcs8_der(&der)?.to_bytes().to_vec(),
        ),
        _ => (
            "P-256",
            p256::SecretKey::from_pkcs8_der(&der)?.to_bytes().to_vec(),
        ),
    };
    let encode = Base64UrlUnpadded::encode_string;
    Ok(json!({
        "kty": "EC", "crv": curve, "x": encode(&x), "y": encode(&y), "d": encode(&d),
    }))
}

fn salt(transcript: &Value) -> Result<Vec<u8>, Failure> {
    let bytes = encode(&tagged(encode(transcript)?))?;
    Ok(Sha256::digest(bytes).to_vec())
}

/// HKDF with SHA-256 (RFC 5869), of which 32 bytes are one block.
fn derived(secret: &[u8], salt: &[u8], info: &[u8]) -> Result<Vec<u8>, Failure> {
    code(&code(salt, secret)?, &[info, &[1]].concat())
}

fn code(key: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key)?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().to_vec())
}
