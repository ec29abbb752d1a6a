use super::*;
use crate::crypto::Signature;

#[test]
fn one_request_makes_the_same_bytes_every_time() {
    assert_eq!(KIT.token(), KIT.token());
}

#[test]
fn a_token_is_written_as_the_standard_says() {
    for (content, kind, key) in [
        (list(&[3]), "application/statuslist+cwt", 65_533),
        (
            identifiers(&[&IDENTIFIER]),
            "application/identifierlist+cwt",
            65_530,
        ),
    ] {
        let token = KIT.issue(&StatusTokenRequest {
            time_to_live: Some(std::time::Duration::from_secs(60)),
            ..request(content)
        });
        let draft = StatusDraft::of(&token).unwrap();
        assert_eq!(draft.tags, [18]);
        assert_eq!(
            draft.protected.keys().copied().collect::<Vec<_>>(),
            [1, 16, 33]
        );
        assert_eq!(draft.protected[&16], encoded_text(kind));
        let mut claims: Vec<_> = draft.claims.keys().copied().collect();
        claims.retain(|claim| *claim != key);
        assert_eq!(claims, [2, 4, 6, 65_534]);
        assert_eq!(draft.claims[&2], encoded_text(URI));
        assert_eq!(draft.claims[&65_534], encoded_integer(60));
    }
}

#[test]
fn a_request_that_no_reader_would_take_is_refused() {
    let good = || request(list(&[]));
    let two_bits = ListContent::StatusList(StatusList::new(StatusBits::Two, 4).unwrap());
    let cases = [
        StatusTokenRequest {
            uri: "status".to_owned(),
            ..good()
        },
        StatusTokenRequest {
            uri: format!("https://issuer.example/{}", "a".repeat(2_048)),
            ..good()
        },
        StatusTokenRequest {
            expires_at: at(NOW),
            ..good()
        },
        StatusTokenRequest {
            expires_at: KIT.signer.not_after().plus_seconds(1),
            ..good()
        },
        StatusTokenRequest {
            time_to_live: Some(std::time::Duration::from_millis(999)),
            ..good()
        },
        request(two_bits),
    ];
    let chain = std::slice::from_ref(&KIT.signer);
    for request in cases {
        let error = request.prepare(chain, KIT.pki.iaca()).unwrap_err();
        assert_eq!(error.code(), "status.field", "{request:?}");
    }
    assert!(good().prepare(chain, KIT.pki.iaca()).is_ok());
}

#[test]
fn a_signer_that_no_reader_would_trust_is_refused() {
    let (iaca, others) = (KIT.pki.iaca(), Kit::seeded(b"other", SigningCurve::P256));
    let long = vec![KIT.signer.clone(), iaca.clone(), iaca.clone(), iaca.clone()];
    for (chain, code) in [
        (vec![], "status.untrusted-signer"),
        (vec![others.signer], "status.untrusted-signer"),
        (
            vec![KIT.pki.document_signer().clone()],
            "pki.extended-key-usage",
        ),
        (long, "status.field"),
    ] {
        let error = request(list(&[])).prepare(&chain, iaca).unwrap_err();
        assert_eq!(error.code(), code);
    }
}

#[test]
fn a_signature_that_is_not_the_signers_lets_nothing_out() {
    let chain = std::slice::from_ref(&KIT.signer);
    let prepared = request(list(&[])).prepare(chain, KIT.pki.iaca()).unwrap();
    let other = KIT.pki.iaca_key();
    let signature = other.sign(&[prepared.to_be_signed()]).unwrap();
    let error = prepared.clone().complete(&signature).unwrap_err();
    assert_eq!(error.code(), "status.signature");
    let other = Signature::from_bytes(crate::crypto::Curve::P384, &[1; 96]).unwrap();
    let error = prepared.complete(&other).unwrap_err();
    assert_eq!(error.code(), "status.signature");
    let error = request(list(&[])).issue(chain, KIT.pki.iaca(), KIT.pki.iaca_key());
    assert_eq!(error.unwrap_err().code(), "status.field");
}

#[test]
fn a_list_that_is_too_large_for_a_token_is_not_written() {
    let mut list = IdentifierList::new();
    for number in 0..120_000_u128 {
        list.revoke(&number.to_be_bytes()).unwrap();
    }
    let chain = std::slice::from_ref(&KIT.signer);
    let request = request(ListContent::IdentifierList(list));
    let error = request.prepare(chain, KIT.pki.iaca()).unwrap_err();
    assert_eq!(error.code(), "status.too-large");
}
