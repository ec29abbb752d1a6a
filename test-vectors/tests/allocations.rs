//! How often issuing calls the allocator. A committed number, which no noise can trip: raise it
//! only with a reason.

#![allow(clippy::unwrap_used)]

#[path = "../../benches/scene/mod.rs"]
mod scene;

use mnid_mdoc::crypto::{OsRandom, Signer};
use scene::Scene;

#[test]
fn one_credential_takes_few_allocations() {
    let scene = Scene::set(1, 20_000).unwrap();
    let key = &scene.device_keys[0];
    let signer = scene.pki.document_signer_key();
    let subject = scene.subject().unwrap();
    let counted = allocation_counter::measure(|| {
        let prepared = subject.prepare(key, &mut OsRandom).unwrap();
        let signature = signer.sign(&prepared.to_be_signed()).unwrap();
        prepared.complete(signature, scene.now).unwrap();
    });
    assert!(counted.count_total <= PER_CREDENTIAL, "{counted:?}");
    assert!(counted.bytes_max < 2 * 20_000, "{counted:?}");
}

#[test]
fn a_batch_takes_as_many_for_each_credential() {
    let scene = Scene::set(100, 20_000).unwrap();
    let signer = scene.pki.document_signer_key();
    let issue = |keys| {
        let random = &mut OsRandom;
        let subject = scene.subject().unwrap();
        let counted = allocation_counter::measure(|| {
            subject.issue_batch(keys, random, signer).unwrap();
        });
        counted.count_total
    };
    let (half, whole) = (issue(&scene.device_keys[..50]), issue(&scene.device_keys));
    // What every further credential takes; lists may grow once more.
    assert!(whole - half <= 50 * PER_CREDENTIAL + 2, "{half}, {whole}");
}

#[test]
fn a_credential_into_a_large_enough_buffer_takes_fewer_and_none_for_its_document() {
    let scene = Scene::set(100, 20_000).unwrap();
    let signer = scene.pki.document_signer_key();
    let subject = scene.subject().unwrap();
    let mut out = Vec::with_capacity(100 * 30_000);
    let mut issue = |key| {
        let counted = allocation_counter::measure(|| {
            let random = &mut OsRandom;
            subject.issue_into(&mut out, key, random, signer).unwrap();
        });
        assert!(counted.bytes_max < 20_000, "{counted:?}");
        counted.count_total
    };
    // The first one takes what the subject keeps for all.
    let (first, rest) = scene.device_keys.split_first().unwrap();
    issue(first);
    let counts: Vec<u64> = rest.iter().map(issue).collect();
    let total: u64 = counts.iter().sum();

    // What the subject keeps grows a few times.
    assert!(total <= 99 * INTO_BUFFER + 16, "{counts:?}");
    assert_eq!(out.capacity(), 100 * 30_000);
}

/// Calls of the allocator for one credential.
const PER_CREDENTIAL: u64 = 9;
/// Calls of the allocator for one credential whose document has its place already.
const INTO_BUFFER: u64 = 6;
