use std::collections::BTreeSet;
use std::time::Duration;

use super::key;
use super::kit::{self, Kit, NOW, at, licence};
use super::refusals::code;
use crate::crypto::{Signer, SigningCurve};
use crate::error::Coded;
use crate::issue::{IssueError, Issuer, IssuingPolicy};
use crate::mdoc::{DigestAlgorithm, IssuerSigned};
use crate::pki::tests::below_a_deviating_root;
use crate::pki::{self, Edition, Profile, Role, SignerRequest};
use crate::profile::{
    Circuits, DigestIds, IssuingOptions, KeyAuthorizations, Obstacle, Preset, SaltLength,
};
use crate::testing::{SeededRandom, ThrowawayPki};
use crate::verify;

fn policy(options: IssuingOptions) -> IssuingPolicy {
    IssuingPolicy {
        options,
        ..kit::policy()
    }
}

fn default() -> IssuingOptions {
    Preset::Default.options()
}

#[test]
fn every_option_shows_in_what_is_issued_and_verifies() {
    let kit = Kit::new();
    let own = KeyAuthorizations::none()
        .with_namespace("example.own")
        .unwrap();
    for options in [
        default(),
        IssuingOptions {
            digest_algorithm: DigestAlgorithm::Sha384,
            ..default()
        },
        IssuingOptions {
            digest_algorithm: DigestAlgorithm::Sha512,
            salt_length: SaltLength::LONGEST,
            ..default()
        },
        IssuingOptions {
            digest_ids: DigestIds::Random,
            salt_length: SaltLength::new(17).unwrap(),
            ..default()
        },
        IssuingOptions {
            key_authorizations: own,
            expected_update: Some(Duration::from_secs(10 * 86_400 + 5)),
            certificate_thumbprint: true,
            decoys: false,
            ..default()
        },
    ] {
        let bytes = kit.issue_with(&licence(), policy(options.clone()));
        verify::issuer_signed(&bytes, &kit.trust())
            .accepted()
            .unwrap();
        let read = IssuerSigned::parse(&bytes).unwrap();
        let object = read.mobile_security_object();
        assert_eq!(object.digest_algorithm, options.digest_algorithm.name());
        for received in read.items() {
            assert_eq!(received.item.random.len(), options.salt_length.bytes());
        }
        let digests = object.value_digests().values();
        let ids: BTreeSet<u32> = digests
            .flat_map(|digests| digests.keys().copied())
            .collect();
        let count = u32::try_from(ids.len()).unwrap();
        let permuted = ids.into_iter().eq(0..count);
        assert_eq!(permuted, options.digest_ids == DigestIds::Permutation);
        assert_eq!(count > 7, options.decoys);
        let authorized = object.key_authorizations.authorizes("example.own", "any");
        assert_eq!(authorized, !options.decoys);
        let until = object.validity.valid_until;
        let update = options.expected_update.map(|_| until.plus_days(-11));
        assert_eq!(object.validity.expected_update, update);
        let protected = read.issuer_auth().protected();
        let thumbprint = kit.signer.sha256();
        let expected = match options.certificate_thumbprint {
            true => [
                &[0xA2, 1, 0x26, 0x18, 34, 0x82, 0x2F, 0x58, 32][..],
                &thumbprint,
            ]
            .concat(),
            false => vec![0xA1, 1, 0x26],
        };
        assert_eq!(protected, expected);
    }
}

#[test]
fn options_that_contradict_zero_knowledge_circuits_are_refused() {
    let circuits = IssuingOptions {
        zero_knowledge: Some(Circuits::Version7),
        ..default()
    };
    let signer = |kit: &Kit| {
        let (chain, anchors) = (
            std::slice::from_ref(&kit.signer),
            std::slice::from_ref(&kit.iaca),
        );
        pki::validate(chain, anchors, at(NOW)).unwrap()
    };
    let issuer = |kit: &Kit, options| Issuer::new(signer(kit), policy(options));
    let (kit, p384) = (
        Kit::new(),
        Kit::of(SigningCurve::P384, SigningCurve::P384, None, "p384"),
    );
    issuer(&kit, circuits.clone()).unwrap();
    let own = KeyAuthorizations::none().with_namespace("own").unwrap();
    for (kit, options) in [
        (&p384, circuits.clone()),
        (
            &kit,
            IssuingOptions {
                digest_algorithm: DigestAlgorithm::Sha512,
                ..circuits.clone()
            },
        ),
        (
            &kit,
            IssuingOptions {
                certificate_thumbprint: true,
                ..circuits.clone()
            },
        ),
        (
            &kit,
            IssuingOptions {
                key_authorizations: own,
                ..circuits.clone()
            },
        ),
    ] {
        assert_eq!(code(issuer(kit, options)), "issue.circuits");
    }
    let (claims, issuer) = (licence(), issuer(&kit, circuits).unwrap());
    let device = kit::device(&key(SigningCurve::P384, "device").public_key());
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let refused = subject.prepare(&device, &mut SeededRandom::new(b"p384"));
    assert_eq!(code(refused), "issue.circuits");
}

#[test]
fn a_security_object_beyond_the_circuits_budget_is_refused_with_the_excess() {
    let kit = Kit::new();
    let prepare = |options| {
        let issuer = kit.issuer(policy(options));
        let claims = licence();
        let subject = issuer.admit(&claims, at(NOW))?;
        let prepared = subject.prepare(&kit.device(), &mut SeededRandom::new(b"budget"))?;
        Ok::<_, IssueError>(prepared.to_be_signed()[1].len())
    };
    let options = |circuits, salts, digest_ids| IssuingOptions {
        zero_knowledge: circuits,
        salt_length: salts,
        digest_ids,
        ..default()
    };
    let long = |circuits| options(circuits, SaltLength::LONGEST, DigestIds::Random);
    let length = prepare(long(None)).unwrap();
    let budget = Circuits::Version6.longest_payload();
    assert!(length > budget, "{length}");
    match prepare(long(Some(Circuits::Version6))) {
        Err(error @ IssueError::CircuitsBudget { excess }) => {
            assert_eq!(
                (error.code(), excess),
                ("issue.circuits-budget", length - budget)
            );
        }
        other => panic!("{other:?}"),
    }
    let short = options(
        Some(Circuits::Version7),
        SaltLength::SHORTEST,
        DigestIds::Permutation,
    );
    assert!(prepare(short).unwrap() <= Circuits::Version7.longest_payload());
}

#[test]
fn elements_that_cannot_be_proven_are_named_with_the_reason() {
    let kit = Kit::new();
    let options = IssuingOptions {
        zero_knowledge: Some(Circuits::Version7),
        ..default()
    };
    let (claims, issuer) = (licence(), kit.issuer(policy(options)));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let found: Vec<_> = subject.unprovable();
    let names: Vec<_> = found.iter().map(|(_, name, _)| *name).collect();
    assert_eq!(names, ["portrait", "full_name_unicode"]);
    assert!(matches!(found[0].2, Obstacle::Value(_)));
    assert_eq!(found[1].2, Obstacle::Namespace);
}

#[test]
fn a_root_that_departs_from_the_policys_edition_is_refused() {
    let refused = Issuer::new(below_a_deviating_root(), kit::policy()).unwrap_err();
    assert_eq!(refused.code(), "issue.document-signer-profile");
    let said = refused.to_string();
    let start = "the IACA root breaks a rule of its profile, pki.crl-distribution-points: ";
    assert!(said.starts_with(start), "{said}");
}

#[test]
fn a_document_signer_that_departs_from_the_policys_edition_is_refused() {
    let mut random = SeededRandom::new(b"edition");
    let authority = ThrowawayPki::generate(SigningCurve::P256, at(NOW), &mut random).unwrap();
    let signer_key = key(SigningCurve::P256, "signer").public_key();
    let certificate = SignerRequest {
        profile: Profile::new(Role::DocumentSigner, Edition::Edition2),
        common_name: "TEST ONLY document signer".to_owned(),
        organization: None,
        not_before: authority.iaca().not_before(),
        not_after: authority.iaca().not_before().plus_days(400),
        crl_uri: None,
    }
    .issue(
        authority.iaca(),
        authority.iaca_key(),
        &signer_key,
        &mut random,
    )
    .unwrap();
    let anchors = std::slice::from_ref(authority.iaca());
    let signer = pki::validate(&[certificate], anchors, at(NOW)).unwrap();
    let refused = Issuer::new(signer.clone(), policy(default()));
    assert_eq!(code(refused), "issue.document-signer-profile");
    Issuer::new(signer, policy(Preset::Edition2.options())).unwrap();
}
