use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Invalid, Stage, VerifiedDocument};
use crate::pki::Severity;
use crate::profile::Finding;

/// Everything that a verification says of one document: a verdict for each stage.
///
/// The later stages are judged although an earlier one failed, wherever they can be: of a document
/// that is over, it is still told whether the issuer signed it as it stands. What the four
/// questions of a reader are answered by is kept apart, since they have different causes:
/// [`is_cryptographically_valid`](Self::is_cryptographically_valid),
/// [`is_in_time`](Self::is_in_time), [`is_not_revoked`](Self::is_not_revoked) and
/// [`is_conformant`](Self::is_conformant). The document itself comes out of
/// [`accepted`](Self::accepted), and only when no stage failed.
///
/// As JSON it is an object of these members, which tells no value of an element:
///
/// | member | |
/// |---|---|
/// | `doc_type` | of the security object; `null` when it could not be read |
/// | `valid` | no stage failed |
/// | `refusal` | `stage`, `code` and `reason` of the first stage that failed, else `null` |
/// | `stages` | for each stage its `verdict`: `passed`, `failed` (with `code` and `reason`), `not-reached` or `not-asked` |
/// | `cryptographically_valid`, `in_time`, `not_revoked`, `conformant` | `true`, `false`, or `null` where it was not asked or cannot be told |
/// | `findings` | `rule`, `clause`, `demand`, `severity` and `place` of each |
#[derive(Clone)]
pub struct Report<'a> {
    pub(super) doc_type: Option<&'a str>,
    /// In the order of the stages.
    pub(super) verdicts: [Verdict; Stage::ALL.len()],
    pub(super) findings: Vec<Finding>,
    /// The document, or the fault of the first stage that failed.
    pub(super) outcome: Result<VerifiedDocument<'a>, Invalid>,
}

/// What one stage says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Nothing was found against the document.
    Passed,
    /// The document is refused.
    Failed(Invalid),
    /// It could not be judged, since an earlier stage failed.
    NotReached,
    /// There was nothing to judge by: no list that covers the document, no preset.
    NotAsked,
}

impl Verdict {
    /// Of a stage that was judged.
    pub(super) fn of<T>(outcome: &Result<T, Invalid>) -> Self {
        match outcome {
            Ok(_) => Self::Passed,
            Err(invalid) => Self::Failed(invalid.clone()),
        }
    }
}

impl<'a> Report<'a> {
    /// Of what could not be read, as [`device_response`](super::device_response) says of a whole
    /// response: nothing is told of the stages after [`Stage::Structure`].
    pub fn unreadable(invalid: Invalid) -> Self {
        let verdicts = Stage::ALL.map(|stage| match stage {
            stage if stage < invalid.stage && invalid.stage <= Stage::Structure => Verdict::Passed,
            stage if stage == invalid.stage => Verdict::Failed(invalid.clone()),
            _ => Verdict::NotReached,
        });
        Self {
            doc_type: None,
            verdicts,
            findings: Vec::new(),
            outcome: Err(invalid),
        }
    }

    /// The document type that the security object names, believable or not; `None` when it could
    /// not be read.
    pub fn doc_type(&self) -> Option<&'a str> {
        self.doc_type
    }

    /// The verdict of a stage.
    pub fn verdict(&self, stage: Stage) -> &Verdict {
        let all = Stage::ALL.iter().zip(&self.verdicts);
        let mut found = all.filter(|(other, _)| **other == stage);
        found
            .next()
            .map_or(&Verdict::NotReached, |(_, verdict)| verdict)
    }

    /// The fault of the first stage that failed: why the document is refused.
    pub fn refusal(&self) -> Option<&Invalid> {
        self.outcome.as_ref().err()
    }

    /// The document, when no stage failed.
    ///
    /// # Errors
    /// [`Invalid`], the [`refusal`](Self::refusal).
    pub fn accepted(self) -> Result<VerifiedDocument<'a>, Invalid> {
        self.outcome
    }

    /// With a fault that the caller found, such as a list that it was given and cannot believe.
    pub fn refused(mut self, invalid: Invalid) -> Self {
        let all = Stage::ALL.iter().zip(&mut self.verdicts);
        for (_, verdict) in all.filter(|(stage, _)| **stage == invalid.stage) {
            *verdict = Verdict::Failed(invalid.clone());
        }
        match &self.outcome {
            Err(earlier) if earlier.stage < invalid.stage => {}
            _ => self.outcome = Err(invalid),
        }
        self
    }

    /// Whether a trusted issuer signed the document as it stands: certificate, signature and
    /// digests.
    pub fn is_cryptographically_valid(&self) -> bool {
        [
            Stage::Decode,
            Stage::Structure,
            Stage::Certificate,
            Stage::Signature,
            Stage::Digest,
        ]
        .iter()
        .all(|stage| *self.verdict(*stage) == Verdict::Passed)
    }

    /// Whether its dates are in order and it is valid now; `None` when they could not be read.
    pub fn is_in_time(&self) -> Option<bool> {
        self.told(Stage::Validity)
    }

    /// Whether no list has it or its signer; `None` when no list that covers it was given, or what
    /// was given does not tell: a list that is over, or of somebody else.
    pub fn is_not_revoked(&self) -> Option<bool> {
        match self.verdict(Stage::Status) {
            Verdict::Failed(invalid) if !REVOKED.contains(&invalid.code) => None,
            _ => self.told(Stage::Status),
        }
    }

    /// Whether it keeps the rules of the preset that was named; `None` when none was, or they could
    /// not be judged.
    pub fn is_conformant(&self) -> Option<bool> {
        self.told(Stage::Policy)
    }

    /// Where document or certificates depart from the preset that was named, recommendations
    /// included. Empty when none was named.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn told(&self, stage: Stage) -> Option<bool> {
        match self.verdict(stage) {
            Verdict::Passed => Some(true),
            Verdict::Failed(_) => Some(false),
            Verdict::NotReached | Verdict::NotAsked => None,
        }
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("doc_type", &self.doc_type)
            .field("refusal", &self.refusal())
            .finish_non_exhaustive()
    }
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("doc_type", &self.doc_type)?;
        map.serialize_entry("valid", &self.outcome.is_ok())?;
        map.serialize_entry("refusal", &self.refusal().map(Refusal))?;
        map.serialize_entry("stages", &Stages(self))?;
        map.serialize_entry(
            "cryptographically_valid",
            &self.is_cryptographically_valid(),
        )?;
        map.serialize_entry("in_time", &self.is_in_time())?;
        map.serialize_entry("not_revoked", &self.is_not_revoked())?;
        map.serialize_entry("conformant", &self.is_conformant())?;
        let findings: Vec<_> = self.findings.iter().map(Told).collect();
        map.serialize_entry("findings", &findings)?;
        map.end()
    }
}

struct Refusal<'a>(&'a Invalid);

impl Serialize for Refusal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("stage", &self.0.stage.to_string())?;
        map.serialize_entry("code", self.0.code)?;
        map.serialize_entry("reason", &self.0.reason)?;
        map.end()
    }
}

struct Stages<'a>(&'a Report<'a>);

impl Serialize for Stages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            Stage::ALL
                .iter()
                .map(|stage| (stage.to_string(), self.0.verdict(*stage))),
        )
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Passed => map.serialize_entry("verdict", "passed")?,
            Self::NotReached => map.serialize_entry("verdict", "not-reached")?,
            Self::NotAsked => map.serialize_entry("verdict", "not-asked")?,
            Self::Failed(invalid) => {
                map.serialize_entry("verdict", "failed")?;
                map.serialize_entry("code", invalid.code)?;
                map.serialize_entry("reason", &invalid.reason)?;
            }
        }
        map.end()
    }
}

struct Told<'a>(&'a Finding);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let severity = match self.0.severity {
            Severity::Note => "note",
            Severity::Deviation => "deviation",
            Severity::Refused => "refused",
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", self.0.rule)?;
        map.serialize_entry("clause", self.0.clause)?;
        map.serialize_entry("demand", self.0.demand)?;
        map.serialize_entry("severity", severity)?;
        map.serialize_entry("place", &self.0.place.to_string())?;
        if let Some(detail) = &self.0.detail {
            map.serialize_entry("detail", &detail.to_string())?;
        }
        map.end()
    }
}

/// The codes by which a list has a document, or the certificate of its signer.
const REVOKED: [&str; 2] = ["pki.revoked", "status.revoked"];
