use std::fmt;

use super::CoseError;
use crate::cbor::{Kind, Reader, Writer};
use crate::crypto::{CryptoError, Curve, PublicKey};

/// Encodes a public key as a `COSE_Key` (RFC 9052 section 7, RFC 9053 section 7):
///
/// ```cddl
/// COSE_Key = { 1: 2, -1: 1 / 2, -2: bstr, -3: bstr }    ; P-256, P-384
///          / { 1: 1, -1: 6, -2: bstr }                  ; Ed25519
/// ```
///
/// The members stand in this order, without `kid` or `alg`, and `y` is a whole coordinate: the
/// form that every reader known to us accepts, and the only one that zero-knowledge circuits know.
pub fn encode_key(key: &PublicKey) -> Vec<u8> {
    let (x, y) = key.coordinates();
    let mut out = Vec::with_capacity(16 + x.len() + y.len());
    let mut writer = Writer::new(&mut out);
    match key.curve() {
        Curve::Ed25519 => writer.map(3).integer(KTY).unsigned(KTY_OKP),
        Curve::P256 | Curve::P384 => writer.map(4).integer(KTY).unsigned(KTY_EC2),
    };
    writer.integer(CRV).integer(curve_value(key.curve()));
    writer.integer(X).byte_string(&x);
    if key.curve() != Curve::Ed25519 {
        writer.integer(Y).byte_string(&y);
    }
    out
}

/// The public key of a `COSE_Key` that somebody else made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ReceivedKey {
    /// On P-256, P-384 or Ed25519.
    Verifying(PublicKey),
    /// On a curve by which this crate verifies nothing. Whether it is a point of it is not told.
    Unsupported(UnsupportedCurve),
}

impl ReceivedKey {
    /// The key, if this crate verifies by it.
    pub fn public_key(&self) -> Option<&PublicKey> {
        match self {
            Self::Verifying(key) => Some(key),
            Self::Unsupported(_) => None,
        }
    }
}

/// A curve that ISO/IEC 18013-5 allows to the key of a device, and by which this crate verifies
/// nothing (Table 22 of the second edition's draft).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum UnsupportedCurve {
    /// P-521 (secp521r1).
    P521,
    /// brainpoolP256r1 (RFC 5639).
    BrainpoolP256r1,
    /// brainpoolP320r1.
    BrainpoolP320r1,
    /// brainpoolP384r1.
    BrainpoolP384r1,
    /// brainpoolP512r1.
    BrainpoolP512r1,
    /// X25519 (RFC 7748), for message authentication alone.
    X25519,
    /// X448, for message authentication alone.
    X448,
    /// Ed448 (RFC 8032).
    Ed448,
}

impl fmt::Display for UnsupportedCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P521 => "P-521",
            Self::BrainpoolP256r1 => "brainpoolP256r1",
            Self::BrainpoolP320r1 => "brainpoolP320r1",
            Self::BrainpoolP384r1 => "brainpoolP384r1",
            Self::BrainpoolP512r1 => "brainpoolP512r1",
            Self::X25519 => "X25519",
            Self::X448 => "X448",
            Self::Ed448 => "Ed448",
        })
    }
}

/// Decodes the public key of a `COSE_Key` that somebody else made.
///
/// Members beyond `kty`, `crv`, `x` and `y` are passed over (RFC 9052 7.1), except a private part.
///
/// # Errors
/// [`CoseError::Cbor`] when the bytes are no strict CBOR; [`CoseError::Key`] for a curve that
/// ISO/IEC 18013-5 does not name, coordinates of another length than the curve's, a `y` given as a
/// sign bit, a point off the curve, or a private key `d` (ISO/IEC 18013-5:2021 9.1.2.4 lets only
/// public members in).
pub fn decode_key(bytes: &[u8]) -> Result<ReceivedKey, CoseError> {
    let mut reader = Reader::new(bytes)?;
    let (mut kty, mut crv, mut x, mut y) = (None, None, None, None);
    for _ in 0..reader.map().map_err(wrong("a map"))? {
        let (Kind::Unsigned(_) | Kind::Negative(_)) = reader.peek()? else {
            reader.item()?;
            reader.item()?;
            continue;
        };
        match reader.integer().map_err(wrong("a label out of range"))? {
            KTY => kty = Some(reader.integer().map_err(wrong("kty is no integer"))?),
            CRV => crv = Some(reader.integer().map_err(wrong("crv is no integer"))?),
            X => x = Some(reader.byte_string().map_err(wrong("x is no byte string"))?),
            Y => y = Some(reader.byte_string().map_err(wrong("y is no byte string"))?),
            D => return Err(reason("it has a private part")),
            _ => drop(reader.item()?),
        }
    }
    let x = x.ok_or(reason("x is missing"))?;
    let curve = match (kty, crv, y) {
        (Some(2), Some(1), Some(_)) => Curve::P256,
        (Some(2), Some(2), Some(_)) => Curve::P384,
        (Some(1), Some(6), None) => Curve::Ed25519,
        (Some(kty), Some(crv), y) => return unsupported(kty, crv, x, y),
        _ => return Err(reason(NO_CURVE)),
    };
    PublicKey::from_coordinates(curve, x, y.unwrap_or_default())
        .map(ReceivedKey::Verifying)
        .map_err(|error| match error {
            CryptoError::PublicKey { reason } => CoseError::Key { reason },
            _ => reason("not on the curve"),
        })
}

/// Of such a key nothing but the members and their lengths is looked at.
fn unsupported(kty: i64, crv: i64, x: &[u8], y: Option<&[u8]>) -> Result<ReceivedKey, CoseError> {
    use UnsupportedCurve::*;
    let (curve, length) = match (kty, crv, y) {
        (2, 3, Some(_)) => (P521, 66),
        (2, 256, Some(_)) => (BrainpoolP256r1, 32),
        (2, 257, Some(_)) => (BrainpoolP320r1, 40),
        (2, 258, Some(_)) => (BrainpoolP384r1, 48),
        (2, 259, Some(_)) => (BrainpoolP512r1, 64),
        (1, 4, None) => (X25519, 32),
        (1, 5, None) => (X448, 56),
        (1, 7, None) => (Ed448, 57),
        _ => return Err(reason(NO_CURVE)),
    };
    match x.len() == length && y.is_none_or(|y| y.len() == length) {
        true => Ok(ReceivedKey::Unsupported(curve)),
        false => Err(reason("a coordinate has not the length of its curve")),
    }
}

fn reason(reason: &'static str) -> CoseError {
    CoseError::Key { reason }
}

fn wrong<E>(what: &'static str) -> impl Fn(E) -> CoseError {
    move |_| CoseError::Key { reason: what }
}

fn curve_value(curve: Curve) -> i64 {
    match curve {
        Curve::P256 => 1,
        Curve::P384 => 2,
        Curve::Ed25519 => 6,
    }
}

const NO_CURVE: &str = "kty, crv and y are of no curve that ISO/IEC 18013-5 names";

const KTY: i64 = 1;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const D: i64 = -4;
const KTY_OKP: u64 = 1;
const KTY_EC2: u64 = 2;
