use super::{Invalid, Stage, Trust, VerifiedDocument};

/// The stage before the last: the document signer is on no revocation list of its root. It is kept
/// apart from the certificate's own faults, since everything else about the document is good.
pub(super) fn check<'a>(
    verified: VerifiedDocument<'a>,
    trust: &Trust<'_>,
) -> Result<VerifiedDocument<'a>, Invalid> {
    let mut document_signer = verified.document_signer;
    for list in trust.revocations {
        if list.covers(document_signer.certificate()) {
            document_signer = document_signer
                .not_revoked(list, trust.now)
                .map_err(|error| Invalid::at(Stage::Status, &error))?;
        }
    }
    Ok(VerifiedDocument {
        document_signer,
        ..verified
    })
}
