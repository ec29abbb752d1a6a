use std::time::Duration;

use super::{ListContent, StatusError};
use crate::mdoc::Status;
use crate::pki::{Certificate, DocumentSigner};
use crate::time::Timestamp;

/// A list that was checked and was current, for the documents of one authority that refer to its
/// address. Only [`StatusToken::check`](super::StatusToken::check) makes it:
/// ```compile_fail
/// let list = mnid_mdoc::status::CurrentStatusList {};
/// ```
/// ```
/// fn is_fresh(list: &mnid_mdoc::status::CurrentStatusList) -> bool {
///     list.time_to_live().is_some()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct CurrentStatusList {
    pub(super) uri: String,
    pub(super) issued_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) time_to_live: Option<Duration>,
    pub(super) content: ListContent,
    pub(super) signer: Certificate,
    pub(super) authority: Certificate,
}

/// What a list says about a document. A document of ISO/IEC 18013-5 is never suspended.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum DocumentStatus {
    /// It is not revoked.
    Valid,
    /// It is revoked, for good.
    Invalid,
}

impl CurrentStatusList {
    /// Whether the document that has this reference, signed by this document signer, is revoked.
    ///
    /// # Errors
    /// [`StatusError::Expired`] when the list is not current any more at `at`;
    /// [`StatusError::OtherAddress`] when the reference is to another list;
    /// [`StatusError::OtherAuthority`] when the list was checked for documents of another one;
    /// [`StatusError::OtherKind`]; [`StatusError::IndexOutOfRange`].
    pub fn status_of(
        &self,
        reference: &Status<'_>,
        document_signer: &DocumentSigner,
        at: Timestamp,
    ) -> Result<DocumentStatus, StatusError> {
        if at >= self.expires_at {
            let expires_at = self.expires_at;
            return Err(StatusError::Expired { expires_at });
        }
        if reference.uri() != self.uri {
            return Err(StatusError::OtherAddress);
        }
        if !self.speaks_for(reference, document_signer) {
            return Err(StatusError::OtherAuthority);
        }
        let revoked = match (&self.content, reference) {
            (ListContent::StatusList(list), Status::List(one)) => list.value(one.entry)? != 0,
            (ListContent::IdentifierList(list), Status::Identifier(one)) => {
                list.contains(one.entry)
            }
            _ => return Err(StatusError::OtherKind),
        };
        Ok(match revoked {
            true => DocumentStatus::Invalid,
            false => DocumentStatus::Valid,
        })
    }

    /// Checks that what an older list of the same address revoked is revoked still. An issuer may
    /// take an entry away only after the end of its document's validity.
    ///
    /// # Errors
    /// [`StatusError::Unrevoked`]; [`StatusError::Rollback`] when the other list is the newer one;
    /// [`StatusError::OtherAddress`], [`StatusError::OtherKind`].
    pub fn check_succeeds(&self, older: &Self) -> Result<(), StatusError> {
        if self.uri != older.uri {
            return Err(StatusError::OtherAddress);
        }
        if self.issued_at < older.issued_at {
            let issued_at = self.issued_at;
            return Err(StatusError::Rollback { issued_at });
        }
        let (count, first_index) = match (&older.content, &self.content) {
            (ListContent::StatusList(older), ListContent::StatusList(newer)) => {
                let mut cleared = older.cleared(newer);
                let first = cleared.next();
                (usize::from(first.is_some()) + cleared.count(), first)
            }
            (ListContent::IdentifierList(older), ListContent::IdentifierList(newer)) => {
                (older.cleared(newer), None)
            }
            _ => return Err(StatusError::OtherKind),
        };
        match count {
            0 => Ok(()),
            count => Err(StatusError::Unrevoked { count, first_index }),
        }
    }

    /// The address of the list, to which documents refer.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// When it was made.
    pub fn issued_at(&self) -> Timestamp {
        self.issued_at
    }

    /// From when on it is of no use.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// For how long a copy may be kept without asking anew, if it says so.
    pub fn time_to_live(&self) -> Option<Duration> {
        self.time_to_live
    }

    /// What it says.
    pub fn content(&self) -> &ListContent {
        &self.content
    }

    /// The certificate that signed it.
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// The certificate for whose documents it was checked.
    pub fn authority(&self) -> &Certificate {
        &self.authority
    }

    /// 12.3.6.3 of the second edition's draft: the signer is below the certificate that the document
    /// names, or else below the root of the document.
    fn speaks_for(&self, reference: &Status<'_>, document_signer: &DocumentSigner) -> bool {
        if let Some(named) = reference.certificate() {
            return named == self.authority.der();
        }
        // A root may have several certificates of one name and key.
        let root = document_signer.anchor();
        root.subject_der() == self.authority.subject_der()
            && root.public_key_der() == self.authority.public_key_der()
    }
}
