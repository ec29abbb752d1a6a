use super::headers::{Headers, structure};
use super::{Algorithm, CoseError};
use crate::cbor::{Kind, Reader, Writer};
use crate::crypto::{Curve, PublicKey, Signature};

/// A `COSE_Sign1` as received (RFC 9052 4.2), untagged:
///
/// ```cddl
/// COSE_Sign1 = [ protected: bstr .cbor Headers, unprotected: Headers,
///                payload: bstr / nil, signature: bstr ]
/// ```
///
/// Nothing in it is believed until [`verify`](Self::verify) has been called with a key that is.
#[derive(Clone, Debug)]
pub struct Sign1<'a> {
    protected: &'a [u8],
    algorithm: Option<Algorithm>,
    chain: Vec<Vec<u8>>,
    payload: Option<&'a [u8]>,
    signature: &'a [u8],
}

impl<'a> Sign1<'a> {
    /// Reads exactly one untagged `COSE_Sign1`.
    ///
    /// `alg` must be protected; `x5chain` (RFC 9360) may stand in either header, as one byte
    /// string or an array of two to [`CHAIN_LENGTH`](crate::limits::CHAIN_LENGTH).
    ///
    /// # Errors
    /// [`CoseError`]: every variant except a bad signature, which is not looked at yet.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, CoseError> {
        Self::read(&mut Reader::new(bytes)?)
    }

    /// Reads one with the tag 18 or without it (RFC 9052 2).
    pub(crate) fn read_tagged(reader: &mut Reader<'a>) -> Result<Self, CoseError> {
        if let Kind::Tag(TAG_SIGN1) = reader.peek()? {
            reader.tag(TAG_SIGN1, "a COSE_Sign1")?;
        }
        Self::read(reader)
    }

    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, CoseError> {
        if let Kind::Tag(_) = reader.peek()? {
            return Err(CoseError::Tagged);
        }
        if reader.array()? != 4 {
            return Err(structure("a COSE_Sign1 array of four"));
        }
        let headers = Headers::read(reader)?;
        let payload = match reader.peek()? {
            Kind::Null => reader.null().map(|()| None)?,
            _ => Some(reader.byte_string()?),
        };
        Ok(Self {
            protected: headers.protected,
            algorithm: headers.algorithm.and_then(Algorithm::from_value),
            chain: headers.chain,
            payload,
            signature: reader.byte_string()?,
        })
    }

    /// The certificates of `x5chain` in DER, the signer's own first; empty when there is no such
    /// header.
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// The attached payload; `None` when it is detached.
    pub fn payload(&self) -> Option<&'a [u8]> {
        self.payload
    }

    /// The content of the protected header as received.
    pub fn protected(&self) -> &'a [u8] {
        self.protected
    }

    /// The algorithm, if it is one that this crate verifies.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm
    }

    /// The raw signature, not checked for its length.
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// Checks the signature over `payload` (the attached one, or a detached one) with an empty
    /// `external_aad`, as ISO/IEC 18013-5 has it everywhere.
    ///
    /// # Errors
    /// [`CoseError::AlgorithmMismatch`] when the algorithm is not the one of the key's curve;
    /// [`CoseError::Signature`] when the signature has another length or does not verify.
    pub fn verify(&self, key: &PublicKey, payload: &[u8]) -> Result<(), CoseError> {
        if self.algorithm != Some(Algorithm::of(key.curve())) {
            return Err(CoseError::AlgorithmMismatch);
        }
        let signature =
            Signature::from_bytes(key.curve(), self.signature).map_err(CoseError::Signature)?;
        let head = sig_structure_head(self.protected, payload.len());
        key.verify(&[&head, payload], &signature)
            .map_err(CoseError::Signature)
    }
}

/// The protected header that this crate writes: `{1: alg}`, with the SHA-256 of the signer's
/// certificate `{1: alg, 34: [-16, hash]}` (`x5t`, RFC 9360 2).
pub(crate) fn protected_header(curve: Curve, thumbprint: Option<&[u8; 32]>) -> Vec<u8> {
    let mut out = Vec::with_capacity(4 + 38);
    let mut writer = Writer::new(&mut out);
    writer.map(1 + usize::from(thumbprint.is_some()));
    writer.unsigned(1).integer(Algorithm::of(curve).value());
    if let Some(thumbprint) = thumbprint {
        writer.unsigned(34).array(2);
        writer.integer(-16).byte_string(thumbprint);
    }
    out
}

/// All bytes of a `Sig_structure` (RFC 9052 4.4) before the payload itself:
/// `["Signature1", protected, h'', payload]`.
pub(crate) fn sig_structure_head(protected: &[u8], payload_length: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(32 + protected.len());
    Writer::new(&mut out)
        .array(4)
        .text("Signature1")
        .byte_string(protected)
        .byte_string(&[])
        .byte_string_head(payload_length);
    out
}

/// Writes a `COSE_Sign1` up to and with the head of its payload: then the payload follows, and the
/// signature as a byte string.
///
/// `certificate` becomes an unprotected `x5chain` of one.
pub(crate) fn write_sign1_head(
    out: &mut Vec<u8>,
    protected: &[u8],
    certificate: &[u8],
    payload_length: usize,
) {
    Writer::new(out)
        .array(4)
        .byte_string(protected)
        .map(1)
        .unsigned(33)
        .byte_string(certificate)
        .byte_string_head(payload_length);
}

/// Of a `COSE_Sign1` that stands where other structures could (RFC 9052 2).
const TAG_SIGN1: u64 = 18;
