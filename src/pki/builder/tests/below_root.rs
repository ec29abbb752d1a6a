//! Status-list signers, VICAL signers, editions, and random requests.

use der::{Decode, Tag};
use proptest::prelude::*;
use spki::SubjectPublicKeyInfoOwned;

use crate::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use crate::pki::builder::encoding::SignedPart;
use crate::pki::tests::{Chain, at, document_signer_request, forged};
use crate::pki::{
    Certificate, CertificateRequest, Edition, IacaLinkRequest, IacaRequest, Profile, Role,
    SignerRequest, lint, oid,
};
use crate::testing::SeededRandom;

pub(super) const EDITIONS: [Edition; 3] =
    [Edition::EveryReader, Edition::Edition1, Edition::Edition2];

pub(super) type Change = fn(&mut SignedPart);

pub(super) fn key(seed: &[u8]) -> SoftwareKey {
    SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(seed)).unwrap()
}

pub(super) fn rules(
    profile: Profile,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Vec<&'static str> {
    let findings = lint(profile, certificate, issuer);
    findings.iter().map(|one| one.rule).collect()
}

fn status_list_signer(chain: &Chain) -> Certificate {
    SignerRequest {
        profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
        common_name: "TEST status lists".to_owned(),
        organization: None,
        not_before: at("2026-02-01T00:00:00Z"),
        not_after: at("2029-02-01T00:00:00Z"),
        crl_uri: None,
    }
    .issue(
        &chain.iaca,
        &chain.iaca_key,
        &key(b"status").public_key(),
        &mut SeededRandom::new(b"serial"),
    )
    .unwrap()
}

#[test]
fn every_fault_of_a_status_list_signer_is_found_by_its_rule() {
    let chain = Chain::new(SigningCurve::P256);
    let good = status_list_signer(&chain);
    let profile = Profile::new(Role::StatusListSigner, Edition::EveryReader);
    let cases: [(&[&str], Change); 10] = [
        (&[], |_| {}),
        (&[], |part| part.remove(oid::CRL_DISTRIBUTION_POINTS)),
        (&[], |part| part.remove(oid::ISSUER_ALTERNATIVE_NAME)),
        // On Ed25519 only a document signer may be, whose key identifier this is not.
        (&["pki.key-kind", "pki.subject-key-identifier"], |part| {
            let other = include_str!("../../chain/tests/foreign/ed25519.pem");
            let other = Certificate::from_pem(other).unwrap();
            part.key = SubjectPublicKeyInfoOwned::from_der(other.public_key_der()).unwrap();
        }),
        // Its CA decides on its name.
        (&[], |part| {
            part.set_subject(&[(oid::ORGANIZATION, Tag::Utf8String, "TEST")]);
        }),
        (&[], |part| part.put(oid::EXTENDED_KEY_USAGE, false, &EKU)),
        (&["pki.extended-key-usage-only"], |part| {
            part.put(oid::EXTENDED_KEY_USAGE, true, &EKU);
        }),
        (&["pki.key-usage"], |part| {
            part.put(oid::KEY_USAGE, true, &[3, 2, 6, 0xC0]);
        }),
        (&["pki.authority-key-identifier"], |part| {
            part.remove(oid::AUTHORITY_KEY_IDENTIFIER);
        }),
        (&["pki.validity-period"], |part| {
            part.set_validity("2026-02-01T00:00:00Z", "2029-05-03T00:00:01Z");
        }),
    ];
    for (expected, change) in cases {
        let found = forged(&good, &chain.iaca_key, change);
        assert_eq!(rules(profile, &found, &chain.iaca), expected);
    }
}

#[test]
fn every_fault_of_a_vical_signer_is_found_by_its_rule() {
    let chain = Chain::new(SigningCurve::P256);
    let good = |part: &mut SignedPart| {
        part.put(oid::KEY_USAGE, true, &[3, 2, 6, 0x40]);
        part.put(oid::EXTENDED_KEY_USAGE, true, &EKU_VICAL);
        part.set_subject(&[
            (oid::COMMON_NAME, Tag::Utf8String, "TEST VICAL"),
            (oid::ORGANIZATION, Tag::Utf8String, "TEST"),
            (oid::COUNTRY, Tag::PrintableString, "DE"),
        ]);
    };
    let cases: [(&[&str], Change); 8] = [
        (&[], |_| {}),
        (&["pki.country-and-organization"], |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST VICAL"),
                (oid::COUNTRY, Tag::PrintableString, "DE"),
            ]);
        }),
        (&["pki.country-and-organization"], |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST VICAL"),
                (oid::ORGANIZATION, Tag::Utf8String, "TEST"),
            ]);
        }),
        (&["pki.common-name"], |part| {
            part.set_subject(&[
                (oid::ORGANIZATION, Tag::Utf8String, "TEST"),
                (oid::COUNTRY, Tag::PrintableString, "DE"),
            ]);
        }),
        (&["pki.name-form"], |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST VICAL"),
                (oid::LOCALITY, Tag::TeletexString, "TEST"),
                (oid::ORGANIZATION, Tag::Utf8String, "TEST"),
                (oid::COUNTRY, Tag::PrintableString, "DE"),
            ]);
        }),
        (&["pki.key-usage"], |part| {
            part.put(oid::KEY_USAGE, true, &[3, 2, 7, 0x80]);
        }),
        (&["pki.extended-key-usage"], |part| {
            part.remove(oid::EXTENDED_KEY_USAGE);
        }),
        (&["pki.crl-distribution-points"], |part| {
            part.remove(oid::CRL_DISTRIBUTION_POINTS);
        }),
    ];
    for (expected, change) in cases {
        let found = forged(&status_list_signer(&chain), &chain.iaca_key, |part| {
            good(part);
            change(part);
        });
        let profile = Profile::new(Role::VicalSigner, Edition::EveryReader);
        assert_eq!(rules(profile, &found, &chain.iaca), expected);
    }
}

#[test]
fn each_edition_judges_by_its_own_data() {
    let chain = Chain::new(SigningCurve::P256);
    let without = chain.faulty_iaca(|part| part.remove(oid::CRL_DISTRIBUTION_POINTS));
    let mut request = document_signer_request();
    request.profile = Profile::new(Role::DocumentSigner, Edition::Edition2);
    let random = &mut SeededRandom::new(b"two");
    let key = key(b"two").public_key();
    let two = request.issue(&chain.iaca, &chain.iaca_key, &key, random);
    let two = two.unwrap();
    let roots = |edition, root: &Certificate| rules(Profile::new(Role::Iaca, edition), root, root);
    let signers = |edition, signer: &Certificate| {
        rules(
            Profile::new(Role::DocumentSigner, edition),
            signer,
            &chain.iaca,
        )
    };
    for edition in [Edition::EveryReader, Edition::Edition1] {
        assert_eq!(roots(edition, &chain.iaca), [""; 0]);
        assert_eq!(roots(edition, &without), ["pki.crl-distribution-points"]);
        assert_eq!(signers(edition, &chain.document_signer), [""; 0]);
        assert_eq!(signers(edition, &two), ["pki.extended-key-usage-only"]);
    }
    let edition = Edition::Edition2;
    assert_eq!(
        roots(edition, &chain.iaca),
        ["pki.crl-distribution-points-of-root"]
    );
    assert_eq!(roots(edition, &without), [""; 0]);
    assert_eq!(
        signers(edition, &chain.document_signer),
        ["pki.extended-key-usage-generic"]
    );
    assert_eq!(signers(edition, &two), [""; 0]);
}

#[test]
fn a_document_signer_is_made_for_the_key_of_a_request() {
    let chain = Chain::new(SigningCurve::P384);
    let request = CertificateRequest::sign("wished for", &key(b"hsm")).unwrap();
    let signer = document_signer_request()
        .issue(
            &chain.iaca,
            &chain.iaca_key,
            request.public_key(),
            &mut SeededRandom::new(b"serial"),
        )
        .unwrap();
    assert_eq!(signer.public_key().ec(), Some(request.public_key()));
    assert_eq!(signer.common_name(), Some("TEST mnid-mdoc document signer"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_built_satisfies_the_profile_that_it_is_built_for(
        seed in any::<[u8; 8]>(),
        name in "[^\\p{C}\\p{Zl}\\p{Zp}]{0,63}[^\\p{C}\\p{Z}]",
        organization in proptest::option::of("[^\\p{C}\\p{Zl}\\p{Zp}]{0,63}[^\\p{C}\\p{Z}]"),
        state in proptest::option::of("[^\\p{C}\\p{Zl}\\p{Zp}]{0,127}[^\\p{C}\\p{Z}]"),
        country in "[A-Z]{2}",
        begin in 0i64..2_000_000_000,
        years in 2i64..=20,
        days in 1i64..457,
        edition in 0usize..3,
    ) {
        let edition = EDITIONS[edition];
        // As its edition recommends, or forbids.
        let (crl_uri, crl_uri_below) = match edition {
            Edition::Edition2 => (None, Some(CRL_URI.to_owned())),
            Edition::EveryReader | Edition::Edition1 => (Some(CRL_URI.to_owned()), None),
        };
        let random = &mut SeededRandom::new(&seed);
        let not_before = at("1970-01-01T00:00:00Z").plus_seconds(begin);
        let root_key = SoftwareKey::generate(SigningCurve::P384, random).unwrap();
        let request = IacaRequest {
            edition,
            common_name: name.clone(),
            organization: organization.clone(),
            state,
            country,
            not_before,
            not_after: not_before.plus_days(years * 365),
            contact_uri: "https://issuer.example/".to_owned(),
            crl_uri,
        };
        let root = request.issue(&root_key, random).unwrap();
        prop_assert_eq!(lint(Profile::new(Role::Iaca, edition), &root, &root), []);
        let key: PublicKey = key(b"below").public_key();
        let not_after = not_before.plus_days(days).plus_seconds(-1);
        for role in [Role::DocumentSigner, Role::StatusListSigner] {
            let profile = Profile::new(role, edition);
            let signer = SignerRequest {
                profile,
                common_name: name.clone(),
                organization: organization.clone(),
                not_before,
                not_after,
                crl_uri: crl_uri_below.clone(),
            }
            .issue(&root, &root_key, &key, random)
            .unwrap();
            prop_assert_eq!(lint(profile, &signer, &root), []);
        }
        let next = IacaRequest {
            edition,
            common_name: organization.unwrap_or(name),
            ..request
        };
        let next_key = SoftwareKey::generate(SigningCurve::P256, random).unwrap();
        let next = next.issue(&next_key, random).unwrap();
        let link = IacaLinkRequest { edition, not_before, not_after, crl_uri: crl_uri_below.clone() }
            .issue(&root, &root_key, &next, random)
            .unwrap();
        prop_assert_eq!(lint(Profile::new(Role::IacaLink, edition), &link, &root), []);
    }

    #[test]
    fn a_changed_certificate_is_read_or_refused_without_a_panic(
        position in 0usize..2000,
        value: u8,
    ) {
        let chain = Chain::new(SigningCurve::P256);
        let mut der = chain.document_signer.der().to_vec();
        let position = position % der.len();
        der[position] = value;
        if let Ok(certificate) = Certificate::from_der(&der) {
            for role in [Role::Iaca, Role::IacaLink, Role::StatusListSigner, Role::VicalSigner] {
                lint(Profile::new(role, Edition::Edition2), &certificate, &chain.iaca);
            }
        }
    }
}

const CRL_URI: &str = "https://issuer.example/iaca.crl";
const EKU_VICAL: [u8; 11] = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 8];
/// 1.3.6.1.5.5.7.3.30
const EKU: [u8; 12] = [0x30, 10, 6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 30];
