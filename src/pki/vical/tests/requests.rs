//! What is written, and what is refused before it is signed.

use super::*;
use crate::pki::tests::Unasked;

#[test]
fn a_request_that_cannot_be_written_is_refused() {
    type Change<'a> = &'a dyn Fn(&mut VicalRequest);

    let provider = Provider::new();
    let chain = provider.chain();
    let with = |change: Change<'_>| {
        let mut request = request();
        change(&mut request);
        match request.prepare(&chain).unwrap_err() {
            VicalError::Field { field, .. } => field,
            other => other.code(),
        }
    };
    let cases: [(&str, Change<'_>); 15] = [
        ("provider", &|request| request.provider.clear()),
        ("provider", &|request| request.provider = "a\nb".to_owned()),
        // The signer's certificate begins and ends within its root.
        ("date", &|request| request.date = at("2026-01-31T23:59:59Z")),
        ("date", &|request| {
            request.date = at("2027-02-01T00:00:01Z");
            (request.next_update, request.not_after) = (None, None);
        }),
        ("next_update", &|request| {
            request.next_update = Some(request.date)
        }),
        ("next_update", &|request| {
            request.next_update = Some(at("2026-08-01T00:00:01Z"));
        }),
        ("not_after", &|request| {
            request.not_after = Some(request.date)
        }),
        ("doc_types", &|request| request.entries[0].doc_types.clear()),
        ("doc_types", &|request| {
            request.entries[0].doc_types.push(MNC.to_owned())
        }),
        ("doc_types", &|request| {
            request.entries[0].doc_types.push(String::new())
        }),
        ("doc_types", &|request| {
            request.entries[0].doc_types.push("a\rb".to_owned())
        }),
        ("doc_types", &|request| {
            request.entries[0].doc_types.push("a\u{2029}b".to_owned())
        }),
        ("doc_types", &|request| {
            let number = |number: usize| format!("type {number}");
            request.entries[0].doc_types = (0..=limits::VICAL_DOC_TYPES).map(number).collect();
        }),
        ("entries", &|request| {
            request.entries = vec![request.entries[0].clone(); 1_025]
        }),
        // One root, of two kinds of documents.
        ("entries", &|request| {
            request.entries[1].certificate = request.entries[0].certificate.clone();
        }),
    ];
    for (expected, change) in cases {
        assert_eq!(with(change), expected);
    }
    let no_root = with(&|request| {
        request.entries[0].certificate = Chain::new(SigningCurve::P256).document_signer;
    });
    assert_eq!(no_root, "pki.issuer-name");
    let unsigned = with(&|request| {
        request.entries[0].certificate = Chain::new(SigningCurve::P256).unsigned_iaca();
    });
    assert_eq!(unsigned, "pki.field");
    let other = Unasked(Chain::new(SigningCurve::P384).iaca_key);
    let refused = request().issue(&chain, &other).unwrap_err();
    assert_eq!(refused.code(), "vical.field");
    let no_signer = [Chain::new(SigningCurve::P256).document_signer];
    assert_eq!(
        request().prepare(&no_signer).unwrap_err().code(),
        "pki.key-usage"
    );
    assert_eq!(request().prepare(&[]).unwrap_err().code(), "vical.field");
    // The root's name is the CA's issuer, and its key another.
    let another = Chain::new(SigningCurve::P384).iaca;
    let [signer, authority] = chain;
    let unsigned = request().prepare(&[signer, authority, another]);
    assert_eq!(unsigned.unwrap_err().code(), "vical.field");
}

#[test]
fn a_signature_of_another_key_or_over_another_list_completes_nothing() {
    let provider = Provider::new();
    let prepared = request().prepare(&provider.chain()).unwrap();
    let other_key = Chain::new(SigningCurve::P256).document_signer_key;
    for signature in [
        other_key.sign(&[prepared.to_be_signed()]).unwrap(),
        provider.key.sign(&[b"another list"]).unwrap(),
    ] {
        let error = prepared.clone().complete(&signature).unwrap_err();
        assert_eq!(error.code(), "cose.signature");
    }
}
