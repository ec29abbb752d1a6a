use super::{Invalid, Stage, Trust};
use crate::error::Coded;
use crate::mdoc::StatusReferences;
use crate::pki::{DocumentSigner, PkiError, Role};
use crate::status::{CurrentStatusList, DocumentStatus, StatusError};

/// What the lists that were given say.
pub(super) struct Asked {
    pub(super) document_signer: DocumentSigner,
    /// Whether there was a list that answers, and one for the document if it refers to one.
    pub(super) is_answered: bool,
}

/// The stage before the last: the document signer is on no revocation list of its root, and the
/// document on no status list. It is kept apart from the certificate's own faults, since everything
/// else about the document is good.
pub(super) fn check(
    mut document_signer: DocumentSigner,
    references: Option<&StatusReferences<'_>>,
    trust: &Trust<'_>,
) -> Result<Asked, Invalid> {
    let mut is_answered = false;
    for list in trust.revocations {
        if list.covers(document_signer.certificate()) {
            is_answered = true;
            let outcome = document_signer.not_revoked(list, trust.now);
            document_signer = outcome.map_err(refused)?;
        }
    }
    if let Some(references) = references {
        is_answered = ask_status_lists(references, &document_signer, trust)?;
    }
    Ok(Asked {
        document_signer,
        is_answered,
    })
}

/// Asks every list to which the document refers; one that is given and cannot answer refuses it.
fn ask_status_lists(
    references: &StatusReferences<'_>,
    document_signer: &DocumentSigner,
    trust: &Trust<'_>,
) -> Result<bool, Invalid> {
    let mut is_answered = false;
    for reference in references.iter() {
        let lists = trust.status_lists.iter();
        for list in lists.filter(|list| list.uri() == reference.uri()) {
            check_list_signer(list, trust).map_err(refused)?;
            let status = list.status_of(&reference, document_signer, trust.now);
            match status.map_err(refused)? {
                DocumentStatus::Valid => is_answered = true,
                DocumentStatus::Invalid => return Err(refused(StatusError::Revoked)),
            }
        }
    }
    Ok(is_answered)
}

fn check_list_signer(list: &CurrentStatusList, trust: &Trust<'_>) -> Result<(), PkiError> {
    for revocations in trust.revocations {
        if revocations.covers(list.signer()) {
            revocations.not_revoked_until(Role::StatusListSigner, list.signer(), trust.now)?;
        }
    }
    Ok(())
}

fn refused(error: impl Coded) -> Invalid {
    Invalid::at(Stage::Status, &error)
}
