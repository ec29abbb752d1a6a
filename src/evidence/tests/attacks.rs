//! What an attacker would try, one test each. Where another file has the tests of a rule in full,
//! the test here is the attack as a whole:
//!
//! | attack | in full |
//! |---|---|
//! | two cards' records mixed | `mixes`, by the table of the module's documentation |
//! | revoked and suspended parent | `revocation::lists`, `revocation::responses`, `questions` |
//! | test roots in production | `anchors`, `dump`, and the issuer's side in `issue` |
//! | wrong root generation | `profile`, `next_generation` |
//! | a device key that nobody proved | `holder::jwt`; that there is no other way, in its documentation |
//! | a credential that outlives its parent | `issue::tests::parents` |
//! | a challenge given out twice | `challenge_store` |

use super::issuing::{TestIssuer, bound_to, device_key};
use super::*;
use crate::card::ReadError;
use crate::card::simulator::Variation;
use crate::holder::jwt::{self, ProofContext};
use crate::testing::SoftwareWallet;
use crate::verify::{self, Trust};

#[test]
fn copied_records_without_their_card_are_refused() {
    type Copy = fn(&mut CardReading);
    let copies: [(&str, Copy); 5] = [
        ("signing", |r| r.signing.as_mut().unwrap().signature = None),
        ("authentication", |r| {
            r.authentication.as_mut().unwrap().signature = None;
        }),
        ("face", |r| r.face.as_mut().unwrap().signature = None),
        ("text", |r| r.text.as_mut().unwrap().signature = None),
        ("text key", |r| r.text.as_mut().unwrap().card_key = None),
    ];
    for (name, copy) in copies {
        let mut reading = reading(HANAKO);
        copy(&mut reading);
        let code = refusal(&policy(), &reading);
        assert_eq!(code, "evidence.missing-signature", "{name}");
    }
}

#[test]
fn an_answer_to_another_challenge_is_refused() {
    let expires = challenge().expires();
    let new = |session, binding, seed: &[u8]| {
        let mut random = SeededRandom::new(seed);
        Challenge::new("a test", session, binding, expires, &mut random).unwrap()
    };
    let other_key = HolderBinding::DeviceKeys(vec![Thumbprint::from_bytes([2; 32])]);
    for (name, other) in [
        ("nonce", new("session-1", binding(), b"another nonce")),
        ("session", new("session-2", binding(), b"evidence")),
        ("wallet key", new("session-1", other_key, b"evidence")),
    ] {
        let error = policy()
            .examine(&anchors(), other, &default_reading(HANAKO), now())
            .unwrap_err();
        assert_eq!(error.code(), "evidence.challenge-signature", "{name}");
    }
}

#[test]
fn the_printed_expiry_shortens_and_refuses_and_never_lengthens() {
    let end = |expiry: &[u8; 8]| {
        let mut reading = default_reading(HANAKO);
        let record = &mut reading.face.as_mut().unwrap().record;
        let from = record.len() - 8;
        record[from..].copy_from_slice(expiry);
        evidence(&policy(), &reading).map(|evidence| evidence.card_valid_until())
    };
    assert_eq!(end(b"99991231").unwrap(), at("2030-04-15T14:59:59Z"));
    assert_eq!(end(b"20280101").unwrap(), at("2028-01-01T14:59:59Z"));
    assert_eq!(end(b"20261124").unwrap(), at("2026-11-24T14:59:59Z"));
    let error = end(b"20261123").unwrap_err();
    assert_eq!(error.code(), "evidence.card-expired");
}

#[test]
fn a_card_without_its_password_proves_no_holder() {
    let mut card = SoftwareCard::new(HANAKO).unwrap();
    let guess = Secrets {
        signing_password: Some(SigningPassword::parse("GUESSED1").unwrap()),
        ..secrets(HANAKO)
    };
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let text = challenge().text().to_owned();
    let refused = read(&mut card, &plan, &guess, &text, &mut |_| {}).unwrap_err();
    assert!(matches!(
        refused,
        ReadError::WrongSecret {
            tries_left: Some(4),
            ..
        }
    ));

    // What a thief can read with what is printed on the card, and copies that leaked before.
    let mut face_alone = default_reading(HANAKO);
    face_alone.signing = None;
    let code = refusal(&policy(), &face_alone);
    assert_eq!(code, "evidence.no-signing-certificate");
    let mut leaked = default_reading(HANAKO);
    leaked.signing.as_mut().unwrap().signature = None;
    assert_eq!(refusal(&policy(), &leaked), "evidence.missing-signature");
    let mut free = face_alone;
    free.authentication = reading(HANAKO).authentication;
    free.authentication.as_mut().unwrap().signature = None;
    assert_eq!(refusal(&policy(), &free), "evidence.missing-signature");
}

#[test]
fn a_password_without_its_card_proves_no_presence() {
    // Whoever knows the password has another card to type it into.
    let mut reading = default_reading(HANAKO);
    let own = super::reading(RARE_KANJI).signing.clone().unwrap();
    reading.signing.as_mut().unwrap().signature = own.signature.clone();
    assert_eq!(refusal(&policy(), &reading), "evidence.challenge-signature");
    // Or a key of their own.
    let answer = forge::sign(forge::UNRELATED, challenge().text().as_bytes());
    reading.signing.as_mut().unwrap().signature = Some(answer);
    assert_eq!(refusal(&policy(), &reading), "evidence.challenge-signature");
}

/// The evidence of Hanako's card for the wallet key of `binding`.
fn evidence_for(binding: HolderBinding) -> Evidence {
    let end = now().plus_seconds(60);
    let challenge = Challenge::new("Issue", "s-1", binding, end, &mut random()).unwrap();
    let text = challenge.text().to_owned();
    let mut card = SoftwareCard::new(HANAKO).unwrap();
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let reading = read(&mut card, &plan, &secrets(HANAKO), &text, &mut |_| {}).unwrap();
    let examined = Policy::test().examine(&anchors(), challenge, &reading, now());
    conclude(examined.unwrap()).unwrap()
}

#[test]
fn a_victim_s_card_serves_no_key_of_another_phone() {
    let (victim, attacker) = (device_key(b"victim"), device_key(b"attacker"));
    let issuer = TestIssuer::new();
    let evidence = evidence_for(bound_to(&victim));
    let error = issuer.issue(&evidence, &attacker).unwrap_err();
    assert_eq!(error.code(), "issue.holder-binding");
    assert!(issuer.issue(&evidence, &victim).is_ok());
    // The attacker cannot name their key afterwards: the card signed the names.
    let renamed = Challenge::new(
        "a test",
        "session-1",
        bound_to(&attacker),
        challenge().expires(),
        &mut random(),
    );
    let reading = default_reading(HANAKO);
    let error = policy()
        .examine(&anchors(), renamed.unwrap(), &reading, now())
        .unwrap_err();
    assert_eq!(error.code(), "evidence.challenge-signature");
}

#[test]
fn a_reading_is_not_replayed() {
    let store = MemoryChallengeStore::new(10);
    let key = SealingKey::from_bytes([7; 32]);
    let reading = default_reading(HANAKO);
    let id = store.keep(challenge(), &key, now(), &mut random()).unwrap();
    let first = store.consume(&id, "session-1", &key, now()).unwrap();
    assert!(policy().examine(&anchors(), first, &reading, now()).is_ok());
    // The challenge that it answers is gone, and it answers no other.
    let again = store.consume(&id, "session-1", &key, now());
    assert_eq!(again.unwrap_err().code(), "evidence.challenge-unknown");
    let mut random = SeededRandom::new(b"the next challenge");
    let end = challenge().expires();
    let next = Challenge::new("a test", "session-1", binding(), end, &mut random).unwrap();
    let error = policy().examine(&anchors(), next, &reading, now());
    assert_eq!(error.unwrap_err().code(), "evidence.challenge-signature");
}

#[test]
fn two_cards_records_do_not_make_one_person() {
    let (mine, other) = (reading(HANAKO), reading(RARE_KANJI));
    type Part = fn(&mut CardReading, &CardReading);
    let parts: [(Part, &str); 3] = [
        (
            |r, o| r.signing = o.signing.clone(),
            "evidence.birth-date-differs",
        ),
        (
            |r, o| r.text = o.text.clone(),
            "evidence.birth-date-differs",
        ),
        (
            |r, o| r.face = o.face.clone(),
            "evidence.birth-date-differs",
        ),
    ];
    for (put, code) in parts {
        let mut mixed = mine.clone();
        put(&mut mixed, &other);
        assert_eq!(refusal(&policy(), &mixed), code);
    }
}

#[test]
fn another_person_s_licence_is_not_issued_unless_the_issuer_says_whose_it_is() {
    let plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_licence();
    let application = crate::card::Application::Licence;
    let borrowed = Variation::ApplicationOf(application, RARE_KANJI);
    let mut card = SoftwareCard::varied(HANAKO, &[borrowed]).unwrap();
    let text = challenge().text().to_owned();
    let reading = read(&mut card, &plan, &secrets(HANAKO), &text, &mut |_| {}).unwrap();
    let examined = examine(&policy(), &reading).unwrap();
    // The two photos are what an issuer compares.
    assert!(examined.photo().is_some() && examined.licence_photo().is_some());
    let answers = good(&examined);
    let error = examined
        .assert_face_binding(FaceBinding::LiveFaceMatched)
        .conclude(&answers, now())
        .unwrap_err();
    assert_eq!(error.code(), "evidence.licence-binding");
}

#[test]
fn a_revoked_and_a_suspended_parent_make_no_evidence() {
    let since = now().plus_days(-1);
    let reason = RevocationReason::AffiliationChanged;
    for (status, code) in [
        (
            RevocationStatus::Revoked { reason, since },
            "evidence.revoked",
        ),
        (RevocationStatus::Suspended { since }, "evidence.suspended"),
    ] {
        // Of either certificate, and whatever is waived.
        for bad in 0..2 {
            let waived = policy().waive(Waiver::UnknownRevocation);
            let examined = examine(&waived, &reading(HANAKO)).unwrap();
            let mut answers = good(&examined);
            answers[bad] = examined.questions()[bad].answer(status);
            let error = examined.conclude(&answers, now()).unwrap_err();
            assert_eq!(error.code(), code);
        }
    }
}

#[test]
fn test_roots_are_nothing_to_production() {
    let authorities = Authorities::new().unwrap();
    let production = Anchors::new(Environment::Production);
    let added = production
        .clone()
        .with_signing_root("root", &authorities.signing_ca);
    assert_eq!(added.unwrap_err().code(), "evidence.anchor");
    let file = authorities.anchors_file();
    let file = file.replace(
        "\"environment\": \"test\"",
        "\"environment\": \"production\"",
    );
    let error = Anchors::from_json(&file).unwrap_err();
    assert_eq!(error.code(), "evidence.anchors-file");

    let examine = |policy: Policy, anchors: &Anchors| {
        let outcome = policy.examine(anchors, challenge(), &default_reading(HANAKO), now());
        outcome.unwrap_err().code()
    };
    let policy = Policy::production;
    assert_eq!(examine(policy(), &anchors()), "evidence.environment");
    assert_eq!(examine(policy(), &production), "evidence.unknown-issuer");
}

#[test]
fn a_root_of_another_generation_and_the_same_name_vouches_for_nothing() {
    let root = Authorities::new().unwrap().signing_ca;
    let other = forge::reissued_root(&root, forge::UNRELATED);
    let mut reading = default_reading(HANAKO);
    reading.face = None;
    let examine = |roots: &[&[u8]]| {
        let mut anchors = Anchors::new(Environment::Test);
        for root in roots {
            anchors = anchors.with_signing_root("root", root).unwrap();
        }
        let outcome = policy().examine(&anchors, challenge(), &reading, now());
        outcome.map_or_else(|error| error.code(), |_| "accepted")
    };
    assert_eq!(examine(&[&other]), "evidence.jpki-signature");
    assert_eq!(examine(&[&other, &root]), "accepted");
}

#[test]
fn a_device_key_that_nobody_proved_or_in_another_session_is_none() {
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(2, &mut random()).unwrap();
    let issuer = "https://issuer.example";
    let proofs = |nonce| wallet.proofs(issuer, nonce, now()).unwrap();
    let verify = |proof: &str| {
        let expected = ProofContext {
            issuer,
            nonce: "this session",
            now: now(),
            dpop_key: None,
            attested_by: &[],
        };
        jwt::verify(proof, &expected).map_or_else(|error| error.code(), |_| "accepted")
    };
    let own = proofs("this session");
    assert_eq!(verify(&own[0]), "accepted");
    assert_eq!(verify(&proofs("another session")[0]), "holder.nonce");
    // The header of one key, signed by the other.
    let (signed, _) = own[0].rsplit_once('.').unwrap();
    let (_, signature) = own[1].rsplit_once('.').unwrap();
    assert_eq!(verify(&format!("{signed}.{signature}")), "holder.signature");
}

#[test]
fn no_credential_outlives_the_certificate_it_stands_on() {
    let key = device_key(b"wallet");
    let evidence = evidence_for(bound_to(&key));
    let issuer = TestIssuer::new();
    let issued = issuer.issue(&evidence, &key).unwrap();
    assert_eq!(evidence.card_valid_until(), at("2030-04-15T14:59:59Z"));
    assert!(issued.validity().valid_until <= evidence.card_valid_until());
    let root = std::slice::from_ref(issuer.root());
    let after = evidence.card_valid_until().plus_seconds(1);
    let late = verify::issuer_signed(issued.as_bytes(), &Trust::new(root, after)).accepted();
    assert!(late.is_err());
}

#[test]
fn an_unsigned_expiry_pushed_to_2099_lengthens_nothing() {
    let honest = evidence(&policy(), &default_reading(HANAKO)).unwrap();
    let mut pushed = default_reading(HANAKO);
    let record = &mut pushed.face.as_mut().unwrap().record;
    let from = record.len() - 8;
    record[from..].copy_from_slice(b"20991231");
    let pushed = evidence(&policy(), &pushed).unwrap();
    assert_eq!(pushed.card_valid_until(), honest.card_valid_until());
    assert_eq!(pushed.report(), honest.report());
}

#[test]
fn the_police_key_of_the_software_card_is_no_anchor_of_production() {
    let spki = Authorities::new().unwrap().police.public_key;
    let load = |environment: Environment| {
        let key = RsaPublicKey::from_spki_der(&spki).unwrap();
        Anchors::new(environment).with_licence_signer("police", key)
    };
    assert!(load(Environment::Test).is_ok());
    let refused = load(Environment::Production).unwrap_err();
    assert_eq!(refused.code(), "evidence.anchor");
}
