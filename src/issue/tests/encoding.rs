//! Heads at their boundaries, read by a walk that knows RFC 8949 alone, by ciborium, and by the
//! verifier.

use ciborium::Value;

use super::key;
use super::kit::{self, Kit, NOW, at, decode, encode, licence, member, untagged};
use super::preferred::{ARRAY, BYTES, Heads, MAP, TEXT, UNSIGNED, walk};
use crate::cbor::Writer;
use crate::crypto::{Curve, PublicKey, Random, RandomError, Signature, Signer, SigningCurve};
use crate::derive::{ClaimedElement, Claims};
use crate::doctype::DocType;
use crate::issue::{IssuingPolicy, Recipient};
use crate::mdoc::{Status, StatusReference};
use crate::profile::tests::lint::claims_of;
use crate::profile::{DigestIds, IssuingOptions, KeyAuthorizations, Preset, SaltLength};
use crate::testing::SeededRandom;
use crate::verify::{self, Trust};

/// The heads of a credential; panics unless it is written as it has to be.
fn heads_of(bytes: &[u8], kit: &Kit) -> Heads {
    let mut heads = Heads::new();
    assert_eq!(walk(bytes, &mut heads), Some(&[][..]));

    // A second reader, which writes preferred serialisation, gives the same bytes.
    let mut whole = decode(bytes);
    assert_eq!(encode(&whole), bytes);
    let auth = member(&mut whole, "issuerAuth").as_array().unwrap().clone();
    let [protected, _, payload, signature] = auth.try_into().unwrap();
    let [protected, payload] = [protected, payload].map(|part| part.into_bytes().unwrap());
    for part in [&protected, &payload] {
        assert_eq!(walk(part, &mut heads), Some(&[][..]));
        assert_eq!(encode(&decode(part)), *part);
    }
    let security_object = untagged(decode(&payload));
    assert_eq!(encode(&decode(&security_object)), security_object);

    // The signature is over what that reader makes of the parts (RFC 9052 4.4).
    let parts = [
        Value::Bytes(protected),
        Value::Bytes(Vec::new()),
        Value::Bytes(payload),
    ];
    let signed = [vec![Value::from("Signature1")], parts.to_vec()].concat();
    let signer = kit.signer_key.public_key();
    let signature = Signature::from_bytes(signer.curve(), &signature.into_bytes().unwrap());
    let message = encode(&Value::Array(signed));
    assert_eq!(signer.verify(&[&message], &signature.unwrap()), Ok(()));

    let trust = Trust {
        doc_type: None,
        ..kit.trust()
    };
    verify::issuer_signed(bytes, &trust).accepted().unwrap();
    heads
}

fn policy(options: IssuingOptions) -> IssuingPolicy {
    IssuingPolicy {
        options,
        ..kit::policy()
    }
}

/// Both sides of every boundary that is between the two.
fn sides(least: u64, greatest: u64) -> Vec<u64> {
    let boundaries = [1 << 8, 1 << 16, 1 << 32].into_iter().chain([24]);
    let sides = boundaries.flat_map(|boundary| [boundary - 1, boundary]);
    sides
        .filter(|side| (least..=greatest).contains(side))
        .collect()
}

fn size(length: u64) -> usize {
    usize::try_from(length).unwrap()
}

#[test]
fn a_portrait_of_every_length_gets_the_shortest_heads() {
    // Bytes of an item beside the value: keys, a digest id and a salt of 16 bytes.
    const AROUND: u64 = 75;
    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "lengths");
    let head = |length: u64| match length {
        0..24 => 1,
        24..=0xFF => 2,
        0x100..=0xFFFF => 3,
        _ => 5,
    };
    let longest = 200_000;
    let as_value = sides(20, longest).into_iter().chain([90_000, longest]);
    let as_item = sides(200, longest).into_iter();
    let as_item = as_item.map(|item| item - AROUND - head(item - AROUND - 3));
    for length in as_value.chain(as_item) {
        let mut claims = licence();
        let mut value = Vec::new();
        Writer::new(&mut value).byte_string(&kit::portrait(size(length)));
        let item = AROUND + u64::try_from(value.len()).unwrap();
        claims.namespaces[0].elements[4].value = value;
        let heads = heads_of(&kit.issue(&claims), &kit);
        assert!(heads.contains(&(BYTES, length)), "{length}");
        assert!(heads.contains(&(BYTES, item)), "{length} {item}");
    }
}

/// A licence of so many elements of the first namespace more, each of a long name.
fn with_templates(claims: &mut Claims, templates: usize) {
    for number in 0..templates {
        let letters = [number / 26 / 26, number / 26, number]
            .map(|number| char::from(b'a' + u8::try_from(number % 26).unwrap()));
        let name = format!("biometric_template_{}", String::from_iter(letters));
        claims.namespaces[0].elements.push(ClaimedElement {
            identifier: Box::leak(name.into_boxed_str()),
            value: vec![0x43, 0x7F, 0x61, 0],
        });
    }
}

#[test]
fn as_many_elements_as_a_head_can_count_get_the_shortest_one() {
    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "counts");
    for count in sides(7, 1_000) {
        let mut claims = licence();
        let templates = size(count) - claims.namespaces[0].elements.len();
        with_templates(&mut claims, templates);
        let heads = heads_of(&kit.issue(&claims), &kit);
        // The items of the namespace, and its digests.
        assert!(heads.contains(&(ARRAY, count)), "{count}");
        assert!(heads.contains(&(MAP, count)), "{count}");
        // One more in the other namespace: ids from 0 to `count`.
        assert!(heads.contains(&(UNSIGNED, count)), "{count}");
    }
}

#[test]
fn an_element_identifier_of_every_length_gets_the_shortest_head() {
    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "names");
    for length in sides(20, 1_000) {
        let mut name = "biometric_template_".to_owned();
        name.extend(std::iter::repeat_n('x', size(length) - name.len()));
        let mut claims = licence();
        claims.namespaces[0].elements.push(ClaimedElement {
            identifier: Box::leak(name.into_boxed_str()),
            value: vec![0x43, 0x7F, 0x61, 0],
        });
        let heads = heads_of(&kit.issue(&claims), &kit);
        assert!(heads.contains(&(TEXT, length)), "{length}");
    }
}

#[test]
fn a_digest_id_of_every_size_gets_the_shortest_head() {
    /// Ids as wanted, then salts.
    struct Ids(Vec<u64>, SeededRandom);

    impl Random for Ids {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
            self.1.fill(out)?;
            for (word, id) in out.chunks_exact_mut(8).zip(&self.0) {
                word.copy_from_slice(&(id << 33).to_be_bytes());
            }
            Ok(())
        }
    }

    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "ids");
    let mut claims = licence();
    with_templates(&mut claims, 1);
    let mut ids = sides(0, 1 << 17);
    ids.extend([0, (1 << 31) - 1]);
    let options = IssuingOptions {
        digest_ids: DigestIds::Random,
        decoys: false,
        ..Preset::Default.options()
    };
    let issuer = kit.issuer(policy(options));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let mut random = Ids(ids.clone(), SeededRandom::new(b"ids"));
    let issued = subject
        .issue(&kit.device(), &mut random, &kit.signer_key)
        .unwrap();
    let heads = heads_of(issued.as_bytes(), &kit);
    assert_eq!(ids.len(), 8);
    for id in ids {
        assert!(heads.contains(&(UNSIGNED, id)), "{id}");
    }
}

#[test]
fn a_salt_of_every_length_gets_the_shortest_head() {
    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "salts");
    for length in [16, 23, 24, 32] {
        let options = IssuingOptions {
            salt_length: SaltLength::new(size(length)).unwrap(),
            ..Preset::Default.options()
        };
        let heads = heads_of(&kit.issue_with(&licence(), policy(options)), &kit);
        assert!(heads.contains(&(BYTES, length)), "{length}");
    }
}

#[test]
fn a_security_object_of_every_length_gets_the_shortest_heads() {
    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "payload");
    let issue = |name: usize| {
        let authorized = KeyAuthorizations::none().with_namespace(&"n".repeat(name));
        let options = IssuingOptions {
            key_authorizations: authorized.unwrap(),
            decoys: false,
            ..Preset::Default.options()
        };
        let bytes = kit.issue_with(&licence(), policy(options));
        let mut whole = decode(&bytes);
        let auth = member(&mut whole, "issuerAuth").as_array().unwrap().clone();
        let payload = auth[2].as_bytes().unwrap().clone();
        (bytes, payload.len())
    };
    // The least that there is has some hundred bytes, so that one boundary is left. The payload is
    // longer than the object in it by tag and head.
    let (shortest, payload) = issue(60_000);
    let around = payload - 60_000;
    heads_of(&shortest, &kit);
    for length in [65_534, 65_535, 65_536, 65_537] {
        let (bytes, payload) = issue(length - around);
        assert_eq!(payload, length);
        let heads = heads_of(&bytes, &kit);
        assert!(heads.contains(&(BYTES, length.try_into().unwrap())));
    }
    for length in [65_535, 65_536] {
        // Five bytes of tag and head before 65,535 bytes, seven before more.
        let (bytes, payload) = issue(length + 5 - around);
        assert_eq!(payload, length + if length < 65_536 { 5 } else { 7 });
        let heads = heads_of(&bytes, &kit);
        assert!(heads.contains(&(BYTES, length.try_into().unwrap())));
    }
}

#[test]
fn a_status_reference_of_every_size_gets_the_shortest_heads() {
    let kit = Kit::of(SigningCurve::P256, SigningCurve::P256, None, "status");
    let (claims, device) = (licence(), kit.device());
    let issuer = kit.issuer(kit::policy());
    let issue = |status: Status<'_>| {
        let subject = issuer.admit(&claims, at(NOW)).unwrap();
        let recipient = Recipient {
            device_key: &device,
            status: Some(status),
        };
        let mut random = SeededRandom::new(b"status");
        let issued = subject.issue(recipient, &mut random, &kit.signer_key);
        heads_of(issued.unwrap().as_bytes(), &kit)
    };
    for entry in sides(0, u64::MAX).into_iter().chain([u64::MAX]) {
        let heads = issue(Status::List(StatusReference {
            entry,
            uri: "https://status.example/1",
            certificate: None,
        }));
        assert!(heads.contains(&(UNSIGNED, entry)), "{entry}");
    }
    for length in sides(20, 2_048) {
        let uri = format!("https://s.example/{}", "u".repeat(size(length) - 18));
        let identifier = vec![7; size(length.min(128))];
        let heads = issue(Status::Identifier(StatusReference {
            entry: &identifier,
            uri: &uri,
            certificate: Some(kit.signer.der()),
        }));
        assert!(heads.contains(&(TEXT, length)), "{length}");
        assert!(heads.contains(&(BYTES, length.min(128))), "{length}");
    }
}

#[test]
fn every_preset_document_type_and_key_is_written_in_preferred_serialisation() {
    let ed25519 = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let ed25519 = ed25519.verifying_key();
    let ed25519 = PublicKey::from_coordinates(Curve::Ed25519, ed25519.as_bytes(), &[]).unwrap();
    let public = |curve| key(curve, "device").public_key();
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let kit = Kit::of(curve, curve, None, "presets");
        for doc_type in DocType::all() {
            let claims = claims_of(doc_type);
            for preset in Preset::all() {
                if curve == SigningCurve::P384 && preset.options().zero_knowledge.is_some() {
                    continue;
                }
                heads_of(&kit.issue_with(&claims, policy(preset.options())), &kit);
            }
            for device_key in [
                public(SigningCurve::P256),
                public(SigningCurve::P384),
                ed25519.clone(),
            ] {
                let issuer = kit.issuer(kit::policy());
                let subject = issuer.admit(&claims, at(NOW)).unwrap();
                let device = kit::device(&device_key);
                let mut random = SeededRandom::new(b"keys");
                let issued = subject
                    .issue(&device, &mut random, &kit.signer_key)
                    .unwrap();
                heads_of(issued.as_bytes(), &kit);
            }
        }
    }
}
