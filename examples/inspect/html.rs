//! The page as one file of HTML, also well-formed as XML: no scripts, nothing from elsewhere, and
//! of the file nothing but escaped text and pictures.

use base64ct::{Base64, Encoding};
use mnid_mdoc::doctype::{DocType, Image, ImageFormat};
use mnid_mdoc::testing::portrait_as_jpeg;

use super::harmless::harmless;
use super::node::{CAUTION, Credential, Decoded, Mood, Node, Note, Page, Row, Told};

/// The whole page.
pub(crate) fn html(page: &Page) -> String {
    let mut out = Writer::default();
    out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n");
    out.raw(HEAD);
    out.raw("<title>");
    out.text(&format!("{}: {}", page.file, page.kind));
    out.raw("</title>\n<style>\n");
    out.raw(STYLE);
    out.raw("</style>\n</head>\n<body>\n<header>\n");
    out.element("h1", page.kind);
    out.raw("<p class=\"soft\">");
    out.code(&page.file);
    out.text(&format!(", {} bytes", page.length));
    out.raw("</p>\n<p class=\"caution\" role=\"note\">");
    out.text(CAUTION);
    out.raw("</p>\n");
    if let Some(broken) = &page.broken {
        out.raw("<p class=\"broken\"><strong class=\"bad\">It breaks</strong> ");
        out.text(broken);
        out.raw("</p>\n");
    }
    out.raw("</header>\n<main>\n");
    for credential in &page.credentials {
        out.credential(credential);
    }
    if let Some(tree) = &page.tree {
        out.raw("<section>\n<h2>Structure</h2>\n<p class=\"soft\">");
        out.text("Diagnostic notation; after # each item's offset and size in bytes.");
        out.raw("</p>\n<div class=\"tree\">\n<ul>\n");
        out.node(tree, 0);
        out.raw("</ul>\n</div>\n</section>\n");
    }
    if !page.certificates.is_empty() {
        out.raw("<section>\n<h2>Certificates</h2>\n");
        for certificate in &page.certificates {
            out.certificate(certificate);
        }
        out.raw("</section>\n");
    }
    out.findings(page);
    out.raw("</main>\n<footer><p>");
    out.text(CAUTION);
    out.raw("</p></footer>\n</body>\n</html>\n");
    out.text
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    /// Markup: a constant of this program.
    fn raw(&mut self, markup: &'static str) {
        self.text.push_str(markup);
    }

    /// Anything else.
    fn text(&mut self, text: &str) {
        for letter in harmless(text).chars() {
            match letter {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                _ => self.text.push(letter),
            }
        }
    }

    fn element(&mut self, name: &'static str, text: &str) {
        for part in ["<", name, ">"] {
            self.raw(part);
        }
        self.text(text);
        for part in ["</", name, ">\n"] {
            self.raw(part);
        }
    }

    /// A value of the file. Browsers choose the forms of letters by the language.
    fn code(&mut self, text: &str) {
        self.raw(match text.is_ascii() {
            true => "<code>",
            false => "<code lang=\"ja\">",
        });
        self.text(text);
        self.raw("</code>");
    }

    fn note(&mut self, note: &Note) {
        self.raw(match note.mood {
            Mood::Plain => "<span class=\"note soft\">",
            Mood::Good => "<span class=\"note good\">✓ ",
            Mood::Bad => "<span class=\"note bad\">✗ ",
        });
        self.text(&note.text);
        self.raw("</span>");
    }

    fn credential(&mut self, credential: &Credential) {
        let doc_type = credential.doc_type.as_deref().unwrap_or("Unknown");
        let known = DocType::by_name(doc_type);
        self.raw("<section>\n");
        self.element("h2", known.map_or("Document", |known| known.label));
        self.raw("<div class=\"document\">\n");
        let pictures = credential.rows.iter().filter_map(picture).take(PICTURES);
        for (name, jpeg) in pictures {
            self.raw("<figure class=\"portrait\"><img src=\"data:image/jpeg;base64,");
            self.text.push_str(&Base64::encode_string(&jpeg));
            self.raw("\" alt=\"");
            self.text(&format!("{name}, as it stands in the file"));
            self.raw("\" /><figcaption>");
            self.text(name);
            self.raw("</figcaption></figure>\n");
        }
        self.raw("<dl>\n<dt>Document type</dt>\n<dd>");
        self.code(doc_type);
        self.raw("</dd>\n");
        for (name, value, notes) in &credential.facts {
            self.line(name, value, notes);
        }
        self.raw("</dl>\n</div>\n");
        if !credential.rows.is_empty() {
            self.raw(TABLE);
            credential.rows.iter().for_each(|row| self.row(row));
            self.raw("</tbody>\n</table>\n");
        }
        self.raw("</section>\n");
    }

    fn row(&mut self, row: &Row) {
        self.raw("<tr><th scope=\"row\">");
        self.text(&row.name);
        self.raw(" ");
        self.code(&row.identifier);
        self.raw("</th><td>");
        for line in &row.value {
            self.raw("<div>");
            self.code(line);
            self.raw("</div>");
        }
        self.raw("</td><td>");
        self.note(&row.digest);
        self.raw("</td></tr>\n");
    }

    fn node(&mut self, node: &Node, depth: usize) {
        if node.children.is_empty() {
            self.raw("<li class=\"leaf\">");
            self.head(node, &node.close);
            self.raw("</li>\n");
            return;
        }
        self.raw(match depth < OPEN {
            true => "<li><details open=\"open\"><summary>",
            false => "<li><details><summary>",
        });
        self.head(node, "");
        self.raw("</summary>\n<ul>\n");
        for child in &node.children {
            self.node(child, depth + 1);
        }
        self.raw("</ul>\n");
        self.code(&node.close);
        self.raw("</details></li>\n");
    }

    fn head(&mut self, node: &Node, close: &str) {
        let key = node.key.as_ref().map(|key| format!("{key}: "));
        let value = &node.value;
        self.code(&format!("{}{value}{close}", key.unwrap_or_default()));
        self.raw(" <span class=\"at\">");
        self.text(&format!("# @{}+{}", node.offset, node.length));
        self.raw("</span>");
        node.notes.iter().for_each(|note| self.note(note));
    }

    fn certificate(&mut self, certificate: &Decoded) {
        self.element("h3", &certificate.title);
        self.raw("<dl>\n");
        for (name, value, notes) in &certificate.lines {
            self.line(name, value, notes);
        }
        self.raw("</dl>\n");
    }

    fn line(&mut self, name: &str, value: &str, notes: &[Note]) {
        self.element("dt", name);
        self.raw("<dd>");
        self.code(value);
        notes.iter().for_each(|note| self.note(note));
        self.raw("</dd>\n");
    }

    fn findings(&mut self, page: &Page) {
        self.raw("<section>\n<h2>Findings</h2>\n");
        if page.findings.is_empty() && page.unjudged.is_empty() {
            self.element("p", "None: it keeps every rule of the profile.");
        }
        for why in &page.unjudged {
            self.element("p", &format!("Not judged: {why}."));
        }
        if !page.findings.is_empty() {
            self.raw("<ul class=\"findings\">\n");
            page.findings.iter().for_each(|told| self.finding(told));
            self.raw("</ul>\n");
        }
        self.raw("</section>\n");
    }

    fn finding(&mut self, told: &Told) {
        self.raw(match told.mood {
            Mood::Bad => "<li><strong class=\"bad\">",
            Mood::Plain | Mood::Good => "<li><strong>",
        });
        self.text(told.severity);
        self.raw("</strong> ");
        self.code(told.rule);
        self.text(&format!(
            " at {}: departs from “{}” ",
            told.place, told.demand
        ));
        self.raw("<span class=\"soft\">");
        self.text(&format!("({})", told.clause));
        self.raw("</span></li>\n");
    }
}

/// The picture of a row as every browser shows it.
fn picture(row: &Row) -> Option<(&str, Vec<u8>)> {
    let file = row.picture.as_ref()?;
    let jpeg = match Image::parse(file).ok()?.format() {
        ImageFormat::Jpeg => file.clone(),
        ImageFormat::Jpeg2000 => portrait_as_jpeg(file).ok()?,
    };
    let name = match row.name.as_str() {
        "" => row.identifier.as_str(),
        name => name,
    };
    Some((name, jpeg))
}

/// Nothing is loaded and nothing runs, whatever the file holds.
const HEAD: &str = "\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; \
style-src 'unsafe-inline'\" />
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />
<meta name=\"referrer\" content=\"no-referrer\" />
";

const TABLE: &str = "\
<h3>Elements</h3>
<table>
<caption>Whether the digest of each is the one in the security object</caption>
<thead><tr><th scope=\"col\" class=\"name\">Element</th><th scope=\"col\">Value</th>\
<th scope=\"col\" class=\"digest\">Digest</th></tr></thead>
<tbody>
";

/// Without any of `<` and `&`, so that it stands in XML too.
const STYLE: &str = include_str!("style.css");

/// How deep the tree is open at first: down to the names of what a credential holds.
const OPEN: usize = 3;

/// Pictures of one credential: a portrait and others of its kind.
const PICTURES: usize = 4;
