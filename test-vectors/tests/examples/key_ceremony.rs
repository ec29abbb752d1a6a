use std::fs;
use std::path::Path;
use std::process::Output;

use mnid_mdoc::pki::Certificate;

use crate::{NOW, complained, files, printed, run_into, scratch, status};

fn key_ceremony(words: &[&str], out: &Path) -> Output {
    run_into("key_ceremony", out, words)
}

#[test]
fn a_ceremony_writes_the_files_of_its_contract_and_keeps_its_keys_to_itself() {
    for curve in ["p256", "p384"] {
        let folder = scratch(&format!("ceremony-{curve}"));
        let run = key_ceremony(&["--now", NOW, "--iaca-curve", curve], &folder);
        assert_eq!(status(&run), 0, "{run:?}");
        let names: Vec<_> = files(&folder).into_iter().map(|file| file.0).collect();
        assert_eq!(
            names,
            [
                "document-signer-1.csr.pem",
                "document-signer-1.key.pem",
                "document-signer-1.pem",
                "document-signer-2.csr.pem",
                "document-signer-2.key.pem",
                "document-signer-2.pem",
                "iaca-1-number-1.crl",
                "iaca-1-number-2.crl",
                "iaca-1.key.pem",
                "iaca-1.pem",
                "iaca-2-number-1.crl",
                "iaca-2.key.pem",
                "iaca-2.pem",
                "iaca-2.vical-entry.cbor",
                "iaca-link.pem",
                "iacas.json",
                "status-list-signer.key.pem",
                "status-list-signer.pem",
            ]
        );
        let story = printed(&run);
        for line in [
            "    checked   TEST mnid-mdoc document-signer-1 is good",
            "    checked   TEST mnid-mdoc document-signer-1 is revoked",
            "    checked   who trusts the old root comes to trust the new one",
        ] {
            assert!(story.lines().any(|said| said == line), "{line}");
        }
    }
}

#[test]
fn a_ceremony_follows_the_edition_that_is_asked_for_and_names_the_state() {
    for (profile, purposes) in [("default", 1), ("edition_1", 1), ("edition_2", 2)] {
        let folder = scratch(&format!("ceremony-{profile}"));
        let words = ["--now", NOW, "--profile", profile, "--state", "Tokyo"];
        let run = key_ceremony(&words, &folder);
        assert_eq!(status(&run), 0, "{run:?}");
        let certificate = |name: &str| {
            let pem = fs::read_to_string(folder.join(name)).unwrap();
            Certificate::from_pem(&pem).unwrap()
        };
        let (root, signer) = (
            certificate("iaca-1.pem"),
            certificate("document-signer-1.pem"),
        );
        assert_eq!(
            (root.state(), signer.state()),
            (Some("Tokyo"), Some("Tokyo"))
        );
        let purpose = |der: &&[u8]| [DOCUMENT_SIGNER, GENERIC_SIGNER].contains(der);
        let windows = signer.der().windows(DOCUMENT_SIGNER.len());
        assert_eq!(windows.filter(purpose).count(), purposes, "{profile}");
        let address = b"https://mnid-mdoc.example/iaca-1.crl";
        let says = |one: &Certificate| one.der().windows(address.len()).any(|at| at == address);
        assert_eq!((says(&root), says(&signer)), (profile != "edition_2", true));
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_a_key_even_where_a_file_of_its_name_was_open_to_all() {
    use std::os::unix::fs::PermissionsExt;
    let folder = scratch("ceremony-modes");
    let open = folder.join("iaca-1.key.pem");
    fs::write(&open, b"").unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o666)).unwrap();
    let run = key_ceremony(&["--now", NOW], &folder);
    assert_eq!(status(&run), 0, "{run:?}");
    let secret = |name: &String| name.ends_with(".key.pem");
    assert_eq!(
        files(&folder).iter().filter(|file| secret(&file.0)).count(),
        5
    );
    assert!(!crate::open_to_others(&folder).iter().any(secret));
}

#[test]
fn the_same_seed_and_time_give_the_same_bytes_and_another_seed_gives_others() {
    let run = |name: &str, seed: &str| {
        let folder = scratch(&format!("ceremony-{name}"));
        let run = key_ceremony(&["--now", NOW, "--seed", seed], &folder);
        assert_eq!(status(&run), 0, "{run:?}");
        files(&folder)
    };
    let first = run("first", "00ff");
    assert_eq!(first, run("second", "00FF"));
    let other = run("other", "00fe");
    let pairs = first.iter().zip(&other);
    assert!(pairs.clone().count() > 0 && pairs.clone().all(|(one, other)| one.1 != other.1));
}

#[test]
fn wrong_use_ends_with_two_and_an_unwritable_folder_with_one() {
    let folder = scratch("ceremony-wrong");
    let wrong: &[&[&str]] = &[
        &["--seed", "0"],
        &["--seed", ""],
        &["--seed", &"00".repeat(33)],
        &["--now", "2026-11-24"],
        &["--iaca-curve", "p521"],
        &["--profile", "japan"],
        &["--state"],
        &["--unknown", "1"],
        &["--now"],
    ];
    for words in wrong {
        let run = key_ceremony(words, &folder);
        assert_eq!(status(&run), 2, "{words:?}");
        assert!(complained(&run).contains("usage:"));
    }
    let file = folder.join("file");
    fs::write(&file, b"").unwrap();
    let run = key_ceremony(&[], &file.join("below"));
    assert_eq!(status(&run), 1);
    let said = complained(&run);
    assert!(
        said.starts_with("refused [key-ceremony.file]: cannot write "),
        "{said}"
    );
}

/// 1.0.18013.5.1.2 and 1.0.23220.4.1.2.
const DOCUMENT_SIGNER: &[u8] = &[6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 2];
const GENERIC_SIGNER: &[u8] = &[6, 7, 0x28, 0x81, 0xB5, 0x34, 4, 1, 2];
