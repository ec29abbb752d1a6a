use std::sync::LazyLock;

use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, SliceReader};
use proptest::prelude::*;

use super::request::{Entry, SignedPart};
use super::{CrlError, RevocationList, RevocationListRequest};
use crate::crypto::{Curve, Signer, SigningCurve};
use crate::error::Coded;
use crate::pki::builder::encoding;
use crate::pki::tests::{Chain, at};
use crate::pki::{Certificate, PkiError};

mod refusals;
mod scope;

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
    for curve in [SigningCurve::P256, SigningCurve::P384] {
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
    let chain = Chain::new(SigningCurve::P256);
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
    let chain = Chain::new(SigningCurve::P256);
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
    let (chain, other) = (
        Chain::new(SigningCurve::P256),
        Chain::new(SigningCurve::P384),
    );
    let list = request(&[]).issue(&chain.iaca, &chain.iaca_key).unwrap();
    let error = list.clone().check(&other.iaca, at(NOW)).unwrap_err();
    assert_eq!(error.code(), "crl.signature");
    let current = list.check(&chain.iaca, at(NOW)).unwrap();
    let error = current.revoked_since(&other.document_signer).unwrap_err();
    assert_eq!(error.code(), "crl.not-covered");
}

#[test]
fn a_request_outside_of_its_profile_is_refused() {
    let chain = Chain::new(SigningCurve::P256);
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
    let chain = Chain::new(SigningCurve::P256);
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

/// The rules that a list breaks which was good but for one change.
fn broken(change: impl FnOnce(&mut SignedPart)) -> Vec<&'static str> {
    let chain = Chain::new(SigningCurve::P256);
    let findings = forged(&chain, change).lint(&chain.iaca);
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn each_departure_from_the_form_is_a_finding_of_its_own() {
    type Change = fn(&mut SignedPart);
    let cases: &[(Change, &[&str])] = &[
        (|_| {}, &[]),
        (
            |part| part.next_update = time("2026-08-30T00:00:01Z"),
            &["crl.next-update"],
        ),
        (|part| part.next_update = time(NOW), &["crl.next-update"]),
        (|part| part.revoked = Some(Vec::new()), &["crl.empty"]),
        (
            |part| drop(part.extensions.remove(0)),
            &["crl.authority-key-identifier"],
        ),
        (
            |part| part.extensions[0].critical = true,
            &["crl.authority-key-identifier"],
        ),
        (|part| drop(part.extensions.remove(1)), &["crl.number"]),
        (|part| part.extensions[1].critical = true, &["crl.number"]),
        (
            |part| part.extensions[1].extn_value = octets(&[&[0x02, 21, 1][..], &[0; 20]].concat()),
            &["crl.number"],
        ),
        (|part| part.extensions.push(other(part)), &["crl.extension"]),
        (
            |part| {
                let mut extension = other(part);
                extension.critical = true;
                part.extensions.push(extension);
            },
            &["crl.critical-extension"],
        ),
    ];
    for (index, (change, expected)) in cases.iter().enumerate() {
        assert_eq!(broken(change), *expected, "case {index}");
    }
}

#[test]
fn a_list_of_another_root_is_a_finding() {
    let chain = Chain::new(SigningCurve::P256);
    let list = request(&[]).issue(&chain.iaca, &chain.iaca_key).unwrap();
    let rules: Vec<_> = list
        .lint(&chain.document_signer)
        .iter()
        .map(|one| one.rule)
        .collect();
    assert_eq!(rules, ["crl.issuer", "crl.authority-key-identifier"]);
}

#[test]
fn what_is_made_has_no_finding() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let chain = Chain::new(curve);
        for revoked in [&[][..], &[&chain.document_signer][..]] {
            let list = request(revoked)
                .issue(&chain.iaca, &chain.iaca_key)
                .unwrap();
            assert_eq!(list.lint(&chain.iaca), []);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_built_has_the_form_and_says_what_it_was_built_to_say(
        number in any::<u64>(),
        seconds in 1i64..=90 * 86_400,
        ago in 0i64..1_000_000_000,
        revoked in any::<bool>(),
    ) {
        let chain = &*CHAIN;
        let mut request = request(&[]);
        request.number = number;
        request.next_update = request.this_update.plus_seconds(seconds);
        let since = request.this_update.plus_seconds(-ago);
        if revoked {
            request.revoked.push((chain.document_signer.clone(), since));
        }
        let list = request.issue(&chain.iaca, &chain.iaca_key).unwrap();
        prop_assert_eq!(list.lint(&chain.iaca), []);
        let current = list.check(&chain.iaca, at(NOW)).unwrap();
        let answer = current.revoked_since(&chain.document_signer).unwrap();
        prop_assert_eq!(answer, revoked.then_some(since));
    }
}

static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::new(SigningCurve::P256));

#[test]
fn a_hundred_thousand_entries_are_read_in_time_linear_in_them() {
    let chain = Chain::new(SigningCurve::P256);
    let since = encoding::time(at("2026-05-31T00:00:00Z")).unwrap();
    let entries = (0..100_000_u32).map(|index| {
        // Not in the order of their numbers.
        let number = index.wrapping_mul(2_654_435_761).to_be_bytes();
        let serial = [&[0x40; 16][..], &number].concat();
        Entry {
            serial: der::Any::new(der::Tag::Integer, serial).unwrap(),
            since,
        }
    });
    let mut entries: Vec<_> = entries.collect();
    entries[77_777].serial =
        der::Any::new(der::Tag::Integer, chain.document_signer.serial()).unwrap();
    let list = forged(&chain, |part| part.revoked = Some(entries));
    let began = std::time::Instant::now();
    let list = RevocationList::from_der(list.der()).unwrap();
    // Some hundred milliseconds without optimisation; comparing each with each takes minutes.
    assert!(began.elapsed().as_secs() < 10);
    assert_eq!(list.revoked_count(), 100_000);
    let current = list.check(&chain.iaca, at(NOW)).unwrap();
    let answer = current.revoked_since(&chain.document_signer).unwrap();
    assert_eq!(answer, Some(at("2026-05-31T00:00:00Z")));
}

fn time(text: &str) -> x509_cert::time::Time {
    encoding::time(at(text)).unwrap()
}

fn octets(bytes: &[u8]) -> der::asn1::OctetString {
    der::asn1::OctetString::new(bytes).unwrap()
}

/// An extension that B.2 does not have: the issuer's alternative name.
fn other(part: &SignedPart) -> x509_cert::ext::Extension {
    let mut extension = part.extensions[1].clone();
    extension.extn_id = der::oid::ObjectIdentifier::new_unwrap("2.5.29.18");
    extension
}

/// A list with one revoked certificate whose signed part has changed members, in DER: version,
/// signature, issuer, thisUpdate, nextUpdate, revokedCertificates, crlExtensions.
fn with_members(
    chain: &Chain,
    change: impl FnOnce(&mut Vec<Vec<u8>>),
) -> Result<RevocationList, CrlError> {
    let prepared = request(&[&chain.document_signer]).prepare(&chain.iaca);
    let prepared = prepared.unwrap();
    let part = AnyRef::from_der(prepared.to_be_signed()).unwrap();
    let mut reader = SliceReader::new(part.value()).unwrap();
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(reader.tlv_bytes().unwrap().to_vec());
    }
    change(&mut members);
    let part = sequence(&members.concat());
    let signature = chain.iaca_key.sign(&[&part]).unwrap();
    let der = encoding::certificate(&part, Curve::P256, signature.as_bytes());
    RevocationList::from_der(&der.unwrap())
}

fn sequence(content: &[u8]) -> Vec<u8> {
    let sequence = der::Any::new(der::Tag::Sequence, content).unwrap();
    sequence.to_der().unwrap()
}

#[test]
fn a_malformed_list_names_the_field() {
    type Change = fn(&mut Vec<Vec<u8>>);
    let cases: &[(Change, &str)] = &[
        (|members| members[0] = vec![2, 1, 0], "version"),
        (|members| members[1] = vec![0x30, 0], "signature"),
        (|members| members[2] = vec![2, 1, 1], "issuer"),
        (|members| members[3] = vec![2, 1, 1], "thisUpdate"),
        (|members| members[4][2] = b'x', "nextUpdate"),
        (|members| members[5][4] = 0x80, "revokedCertificates"),
        (|members| members[6][0] = 0xA1, "crlExtensions"),
        (|members| members.push(vec![5, 0]), "CertificateList"),
    ];
    let chain = Chain::new(SigningCurve::P256);
    for (change, expected) in cases {
        let error = with_members(&chain, change).unwrap_err();
        assert!(
            error.to_string().contains(&format!("the {expected} ")),
            "{error}"
        );
        assert!(matches!(error, CrlError::Malformed { field } if field == *expected));
    }
    let error = RevocationList::from_pem("-----BEGIN CERTIFICATE-----").unwrap_err();
    assert!(matches!(error, CrlError::Malformed { field: "PEM" }));
}

#[test]
fn a_list_with_a_serial_number_twice_is_refused() {
    let chain = Chain::new(SigningCurve::P256);
    let list = with_members(&chain, |members| {
        let entry = AnyRef::from_der(&members[5]).unwrap().value();
        members[5] = sequence(&entry.repeat(2));
    });
    assert_eq!(list.unwrap_err().code(), "crl.duplicate-serial");
}

#[test]
fn a_list_without_an_end_is_a_finding_and_refused() {
    let chain = Chain::new(SigningCurve::P256);
    let list = with_members(&chain, |members| drop(members.remove(4))).unwrap();
    let rules: Vec<_> = list.lint(&chain.iaca).iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["crl.no-next-update"]);
    let error = list.check(&chain.iaca, at(NOW)).unwrap_err();
    assert_eq!(error.code(), "crl.no-next-update");
}

#[test]
fn an_extension_of_an_entry_is_a_finding_and_refused_when_critical() {
    let chain = Chain::new(SigningCurve::P256);
    for (critical, expected, code) in [
        (false, &["crl.entry-extension"][..], None),
        (
            true,
            &["crl.critical-extension", "crl.entry-extension"],
            Some("crl.critical-extension"),
        ),
    ] {
        // The reason code keyCompromise.
        let extension = x509_cert::ext::Extension {
            extn_id: der::oid::ObjectIdentifier::new_unwrap("2.5.29.21"),
            critical,
            extn_value: octets(&[0x0A, 1, 1]),
        };
        let list = with_members(&chain, |members| {
            let entry = AnyRef::from_der(&members[5]).unwrap().value();
            let content = AnyRef::from_der(entry).unwrap().value();
            let extensions = sequence(&extension.to_der().unwrap());
            members[5] = sequence(&sequence(&[content, &extensions].concat()));
        });
        let list = list.unwrap();
        let rules: Vec<_> = list.lint(&chain.iaca).iter().map(|one| one.rule).collect();
        assert_eq!(rules, expected);
        let outcome = list.check(&chain.iaca, at(NOW));
        assert_eq!(outcome.err().map(|error| error.code()), code);
    }
}
