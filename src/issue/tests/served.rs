//! Whom a subject serves, and with which randomness.

use super::key;
use super::kit::{self, Kit, NOW, at, licence};
use super::refusals::code;
use crate::crypto::{PublicKey, Random, RandomError, Signature, Signer, SignerError, SigningCurve};
use crate::holder::DeviceKey;
use crate::issue::{IssueError, Subject};
use crate::limits;
use crate::testing::SeededRandom;

#[test]
fn a_batch_has_distinct_keys_and_is_neither_empty_nor_too_large() {
    let kit = Kit::new();
    let issuer = kit.issuer(kit::policy());
    let batch = |keys: &[DeviceKey]| {
        let mut random = SeededRandom::new(b"batch");
        let claims = licence();
        let subject = issuer.admit(&claims, at(NOW)).unwrap();
        code(subject.prepare_batch(keys, &mut random))
    };
    let other = kit::device(&key(SigningCurve::P256, "other").public_key());
    assert_eq!(batch(&[]), "issue.batch-size");
    assert_eq!(
        batch(&vec![kit.device(); limits::BATCH + 1]),
        "issue.batch-size"
    );
    assert_eq!(
        batch(&[kit.device(), other, kit.device()]),
        "issue.device-key-twice"
    );
}

#[test]
fn a_random_source_that_repeats_is_refused_within_and_between_credentials() {
    struct Stuck(u8);

    impl Random for Stuck {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
            out.fill(self.0);
            Ok(())
        }
    }

    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let (subject, device) = (issuer.admit(&claims, at(NOW)).unwrap(), kit.device());
    for byte in [0, 0xA5] {
        let refused = subject.prepare(&device, &mut Stuck(byte));
        assert_eq!(code(refused), "issue.random-repeats");
    }
    let other = kit::device(&key(SigningCurve::P256, "other").public_key());
    let prepare = |device| subject.prepare(device, &mut SeededRandom::new(b"again"));
    prepare(&device).unwrap();
    let refused = std::thread::scope(|scope| scope.spawn(|| prepare(&other)).join().unwrap());
    assert_eq!(code(refused), "issue.random-repeats");
}

#[test]
fn a_subject_serves_a_device_key_once_whichever_way_it_comes() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let other = kit::device(&key(SigningCurve::P256, "other").public_key());
    let device = kit.device();
    let mut random = SeededRandom::new(b"once");
    type Way<'a> = &'a mut dyn FnMut(&Subject<'_>, &DeviceKey) -> Result<(), IssueError>;
    let mut ways: [Way<'_>; 5] = [
        &mut |subject, device| subject.prepare(device, &mut random).map(drop),
        &mut |subject, device| {
            let batch = subject.prepare_batch([device], &mut SeededRandom::new(b"2"));
            batch.map(drop)
        },
        &mut |subject, device| {
            let random = &mut SeededRandom::new(b"3");
            subject.issue(device, random, &kit.signer_key).map(drop)
        },
        &mut |subject, device| {
            let random = &mut SeededRandom::new(b"4");
            let batch = subject.issue_batch([device], random, &kit.signer_key);
            batch.map(drop)
        },
        &mut |subject, device| {
            let random = &mut SeededRandom::new(b"5");
            subject.issue_into(&mut Vec::new(), device, random, &kit.signer_key)
        },
    ];
    for first in 0..5 {
        let subject = issuer.admit(&claims, at(NOW)).unwrap();
        ways[first](&subject, &device).unwrap();
        for way in &mut ways {
            assert_eq!(code(way(&subject, &device)), "issue.device-key-twice");
        }
        let batch = [&other, &device];
        let refused = subject.prepare_batch(batch, &mut SeededRandom::new(b"6"));
        assert_eq!(code(refused), "issue.device-key-twice");
        // The other one has got nothing by that.
        ways[(first + 1) % 5](&subject, &other).unwrap();
    }
}

#[test]
fn a_device_key_that_got_nothing_may_come_again() {
    struct Broken(PublicKey);

    impl Signer for Broken {
        fn public_key(&self) -> PublicKey {
            self.0.clone()
        }

        fn sign(&self, _: &[&[u8]]) -> Result<Signature, SignerError> {
            Err(SignerError {
                reason: "the test's signer",
                source: None,
            })
        }
    }

    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let keys: Vec<_> = (0..limits::BATCH)
        .map(|number| key(SigningCurve::P256, &number.to_string()).public_key())
        .map(|key| kit::device(&key))
        .collect();
    let broken = Broken(kit.signer_key.public_key());
    let mut random = SeededRandom::new(b"broken");
    for _ in 0..2 {
        let refused = subject.issue_batch(&keys, &mut random, &broken);
        assert_eq!(code(refused), "crypto.signer");
        let refused = subject.issue(&keys[0], &mut random, &broken);
        assert_eq!(code(refused), "crypto.signer");
        let refused = subject.issue_into(&mut Vec::new(), &keys[0], &mut random, &broken);
        assert_eq!(code(refused), "crypto.signer");
    }
    let (last, most) = keys.split_last().unwrap();
    assert_eq!(
        subject.prepare_batch(most, &mut random).unwrap().len(),
        most.len()
    );
    subject.prepare(last, &mut random).unwrap();
    let refused = subject.prepare(&kit.device(), &mut random);
    assert_eq!(code(refused), "issue.batch-size");
}
