use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{IssueError, validity};
use crate::cbor::Writer;
use crate::crypto::{PublicKey, Signature, Thumbprint, WipedBytes};
use crate::evidence::{Assurance, Parent};
use crate::mdoc::ValidityInfo;
use crate::time::Timestamp;

/// A whole credential that lacks only the issuer's signature. Only
/// [`Subject::prepare`](super::Subject::prepare) and its batch make it; it is wiped when dropped:
/// ```compile_fail
/// let prepared = mnid_mdoc::issue::Prepared {};
/// ```
/// ```
/// fn message(prepared: &mnid_mdoc::issue::Prepared) -> Vec<u8> {
///     prepared.to_be_signed().concat()
/// }
/// ```
pub struct Prepared {
    pub(super) document: WipedBytes,
    pub(super) payload: Range<usize>,
    pub(super) signed_head: Vec<u8>,
    pub(super) doc_type: &'static str,
    pub(super) validity: ValidityInfo,
    pub(super) terms: Terms,
}

/// What has to hold when the signature arrives.
#[derive(Clone)]
pub(super) struct Terms {
    pub(super) signer: PublicKey,
    pub(super) prepared_at: Timestamp,
    pub(super) usable_until: Timestamp,
    pub(super) provenance: Provenance,
}

/// From what, and for whom, a credential was derived: what an issuer's record says of it and the
/// credential itself does not.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Provenance {
    pub(crate) parent: Arc<Parent>,
    /// The last second for which card, certificate and licence are good.
    pub(crate) parents_until: Timestamp,
    pub(crate) assurance: Assurance,
    pub(crate) concluded_at: Timestamp,
    /// The key that stands for the wallet.
    pub(crate) wallet_key: Thumbprint,
}

impl Prepared {
    /// The message that the document signer signs, in two parts to be joined: the
    /// `Sig_structure` of RFC 9052 4.4. Sign the message, not its digest; a service that takes a
    /// digest gets the message's, SHA-256 for P-256 and SHA-384 for P-384.
    /// [`Signature::from_der`] reads an answer in DER.
    pub fn to_be_signed(&self) -> [&[u8]; 2] {
        let payload = self.document.get(self.payload.clone());
        [&self.signed_head, payload.unwrap_or_default()]
    }

    /// The document type.
    pub fn doc_type(&self) -> &'static str {
        self.doc_type
    }

    /// Its dates.
    pub fn validity(&self) -> &ValidityInfo {
        &self.validity
    }

    /// Puts the signature in, and lets the credential out. It takes the prepared credential, so
    /// that nobody completes it twice:
    /// ```compile_fail,E0382
    /// # use mnid_mdoc::{crypto::Signature, issue::Prepared, time::Timestamp};
    /// fn twice(prepared: Prepared, [one, other]: [Signature; 2], now: Timestamp) {
    ///     let first = prepared.complete(one, now);
    ///     let second = prepared.complete(other, now);
    /// }
    /// ```
    /// ```
    /// # use mnid_mdoc::{crypto::Signature, issue::Prepared, time::Timestamp};
    /// fn once([prepared, another]: [Prepared; 2], [one, other]: [Signature; 2], now: Timestamp) {
    ///     let first = prepared.complete(one, now);
    ///     let second = another.complete(other, now);
    /// }
    /// ```
    ///
    /// # Errors
    /// [`IssueError::Signature`] for a signature that is not the document signer's over this
    /// credential; [`IssueError::EvidenceAge`] when the evidence has become too old meanwhile;
    /// [`IssueError::CompletionTime`] when the credential's time, which lies within the document
    /// signer's, is over, or `now` is before the preparation.
    pub fn complete(
        mut self,
        signature: Signature,
        now: Timestamp,
    ) -> Result<IssuedMdoc, IssueError> {
        let terms = &self.terms;
        if now < terms.prepared_at || now >= self.validity.valid_until {
            return Err(IssueError::CompletionTime { now });
        }
        let concluded_at = terms.provenance.concluded_at;
        validity::check_evidence_age(concluded_at, terms.usable_until, now)?;
        terms
            .signer
            .verify(&self.to_be_signed(), &signature)
            .map_err(IssueError::Signature)?;
        assemble(&mut self.document, &signature);
        Ok(IssuedMdoc {
            bytes: self.document,
            doc_type: self.doc_type,
            validity: self.validity,
            provenance: self.terms.provenance,
        })
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({})", self.doc_type)
    }
}

/// Puts the signature to a document that lacks only it.
pub(super) fn assemble(document: &mut Vec<u8>, signature: &Signature) {
    Writer::new(document).byte_string(signature.as_bytes());
}

/// A signed credential: the encoded `IssuerSigned` (ISO/IEC 18013-5:2021 8.3.2.1.2.2), as
/// OpenID4VCI carries it before base64url. Only [`Prepared::complete`] makes it; it is wiped when
/// dropped:
/// ```compile_fail
/// let issued = mnid_mdoc::issue::IssuedMdoc {};
/// ```
/// ```
/// fn credential(issued: mnid_mdoc::issue::IssuedMdoc) -> Vec<u8> {
///     issued.into_bytes()
/// }
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct IssuedMdoc {
    bytes: WipedBytes,
    doc_type: &'static str,
    validity: ValidityInfo,
    provenance: Provenance,
}

impl IssuedMdoc {
    /// The encoded `IssuerSigned`.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The encoded `IssuerSigned`, moved out: who takes it wipes it.
    pub fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// The document type.
    pub fn doc_type(&self) -> &'static str {
        self.doc_type
    }

    /// Its dates.
    pub fn validity(&self) -> &ValidityInfo {
        &self.validity
    }

    pub(crate) fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl fmt::Debug for IssuedMdoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "IssuedMdoc({}, {} bytes)",
            self.doc_type,
            self.bytes.len()
        )
    }
}
