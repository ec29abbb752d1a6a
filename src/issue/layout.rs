use std::ops::Range;
use std::slice::ChunksExact;

use zeroize::Zeroizing;

use super::IssueError;
use crate::cbor::{Writer, head_length};
use crate::cose;
use crate::crypto::{PublicKey, Random};
use crate::derive::{ClaimedElement, ClaimedNamespace, Claims};
use crate::doctype::{self, DocType, Element};
use crate::mdoc::{Digest, IssuerSignedItem, SecurityObject, Status, ValidityInfo};
use crate::pki::DocumentSigner;
use crate::profile::{Circuits, DigestIds, IssuingOptions, Obstacle};

/// What is the same for all credentials of a subject.
pub(super) struct Template<'a> {
    pub(super) options: &'a IssuingOptions,
    pub(super) claims: &'a Claims,
    pub(super) namespaces: Vec<Namespace<'a>>,
    pub(super) names: Vec<&'a str>,
    pub(super) certificate: &'a [u8],
    pub(super) protected: Vec<u8>,
    pub(super) validity: ValidityInfo,
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
        Self {
            options,
            claims,
            names: namespaces.iter().map(|space| space.name).collect(),
            namespaces,
            certificate: certificate.der(),
            protected: cose::protected_header(curve, thumbprint),
            validity,
        }
    }

    /// Appends everything but the signature straight to `document`: each value is copied once, and
    /// digested where it stands.
    pub(super) fn lay_out(
        &self,
        document: &mut Vec<u8>,
        device_key: &PublicKey,
        status: Option<&Status<'_>>,
        draw: &Draw,
    ) -> Layout {
        let algorithm = self.options.digest_algorithm;
        let ids = draw.digest_ids(self.options.digest_ids);
        let (mut salts, mut decoys, mut next_id) = (draw.salts(), draw.decoys(), ids.iter());
        let mut digests = Vec::with_capacity(ids.len());
        document.reserve_exact(self.upper_bound() + status.map_or(0, Status::upper_bound));

        let mut writer = Writer::new(document);
        writer.map(2).text("nameSpaces");
        writer.map(self.claims.namespaces.len());
        for (owner, namespace) in self.namespaces.iter().enumerate() {
            if !namespace.claims.is_empty() {
                Writer::new(document)
                    .text(namespace.name)
                    .array(namespace.claims.len());
            }
            let items = namespace.claims.iter().zip(&mut salts).zip(&mut next_id);
            for ((claim, random), digest_id) in items {
                let item = IssuerSignedItem {
                    digest_id: *digest_id,
                    random,
                    element_identifier: claim.identifier,
                    element_value: &claim.value,
                };
                let start = document.len();
                item.write(document);
                let bytes = document.get(start..).unwrap_or_default();
                digests.push((*digest_id, owner, algorithm.digest(bytes)));
            }
            let fillings = (0..namespace.decoys).zip(&mut decoys).zip(&mut next_id);
            for ((_, filling), digest_id) in fillings {
                digests.push((*digest_id, owner, Digest::of_nothing(filling)));
            }
        }

        let order = ascending(&ids, self.options.digest_ids);
        let device_key = cose::encode_key(device_key);
        let mut security_object = Vec::with_capacity(
            self.security_object_bound() + status.map_or(0, Status::upper_bound),
        );
        SecurityObject {
            digest_algorithm: algorithm,
            namespaces: &self.names,
            digests: order.iter().filter_map(|place| {
                let (id, owner, digest) = digests.get(*place)?;
                Some((*id, *owner, digest.as_bytes()))
            }),
            device_key: &device_key,
            authorized_namespaces: self.options.key_authorizations.namespaces(),
            authorized_elements: self.options.key_authorizations.data_elements(),
            doc_type: self.claims.doc_type,
            validity: &self.validity,
            status,
        }
        .write(&mut security_object);
        // Tag 24 has two bytes.
        let length = u64::try_from(security_object.len()).unwrap_or(u64::MAX);
        let payload_length = 2 + head_length(length) + security_object.len();
        Writer::new(document).text("issuerAuth");
        cose::write_sign1_head(document, &self.protected, self.certificate, payload_length);
        let start = document.len();
        Writer::new(document).encoded(&security_object);
        Layout {
            payload: start..document.len(),
            signed_head: cose::sig_structure_head(&self.protected, payload_length),
        }
    }

    pub(super) fn unprovable(&self, circuits: Circuits) -> Vec<(&'a str, &'a str, Obstacle)> {
        // Ids and salts of the lengths that an item of a real credential has.
        let random = [0; 32];
        let random = random.get(..self.options.salt_length.bytes());
        let digest_id = match self.options.digest_ids {
            DigestIds::Permutation => {
                let digests: usize = self.namespaces.iter().map(Namespace::digests).sum();
                u32::try_from(digests).unwrap_or(u32::MAX)
            }
            DigestIds::Random => u32::MAX,
        };
        let mut found = Vec::new();
        for namespace in &self.namespaces {
            for claim in namespace.claims {
                let item = IssuerSignedItem {
                    digest_id,
                    random: random.unwrap_or_default(),
                    element_identifier: claim.identifier,
                    element_value: &claim.value,
                };
                let (name, length) = (claim.identifier, item.length());
                let obstacle = circuits.obstacle(namespace.name, name, &claim.value, length);
                found.extend(obstacle.map(|obstacle| (namespace.name, name, obstacle)));
            }
        }
        found
    }

    /// Bytes of the whole document, not less than it will have.
    fn upper_bound(&self) -> usize {
        let salt = self.options.salt_length.bytes();
        let item =
            |claim: &ClaimedElement| ITEM + salt + claim.identifier.len() + claim.value.len();
        let space = |space: &Namespace<'_>| {
            space.name.len() + NAMESPACE + space.claims.iter().map(item).sum::<usize>()
        };
        self.namespaces.iter().map(space).sum::<usize>()
            + self.security_object_bound()
            + self.certificate.len()
            + self.protected.len()
            + SIGNATURE
    }

    fn security_object_bound(&self) -> usize {
        let authorizations = &self.options.key_authorizations;
        let single = authorizations.data_elements().iter();
        let authorized = single
            .flat_map(|(namespace, identifiers)| std::iter::once(namespace).chain(identifiers))
            .chain(authorizations.namespaces());
        let names = self.namespaces.iter().map(|space| space.name.len());
        let digest = DIGEST + self.options.digest_algorithm.digest_length();
        SECURITY_OBJECT
            + names.map(|length| length + NAMESPACE).sum::<usize>()
            + authorized.map(|name| name.len() + 9).sum::<usize>()
            + digest
                * self
                    .namespaces
                    .iter()
                    .map(Namespace::digests)
                    .sum::<usize>()
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
pub(super) struct Namespace<'a> {
    name: &'a str,
    claims: &'a [ClaimedElement],
    decoys: usize,
}

impl<'a> Namespace<'a> {
    fn of(space: &'a ClaimedNamespace) -> Self {
        Self {
            name: space.name,
            claims: &space.elements,
            decoys: 0,
        }
    }

    fn digests(&self) -> usize {
        self.claims.len() + self.decoys
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
            Some(space) => space.decoys = rows.saturating_sub(space.claims.len()),
            None => namespaces.push(Namespace {
                name: table.name,
                claims: &[],
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
    bytes: Zeroizing<Vec<u8>>,
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
        let items: usize = namespaces.iter().map(|space| space.claims.len()).sum();
        let decoys: usize = namespaces.iter().map(|space| space.decoys).sum();
        let salt_length = template.options.salt_length.bytes();
        let decoy_length = template.options.digest_algorithm.digest_length();
        let salts_start = WORD * (items + decoys);
        let decoys_start = salts_start + salt_length * items;
        let end = decoys_start + decoy_length * decoys;
        let mut bytes = Zeroizing::new(vec![0; end]);
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
    pub(super) fn fingerprint(&self) -> u128 {
        self.salts().next().map_or(0, fingerprint)
    }

    /// Whether two elements would have one salt, or a salt is all zero.
    fn repeats(&self) -> bool {
        let mut rest = self.salts();
        while let Some(salt) = rest.next() {
            let salt = fingerprint(salt);
            if salt == 0 || rest.clone().any(|other| fingerprint(other) == salt) {
                return true;
            }
        }
        false
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
            word.iter()
                .fold(0, |word, byte| word << 8 | u128::from(*byte))
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
fn permutation(words: impl ExactSizeIterator<Item = u128>) -> Vec<u32> {
    let mut ids: Vec<u32> = (0..).take(words.len()).collect();
    for (places, word) in (1_u128..).zip(words) {
        let place = usize::try_from((word * places) >> 64).unwrap_or(0);
        let last = usize::try_from(places - 1).unwrap_or(0);
        ids.swap(place, last);
    }
    ids
}

/// Numbers of 31 bits; one that is taken already, about once in 2^20 documents, moves on to the
/// next free one.
fn distinct(words: impl ExactSizeIterator<Item = u128>) -> Vec<u32> {
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

/// The places of the ids, in ascending order of the ids.
fn ascending(ids: &[u32], policy: DigestIds) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ids.len()).collect();
    match policy {
        // The inverse of the permutation.
        DigestIds::Permutation => {
            for (place, id) in ids.iter().enumerate() {
                let id = usize::try_from(*id).ok();
                if let Some(slot) = id.and_then(|id| order.get_mut(id)) {
                    *slot = place;
                }
            }
        }
        DigestIds::Random => order.sort_unstable_by_key(|place| ids.get(*place)),
    }
    order
}

/// The first 16 bytes of a salt.
fn fingerprint(salt: &[u8]) -> u128 {
    salt.first_chunk()
        .map_or(0, |bytes| u128::from_be_bytes(*bytes))
}

/// Bytes of randomness behind one digest id.
const WORD: usize = 8;
/// Bytes of an item beyond its identifier, salt and value, not less than it has: keys and heads.
const ITEM: usize = 64 + 24;
/// Bytes of a namespace beyond its name and items, twice: heads.
const NAMESPACE: usize = 20;
/// Bytes of a digest's head and id, not less than it has.
const DIGEST: usize = 2 + 5;
/// Bytes of a security object beyond its namespaces and digests, not less than it has.
const SECURITY_OBJECT: usize = 512;
/// Bytes of the longest signature, the headers and the heads around them.
const SIGNATURE: usize = 96 + 64;
