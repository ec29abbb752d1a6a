use coset::cbor::value::Value;
use coset::iana::{self, EnumI64};
use coset::{CborSerializable, Header, Label, RegisteredLabelWithPrivate};

use super::CoseError;
use crate::cbor::{Kind, Reader, Writer};
use crate::limits;

/// The protected and the unprotected header of a COSE structure (RFC 9052 3), as far as this crate
/// has a use for them.
pub(super) struct Headers<'a> {
    /// The content of the protected header as received.
    pub(super) protected: &'a [u8],
    /// The protected `alg`, if it has a registered number.
    pub(super) algorithm: Option<i64>,
    /// The certificates of `x5chain`.
    pub(super) chain: Vec<Vec<u8>>,
}

impl<'a> Headers<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, CoseError> {
        let protected = reader.byte_string()?;
        let (algorithm, protected_headers) = protected_headers(protected)?;
        let Kind::Map(_) = reader.peek()? else {
            return Err(structure("a map of unprotected headers"));
        };
        let unprotected_headers = headers(reader.item()?)?;
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
        })
    }
}

pub(super) fn structure(expected: &'static str) -> CoseError {
    CoseError::Structure { expected }
}

/// The number of the algorithm, if it is a registered one, and the headers.
fn protected_headers(protected: &[u8]) -> Result<(Option<i64>, Header), CoseError> {
    // RFC 9052 section 3: an empty protected header is a byte string of length zero.
    if protected.is_empty() {
        return Err(CoseError::AlgorithmMissing);
    }
    let mut reader = Reader::new(protected)?;
    let (mut algorithm, mut others) = (None, Vec::new());
    for _ in 0..reader.map()? {
        match (reader.item()?, reader.item()?) {
            ([1], value) => algorithm = Some(value),
            pair => others.push(pair),
        }
    }
    let registered = registered(algorithm.ok_or(CoseError::AlgorithmMissing)?)?;
    if registered.is_some() {
        return Ok((registered, headers(protected)?));
    }
    // coset refuses what nobody registered. Here it is an algorithm that fits no key, which is told
    // when the signature is checked; the other parameters are read as ever.
    let mut rest = Vec::with_capacity(protected.len());
    let mut writer = Writer::new(&mut rest);
    writer.map(others.len());
    for (label, value) in others {
        writer.raw(label).raw(value);
    }
    Ok((None, headers(&rest)?))
}

/// An algorithm has a number or a name (RFC 9052 3.1); the number, if it is a registered one.
fn registered(value: &[u8]) -> Result<Option<i64>, CoseError> {
    let mut reader = Reader::new(value)?;
    match reader.peek()? {
        Kind::Unsigned(_) | Kind::Negative(_) => {
            let number = reader.integer().ok();
            Ok(number.filter(|number| iana::Algorithm::from_i64(*number).is_some()))
        }
        Kind::Text(_) => Ok(None),
        _ => Err(structure("an alg that is a number or a text")),
    }
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
    // The protected header always has an algorithm, be it one that is not read.
    let doubled = unprotected.alg.is_some()
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

const X5CHAIN: Label = Label::Int(33);
