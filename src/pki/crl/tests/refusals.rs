//! Lists and requests with one fault each.

use super::*;
use crate::limits;
use crate::pki::oid;
use crate::pki::tests::Unasked;

/// A list of this signed part, with an algorithm and a signature of one's own.
fn whole(part: &[u8], algorithm: &[u8], signature: &[u8]) -> Result<RevocationList, CrlError> {
    RevocationList::from_der(&sequence(&[part, algorithm, signature].concat()))
}

fn signed_part(chain: &Chain) -> Vec<u8> {
    let prepared = request(&[]).prepare(&chain.iaca).unwrap();
    prepared.to_be_signed().to_vec()
}

const ECDSA_SHA_256: &[u8] = &hex_literal::hex!("30 0A 06 08 2A 86 48 CE 3D 04 03 02");
const ECDSA_SHA_1: &[u8] = &hex_literal::hex!("30 09 06 07 2A 86 48 CE 3D 04 01");
const ECDSA_SHA_384: &[u8] = &hex_literal::hex!("30 0A 06 08 2A 86 48 CE 3D 04 03 03");
const RSA_SHA_256: &[u8] = &hex_literal::hex!("30 0D 06 09 2A 86 48 86 F7 0D 01 01 0B 05 00");
/// BIT STRING of one byte.
const BITS: &[u8] = &[3, 2, 0, 1];

#[test]
fn an_algorithm_that_is_not_known_not_the_same_or_not_the_key_s_is_refused() {
    let chain = Chain::new(SigningCurve::P256);
    let part = signed_part(&chain);
    assert_eq!(
        whole(&part, ECDSA_SHA_384, BITS).unwrap_err().code(),
        "crl.algorithm"
    );
    let with = |algorithm: &[u8]| {
        let mut part = SignedPart::from_der(&part).unwrap();
        part.algorithm = Decode::from_der(algorithm).unwrap();
        whole(&part.to_der().unwrap(), algorithm, BITS)
    };
    assert_eq!(with(ECDSA_SHA_1).unwrap_err().code(), "crl.algorithm");
    let of_rsa = with(RSA_SHA_256).unwrap();
    let checked = of_rsa.check(&chain.iaca, at(NOW));
    assert_eq!(checked.unwrap_err().code(), "crl.algorithm");
    let of_nobody = with(ECDSA_SHA_256).unwrap();
    let checked = of_nobody.check(&chain.iaca, at(NOW));
    assert_eq!(checked.unwrap_err().code(), "crl.signature");
}

#[test]
fn a_list_with_a_malformed_signature_or_number_names_the_field() {
    let chain = Chain::new(SigningCurve::P256);
    let part = signed_part(&chain);
    let field = |list: Result<RevocationList, CrlError>| match list.unwrap_err() {
        CrlError::Malformed { field } => field,
        other => panic!("{other}"),
    };
    let null = &[5, 0][..];
    assert_eq!(field(whole(&part, null, BITS)), "signatureAlgorithm");
    assert_eq!(field(whole(&part, ECDSA_SHA_256, null)), "signatureValue");
    let unused_bits = &[3, 2, 1, 2][..];
    assert_eq!(
        field(whole(&part, ECDSA_SHA_256, unused_bits)),
        "signatureValue"
    );
    let more = [BITS, null].concat();
    assert_eq!(field(whole(&part, ECDSA_SHA_256, &more)), "CertificateList");
    let mut changed = SignedPart::from_der(&part).unwrap();
    changed.extensions[1].extn_value = octets(null);
    let part = changed.to_der().unwrap();
    assert_eq!(field(whole(&part, ECDSA_SHA_256, BITS)), "cRLNumber");
    let twice = changed.extensions[0].clone();
    changed.extensions[1] = twice;
    let part = changed.to_der().unwrap();
    assert_eq!(field(whole(&part, ECDSA_SHA_256, BITS)), "crlExtensions");
}

#[test]
fn a_list_above_the_bound_is_refused_unread() {
    let list = RevocationList::from_der(&vec![0; limits::REVOCATION_LIST + 1]);
    assert_eq!(list.unwrap_err().code(), "crl.too-large");
    let list = RevocationList::from_pem(&" ".repeat(2 * limits::REVOCATION_LIST + 1));
    assert_eq!(list.unwrap_err().code(), "crl.too-large");
}

#[test]
fn a_list_of_another_name_or_of_a_root_that_may_not_sign_it_is_refused() {
    let chain = Chain::new(SigningCurve::P256);
    let list = request(&[]).issue(&chain.iaca, &chain.iaca_key).unwrap();
    let code = |root: &Certificate| {
        let checked = list.clone().check(root, at(NOW));
        checked.unwrap_err().code()
    };
    assert_eq!(code(&chain.document_signer), "crl.issuer");
    let without = chain.faulty_iaca(|part| part.remove(oid::KEY_USAGE));
    assert_eq!(code(&without), "crl.root-key-usage");
    // keyCertSign alone.
    let certificates_alone = chain.faulty_iaca(|part| {
        part.put(oid::KEY_USAGE, true, &[3, 2, 2, 4]);
    });
    assert_eq!(code(&certificates_alone), "crl.root-key-usage");
    let malformed = chain.faulty_iaca(|part| part.put(oid::KEY_USAGE, true, &[5, 0]));
    assert_eq!(code(&malformed), "crl.root-key-usage");
}

#[test]
fn a_request_with_one_fault_is_refused() {
    type Change<'a> = &'a dyn Fn(&mut RevocationListRequest);

    let chain = Chain::new(SigningCurve::P256);
    let signer = &chain.document_signer;
    let long_ago = at("1969-12-31T23:59:59Z");
    let with = |change: Change<'_>| {
        let mut request = request(&[signer]);
        change(&mut request);
        match request.prepare(&chain.iaca).unwrap_err() {
            PkiError::Field { field, .. } => field,
            other => other.code(),
        }
    };
    let another = Chain::new(SigningCurve::P384);
    let cases: [(&str, Change<'_>); 11] = [
        ("this_update", &|request| {
            request.this_update = at("2025-12-31T23:59:59Z");
        }),
        ("this_update", &|request| {
            request.this_update = at("2031-01-01T00:00:01Z");
        }),
        ("next_update", &|request| {
            request.this_update = at("2030-12-31T00:00:00Z");
            request.next_update = at("2031-01-01T00:00:01Z");
            request.revoked.clear();
        }),
        // Of a root with the same name.
        ("revoked", &|request| {
            request.revoked[0].0 = another.document_signer.clone();
        }),
        ("revoked", &|request| {
            request.revoked[0].0 = chain.iaca.clone()
        }),
        ("next_update", &|request| {
            request.next_update = request.this_update;
        }),
        ("next_update", &|request| {
            request.next_update = request.this_update.plus_days(-1);
        }),
        ("revoked", &|request| {
            request.revoked[0].1 = request.this_update.plus_seconds(1);
        }),
        ("next_update", &|request| {
            request.next_update = request.this_update.plus_days(90).plus_seconds(1);
        }),
        ("revoked", &|request| request.revoked[0].1 = long_ago),
        ("revoked", &|request| {
            request.revoked[0].0 = forged_signer_of_another(&chain);
        }),
    ];
    for (expected, change) in cases {
        assert_eq!(with(change), expected);
    }
}

fn forged_signer_of_another(chain: &Chain) -> Certificate {
    chain.faulty_document_signer(|part| {
        part.issuer = der::Any::from_der(chain.document_signer.subject_der()).unwrap();
    })
}

#[test]
fn no_list_is_made_for_a_root_whose_lists_nobody_would_take() {
    let chain = Chain::new(SigningCurve::P256);
    let refused = |root: &Certificate| match request(&[]).prepare(root).unwrap_err() {
        PkiError::Field { field, .. } => field,
        other => other.code(),
    };
    assert_eq!(refused(&chain.document_signer), "pki.issuer-name");
    let without = chain.faulty_iaca(|part| part.remove(oid::KEY_USAGE));
    assert_eq!(refused(&without), "pki.key-usage");
    let without = chain.faulty_iaca(|part| {
        part.remove(oid::SUBJECT_KEY_IDENTIFIER);
        part.remove(oid::AUTHORITY_KEY_IDENTIFIER);
    });
    assert_eq!(refused(&without), "the root");
    assert_eq!(refused(&chain.unsigned_iaca()), "the root");
}

#[test]
fn another_key_than_the_root_s_is_refused_before_it_is_asked() {
    let chain = Chain::new(SigningCurve::P256);
    let other = Unasked(chain.document_signer_key.clone());
    let refused = request(&[]).issue(&chain.iaca, &other).unwrap_err();
    assert!(matches!(
        refused,
        PkiError::Field {
            field: "the root's signer",
            ..
        }
    ));
}

#[test]
fn a_signature_that_is_not_the_root_s_completes_no_list() {
    let chain = Chain::new(SigningCurve::P256);
    let prepared = request(&[]).prepare(&chain.iaca).unwrap();
    let signature = chain.document_signer_key.sign(&[prepared.to_be_signed()]);
    let refused = prepared.complete(&signature.unwrap());
    assert_eq!(refused.unwrap_err().code(), "pki.signature");
}
