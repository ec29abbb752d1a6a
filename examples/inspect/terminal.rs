//! The page as text: diagnostic notation with comments.

use std::fmt::Write;

use super::harmless::harmless;
use super::node::{CAUTION, Decoded, Node, Note, Page, Told};

/// All lines. Nothing but letters of the file reaches them: no control character does.
pub(crate) fn text(page: &Page) -> String {
    let mut out = Lines::default();
    let file = &page.file;
    out.line(&format!("{file}: {}, {} bytes", page.kind, page.length));
    out.line(CAUTION);
    if let Some(broken) = &page.broken {
        out.line(&format!("BROKEN {broken}"));
    }
    if let Some(tree) = &page.tree {
        out.line("");
        out.node(tree, 0, "");
    }
    for certificate in &page.certificates {
        out.line("");
        out.certificate(certificate);
    }
    out.line("");
    page.findings.iter().for_each(|found| out.finding(found));
    for why in &page.unjudged {
        out.line(&format!("not judged: {why}"));
    }
    if page.findings.is_empty() && page.unjudged.is_empty() {
        out.line("no findings");
    }
    out.line(CAUTION);
    out.text
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        writeln!(self.text, "{}", harmless(line).trim_end()).unwrap_or_default();
    }

    fn node(&mut self, node: &Node, depth: usize, comma: &str) {
        let indent = "  ".repeat(depth);
        let key = node.key.as_ref().map(|key| format!("{key}: "));
        let key = key.unwrap_or_default();
        let comment = comment(node);
        let (value, close) = (&node.value, &node.close);
        if node.children.is_empty() {
            self.line(&format!("{indent}{key}{value}{close}{comma}  {comment}"));
            return;
        }
        self.line(&format!("{indent}{key}{value}  {comment}"));
        let last = node.children.len() - 1;
        for (index, child) in node.children.iter().enumerate() {
            let comma = if index == last { "" } else { "," };
            self.node(child, depth + 1, comma);
        }
        self.line(&format!("{indent}{close}{comma}"));
    }

    fn certificate(&mut self, certificate: &Decoded) {
        self.line(&certificate.title);
        for (name, value, notes) in &certificate.lines {
            let notes = match notes.as_slice() {
                [] => String::new(),
                notes => format!("  # {}", joined(notes)),
            };
            self.line(&format!("  {name}: {value}{notes}"));
        }
    }

    fn finding(&mut self, found: &Told) {
        let Told {
            severity,
            rule,
            place,
            demand,
            clause,
            ..
        } = found;
        self.line(&format!(
            "{severity} {rule} {place}: departs from \"{demand}\" ({clause})"
        ));
    }
}

/// Place and size first, then what is known.
fn comment(node: &Node) -> String {
    let place = format!("# @{}+{}", node.offset, node.length);
    match node.notes.as_slice() {
        [] => place,
        notes => format!("{place} {}", joined(notes)),
    }
}

fn joined(notes: &[Note]) -> String {
    let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
    texts.join("; ")
}
