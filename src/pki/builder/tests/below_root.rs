//! Link certificates, status-list signers, editions, and random requests.

use der::Tag;
use proptest::prelude::*;

use crate::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::pki::builder::encoding::SignedPart;
use crate::pki::tests::{Chain, at, document_signer_request, forged, iaca_request};
use crate::pki::{
    Certificate, CertificateRequest, Edition, IacaLinkRequest, IacaRequest, Profile, Role,
    Severity, SignerRequest, follow_link, lint, oid,
};
use crate::testing::SeededRandom;

const NOW: &str = "2026-06-01T00:00:00Z";
const EDITIONS: [Edition; 3] = [Edition::EveryReader, Edition::Edition1, Edition::Edition2];

type Change = fn(&mut SignedPart);

fn key(seed: &[u8]) -> SoftwareKey {
    SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(seed)).unwrap()
}

fn rules(profile: Profile, certificate: &Certificate, issuer: &Certificate) -> Vec<&'static str> {
    let findings = lint(profile, certificate, issuer);
    findings.iter().map(|one| one.rule).collect()
}

/// An old root, the link from it, and the new root of another name.
struct Rollover {
    old: Chain,
    link: Certificate,
    new: Certificate,
}

impl Rollover {
    fn new() -> Self {
        let old = Chain::new(SigningCurve::P384);
        let random = &mut SeededRandom::new(b"rollover");
        let mut request = iaca_request();
        request.common_name = "TEST mnid-mdoc IACA 2".to_owned();
        let new = request.issue(&key(b"new root"), random).unwrap();
        let link = link_request().issue(&old.iaca, &old.iaca_key, &new, random);
        Self {
            link: link.unwrap(),
            old,
            new,
        }
    }

    fn followed(&self, link: &Certificate, new: &Certificate, now: &str) -> &'static str {
        match follow_link(&self.old.iaca, link, new, at(now)) {
            Ok(root) => {
                assert_eq!(&root, new);
                "accepted"
            }
            Err(error) => error.code(),
        }
    }
}

fn link_request() -> IacaLinkRequest {
    IacaLinkRequest {
        not_before: at("2026-02-01T00:00:00Z"),
        not_after: at("2028-02-01T00:00:00Z"),
    }
}

fn status_list_signer(chain: &Chain) -> Certificate {
    SignerRequest {
        profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
        common_name: "TEST status lists".to_owned(),
        organization: None,
        not_before: at("2026-02-01T00:00:00Z"),
        not_after: at("2029-02-01T00:00:00Z"),
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
fn a_link_carries_the_new_root_s_name_and_key_below_the_old_root() {
    let Rollover { old, link, new } = Rollover::new();
    assert_eq!(link.subject_der(), new.subject_der());
    assert_eq!(link.public_key_der(), new.public_key_der());
    assert_eq!(link.issuer_der(), old.iaca.subject_der());
    for edition in EDITIONS {
        let profile = Profile::new(Role::IacaLink, edition);
        assert_eq!(lint(profile, &link, &old.iaca), []);
    }
}

#[test]
fn a_new_root_is_accepted_through_its_link_while_all_are_current() {
    let rollover = Rollover::new();
    let Rollover { old, link, new } = &rollover;
    assert_eq!(rollover.followed(link, new, NOW), "accepted");
    for (now, expected) in [
        ("2026-01-15T00:00:00Z", "pki.not-yet-valid"),
        ("2028-02-01T00:00:00Z", "accepted"),
        ("2028-02-01T00:00:01Z", "pki.expired"),
        ("2031-06-01T00:00:00Z", "pki.expired"),
    ] {
        assert_eq!(rollover.followed(link, new, now), expected, "{now}");
    }
    let other = iaca_request()
        .issue(&key(b"other"), &mut SeededRandom::new(b"other"))
        .unwrap();
    assert_eq!(rollover.followed(link, &other, NOW), "pki.link");
    let mut same_name = iaca_request();
    same_name.common_name = "TEST mnid-mdoc IACA 2".to_owned();
    let same_name = same_name.issue(&key(b"other"), &mut SeededRandom::new(b"other"));
    assert_eq!(
        rollover.followed(link, &same_name.unwrap(), NOW),
        "pki.link"
    );
    let attacker = SoftwareKey::generate(SigningCurve::P384, &mut SeededRandom::new(b"attacker"));
    let self_made = forged(link, &attacker.unwrap(), |_| {});
    assert_eq!(rollover.followed(&self_made, new, NOW), "pki.signature");
    assert_eq!(rollover.followed(&old.iaca, new, NOW), "pki.link");
}

#[test]
fn a_link_is_valid_within_both_roots() {
    let old = Chain::new(SigningCurve::P384);
    let random = &mut SeededRandom::new(b"within");
    let mut request = iaca_request();
    request.common_name = "TEST mnid-mdoc IACA 2".to_owned();
    (request.not_before, request.not_after) =
        (at("2026-03-01T00:00:00Z"), at("2034-01-01T00:00:00Z"));
    let new = request.issue(&key(b"new root"), random).unwrap();
    for (from, until, expected) in [
        ("2026-03-01T00:00:00Z", "2031-01-01T00:00:00Z", "made"),
        // The new root begins later than the old one, and ends later.
        (
            "2026-02-28T23:59:59Z",
            "2031-01-01T00:00:00Z",
            "pki.outside-iaca",
        ),
        (
            "2026-03-01T00:00:00Z",
            "2031-01-01T00:00:01Z",
            "pki.outside-iaca",
        ),
    ] {
        let link = IacaLinkRequest {
            not_before: at(from),
            not_after: at(until),
        };
        let code = match link.prepare(&old.iaca, &new, random) {
            Ok(_) => "made",
            Err(error) => error.code(),
        };
        assert_eq!(code, expected, "{from} {until}");
    }
}

#[test]
fn every_fault_of_a_link_is_found_by_its_rule() {
    let Rollover { old, link, .. } = Rollover::new();
    let faults: [(&str, Change); 7] = [
        ("pki.outlives-issuer", |part| {
            part.set_validity("2026-02-01T00:00:00Z", "2031-01-01T00:00:01Z");
        }),
        ("pki.authority-key-identifier", |part| {
            part.remove(oid::AUTHORITY_KEY_IDENTIFIER);
        }),
        ("pki.basic-constraints", |part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 0xFF]);
        }),
        ("pki.key-usage", |part| {
            part.put(oid::KEY_USAGE, true, &[3, 2, 7, 0x80])
        }),
        ("pki.crl-distribution-points", |part| {
            part.remove(oid::CRL_DISTRIBUTION_POINTS);
        }),
        ("pki.issuer-alternative-name", |part| {
            part.remove(oid::ISSUER_ALTERNATIVE_NAME);
        }),
        ("pki.issuer-name", |part| part.issuer = part.subject.clone()),
    ];
    for (rule, change) in faults {
        let faulty = forged(&link, &old.iaca_key, change);
        for edition in EDITIONS {
            let found = rules(Profile::new(Role::IacaLink, edition), &faulty, &old.iaca);
            assert_eq!(found, [rule]);
        }
    }
}

#[test]
fn every_fault_of_a_status_list_signer_is_found_by_its_rule() {
    let chain = Chain::new(SigningCurve::P256);
    let good = status_list_signer(&chain);
    let profile = Profile::new(Role::StatusListSigner, Edition::EveryReader);
    let cases: [(&[&str], Change); 8] = [
        (&[], |_| {}),
        (&[], |part| part.remove(oid::CRL_DISTRIBUTION_POINTS)),
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

fn conforms(profile: Profile, certificate: &Certificate, issuer: &Certificate) -> bool {
    let findings = lint(profile, certificate, issuer);
    findings.iter().all(|one| one.severity == Severity::Note)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_built_satisfies_the_profile_that_it_is_built_for(
        seed in any::<[u8; 8]>(),
        name in "[^\\p{C}]{1,64}",
        organization in proptest::option::of("[^\\p{C}]{1,64}"),
        state in proptest::option::of("[^\\p{C}]{1,128}"),
        country in "[A-Z]{2}",
        begin in 0i64..2_000_000_000,
        years in 2i64..=20,
        days in 1i64..457,
        edition in 0usize..3,
    ) {
        let edition = EDITIONS[edition];
        let random = &mut SeededRandom::new(&seed);
        let not_before = at("1970-01-01T00:00:00Z").plus_seconds(begin);
        let root_key = SoftwareKey::generate(SigningCurve::P384, random).unwrap();
        let root = IacaRequest {
            common_name: name.clone(),
            organization: organization.clone(),
            state,
            country,
            not_before,
            not_after: not_before.plus_days(years * 365),
            contact_uri: "https://issuer.example/".to_owned(),
            crl_uri: "https://issuer.example/iaca.crl".to_owned(),
        }
        .issue(&root_key, random)
        .unwrap();
        prop_assert!(conforms(Profile::new(Role::Iaca, edition), &root, &root));
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
            }
            .issue(&root, &root_key, &key, random)
            .unwrap();
            prop_assert_eq!(lint(profile, &signer, &root), []);
        }
        let link = IacaLinkRequest { not_before, not_after }
            .issue(&root, &root_key, &root, random)
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

const EKU_VICAL: [u8; 11] = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 8];
/// 1.3.6.1.5.5.7.3.30
const EKU: [u8; 12] = [0x30, 10, 6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 30];
