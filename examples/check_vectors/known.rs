use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use crate::folder::{self, Case, Unusable};
use crate::verdict::Verdict;

/// Where a program is known to differ.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    pub(crate) id: String,
    /// What the vector says.
    pub(crate) expected: Verdict,
    /// What the program says.
    pub(crate) actual: Verdict,
    pub(crate) reason: String,
}

/// Reads the list.
///
/// # Errors
/// When it cannot be read, names a vector twice, or one that does not exist.
pub(crate) fn read(file: &Path, cases: &[Case]) -> Result<Vec<Known>, Unusable> {
    let list: Vec<Known> = folder::read(file)?;
    let mut ids: BTreeSet<&str> = cases.iter().map(|case| case.vector.id.as_str()).collect();
    for entry in &list {
        if !ids.remove(entry.id.as_str()) {
            return Err(Unusable::Known {
                file: file.to_owned(),
                id: entry.id.clone(),
            });
        }
    }
    Ok(list)
}
