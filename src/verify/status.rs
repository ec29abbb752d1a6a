use super::{Invalid, Stage, Trust};
use crate::pki::DocumentSigner;

/// The stage before the last: the document signer is on no revocation list of its root. It is kept
/// apart from the certificate's own faults, since everything else about the document is good.
/// `None` when no list covers it.
pub(super) fn check(
    mut document_signer: DocumentSigner,
    trust: &Trust<'_>,
) -> Option<Result<DocumentSigner, Invalid>> {
    let mut asked = false;
    for list in trust.revocations {
        if list.covers(document_signer.certificate()) {
            asked = true;
            match document_signer.not_revoked(list, trust.now) {
                Ok(good) => document_signer = good,
                Err(error) => return Some(Err(Invalid::at(Stage::Status, &error))),
            }
        }
    }
    asked.then_some(Ok(document_signer))
}
