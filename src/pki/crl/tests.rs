use der::{Decode, Encode};

use super::request::SignedPart;
use super::{CrlError, RevocationList, RevocationListRequest};
use crate::crypto::{Curve, Signer};
use crate::error::Coded;
use crate::pki::builder::encoding;
use crate::pki::tests::{Chain, at};
use crate::pki::{Certificate, PkiError};

const NOW: &str = "2026-06-01T00:00:00Z";

fn request(revoked: &[&Certificate]) -> RevocationListRequest {
    let since = at("2026-05-31T00:00:00Z");
    RevocationListRequest {
        this_update: at(NOW),
        next_update: at(NOW).plus_days(90),
        number: 200,
        revoked: revoked.iter().map(|one| ((*one).clone(), since)).collect(),
    }
}

fn forged(chain: &Chain, change: impl FnOnce(&mut SignedPart)) -> RevocationList {
    let prepared = request(&[]).prepare(&chain.iaca).unwrap();
    let mut part = SignedPart::from_der(prepared.to_be_signed()).unwrap();
    change(&mut part);
    let part = part.to_der().unwrap();
    let signature = chain.iaca_key.sign(&[&part]).unwrap();
    let curve = chain.iaca_key.public_key().curve();
    let der = encoding::certificate(&part, curve, signature.as_bytes()).unwrap();
    RevocationList::from_der(&der).unwrap()
}

#[test]
fn a_list_tells_since_when_a_certificate_is_revoked() {
    for curve in [Curve::P256, Curve::P384] {
        let chain = Chain::new(curve);
        let signer = &chain.document_signer;
        for (revoked, answer) in [
            (&[][..], None),
            (&[signer][..], Some(at("2026-05-31T00:00:00Z"))),
        ] {
            let list = request(revoked)
                .issue(&chain.iaca, &chain.iaca_key)
                .unwrap();
            let read = RevocationList::from_der(list.der()).unwrap();
            assert_eq!(read.number(), Some(&[200][..]));
            assert_eq!(read.revoked_count(), revoked.len());
            let current = read.check(&chain.iaca, at(NOW)).unwrap();
            assert_eq!(current.revoked_since(signer).unwrap(), answer);
        }
    }
}

#[test]
fn a_list_is_current_from_its_making_until_the_next_is_due() {
    let chain = Chain::new(Curve::P256);
    let list = request(&[]).issue(&chain.iaca, &chain.iaca_key).unwrap();
    for (time, code) in [
        ("2026-05-31T23:59:59Z", Some("crl.not-yet-valid")),
        (NOW, None),
        ("2026-08-29T23:59:59Z", None),
        ("2026-08-30T00:00:00Z", Some("crl.outdated")),
    ] {
        let outcome = list.clone().check(&chain.iaca, at(time));
        assert_eq!(outcome.err().map(|error| error.code()), code, "{time}");
    }
}

#[test]
fn a_critical_extension_that_is_not_known_is_refused() {
    let chain = Chain::new(Curve::P256);
    // The delta CRL indicator and the issuing distribution point.
    for id in ["2.5.29.27", "2.5.29.28"] {
        let list = forged(&chain, |part| {
            let mut extension = part.extensions[1].clone();
            extension.extn_id = der::oid::ObjectIdentifier::new_unwrap(id);
            extension.critical = true;
            part.extensions.push(extension);
        });
        let error = list.check(&chain.iaca, at(NOW)).unwrap_err();
        assert!(matches!(error, CrlError::CriticalExtension { oid } if oid == id));
    }
}

#[test]
fn a_list_of_another_key_of_the_same_name_is_refused() {
    let (chain, other) = (Chain::new(Curve::P256), Chain::new(Curve::P384));
    let list = request(&[]).issue(&chain.iaca, &chain.iaca_key).unwrap();
    let error = list.clone().check(&other.iaca, at(NOW)).unwrap_err();
    assert_eq!(error.code(), "crl.signature");
    let current = list.check(&chain.iaca, at(NOW)).unwrap();
    let error = current.revoked_since(&other.document_signer).unwrap_err();
    assert_eq!(error.code(), "crl.not-covered");
}

#[test]
fn a_request_outside_of_its_profile_is_refused() {
    let chain = Chain::new(Curve::P256);
    let signer = &chain.document_signer;
    let late = RevocationListRequest {
        next_update: at("2026-08-30T00:00:01Z"),
        ..request(&[])
    };
    let expired = RevocationListRequest {
        this_update: at("2028-01-01T00:00:00Z"),
        next_update: at("2028-01-02T00:00:00Z"),
        ..request(&[signer])
    };
    for request in [late, expired, request(&[signer, signer])] {
        let error = request.prepare(&chain.iaca).unwrap_err();
        assert!(matches!(error, PkiError::Field { .. }));
    }
}

#[test]
fn no_changed_byte_is_accepted_or_panics() {
    let chain = Chain::new(Curve::P256);
    let list = request(&[&chain.document_signer]);
    let list = list.issue(&chain.iaca, &chain.iaca_key).unwrap();
    for index in 0..list.der().len() {
        assert!(RevocationList::from_der(&list.der()[..index]).is_err());
        let mut der = list.der().to_vec();
        der[index] ^= 1;
        let outcome = RevocationList::from_der(&der);
        assert!(
            outcome
                .and_then(|list| list.check(&chain.iaca, at(NOW)))
                .is_err()
        );
    }
}
