#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::path::PathBuf;

use super::*;

fn vectors() -> Option<PathBuf> {
    let folder = std::env::var_os("MNID_MDOC_VECTORS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: MNID_MDOC_VECTORS is not set");
    }
    folder
}

fn read(path: &str) -> Option<Certificate> {
    let bytes = std::fs::read(vectors()?.join(path)).unwrap();
    Some(match std::str::from_utf8(&bytes) {
        Ok(pem) => Certificate::from_pem(pem).unwrap(),
        Err(_) => Certificate::from_der(&bytes).unwrap(),
    })
}

#[test]
fn every_jpki_root_is_read_and_signed_by_itself() {
    for name in [
        "authca01.cer",
        "authca02.cer",
        "authca03.cer",
        "signca01.cer",
        "signca02.cer",
        "signca03.cer",
        "test/authca-test-2019.cer",
        "test/authca-test-2023.cer",
        "test/signca-test-2019.cer",
        "test/signca-test-2024.cer",
    ] {
        let Some(root) = read(&format!("jpki-roots/{name}")) else {
            return;
        };
        root.check_signed_by(root.public_key()).unwrap();
        assert_eq!(root.subject_der(), root.issuer_der(), "{name}");
        assert_eq!(root.country(), Some("JP"), "{name}");
    }
}

#[test]
fn the_test_card_s_certificates_chain_to_their_authorities() {
    for (leaf, authority) in [
        ("jpki-sign-cert.der", "jpki-sign-ca-cert.der"),
        ("jpki-auth-cert.der", "jpki-auth-ca-cert.der"),
    ] {
        let (Some(leaf), Some(authority)) = (
            read(&format!("jpki-test-card/{leaf}")),
            read(&format!("jpki-test-card/{authority}")),
        ) else {
            return;
        };
        leaf.check_signed_by(authority.public_key()).unwrap();
        assert_eq!(leaf.issuer_der(), authority.subject_der());
        assert_eq!(
            leaf.authority_key_identifier(),
            authority.subject_key_identifier()
        );
    }
}
