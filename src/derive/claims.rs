use std::fmt;

use crate::evidence::{Assurance, Environment, HolderBinding};
use crate::time::Timestamp;

/// The data elements of one document about one holder, derived from evidence. Only the functions
/// of this module make it.
///
/// The elements' values are encoded once, here, and copied as they are into every credential of a
/// batch.
#[derive(Clone)]
pub struct Claims {
    pub(crate) doc_type: &'static str,
    /// Namespaces in the order of the document type's table, each with at least one element.
    pub(crate) namespaces: Vec<ClaimedNamespace>,
    pub(crate) basis: Basis,
}

#[derive(Clone)]
pub(crate) struct ClaimedNamespace {
    pub(crate) name: &'static str,
    pub(crate) elements: Vec<ClaimedElement>,
}

#[derive(Clone)]
pub(crate) struct ClaimedElement {
    pub(crate) identifier: &'static str,
    /// The encoded CBOR of the value.
    pub(crate) value: Vec<u8>,
}

/// What the evidence allows to be done with the claims.
#[derive(Clone, Debug)]
pub(crate) struct Basis {
    pub(crate) environment: Environment,
    pub(crate) assurance: Assurance,
    pub(crate) binding: HolderBinding,
    /// When the evidence was concluded.
    pub(crate) concluded_at: Timestamp,
    /// The last second for which the parents (certificate, card, licence) and the claims
    /// themselves (the next birthday that changes an age element) are good.
    pub(crate) valid_until: Timestamp,
    /// The instant for which the age elements were computed: a credential's `validFrom` may not
    /// be earlier.
    pub(crate) valid_from: Timestamp,
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements: usize = self
            .namespaces
            .iter()
            .map(|space| space.elements.len())
            .sum();
        write!(f, "Claims({}, {elements} elements)", self.doc_type)
    }
}
