use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::provision::PROVISIONED;
use crate::{NOW, printed, run, scratch, status};

fn inspect(file: &Path, more: &[&str]) -> Output {
    let mut words = vec![file.to_str().unwrap()];
    words.extend(more);
    run("inspect", &words)
}

fn provisioned(name: &str) -> Vec<u8> {
    fs::read(PROVISIONED.join(name)).unwrap()
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let file = scratch(&format!("inspect-{name}")).join("file");
    fs::write(&file, bytes).unwrap();
    file
}

fn position(bytes: &[u8], part: &[u8]) -> usize {
    let mut windows = bytes.windows(part.len());
    windows.position(|window| window == part).unwrap()
}

/// The `MobileSecurityObjectBytes` of a credential: from the heads before its first key up to the
/// signature.
fn security_object(credential: &[u8]) -> &[u8] {
    let inside = position(credential, b"gversion");
    &credential[inside - 6..credential.len() - 66]
}

/// The token of a test vector.
fn token() -> Vec<u8> {
    let vector = include_str!("../../status-list/valid/es384.json");
    let vector: serde_json::Value = serde_json::from_str(vector).unwrap();
    let hex = vector["input"]["token"].as_str().unwrap();
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

#[test]
fn inspect_tells_the_kind_of_every_file_first() {
    let credential = provisioned("my-number-card/credential-00.cbor");
    let object = security_object(&credential);
    let pem = String::from_utf8(provisioned("iaca.pem")).unwrap();
    let der = mnid_mdoc::pki::Certificate::from_pem(&pem).unwrap();
    let tagged = file("tagged", object);
    for (file, kind, inside) in [
        (
            PROVISIONED.join("my-number-card/credential-00.cbor"),
            "an IssuerSigned",
            "Portrait; digest 16 matches",
        ),
        (
            PROVISIONED.join("driving-licence/presentation-00.cbor"),
            "a DeviceResponse",
            "44 digests, 40 of no item here",
        ),
        (
            PROVISIONED.join("card-reading.cbor"),
            "a card reading",
            "\"pin-set\": true",
        ),
        (
            PROVISIONED.join("iaca.pem"),
            "certificates (PEM)",
            "Key usage: KeyCertSign, CRLSign",
        ),
        (
            file("der", der.der()),
            "a certificate (DER)",
            "Looks like: IACA root, signed by itself",
        ),
        (
            tagged,
            "a MobileSecurityObject in tag 24",
            "1 February 2027, 00:00:00 UTC; in time, 68 days left",
        ),
        (
            file("object", &object[5..]),
            "a MobileSecurityObject",
            "-2: h'",
        ),
        (
            file("token", &token()),
            "a status token (CWT)",
            "exp, expires at; ",
        ),
    ] {
        let run = inspect(&file, &["--now", NOW]);
        let story = printed(&run);
        let first = story.lines().next().unwrap();
        assert!(first.contains(&format!(": {kind}, ")), "{first}");
        assert!(story.contains(inside), "{inside}: {story}");
        assert!(story.contains("Nothing was verified"), "{story}");
        assert_eq!(status(&run), 0, "{story}");
    }
}

#[test]
fn an_element_that_was_changed_is_told_not_to_match() {
    let mut credential = provisioned("my-number-card/credential-00.cbor");
    let at = position(&credential, b"1990-04-15");
    credential[at] = b'2';
    let run = inspect(&file("changed", &credential), &[]);
    let story = printed(&run);
    assert!(
        story.contains("Date of birth; digest 3 does NOT match"),
        "{story}"
    );
    assert_eq!(story.matches("does NOT match").count(), 1);
    assert!(story.contains("\nrefused "), "{story}");
    assert_eq!(status(&run), 0);
}

#[test]
fn a_file_that_is_cut_off_is_shown_to_where_it_ends() {
    let credential = provisioned("my-number-card/credential-00.cbor");
    let run = inspect(&file("cut", &credential[..3000]), &[]);
    let story = printed(&run);
    assert!(story.contains("Municipality code"), "{story}");
    assert!(
        story.contains("\nBROKEN at 1575: the file ends inside this item\n"),
        "{story}"
    );
    assert_eq!(status(&run), 1);
}

#[test]
fn no_cut_and_no_changed_byte_takes_the_program_down() {
    let token = token();
    for length in (0..token.len()).step_by(29) {
        let run = inspect(&file("short", &token[..length]), &[]);
        assert_eq!(status(&run), 1, "{length}");
    }
    let deep = [vec![0x81; 100_000], vec![0]].concat();
    let run = inspect(&file("deep", &deep), &[]);
    assert!(printed(&run).contains("nested deeper"), "{}", printed(&run));
    assert_eq!(status(&run), 1);
}

#[test]
fn no_control_character_of_a_file_reaches_the_terminal() {
    let mut credential = provisioned("my-number-card/credential-00.cbor");
    for (text, other) in [
        ("13101", "\u{1b}[31m".as_bytes()),
        (
            "1990年4月15日",
            "\u{202e}\u{9b}\u{7}\n\r\0\u{200b}abcd".as_bytes(),
        ),
        ("org.iso.23220.1.jp", b"org.iso.23220.1.\x1bc"),
    ] {
        let text = text.as_bytes();
        assert_eq!(text.len(), other.len());
        let at = position(&credential, text);
        credential[at..at + text.len()].copy_from_slice(other);
    }
    let story = printed(&inspect(&file("escapes", &credential), &[]));
    let harmful = |letter: char| {
        (letter.is_control() && letter != '\n') || matches!(letter, '\u{202e}' | '\u{200b}')
    };
    assert!(!story.contains(harmful), "{story:?}");
    assert!(story.contains("\\u{1b}[31m"), "{story}");
}

#[test]
fn a_redacted_file_has_its_structure_and_no_value() {
    for (name, structure, values) in [
        (
            "my-number-card/credential-00.cbor",
            "Date of birth; digest 3 matches",
            vec![
                "1990",
                "花子",
                "13101",
                "東京",
                "女",
                "fb0f3fdab4fe",
                "6a502020",
            ],
        ),
        (
            "driving-licence/presentation-00.cbor",
            "Driving privileges; digest 3 matches",
            vec!["\"JP\"", "vehicle_category_code", "issue_date"],
        ),
        (
            "card-reading.cbor",
            "\"certificate\"",
            vec!["3082067f", "ff208221"],
        ),
    ] {
        let whole = printed(&inspect(&PROVISIONED.join(name), &["--now", NOW]));
        let run = inspect(&PROVISIONED.join(name), &["--now", NOW, "--redact"]);
        let story = printed(&run);
        for value in values {
            assert!(!story.contains(value), "{value}: {story}");
            assert!(whole.contains(value), "{value}: {whole}");
        }
        assert!(story.contains(structure), "{story}");
        assert_eq!(status(&run), 0);
    }
}

#[test]
fn wrong_use_of_inspect_ends_with_two() {
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    for words in [
        ["--now", "today"].as_slice(),
        &["--profile", "nonsense"],
        &["--unknown"],
        &["another"],
    ] {
        assert_eq!(status(&inspect(&credential, words)), 2, "{words:?}");
    }
    assert_eq!(status(&inspect(&PROVISIONED.join("nothing"), &[])), 2);
    assert_eq!(status(&run("inspect", &[""; 0])), 2);
}
