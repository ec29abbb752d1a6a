use std::ops::RangeInclusive;

use super::instruction::Instruction;
use super::key::{KeyFile, P384KeyFile};
use super::tlv;

/// A dedicated file: one application with its files (ISO/IEC 7816-4 7.1).
#[derive(Clone)]
pub(super) struct DedicatedFile {
    pub(super) name: &'static [u8],
    /// The key that signs when a command names none.
    pub(super) default_key: Option<u16>,
    /// Secrets any of which must be verified before a session key is taken; `None` where nothing is
    /// set up for session keys.
    pub(super) session_key_after: Option<&'static [u16]>,
    pub(super) files: Vec<ElementaryFile>,
}

impl DedicatedFile {
    pub(super) fn file(&self, id: u16) -> Option<&ElementaryFile> {
        self.files.iter().find(|file| file.id == id)
    }

    pub(super) fn file_mut(&mut self, id: u16) -> Option<&mut ElementaryFile> {
        self.files.iter_mut().find(|file| file.id == id)
    }

    /// Puts `file` in the place of the one with its identifier, or adds it.
    pub(super) fn put(&mut self, file: ElementaryFile) {
        self.files.retain(|other| other.id != file.id);
        self.files.push(file);
    }
}

/// An elementary file. Its short identifier is the low five bits of its identifier.
#[derive(Clone)]
pub(super) struct ElementaryFile {
    pub(super) id: u16,
    pub(super) content: Content,
    /// Any of these secrets opens it; free when there is none.
    pub(super) opened_by: &'static [u16],
}

/// What an elementary file holds.
#[derive(Clone)]
pub(super) enum Content {
    /// Bytes, filled up to the physical size.
    Binary(Vec<u8>),
    /// Records, numbered from 1.
    Records(Vec<Vec<u8>>),
    /// A PIN, password or number that is verified.
    Secret(Secret),
    /// A private key that signs what it is given.
    Key(KeyFile),
    /// The same on P-384.
    P384Key(P384KeyFile),
    /// A private key that signs challenges alone.
    AuthenticationKey(KeyFile),
    /// The public key of an authority over terminals. It cannot be read.
    VerificationKey,
}

/// A secret with its retry counter.
#[derive(Clone)]
pub(super) struct Secret {
    pub(super) value: Vec<u8>,
    pub(super) tries: u8,
    pub(super) most_tries: u8,
    /// How the holder changes it; not at all when it is printed on the card.
    pub(super) change: Option<Change>,
}

/// How a secret is changed.
#[derive(Clone)]
pub(super) struct Change {
    pub(super) by: Instruction,
    /// Bytes that the new value may have.
    pub(super) lengths: RangeInclusive<usize>,
}

impl ElementaryFile {
    /// Bytes, filled up with `FF` to `size`.
    pub(super) fn binary(
        id: u16,
        content: Vec<u8>,
        size: usize,
        opened_by: &'static [u16],
    ) -> Self {
        Self {
            id,
            content: Content::Binary(tlv::padded(content, size)),
            opened_by,
        }
    }

    pub(super) fn records(id: u16, records: Vec<Vec<u8>>) -> Self {
        Self {
            id,
            content: Content::Records(records),
            opened_by: &[],
        }
    }

    pub(super) fn secret(id: u16, value: &str, tries: u8) -> Self {
        Self::any_secret(id, value, tries, None)
    }

    /// A secret that the holder may change.
    pub(super) fn changeable_secret(id: u16, value: &str, tries: u8, change: Change) -> Self {
        Self::any_secret(id, value, tries, Some(change))
    }

    /// A secret that was never given out, blocked from the start.
    pub(super) fn blocked_secret(id: u16) -> Self {
        Self::secret(id, "", 0)
    }

    pub(super) fn key(id: u16, key: KeyFile, opened_by: &'static [u16]) -> Self {
        Self {
            id,
            content: Content::Key(key),
            opened_by,
        }
    }

    pub(super) fn p384_key(id: u16, key: P384KeyFile, opened_by: &'static [u16]) -> Self {
        Self {
            id,
            content: Content::P384Key(key),
            opened_by,
        }
    }

    pub(super) fn authentication_key(id: u16, key: KeyFile) -> Self {
        Self {
            id,
            content: Content::AuthenticationKey(key),
            opened_by: &[],
        }
    }

    pub(super) fn verification_key(id: u16) -> Self {
        Self {
            id,
            content: Content::VerificationKey,
            opened_by: &[],
        }
    }

    fn any_secret(id: u16, value: &str, tries: u8, change: Option<Change>) -> Self {
        Self {
            id,
            content: Content::Secret(Secret {
                value: value.as_bytes().to_vec(),
                tries,
                most_tries: tries,
                change,
            }),
            opened_by: &[],
        }
    }
}
