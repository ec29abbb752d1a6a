use std::fmt;
use std::sync::Arc;

use zeroize::Zeroize;

use super::DeriveError;
use crate::cbor::{self, Kind, Reader, Writer};
use crate::doctype::{self, DocType, Element, Presence, Sensitivity, ValueType};
use crate::evidence::{Assurance, Environment, HolderBinding, Parent};
use crate::time::Timestamp;

/// The data elements of one document about one holder, derived from evidence. Only the functions
/// of this module make it.
///
/// The elements' values are encoded once, here, and copied as they are into every credential of a
/// batch. They are wiped when dropped.
///
/// ```compile_fail
/// let claims = mnid_mdoc::derive::Claims {};
/// ```
/// They have readers, and no constructor:
/// ```
/// fn doc_type(claims: &mnid_mdoc::derive::Claims) -> &'static str {
///     claims.doc_type()
/// }
/// ```
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
    /// The last second at which a credential may be completed from it.
    pub(crate) usable_until: Timestamp,
    /// The last second for which the parents (certificate, card, licence) and the claims
    /// themselves (the next birthday that changes an age element) are good.
    pub(crate) valid_until: Timestamp,
    /// The instant for which the age elements were computed: a credential's `validFrom` may not
    /// be earlier.
    pub(crate) valid_from: Timestamp,
    /// The certificate that the evidence stands on.
    pub(crate) parent: Arc<Parent>,
    /// The last second for which the parents are good.
    pub(crate) parents_until: Timestamp,
    /// How many ages the issuer chose to state. Of a birth date that is partly unknown, fewer are.
    pub(crate) age_statements: usize,
}

impl Claims {
    /// The `docType` of the document.
    pub fn doc_type(&self) -> &'static str {
        self.doc_type
    }

    /// The last second for which the claims may be issued: the earliest end of the certificate,
    /// the card, the licence, and the age statements. A credential ends no later.
    pub fn valid_until(&self) -> Timestamp {
        self.basis.valid_until
    }

    /// The time for which the age statements were computed. A credential begins no earlier.
    pub fn valid_from(&self) -> Timestamp {
        self.basis.valid_from
    }

    /// Every claim, in the order of the document type's table.
    pub fn elements(&self) -> impl Iterator<Item = Claim<'_>> {
        let doc_type = DocType::by_name(self.doc_type);
        self.namespaces.iter().flat_map(move |space| {
            space.elements.iter().filter_map(move |claimed| {
                Some(Claim {
                    namespace: space.name,
                    identifier: claimed.identifier,
                    element: doc_type?.element(space.name, claimed.identifier)?,
                    value: &claimed.value,
                })
            })
        })
    }
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

impl fmt::Debug for ClaimedNamespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} elements", self.name, self.elements.len())
    }
}

impl fmt::Debug for ClaimedElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (redacted)", self.identifier)
    }
}

impl Drop for ClaimedElement {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

/// One claim: an element and its encoded value.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    namespace: &'static str,
    identifier: &'static str,
    element: &'static Element,
    value: &'a [u8],
}

impl<'a> Claim<'a> {
    /// The namespace.
    pub fn namespace(&self) -> &'static str {
        self.namespace
    }

    /// The element identifier as issued, for example `age_over_18`.
    pub fn identifier(&self) -> &'static str {
        self.identifier
    }

    /// The row of the document type's table, with labels in English and Japanese.
    pub fn element(&self) -> &'static Element {
        self.element
    }

    /// The encoded CBOR of the value.
    pub fn value(&self) -> &'a [u8] {
        self.value
    }

    /// The value for a person to read: texts and dates as they are (lines with ` / ` between them),
    /// images by format and size, the individual number not at all, and everything else in
    /// diagnostic notation. It is personal data.
    pub fn in_words(&self) -> String {
        if self.element.sensitivity == Sensitivity::IndividualNumber {
            return "(not shown)".to_owned();
        }
        let words = match self.element.value {
            ValueType::Image => doctype::picture(self.element, self.value).map(|p| p.to_string()),
            _ => self.text(),
        };
        words
            .or_else(|| cbor::diagnostic(self.value).ok())
            .unwrap_or_default()
    }

    /// Of a text or a tagged text.
    fn text(&self) -> Option<String> {
        let mut reader = Reader::new(self.value).ok()?;
        if let Kind::Tag(number) = reader.peek().ok()? {
            reader.tag(number, "a date").ok()?;
        }
        Some(reader.text().ok()?.replace('\n', " / "))
    }
}

impl fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claim({} {}, redacted)", self.namespace, self.identifier)
    }
}

/// Claims while they are collected, each checked against its row.
pub(super) struct Draft {
    doc_type: &'static DocType,
    claims: Vec<(&'static Element, ClaimedElement)>,
}

impl Draft {
    pub(super) fn new(doc_type: &'static DocType) -> Self {
        Self {
            doc_type,
            claims: Vec::new(),
        }
    }

    /// Adds an element, in the place of an earlier value of the same identifier.
    pub(super) fn put(
        &mut self,
        element: &'static Element,
        write: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(), DeriveError> {
        self.put_member(element, element.identifier, write)
    }

    /// Adds a member of a family of elements: `age_over_18` of `age_over_NN`.
    pub(super) fn put_member(
        &mut self,
        element: &'static Element,
        identifier: &'static str,
        write: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(), DeriveError> {
        self.add(element, identifier, SHORT_VALUE, write)
    }

    /// Adds an element whose value has about so many bytes.
    pub(super) fn sized(
        &mut self,
        element: &'static Element,
        length: usize,
        write: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(), DeriveError> {
        self.add(element, element.identifier, length, write)
    }

    pub(super) fn text(
        &mut self,
        element: &'static Element,
        text: &str,
    ) -> Result<(), DeriveError> {
        self.add(element, element.identifier, text.len(), |writer| {
            writer.text(text);
        })
    }

    pub(super) fn image(
        &mut self,
        element: &'static Element,
        file: &[u8],
    ) -> Result<(), DeriveError> {
        self.add(element, element.identifier, file.len(), |writer| {
            writer.byte_string(file);
        })
    }

    /// The buffer has room for the whole value, since one that grew would leave copies behind.
    fn add(
        &mut self,
        element: &'static Element,
        identifier: &'static str,
        length: usize,
        write: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(), DeriveError> {
        let mut claimed = ClaimedElement {
            identifier,
            value: Vec::with_capacity(length.saturating_add(LONGEST_HEAD)),
        };
        write(&mut Writer::new(&mut claimed.value));
        element
            .check(&claimed.value)
            .map_err(|reason| DeriveError::value(element, reason))?;
        self.claims
            .retain(|(row, known)| !std::ptr::eq(*row, element) || known.identifier != identifier);
        self.claims.push((element, claimed));
        Ok(())
    }

    /// Puts the claims into the order of the table.
    pub(super) fn finish(mut self, basis: Basis) -> Result<Claims, DeriveError> {
        let mut namespaces = Vec::new();
        for space in self.doc_type.namespaces {
            let mut elements = Vec::new();
            for row in space.elements {
                let before = elements.len();
                let is_row =
                    |(element, _): &mut (&'static Element, _)| std::ptr::eq(*element, *row);
                elements.extend(
                    self.claims
                        .extract_if(.., is_row)
                        .map(|(_, claimed)| claimed),
                );
                if row.presence == Presence::Mandatory && elements.len() == before {
                    return Err(DeriveError::MissingFact {
                        element: row.identifier,
                    });
                }
            }
            if !elements.is_empty() {
                namespaces.push(ClaimedNamespace {
                    name: space.name,
                    elements,
                });
            }
        }
        Ok(Claims {
            doc_type: self.doc_type.name,
            namespaces,
            basis,
        })
    }
}

/// Bytes of a number, a date or a short text.
const SHORT_VALUE: usize = 256;
/// Bytes of the longest head of CBOR.
const LONGEST_HEAD: usize = 9;
