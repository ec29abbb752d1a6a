use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::provision::PROVISIONED;
use crate::{printed, run, scratch, status};

fn lint(file: &Path, profile: &str) -> Output {
    run("lint", &[file.to_str().unwrap(), "--profile", profile])
}

fn credential() -> PathBuf {
    PROVISIONED.join("my-number-card/credential-00.cbor")
}

/// The credential with a change, in a file of this name.
fn changed(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    let mut bytes = fs::read(credential()).unwrap();
    change(&mut bytes);
    let file = scratch(name).join("changed");
    fs::write(&file, bytes).unwrap();
    file
}

#[test]
fn lint_is_silent_about_what_provision_makes() {
    for (file, said) in [
        ("iaca.pem", "certificate 0: IACA root, signed by itself\n"),
        (
            "document-signer.pem",
            "certificate 0: document signer, signed by an issuer that is not here\n",
        ),
        ("my-number-card/credential-00.cbor", ""),
        ("driving-licence/credential-00.cbor", ""),
    ] {
        let run = lint(&PROVISIONED.join(file), "default");
        assert_eq!((status(&run), printed(&run).as_str()), (0, said), "{file}");
    }
}

#[test]
fn lint_says_which_certificate_signed_and_judges_the_first_as_it_is_told() {
    let pem = |name| fs::read_to_string(PROVISIONED.join(name)).unwrap();
    let file = scratch("lint-chain").join("chain.pem");
    fs::write(&file, pem("document-signer.pem") + &pem("iaca.pem")).unwrap();
    let whole = lint(&file, "default");
    assert_eq!(
        (status(&whole), printed(&whole).as_str()),
        (
            0,
            "certificate 0: document signer, signed by certificate 1\n\
             certificate 1: IACA root, signed by itself\n"
        )
    );
    let file = file.to_str().unwrap();
    let told = run("lint", &[file, "--role", "vical_signer"]);
    let story = printed(&told);
    assert!(
        story.starts_with(
            "certificate 0: VICAL signer, signed by certificate 1\n\
             refused pki.key-usage certificate 0 (VICAL signer): "
        ),
        "{story}"
    );
    assert_eq!(status(&told), 1);
    assert_eq!(status(&run("lint", &[file, "--role", "nonsense"])), 2);
}

#[test]
fn lint_judges_by_the_profile_that_is_named_and_ends_with_zero_for_notes() {
    let credential = lint(&credential(), "zero_knowledge");
    let certificate = lint(&PROVISIONED.join("iaca.pem"), "edition_2");
    for (run, line) in [
        (
            credential,
            "note profile.not-provable org.iso.23220.1.jp/full_name_unicode: departs from \"",
        ),
        (
            certificate,
            "note pki.crl-distribution-points-of-root certificate 0 (IACA root): departs from \
             \"a root has no CRL distribution points\" (B.1.2)",
        ),
    ] {
        let story = printed(&run);
        assert!(story.lines().any(|said| said.starts_with(line)), "{story}");
        assert_eq!(status(&run), 0);
    }
}

#[test]
fn lint_ends_with_one_for_what_is_refused_or_unreadable() {
    for (file, start) in [
        (
            changed("lint-refused", |bytes| *bytes.last_mut().unwrap() ^= 1),
            "refused profile.signature issuerAuth: departs from \"",
        ),
        (
            changed("lint-unreadable", |bytes| bytes.push(0)),
            "unreadable mdoc.not-cbor ",
        ),
    ] {
        let run = lint(&file, "default");
        assert!(printed(&run).starts_with(start), "{}", printed(&run));
        assert_eq!(status(&run), 1);
    }
}

#[test]
fn wrong_use_of_lint_ends_with_two() {
    assert_eq!(status(&lint(&credential(), "nonsense")), 2);
    assert_eq!(status(&lint(&PROVISIONED.join("nothing"), "default")), 2);
    assert_eq!(status(&run("lint", &[""; 0])), 2);
}
