//! Link certificates, and the rollover that they make possible.

use der::{Any, Decode, Encode};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::below_root::{Change, EDITIONS, key, rules};
use crate::crypto::{SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::pki::builder::encoding::SignedPart;
use crate::pki::tests::{Chain, at, forged, iaca_request};
use crate::pki::{
    Certificate, Edition, IacaLinkRequest, PkiError, Profile, Role, follow_link, lint, oid,
};
use crate::testing::SeededRandom;

const NOW: &str = "2026-06-01T00:00:00Z";

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
        let (new, _) = Chain::next_iaca(SigningCurve::P256);
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
        edition: Edition::EveryReader,
        not_before: at("2026-02-01T00:00:00Z"),
        not_after: at("2028-02-01T00:00:00Z"),
        crl_uri: None,
    }
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
fn a_link_to_a_root_of_another_name_tells_the_old_root_s() {
    let Rollover { old, link, new } = Rollover::new();
    let told = link.decoded_extension::<SubjectAltName>().unwrap();
    let (false, SubjectAltName(names)) = told.unwrap() else {
        panic!("it is critical");
    };
    let [GeneralName::DirectoryName(name)] = names.as_slice() else {
        panic!("{names:?}");
    };
    assert_eq!(name.to_der().unwrap(), old.iaca.subject_der());

    let same = Chain::new(SigningCurve::P256).iaca;
    let random = &mut SeededRandom::new(b"same name");
    let unchanged = link_request().issue(&old.iaca, &old.iaca_key, &same, random);
    let unchanged = unchanged.unwrap();
    assert!(unchanged.extension(oid::SUBJECT_ALTERNATIVE_NAME).is_none());

    let profile = Profile::new(Role::IacaLink, Edition::EveryReader);
    let noted = |change: &dyn Fn(&mut SignedPart)| {
        let link = forged(&link, &old.iaca_key, |part| change(part));
        assert_eq!(rules(profile, &link, &old.iaca), NOTED);
        let found = follow_link(&old.iaca, &link, &new, at(NOW));
        assert_eq!(found.unwrap(), new);
    };
    noted(&|part| part.remove(oid::SUBJECT_ALTERNATIVE_NAME));
    // GeneralNames { dNSName "a" }
    noted(&|part| {
        part.put(
            oid::SUBJECT_ALTERNATIVE_NAME,
            false,
            &[0x30, 3, 0x82, 1, b'a'],
        )
    });
}

const NOTED: [&str; 1] = ["pki.subject-alternative-name"];

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
            edition: Edition::EveryReader,
            not_before: at(from),
            not_after: at(until),
            crl_uri: None,
        };
        let code = match link.prepare(&old.iaca, &new, random) {
            Ok(_) => "made",
            Err(error) => error.code(),
        };
        assert_eq!(code, expected, "{from} {until}");
    }
}

#[test]
fn the_new_root_may_be_of_another_state() {
    let old = Chain::new(SigningCurve::P384);
    for state in [None, Some("Osaka".to_owned())] {
        let random = &mut SeededRandom::new(b"state");
        let mut request = iaca_request();
        request.state = state;
        let new = request.issue(&key(b"new root"), random).unwrap();
        let link = link_request().issue(&old.iaca, &old.iaca_key, &new, random);
        let link = link.unwrap();
        follow_link(&old.iaca, &link, &new, at(NOW)).unwrap();
        let profile = Profile::new(Role::IacaLink, Edition::EveryReader);
        assert_eq!(lint(profile, &link, &old.iaca), []);
    }
}

#[test]
fn a_link_leads_from_one_root_to_another() {
    let old = Chain::new(SigningCurve::P384);
    let (new, _) = Chain::next_iaca(SigningCurve::P256);
    let renamed = forged(&old.iaca, &old.iaca_key, |part| {
        part.subject = Any::from_der(new.subject_der()).unwrap();
        part.issuer = part.subject.clone();
    });
    let unsigned = old.unsigned_iaca();
    for (from, to, expected) in [
        (&old.iaca, &new, "made"),
        (&old.iaca, &old.iaca, "the new root"),
        (&old.iaca, &renamed, "the new root"),
        (&unsigned, &new, "the old root"),
        (&new, &unsigned, "the new root"),
    ] {
        let random = &mut SeededRandom::new(b"link");
        let field = match link_request().prepare(from, to, random) {
            Ok(_) => "made",
            Err(PkiError::Field { field, .. }) => field,
            Err(error) => error.code(),
        };
        assert_eq!(field, expected);
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
