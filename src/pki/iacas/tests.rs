use super::{iacas_from_json, iacas_to_json};
use crate::crypto::SigningCurve;
use crate::error::Coded;
use crate::pki::tests::Chain;

#[test]
fn published_roots_are_read_back() {
    let roots = [
        Chain::new(SigningCurve::P256).iaca,
        Chain::new(SigningCurve::P384).iaca,
    ];
    let json = iacas_to_json(&roots).unwrap();
    assert!(json.starts_with(r#"{"iacas":[{"certificate":"MII"#));
    assert_eq!(iacas_from_json(json.as_bytes()).unwrap(), roots);
    let extended = json.replacen('{', r#"{"other":1,"#, 1);
    assert_eq!(iacas_from_json(extended.as_bytes()).unwrap(), roots);
}

#[test]
fn a_list_of_no_or_too_many_roots_is_neither_written_nor_read() {
    let root = Chain::new(SigningCurve::P256).iaca;
    assert_eq!(iacas_to_json(&[]).unwrap_err().code(), "pki.field");
    let one = iacas_to_json(&[root]).unwrap();
    let entry = &one[r#"{"iacas":["#.len()..one.len() - 2];
    let many = format!(r#"{{"iacas":[{}]}}"#, vec![entry; 17].join(","));
    let base64url = one.replace(['+', '/'], "-");
    for json in [r#"{"iacas":[]}"#, "{}", "", &many, &base64url] {
        let error = iacas_from_json(json.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "pki.file", "{json}");
    }
}

#[test]
fn only_roots_that_signed_themselves_are_published_each_once() {
    let chain = Chain::new(SigningCurve::P256);
    let root = chain.iaca.clone();
    for (roots, expected) in [
        (
            [root.clone(), chain.document_signer.clone()],
            "pki.issuer-name",
        ),
        ([root.clone(), chain.unsigned_iaca()], "pki.field"),
        ([root.clone(), root], "pki.field"),
    ] {
        assert_eq!(iacas_to_json(&roots).unwrap_err().code(), expected);
    }
}

#[test]
fn more_roots_than_are_read_are_not_published() {
    let chain = Chain::new(SigningCurve::P256);
    let mut roots: Vec<_> = (0..17).map(|serial| chain.numbered_iaca(serial)).collect();
    assert_eq!(iacas_to_json(&roots).unwrap_err().code(), "pki.field");
    roots.pop();
    assert_eq!(
        iacas_from_json(iacas_to_json(&roots).unwrap().as_bytes()).unwrap(),
        roots
    );
}
