use std::ops::Range;
use std::slice::ChunksExact;

use super::{IssueError, Recipient};
use crate::cbor::{TAG_ENCODED, Writer, string_length};
use crate::cose;
use crate::crypto::{Random, WipedBytes};
use crate::derive::{ClaimedNamespace, Claims};
use crate::doctype::{self, DocType, Element};
use crate::mdoc::{EncodedElement, EncodedSecurityObject, SecurityObject, Status, ValidityInfo};
use crate::pki::DocumentSigner;
use crate::profile::{Circuits, DigestIds, IssuingOptions, Obstacle, SaltLength};

/// What is the same for all credentials of a subject, encoded once.
pub(super) struct Template<'a> {
    options: &'a IssuingOptions,
    namespaces: Vec<Namespace<'a>>,
    security_object: EncodedSecurityObject,
    certificate: &'a [u8],
    protected: Vec<u8>,
    pub(super) validity: ValidityInfo,
    /// Bytes of a document without its security object, not less than it will have.
    bound: usize,
}

impl<'a> Template<'a> {
    pub(super) fn new(
        options: &'a IssuingOptions,
        claims: &'a Claims,
        document_signer: &'a DocumentSigner,
        validity: ValidityInfo,
    ) -> Self {
        let namespaces = namespaces(claims, options.decoys);
        let certificate = document_signer.certificate();
        let thumbprint = certificate.sha256();
        let thumbprint = options.certificate_thumbprint.then_some(&thumbprint);
        let curve = document_signer.public_key().curve();
        let protected = cose::protected_header(curve, thumbprint);
        let digests = namespaces.iter();
        let digests: Vec<_> = digests.map(|space| (space.name, space.digests())).collect();
        let items = namespaces.iter();
        let items = items.map(|space| space.items_bound(options.salt_length));
        Self {
            options,
            security_object: EncodedSecurityObject::new(&SecurityObject {
                digest_algorithm: options.digest_algorithm,
                namespaces: &digests,
                authorized_namespaces: options.key_authorizations.namespaces(),
                authorized_elements: options.key_authorizations.data_elements(),
                doc_type: claims.doc_type,
                validity: &validity,
            }),
            bound: items.sum::<usize>() + certificate.der().len() + protected.len() + SIGNATURE,
            namespaces,
            certificate: certificate.der(),
            protected,
            validity,
        }
    }

    /// Appends everything but the signature straight to `document`: each value is copied once, and
    /// digested where it stands.
    pub(super) fn lay_out(
        &self,
        document: &mut Vec<u8>,
        recipient: &Recipient<'_>,
        draw: &Draw,
    ) -> Layout {
        let status = recipient.status.as_ref().map(Status::encoded);
        let (status, device_key) = (status.as_deref(), recipient.device_key.encoded());
        let ids = draw.digest_ids(self.options.digest_ids);
        let length = self.security_object.length(&ids, device_key, status);
        // Tag 24 has two bytes.
        let payload_length = 2 + string_length(length);
        document.reserve_exact(self.bound + payload_length);
        let digests = self.write_name_spaces(document, &ids, draw);
        let digest_length = self.options.digest_algorithm.digest_length();
        let digest = |place: u32| {
            let start = usize::try_from(place).ok()?.checked_mul(digest_length)?;
            digests.get(start..)?.get(..digest_length)
        };
        let ascending = self.ascending(&ids);
        let ascending = ascending.filter_map(|(id, place)| Some((id, digest(place)?)));

        Writer::new(document).text("issuerAuth");
        cose::write_sign1_head(document, &self.protected, self.certificate, payload_length);
        let start = document.len();
        Writer::new(document)
            .tag(TAG_ENCODED)
            .byte_string_head(length);
        let security_object = &self.security_object;
        security_object.write(document, ascending, device_key, status);
        debug_assert_eq!(document.len() - start, payload_length);
        Layout {
            payload: start..document.len(),
            signed_head: cose::sig_structure_head(&self.protected, payload_length),
        }
    }

    /// Writes the items, and gives the digests of items and decoys, one after the other, each
    /// namespace's items first.
    fn write_name_spaces(&self, document: &mut Vec<u8>, ids: &[u32], draw: &Draw) -> Vec<u8> {
        let algorithm = self.options.digest_algorithm;
        let length = algorithm.digest_length();
        let mut digests = vec![0; ids.len() * length];
        let (mut salts, mut decoys) = (draw.salts(), draw.decoys());
        let mut places = ids.iter().zip(digests.chunks_exact_mut(length));
        let filled = |space: &&Namespace<'_>| !space.elements.is_empty();
        let mut writer = Writer::new(document);
        writer.map(2).text("nameSpaces");
        writer.map(self.namespaces.iter().filter(filled).count());
        for namespace in &self.namespaces {
            if !namespace.elements.is_empty() {
                Writer::new(document)
                    .text(namespace.name)
                    .array(namespace.elements.len());
            }
            let items = namespace.elements.iter().zip(&mut salts).zip(&mut places);
            for ((element, salt), (id, place)) in items {
                let start = document.len();
                element.write_item(document, *id, salt);
                algorithm.digest_into(document.get(start..).unwrap_or_default(), place);
            }
            let decoys = decoys.by_ref().take(namespace.decoys);
            for (decoy, (_, place)) in decoys.zip(&mut places) {
                place.copy_from_slice(decoy);
            }
        }
        digests
    }

    /// The ids and where their digests stand: of one namespace after the other, each in ascending
    /// order.
    fn ascending(&self, ids: &[u32]) -> impl Iterator<Item = (u32, u32)> {
        // One number sorts much faster than a pair.
        let joined = |(id, place): (&u32, u64)| u64::from(*id) << 32 | place;
        let mut order: Vec<u64> = ids.iter().zip(0..).map(joined).collect();
        let mut rest = order.as_mut_slice();
        for namespace in &self.namespaces {
            let (own, others) = rest
                .split_at_mut_checked(namespace.digests())
                .unwrap_or_default();
            own.sort_unstable();
            rest = others;
        }
        let half = |half: u64| u32::try_from(half & u64::from(u32::MAX)).unwrap_or(0);
        order
            .into_iter()
            .map(move |joined| (half(joined >> 32), half(joined)))
    }

    pub(super) fn unprovable(&self, circuits: Circuits) -> Vec<(&'a str, &'a str, Obstacle)> {
        // Ids and salts of the lengths that an item of a real credential has.
        let salt = self.options.salt_length.bytes();
        let digest_id = match self.options.digest_ids {
            DigestIds::Permutation => {
                let digests: usize = self.namespaces.iter().map(Namespace::digests).sum();
                u32::try_from(digests).unwrap_or(u32::MAX)
            }
            DigestIds::Random => u32::MAX,
        };
        let mut found = Vec::new();
        for namespace in &self.namespaces {
            for element in &namespace.elements {
                let (name, length) = (element.identifier, element.item_length(digest_id, salt));
                let obstacle = circuits.obstacle(namespace.name, name, element.value, length);
                found.extend(obstacle.map(|obstacle| (namespace.name, name, obstacle)));
            }
        }
        found
    }
}

/// Where the parts are that a signature needs.
pub(super) struct Layout {
    /// Where the signed payload stands in the document.
    pub(super) payload: Range<usize>,
    /// The bytes of the `Sig_structure` before the payload.
    pub(super) signed_head: Vec<u8>,
}

/// A namespace of the security object: its elements, and digests of no element.
struct Namespace<'a> {
    name: &'a str,
    elements: Vec<EncodedElement<'a>>,
    decoys: usize,
}

impl<'a> Namespace<'a> {
    fn of(space: &'a ClaimedNamespace) -> Self {
        let elements = space.elements.iter();
        Self {
            name: space.name,
            elements: elements
                .map(|element| EncodedElement::new(element.identifier, &element.value))
                .collect(),
            decoys: 0,
        }
    }

    fn digests(&self) -> usize {
        self.elements.len() + self.decoys
    }

    fn items_bound(&self, salt: SaltLength) -> usize {
        let items = self.elements.iter();
        let items = items.map(|element| element.item_length(u32::MAX, salt.bytes()));
        self.name.len() + NAMESPACE + items.sum::<usize>()
    }
}

/// With decoys, every document of a type has the same number of digests in the same namespaces:
/// as many as its table has elements. So the number tells nobody what the holder has.
fn namespaces(claims: &Claims, decoys: bool) -> Vec<Namespace<'_>> {
    let mut namespaces: Vec<_> = claims.namespaces.iter().map(Namespace::of).collect();
    let Some(doc_type) = DocType::by_name(claims.doc_type).filter(|_| decoys) else {
        return namespaces;
    };
    for table in doc_type.namespaces {
        let rows: usize = table.elements.iter().map(|row| digests_of(row)).sum();
        match namespaces.iter_mut().find(|space| space.name == table.name) {
            Some(space) => space.decoys = rows.saturating_sub(space.elements.len()),
            None => namespaces.push(Namespace {
                name: table.name,
                elements: Vec::new(),
                decoys: rows,
            }),
        }
    }
    namespaces
}

fn digests_of(row: &Element) -> usize {
    let (_, statement) = doctype::AGE_STATEMENTS.first().copied().unwrap_or_default();
    if row.matches(statement) {
        doctype::AGE_STATEMENTS.len()
    } else {
        1
    }
}

/// All randomness of one credential, drawn at once: words for the ids, salts, decoys.
pub(super) struct Draw {
    bytes: WipedBytes,
    words: Range<usize>,
    salts: Range<usize>,
    salt_length: usize,
    decoys: Range<usize>,
    decoy_length: usize,
}

impl Draw {
    /// # Errors
    /// [`IssueError::Random`] when the source fails, [`IssueError::RandomRepeats`] when it gives
    /// two elements one salt.
    pub(super) fn new(
        template: &Template<'_>,
        random: &mut dyn Random,
    ) -> Result<Self, IssueError> {
        let namespaces = &template.namespaces;
        let items: usize = namespaces.iter().map(|space| space.elements.len()).sum();
        let decoys: usize = namespaces.iter().map(|space| space.decoys).sum();
        let salt_length = template.options.salt_length.bytes();
        let decoy_length = template.options.digest_algorithm.digest_length();
        let salts_start = WORD * (items + decoys);
        let decoys_start = salts_start + salt_length * items;
        let end = decoys_start + decoy_length * decoys;
        let mut bytes = WipedBytes::from(vec![0; end]);
        random.fill(&mut bytes)?;
        let draw = Self {
            bytes,
            words: 0..salts_start,
            salts: salts_start..decoys_start,
            salt_length,
            decoys: decoys_start..end,
            decoy_length,
        };
        match draw.repeats() {
            true => Err(IssueError::RandomRepeats),
            false => Ok(draw),
        }
    }

    /// The beginning of the first salt, which no other credential may have.
    pub(super) fn fingerprint(&self) -> u64 {
        self.salts().next().map_or(0, fingerprint)
    }

    /// Whether two elements would have one salt, or a salt is all zero.
    fn repeats(&self) -> bool {
        let salts: Vec<u64> = self.salts().map(fingerprint).collect();
        let mut rest = salts.as_slice();
        let mut repeats = false;
        while let [salt, others @ ..] = rest {
            // No early end: the comparisons of one salt are made several at once.
            let same = others
                .iter()
                .fold(false, |same, other| same | (other == salt));
            repeats |= same | (*salt == 0);
            rest = others;
        }
        repeats
    }

    fn salts(&self) -> ChunksExact<'_, u8> {
        self.part(&self.salts).chunks_exact(self.salt_length)
    }

    fn decoys(&self) -> ChunksExact<'_, u8> {
        self.part(&self.decoys).chunks_exact(self.decoy_length)
    }

    /// One id for each element and decoy, all different.
    fn digest_ids(&self, policy: DigestIds) -> Vec<u32> {
        let words = self.part(&self.words).chunks_exact(WORD);
        let words = words.map(|word| {
            word.first_chunk()
                .map_or(0, |bytes| u64::from_be_bytes(*bytes))
        });
        match policy {
            DigestIds::Permutation => permutation(words),
            DigestIds::Random => distinct(words),
        }
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

/// A permutation of 0..n over real elements and decoys, by Fisher and Yates: an id tells nothing
/// about its element, and stays small. Mapping a word of 64 bits to at most 2^13 places has a bias
/// below 2^-51.
fn permutation(words: impl ExactSizeIterator<Item = u64>) -> Vec<u32> {
    let mut ids: Vec<u32> = (0..).take(words.len()).collect();
    for (places, word) in (1_u128..).zip(words) {
        let place = usize::try_from((u128::from(word) * places) >> 64).unwrap_or(0);
        let last = usize::try_from(places - 1).unwrap_or(0);
        ids.swap(place, last);
    }
    ids
}

/// Numbers of 31 bits; one that is taken already, about once in 2^20 documents, moves on to the
/// next free one.
fn distinct(words: impl ExactSizeIterator<Item = u64>) -> Vec<u32> {
    let mut ids = Vec::with_capacity(words.len());
    for word in words {
        let mut id = u32::try_from(word >> 33).unwrap_or(0);
        while ids.contains(&id) {
            id = (id + 1) & (u32::MAX >> 1);
        }
        ids.push(id);
    }
    ids
}

/// The first eight bytes of a salt: they tell salts apart, but for one batch of a thousand
/// credentials in 2^40.
fn fingerprint(salt: &[u8]) -> u64 {
    salt.first_chunk()
        .map_or(0, |bytes| u64::from_ne_bytes(*bytes))
}

/// Bytes of randomness behind one digest id.
const WORD: usize = 8;
/// Bytes of the heads of a namespace, not less than it has.
const NAMESPACE: usize = 10;
/// Bytes of the longest signature, the headers and the heads around them.
const SIGNATURE: usize = 96 + 64;
