use crate::cbor::Writer;
use crate::crypto::{Thumbprint, sha256};

#[cfg(test)]
mod tests;

/// What a reader's OpenID4VP 1.0 request says of the session, without the Digital Credentials API.
#[derive(Clone, Copy, Debug)]
pub struct OpenId4VpRequest<'a> {
    /// `client_id`, with its prefix.
    pub client_id: &'a str,
    /// `nonce`.
    pub nonce: &'a str,
    /// The thumbprint of the key to which the response is encrypted, if it is.
    pub response_key: Option<Thumbprint>,
    /// `response_uri`, or `redirect_uri`.
    pub response_uri: &'a str,
}

impl OpenId4VpRequest<'_> {
    /// The session transcript that the device signs (OpenID4VP 1.0, B.2.6.1), untagged:
    ///
    /// ```cddl
    /// SessionTranscript = [ null, null, OpenID4VPHandover ]
    /// OpenID4VPHandover = [ "OpenID4VPHandover", bstr ]   ; SHA-256 of the encoded info
    /// OpenID4VPHandoverInfo = [ client_id: tstr, nonce: tstr, jwkThumbprint: bstr / null,
    ///                           response_uri: tstr ]
    /// ```
    pub fn session_transcript(&self) -> Vec<u8> {
        let mut transcript = Vec::new();
        Writer::new(&mut transcript)
            .array(3)
            .null()
            .null()
            .array(2)
            .text("OpenID4VPHandover")
            .byte_string(&sha256(&[&self.handover_info()]));
        transcript
    }

    fn handover_info(&self) -> Vec<u8> {
        let mut info = Vec::new();
        let mut writer = Writer::new(&mut info);
        writer.array(4).text(self.client_id).text(self.nonce);
        match &self.response_key {
            Some(thumbprint) => writer.byte_string(thumbprint.as_bytes()),
            None => writer.null(),
        };
        writer.text(self.response_uri);
        info
    }
}
