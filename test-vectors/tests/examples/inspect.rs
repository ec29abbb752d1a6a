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
fn no_cut_and_no_depth_takes_the_program_down() {
    let token = token();
    let huge = [0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0];
    assert_eq!(status(&inspect(&file("huge", &huge), &[])), 1);
    for length in (0..token.len()).step_by(29) {
        let run = inspect(&file("short", &token[..length]), &[]);
        assert_eq!(status(&run), 1, "{length}");
    }
    let encoded = (0..20_000).fold(vec![0], |inner, _| {
        let length = u32::try_from(inner.len()).unwrap().to_be_bytes();
        [&[0xD8, 24, 0x5A], length.as_slice(), &inner].concat()
    });
    assert_eq!(status(&inspect(&file("encoded", &encoded), &[])), 1);
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
fn a_value_in_the_place_of_a_key_is_redacted_too() {
    let mut credential = provisioned("my-number-card/credential-00.cbor");
    let at = position(&credential, b"elementValue");
    credential[at..at + 12].copy_from_slice("花子secret".as_bytes());
    let file = file("key", &credential);
    assert!(printed(&inspect(&file, &[])).contains("花子secret"));
    let story = printed(&inspect(&file, &["--redact"]));
    assert!(!story.contains("secret"), "{story}");
}

/// The page of a file.
fn page(file: &Path, more: &[&str]) -> String {
    let out = file.with_extension("html");
    let words = [&["--html", out.to_str().unwrap()], more].concat();
    inspect(file, &words);
    fs::read_to_string(out).unwrap()
}

/// The tags of a page in their order, each closed where XML demands it; panics where one is not.
fn tags(page: &str) -> Vec<&str> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    let body = page.strip_prefix("<!DOCTYPE html>\n").unwrap();
    for part in body.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap();
        let name = tag.split_whitespace().next().unwrap();
        match (name.strip_prefix('/'), tag.ends_with('/')) {
            (Some(closed), _) => assert_eq!(open.pop(), Some(closed), "{part}"),
            (None, false) => open.push(name),
            (None, true) => {}
        }
        all.push(tag);
    }
    assert_eq!(open, Vec::<&str>::new());
    all
}

#[test]
fn the_page_is_well_formed_and_asks_for_nothing_else() {
    let folder = scratch("inspect-page");
    for (name, pictures) in [
        ("my-number-card/credential-00.cbor", 1),
        ("driving-licence/presentation-00.cbor", 1),
        ("card-reading.cbor", 0),
        ("iaca.pem", 0),
    ] {
        let file = folder.join("file");
        fs::write(&file, provisioned(name)).unwrap();
        let page = page(&file, &["--now", NOW]);
        let tags = tags(&page);
        let images = tags.iter().filter(|tag| tag.starts_with("img"));
        let inline = "img src=\"data:image/jpeg;base64,/9j/";
        let images: Vec<_> = images.map(|tag| tag.starts_with(inline)).collect();
        assert_eq!(images, vec![true; pictures], "{name}");
        let policy = "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"";
        assert!(page.contains(policy));
        for other in ["script", "link", "iframe", "object", "form", "a", "base"] {
            let is_other = |tag: &&str| tag.split_whitespace().next() == Some(other);
            assert!(!tags.iter().any(is_other), "{other}");
        }
        assert!(tags.contains(&"html lang=\"en\""));
        assert!(page.contains("Nothing was verified"));
    }
}

#[test]
fn markup_in_a_file_does_not_become_markup_of_the_page() {
    let mut credential = provisioned("my-number-card/credential-00.cbor");
    for (text, other) in [
        ("org.iso.23220.1.jp", "<img src=x onerror"),
        ("1990年4月15日", "<script>'\"&</scr"),
        ("birth_date", "\"><b>hi</b"),
    ] {
        let (text, other) = (text.as_bytes(), other.as_bytes());
        let at = position(&credential, text);
        let length = text.len().min(other.len());
        credential[at..at + length].copy_from_slice(&other[..length]);
    }
    let page = page(&file("markup", &credential), &[]);
    for tag in tags(&page) {
        let name = tag.trim_start_matches('/').split_whitespace().next();
        assert!(!matches!(name, Some("script" | "b")), "{tag}");
        assert!(
            name != Some("img") || tag.starts_with("img src=\"data:"),
            "{tag}"
        );
    }
    for shown in [
        "&lt;img src=x onerror",
        "&lt;script&gt;&#39;",
        "&gt;&lt;b&gt;hi",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn the_page_of_a_redacted_file_has_no_value_and_no_picture() {
    let file = file(
        "page-redacted",
        &provisioned("my-number-card/credential-00.cbor"),
    );
    let whole = page(&file, &[]);
    let redacted = page(&file, &["--redact"]);
    for value in ["<img ", "1990", "花子", "13101", "東京", "女"] {
        assert!(whole.contains(value), "{value}");
        assert!(!redacted.contains(value), "{value}");
    }
    assert!(redacted.contains("digest 16 matches"));
    assert!(tags(&redacted).contains(&"table"));
}

#[test]
fn the_page_of_a_damaged_file_tells_where_it_breaks() {
    let credential = provisioned("my-number-card/credential-00.cbor");
    let page = page(&file("page-cut", &credential[..3000]), &[]);
    tags(&page);
    assert!(page.contains("at 1575: the file ends inside this item"));
}

#[test]
fn wrong_use_of_inspect_ends_with_two() {
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    for words in [
        ["--now", "today"].as_slice(),
        &["--html"],
        &["--html", "/nowhere/at/all"],
        &["--profile", "nonsense"],
        &["--unknown"],
        &["another"],
    ] {
        assert_eq!(status(&inspect(&credential, words)), 2, "{words:?}");
    }
    assert_eq!(status(&inspect(&PROVISIONED.join("nothing"), &[])), 2);
    assert_eq!(status(&run("inspect", &[""; 0])), 2);
}
