use std::ops::Range;

use super::Recipient;
use super::draw::{Draw, Share};
use crate::cbor::{TAG_ENCODED, Writer, string_length};
use crate::cose;
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
    pub(super) share: Share,
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
            share: Share {
                items: namespaces.iter().map(|space| space.elements.len()).sum(),
                decoys: namespaces.iter().map(|space| space.decoys).sum(),
                salt_length: options.salt_length.bytes(),
                digest_length: options.digest_algorithm.digest_length(),
            },
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
        draw: &Draw<'_>,
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
    fn write_name_spaces(&self, document: &mut Vec<u8>, ids: &[u32], draw: &Draw<'_>) -> Vec<u8> {
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
/// as many as its table has elements, and as its issuer states ages. So the number tells nobody what
/// the holder has.
fn namespaces(claims: &Claims, decoys: bool) -> Vec<Namespace<'_>> {
    let mut namespaces: Vec<_> = claims.namespaces.iter().map(Namespace::of).collect();
    let Some(doc_type) = DocType::by_name(claims.doc_type).filter(|_| decoys) else {
        return namespaces;
    };
    for table in doc_type.namespaces {
        let statements = claims.basis.age_statements;
        let digests_of = |row: &Element| match doctype::age_over(0) {
            Some(statement) if row.matches(statement) => statements,
            _ => 1,
        };
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

/// Bytes of the heads of a namespace, not less than it has.
const NAMESPACE: usize = 10;
/// Bytes of the longest signature, the headers and the heads around them.
const SIGNATURE: usize = 96 + 64;
