mod age_periods;
mod bytes;
mod encoding;
mod hostile;
pub(crate) mod kit;
mod options;
mod parents;
mod preferred;
mod properties;
mod refusals;
mod sealing;
mod served;
mod status;
mod unlinkability;
mod validity;

use std::collections::HashSet;

use self::kit::{ISO, Kit, MDL, NOW, at, licence};
use crate::crypto::{Curve, Random, RandomError, Signer, SigningCurve, SoftwareKey};
use crate::issue::Subject;
use crate::mdoc::IssuerSigned;
use crate::testing::SeededRandom;
use crate::verify;

fn key(curve: SigningCurve, seed: &str) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(seed.as_bytes())).unwrap()
}

#[test]
fn what_is_issued_is_valid_and_has_every_claim() {
    let kit = Kit::new();
    let claims = licence();
    let bytes = kit.issue(&claims);
    let document = verify::issuer_signed(&bytes, &kit.trust())
        .accepted()
        .unwrap();
    assert_eq!(document.device_key(), &kit.device_key.public_key());
    let claimed = claims.namespaces.iter().flat_map(|space| {
        let elements = space.elements.iter();
        elements.map(|element| (space.name, element.identifier, element.value.as_slice()))
    });
    let issued = document.elements().iter();
    let issued = issued.map(|element| (element.namespace, element.identifier, element.value));
    assert!(issued.eq(claimed));
}

#[test]
fn every_way_to_issue_makes_the_same_bytes_of_the_same_seed() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::with_decoys(true)));
    let (device, signer) = (kit.device(), &kit.signer_key);
    // A subject refuses randomness that it has seen, so that each way is an admission of its own.
    let subject = || issuer.admit(&claims, at(NOW)).unwrap();
    let random = || SeededRandom::new(b"issue");
    let issued = subject().issue(&device, &mut random(), signer).unwrap();
    let bytes = issued.as_bytes();

    assert_eq!(subject().doc_type(), MDL);
    let prepared = subject().prepare(&device, &mut random()).unwrap();
    assert_eq!(prepared.doc_type(), MDL);
    let validity = *prepared.validity();
    let signature = signer.sign(&prepared.to_be_signed()).unwrap();
    let completed = prepared.complete(signature, at(NOW)).unwrap();
    assert_eq!(completed.as_bytes(), bytes);
    assert_eq!(*completed.validity(), validity);
    assert_eq!(completed.doc_type(), MDL);

    let mut out = b"before".to_vec();
    let into = subject().issue_into(&mut out, &device, &mut random(), signer);
    into.unwrap();
    assert_eq!(out, [b"before", bytes].concat());

    let batch = subject().issue_batch([&device], &mut random(), signer);
    assert_eq!(batch.unwrap(), std::slice::from_ref(&issued));
    let batch = subject().prepare_batch([&device], &mut random()).unwrap();
    let [prepared] = <[_; 1]>::try_from(batch).unwrap();
    let signature = signer.sign(&prepared.to_be_signed()).unwrap();
    assert_eq!(prepared.complete(signature, at(NOW)).unwrap(), issued);
}

#[test]
fn threads_that_share_a_subject_make_what_one_makes_alone() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::with_decoys(true)));
    let issue = |subject: &Subject<'_>, thread: u8| {
        let mut random = SeededRandom::new(&[thread]);
        let keys = [0, 1, 2].map(|number| key(SigningCurve::P256, &format!("{thread} {number}")));
        let devices = keys.map(|key| kit::device(&key.public_key()));
        let issued = subject.issue_batch(&devices, &mut random, &kit.signer_key);
        issued.unwrap()
    };
    let alone = [1, 2].map(|thread| issue(&issuer.admit(&claims, at(NOW)).unwrap(), thread));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let together = std::thread::scope(|scope| {
        let (issue, subject) = (&issue, &subject);
        let threads = [1, 2].map(|thread| scope.spawn(move || issue(subject, thread)));
        threads.map(|thread| thread.join().unwrap())
    });
    assert_eq!(together, alone);
}

#[test]
fn a_batch_shares_elements_and_dates_and_nothing_else() {
    let kit = Kit::new();
    let keys: Vec<_> = ["a", "b", "c"]
        .map(|seed| key(SigningCurve::P256, seed))
        .into();
    let devices: Vec<_> = keys
        .iter()
        .map(|key| kit::device(&key.public_key()))
        .collect();
    let (claims, issuer) = (licence(), kit.issuer(kit::with_decoys(true)));
    let issued = issuer
        .admit(&claims, at(NOW))
        .unwrap()
        .issue_batch(&devices, &mut SeededRandom::new(b"batch"), &kit.signer_key)
        .unwrap();
    let documents: Vec<_> = issued
        .iter()
        .map(|mdoc| {
            verify::issuer_signed(mdoc.as_bytes(), &kit.trust())
                .accepted()
                .unwrap()
        })
        .collect();
    for (document, key) in documents.iter().zip(&keys) {
        assert_eq!(document.device_key(), &key.public_key());
        assert_eq!(document.elements(), documents[0].elements());
        assert_eq!(document.validity(), documents[0].validity());
    }
    let (mut salts, mut digests, mut orders) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut signed = 0;
    for mdoc in &issued {
        let read = IssuerSigned::parse(mdoc.as_bytes()).unwrap();
        let items = || read.items().iter().map(|received| received.item);
        salts.extend(items().map(|item| item.random.to_vec()));
        orders.insert(items().map(|item| item.digest_id).collect::<Vec<_>>());
        let namespaces = read.mobile_security_object().value_digests();
        for digest in namespaces.values().flat_map(|digests| digests.values()) {
            digests.insert(digest.to_vec());
            signed += 1;
        }
    }
    assert_eq!(salts.len(), 21);
    assert_eq!(orders.len(), 3);
    assert!(signed > 100, "{signed}");
    assert_eq!(digests.len(), signed);
}

#[test]
fn the_same_seed_makes_the_same_bytes_and_another_one_does_not() {
    let kit = Kit::new();
    let issue = |seed: &[u8]| {
        let mut random = SeededRandom::new(seed);
        kit.issuer(kit::policy())
            .admit(&licence(), at(NOW))
            .unwrap()
            .issue(&kit.device(), &mut random, &kit.signer_key)
            .unwrap()
    };
    assert_eq!(issue(b"seed"), issue(b"seed"));
    assert_ne!(issue(b"seed"), issue(b"other"));
}

/// Counts how often it is asked.
struct Counted<R>(R, usize);

impl<R: Random> Random for Counted<R> {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.1 += 1;
        self.0.fill(out)
    }
}

#[test]
fn one_credential_takes_one_draw_of_randomness() {
    let kit = Kit::new();
    for decoys in [false, true] {
        let issuer = kit.issuer(kit::with_decoys(decoys));
        let mut random = Counted(SeededRandom::new(b"seed"), 0);
        issuer
            .admit(&licence(), at(NOW))
            .unwrap()
            .prepare(&kit.device(), &mut random)
            .unwrap();
        assert_eq!(random.1, 1);
    }
}

#[test]
fn no_element_or_key_shows_in_debug_output() {
    let kit = Kit::new();
    let issuer = kit.issuer(kit::policy());
    let mut random = SeededRandom::new(b"seed");
    let claims = licence();
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let prepared = subject.prepare(&kit.device(), &mut random).unwrap();
    assert_eq!(format!("{prepared:?}"), "Prepared(org.iso.18013.5.1.mDL)");
    let signature = kit.signer_key.sign(&prepared.to_be_signed()).unwrap();
    let issued = prepared.complete(signature, at(NOW)).unwrap();
    let length = issued.as_bytes().len();
    assert_eq!(
        format!("{issued:?}"),
        format!("IssuedMdoc(org.iso.18013.5.1.mDL, {length} bytes)")
    );
}

#[test]
fn an_ed25519_device_key_is_accepted() {
    let kit = Kit::new();
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let public = crate::crypto::PublicKey::from_coordinates(
        Curve::Ed25519,
        secret.verifying_key().as_bytes(),
        &[],
    )
    .unwrap();
    let issued = kit
        .issuer(kit::policy())
        .admit(&licence(), at(NOW))
        .unwrap()
        .issue(
            &kit::device(&public),
            &mut SeededRandom::new(b"seed"),
            &kit.signer_key,
        )
        .unwrap();
    let document = verify::issuer_signed(issued.as_bytes(), &kit.trust())
        .accepted()
        .unwrap();
    assert_eq!(document.device_key(), &public);
    assert_eq!(document.value(ISO, "age_over_18"), Some(&[0xF5][..]));
}
