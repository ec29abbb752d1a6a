//! The session transcripts of the flows in which a document is presented.
//!
//! ```cddl
//! SessionTranscript = [ #6.24(bstr .cbor DeviceEngagement) / null,
//!                       #6.24(bstr .cbor COSE_Key) / null, Handover ]
//! ```

use base64ct::{Base64UrlUnpadded, Encoding};
use ciborium::Value;
use mnid_mdoc::cose;
use mnid_mdoc::crypto::{PublicKey, Thumbprint};
use sha2::{Digest, Sha256};

use super::super::draft::{decode, encode, tagged};
use super::Failure;

pub(super) const NONCE: &str = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA";
pub(super) const ORIGIN: &str = "https://reader.example";
const CLIENT_ID: &str = "x509_san_dns:reader.example";
const RESPONSE_URI: &str = "https://reader.example/response";
/// What the device drew itself, in ISO/IEC TS 18013-7:2024, Annex B.
const DEVICE_NONCE: &str = "sPvJ0hN5lHkZ0Wq2qQ0mWw";

/// OpenID4VP 1.0 with a redirect (B.2.6.1); the thumbprint is of the key to which the response is
/// encrypted.
pub(super) fn redirect(nonce: &str, key: Option<&Thumbprint>) -> Result<Value, Failure> {
    let info = [
        CLIENT_ID.into(),
        nonce.into(),
        thumbprint(key),
        RESPONSE_URI.into(),
    ];
    online([
        "OpenID4VPHandover".into(),
        hash(&Value::Array(info.to_vec()))?,
    ])
}

/// OpenID4VP 1.0 over the Digital Credentials API (B.2.6.2).
pub(super) fn browser(origin: &str, key: Option<&Thumbprint>) -> Result<Value, Failure> {
    let info = [origin.into(), NONCE.into(), thumbprint(key)];
    online([
        "OpenID4VPDCAPIHandover".into(),
        hash(&Value::Array(info.to_vec()))?,
    ])
}

/// `org-iso-mdoc` over the Digital Credentials API (ISO/IEC TS 18013-7, Annex C).
pub(super) fn iso_browser(recipient: &PublicKey) -> Result<Value, Failure> {
    let parameters = Value::Map(vec![
        ("nonce".into(), Value::Bytes(vec![0x5A; 16])),
        (
            "recipientPublicKey".into(),
            decode(&cose::encode_key(recipient))?,
        ),
    ]);
    let encryption = encode(&Value::Array(vec!["dcapi".into(), parameters]))?;
    let encryption = Base64UrlUnpadded::encode_string(&encryption);
    let info = Value::Array(vec![encryption.into(), ORIGIN.into()]);
    online(["dcapi".into(), hash(&info)?])
}

/// OpenID4VP as ISO/IEC TS 18013-7:2024, Annex B has it, which is older than OpenID4VP 1.0.
pub(super) fn annex_b() -> Result<Value, Failure> {
    let with_device_nonce = |text: &str| Value::Array(vec![text.into(), DEVICE_NONCE.into()]);
    online([
        hash(&with_device_nonce(CLIENT_ID))?,
        hash(&with_device_nonce(RESPONSE_URI))?,
        NONCE.into(),
    ])
}

/// In proximity, after a QR code was scanned.
pub(super) fn qr(device: &PublicKey, reader: &PublicKey) -> Result<Value, Failure> {
    let parts = [engagement(device)?, reader_key(reader), Value::Null];
    Ok(Value::Array(parts.to_vec()))
}

/// In proximity, after a static handover over NFC: the handover select message, and no request.
pub(super) fn nfc(device: &PublicKey, reader: &PublicKey) -> Result<Value, Failure> {
    let Value::Tag(_, content) = engagement(device)? else {
        return Err("no tag".into());
    };
    let engagement = content.into_bytes().map_err(|_| "no bytes")?;
    let select = handover_select(&engagement)?;
    let handover = Value::Array(vec![Value::Bytes(select), Value::Null]);
    let parts = [tagged(engagement), reader_key(reader), handover];
    Ok(Value::Array(parts.to_vec()))
}

fn online<const N: usize>(handover: [Value; N]) -> Result<Value, Failure> {
    let handover = Value::Array(handover.to_vec());
    Ok(Value::Array(vec![Value::Null, Value::Null, handover]))
}

fn thumbprint(key: Option<&Thumbprint>) -> Value {
    key.map_or(Value::Null, |key| Value::Bytes(key.as_bytes().to_vec()))
}

fn hash(info: &Value) -> Result<Value, Failure> {
    Ok(Value::Bytes(Sha256::digest(encode(info)?).to_vec()))
}

fn reader_key(reader: &PublicKey) -> Value {
    tagged(cose::encode_key(reader))
}

/// `DeviceEngagement` with BLE, the device being the peripheral.
fn engagement(device: &PublicKey) -> Result<Value, Failure> {
    let options = Value::Map(vec![
        (0.into(), true.into()),
        (1.into(), false.into()),
        (10.into(), Value::Bytes(vec![0xA7; 16])),
    ]);
    let retrieval = Value::Array(vec![2.into(), 1.into(), options]);
    let security = Value::Array(vec![1.into(), tagged(cose::encode_key(device))]);
    let engagement = Value::Map(vec![
        (0.into(), "1.0".into()),
        (1.into(), security),
        (2.into(), Value::Array(vec![retrieval])),
    ]);
    Ok(tagged(encode(&engagement)?))
}

/// The NDEF message: `Hs` with one alternative carrier, the carrier, and the device engagement.
fn handover_select(engagement: &[u8]) -> Result<Vec<u8>, Failure> {
    let carrier = [&[1, 1][..], b"0", &[1, 4], b"mdoc"].concat();
    let carrier = record(0xD1, b"ac", b"", &carrier)?;
    let select = record(0x91, b"Hs", b"", &[&[0x15][..], &carrier].concat())?;
    let bluetooth = [&[0x02, 0x1C, 0x00, 0x11, 0x07][..], &[0xA7; 16]].concat();
    let bluetooth = record(0x1A, b"application/vnd.bluetooth.le.oob", b"0", &bluetooth)?;
    let engagement = record(0x5C, b"iso.org:18013:deviceengagement", b"mdoc", engagement)?;
    Ok([select, bluetooth, engagement].concat())
}

/// A short record; it has an id when its flag says so.
fn record(flags: u8, kind: &[u8], id: &[u8], payload: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut out = vec![
        flags,
        u8::try_from(kind.len())?,
        u8::try_from(payload.len())?,
    ];
    if flags & 0x08 != 0 {
        out.push(u8::try_from(id.len())?);
    }
    out.extend([kind, id, payload].concat());
    Ok(out)
}
