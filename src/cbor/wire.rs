//! The crate's own messages, by serde.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CborError, Reader};

/// Encodes one of the crate's own messages.
pub(crate) fn to_vec<T: Serialize>(message: &T) -> Result<Vec<u8>, CborError> {
    let mut out = Vec::new();
    ciborium::into_writer(message, &mut out).map_err(|_| CborError::Unexpected {
        expected: "a message that can be encoded",
        at: 0,
    })?;
    Ok(out)
}

/// Decodes one of the crate's own messages, strictly.
pub(crate) fn from_slice<T: DeserializeOwned>(
    bytes: &[u8],
    expected: &'static str,
) -> Result<T, CborError> {
    Reader::new(bytes)?;
    ciborium::from_reader(bytes).map_err(|error| CborError::Unexpected {
        expected,
        at: match error {
            ciborium::de::Error::Syntax(at) | ciborium::de::Error::Semantic(Some(at), _) => at,
            _ => 0,
        },
    })
}

/// `#[serde(with = "cbor::byte_string")]`: a `Vec<u8>` as a CBOR byte string, not as an array.
pub(crate) mod byte_string {
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_byte_buf(ByteString)
    }

    struct ByteString;

    impl Visitor<'_> for ByteString {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a byte string")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
    }
}
