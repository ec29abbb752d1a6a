use std::slice;

use x509_cert::serial_number::SerialNumber;

use super::*;
use crate::crypto::SigningCurve;
use crate::error::Coded;
use crate::pki::tests::{Chain, forged};
use crate::pki::{IacaLinkRequest, oid, validate};
use crate::testing::SeededRandom;

#[test]
fn a_file_as_tools_write_it_is_read() {
    let chain = Chain::new(SigningCurve::P256);
    let pem = format!(
        "Certificate:\n    Data:\n{}\n subject=CN = x\n{}trailing words",
        chain.document_signer.to_pem(),
        chain.iaca.to_pem()
    );
    for text in [pem.clone(), pem.replace('\n', "\r\n")] {
        let read = Certificate::chain_from_pem(&text).unwrap();
        assert_eq!(read, [chain.document_signer.clone(), chain.iaca.clone()]);
        let error = Certificate::from_pem(&text).unwrap_err();
        assert_eq!(error.code(), "pki.file");
    }
}

#[test]
fn a_file_without_whole_blocks_or_with_too_many_is_refused() {
    let pem = Chain::new(SigningCurve::P256).iaca.to_pem();
    let many = pem.repeat(limits::CERTIFICATES_IN_FILE + 1);
    for text in ["", BEGIN, &pem[..pem.len() / 2], &many] {
        let error = Certificate::chain_from_pem(text).unwrap_err();
        assert_eq!(error.code(), "pki.file");
    }
    let large = " ".repeat(limits::CERTIFICATE_FILE + 1);
    let error = Certificate::chain_from_pem(&large).unwrap_err();
    assert_eq!(error.code(), "pki.too-large");
}

#[test]
fn each_certificate_of_a_chain_is_linted_in_its_role() {
    let chain = Chain::new(SigningCurve::P256);
    let linted = lint_chain(&[chain.document_signer, chain.iaca], Edition::EveryReader);
    let expected = [(Role::DocumentSigner, Some(1)), (Role::Iaca, Some(1))];
    let found: Vec<_> = linted.iter().map(|one| (one.role, one.issuer)).collect();
    assert_eq!(found, expected);
    assert!(linted.iter().all(|one| one.findings.is_empty()));
}

#[test]
fn a_document_signer_alone_is_linted_without_its_root() {
    let signer = Chain::new(SigningCurve::P256).document_signer;
    let [linted] = lint_chain(&[signer], Edition::EveryReader)
        .try_into()
        .unwrap();
    assert_eq!(linted.role, Role::DocumentSigner);
    assert_eq!(linted.issuer, None);
    assert_eq!(linted.findings, []);
}

#[test]
fn the_first_certificate_is_linted_in_the_role_that_it_is_given() {
    let chain = Chain::new(SigningCurve::P256);
    let signer = chain.faulty_document_signer(|part| part.remove(oid::EXTENDED_KEY_USAGE));
    let other = lint_chain(std::slice::from_ref(&signer), Edition::EveryReader);
    assert_eq!(other[0].role, Role::StatusListSigner);
    let linted = lint_chain_as(
        Role::DocumentSigner,
        &[signer, chain.iaca],
        Edition::EveryReader,
    );
    let rules: Vec<_> = linted[0].findings.iter().map(|found| found.rule).collect();
    assert_eq!(linted[0].role, Role::DocumentSigner);
    assert_eq!(rules, ["pki.extended-key-usage"]);
    assert_eq!((linted[1].role, linted.len()), (Role::Iaca, 2));
    assert_eq!(lint_chain_as(Role::Iaca, &[], Edition::EveryReader), []);
}

/// What is said of each certificate: its role, what signed it, and the rules that it breaks.
fn said(chain: &[Certificate]) -> Vec<(Role, Option<usize>, Vec<&'static str>)> {
    let rules = |findings: &[Finding]| findings.iter().map(|found| found.rule).collect();
    lint_chain(chain, Edition::EveryReader)
        .iter()
        .map(|one| (one.role, one.issuer, rules(&one.findings)))
        .collect()
}

/// With the last bit of its signature changed.
fn tampered(certificate: &Certificate) -> Certificate {
    let mut der = certificate.der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    Certificate::from_der(&der).unwrap()
}

const BROKEN: [&str; 1] = ["pki.signature"];

#[test]
fn a_signature_that_is_not_the_issuer_s_is_told() {
    let (chain, other) = (
        Chain::new(SigningCurve::P256),
        Chain::new(SigningCurve::P384),
    );
    assert_eq!(chain.iaca.subject_der(), other.iaca.subject_der());
    let signer = (Role::DocumentSigner, None, BROKEN.to_vec());
    let root = |position| (Role::Iaca, Some(position), vec![]);
    assert_eq!(
        said(&[chain.document_signer.clone(), other.iaca.clone()]),
        [signer.clone(), root(1)]
    );
    assert_eq!(
        said(&[tampered(&chain.document_signer), chain.iaca.clone()]),
        [signer.clone(), root(1)]
    );
    let good = (Role::DocumentSigner, Some(2), vec![]);
    assert_eq!(
        said(&[other.iaca, chain.document_signer.clone(), chain.iaca]),
        [root(0), good, root(2)]
    );
}

#[test]
fn a_root_whose_own_signature_is_broken_is_told() {
    let chain = Chain::new(SigningCurve::P256);
    let broken = (Role::Iaca, None, BROKEN.to_vec());
    assert_eq!(said(&[tampered(&chain.iaca)]), slice::from_ref(&broken));
    // It has the key that signed the document signer all the same.
    let signer = (Role::DocumentSigner, Some(1), vec![]);
    let both = [chain.document_signer, tampered(&chain.iaca)];
    assert_eq!(said(&both), [signer, broken]);
}

#[test]
fn what_is_signed_by_no_ca_is_told() {
    let chain = Chain::new(SigningCurve::P256);
    let signer = &chain.document_signer;
    let self_signed = forged(signer, &chain.document_signer_key, |part| {
        part.issuer = part.subject.clone();
    });
    let [(_, issuer, rules)] = said(&[self_signed]).try_into().unwrap();
    assert_eq!((issuer, rules), (None, BROKEN.to_vec()));
    let below = forged(signer, &chain.document_signer_key, |part| {
        part.issuer = part.subject.clone();
        part.serial = SerialNumber::new(&[7; 16]).unwrap();
    });
    let [(_, issuer, rules), _] = said(&[below, signer.clone()]).try_into().unwrap();
    assert_eq!((issuer, rules), (None, BROKEN.to_vec()));
}

#[test]
fn a_link_to_a_root_of_the_old_root_s_name_is_told_from_both() {
    let (old, new) = (
        Chain::new(SigningCurve::P256),
        Chain::new(SigningCurve::P384),
    );
    let request = IacaLinkRequest {
        edition: Edition::EveryReader,
        not_before: old.iaca.not_before(),
        not_after: old.iaca.not_after(),
        crl_uri: None,
    };
    let random = &mut SeededRandom::new(b"link");
    let link = request.issue(&old.iaca, &old.iaca_key, &new.iaca, random);
    let link = link.unwrap();
    assert_eq!(link.subject_der(), link.issuer_der());
    let linked = |issuer, rules: &[_]| (Role::IacaLink, issuer, rules.to_vec());
    let root = |position| (Role::Iaca, Some(position), vec![]);
    let signer = (Role::DocumentSigner, Some(3), vec![]);
    let whole = [
        link.clone(),
        new.document_signer.clone(),
        old.iaca.clone(),
        new.iaca.clone(),
    ];
    assert_eq!(
        said(&whole),
        [linked(Some(2), &[]), signer, root(2), root(3)]
    );
    // Without the old root nothing can be said of who signed.
    assert_eq!(said(slice::from_ref(&link)), [linked(None, &[])]);
    let without = [link.clone(), new.iaca];
    assert_eq!(said(&without), [linked(None, &[]), root(1)]);
    let broken = [tampered(&link), old.iaca.clone()];
    assert_eq!(said(&broken), [linked(None, &BROKEN), root(1)]);

    let late = forged(&link, &old.iaca_key, |part| {
        part.set_validity("2026-01-01T00:00:00Z", "2031-01-01T00:00:01Z");
    });
    let expected = linked(Some(1), &["pki.outlives-issuer"]);
    assert_eq!(said(&[late, old.iaca.clone()]), [expected, root(1)]);
    // Nothing in it says that another key signed; the old root's signature does.
    let unnamed = forged(&link, &old.iaca_key, |part| {
        part.remove(oid::AUTHORITY_KEY_IDENTIFIER);
    });
    let expected = linked(Some(1), &["pki.authority-key-identifier"]);
    assert_eq!(said(&[unnamed, old.iaca]), [expected, root(1)]);
}

#[test]
fn a_root_that_names_another_key_as_its_signer_s_is_a_root_where_it_signed_itself() {
    let chain = Chain::new(SigningCurve::P256);
    let root = chain.faulty_iaca(|part| {
        let content = [&[0x30, 22, 0x80, 20][..], &[7; 20]].concat();
        part.put(oid::AUTHORITY_KEY_IDENTIFIER, false, &content);
    });
    let expected = (Role::Iaca, Some(0), vec!["pki.authority-key-identifier"]);
    assert_eq!(said(&[root]), [expected]);
}

#[test]
fn a_signer_that_ends_after_its_root_is_told() {
    let chain = Chain::new(SigningCurve::P256);
    let root = chain.faulty_iaca(|part| {
        part.set_validity("2026-01-01T00:00:00Z", "2027-01-31T23:59:59Z");
    });
    let late = vec!["pki.outlives-root"];
    let expected = [
        (Role::DocumentSigner, Some(1), late),
        (Role::Iaca, Some(1), vec![]),
    ];
    assert_eq!(said(&[chain.document_signer, root]), expected);
}

/// Roots, and signers below two of them, by OpenSSL: all but their keys and algorithms are as the
/// profiles demand.
macro_rules! foreign {
    ($name:literal) => {
        (
            $name,
            Certificate::from_pem(include_str!(concat!("tests/foreign/", $name, ".pem"))).unwrap(),
        )
    };
}

#[test]
fn a_certificate_by_whose_key_nothing_can_be_verified_is_linted_all_the_same() {
    let key = &["pki.unsupported-key"][..];
    let forbidden = &["pki.key-kind"][..];
    let algorithm = &["pki.signature-algorithm"][..];
    let both = &["pki.signature-algorithm", "pki.key-kind"][..];
    let cases = [
        (foreign!("p256"), &[][..]),
        (foreign!("p521"), key),
        (foreign!("brainpool_p256r1"), key),
        (foreign!("brainpool_p320r1"), key),
        (foreign!("brainpool_p384r1"), key),
        (foreign!("brainpool_p512r1"), key),
        (foreign!("signer_p521"), key),
        (foreign!("signer_ed448"), key),
        (foreign!("secp256k1"), forbidden),
        (foreign!("compressed_point"), forbidden),
        (foreign!("explicit_curve"), forbidden),
        (foreign!("sha1"), algorithm),
        (foreign!("rsa"), both),
        (foreign!("rsa_1024"), both),
        (foreign!("rsa_pss"), both),
        (foreign!("ed25519"), both),
        (foreign!("ed448"), both),
    ];
    for ((name, certificate), expected) in cases {
        let [linted] = lint_chain(&[certificate], Edition::EveryReader)
            .try_into()
            .unwrap();
        let rules: Vec<_> = linted.findings.iter().map(|found| found.rule).collect();
        assert_eq!(rules, expected, "{name}");
        let role = match name.starts_with("signer") {
            true => Role::DocumentSigner,
            false => Role::Iaca,
        };
        assert_eq!(linted.role, role, "{name}");
    }
}

#[test]
fn nothing_is_valid_by_a_key_by_which_nothing_can_be_verified() {
    let cases = [
        (
            foreign!("signer_p521"),
            foreign!("p521"),
            "pki.unsupported-key",
        ),
        (
            foreign!("signer_ed448"),
            foreign!("p256"),
            "pki.unsupported-key",
        ),
        // They have the root's name.
        (foreign!("signer_ed448"), foreign!("rsa"), "pki.algorithm"),
        (
            foreign!("signer_ed448"),
            foreign!("secp256k1"),
            "pki.unsupported-key",
        ),
    ];
    for ((name, signer), (_, root), expected) in cases {
        let at = signer.not_before().plus_days(1);
        let error = validate(&[signer], &[root], at).unwrap_err();
        assert_eq!(error.code(), expected, "{name}");
    }
}

#[test]
fn no_bit_that_is_changed_makes_the_linter_panic() {
    for (name, certificate) in [
        foreign!("p521"),
        foreign!("rsa_1024"),
        foreign!("explicit_curve"),
    ] {
        let mut refused = 0;
        for place in 0..certificate.der().len() {
            let mut der = certificate.der().to_vec();
            der[place] ^= 1;
            match Certificate::from_der(&der) {
                Ok(read) => drop(lint_chain(&[read], Edition::EveryReader)),
                Err(_) => refused += 1,
            }
        }
        assert!(refused > 0, "{name}");
    }
}
