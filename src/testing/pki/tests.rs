use super::*;
use crate::crypto::{PublicKey, SigningCurve};
use crate::pki::{Edition, Profile, Role, lint, validate};
use crate::testing::SeededRandom;

fn made(curve: SigningCurve, seed: &[u8]) -> ThrowawayPki {
    let now = Timestamp::parse("2026-06-01T12:34:56Z").unwrap();
    ThrowawayPki::generate(curve, now, &mut SeededRandom::new(seed)).unwrap()
}

#[test]
fn its_chain_is_valid_from_a_day_and_more_before_it_was_made() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let pki = made(curve, b"seed");
        let anchors = [pki.iaca().clone()];
        for at in [
            "2026-05-31T11:34:56Z",
            "2026-06-01T12:34:56Z",
            "2027-08-01T00:00:00Z",
        ] {
            let chain = std::slice::from_ref(pki.document_signer());
            let found = validate(chain, &anchors, Timestamp::parse(at).unwrap()).unwrap();
            assert_eq!(found.country(), "JP");
        }
        assert_eq!(
            lint(
                Profile::new(Role::Iaca, Edition::EveryReader),
                pki.iaca(),
                pki.iaca()
            ),
            []
        );
        assert_eq!(
            pki.iaca().public_key().ec().map(PublicKey::curve),
            Some(curve.into())
        );
    }
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_one_others() {
    let pki = made(SigningCurve::P384, b"seed");
    assert_eq!(pki.iaca(), made(SigningCurve::P384, b"seed").iaca());
    assert_eq!(
        pki.document_signer(),
        made(SigningCurve::P384, b"seed").document_signer()
    );
    assert_ne!(pki.iaca(), made(SigningCurve::P384, b"other").iaca());
}

#[test]
fn it_says_that_it_is_a_test_and_no_real_authority() {
    let pki = made(SigningCurve::P384, b"seed");
    for certificate in [pki.iaca(), pki.document_signer()] {
        assert!(certificate.common_name().unwrap().starts_with("TEST "));
        assert!(certificate.organization().unwrap().starts_with("TEST "));
    }
}

#[test]
fn its_keys_are_those_of_its_certificates_and_go_out_as_pkcs8() {
    let pki = made(SigningCurve::P384, b"seed");
    for (key, certificate) in [
        (pki.iaca_key(), pki.iaca()),
        (pki.document_signer_key(), pki.document_signer()),
    ] {
        let again = SoftwareKey::from_pem(&key.to_pkcs8_pem().unwrap()).unwrap();
        assert_eq!(Some(&again.public_key()), certificate.public_key().ec());
    }
}

#[test]
fn it_certifies_a_signing_key_that_is_elsewhere() {
    let pki = made(SigningCurve::P384, b"seed");
    let now = Timestamp::parse("2026-06-01T12:34:56Z").unwrap();
    let mut random = SeededRandom::new(b"elsewhere");
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let key = SoftwareKey::generate(curve, &mut random).unwrap();
        let issuer = pki.issuer_for(&key.public_key(), now, &mut random).unwrap();
        assert_eq!(issuer.document_signer().public_key(), &key.public_key());
    }
}
