//! The outcome as JUnit XML, which every build server reads: a suite for each kind.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};

use crate::judge::{Judged, Outcome};

/// The whole document.
pub(crate) fn xml(judged: &[Judged<'_>]) -> String {
    let mut suites: BTreeMap<&str, Vec<&Judged<'_>>> = BTreeMap::new();
    for one in judged {
        suites.entry(&one.case.vector.kind).or_default().push(one);
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (kind, judged) in suites {
        let failures = count(&judged, |one| one.outcome.is_failure());
        let skipped = count(&judged, is_skipped);
        let time: f64 = judged.iter().map(|one| one.time.as_secs_f64()).sum();
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" \
             skipped=\"{skipped}\" time=\"{time:.3}\">",
            Escaped(kind),
            judged.len(),
        );
        judged.iter().for_each(|one| case(&mut xml, kind, one));
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn case(xml: &mut String, kind: &str, judged: &Judged<'_>) {
    let vector = &judged.case.vector;
    let _ = write!(
        xml,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\"",
        Escaped(kind),
        Escaped(&vector.id),
        judged.time.as_secs_f64()
    );
    let detail = judged.detail.as_deref().unwrap_or_default();
    let _ = match judged.outcome {
        Outcome::Passed => writeln!(xml, "/>"),
        Outcome::Skipped => writeln!(xml, "><skipped/></testcase>"),
        Outcome::Known => writeln!(
            xml,
            "><skipped message=\"known to differ: {}\"/></testcase>",
            Escaped(detail)
        ),
        failure => writeln!(
            xml,
            ">\n      <failure type=\"{}\" message=\"expected {}, not {}\">{}</failure>\n    \
             </testcase>",
            failure.name(),
            Escaped(&vector.expected.to_string()),
            Escaped(&judged.actual.to_string()),
            Escaped(&format!("{} {detail}", vector.comment)),
        ),
    };
}

fn is_skipped(judged: &Judged<'_>) -> bool {
    matches!(judged.outcome, Outcome::Skipped | Outcome::Known)
}

fn count(judged: &[&Judged<'_>], which: impl Fn(&Judged<'_>) -> bool) -> usize {
    judged.iter().filter(|one| which(one)).count()
}

/// Text that is safe in an element and in a quoted attribute. What XML 1.0 (2.2) cannot hold at all
/// becomes a replacement character.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\t' | '\n' | '\r' => write!(f, "&#{};", u32::from(char)),
            '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => f.write_char(char::REPLACEMENT_CHARACTER),
            char => f.write_char(char),
        })
    }
}
