//! The status list that is given for a document.

use mnid_mdoc::error::Coded;
use mnid_mdoc::mdoc::StatusReferences;
use mnid_mdoc::status::{CurrentStatusList, StatusError, StatusToken};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{Invalid, Report, Stage, Trust, VerifiedDocument};

use crate::options::Options;

/// Verifies, and asks the list for each document that is good but for its status and the preset: a
/// list speaks for documents of one authority, which has to be known first.
pub(crate) fn ask<'a>(
    options: &'a Options,
    reports: impl Fn(&'a Options, &Trust<'_>) -> Vec<Report<'a>>,
) -> Vec<Report<'a>> {
    let trust = options.trust();
    let Some(token) = &options.status_token else {
        return reports(options, &trust);
    };
    let without_preset = Trust {
        preset: None,
        ..trust
    };
    let mut lists = Vec::new();
    let mut refusals = Vec::new();
    for report in reports(options, &without_preset) {
        let current = report.accepted().map_or_else(
            |_| Ok(Vec::new()),
            |document| current(token, options, &document, trust.now),
        );
        refusals.push(current.map(|current| lists.extend(current)).err());
    }
    let trust = Trust {
        status_lists: &lists,
        ..trust
    };
    let asked = reports(options, &trust).into_iter().zip(refusals);
    asked
        .map(|(report, refusal)| match refusal {
            Some(error) => report.refused(Invalid {
                stage: Stage::Status,
                code: error.code(),
                reason: error.to_string(),
            }),
            None => report,
        })
        .collect()
}

/// The list, checked for each reference of the document to its address. For a document that refers
/// to other lists alone it is the wrong one.
fn current(
    token: &[u8],
    options: &Options,
    document: &VerifiedDocument<'_>,
    now: Timestamp,
) -> Result<Vec<CurrentStatusList>, StatusError> {
    let Some(references) = document.status() else {
        return Ok(Vec::new());
    };
    let mut token = StatusToken::parse(token)?;
    if let Some(certificate) = &options.status_certificate {
        token = token.with_signer(certificate)?;
    }
    let references = StatusReferences::iter(references);
    let lists: Vec<_> = references
        .filter(|reference| reference.uri() == token.subject())
        .map(|reference| {
            let token = token.clone();
            token.check_for(&reference, document.document_signer(), now)
        })
        .collect::<Result<_, _>>()?;
    match lists.is_empty() {
        true => Err(StatusError::Subject),
        false => Ok(lists),
    }
}
