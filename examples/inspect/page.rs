//! From the bytes of a file to all that is shown of it.

use mnid_mdoc::limits;
use mnid_mdoc::pki::{self, Certificate, Severity};
use mnid_mdoc::profile::{self, Preset};
use mnid_mdoc::time::Timestamp;
use x509_cert::der::pem::PemLabel;

use super::certificates;
use super::harmless::harmless;
use super::item::{Broken, Item, Value, Walker};
use super::node::{Mood, Page, Told};
use super::shape::{Payload, Shape};
use super::tree::Tree;

/// How a file is looked at.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) preset: Preset,
    pub(crate) now: Option<Timestamp>,
    pub(crate) redact: bool,
}

/// Told by its first bytes: text is PEM, DER begins with a SEQUENCE of a long length, and nothing
/// in an mdoc with an array of 16 items.
pub(crate) fn page(file: &str, bytes: &[u8], view: &View) -> Page {
    let mut page = Page {
        file: file.to_owned(),
        length: bytes.len(),
        ..Page::default()
    };
    if bytes.len() > limits::CBOR_DOCUMENT {
        page.kind = "a file too large for any of these structures";
        let most = limits::CBOR_DOCUMENT;
        page.broken = Some(format!("at {most}: larger than a document may be"));
        return page;
    }
    let begins = b"-----BEGIN ";
    match bytes {
        [0x30, 0x80..=0x84, ..] => {
            page.kind = "a certificate (DER)";
            chain(&mut page, &[bytes], view);
        }
        _ if bytes.windows(begins.len()).any(|part| part == begins) => pem(&mut page, bytes, view),
        _ => cbor(&mut page, bytes, view),
    }
    page
}

fn pem(page: &mut Page, bytes: &[u8], view: &View) {
    page.kind = "certificates (PEM)";
    let text = String::from_utf8_lossy(bytes);
    let end = format!("-----END {}-----", x509_cert::Certificate::PEM_LABEL);
    let mut ders = Vec::new();
    let mut offset = 0;
    while let Some(start) = text.get(offset..).and_then(|rest| rest.find("-----BEGIN ")) {
        let start = offset + start;
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(&end).map(|found| found + end.len());
        let block = length.and_then(|length| rest.get(..length));
        let read = block.map(x509_cert::der::Document::from_pem);
        match read {
            Some(Ok((label, der))) if label == x509_cert::Certificate::PEM_LABEL => {
                ders.push(der.as_bytes().to_vec());
            }
            _ => {
                let text = format!("at {start}: a block that is no whole certificate in PEM");
                page.broken.get_or_insert(text);
                offset = start + 1;
                continue;
            }
        }
        offset = start + length.unwrap_or(1);
        if ders.len() >= limits::CERTIFICATES_IN_FILE {
            break;
        }
    }
    let ders: Vec<&[u8]> = ders.iter().map(Vec::as_slice).collect();
    chain(page, &ders, view);
}

/// Certificates in order, with what the rules say of them.
fn chain(page: &mut Page, ders: &[&[u8]], view: &View) {
    let first = page.certificates.len();
    let mut read = Vec::new();
    for (number, der) in (first..).zip(ders) {
        page.certificates
            .push(certificates::decoded(number, der, view.now));
        match Certificate::from_der(der) {
            Ok(certificate) => read.push(certificate),
            Err(error) => {
                let text = format!("certificate {number}: {error}");
                page.unjudged.push(text.clone());
                page.broken.get_or_insert(text);
            }
        }
    }
    if read.len() < ders.len() {
        return;
    }
    let linted = pki::lint_chain(&read, view.preset.edition());
    for (number, linted) in (first..).zip(linted) {
        if let Some(shown) = page.certificates.get_mut(number) {
            let signer = match linted.issuer {
                Some(issuer) if issuer + first == number => "itself".to_owned(),
                Some(issuer) => format!("certificate {}", issuer + first),
                None => "an issuer that is not here".to_owned(),
            };
            let role = format!("{}, signed by {signer}", linted.role);
            shown.lines.insert(0, ("Looks like", role, Vec::new()));
        }
        page.findings
            .extend(linted.findings.into_iter().map(|found| Told {
                mood: mood(found.severity),
                severity: word(found.severity),
                rule: found.rule,
                place: format!("certificate {number} ({})", linted.role),
                demand: found.demand.to_owned(),
                clause: found.clause,
            }));
    }
}

fn cbor(page: &mut Page, bytes: &[u8], view: &View) {
    let mut walker = Walker::new(bytes, 0);
    let document = walker.document();
    let (kind, shape) = kind(&document, DOCUMENTS);
    page.kind = kind;
    let mut tree = Tree::new(view.now, view.redact);
    page.tree = Some(tree.node(&document, shape, DOCUMENTS));
    page.credentials = tree.credentials;
    let broken = walker.broken.or(tree.broken);
    page.broken = broken.map(|Broken { offset, reason }| format!("at {offset}: {reason}"));
    let is_credential = page
        .credentials
        .iter()
        .any(|credential| credential.bytes.is_some());
    for ders in tree.chains.iter().take(CHAINS) {
        let ders = ders.get(..limits::CERTIFICATES_IN_FILE).unwrap_or(ders);
        match is_credential {
            // The rules of the credential ask for its chain too.
            true => {
                let numbers = page.certificates.len()..;
                let shown = numbers.zip(ders);
                page.certificates.extend(
                    shown.map(|(number, der)| certificates::decoded(number, der, view.now)),
                );
            }
            false => chain(page, ders, view),
        }
    }
    match shape {
        Shape::Reading => {
            let text = "no profile has rules for a card reading".to_owned();
            page.unjudged.push(text);
        }
        Shape::Private | Shape::Sign1(Payload::Unknown) => {
            let text = "it is none of the structures that can be shown".to_owned();
            page.unjudged.push(text.clone());
            page.broken.get_or_insert(format!("at 0: {text}"));
        }
        _ => credentials(page, view),
    }
}

fn credentials(page: &mut Page, view: &View) {
    let several = page.credentials.len() > 1;
    for (number, credential) in page.credentials.iter().enumerate() {
        let Some(bytes) = &credential.bytes else {
            let text = "a security object alone is not judged by a profile".to_owned();
            page.unjudged.push(text);
            continue;
        };
        let findings = match profile::lint(bytes, view.preset) {
            Ok(findings) => findings,
            Err(error) => {
                page.unjudged
                    .push(format!("the rules cannot be asked: {error}"));
                page.broken
                    .get_or_insert(format!("not an IssuerSigned: {error}"));
                continue;
            }
        };
        let findings = findings.into_iter();
        let asked = findings.filter(|found| !credential.presented || found.rule != MISSING);
        page.findings.extend(asked.map(|found| {
            let place = match several {
                true => format!("document {number}: {}", found.place),
                false => found.place.to_string(),
            };
            let detail = found.detail.map(|detail| format!("; {detail}"));
            Told {
                mood: mood(found.severity),
                severity: word(found.severity),
                rule: found.rule,
                place: harmless(&place),
                demand: format!("{}{}", found.demand, detail.unwrap_or_default()),
                clause: found.clause,
            }
        }));
    }
}

/// What a document is, by the members that it has.
/// `depth` is how many may stand one in another.
fn kind<'a>(item: &Item<'a>, depth: usize) -> (&'static str, Shape<'a>) {
    let has = |name| item.member(name).is_some();
    match &item.value {
        Value::Map(_) if has("documents") || has("documentErrors") => {
            ("a DeviceResponse", Shape::Response)
        }
        Value::Map(_) if has("version") && has("status") && !has("valueDigests") => {
            ("a DeviceResponse", Shape::Response)
        }
        Value::Map(_) if has("issuerSigned") => ("a Document of a response", Shape::Document),
        Value::Map(_) if has("nameSpaces") || has("issuerAuth") => {
            ("an IssuerSigned", Shape::IssuerSigned)
        }
        Value::Map(_) if has("valueDigests") || has("digestAlgorithm") => {
            ("a MobileSecurityObject", Shape::SecurityObject)
        }
        Value::Map(_) if READING.into_iter().any(has) => ("a card reading", Shape::Reading),
        Value::Tag(24, _) => match inside(item, depth) {
            Some((_, Shape::SecurityObject)) => {
                ("a MobileSecurityObject in tag 24", Shape::SecurityObject)
            }
            Some((kind, shape)) => (kind, shape),
            None => ("CBOR of no known kind", Shape::Private),
        },
        Value::Tag(18, content) => signed(content),
        Value::Array(entries) if entries.len() == 4 => signed(item),
        Value::Broken(_) => ("not CBOR", Shape::Private),
        _ => ("CBOR of no known kind", Shape::Private),
    }
}

fn inside<'a>(item: &Item<'a>, depth: usize) -> Option<(&'static str, Shape<'a>)> {
    let depth = depth.checked_sub(1)?;
    Some(kind(&item.encoded()?, depth))
}

/// A `COSE_Sign1` by its payload.
fn signed<'a>(item: &Item<'a>) -> (&'static str, Shape<'a>) {
    let payload = item.entries().get(2).and_then(Item::encoded);
    let Some(payload) = payload else {
        return ("a COSE_Sign1", Shape::Sign1(Payload::Unknown));
    };
    let is_list = [65_530, 65_533]
        .into_iter()
        .any(|claim| payload.numbered(claim).is_some());
    match payload.value {
        Value::Map(_) if is_list => ("a status token (CWT)", Shape::Sign1(Payload::Claims)),
        Value::Map(_) if payload.numbered(1).or(payload.numbered(2)).is_some() => {
            ("a CWT", Shape::Sign1(Payload::Claims))
        }
        Value::Tag(24, _) => ("an IssuerAuth", Shape::Sign1(Payload::SecurityObject)),
        _ => ("a COSE_Sign1", Shape::Sign1(Payload::Unknown)),
    }
}

fn mood(severity: Severity) -> Mood {
    match severity {
        Severity::Note => Mood::Plain,
        Severity::Deviation | Severity::Refused => Mood::Bad,
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Deviation => "deviation",
        Severity::Refused => "refused",
    }
}

/// The rule that asks for whole credentials: the holder does not disclose all of one.
const MISSING: &str = "profile.element-missing";

/// The parts of a card reading.
const READING: [&str; 5] = ["signing", "authentication", "face", "text", "licence"];

/// Documents one in another: the payload, the tag 24 in it, and some more.
const DOCUMENTS: usize = 6;

/// Chains that are decoded: one of each document of a response.
const CHAINS: usize = 16;
