//! A JPKI on P-384, as the next generation of the card is announced to have, beside today's.

use super::issuing::TestIssuer;
use super::*;
use crate::card::simulator::{CertificateIssuer, ListedCertificate, Variation};
use crate::pki::Certificate;
use crate::testing::{software_card_anchors, software_card_revocations};
use crate::verify::{self, Trust};

fn card() -> SoftwareCard {
    SoftwareCard::varied(HANAKO, &[Variation::JpkiOnP384]).unwrap()
}

fn reading() -> CardReading {
    let mut card = card();
    let mut read = |plan: &ReadingPlan| {
        let text = challenge().text().to_owned();
        read(&mut card, plan, &secrets(HANAKO), &text, &mut |_| {}).unwrap()
    };
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let mut reading = read(&plan.with_text(TextWanted::Always));
    reading.authentication = read(&ReadingPlan::new(Presence::AuthenticationKey)).authentication;
    reading
}

fn refusal(anchors: &Anchors, reading: &CardReading) -> EvidenceError {
    let outcome = Policy::test().examine(anchors, challenge(), reading, now());
    outcome.map(|_| ()).unwrap_err()
}

/// Anchors with these roots for signing alone.
fn signing_roots(roots: &[&[u8]]) -> Anchors {
    let mut anchors = Anchors::new(Environment::Test);
    for root in roots {
        anchors = anchors.with_signing_root("root", root).unwrap();
    }
    anchors
}

/// Only the signing certificate and its answer.
fn signing(mut reading: CardReading) -> CardReading {
    reading.authentication = None;
    reading.text = None;
    reading.face = None;
    reading.licence = None;
    reading
}

#[test]
fn a_card_on_p384_is_read_examined_and_becomes_a_document() {
    let device_key = issuing::device_key(b"wallet");
    let names = issuing::bound_to(&device_key);
    let end = now().plus_seconds(60);
    let challenge = Challenge::new("Issue", "s-1", names, end, &mut random()).unwrap();
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let text = challenge.text().to_owned();
    let reading = read(&mut card(), &plan, &secrets(HANAKO), &text, &mut |_| {}).unwrap();
    let answer = reading.signing.as_ref().unwrap().signature.as_ref();
    assert_eq!(answer.unwrap().len(), 96);

    let anchors = software_card_anchors().unwrap();
    let examined = Policy::test().examine(&anchors, challenge, &reading, now());
    let evidence = conclude(examined.unwrap()).unwrap();
    let anchor = evidence.report().checks[1].anchor.as_ref().unwrap();
    assert_eq!(anchor.name, "TEST signing CA on P-384");

    let issuer = TestIssuer::new();
    let issued = issuer.issue(&evidence, &device_key).unwrap();
    let iaca = std::slice::from_ref(issuer.root());
    let document = verify::issuer_signed(issued.as_bytes(), &Trust::new(iaca, now()))
        .accepted()
        .unwrap();
    let name = document.value("org.iso.23220.1.jp", "full_name_unicode");
    assert!(name.unwrap().ends_with(HANAKO.full_name().as_bytes()));
}

#[test]
fn both_certificates_of_a_card_on_p384_are_proven() {
    let anchors = software_card_anchors().unwrap();
    let examined = Policy::test().examine(&anchors, challenge(), &reading(), now());
    let evidence = conclude(examined.unwrap()).unwrap();
    assert_eq!(evidence.assurance(), Assurance::SignedByHolder);
    let checks = &evidence.report().checks;
    let passed = |name| checks.iter().any(|check| check.check == name);
    assert!(passed(CheckName::SigningSignature) && passed(CheckName::AuthenticationSignature));
}

#[test]
fn roots_of_both_kinds_share_one_name_and_the_signature_decides() {
    let authorities = Authorities::new().unwrap();
    let (rsa, p384) = (&authorities.signing_ca, &authorities.p384.signing_ca);
    let subject = |root: &[u8]| Certificate::from_der(root).unwrap().subject_der().to_vec();
    assert_eq!(subject(rsa), subject(p384));
    for roots in [[rsa.as_slice(), p384], [p384, rsa]] {
        for reading in [signing(reading()), signing(super::reading(HANAKO))] {
            let anchors = signing_roots(&roots);
            let outcome = Policy::test().examine(&anchors, challenge(), &reading, now());
            assert!(outcome.is_ok());
        }
    }
}

#[test]
fn a_signature_of_one_kind_under_a_root_of_the_other_is_refused() {
    let authorities = Authorities::new().unwrap();
    for (root, reading) in [
        (&authorities.signing_ca, signing(reading())),
        (
            &authorities.p384.signing_ca,
            signing(super::reading(HANAKO)),
        ),
    ] {
        let error = refusal(&signing_roots(&[root]), &reading);
        assert_eq!(error.code(), "evidence.jpki-signature");
    }
}

#[test]
fn a_root_certifies_keys_of_its_own_kind_only() {
    let authorities = Authorities::new().unwrap();
    let mut reading = signing(super::reading(HANAKO));
    let certificate = &mut reading.signing.as_mut().unwrap().certificate;
    *certificate = forge::certificate_by_p384(certificate);
    let error = refusal(&signing_roots(&[&authorities.p384.signing_ca]), &reading);
    match error {
        EvidenceError::CertificateProfile { role, reason } => {
            assert_eq!(role, Role::Signing);
            assert_eq!(reason, "another kind of key than its authority's");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_is_of_the_kind_of_the_certificate_s_key() {
    let anchors = software_card_anchors().unwrap();
    let (rsa, p384) = (signing(super::reading(HANAKO)), signing(reading()));
    let answer = |reading: &CardReading| reading.signing.as_ref().unwrap().signature.clone();
    for (mut reading, other) in [(rsa.clone(), &p384), (p384.clone(), &rsa)] {
        reading.signing.as_mut().unwrap().signature = answer(other);
        let error = refusal(&anchors, &reading);
        assert_eq!(error.code(), "evidence.challenge-signature");
    }
}

#[test]
fn an_answer_by_p384_is_r_and_s_in_fixed_length_and_not_der() {
    let anchors = software_card_anchors().unwrap();
    let raw = signing(reading());
    let mut der = raw.clone();
    let signature = der.signing.as_mut().unwrap().signature.as_mut().unwrap();
    let parsed = p384::ecdsa::Signature::from_slice(signature).unwrap();
    *signature = parsed.to_der().as_bytes().to_vec();
    assert!(
        Policy::test()
            .examine(&anchors, challenge(), &raw, now())
            .is_ok()
    );
    assert_eq!(
        refusal(&anchors, &der).code(),
        "evidence.challenge-signature"
    );
    let mut flipped = raw;
    flipped
        .signing
        .as_mut()
        .unwrap()
        .signature
        .as_mut()
        .unwrap()[95] ^= 1;
    assert_eq!(
        refusal(&anchors, &flipped).code(),
        "evidence.challenge-signature"
    );
}

#[test]
fn a_list_of_an_authority_on_p384_answers_for_its_certificates() {
    let anchors = software_card_anchors().unwrap();
    let examine = || {
        let outcome = Policy::test().examine(&anchors, challenge(), &reading(), now());
        outcome
            .unwrap()
            .assert_face_binding(FaceBinding::NameImageReviewed)
    };
    let good = software_card_revocations(&[], now()).unwrap();
    let examined = examine();
    let answers = examined.ask(good.as_slice());
    assert!(examined.conclude(&answers, now()).is_ok());

    let examined = examine();
    let listed = |issuer, reason| {
        let serial = examined.questions()[0].serial().to_vec();
        let since = now().plus_days(-1);
        let listed = ListedCertificate {
            serial,
            since,
            reason,
        };
        let lists = software_card_revocations(&[(issuer, listed)], now()).unwrap();
        let answers = examined.ask(lists.as_slice());
        examine()
            .conclude(&answers, now())
            .map_err(|error| error.code())
    };
    let (p384, rsa) = (CertificateIssuer::SigningOnP384, CertificateIssuer::Signing);
    assert_eq!(listed(p384, 1).err(), Some("evidence.revoked"));
    assert_eq!(listed(p384, 6).err(), Some("evidence.suspended"));
    // Serial numbers of the authority of the same name on RSA are others' certificates.
    assert_eq!(listed(rsa, 1).err(), None);
}

#[test]
fn a_distrusted_key_on_p384_refuses_all_that_depends_on_it() {
    let authorities = Authorities::new().unwrap();
    let reading = signing(reading());
    for certificate in [
        &authorities.p384.signing_ca,
        &reading.signing.as_ref().unwrap().certificate,
    ] {
        let certificate = Certificate::from_der(certificate).unwrap();
        let hash = certificate.public_key().ec().unwrap().spki_sha256();
        let anchors = software_card_anchors().unwrap().distrusting(hash);
        let error = refusal(&anchors, &reading);
        assert_eq!(error.code(), "evidence.distrusted-key");
    }
}
