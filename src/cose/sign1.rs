use coset::cbor::value::Value;
use coset::iana::{self, EnumI64};
use coset::{CborSerializable, Header, Label, RegisteredLabelWithPrivate};

use super::{Algorithm, CoseError};
use crate::cbor::{Kind, Reader, Writer};
use crate::crypto::{Curve, PublicKey, Signature};
use crate::limits;

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
    /// string or an array of two to [`CHAIN_LENGTH`](limits::CHAIN_LENGTH).
    ///
    /// # Errors
    /// [`CoseError`]: every variant except a bad signature, which is not looked at yet.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, CoseError> {
        Self::read(&mut Reader::new(bytes)?)
    }

    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, CoseError> {
        if let Kind::Tag(_) = reader.peek()? {
            return Err(CoseError::Tagged);
        }
        if reader.array()? != 4 {
            return Err(structure("a COSE_Sign1 array of four"));
        }
        let protected = reader.byte_string()?;
        let (algorithm, protected_headers) = protected_headers(protected)?;
        let Kind::Map(_) = reader.peek()? else {
            return Err(structure("a map of unprotected headers"));
        };
        let unprotected_headers = headers(reader.item()?)?;
        let payload = match reader.peek()? {
            Kind::Null => reader.null().map(|()| None)?,
            _ => Some(reader.byte_string()?),
        };
        let signature = reader.byte_string()?;

        refuse_critical(&protected_headers, &unprotected_headers)?;
        refuse_doubled(&protected_headers, &unprotected_headers)?;
        let chain = [protected_headers, unprotected_headers]
            .into_iter()
            .flat_map(|headers| headers.rest)
            .find(|(label, _)| *label == X5CHAIN)
            .map(|(_, value)| certificates(value))
            .transpose()?
            .unwrap_or_default();
        Ok(Self {
            protected,
            algorithm,
            chain,
            payload,
            signature,
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

/// The algorithm, if it is one that this crate verifies, and the headers.
fn protected_headers(protected: &[u8]) -> Result<(Option<Algorithm>, Header), CoseError> {
    // RFC 9052 section 3: an empty protected header is a byte string of length zero.
    if protected.is_empty() {
        return Err(CoseError::AlgorithmMissing);
    }
    let mut reader = Reader::new(protected)?;
    let mut value = None;
    for _ in 0..reader.map()? {
        match reader.item()? {
            [1] => value = Some(reader.item()?),
            _ => drop(reader.item()?),
        }
    }
    let value = value.ok_or(CoseError::AlgorithmMissing)?;
    let value = match Reader::new(value)?.integer() {
        Ok(value) => value,
        // A number beyond 64 bits or a text names an algorithm too, but none of ours.
        Err(_) => return Ok((None, Header::default())),
    };
    if iana::Algorithm::from_i64(value).is_none() {
        // coset refuses numbers that nobody registered. Here it is an algorithm that fits no key,
        // which is told when the signature is checked.
        return Ok((None, Header::default()));
    }
    Ok((Algorithm::from_value(value), headers(protected)?))
}

fn headers(map: &[u8]) -> Result<Header, CoseError> {
    Header::from_slice(map).map_err(|error| match error {
        coset::CoseError::UnregisteredIanaValue
        | coset::CoseError::UnregisteredIanaNonPrivateValue => CoseError::UnknownCritical,
        _ => structure("header parameters of the registered types"),
    })
}

/// A critical parameter must be protected, present and understood (RFC 9052 3.1). This crate
/// understands `alg` and `x5chain`.
fn refuse_critical(protected: &Header, unprotected: &Header) -> Result<(), CoseError> {
    use iana::HeaderParameter::{Alg, X5Chain};
    let understood = protected.crit.iter().all(|label| match label {
        RegisteredLabelWithPrivate::Assigned(Alg) => protected.alg.is_some(),
        RegisteredLabelWithPrivate::Assigned(X5Chain) => {
            protected.rest.iter().any(|(label, _)| *label == X5CHAIN)
        }
        _ => false,
    });
    if understood && unprotected.crit.is_empty() {
        Ok(())
    } else {
        Err(CoseError::UnknownCritical)
    }
}

fn refuse_doubled(protected: &Header, unprotected: &Header) -> Result<(), CoseError> {
    let both = |has: fn(&Header) -> bool| has(protected) && has(unprotected);
    let doubled = both(|headers| headers.alg.is_some())
        || both(|headers| headers.content_type.is_some())
        || both(|headers| !headers.key_id.is_empty())
        || both(|headers| !headers.iv.is_empty())
        || both(|headers| !headers.partial_iv.is_empty())
        || both(|headers| !headers.counter_signatures.is_empty())
        || protected
            .rest
            .iter()
            .any(|(label, _)| unprotected.rest.iter().any(|(other, _)| label == other));
    if doubled {
        Err(CoseError::LabelTwice)
    } else {
        Ok(())
    }
}

fn certificates(value: Value) -> Result<Vec<Vec<u8>>, CoseError> {
    let certificates = match value {
        Value::Bytes(certificate) => vec![certificate],
        Value::Array(values) if (2..=limits::CHAIN_LENGTH).contains(&values.len()) => values
            .into_iter()
            .map(Value::into_bytes)
            .collect::<Result<_, _>>()
            .map_err(|_| CoseError::Chain)?,
        _ => return Err(CoseError::Chain),
    };
    Ok(certificates)
}

fn structure(expected: &'static str) -> CoseError {
    CoseError::Structure { expected }
}

const X5CHAIN: Label = Label::Int(33);
