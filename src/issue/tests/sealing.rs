use super::key;
use super::kit::{self, Kit, NOW, at, licence};
use crate::crypto::{SealError, SealingKey, Signature, Signer, SigningCurve};
use crate::error::Coded;
use crate::issue::Prepared;
use crate::testing::SeededRandom;

fn sealing_key() -> SealingKey {
    SealingKey::from_bytes([7; 32])
}

fn prepare(kit: &Kit, seed: &[u8]) -> Prepared {
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let mut random = SeededRandom::new(seed);
    subject.prepare(&kit.device(), &mut random).unwrap()
}

fn seal(kit: &Kit) -> Vec<u8> {
    let mut random = SeededRandom::new(b"seal");
    prepare(kit, b"issue")
        .seal(&sealing_key(), &mut random)
        .unwrap()
}

fn open(sealed: &[u8], now: &str) -> Result<Prepared, SealError> {
    Prepared::open(sealed, &sealing_key(), at(now))
}

#[test]
fn another_process_completes_what_was_sealed_to_the_same_bytes() {
    let kit = Kit::new();
    let opened = open(&seal(&kit), NOW).unwrap();
    assert_eq!(opened.validity(), prepare(&kit, b"issue").validity());
    let signature = kit.signer_key.sign(&opened.to_be_signed()).unwrap();
    let issued = opened.complete(signature, at(NOW)).unwrap();
    assert_eq!(issued.as_bytes(), kit.issue(&licence()));
}

#[test]
fn what_was_sealed_is_not_completed_with_a_wrong_signature_or_one_for_another_document() {
    let kit = Kit::new();
    let sealed = seal(&kit);
    let other_document = prepare(&kit, b"other");
    let own = |prepared: &Prepared| kit.signer_key.sign(&prepared.to_be_signed()).unwrap();
    let wrong: [&dyn Fn(&Prepared) -> Signature; 2] = [
        &|prepared| {
            key(SigningCurve::P256, "other")
                .sign(&prepared.to_be_signed())
                .unwrap()
        },
        &|_| own(&other_document),
    ];
    for signature in wrong {
        let opened = open(&sealed, NOW).unwrap();
        let signature = signature(&opened);
        let refused = opened.complete(signature, at(NOW)).unwrap_err();
        assert_eq!(refused.code(), "issue.signature");
    }
}

#[test]
fn what_was_sealed_is_not_opened_after_its_expiry() {
    let sealed = seal(&Kit::new());
    open(&sealed, "2026-06-10T10:40:00Z").unwrap();
    let refused = open(&sealed, "2026-06-10T10:40:01Z").unwrap_err();
    assert_eq!(refused.code(), "crypto.seal-expired");
}

#[test]
fn what_was_sealed_is_not_opened_after_the_credentials_time_though_the_evidence_lasts() {
    let kit = Kit::new();
    let mut claims = licence();
    claims.basis.usable_until = at("2027-01-01T00:00:00Z");
    let issuer = kit.issuer(kit::policy());
    let mut random = SeededRandom::new(b"seal");
    let prepared = issuer
        .admit(&claims, at(NOW))
        .and_then(|subject| subject.prepare(&kit.device(), &mut random))
        .unwrap();
    let valid_until = prepared.validity().valid_until;
    let sealed = prepared.seal(&sealing_key(), &mut random).unwrap();
    Prepared::open(&sealed, &sealing_key(), valid_until).unwrap();
    let refused = Prepared::open(&sealed, &sealing_key(), valid_until.plus_seconds(1));
    assert_eq!(refused.unwrap_err().code(), "crypto.seal-expired");
}

#[test]
fn what_was_opened_is_not_completed_before_its_preparation_or_too_late() {
    let kit = Kit::new();
    let sealed = seal(&kit);
    for (now, expected) in [
        ("2026-06-10T09:41:22Z", "issue.completion-time"),
        ("2026-06-10T10:40:01Z", "issue.evidence-age"),
        ("2026-08-01T00:00:00Z", "issue.completion-time"),
    ] {
        let opened = open(&sealed, NOW).unwrap();
        let signature = kit.signer_key.sign(&opened.to_be_signed()).unwrap();
        let refused = opened.complete(signature, at(now));
        assert_eq!(refused.unwrap_err().code(), expected, "{now}");
    }
}

#[test]
fn a_sealed_object_of_another_kind_or_key_is_refused() {
    let kit = Kit::new();
    let mut random = SeededRandom::new(b"kind");
    let evidence = sealing_key()
        .seal("evidence", at("2026-06-10T10:40:00Z"), &[0xA0], &mut random)
        .unwrap();
    assert_eq!(
        open(&evidence, NOW).unwrap_err().code(),
        "crypto.seal-forged"
    );
    let other = SealingKey::from_bytes([8; 32]);
    let refused = Prepared::open(&seal(&kit), &other, at(NOW)).unwrap_err();
    assert_eq!(refused.code(), "crypto.seal-forged");
}

#[test]
fn a_sealed_object_with_a_flipped_bit_is_refused() {
    let sealed = seal(&Kit::new());
    for place in (0..sealed.len()).step_by(97) {
        let mut flipped = sealed.clone();
        flipped[place] ^= 1;
        let refused = open(&flipped, NOW).unwrap_err();
        assert_eq!(refused.code(), "crypto.seal-forged", "{place}");
    }
}

#[test]
fn nothing_of_the_holder_shows_in_what_is_sealed() {
    let sealed = seal(&Kit::new());
    for text in ["BANGO", "HANAKO", "family_name"] {
        let found = sealed
            .windows(text.len())
            .any(|window| window == text.as_bytes());
        assert!(!found, "{text}");
    }
}
