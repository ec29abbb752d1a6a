use super::*;
use crate::crypto::SigningCurve;
use crate::error::Coded;
use crate::pki::tests::Chain;

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
        assert_eq!(error.code(), "pki.malformed");
    }
}

#[test]
fn a_file_without_whole_blocks_or_with_too_many_is_refused() {
    let pem = Chain::new(SigningCurve::P256).iaca.to_pem();
    let many = pem.repeat(limits::CERTIFICATES_IN_FILE + 1);
    for text in ["", BEGIN, &pem[..pem.len() / 2], &many] {
        let error = Certificate::chain_from_pem(text).unwrap_err();
        assert_eq!(error.code(), "pki.malformed");
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
