//! The digests of a security object, and the items for which they stand.

use std::collections::{BTreeMap, BTreeSet};

use mnid_mdoc::mdoc::DigestAlgorithm;

use super::item::Item;
use super::node::Note;

/// The digests of one credential.
#[derive(Debug, Default)]
pub(crate) struct Digests<'a> {
    algorithm: Option<DigestAlgorithm>,
    listed: BTreeMap<(&'a str, i128), &'a [u8]>,
    /// Those for which an item is in the file.
    used: BTreeSet<(&'a str, i128)>,
}

impl<'a> Digests<'a> {
    /// `security_object` is the map; without one every item is told to have no digest.
    pub(crate) fn of(security_object: Option<&Item<'a>>, issuer_signed: Option<&Item<'a>>) -> Self {
        let mut digests = Self::default();
        let object = security_object;
        let name = object.and_then(|object| object.member("digestAlgorithm")?.text());
        digests.algorithm = name.and_then(DigestAlgorithm::from_name);
        let namespaces = object.and_then(|object| object.member("valueDigests"));
        for (namespace, list) in namespaces.map(Item::members).unwrap_or_default() {
            for (id, digest) in list.members() {
                if let (Some(namespace), Some(id), Some((digest, _))) =
                    (namespace.text(), id.number(), digest.bytes())
                {
                    digests.listed.insert((namespace, id), digest);
                }
            }
        }
        let namespaces = issuer_signed.and_then(|signed| signed.member("nameSpaces"));
        for (namespace, items) in namespaces.map(Item::members).unwrap_or_default() {
            for item in items.entries() {
                let id = item.encoded();
                let id = id.and_then(|item| item.member("digestID")?.number());
                if let (Some(namespace), Some(id)) = (namespace.text(), id) {
                    digests.used.insert((namespace, id));
                }
            }
        }
        digests
    }

    /// What is said of an item, given as its `IssuerSignedItemBytes`.
    pub(crate) fn judge(&self, namespace: &str, id: Option<i128>, item: &[u8]) -> Note {
        let Some(id) = id else {
            return Note::bad("the item has no digestID");
        };
        let Some(algorithm) = self.algorithm else {
            return Note::bad("not compared: no MSO");
        };
        match self.listed.get(&(namespace, id)) {
            None => Note::bad(format!("digest {id} is not in the MSO")),
            Some(digest) if *digest == algorithm.digest(item).as_bytes() => {
                Note::good(format!("digest {id} matches"))
            }
            Some(_) => Note::bad(format!("digest {id} does NOT match")),
        }
    }

    /// Whether the file has the item of a digest.
    pub(crate) fn is_used(&self, namespace: &'a str, id: i128) -> bool {
        self.used.contains(&(namespace, id))
    }

    /// How many digests of a namespace are of no item here: not disclosed, or decoys.
    pub(crate) fn unused(&self, namespace: &str) -> usize {
        let listed = self.listed.keys();
        listed
            .filter(|key| key.0 == namespace && !self.used.contains(*key))
            .count()
    }
}
