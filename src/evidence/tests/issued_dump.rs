//! A document from the files of a real test card, as far as an issuer that waives what they cannot
//! prove would take it.

use std::time::Duration;

use super::dump::{self, folder};
use super::*;
use crate::crypto::SigningCurve;
use crate::derive::{ClaimOptions, Fact, IssuerFacts, Source, my_number_card};
use crate::holder::DeviceKey;
use crate::holder::jwt::{self, ProofContext};
use crate::issue::{IssueError, IssuedMdoc, Issuer, IssuingPolicy};
use crate::pki;
use crate::profile::Preset;
use crate::testing::{SoftwareWallet, ThrowawayPki};
use crate::verify::{self, Trust};

fn issue(least_assurance: Assurance, authority: &ThrowawayPki) -> Result<IssuedMdoc, IssueError> {
    let evidence = dump::evidence(&dump::policy(), &dump::anchors(), &dump::reading()).unwrap();
    let facts = IssuerFacts::new().with(Fact::municipality_code("13221"), Source::Configuration);
    let claims = my_number_card(&evidence, &facts, now(), &ClaimOptions::new()).unwrap();
    let chain = std::slice::from_ref(authority.document_signer());
    let anchors = std::slice::from_ref(authority.iaca());
    let policy = IssuingPolicy {
        environment: Environment::Test,
        least_assurance,
        validity: Duration::from_secs(30 * 86_400),
        options: Preset::Default.options(),
    };
    let issuer = Issuer::new(pki::validate(chain, anchors, now()).unwrap(), policy)?;
    let subject = issuer.admit(&claims, now())?;
    subject.issue(
        &device_key(),
        &mut random(),
        authority.document_signer_key(),
    )
}

fn device_key() -> DeviceKey {
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(1, &mut random()).unwrap();
    let expected = ProofContext {
        issuer: "https://issuer.example",
        nonce: "nonce",
        now: now(),
        dpop_key: None,
        attested_by: &[],
    };
    let proofs = wallet.proofs(expected.issuer, expected.nonce, now());
    jwt::verify(&proofs.unwrap()[0], &expected).unwrap()
}

#[test]
fn the_test_card_becomes_a_document_that_a_reader_accepts() {
    if folder().is_none() {
        return;
    }
    let authority = ThrowawayPki::generate(SigningCurve::P384, now(), &mut random()).unwrap();
    let issued = issue(Assurance::RecordsOnly, &authority).unwrap();
    let trust = Trust {
        doc_type: Some("org.iso.23220.1.jp.mnc"),
        ..Trust::new(std::slice::from_ref(authority.iaca()), now())
    };
    let document = verify::issuer_signed(issued.as_bytes(), &trust)
        .accepted()
        .unwrap();
    let text = |namespace, identifier| {
        let value = document.value(namespace, identifier).unwrap();
        crate::cbor::diagnostic(value).unwrap()
    };
    let japan = "org.iso.23220.1.jp";
    let name = document.value(japan, "full_name_unicode").unwrap();
    assert!(name.ends_with("黒桐　幹也".as_bytes()));
    assert_eq!(text(japan, "birth_date_unicode"), "\"1980年2月17日\"");
    assert_eq!(
        text("org.iso.23220.1", "birth_date"),
        "1004(\"1980-02-17\")"
    );
    assert_eq!(text("org.iso.23220.1", "sex"), "1");
    assert_eq!(text("org.iso.23220.1", "age_over_20"), "true");
    assert!(document.value(japan, "portrait").is_some());
    assert_eq!(document.value(japan, "individual_number_unicode"), None);
}

#[test]
fn an_issuer_that_demands_the_holders_signature_refuses_the_test_card() {
    if folder().is_none() {
        return;
    }
    let authority = ThrowawayPki::generate(SigningCurve::P384, now(), &mut random()).unwrap();
    let refused = issue(Assurance::SignedByHolder, &authority).unwrap_err();
    assert_eq!(refused.code(), "issue.assurance");
}
