use std::collections::BTreeSet;

use super::key;
use super::kit::{self, ISO, JAPAN, Kit, NOW, at, licence};
use crate::cbor::Writer;
use crate::crypto::{Signer, SigningCurve};
use crate::derive::Claims;
use crate::mdoc::IssuerSigned;
use crate::testing::SeededRandom;
use crate::verify;

/// The namespace and id of every digest.
fn digest_ids(bytes: &[u8]) -> Vec<(String, u32)> {
    let read = IssuerSigned::parse(bytes).unwrap();
    let digests = read.mobile_security_object().value_digests();
    let ids = digests
        .iter()
        .flat_map(|(name, digests)| digests.keys().map(|id| ((*name).to_owned(), *id)));
    ids.collect()
}

#[test]
fn the_signed_part_has_the_bytes_of_the_standards_example() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let read = IssuerSigned::parse(&bytes).unwrap();
    let der = kit.signer.der();
    let length = |length: usize| u16::try_from(length).unwrap().to_be_bytes();
    let payload = read.payload();
    let start = [
        &b"\x6AissuerAuth\x84\x43\xA1\x01\x26\xA1\x18\x21\x59"[..],
        &length(der.len()),
        der,
        &[0x59],
        &length(payload.len()),
        &[0xD8, 0x18, 0x59],
    ]
    .concat();
    assert!(bytes.windows(start.len()).any(|window| window == start));
    assert_eq!(bytes[bytes.len() - 66..][..2], [0x58, 0x40]);
    assert_eq!(read.issuer_auth().protected(), [0xA1, 0x01, 0x26]);
}

#[test]
fn a_licence_of_many_elements_stays_within_the_zero_knowledge_budget() {
    let kit = Kit::new();
    let bytes = kit.issue_with(&licence(), kit::with_decoys(true));
    let read = IssuerSigned::parse(&bytes).unwrap();
    assert!(read.payload().len() < 2_533, "{}", read.payload().len());
    let element = |name: &str| {
        let mut items = read.items().iter();
        items
            .find(|received| received.item.element_identifier == name)
            .unwrap()
    };
    for name in ["birth_date", "age_over_18", "family_name"] {
        let whole = element(name).bytes.whole();
        assert_eq!(whole[..3], [0xD8, 0x18, 0x58], "{name}");
        assert!(whole.len() <= 119, "{name} {}", whole.len());
        assert_eq!(element(name).item.random.len(), 16);
    }
}

#[test]
fn digest_ids_are_a_permutation_over_the_whole_document() {
    let kit = Kit::new();
    for policy in [kit::policy(), kit::with_decoys(true)] {
        let ids = digest_ids(&kit.issue_with(&licence(), policy));
        let numbers: BTreeSet<_> = ids.iter().map(|(_, id)| *id).collect();
        assert_eq!(numbers.len(), ids.len());
        let end = u32::try_from(ids.len()).unwrap();
        assert!(numbers.into_iter().eq(0..end));
    }
}

#[test]
fn an_element_takes_every_digest_id_about_equally_often() {
    let kit = Kit::new();
    let issuer = kit.issuer(kit::policy());
    let mut random = SeededRandom::new(b"many");
    let mut claims = licence();
    claims.namespaces[0].elements.remove(4);
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let mut counts = [0_u32; 6];
    for number in 0..600 {
        let key = key(SigningCurve::P256, &number.to_string()).public_key();
        let prepared = subject.prepare(&kit::device(&key), &mut random).unwrap();
        let mut document = prepared.document.clone();
        Writer::new(&mut document).byte_string(&[0; 64]);
        let read = IssuerSigned::parse(&document).unwrap();
        counts[usize::try_from(read.items()[0].item.digest_id).unwrap()] += 1;
    }
    assert!(
        counts.iter().all(|count| (60..=140).contains(count)),
        "{counts:?}"
    );
}

#[test]
fn the_digests_stand_in_the_order_of_their_ids() {
    let kit = Kit::new();
    let bytes = kit.issue_with(&licence(), kit::with_decoys(true));
    let mut draft = kit::Draft::of(&bytes);
    for name in [ISO, JAPAN] {
        let digests = draft.mso(&["valueDigests", name]).as_map().unwrap();
        let ids = digests
            .iter()
            .map(|(id, _)| u64::try_from(id.as_integer().unwrap()).unwrap());
        assert!(ids.is_sorted(), "{name}");
    }
}

#[test]
fn with_decoys_the_number_of_digests_tells_nothing() {
    let kit = Kit::new();
    let counts = |claims: &Claims| {
        let bytes = kit.issue_with(claims, kit::with_decoys(true));
        verify::issuer_signed(&bytes, &kit.trust())
            .accepted()
            .unwrap();
        let ids = digest_ids(&bytes);
        [ISO, JAPAN].map(|name| ids.iter().filter(|(space, _)| space == name).count())
    };
    let full = counts(&licence());
    let mut fewer = licence();
    fewer.namespaces[0].elements.truncate(4);
    assert_eq!(counts(&fewer), full);
    fewer.namespaces.truncate(1);
    assert_eq!(counts(&fewer), full);
    assert!(full.iter().all(|count| *count > 1), "{full:?}");
}

#[test]
fn the_buffer_is_allocated_once_at_its_full_size() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let kit = Kit::of(SigningCurve::P384, curve, None, "buffer");
        for policy in [kit::policy(), kit::with_decoys(true)] {
            let mut random = SeededRandom::new(b"buffer");
            let (claims, issuer) = (licence(), kit.issuer(policy));
            let subject = issuer.admit(&claims, at(NOW)).unwrap();
            let prepared = subject.prepare(&kit.device(), &mut random).unwrap();
            let place = prepared.document.as_ptr();
            let signature = kit.signer_key.sign(&prepared.to_be_signed()).unwrap();
            let issued = prepared.complete(signature, at(NOW)).unwrap();
            assert_eq!(issued.as_bytes().as_ptr(), place);
            let bytes = issued.into_bytes();
            let spare = bytes.capacity() - bytes.len();
            assert!(spare < 1_500, "{spare}");
        }
    }
}
