use super::*;
use crate::pki::oid;
use crate::pki::tests::with_extension;

/// The code for a token whose signer's certificate has another extension, or not the one it had.
fn code_with(id: der::oid::ObjectIdentifier, extension: Option<(bool, &[u8])>) -> &'static str {
    let signer = with_extension(&KIT.signer, KIT.pki.iaca_key(), id, extension);
    KIT.code(&KIT.changed(|draft| carry(draft, &signer)))
}

fn carry(draft: &mut StatusDraft, signer: &Certificate) {
    let mut chain = Vec::new();
    crate::cbor::Writer::new(&mut chain).byte_string(signer.der());
    draft.protected.insert(33, chain);
}

#[test]
fn a_signer_has_the_profile_that_the_standard_demands() {
    const SIGNATURES: &[u8] = b"\x03\x02\x07\x80";
    const NON_REPUDIATION: &[u8] = b"\x03\x02\x06\x40";
    const NO_SEQUENCE: &[u8] = b"\x05\x00";
    const DOCUMENTS: &[u8] = b"\x30\x09\x06\x07\x28\x81\x8C\x5D\x05\x01\x02";
    const READERS: &[u8] = b"\x30\x09\x06\x07\x28\x81\x8C\x5D\x05\x01\x06";
    const OCSP: &[u8] = b"\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x09";
    const UNKNOWN: &[u8] = b"\x30\x03\x06\x01\x2A";
    let (usage, purpose) = (oid::KEY_USAGE, oid::EXTENDED_KEY_USAGE);
    let cases = [
        (usage, Some((true, SIGNATURES)), "accepted"),
        (usage, Some((false, SIGNATURES)), "pki.key-usage"),
        (usage, Some((true, NON_REPUDIATION)), "pki.key-usage"),
        (usage, None, "pki.key-usage"),
        (purpose, Some((false, UNKNOWN)), "accepted"),
        (purpose, Some((false, DOCUMENTS)), "pki.extended-key-usage"),
        (purpose, Some((true, DOCUMENTS)), "pki.extended-key-usage"),
        (purpose, Some((true, READERS)), "pki.extended-key-usage"),
        (purpose, Some((true, OCSP)), "pki.extended-key-usage"),
        (
            purpose,
            Some((false, NO_SEQUENCE)),
            "pki.extended-key-usage",
        ),
        (
            oid::AUTHORITY_KEY_IDENTIFIER,
            None,
            "pki.authority-key-identifier",
        ),
    ];
    for (id, extension, code) in cases {
        assert_eq!(code_with(id, extension), code, "{id} {extension:?}");
    }
}

#[test]
fn a_document_signer_signs_no_status_list() {
    let token = KIT.token();
    let mut draft = StatusDraft::of(&token).unwrap();
    carry(&mut draft, KIT.pki.document_signer());
    let token = draft.sign(KIT.pki.document_signer_key()).unwrap();
    assert_eq!(KIT.code(&token), "pki.extended-key-usage");
}

#[test]
fn a_signer_of_another_authority_is_refused() {
    let other = Kit::seeded(b"other", SigningCurve::P256);
    // Both roots have one name.
    assert_eq!(KIT.code(&other.token()), "status.untrusted-signer");
}

#[test]
fn a_list_of_a_signer_that_has_expired_is_refused() {
    let token = KIT.changed(|draft| {
        draft
            .claims
            .insert(4, encoded_integer(at(NOW).plus_days(1000).unix()));
    });
    let late = KIT.signer.not_after().plus_seconds(1);
    let token = StatusToken::parse(&token).unwrap();
    let error = token.check(URI, KIT.pki.iaca(), late).unwrap_err();
    assert_eq!(error.code(), "pki.expired");
}

#[test]
fn a_certificate_that_cannot_be_read_is_refused() {
    let token = KIT.changed(|draft| drop(draft.protected.insert(33, vec![0x41, 0x30])));
    assert_eq!(KIT.code(&token), "pki.malformed");
}

#[test]
fn a_signature_by_another_key_or_changed_is_refused() {
    let draft = StatusDraft::of(&KIT.token()).unwrap();
    let token = draft.sign(KIT.pki.iaca_key()).unwrap();
    assert_eq!(KIT.code(&token), "status.signature");
    let mut token = KIT.token();
    *token.last_mut().unwrap() ^= 1;
    assert_eq!(KIT.code(&token), "status.signature");
}

#[test]
fn a_signer_on_p384_is_taken() {
    let kit = Kit::seeded(b"status", SigningCurve::P384);
    assert_eq!(kit.code(&kit.token()), "accepted");
}

#[test]
fn a_certificate_that_came_another_way_is_trusted_no_more() {
    let token = KIT.changed(|draft| drop(draft.protected.remove(&33)));
    let other = Kit::seeded(b"other", SigningCurve::P256);
    for (signer, code) in [
        (&KIT.signer, "accepted"),
        (&other.signer, "status.untrusted-signer"),
        (KIT.pki.document_signer(), "pki.extended-key-usage"),
    ] {
        let token = StatusToken::parse(&token).unwrap();
        let token = token.with_signer(signer).unwrap();
        let outcome = token.check(URI, KIT.pki.iaca(), at(NOW));
        let found = outcome.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(found, code);
    }
}

#[test]
fn a_certificate_that_is_not_the_one_carried_is_refused() {
    let (token, other) = (KIT.token(), KIT.pki.document_signer());
    let parsed = StatusToken::parse(&token).unwrap();
    assert!(parsed.clone().with_signer(&KIT.signer).is_ok());
    let error = parsed.with_signer(other).unwrap_err();
    assert_eq!(error.code(), "status.other-signer");
}
