use super::{Invalid, Stage, VerifiedDocument};
use crate::mdoc::IssuerSigned;
use crate::pki::Severity;
use crate::profile::{self, Extent, Preset};

/// The last stage: the document keeps every rule of the preset. What a rule merely recommends is
/// told and refuses nothing.
pub(super) fn check<'a>(
    issuer_signed: &IssuerSigned<'_>,
    mut verified: VerifiedDocument<'a>,
    preset: Option<Preset>,
    extent: Extent,
) -> Result<VerifiedDocument<'a>, Invalid> {
    let Some(preset) = preset else {
        return Ok(verified);
    };
    let findings = profile::judge(issuer_signed, preset, extent);
    let broken = |found: &&profile::Finding| found.severity > Severity::Note;
    if let Some(found) = findings.iter().find(broken) {
        return Err(Invalid {
            stage: Stage::Policy,
            code: found.rule,
            reason: format!(
                "not by the preset {}: at {}: {}",
                preset.name(),
                found.place,
                found.demand
            ),
        });
    }
    verified.findings = findings;
    Ok(verified)
}
