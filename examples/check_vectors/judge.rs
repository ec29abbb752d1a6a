//! What the runs of a program over all vectors amount to.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::folder::{Case, Vector};
use crate::known::Known;
use crate::process::{Ended, Run};
use crate::verdict::Verdict;

/// What came of one vector.
pub(crate) struct Judged<'a> {
    pub(crate) case: &'a Case,
    pub(crate) outcome: Outcome,
    pub(crate) actual: Verdict,
    /// What there is to say beside the verdicts: why an answer is broken, or why it is known to
    /// differ.
    pub(crate) detail: Option<String>,
    pub(crate) time: Duration,
}

/// In the order of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The right verdict, and of an invalid case the right stage or code.
    Passed,
    /// Differs as the list of what is known says.
    Known,
    /// Valid for invalid, or the other way round; or something else came out.
    WrongVerdict,
    /// Refused at another stage, or with another code.
    WrongReason,
    Skipped,
    /// No end before the time limit.
    Hang,
    /// No answer that keeps the contract.
    Broken,
    /// Not as the list of what is known says.
    Stale,
}

impl Outcome {
    pub(crate) const ALL: [Self; 8] = [
        Self::Passed,
        Self::Known,
        Self::WrongVerdict,
        Self::WrongReason,
        Self::Skipped,
        Self::Hang,
        Self::Broken,
        Self::Stale,
    ];

    /// What the table calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Known => "known",
            Self::WrongVerdict => "wrong verdict",
            Self::WrongReason => "wrong reason",
            Self::Skipped => "skipped",
            Self::Hang => "hang",
            Self::Broken => "broken",
            Self::Stale => "stale",
        }
    }

    pub(crate) fn is_failure(self) -> bool {
        !matches!(self, Self::Passed | Self::Known | Self::Skipped)
    }
}

/// Judges one run.
pub(crate) fn judge(case: &Case, run: Run, time: Duration) -> Judged<'_> {
    let (outcome, actual, detail) = match run.ended {
        Ended::Hang => (Outcome::Hang, Verdict::new("hang"), None),
        Ended::Broken(why) => broken(why, &run.complaint),
        Ended::NotStarted => broken("was not started".to_owned(), &run.complaint),
        Ended::Printed(line) => match answer(&line, &case.vector.id) {
            Err(why) => broken(why, &run.complaint),
            Ok(answer) => compared(&case.vector, answer),
        },
    };
    Judged {
        case,
        outcome,
        actual,
        detail,
        time,
    }
}

/// Who answers other vectors of a kind can skip only those that need an optional feature.
pub(crate) fn refuse_skips(judged: &mut [Judged<'_>]) {
    let answered: BTreeSet<&str> = judged
        .iter()
        .filter(|judged| judged.outcome != Outcome::Skipped)
        .map(|judged| judged.case.vector.kind.as_str())
        .collect();
    for judged in judged {
        let vector = &judged.case.vector;
        if judged.outcome == Outcome::Skipped
            && vector.features.is_empty()
            && answered.contains(vector.kind.as_str())
        {
            judged.outcome = Outcome::Broken;
            judged.detail = Some(
                "skipped, though it needs no feature and others of its kind were answered"
                    .to_owned(),
            );
        }
    }
}

/// Excuses what is known to differ, and tells where it differs otherwise or no longer.
pub(crate) fn apply(known: &[Known], judged: &mut [Judged<'_>]) {
    for judged in judged {
        let vector = &judged.case.vector;
        let Some(entry) = known.iter().find(|entry| entry.id == vector.id) else {
            continue;
        };
        let as_said = entry.expected == vector.expected && entry.actual == judged.actual;
        (judged.outcome, judged.detail) = match judged.outcome.is_failure() && as_said {
            true => (Outcome::Known, Some(entry.reason.clone())),
            false => (
                Outcome::Stale,
                Some(format!(
                    "known is {} where {} is expected",
                    entry.actual, entry.expected
                )),
            ),
        };
    }
}

fn compared(vector: &Vector, answer: Answer) -> (Outcome, Verdict, Option<String>) {
    let (expected, actual) = (&vector.expected, answer.verdict);
    let same_place = match &expected.code {
        Some(code) => actual.code.as_ref() == Some(code),
        None => actual.stage == expected.stage,
    };
    let outcome = match actual.result.as_str() {
        "skipped" => Outcome::Skipped,
        result if result != expected.result => Outcome::WrongVerdict,
        "invalid" if !same_place => Outcome::WrongReason,
        _ => match (&vector.expect, &answer.found) {
            (Some(expect), Some(found)) if !holds(found, expect) => {
                let detail = "what was found is not what is expected".to_owned();
                return (Outcome::WrongVerdict, actual, Some(detail));
            }
            _ => Outcome::Passed,
        },
    };
    (outcome, actual, None)
}

/// Whether what is expected was found, and nothing else. What stands there for people is no part of
/// it.
fn holds(found: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(members) => {
            let told = |name: &&String| *name != "diag";
            let found = found.as_object();
            let names = found.into_iter().flat_map(|found| found.keys());
            members.keys().filter(told).count() == names.filter(told).count()
                && members
                    .iter()
                    .filter(|(name, _)| told(name))
                    .all(|(name, expected)| {
                        let found = found.and_then(|found| found.get(name));
                        found.is_some_and(|found| holds(found, expected))
                    })
        }
        Value::Array(expected) => {
            let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
            let mut pairs = found.iter().zip(expected);
            found.len() == expected.len() && pairs.all(|(found, expected)| holds(found, expected))
        }
        expected => found == expected,
    }
}

#[derive(Deserialize)]
struct Answer {
    id: String,
    #[serde(flatten)]
    verdict: Verdict,
    /// What came out of a valid vector, if the program tells.
    found: Option<Value>,
}

fn answer(line: &[u8], id: &str) -> Result<Answer, String> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Err("printed no answer".to_owned());
    }
    let answer: Answer = serde_json::from_slice(line)
        .map_err(|error| format!("printed no answer in JSON, and nothing else: {error}"))?;
    if answer.id != id {
        return Err(format!("answered the id {:?}", answer.id));
    }
    match answer.verdict.result.as_str() {
        "valid" | "invalid" | "skipped" => Ok(answer),
        other => Err(format!(
            "answered {other:?}, which is neither valid nor invalid nor skipped"
        )),
    }
}

fn broken(why: String, complaint: &[u8]) -> (Outcome, Verdict, Option<String>) {
    let complaint = String::from_utf8_lossy(complaint);
    let detail = match complaint.trim() {
        "" => why,
        complaint => format!("{why}; on standard error: {complaint}"),
    };
    (Outcome::Broken, Verdict::new("broken"), Some(detail))
}
