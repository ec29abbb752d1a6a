use super::kit::{self, Kit, NOW, at, licence};
use super::{Counted, key};
use crate::cbor::Writer;
use crate::crypto::{
    Curve, Random, RandomError, Signature, Signer, SignerError, SigningCurve, SoftwareKey,
};
use crate::derive::Claims;
use crate::error::Coded;
use crate::evidence::{Assurance, Environment, HolderBinding};
use crate::holder::DeviceKey;
use crate::issue::{IssueError, IssuedMdoc, IssuingPolicy, Prepared};
use crate::profile::Preset;
use crate::testing::SeededRandom;

fn prepare(
    policy: IssuingPolicy,
    change: impl FnOnce(&mut Claims),
    now: &str,
) -> Result<Prepared, IssueError> {
    let kit = Kit::new();
    let mut claims = licence();
    change(&mut claims);
    let mut random = SeededRandom::new(b"refusals");
    kit.issuer(policy)
        .admit(&claims, at(now))?
        .prepare(&kit.device(), &mut random)
}

pub(super) fn code<T: std::fmt::Debug>(result: Result<T, IssueError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn evidence_of_the_other_environment_is_refused_both_ways() {
    for (issuer, evidence) in [
        (Environment::Production, Environment::Test),
        (Environment::Test, Environment::Production),
    ] {
        let policy = IssuingPolicy {
            environment: issuer,
            ..kit::policy()
        };
        let refused = prepare(policy, |claims| claims.basis.environment = evidence, NOW);
        assert_eq!(code(refused), "issue.environment");
    }
}

#[test]
fn evidence_below_the_least_assurance_is_refused_and_above_it_is_not() {
    let prepare = |least_assurance, reached| {
        let policy = IssuingPolicy {
            least_assurance,
            ..kit::policy()
        };
        prepare(policy, |claims| claims.basis.assurance = reached, NOW)
    };
    for (least, reached) in [
        (Assurance::SignedByHolder, Assurance::PinOnCard),
        (Assurance::PinOnCard, Assurance::RecordsOnly),
    ] {
        assert_eq!(code(prepare(least, reached)), "issue.assurance");
        prepare(reached, least).unwrap();
    }
}

#[test]
fn evidence_too_old_or_not_of_the_past_is_refused() {
    for (now, accepted) in [
        ("2026-06-10T09:39:59Z", false),
        ("2026-06-10T09:40:00Z", true),
        ("2026-06-10T10:40:00Z", true),
        ("2026-06-10T10:40:01Z", false),
    ] {
        match prepare(kit::policy(), |_| {}, now) {
            Ok(_) => assert!(accepted, "{now}"),
            Err(error) => assert_eq!((error.code(), accepted), ("issue.evidence-age", false)),
        }
    }
}

#[test]
fn a_device_key_that_the_holder_did_not_name_is_refused() {
    let kit = Kit::new();
    let issuer = kit.issuer(kit::policy());
    let (own, other) = (
        kit.device_key.public_key(),
        key(SigningCurve::P256, "other").public_key(),
    );
    let dpop = |key: Option<&crate::crypto::PublicKey>| {
        DeviceKey::proven(own.clone(), key.map(crate::crypto::PublicKey::thumbprint))
    };
    let keys = |keys: &[&crate::crypto::PublicKey]| {
        HolderBinding::DeviceKeys(keys.iter().map(|key| key.thumbprint()).collect())
    };
    let bound = HolderBinding::DpopKey(other.thumbprint());
    let cases = [
        (keys(&[&own]), dpop(None), true),
        (keys(&[&other, &own]), dpop(None), true),
        (keys(&[&other]), dpop(None), false),
        (keys(&[&other]), dpop(Some(&other)), false),
        (keys(&[]), dpop(None), false),
        (bound.clone(), dpop(Some(&other)), true),
        (bound.clone(), dpop(Some(&own)), false),
        (bound, dpop(None), false),
        (HolderBinding::SessionOnly, dpop(None), true),
    ];
    for (binding, device_key, accepted) in cases {
        let mut claims = licence();
        claims.basis.binding = binding.clone();
        let mut random = SeededRandom::new(b"binding");
        let subject = issuer.admit(&claims, at(NOW)).unwrap();
        let prepared = subject.prepare(&device_key, &mut random);
        match prepared {
            Ok(_) => assert!(accepted, "{binding:?}"),
            Err(error) => assert_eq!((error.code(), accepted), ("issue.holder-binding", false)),
        }
    }
}

#[test]
fn the_document_signers_own_key_is_no_device_key() {
    let kit = Kit::new();
    let own = kit::device(&kit.signer_key.public_key());
    let mut random = SeededRandom::new(b"own");
    let refused = kit
        .issuer(kit::policy())
        .admit(&licence(), at(NOW))
        .and_then(|subject| subject.prepare(&own, &mut random));
    assert_eq!(code(refused), "issue.device-key-is-issuers");
}

#[test]
fn a_document_signer_out_of_its_time_is_refused() {
    let old = |claims: &mut Claims| {
        claims.basis.concluded_at = at("2026-01-01T00:00:00Z");
        claims.basis.usable_until = at("2028-01-01T00:00:00Z");
    };
    for now in ["2026-05-31T23:59:59Z", "2027-06-01T00:00:01Z"] {
        let refused = prepare(kit::policy(), old, now);
        assert_eq!(code(refused), "issue.document-signer-dates");
    }
}

#[test]
fn a_licence_of_another_country_or_state_than_the_document_signers_is_refused() {
    let encoded = |text: &str| {
        let mut out = Vec::new();
        Writer::new(&mut out).text(text);
        out
    };
    let refused = prepare(
        kit::policy(),
        |claims| claims.namespaces[0].elements[3].value = encoded("US"),
        NOW,
    );
    assert_eq!(code(refused), "issue.place");

    let tokyo = Kit::of(
        SigningCurve::P256,
        SigningCurve::P256,
        Some("JP-13"),
        "tokyo",
    );
    for (place, accepted) in [("JP-13", true), ("JP-27", false)] {
        let mut claims = licence();
        claims.namespaces[0].elements[0] = crate::derive::ClaimedElement {
            identifier: "issuing_jurisdiction",
            value: encoded(place),
        };
        let issuer = tokyo.issuer(kit::policy());
        let admitted = issuer.admit(&claims, at(NOW));
        assert_eq!(admitted.is_ok(), accepted, "{place}");
    }
}

fn complete(
    signature: impl FnOnce(&Kit, &Prepared) -> Signature,
    now: &str,
) -> Result<IssuedMdoc, IssueError> {
    let kit = Kit::new();
    let prepared = prepare(kit::policy(), |_| {}, NOW).unwrap();
    let signature = signature(&kit, &prepared);
    prepared.complete(signature, at(now))
}

#[test]
fn a_signature_that_is_not_the_document_signers_over_this_credential_is_refused() {
    let other = key(SigningCurve::P256, "other");
    let other_curve = key(SigningCurve::P384, "other");
    let own =
        |kit: &Kit, prepared: &Prepared| kit.signer_key.sign(&prepared.to_be_signed()).unwrap();
    complete(own, NOW).unwrap();
    let of_another_credential = |kit: &Kit, _: &Prepared| {
        let mut random = SeededRandom::new(b"another credential");
        let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
        let subject = issuer.admit(&claims, at(NOW)).unwrap();
        own(kit, &subject.prepare(&kit.device(), &mut random).unwrap())
    };
    let cases: [Result<IssuedMdoc, IssueError>; 5] = [
        complete(of_another_credential, NOW),
        complete(
            |_, prepared| other.sign(&prepared.to_be_signed()).unwrap(),
            NOW,
        ),
        complete(
            |_, prepared| other_curve.sign(&prepared.to_be_signed()).unwrap(),
            NOW,
        ),
        complete(|kit, _| kit.signer_key.sign(&[b"other"]).unwrap(), NOW),
        complete(
            |kit, prepared| {
                let mut bytes = own(kit, prepared).as_bytes().to_vec();
                bytes[63] ^= 1;
                Signature::from_bytes(Curve::P256, &bytes).unwrap()
            },
            NOW,
        ),
    ];
    for refused in cases {
        assert_eq!(code(refused), "issue.signature");
    }
}

#[test]
fn a_completion_before_the_preparation_or_after_the_evidences_time_is_refused() {
    let own =
        |kit: &Kit, prepared: &Prepared| kit.signer_key.sign(&prepared.to_be_signed()).unwrap();
    for (now, expected) in [
        ("2026-06-10T09:41:22Z", "issue.completion-time"),
        ("2026-06-10T10:40:01Z", "issue.evidence-age"),
        ("2026-08-01T00:00:00Z", "issue.completion-time"),
    ] {
        assert_eq!(code(complete(own, now)), expected, "{now}");
    }
    complete(own, "2026-06-10T10:40:00Z").unwrap();
}

/// Fails always.
struct Broken;

impl Random for Broken {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomError> {
        Err(RandomError)
    }
}

#[test]
fn a_random_source_that_fails_stops_everything() {
    let kit = Kit::new();
    let mut random = Counted(Broken, 0);
    let refused = kit
        .issuer(kit::policy())
        .admit(&licence(), at(NOW))
        .and_then(|subject| subject.prepare(&kit.device(), &mut random));
    assert_eq!(code(refused), "crypto.random");
    assert_eq!(random.1, 1);
}

/// A signer that must not be asked.
struct Unasked(SoftwareKey);

impl Signer for Unasked {
    fn public_key(&self) -> crate::crypto::PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[&[u8]]) -> Result<Signature, SignerError> {
        panic!("a signer of another key was asked");
    }
}

#[test]
fn a_signer_of_another_key_is_refused_before_it_is_asked_and_the_buffer_stays_as_it_was() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let signer = Unasked(key(SigningCurve::P256, "other"));
    let (device, mut random) = (kit.device(), SeededRandom::new(b"signer"));
    let mut out = b"before".to_vec();
    let refused = subject.issue_into(&mut out, &device, &mut random, &signer);
    assert_eq!(code(refused), "issue.signer-key");
    assert_eq!(out, b"before");
    let refused = subject.issue(&device, &mut random, &signer);
    assert_eq!(code(refused), "issue.signer-key");
}

/// A signer that cannot sign now, or answers with another's signature.
struct Faulty<'a>(&'a SoftwareKey, Option<Signature>);

impl Signer for Faulty<'_> {
    fn public_key(&self) -> crate::crypto::PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[&[u8]]) -> Result<Signature, SignerError> {
        self.1.ok_or(SignerError {
            reason: "absent",
            source: None,
        })
    }
}

#[test]
fn a_signer_that_fails_lets_nothing_out() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let (device, mut random) = (kit.device(), SeededRandom::new(b"faulty"));
    let other = kit.signer_key.sign(&[b"another message"]).unwrap();
    let cases = [("crypto.signer", None), ("issue.signature", Some(other))];
    for (expected, signature) in cases {
        let signer = Faulty(&kit.signer_key, signature);
        let refused = subject.issue(&device, &mut random, &signer);
        assert_eq!(code(refused), expected);
        let refused = subject.issue_batch([&device], &mut random, &signer);
        assert_eq!(code(refused), expected);
        let mut out = b"before".to_vec();
        let refused = subject.issue_into(&mut out, &device, &mut random, &signer);
        assert_eq!(code(refused), expected);
        assert_eq!(out, b"before");
    }
}

#[test]
fn a_claim_that_is_not_of_the_table_or_its_type_or_stands_twice_is_refused() {
    type Change = fn(&mut Claims);
    let cases: [(&str, Change); 3] = [
        ("issue.unknown-element", |claims| {
            claims.namespaces[0].elements[0].identifier = "other";
        }),
        ("issue.element-value", |claims| {
            claims.namespaces[0].elements[0].value = vec![0xF5];
        }),
        ("issue.element-twice", |claims| {
            let first = claims.namespaces[0].elements[0].clone();
            claims.namespaces[0].elements.push(first);
        }),
    ];
    for (expected, change) in cases {
        assert_eq!(code(prepare(kit::policy(), change, NOW)), expected);
    }
}

#[test]
fn a_portrait_in_another_format_than_the_options_want_is_refused() {
    const ON_CARD: &[u8] = include_bytes!("../../card/simulator/assets/portrait-licence.jp2");
    let policy = |preset: Preset| IssuingPolicy {
        options: preset.options(),
        ..kit::policy()
    };
    let as_on_card = |claims: &mut Claims| {
        let mut value = Vec::new();
        Writer::new(&mut value).byte_string(ON_CARD);
        claims.namespaces[0].elements[4].value = value;
    };
    let refused = prepare(policy(Preset::PhoneWallet), as_on_card, NOW);
    assert_eq!(code(refused), "issue.portrait");
    prepare(policy(Preset::PhoneWallet), |_| {}, NOW).unwrap();
    prepare(policy(Preset::Default), as_on_card, NOW).unwrap();
}
