use super::*;
use crate::crypto::SigningCurve;
use crate::error::Coded;
use crate::pki::tests::Chain;
use crate::pki::{oid, validate};

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
fn the_first_certificate_of_an_x5chain_is_linted_as_the_document_signer_s() {
    let chain = Chain::new(SigningCurve::P256);
    let signer = chain.faulty_document_signer(|part| part.remove(oid::EXTENDED_KEY_USAGE));
    let other = lint_chain(std::slice::from_ref(&signer), Edition::EveryReader);
    assert_eq!(other[0].role, Role::StatusListSigner);
    let linted = lint_x5chain(&[signer, chain.iaca], Edition::EveryReader);
    let rules: Vec<_> = linted[0].findings.iter().map(|found| found.rule).collect();
    assert_eq!(linted[0].role, Role::DocumentSigner);
    assert_eq!(rules, ["pki.extended-key-usage"]);
    assert_eq!((linted[1].role, linted.len()), (Role::Iaca, 2));
    assert_eq!(lint_x5chain(&[], Edition::EveryReader), []);
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
