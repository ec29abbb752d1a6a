//! The outcome for people: a table, then each vector that did not pass and what its fault means.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::folder::Note;
use crate::harmless::harmless;
use crate::judge::{Judged, Outcome};

/// The whole text. No control character of a vector, and of what the program said, reaches it.
pub(crate) fn text(judged: &[Judged<'_>], notes: &BTreeMap<String, Note>, runner: &str) -> String {
    let mut text = format!("{:<18}  cases", "");
    for outcome in Outcome::ALL {
        let _ = write!(text, "  {}", outcome.name());
    }
    text.push('\n');
    rows(&mut text, &grouped(judged, kind, |_| 0));
    rows(&mut text, &grouped(judged, stage, rank));
    rows(&mut text, &[("all", judged.iter().collect())]);
    for judged in judged.iter().filter(|judged| judged.outcome.is_failure()) {
        failure(&mut text, judged, notes, runner);
    }
    text
}

type Group<'a> = (&'a str, Vec<&'a Judged<'a>>);

fn rows(text: &mut String, groups: &[Group<'_>]) {
    for (name, judged) in groups {
        let _ = write!(text, "{:<18}  {:>5}", harmless(name), judged.len());
        for outcome in Outcome::ALL {
            let count = judged.iter().filter(|one| one.outcome == outcome).count();
            let count = match count {
                0 => "-".to_owned(),
                _ => count.to_string(),
            };
            let _ = write!(text, "  {count:>width$}", width = outcome.name().len());
        }
        text.push('\n');
    }
    text.push('\n');
}

/// In the order of the ranks, else of first appearance.
fn grouped<'a>(
    judged: &'a [Judged<'a>],
    name: impl Fn(&'a Judged<'a>) -> &'a str,
    rank: impl Fn(&str) -> usize,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for one in judged {
        let name = name(one);
        match groups.iter_mut().find(|group| group.0 == name) {
            Some(group) => group.1.push(one),
            None => groups.push((name, vec![one])),
        }
    }
    groups.sort_by_key(|group| rank(group.0));
    groups
}

fn kind<'a>(judged: &'a Judged<'_>) -> &'a str {
    &judged.case.vector.kind
}

fn stage<'a>(judged: &'a Judged<'_>) -> &'a str {
    let expected = &judged.case.vector.expected;
    match (&expected.stage, &expected.code) {
        (Some(stage), _) => stage,
        (None, Some(_)) => CODE,
        (None, None) => VALID,
    }
}

fn rank(stage: &str) -> usize {
    let known = STAGES.iter().position(|known| *known == stage);
    known.unwrap_or(STAGES.len())
}

fn failure(text: &mut String, judged: &Judged<'_>, notes: &BTreeMap<String, Note>, runner: &str) {
    let vector = &judged.case.vector;
    let _ = writeln!(text, "{}: {}", judged.outcome.name(), vector.id);
    // What has more than one line goes on below its beginning.
    let mut line = |name: &str, words: &str| {
        let words: Vec<String> = words.lines().map(harmless).collect();
        let _ = writeln!(text, "    {name:<9} {}", words.join("\n              "));
    };
    line("expected", &vector.expected.to_string());
    line("actual", &judged.actual.to_string());
    if let Some(detail) = &judged.detail {
        line("detail", detail);
    }
    line("case", &vector.comment);
    for flag in &vector.flags {
        match notes.get(flag) {
            Some(note) => line(
                "flag",
                &format!("{flag}: {} {}", note.description, note.effect),
            ),
            None => line("flag", flag),
        }
    }
    line(
        "by hand",
        &format!("{runner} < {}", judged.case.file.display()),
    );
    text.push('\n');
}

const VALID: &str = "valid";
const CODE: &str = "error codes";
const STAGES: [&str; 11] = [
    VALID,
    "decode",
    "structure",
    "certificate",
    "signature",
    "validity",
    "digest",
    "binding",
    "status",
    "policy",
    CODE,
];
