//! What is shown, before it is known where: a tree, and what stands around it. The texts may hold
//! anything that a file holds; it is for the renderers to make them harmless.

/// One item of the file, or one of the lines of a group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// Its key in a map, in diagnostic notation.
    pub(crate) key: Option<String>,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    /// In diagnostic notation: a leaf whole, else what opens it.
    pub(crate) value: String,
    /// What closes it, if it has children or might have had some.
    pub(crate) close: String,
    pub(crate) notes: Vec<Note>,
    pub(crate) children: Vec<Node>,
}

/// A remark beside an item.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) mood: Mood,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mood {
    Plain,
    Good,
    Bad,
}

/// One element of a credential.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) identifier: String,
    /// Line by line.
    pub(crate) value: Vec<String>,
    /// The file of a picture.
    pub(crate) picture: Option<Vec<u8>>,
    pub(crate) digest: Note,
}

/// One credential of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credential {
    /// Of its `IssuerSigned`, unless the file has a security object alone.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) doc_type: Option<String>,
    /// Of a response, in which a holder discloses what is asked for.
    pub(crate) presented: bool,
    /// Names with moments.
    pub(crate) facts: Vec<(&'static str, String, Vec<Note>)>,
    pub(crate) rows: Vec<Row>,
}

/// A certificate, line by line.
#[derive(Clone, Debug)]
pub(crate) struct Decoded {
    pub(crate) title: String,
    pub(crate) lines: Vec<(&'static str, String, Vec<Note>)>,
}

/// What a profile says of a credential or a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) mood: Mood,
    pub(crate) severity: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) place: String,
    pub(crate) demand: String,
    pub(crate) clause: &'static str,
}

/// All that is shown of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) file: String,
    pub(crate) kind: &'static str,
    pub(crate) length: usize,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) tree: Option<Node>,
    pub(crate) certificates: Vec<Decoded>,
    pub(crate) findings: Vec<Told>,
    /// Why there are no findings, where none were looked for.
    pub(crate) unjudged: Vec<String>,
    /// Where the file breaks.
    pub(crate) broken: Option<String>,
}

impl Note {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(Mood::Plain, text)
    }

    pub(crate) fn good(text: impl Into<String>) -> Self {
        Self::new(Mood::Good, text)
    }

    pub(crate) fn bad(text: impl Into<String>) -> Self {
        Self::new(Mood::Bad, text)
    }

    fn new(mood: Mood, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { mood, text }
    }
}

/// The one line that stands on everything.
pub(crate) const CAUTION: &str = "Nothing was verified and nothing is trusted: this shows what the file says. To judge it, use \
     verify.";
