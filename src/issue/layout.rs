use std::ops::Range;
use std::slice::ChunksExact;

use zeroize::Zeroizing;

use super::IssueError;
use crate::cbor::{Writer, head_length};
use crate::cose;
use crate::crypto::{Curve, PublicKey, Random};
use crate::derive::{ClaimedElement, ClaimedNamespace, Claims};
use crate::doctype::{self, DocType, Element};
use crate::mdoc::{
    DigestAlgorithm, IssuerSignedItem, SALT_LENGTH, ValidityInfo, write_mobile_security_object,
};

/// An `IssuerSigned` that lacks only the signature at its end.
pub(super) struct Layout {
    pub(super) document: Vec<u8>,
    /// Where the signed payload stands in it.
    pub(super) payload: Range<usize>,
    /// The bytes of the `Sig_structure` before the payload.
    pub(super) signed_head: Vec<u8>,
}

/// Writes everything straight into one buffer: each value is copied once, and digested where it
/// stands.
pub(super) fn lay_out(
    claims: &Claims,
    decoys: bool,
    device_key: &PublicKey,
    certificate: &[u8],
    curve: Curve,
    validity: &ValidityInfo,
    random: &mut dyn Random,
) -> Result<Layout, IssueError> {
    let namespaces = namespaces(claims, decoys);
    let draw = Draw::new(&namespaces, random)?;
    let mut ids = draw.digest_ids().into_iter();
    let (mut salts, mut fillings) = (draw.salts(), draw.decoys());
    let device_key = cose::encode_key(device_key);
    let mut digests = vec![(0, [0; 32]); ids.len()];
    let mut document =
        Vec::with_capacity(upper_bound(&namespaces, digests.len()) + certificate.len());

    let mut writer = Writer::new(&mut document);
    writer.map(2).text("nameSpaces");
    writer.map(claims.namespaces.len());
    for (owner, namespace) in namespaces.iter().enumerate() {
        if !namespace.claims.is_empty() {
            Writer::new(&mut document)
                .text(namespace.name)
                .array(namespace.claims.len());
        }
        for ((claim, random), digest_id) in namespace.claims.iter().zip(&mut salts).zip(&mut ids) {
            let item = IssuerSignedItem {
                digest_id,
                random,
                element_identifier: claim.identifier,
                element_value: &claim.value,
            };
            let start = document.len();
            item.write(&mut document);
            let bytes = document.get(start..).unwrap_or_default();
            let digest = DigestAlgorithm::Sha256.digest(bytes);
            put(&mut digests, digest_id, owner, digest.as_bytes());
        }
        for ((_, digest), digest_id) in (0..namespace.decoys).zip(&mut fillings).zip(&mut ids) {
            put(&mut digests, digest_id, owner, digest);
        }
    }

    let names: Vec<_> = namespaces.iter().map(|namespace| namespace.name).collect();
    let mut security_object = Vec::with_capacity(SECURITY_OBJECT + 40 * digests.len());
    write_mobile_security_object(
        &mut security_object,
        &names,
        &digests,
        &device_key,
        claims.doc_type,
        validity,
    );
    // Tag 24 has two bytes.
    let length = u64::try_from(security_object.len()).unwrap_or(u64::MAX);
    let payload_length = 2 + head_length(length) + security_object.len();
    let protected = cose::protected_header(curve);
    Writer::new(&mut document).text("issuerAuth");
    cose::write_sign1_head(&mut document, &protected, certificate, payload_length);
    let start = document.len();
    Writer::new(&mut document).encoded(&security_object);
    Ok(Layout {
        payload: start..document.len(),
        signed_head: cose::sig_structure_head(&protected, payload_length),
        document,
    })
}

/// A namespace of the security object: its elements, and digests of no element.
struct Namespace<'a> {
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
struct Draw {
    bytes: Zeroizing<Vec<u8>>,
    words: Range<usize>,
    salts: Range<usize>,
    decoys: Range<usize>,
}

impl Draw {
    fn new(namespaces: &[Namespace<'_>], random: &mut dyn Random) -> Result<Self, IssueError> {
        let items: usize = namespaces.iter().map(|space| space.claims.len()).sum();
        let decoys: usize = namespaces.iter().map(|space| space.decoys).sum();
        let salts_start = WORD * (items + decoys);
        let decoys_start = salts_start + SALT_LENGTH * items;
        let end = decoys_start + DECOY * decoys;
        let mut bytes = Zeroizing::new(vec![0; end]);
        random.fill(&mut bytes)?;
        Ok(Self {
            bytes,
            words: 0..salts_start,
            salts: salts_start..decoys_start,
            decoys: decoys_start..end,
        })
    }

    fn salts(&self) -> ChunksExact<'_, u8> {
        self.part(&self.salts).chunks_exact(SALT_LENGTH)
    }

    fn decoys(&self) -> ChunksExact<'_, u8> {
        self.part(&self.decoys).chunks_exact(DECOY)
    }

    /// A permutation of 0..n over real elements and decoys, by Fisher and Yates: an id tells
    /// nothing about its element, and stays small. Mapping a word of 64 bits to at most 2^13
    /// places has a bias below 2^-51.
    fn digest_ids(&self) -> Vec<u32> {
        let words = self.part(&self.words).chunks_exact(WORD);
        let mut ids: Vec<u32> = (0..).take(words.len()).collect();
        for (places, word) in (1_u128..).zip(words) {
            let word = word
                .iter()
                .fold(0, |word, byte| word << 8 | u128::from(*byte));
            let place = usize::try_from((word * places) >> 64).unwrap_or(0);
            let last = usize::try_from(places - 1).unwrap_or(0);
            ids.swap(place, last);
        }
        ids
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

fn put(digests: &mut [(usize, [u8; 32])], id: u32, owner: usize, digest: &[u8]) {
    let place = usize::try_from(id).ok().and_then(|id| digests.get_mut(id));
    if let (Some(place), Ok(digest)) = (place, digest.try_into()) {
        *place = (owner, digest);
    }
}

/// Bytes of the whole document without the certificate, not less than it will have.
fn upper_bound(namespaces: &[Namespace<'_>], digests: usize) -> usize {
    let item = |claim: &ClaimedElement| ITEM + claim.identifier.len() + claim.value.len();
    let space = |space: &Namespace<'_>| {
        2 * space.name.len() + 20 + space.claims.iter().map(item).sum::<usize>()
    };
    namespaces.iter().map(space).sum::<usize>() + SECURITY_OBJECT + 40 * digests + SIGNATURE
}

/// Bytes of randomness behind one digest id.
const WORD: usize = 8;
/// Bytes of a digest of no element, which looks like one of SHA-256.
const DECOY: usize = 32;
/// Bytes of an item beyond its identifier and value: keys, salt and heads.
const ITEM: usize = 64 + SALT_LENGTH + 24;
/// Bytes of a security object beyond its namespaces and digests, not less than it has.
const SECURITY_OBJECT: usize = 512;
/// Bytes of the longest signature, the headers and the heads around them.
const SIGNATURE: usize = 96 + 64;
