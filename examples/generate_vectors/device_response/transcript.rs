//! The session transcripts of the flows in which a document is presented.

use base64ct::{Base64UrlUnpadded, Encoding};
use ciborium::Value;
use mnid_mdoc::cose;
use mnid_mdoc::crypto::{PublicKey, Thumbprint};
use mnid_mdoc::mdoc::SessionTranscript;

use super::super::draft::{decode, encode, tagged};
use super::Failure;

pub(super) const NONCE: &str = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA";
pub(super) const ORIGIN: &str = "https://reader.example";
const CLIENT_ID: &str = "x509_san_dns:reader.example";
const RESPONSE_URI: &str = "https://reader.example/response";
/// What the device drew itself, in ISO/IEC TS 18013-7:2024, Annex B.
const DEVICE_NONCE: &str = "sPvJ0hN5lHkZ0Wq2qQ0mWw";

/// OpenID4VP 1.0 with a redirect; the thumbprint is of the key to which the response is encrypted.
pub(super) fn redirect(nonce: &str, key: Option<Thumbprint>) -> Result<Value, Failure> {
    let transcript = SessionTranscript::open_id4vp(CLIENT_ID, nonce, key, RESPONSE_URI);
    decode(transcript.as_bytes())
}

/// OpenID4VP 1.0 over the Digital Credentials API.
pub(super) fn browser(origin: &str, key: Option<Thumbprint>) -> Result<Value, Failure> {
    decode(SessionTranscript::open_id4vp_dc_api(origin, NONCE, key).as_bytes())
}

/// `org-iso-mdoc` over the Digital Credentials API.
pub(super) fn iso_browser(recipient: &PublicKey) -> Result<Value, Failure> {
    let recipient = decode(&cose::encode_key(recipient))?;
    let parameters = Value::Map(vec![
        ("nonce".into(), Value::Bytes(vec![0x5A; 16])),
        ("recipientPublicKey".into(), recipient),
    ]);
    let encryption = encode(&Value::Array(vec!["dcapi".into(), parameters]))?;
    let encryption = Base64UrlUnpadded::encode_string(&encryption);
    decode(SessionTranscript::dc_api(&encryption, ORIGIN).as_bytes())
}

/// OpenID4VP as ISO/IEC TS 18013-7:2024, Annex B has it.
pub(super) fn annex_b() -> Result<Value, Failure> {
    let transcript = SessionTranscript::annex_b(CLIENT_ID, RESPONSE_URI, NONCE, DEVICE_NONCE);
    decode(transcript.as_bytes())
}

/// In proximity, after a QR code was scanned.
pub(super) fn qr(device: &PublicKey, reader: &PublicKey) -> Result<Value, Failure> {
    let reader = cose::encode_key(reader);
    decode(SessionTranscript::qr(&engagement(device)?, &reader).as_bytes())
}

/// In proximity, after a static handover over NFC: the handover select message, and no request.
pub(super) fn nfc(device: &PublicKey, reader: &PublicKey) -> Result<Value, Failure> {
    let engagement = engagement(device)?;
    let select = handover_select(&engagement)?;
    let reader = cose::encode_key(reader);
    decode(SessionTranscript::nfc(&engagement, &reader, &select, None).as_bytes())
}

/// `DeviceEngagement` with BLE, the device being the peripheral.
fn engagement(device: &PublicKey) -> Result<Vec<u8>, Failure> {
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
    encode(&engagement)
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
