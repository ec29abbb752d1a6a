//! The files of a real test card (`jpki-test-card` of the folder that `MNID_MDOC_VECTORS` names).
//! Its keys are not known, so nothing answers a challenge: presence and knowledge are waived.

use std::path::PathBuf;

use super::*;
use crate::card::record::CardVerifiableCertificate;
use crate::card::{CertificateReading, FaceReading, TextReading};

pub(super) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("MNID_MDOC_VECTORS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: MNID_MDOC_VECTORS is not set");
    }
    folder
}

fn file(name: &str) -> Vec<u8> {
    let folder = folder().unwrap().join("jpki-test-card");
    std::fs::read(folder.join(name)).unwrap()
}

pub(super) fn reading() -> CardReading {
    CardReading {
        signing: Some(CertificateReading {
            certificate: file("jpki-sign-cert.der"),
            signature: None,
        }),
        authentication: Some(CertificateReading {
            certificate: file("jpki-auth-cert.der"),
            signature: None,
        }),
        face: Some(FaceReading {
            record: crate::card::record::without_security_code(&file("surface-0002.bin")).unwrap(),
            certificate: file("surface-0004.bin"),
            signature: None,
        }),
        text: Some(TextReading {
            attributes: file("text-0002.bin"),
            integrity: file("text-0003.bin"),
            certificate: file("text-0004.bin"),
            card_key: Some(file("text-0007.bin")),
            signature: None,
            individual_number: Some(file("text-0001-physical.bin")),
        }),
        licence: None,
    }
}

fn key_id(certificate: &str) -> KeyId {
    let file = file(certificate);
    CardVerifiableCertificate::parse(&file).unwrap().issuer()
}

pub(super) fn anchors() -> Anchors {
    let key = |name: &str| public_key(&file(name)).unwrap();
    Anchors::new(Environment::Test)
        .with_signing_root("test signing root", &file("jpki-sign-ca-cert.der"))
        .unwrap()
        .with_signing_root("older root", &file("jpki-sign-ca-cert-2019.der"))
        .unwrap()
        .with_authentication_root("test authentication root", &file("jpki-auth-ca-cert.der"))
        .unwrap()
        .with_face_authority(
            "6000023",
            key_id("surface-0004.bin"),
            key("cv-ca-6000023.bin"),
        )
        .unwrap()
        .with_text_authority("6000033", key_id("text-0004.bin"), key("cv-ca-6000033.bin"))
        .unwrap()
}

pub(super) fn policy() -> Policy {
    Policy::test()
        .waive(Waiver::Presence)
        .waive(Waiver::HolderKnowledge)
        .waive(Waiver::SessionOnlyBinding)
        .waive(Waiver::UnknownRevocation)
        .waive(Waiver::FaceByBirthDateAndSex)
        .with_individual_number()
}

pub(super) fn evidence(
    policy: &Policy,
    anchors: &Anchors,
    reading: &CardReading,
) -> Result<Evidence, EvidenceError> {
    let now = at(NOW);
    let examined = policy.examine(anchors, session_challenge(now), reading, now)?;
    // Nobody is asked.
    let sources: [CardRevocationList; 0] = [];
    let answers = examined.ask(sources.as_slice());
    examined.conclude(&answers, now)
}

#[test]
fn the_test_card_verifies_whole_under_waivers_and_the_report_says_so() {
    if folder().is_none() {
        return;
    }
    let evidence = evidence(&policy(), &anchors(), &reading()).unwrap();
    let holder = evidence.holder();
    assert_eq!(holder.name(), "黒桐　幹也");
    assert_eq!(holder.address(), "東京都清瀬市観布子南１２－７－２０２");
    assert_eq!(
        holder.birth_date().full().unwrap().to_string(),
        "1980-02-17"
    );
    assert_eq!(holder.source(), AttributeSource::TextApplication);
    assert_eq!(
        evidence.individual_number().unwrap().digits(),
        b"537686677188"
    );
    assert!(
        evidence
            .portrait()
            .unwrap()
            .image()
            .starts_with(&[0, 0, 0, 12])
    );
    assert_eq!(evidence.assurance(), Assurance::RecordsOnly);
    assert_eq!(evidence.environment(), Environment::Test);
    let report = evidence.report();
    assert_eq!(
        report.waivers,
        [
            Waiver::Presence,
            Waiver::HolderKnowledge,
            Waiver::UnknownRevocation,
            Waiver::FaceByBirthDateAndSex,
            Waiver::SessionOnlyBinding,
        ]
    );
    let checks: Vec<CheckName> = report.checks.iter().map(|check| check.check).collect();
    assert_eq!(
        checks,
        [
            CheckName::ChallengeExpiry,
            CheckName::SigningCertificate,
            CheckName::AuthenticationCertificate,
            CheckName::TextAuthority,
            CheckName::TextRecord,
            CheckName::TextCardKey,
            CheckName::IndividualNumber,
            CheckName::TextLink,
            CheckName::FaceAuthority,
            CheckName::FaceRecord,
            CheckName::FaceLink,
            CheckName::Municipality,
        ]
    );
}

#[test]
fn the_root_is_the_one_that_signed_and_not_another_of_the_same_name() {
    if folder().is_none() {
        return;
    }
    let evidence = evidence(&policy(), &anchors(), &reading()).unwrap();
    let anchor = evidence.report().checks[1].anchor.clone().unwrap();
    assert_eq!(anchor.name, "test signing root");
    let only_the_other = Anchors::new(Environment::Test)
        .with_signing_root("older root", &file("jpki-sign-ca-cert-2019.der"))
        .unwrap();
    let error = super::dump::evidence(&policy(), &only_the_other, &reading()).unwrap_err();
    assert_eq!(error.code(), "evidence.jpki-signature");
}

#[test]
fn without_any_one_waiver_the_test_card_is_refused() {
    if folder().is_none() {
        return;
    }
    let all = [
        (Waiver::Presence, "evidence.missing-signature"),
        (Waiver::HolderKnowledge, "evidence.missing-signature"),
        (Waiver::SessionOnlyBinding, "evidence.session-only-binding"),
        (Waiver::UnknownRevocation, "evidence.revocation-unknown"),
        (Waiver::FaceByBirthDateAndSex, "evidence.face-binding"),
    ];
    for (missing, code) in all {
        let mut policy = Policy::test().with_individual_number();
        for (waiver, _) in all {
            if waiver != missing {
                policy = policy.waive(waiver);
            }
        }
        let error = evidence(&policy, &anchors(), &reading()).unwrap_err();
        assert_eq!(error.code(), code, "{missing:?}");
    }
}

#[test]
fn a_test_card_is_nothing_to_production() {
    let Some(folder) = folder() else {
        return;
    };
    let error = evidence(&Policy::production(), &anchors(), &reading()).unwrap_err();
    assert_eq!(error.code(), "evidence.environment");
    let production = || Anchors::new(Environment::Production);
    let error = production()
        .with_signing_root("test root", &file("jpki-sign-ca-cert.der"))
        .unwrap_err();
    assert_eq!(error.code(), "evidence.anchor");
    let key = public_key(&file("cv-ca-6000023.bin")).unwrap();
    let error = production()
        .with_face_authority("test key", key_id("surface-0004.bin"), key)
        .unwrap_err();
    assert_eq!(error.code(), "evidence.anchor");

    let mut anchors = production();
    for name in ["signca01", "signca02", "signca03"] {
        let root = std::fs::read(folder.join(format!("jpki-roots/{name}.cer"))).unwrap();
        let same = Anchors::new(Environment::Test).with_signing_root(name, &root);
        assert_eq!(same.unwrap_err().code(), "evidence.anchor");
        anchors = anchors.with_signing_root(name, &root).unwrap();
    }
    for name in ["authca01", "authca02", "authca03"] {
        let root = std::fs::read(folder.join(format!("jpki-roots/{name}.cer"))).unwrap();
        anchors = anchors.with_authentication_root(name, &root).unwrap();
    }
    let policy = Policy {
        environment: Environment::Production,
        ..policy()
    };
    let error = evidence(&policy, &anchors, &reading()).unwrap_err();
    assert_eq!(error.code(), "evidence.unknown-issuer");
}

#[test]
fn a_distrusted_key_refuses_all_that_depends_on_it() {
    if folder().is_none() {
        return;
    }
    let municipality = file("surface-0004.bin");
    let municipality = CardVerifiableCertificate::parse(&municipality).unwrap();
    for key in [
        public_key(&file("cv-ca-6000023.bin")).unwrap(),
        municipality.key().clone(),
    ] {
        let anchors = anchors().distrusting(key.spki_sha256());
        let error = evidence(&policy(), &anchors, &reading()).unwrap_err();
        assert_eq!(error.code(), "evidence.distrusted-key");
    }
}

#[test]
fn an_unasked_individual_number_is_refused() {
    if folder().is_none() {
        return;
    }
    let policy = Policy {
        individual_number: false,
        ..policy()
    };
    let error = evidence(&policy, &anchors(), &reading()).unwrap_err();
    assert_eq!(error.code(), "evidence.unrequested-individual-number");
}

/// Every byte of every file once, one bit of it, each time the whole examination.
#[test]
fn a_flipped_bit_in_signed_bytes_is_refused_and_elsewhere_changes_no_claim() {
    if folder().is_none() {
        return;
    }
    let (policy, anchors, good) = (policy(), anchors(), reading());
    let baseline = evidence(&policy, &anchors, &good).unwrap();
    type Pick = fn(&mut CardReading) -> &mut Vec<u8>;
    let offsets = |header: usize, length: usize| (header + 3..header + 3 + length).collect();
    let none = Vec::new;
    let face_record = good.face.as_ref().unwrap().record.len();
    let mut face_unsigned: Vec<usize> = offsets(5, 18);
    face_unsigned.extend(face_record - 8..face_record);
    let files: [(&str, Pick, Vec<usize>); 9] = [
        (
            "signing certificate",
            |r| &mut r.signing.as_mut().unwrap().certificate,
            none(),
        ),
        (
            "authentication certificate",
            |r| &mut r.authentication.as_mut().unwrap().certificate,
            none(),
        ),
        (
            "face record",
            |r| &mut r.face.as_mut().unwrap().record,
            face_unsigned,
        ),
        (
            "face certificate",
            |r| &mut r.face.as_mut().unwrap().certificate,
            none(),
        ),
        (
            "attributes",
            |r| &mut r.text.as_mut().unwrap().attributes,
            offsets(3, 8),
        ),
        (
            "integrity",
            |r| &mut r.text.as_mut().unwrap().integrity,
            none(),
        ),
        (
            "text certificate",
            |r| &mut r.text.as_mut().unwrap().certificate,
            none(),
        ),
        (
            "card key",
            |r| r.text.as_mut().unwrap().card_key.as_mut().unwrap(),
            none(),
        ),
        (
            "individual number",
            |r| r.text.as_mut().unwrap().individual_number.as_mut().unwrap(),
            none(),
        ),
    ];
    let mut accepted = 0;
    for (name, pick, unsigned) in &files {
        let mut reading = good.clone();
        for byte in 0..pick(&mut reading).len() {
            let bit = 1 << (byte % 8);
            pick(&mut reading)[byte] ^= bit;
            // A changed printed expiry may refuse too, so not every unsigned bit is accepted.
            if let Ok(found) = evidence(&policy, &anchors, &reading) {
                assert!(unsigned.contains(&byte), "{name}: byte {byte} was accepted");
                assert_same_claims(&found, &baseline);
                accepted += 1;
            }
            pick(&mut reading)[byte] ^= bit;
        }
    }
    // At least both tables of offsets are unsigned and not used.
    assert!(accepted >= 18 + 8, "{accepted} were accepted");
}

fn assert_same_claims(found: &Evidence, baseline: &Evidence) {
    let claims = |evidence: &Evidence| {
        let holder = evidence.holder();
        (
            holder.name().to_owned(),
            holder.address().to_owned(),
            holder.birth_date(),
            holder.sex(),
            evidence.portrait().unwrap().image().to_vec(),
            *evidence.individual_number().unwrap().digits(),
        )
    };
    assert!(claims(found) == claims(baseline), "a claim changed");
    assert!(found.card_valid_until() <= baseline.card_valid_until());
    assert_eq!(found.report().checks, baseline.report().checks);
}
