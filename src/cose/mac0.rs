use super::CoseError;
use super::headers::{Headers, structure};
use crate::cbor::{Kind, Reader, Writer};
use crate::crypto::MacKey;

/// A `COSE_Mac0` as received (RFC 9052 6.2), untagged and with a detached payload, as a device
/// authenticates itself by it (ISO/IEC 18013-5:2021 9.1.3.5):
///
/// ```cddl
/// COSE_Mac0 = [ protected: bstr .cbor Headers, unprotected: Headers, payload: nil, tag: bstr ]
/// ```
///
/// Nothing in it is believed until [`verify`](Self::verify) has been called with the agreed key.
#[derive(Clone, Debug)]
pub struct Mac0<'a> {
    protected: &'a [u8],
    algorithm: Option<i64>,
    tag: &'a [u8],
}

impl<'a> Mac0<'a> {
    /// Reads exactly one untagged `COSE_Mac0`, whose `alg` must be protected.
    ///
    /// # Errors
    /// [`CoseError`]: every variant except a bad code, which is not looked at yet.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, CoseError> {
        Self::read(&mut Reader::new(bytes)?)
    }

    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, CoseError> {
        if let Kind::Tag(_) = reader.peek()? {
            return Err(CoseError::Tagged);
        }
        if reader.array()? != 4 {
            return Err(structure("a COSE_Mac0 array of four"));
        }
        let headers = Headers::read(reader)?;
        let Kind::Null = reader.peek()? else {
            return Err(structure("a COSE_Mac0 with a detached payload"));
        };
        reader.null()?;
        Ok(Self {
            protected: headers.protected,
            algorithm: headers.algorithm,
            tag: reader.byte_string()?,
        })
    }

    /// Checks the code over the detached `payload` with an empty `external_aad`. The comparison
    /// takes the same time whatever the code is.
    ///
    /// # Errors
    /// [`CoseError::MacAlgorithm`] when the algorithm is not HMAC 256/256, the only one that
    /// ISO/IEC 18013-5 allows; [`CoseError::Mac`] when the code is not of 32 bytes or not the
    /// message's.
    pub fn verify(&self, key: &MacKey, payload: &[u8]) -> Result<(), CoseError> {
        if self.algorithm != Some(HMAC_256_256) {
            return Err(CoseError::MacAlgorithm);
        }
        let head = mac_structure_head(self.protected, payload.len());
        key.verify(&[&head, payload], self.tag)
            .map_err(CoseError::Mac)
    }
}

/// Writes an untagged `COSE_Mac0` over a detached payload, by HMAC 256/256.
#[cfg(feature = "testing")]
pub(crate) fn write_mac0(out: &mut Vec<u8>, key: &MacKey, payload: &[u8]) {
    let mut protected = Vec::new();
    Writer::new(&mut protected)
        .map(1)
        .unsigned(1)
        .integer(HMAC_256_256);
    let head = mac_structure_head(&protected, payload.len());
    Writer::new(out)
        .array(4)
        .byte_string(&protected)
        .map(0)
        .null()
        .byte_string(&key.code(&[&head, payload]));
}

/// All bytes of a `MAC_structure` (RFC 9052 6.3) before the payload itself:
/// `["MAC0", protected, h'', payload]`.
fn mac_structure_head(protected: &[u8], payload_length: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(32 + protected.len());
    Writer::new(&mut out)
        .array(4)
        .text("MAC0")
        .byte_string(protected)
        .byte_string(&[])
        .byte_string_head(payload_length);
    out
}

/// HMAC with SHA-256, of 256 bits (RFC 9053 3.1).
const HMAC_256_256: i64 = 5;
