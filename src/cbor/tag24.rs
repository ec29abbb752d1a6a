use super::{CborError, Reader, Writer};

/// Encoded CBOR inside a byte string, `#6.24(bstr .cbor …)`, with the bytes as they were received.
///
/// ISO/IEC 18013-5 puts everything that a digest or signature covers into this form, so that
/// nobody has to encode it again (8.1 of 2021).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tag24<'a> {
    whole: &'a [u8],
    content: &'a [u8],
}

impl<'a> Tag24<'a> {
    /// From the bytes of exactly one tagged item. The content is checked to be strict CBOR too.
    ///
    /// # Errors
    /// [`CborError`] when it is not tag 24 over a byte string of strict CBOR.
    pub fn parse(whole: &'a [u8]) -> Result<Self, CborError> {
        Self::read(&mut Reader::new(whole)?)
    }

    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, CborError> {
        let whole = reader.clone().item()?;
        let content = reader.encoded()?;
        Reader::new(content)?;
        Ok(Self { whole, content })
    }

    /// All bytes, tag and byte-string head included: what a digest is taken over.
    pub fn whole(&self) -> &'a [u8] {
        self.whole
    }

    /// The encoded CBOR inside.
    pub fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Wraps encoded CBOR.
    pub fn wrap(content: &[u8]) -> Vec<u8> {
        let mut whole = Vec::with_capacity(content.len() + 7);
        Writer::new(&mut whole).encoded(content);
        whole
    }
}
