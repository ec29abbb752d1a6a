//! The tree of a file: each item with what is known of it.

use mnid_mdoc::time::Timestamp;

use super::digests::Digests;
use super::harmless::harmless;
use super::item::{Broken, Item, Value, Walker};
use super::moment::{self, Bound};
use super::node::{Credential, Mood, Node, Note};
use super::notation::{leaf, quoted};
use super::row::{display_name, picture, row};
use super::shape::Shape;

/// Makes the tree, and gathers what stands beside it.
pub(crate) struct Tree<'a> {
    now: Option<Timestamp>,
    redact: bool,
    /// Of the credential in which the next item stands.
    digests: Digests<'a>,
    doc_type: Option<&'a str>,
    presented: bool,
    pub(crate) credentials: Vec<Credential>,
    /// The certificates that stand in it, in DER.
    pub(crate) chains: Vec<Vec<&'a [u8]>>,
    /// The first place where encoded CBOR breaks.
    pub(crate) broken: Option<Broken>,
    /// How many items may still be shown.
    items: usize,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(now: Option<Timestamp>, redact: bool) -> Self {
        Self {
            now,
            redact,
            digests: Digests::default(),
            doc_type: None,
            presented: false,
            credentials: Vec::new(),
            chains: Vec::new(),
            broken: None,
            items: ITEMS,
        }
    }

    /// An item with all that is in it. `depth` is how many documents may still be opened inside.
    pub(crate) fn node(&mut self, item: &Item<'a>, shape: Shape<'a>, depth: usize) -> Node {
        let mut node = Node {
            offset: item.offset,
            length: item.raw.len(),
            ..Node::default()
        };
        self.items = self.items.saturating_sub(1);
        if self.items == 0 {
            node.value = "...".to_owned();
            node.notes.push(Note::bad("more items than are shown"));
            return node;
        }
        if let Value::Broken(reason) = item.value {
            node.value = "...".to_owned();
            let text = format!("BREAKS HERE, at {}: {reason}", item.offset);
            node.notes.push(Note::bad(text));
            return node;
        }
        if self.redact && shape.hides(item) {
            node.value = "...".to_owned();
            node.notes.push(Note::plain(redacted(item)));
            return node;
        }
        self.enter(item, shape);
        if let Some(title) = shape.title()
            && matches!(item.value, Value::Map(_) | Value::Array(_))
        {
            node.notes.push(Note::plain(title));
        }
        match &item.value {
            Value::Map(members) => {
                node.value = "{".to_owned();
                node.close = "}".to_owned();
                for (key, value) in members {
                    node.children.push(self.member(key, value, shape, depth));
                }
            }
            Value::Array(entries) => {
                node.value = "[".to_owned();
                node.close = "]".to_owned();
                for (index, entry) in entries.iter().enumerate() {
                    node.children.push(self.entry(index, entry, shape, depth));
                }
            }
            Value::Tag(number, content) => {
                let inner = match (number, &content.value) {
                    (24, Value::Bytes(_)) => self.opened(content, shape, depth),
                    _ => self.node(content, shape, depth),
                };
                wrap(&mut node, &format!("{number}("), inner, ")");
            }
            Value::Bytes(bytes) if !bytes.is_empty() && shape.encoded().is_some() => {
                let inner = self.opened(item, shape.encoded().unwrap_or(shape), depth);
                wrap(&mut node, "", inner, "");
            }
            _ => {
                node.value = leaf(item);
                node.notes.extend(self.about_leaf(item, shape));
            }
        }
        node
    }

    fn member(&mut self, key: &Item<'a>, value: &Item<'a>, shape: Shape<'a>, depth: usize) -> Node {
        if let Value::Broken(_) = key.value {
            return self.node(key, shape, depth);
        }
        let (name, inner) = shape.member(key);
        let mut node = self.node(value, inner, depth);
        node.key = Some(match self.redact && shape.hides_key(key, inner) {
            true => "...".to_owned(),
            false => leaf(key),
        });
        if let Some(name) = name {
            node.notes.insert(0, Note::plain(name));
        }
        match (shape, key.number(), value.bytes()) {
            (Shape::Digests(namespace), Some(id), Some(_)) => {
                let text = match self.digests.is_used(namespace, id) {
                    true => "its item is here",
                    false => "no item here",
                };
                node.notes.push(Note::plain(text));
            }
            (Shape::ValueDigests, ..) => {
                if let Some(namespace) = key.text() {
                    let (all, unused) = (value.members().len(), self.digests.unused(namespace));
                    let text = format!("{all} digests, {unused} of no item here");
                    node.notes.push(Note::plain(text));
                }
            }
            (Shape::DeviceItems(namespace), ..) => {
                if let Some(identifier) = key.text() {
                    self.row(
                        namespace,
                        identifier,
                        Some(value),
                        Note::plain("of the device"),
                    );
                }
            }
            _ => {}
        }
        node
    }

    fn entry(&mut self, index: usize, entry: &Item<'a>, shape: Shape<'a>, depth: usize) -> Node {
        let (name, inner) = shape.entry(index);
        let mut node = self.node(entry, inner, depth);
        if let Some(name) = name
            && node.notes.iter().all(|note| note.text != name)
        {
            node.notes.insert(0, Note::plain(name));
        }
        let Shape::Items(namespace) = shape else {
            return node;
        };
        let Some(item) = entry.encoded() else {
            return node;
        };
        let identifier = item.member("elementIdentifier").and_then(Item::text);
        let id = item.member("digestID").and_then(Item::number);
        let said = self.digests.judge(namespace, id, entry.raw);
        let name = display_name(self.doc_type, namespace, identifier.unwrap_or_default());
        let name = name.unwrap_or_else(|| "an element of no known name".to_owned());
        node.notes = vec![Note::plain(name), said.clone()];
        let value = item.member("elementValue");
        self.row(namespace, identifier.unwrap_or_default(), value, said);
        node
    }

    /// The document in a byte string, in its place.
    fn opened(&mut self, item: &Item<'a>, shape: Shape<'a>, depth: usize) -> Node {
        let (Some((bytes, offset)), Some(depth)) = (item.bytes(), depth.checked_sub(1)) else {
            let notes = vec![Note::bad("not opened: documents too deep in one another")];
            return Node {
                value: "...".to_owned(),
                notes,
                ..Node::default()
            };
        };
        let mut walker = Walker::new(bytes, offset);
        let document = walker.document();
        let inner = self.node(&document, shape, depth);
        let mut node = Node::default();
        wrap(&mut node, "<<", inner, ">>");
        if let Some(broken) = walker.broken {
            self.broken.get_or_insert(broken);
            let text = format!(
                "not whole CBOR; it breaks at {}: {}",
                broken.offset, broken.reason
            );
            node.notes.push(Note::bad(text));
        }
        node
    }

    /// What begins with an item: a credential, or a chain.
    fn enter(&mut self, item: &Item<'a>, shape: Shape<'a>) {
        match shape {
            Shape::Document => {
                self.doc_type = item.member("docType").and_then(Item::text);
                self.presented = true;
            }
            Shape::IssuerSigned => {
                let object = item.member("issuerAuth");
                let payload = object.and_then(|auth| auth.entries().get(2)?.encoded());
                let object = payload.and_then(|payload| payload.encoded());
                self.digests = Digests::of(object.as_ref(), Some(item));
                self.begin(object.as_ref(), Some(item.raw));
            }
            Shape::SecurityObject if self.credentials.is_empty() => {
                self.digests = Digests::of(Some(item), None);
                self.begin(Some(item), None);
            }
            Shape::Chain if matches!(item.value, Value::Array(_)) => self.chains.push(Vec::new()),
            _ => {}
        }
    }

    fn begin(&mut self, object: Option<&Item<'a>>, bytes: Option<&[u8]>) {
        let named = object.and_then(|object| object.member("docType")?.text());
        self.doc_type = named.or(self.doc_type);
        let mut facts = Vec::new();
        for (name, title, bound) in [
            ("signed", "Signed", Bound::None),
            ("validFrom", "Valid from", Bound::NotBefore),
            ("validUntil", "Valid until", Bound::NotAfter),
            ("expectedUpdate", "Update expected", Bound::None),
        ] {
            let date =
                object.and_then(|object| object.member("validityInfo")?.member(name)?.text());
            if let Some(text) = date {
                let mut notes = moment::notes(text, bound, self.now);
                let words = match notes.first() {
                    Some(first) if first.mood == Mood::Plain => notes.remove(0).text,
                    _ => quoted(text),
                };
                facts.push((title, words, notes));
            }
        }
        if let Some(name) = object.and_then(|object| object.member("digestAlgorithm")?.text()) {
            facts.push(("Digests by", harmless(name), Vec::new()));
        }
        self.credentials.push(Credential {
            bytes: bytes.map(<[u8]>::to_vec),
            doc_type: self.doc_type.map(str::to_owned),
            presented: self.presented,
            facts,
            rows: Vec::new(),
        });
    }

    fn row(&mut self, space: &str, identifier: &str, value: Option<&Item<'a>>, digest: Note) {
        let value = value.filter(|_| !self.redact);
        let row = row(self.doc_type, space, identifier, value, digest);
        if let Some(credential) = self.credentials.last_mut() {
            credential.rows.push(row);
        }
    }

    fn about_leaf(&mut self, item: &Item<'a>, shape: Shape<'a>) -> Vec<Note> {
        let mut notes = Vec::new();
        match (shape, &item.value) {
            (Shape::Chain, Value::Bytes(der)) => {
                if self.chains.is_empty() {
                    self.chains.push(Vec::new());
                }
                if let Some(chain) = self.chains.last_mut() {
                    notes.push(Note::plain("a certificate, decoded below"));
                    chain.push(der);
                }
            }
            (Shape::Date(bound), Value::Text(text)) => {
                notes.extend(moment::notes(text, bound, self.now));
            }
            (Shape::Element { identifier, .. }, Value::Text(text)) if is_date(text) => {
                let bound = match identifier {
                    "expiry_date" => Bound::NotAfter,
                    _ => Bound::None,
                };
                notes.extend(moment::notes(text, bound, self.now));
            }
            (Shape::Seconds(bound), Value::Unsigned(seconds)) => {
                let seconds = i64::try_from(*seconds).ok();
                match seconds.and_then(|seconds| Timestamp::from_unix(seconds).ok()) {
                    Some(at) => {
                        notes.push(Note::plain(moment::words(at)));
                        notes.extend(moment::standing(at, bound, self.now));
                    }
                    None => notes.push(Note::bad("not a date")),
                }
            }
            (Shape::Element { .. } | Shape::Private, Value::Bytes(_)) => {
                if let Some((image, _)) = picture(item) {
                    notes.push(Note::plain(format!("image: {image}")));
                }
            }
            _ => {}
        }
        let meaning = item.number().and_then(|number| shape.meaning(number));
        notes.extend(meaning.map(Note::plain));
        notes
    }
}

/// Puts what is inside a tag or a byte string in its place.
fn wrap(outer: &mut Node, open: &str, inner: Node, close: &str) {
    outer.value = format!("{open}{}", inner.value);
    if inner.close.is_empty() {
        outer.value.push_str(close);
    } else {
        outer.close = format!("{}{close}", inner.close);
    }
    outer.notes.extend(inner.notes);
    outer.children = inner.children;
}

fn is_date(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && moment::notes(text, Bound::None, None)
            .iter()
            .all(|note| note.mood != Mood::Bad)
}

fn redacted(item: &Item<'_>) -> String {
    let kind = match &item.value {
        Value::Unsigned(_) | Value::Negative(_) => "an integer",
        Value::Bytes(_) => "a byte string",
        Value::Text(_) => "a text",
        Value::Array(_) => "an array",
        Value::Map(_) => "a map",
        Value::Tag(..) => "a tagged value",
        Value::Boolean(_) => "a boolean",
        Value::Null | Value::Other | Value::Broken(_) => "a value",
    };
    format!("redacted: {kind}")
}

/// Items that are shown of a file, those of documents inside it included.
const ITEMS: usize = 40_000;
