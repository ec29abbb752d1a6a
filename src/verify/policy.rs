use super::{Invalid, Stage};
use crate::pki::Severity;
use crate::profile::{Finding, Preset};

/// The last stage: the document keeps every rule of the preset. What a rule merely recommends is
/// told and refuses nothing.
pub(super) fn check(findings: &[Finding], preset: Preset) -> Result<(), Invalid> {
    let broken = |found: &&Finding| found.severity > Severity::Note;
    let Some(found) = findings.iter().find(broken) else {
        return Ok(());
    };
    Err(Invalid {
        stage: Stage::Policy,
        code: found.rule,
        reason: format!(
            "not by the preset {}: at {}: {}",
            preset.name(),
            found.place,
            found.demand
        ),
    })
}
