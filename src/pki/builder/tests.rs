use x509_cert::ext::pkix::IssuerAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::*;
use crate::crypto::{Curve, Signer, SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::pki::profile::{Edition, Role};
use crate::pki::tests::{Chain, Unasked, at, document_signer_request, iaca_request};
use crate::testing::SeededRandom;

mod below_root;
mod link;

type Change = fn(&mut IacaRequest);

fn key(curve: SigningCurve) -> SoftwareKey {
    SoftwareKey::generate(curve, &mut SeededRandom::new(b"key")).unwrap()
}

fn field<T: std::fmt::Debug>(refused: Result<T, PkiError>) -> &'static str {
    match refused {
        Err(PkiError::Field { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

fn refused_iaca(request: &IacaRequest) -> &'static str {
    let prepared = request.prepare(
        &key(SigningCurve::P384).public_key(),
        &mut SeededRandom::new(b"s"),
    );
    prepared.unwrap_err().code()
}

fn refused_document_signer(request: &SignerRequest) -> &'static str {
    let chain = Chain::new(SigningCurve::P384);
    let prepared = request.prepare(
        &chain.iaca,
        &key(SigningCurve::P256).public_key(),
        &mut SeededRandom::new(b"s"),
    );
    prepared.unwrap_err().code()
}

#[test]
fn a_root_says_what_was_asked_and_signs_itself() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let root = Chain::new(curve).iaca;
        root.check_signed_by(root.public_key()).unwrap();
        assert_eq!(root.common_name(), Some("TEST mnid-mdoc IACA"));
        assert_eq!(root.organization(), Some("TEST mnid-mdoc"));
        assert_eq!(root.state(), Some("Tokyo"));
        assert_eq!(root.country(), Some("JP"));
        assert_eq!(root.not_before(), at("2026-01-01T00:00:00Z"));
        assert_eq!(root.not_after(), at("2031-01-01T00:00:00Z"));
        assert_eq!(root.serial().len(), 20);
        assert_eq!(
            lint(Profile::new(Role::Iaca, Edition::EveryReader), &root, &root),
            []
        );
    }
}

#[test]
fn a_document_signer_takes_country_state_contact_and_crl_from_its_root() {
    let chain = Chain::new(SigningCurve::P384);
    let signer = &chain.document_signer;
    assert_eq!(signer.state(), Some("Tokyo"));
    assert_eq!(signer.country(), Some("JP"));
    assert_eq!(signer.organization(), None);
    assert_eq!(signer.issuer_der(), chain.iaca.subject_der());
    for id in [oid::ISSUER_ALTERNATIVE_NAME, oid::CRL_DISTRIBUTION_POINTS] {
        assert_eq!(signer.extension(id), chain.iaca.extension(id));
    }
    assert_eq!(
        lint(
            Profile::new(Role::DocumentSigner, Edition::EveryReader),
            signer,
            &chain.iaca
        ),
        []
    );
}

#[test]
fn a_root_s_contact_may_be_an_e_mail_address() {
    let mut request = iaca_request();
    request.contact_uri = "mailto:iaca.office@issuer.example".to_owned();
    let random = &mut SeededRandom::new(b"s");
    let root = request.issue(&key(SigningCurve::P384), random).unwrap();
    let IssuerAltName(names) = root.decoded_extension().unwrap().unwrap().1;
    let [GeneralName::Rfc822Name(address)] = names.as_slice() else {
        panic!("{names:?}");
    };
    assert_eq!(address.as_str(), "iaca.office@issuer.example");
    let profile = Profile::new(Role::Iaca, Edition::EveryReader);
    assert_eq!(lint(profile, &root, &root), []);
}

#[test]
fn below_a_root_of_edition_2_a_signer_says_itself_where_the_list_is() {
    let random = &mut SeededRandom::new(b"two");
    let root_key = key(SigningCurve::P384);
    let root = |common_name: &str, key| {
        let request = IacaRequest {
            edition: Edition::Edition2,
            common_name: common_name.to_owned(),
            crl_uri: None,
            ..iaca_request()
        };
        request.issue(key, &mut SeededRandom::new(b"root")).unwrap()
    };
    let iaca = root("TEST 1", &root_key);
    let profile = |role| Profile::new(role, Edition::Edition2);
    assert_eq!(lint(profile(Role::Iaca), &iaca, &iaca), []);
    let own = key(SigningCurve::P256).public_key();
    let mut request = document_signer_request();
    request.profile = profile(Role::DocumentSigner);
    assert_eq!(field(request.prepare(&iaca, &own, random)), "crl_uri");
    request.crl_uri = Some("https://issuer.example/own.crl".to_owned());
    let signer = request.issue(&iaca, &root_key, &own, random).unwrap();
    assert_eq!(lint(request.profile, &signer, &iaca), []);
    let points = signer.extension(oid::CRL_DISTRIBUTION_POINTS).unwrap();
    let uri = b"https://issuer.example/own.crl";
    assert!(points.extn_value.as_bytes().ends_with(uri));

    let next = root("TEST 2", &key(SigningCurve::P256));
    let mut link = IacaLinkRequest {
        edition: Edition::Edition2,
        not_before: at("2026-02-01T00:00:00Z"),
        not_after: at("2028-02-01T00:00:00Z"),
        crl_uri: None,
    };
    assert_eq!(field(link.prepare(&iaca, &next, random)), "crl_uri");
    link.crl_uri = request.crl_uri;
    let link = link.issue(&iaca, &root_key, &next, random).unwrap();
    assert_eq!(lint(profile(Role::IacaLink), &link, &iaca), []);
}

#[test]
fn a_signer_s_own_list_stands_in_place_of_its_root_s() {
    let chain = Chain::new(SigningCurve::P256);
    let mut request = document_signer_request();
    request.crl_uri = Some("http://issuer.example/partition-2.crl".to_owned());
    let own = key(SigningCurve::P256).public_key();
    let signer = request.issue(
        &chain.iaca,
        &chain.iaca_key,
        &own,
        &mut SeededRandom::new(b"s"),
    );
    let points = |one: &Certificate| one.extension(oid::CRL_DISTRIBUTION_POINTS).cloned();
    assert_ne!(points(&signer.unwrap()), points(&chain.iaca));
    request.crl_uri = Some("ldap://issuer.example/".to_owned());
    let prepared = request.prepare(&chain.iaca, &own, &mut SeededRandom::new(b"s"));
    assert_eq!(field(prepared), "crl_uri");
}

#[test]
fn a_root_that_outlives_2049_is_read_back() {
    let mut request = iaca_request();
    request.not_before = at("2035-01-01T00:00:00Z");
    request.not_after = at("2054-12-31T23:59:59Z");
    let root = request
        .issue(&key(SigningCurve::P384), &mut SeededRandom::new(b"s"))
        .unwrap();
    assert_eq!(root.not_after(), at("2054-12-31T23:59:59Z"));
}

#[test]
fn a_request_for_a_root_outside_the_profile_is_refused_before_signing() {
    let cases: [(_, Change); 9] = [
        ("pki.field", |r| r.common_name = String::new()),
        ("pki.field", |r| r.common_name = "x".repeat(65)),
        ("pki.field", |r| r.organization = Some("a\nb".to_owned())),
        ("pki.field", |r| r.state = Some(String::new())),
        ("pki.field", |r| r.country = "jp".to_owned()),
        ("pki.field", |r| {
            r.crl_uri = Some("issuer.example".to_owned())
        }),
        ("pki.field", |r| r.not_before = at("1969-12-31T23:59:59Z")),
        ("pki.field", |r| r.not_after = at("2046-01-01T00:00:01Z")),
        ("pki.field", |r| r.not_after = r.not_before),
    ];
    for (code, change) in cases {
        let mut request = iaca_request();
        change(&mut request);
        assert_eq!(refused_iaca(&request), code, "{request:?}");
    }
}

#[test]
fn a_root_key_on_another_curve_is_refused() {
    let (x, _) = key(SigningCurve::P256).public_key().coordinates();
    let Ok(ed25519) = PublicKey::from_coordinates(Curve::Ed25519, &x, &[]) else {
        panic!("choose another seed");
    };
    let prepared = iaca_request().prepare(&ed25519, &mut SeededRandom::new(b"s"));
    assert_eq!(prepared.unwrap_err().code(), "pki.field");
}

#[test]
fn a_document_signer_is_valid_for_less_than_457_days_and_within_its_root() {
    let cases = [
        ("pki.field", "2026-02-01T00:00:00Z", "2027-05-04T00:00:00Z"),
        ("pki.field", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        (
            "pki.outside-iaca",
            "2025-12-31T23:59:59Z",
            "2026-06-01T00:00:00Z",
        ),
        (
            "pki.outside-iaca",
            "2030-06-01T00:00:00Z",
            "2031-01-01T00:00:01Z",
        ),
    ];
    for (code, from, until) in cases {
        let mut request = document_signer_request();
        (request.not_before, request.not_after) = (at(from), at(until));
        assert_eq!(refused_document_signer(&request), code, "{request:?}");
    }
}

#[test]
fn only_signers_directly_below_a_root_are_made_by_their_request() {
    for role in [Role::Iaca, Role::IacaLink, Role::VicalSigner] {
        let mut request = document_signer_request();
        request.profile = Profile::new(role, Edition::EveryReader);
        assert_eq!(refused_document_signer(&request), "pki.field", "{role}");
    }
}

#[test]
fn the_longest_document_signer_is_one_second_below_457_days() {
    let chain = Chain::new(SigningCurve::P256);
    let mut request = document_signer_request();
    request.not_after = request.not_before.plus_days(457).plus_seconds(-1);
    let key = key(SigningCurve::P256).public_key();
    request
        .issue(
            &chain.iaca,
            &chain.iaca_key,
            &key,
            &mut SeededRandom::new(b"s"),
        )
        .unwrap();
}

#[test]
fn no_document_signer_is_made_below_a_root_that_departs_from_its_profile() {
    let chain = Chain::new(SigningCurve::P256);
    let root = chain.faulty_iaca(|part| part.remove(oid::CRL_DISTRIBUTION_POINTS));
    let prepared = document_signer_request().prepare(
        &root,
        &key(SigningCurve::P256).public_key(),
        &mut SeededRandom::new(b"s"),
    );
    let Err(PkiError::Profile { role, finding }) = prepared else {
        panic!("{prepared:?}");
    };
    assert_eq!(role, Role::Iaca);
    assert_eq!(finding.rule, "pki.crl-distribution-points");
}

#[test]
fn no_signer_is_made_for_the_root_s_key_or_below_a_root_that_did_not_sign_itself() {
    let chain = Chain::new(SigningCurve::P256);
    let unsigned = chain.unsigned_iaca();
    let own = chain.document_signer_key.public_key();
    for role in [Role::DocumentSigner, Role::StatusListSigner] {
        let mut request = document_signer_request();
        request.profile = Profile::new(role, Edition::EveryReader);
        for (root, key, expected) in [
            (
                &chain.iaca,
                &chain.iaca_key.public_key(),
                "the signer's key",
            ),
            (&unsigned, &own, "the root"),
        ] {
            let prepared = request.prepare(root, key, &mut SeededRandom::new(b"s"));
            assert_eq!(field(prepared), expected);
        }
    }
}

#[test]
fn another_signer_than_the_root_s_is_refused_before_it_is_asked() {
    let chain = Chain::new(SigningCurve::P384);
    let (next, _) = Chain::next_iaca(SigningCurve::P256);
    let other = Unasked(key(SigningCurve::P384));
    let key = chain.document_signer_key.public_key();
    let random = &mut SeededRandom::new(b"s");
    let signer = document_signer_request().issue(&chain.iaca, &other, &key, random);
    let link = IacaLinkRequest {
        edition: Edition::EveryReader,
        not_before: at("2026-02-01T00:00:00Z"),
        not_after: at("2028-02-01T00:00:00Z"),
        crl_uri: None,
    };
    let link = link.issue(&chain.iaca, &other, &next, random);
    for refused in [signer, link] {
        assert_eq!(field(refused), "the root's signer");
    }
}

#[test]
fn a_signature_that_is_not_the_root_s_is_refused_on_completion() {
    let chain = Chain::new(SigningCurve::P384);
    let prepared = || {
        document_signer_request()
            .prepare(
                &chain.iaca,
                &chain.document_signer_key.public_key(),
                &mut SeededRandom::new(b"s"),
            )
            .unwrap()
    };
    let message = prepared().to_be_signed().to_vec();
    let signatures = [
        key(SigningCurve::P384).sign(&[&message]).unwrap(),
        chain.document_signer_key.sign(&[&message]).unwrap(),
        chain.iaca_key.sign(&[&message, b"x"]).unwrap(),
    ];
    for signature in signatures {
        let completed = prepared().complete(&signature);
        assert_eq!(completed.unwrap_err().code(), "pki.signature");
    }
    let good = chain.iaca_key.sign(&[&message]).unwrap();
    prepared().complete(&good).unwrap();
}
