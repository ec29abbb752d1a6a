use super::*;
use crate::error::Category;

fn examined(policy: &Policy) -> Examined {
    let mut reading = reading(HANAKO);
    reading.licence = None;
    reading.face = None;
    examine(policy, &reading).unwrap()
}

/// Concludes with `status` for the signing certificate, and a good one for the other.
fn conclude_with(policy: &Policy, status: RevocationStatus) -> Result<Evidence, EvidenceError> {
    let examined = examined(policy);
    let mut answers = good(&examined);
    answers[0] = examined.questions()[0].answer(status);
    examined.conclude(&answers, now())
}

#[test]
fn each_certificate_of_the_reading_is_asked_about() {
    let examined = examined(&policy());
    let roles: Vec<Role> = examined.questions().iter().map(|q| q.role()).collect();
    assert_eq!(roles, [Role::Signing, Role::Authentication]);
    let question = &examined.questions()[0];
    let certificate = reading(HANAKO)
        .signing
        .as_ref()
        .unwrap()
        .certificate
        .clone();
    assert_eq!(question.certificate_der(), certificate);
    let certificate = crate::pki::Certificate::from_der(&certificate).unwrap();
    assert_eq!(question.serial(), certificate.serial());
    assert_eq!(question.issuer_der(), certificate.issuer_der());
}

fn unknown() -> RevocationStatus {
    RevocationStatus::Unknown {
        why: UnknownCause::Unreachable,
        since: now(),
    }
}

#[test]
fn what_is_not_good_is_refused() {
    let reason = RevocationReason::AffiliationChanged;
    let revoked = RevocationStatus::Revoked {
        reason,
        since: now(),
    };
    for (status, code, category) in [
        (revoked, "evidence.revoked", Category::Holder),
        (
            RevocationStatus::Suspended { since: now() },
            "evidence.suspended",
            Category::Holder,
        ),
        (unknown(), "evidence.revocation-unknown", Category::Upstream),
    ] {
        let error = conclude_with(&policy(), status).unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(error.category(), category);
    }
}

#[test]
fn only_unknown_can_be_waived() {
    let waived = policy().waive(Waiver::UnknownRevocation);
    let evidence = conclude_with(&waived, unknown()).unwrap();
    assert_eq!(evidence.report().waivers, [Waiver::UnknownRevocation]);
    let answered = |role, unknown| RevocationCheck {
        role,
        source: AnswerSource::Issuer,
        as_of: now(),
        unknown,
    };
    let expected = [
        answered(Role::Signing, Some(UnknownCause::Unreachable)),
        answered(Role::Authentication, None),
    ];
    assert_eq!(evidence.report().revocation, expected);
    let mut checks = evidence.report().checks.iter();
    assert!(checks.all(|check| check.check != CheckName::SigningRevocation));
    assert!(conclude_with(&waived, RevocationStatus::Suspended { since: now() }).is_err());
}

#[test]
fn an_answer_is_fresh_for_a_day_and_not_from_the_future() {
    let good = |seconds: i64| RevocationStatus::Good {
        as_of: now().plus_seconds(seconds),
    };
    let ten_minutes = policy().with_revocation_answers_up_to(600);
    let no_longer = policy().with_revocation_answers_up_to(1_000_000);
    for (policy, seconds, accepted) in [
        (policy(), 0, true),
        (policy(), -86_400, true),
        (policy(), -86_401, false),
        (policy(), 60, true),
        (policy(), 61, false),
        (ten_minutes.clone(), -600, true),
        (ten_minutes, -601, false),
        (no_longer, -86_401, false),
    ] {
        match conclude_with(&policy, good(seconds)) {
            Ok(_) => assert!(accepted, "{seconds}"),
            Err(error) => {
                assert!(!accepted, "{seconds}");
                assert_eq!(error.code(), "evidence.revocation-not-fresh");
            }
        }
    }
}

#[test]
fn every_question_is_answered_once_and_nothing_else_is() {
    let examined = || examined(&policy());
    let answers = good(&examined());
    assert!(examined().conclude(&answers, now()).is_ok());
    let reversed: Vec<RevocationAnswer> = answers.iter().rev().cloned().collect();
    assert!(examined().conclude(&reversed, now()).is_ok());

    let other = good(&examine(&policy(), &reading(RARE_KANJI)).unwrap());
    let refused = |answers: &[RevocationAnswer]| {
        let error = examined().conclude(answers, now()).unwrap_err();
        error.code()
    };
    assert_eq!(refused(&[]), "evidence.revocation-unanswered");
    assert_eq!(refused(&answers[..1]), "evidence.revocation-unanswered");
    let twice = [answers[0].clone(), answers[1].clone(), answers[0].clone()];
    assert_eq!(refused(&twice), "evidence.foreign-answer");
    let foreign = [answers[0].clone(), other[1].clone()];
    assert_eq!(refused(&foreign), "evidence.foreign-answer");
}

#[test]
fn an_answer_is_about_one_certificate_and_not_about_its_name_and_number() {
    let mut other = reading(HANAKO);
    let signing = other.signing.as_mut().unwrap();
    // Generations of a root share one name, so name and number can come again.
    let change: forge::Changes<'_> = &[(b"145959Z", b"145958Z")];
    signing.certificate = forge::certificate(&signing.certificate, change, forge::SIGNING_CA);
    other.licence = None;
    other.face = None;
    let answers = good(&examine(&policy(), &other).unwrap());
    let error = examined(&policy()).conclude(&answers, now()).unwrap_err();
    assert_eq!(error.code(), "evidence.foreign-answer");
}

#[test]
fn an_examination_is_concluded_while_its_evidence_could_be_used() {
    let short = policy().with_evidence_usable_for(600);
    let answers = good(&examined(&short));
    let last = now().plus_seconds(600);
    let evidence = examined(&short).conclude(&answers, last).unwrap();
    assert_eq!(evidence.usable_until(), last);
    assert_eq!(evidence.concluded_at(), last);
    let late = examined(&short).conclude(&answers, last.plus_seconds(1));
    assert_eq!(late.unwrap_err().code(), "evidence.concluded-too-late");
    // A clock set back would make old answers fresh.
    let early = examined(&short).conclude(&answers, now().plus_seconds(-1));
    assert_eq!(early.unwrap_err().code(), "evidence.concluded-too-early");
}
