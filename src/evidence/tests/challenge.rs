use super::*;

const LATER: &str = "2026-11-24T00:10:00Z";

fn with(purpose: &str, session: &str, binding: HolderBinding) -> Result<Challenge, EvidenceError> {
    Challenge::new(purpose, session, binding, at(LATER), &mut random())
}

fn keys(count: u8) -> HolderBinding {
    let key = |n: u8| Thumbprint::from_bytes([n; 32]);
    HolderBinding::DeviceKeys((0..count).map(key).collect())
}

#[test]
fn the_signed_text_names_purpose_session_end_nonce_and_every_device_key() {
    let challenge = with("Ausstellung 発行", "s-1", keys(2)).unwrap();
    let lines: Vec<&str> = challenge.text().split('\n').collect();
    assert_eq!(lines[0], "mnid-mdoc challenge 1");
    assert_eq!(lines[1], "purpose: Ausstellung 発行");
    assert_eq!(lines[2], "session: s-1");
    assert_eq!(lines[3], "expires: 2026-11-24T00:10:00Z");
    assert_eq!(lines[4].len(), "nonce: ".len() + 43);
    assert_eq!(
        lines[5],
        "device-key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    );
    assert_eq!(
        lines[6],
        "device-key: AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
    );
    assert_eq!(lines[7..], [""]);
}

#[test]
fn a_dpop_key_and_the_lack_of_any_key_have_lines_of_their_own() {
    let key = Thumbprint::from_bytes([2; 32]);
    let named = with("p", "s", HolderBinding::DpopKey(key)).unwrap();
    assert!(named.text().ends_with(&format!("\ndpop-key: {key}\n")));
    let none = with("p", "s", HolderBinding::SessionOnly).unwrap();
    assert!(none.text().ends_with("\nwallet-key: none\n"));
}

#[test]
fn two_challenges_differ_in_their_nonce() {
    let mut random = random();
    let mut new = || Challenge::new("p", "s", keys(1), at(LATER), &mut random).unwrap();
    let (one, other) = (new(), new());
    assert_ne!(one.text(), other.text());
    assert_ne!(one.id(), other.id());
}

#[test]
fn what_could_add_a_line_or_mislead_the_holder_is_no_challenge() {
    for (purpose, session, binding, field) in [
        ("", "s", keys(1), "purpose"),
        ("a\nnonce: x", "s", keys(1), "purpose"),
        ("a\u{2028}b", "s", keys(1), "purpose"),
        ("a\u{202E}b", "s", keys(1), "purpose"),
        ("a\u{85}b", "s", keys(1), "purpose"),
        ("a\u{61C}b", "s", keys(1), "purpose"),
        (&"x".repeat(201), "s", keys(1), "purpose"),
        ("p", "", keys(1), "session"),
        ("p", "a b", keys(1), "session"),
        ("p", "a\n", keys(1), "session"),
        ("p", &"x".repeat(129), keys(1), "session"),
        ("p", "s", keys(0), "binding"),
        (
            "p",
            "s",
            HolderBinding::DeviceKeys(vec![Thumbprint::from_bytes([1; 32]); 2]),
            "binding",
        ),
    ] {
        match with(purpose, session, binding) {
            Err(EvidenceError::ChallengeText { field: found, .. }) => assert_eq!(found, field),
            other => panic!("{purpose:?} {session:?}: {other:?}"),
        }
    }
}

#[test]
fn a_sealed_challenge_opens_as_it_was() {
    let key = SealingKey::from_bytes([7; 32]);
    let challenge = with("p", "s", keys(3)).unwrap();
    let text = challenge.text().to_owned();
    let sealed = challenge.seal(&key, &mut random()).unwrap();
    let opened = Challenge::open(&sealed, &key, at(LATER)).unwrap();
    assert_eq!(opened.text(), text);
    assert_eq!(*opened.binding(), keys(3));
}

#[test]
fn a_sealed_challenge_opens_neither_late_nor_under_another_key_nor_changed() {
    let key = SealingKey::from_bytes([7; 32]);
    let sealed = with("p", "s", keys(1))
        .unwrap()
        .seal(&key, &mut random())
        .unwrap();
    let late = Challenge::open(&sealed, &key, at(LATER).plus_seconds(1)).unwrap_err();
    assert_eq!(late.code(), "crypto.seal-expired");
    let other = SealingKey::from_bytes([8; 32]);
    let foreign = Challenge::open(&sealed, &other, at(NOW)).unwrap_err();
    assert_eq!(foreign, SealError::Forged);
    for byte in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[byte] ^= 1;
        assert!(Challenge::open(&changed, &key, at(NOW)).is_err(), "{byte}");
    }
}

#[test]
fn sealed_evidence_does_not_open_as_a_challenge() {
    let key = SealingKey::from_bytes([7; 32]);
    let sealed = key.seal("evidence", at(LATER), b"", &mut random()).unwrap();
    let error = Challenge::open(&sealed, &key, at(NOW)).unwrap_err();
    assert_eq!(error, SealError::Forged);
}

#[test]
fn debug_output_shows_nothing_but_the_end() {
    let challenge = with("visible-purpose", "visible-session", keys(1)).unwrap();
    assert_eq!(
        format!("{challenge:?}"),
        "Challenge(expires 2026-11-24T00:10:00Z)"
    );
}
