use std::fmt;

use crate::crypto::PublicKey;
use crate::mdoc::{StatusReferences, ValidityInfo};
use crate::pki::DocumentSigner;

/// A document of which every element was signed by a trusted issuer, and that is in time. Only
/// this module's functions make it:
/// ```compile_fail
/// let document = mnid_mdoc::verify::VerifiedDocument {};
/// ```
/// ```
/// fn is_adult(document: &mnid_mdoc::verify::VerifiedDocument<'_>) -> bool {
///     document.value("org.iso.18013.5.1", "age_over_18") == Some(&[0xF5])
/// }
/// ```
///
/// Whether a list was asked about it, says [`Report::is_not_revoked`](super::Report::is_not_revoked);
/// where its lists are to be had, says [`status`](Self::status).
#[derive(Clone)]
pub struct VerifiedDocument<'a> {
    pub(super) doc_type: &'a str,
    pub(super) validity: ValidityInfo,
    pub(super) device_key: PublicKey,
    pub(super) elements: Vec<VerifiedElement<'a>>,
    pub(super) device_elements: Vec<VerifiedElement<'a>>,
    pub(super) status: Option<StatusReferences<'a>>,
    pub(super) document_signer: DocumentSigner,
}

impl<'a> VerifiedDocument<'a> {
    /// The document type.
    pub fn doc_type(&self) -> &'a str {
        self.doc_type
    }

    /// When it was signed, and for how long it is valid.
    pub fn validity(&self) -> &ValidityInfo {
        &self.validity
    }

    /// The key of the device that holds it.
    pub fn device_key(&self) -> &PublicKey {
        &self.device_key
    }

    /// The elements that the issuer signed, in the order received.
    pub fn elements(&self) -> &[VerifiedElement<'a>] {
        &self.elements
    }

    /// The encoded value of one element that the issuer signed.
    pub fn value(&self, namespace: &str, identifier: &str) -> Option<&'a [u8]> {
        self.elements
            .iter()
            .find(|element| element.namespace == namespace && element.identifier == identifier)
            .map(|element| element.value)
    }

    /// The elements that the device signed itself, as the issuer authorised it to. Empty for an
    /// `IssuerSigned`.
    pub fn device_elements(&self) -> &[VerifiedElement<'a>] {
        &self.device_elements
    }

    /// Where its status is told.
    pub fn status(&self) -> Option<&StatusReferences<'a>> {
        self.status.as_ref()
    }

    /// Who signed it. Its [`not_revoked_until`](DocumentSigner::not_revoked_until) says whether a
    /// revocation list answered for it.
    pub fn document_signer(&self) -> &DocumentSigner {
        &self.document_signer
    }
}

impl fmt::Debug for VerifiedDocument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "VerifiedDocument({}, {} elements)",
            self.doc_type,
            self.elements.len()
        )
    }
}

/// One element with its value.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct VerifiedElement<'a> {
    /// The namespace.
    pub namespace: &'a str,
    /// The element identifier.
    pub identifier: &'a str,
    /// The value as encoded CBOR.
    pub value: &'a [u8],
}

impl fmt::Debug for VerifiedElement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedElement({} bytes)", self.value.len())
    }
}
