use std::time::Duration;

use super::claims::{EXPIRES_AT, IDENTIFIER_LIST, ISSUED_AT, STATUS_LIST, SUBJECT, TIME_TO_LIVE};
use super::token::TAG_SIGN1;
use super::{ListContent, StatusBits, StatusError, StatusToken};
use crate::cbor::Writer;
use crate::cose::sig_structure_head;
use crate::crypto::{PublicKey, Signature, Signer};
use crate::limits;
use crate::pki::{Certificate, PkiError, Role, check_signer, is_web_address};
use crate::time::Timestamp;

/// A token to be made and signed by a status-list signer. The same request and signature make the
/// same bytes.
#[derive(Clone, Debug)]
pub struct StatusTokenRequest {
    /// The http or https address under which it is published, to which documents refer.
    pub uri: String,
    /// When it is made, within the validity of the signer's certificate.
    pub issued_at: Timestamp,
    /// From when on it is of no use: after `issued_at`, within the validity of the signer's
    /// certificate.
    pub expires_at: Timestamp,
    /// For how long a copy may be kept without asking anew, in whole seconds.
    pub time_to_live: Option<Duration>,
    /// The list: of one bit, or of identifiers.
    pub content: ListContent,
}

impl StatusTokenRequest {
    /// Makes what the signer's key has to sign. `chain` becomes the protected `x5chain`: the
    /// signer's certificate, and the CAs that lead to `authority`, which stays out. `authority` is
    /// the root of the documents, or the certificate that the references in them name.
    ///
    /// # Errors
    /// [`StatusError::Field`] naming what is not as it has to be;
    /// [`StatusError::UntrustedSigner`], [`StatusError::Authority`] and [`StatusError::Pki`] when
    /// no reader would trust the signer; [`StatusError::TooLarge`].
    pub fn prepare(
        &self,
        chain: &[Certificate],
        authority: &Certificate,
    ) -> Result<PreparedStatusToken, StatusError> {
        let roots = std::slice::from_ref(authority);
        let signer = check_signer(Role::StatusListSigner, chain, roots, self.issued_at)?;
        self.check(chain, signer)?;
        // Certain after the profile's rules.
        let key = signer.public_key().ec().ok_or(PkiError::Signature)?;
        let protected = self.content.protected_header(key.curve(), chain);
        let payload = self.payload();
        let mut unsigned = Vec::new();
        let mut writer = Writer::new(&mut unsigned);
        writer.tag(TAG_SIGN1).array(4).byte_string(&protected);
        writer.map(0).byte_string(&payload);
        if unsigned.len() + SIGNATURE > limits::CBOR_DOCUMENT {
            return Err(StatusError::TooLarge);
        }
        let mut to_be_signed = sig_structure_head(&protected, payload.len());
        to_be_signed.extend_from_slice(&payload);
        Ok(PreparedStatusToken {
            unsigned,
            to_be_signed,
            key: key.clone(),
            uri: self.uri.clone(),
            authority: authority.clone(),
            issued_at: self.issued_at,
        })
    }

    /// Makes and signs the token with the signer's key.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`PreparedStatusToken::complete`], and
    /// [`StatusError::Signer`].
    pub fn issue(
        &self,
        chain: &[Certificate],
        authority: &Certificate,
        key: &dyn Signer,
    ) -> Result<Vec<u8>, StatusError> {
        let prepared = self.prepare(chain, authority)?;
        if key.public_key() != prepared.key {
            return Err(StatusError::Field {
                field: "the list's signer",
                demand: "the one that has the key in the first certificate of the chain",
            });
        }
        let signature = key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }

    fn check(&self, chain: &[Certificate], signer: &Certificate) -> Result<(), StatusError> {
        let field = |field, demand| Err(StatusError::Field { field, demand });
        if chain.len() > limits::CHAIN_LENGTH {
            return field("chain", "at most 3 certificates");
        }
        if !is_web_address(&self.uri) || self.uri.len() > limits::STATUS_URI {
            return field("uri", "an http or https address of at most 2048 bytes");
        }
        if self.expires_at <= self.issued_at {
            return field("expires_at", "after issued_at");
        }
        if self.expires_at > signer.not_after() {
            let demand = "within the validity of the signer's certificate";
            return field("expires_at", demand);
        }
        if self.time_to_live.is_some_and(|time| time.as_secs() == 0) {
            return field("time_to_live", "a second or more");
        }
        match &self.content {
            ListContent::StatusList(list) if list.bits() != StatusBits::One => {
                field("content", "a list of one bit, as ISO/IEC 18013-5 has them")
            }
            _ => Ok(()),
        }
    }

    fn payload(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        let mut writer = Writer::new(&mut payload);
        writer.map(4 + self.time_to_live.iter().count());
        writer.unsigned(SUBJECT).text(&self.uri);
        writer.unsigned(EXPIRES_AT).integer(self.expires_at.unix());
        writer.unsigned(ISSUED_AT).integer(self.issued_at.unix());
        match &self.content {
            ListContent::StatusList(list) => list.write(writer.unsigned(STATUS_LIST)),
            ListContent::IdentifierList(list) => list.write(writer.unsigned(IDENTIFIER_LIST)),
        }
        if let Some(time_to_live) = self.time_to_live {
            writer
                .unsigned(TIME_TO_LIVE)
                .unsigned(time_to_live.as_secs());
        }
        payload
    }
}

/// A token that waits for its signer's signature.
#[derive(Clone, Debug)]
pub struct PreparedStatusToken {
    /// The token up to the signature.
    unsigned: Vec<u8>,
    to_be_signed: Vec<u8>,
    key: PublicKey,
    uri: String,
    authority: Certificate,
    issued_at: Timestamp,
}

impl PreparedStatusToken {
    /// The message that the signer's key has to sign (`Sig_structure`, RFC 9052 4.4).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Puts the signature, raw `r || s`, to the token, and checks it all as a reader does. The
    /// result is the token as it is published, with the content type `application/statuslist+cwt` or
    /// `application/identifierlist+cwt`.
    ///
    /// # Errors
    /// [`StatusError::Signature`] when the signature is not the signer's over
    /// [`to_be_signed`](Self::to_be_signed).
    pub fn complete(self, signature: &Signature) -> Result<Vec<u8>, StatusError> {
        let mut token = self.unsigned;
        Writer::new(&mut token).byte_string(signature.as_bytes());
        StatusToken::parse(&token)?.check(&self.uri, &self.authority, self.issued_at)?;
        Ok(token)
    }
}

/// Bytes of the longest signature, on P-384, with its head.
const SIGNATURE: usize = 98;
