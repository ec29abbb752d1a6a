use der::oid::ObjectIdentifier;
use der::{Decode, Tag};
use x509_cert::serial_number::SerialNumber;

use crate::crypto::SigningCurve;
use crate::error::Coded;
use crate::pki::builder::encoding::{self, SignedPart};
use crate::pki::tests::{Chain, at};
use crate::pki::{Certificate, Edition, Profile, Role, lint, oid, validate};

const NOW: &str = "2026-06-01T00:00:00Z";

type Change = fn(&mut SignedPart);

fn code(document_signer: &Certificate, iaca: &Certificate) -> &'static str {
    let chain = std::slice::from_ref(document_signer);
    match validate(chain, std::slice::from_ref(iaca), at(NOW)) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
}

#[test]
fn what_is_signed_by_a_root_has_another_key_than_the_root() {
    let chain = Chain::new(SigningCurve::P256);
    let root = SignedPart::from_der(chain.iaca.signed_part()).unwrap();
    let identifier = chain.iaca.extension(oid::SUBJECT_KEY_IDENTIFIER).unwrap();
    let signer = chain.faulty_document_signer(|part| {
        part.key = root.key;
        part.put(
            oid::SUBJECT_KEY_IDENTIFIER,
            false,
            identifier.extn_value.as_bytes(),
        );
    });
    assert_eq!(code(&signer, &chain.iaca), "pki.own-key");
    let broken = |role, certificate: &Certificate| {
        let findings = lint(
            Profile::new(role, Edition::EveryReader),
            certificate,
            &chain.iaca,
        );
        findings.iter().any(|finding| finding.rule == "pki.own-key")
    };
    for role in [
        Role::IacaLink,
        Role::DocumentSigner,
        Role::StatusListSigner,
        Role::VicalSigner,
    ] {
        assert!(broken(role, &signer), "{role}");
        assert!(!broken(role, &chain.document_signer), "{role}");
    }
    assert!(!broken(Role::Iaca, &chain.iaca));
}

#[test]
fn every_fault_of_a_document_signer_is_found_by_its_rule() {
    let chain = Chain::new(SigningCurve::P256);
    let refused: [(&str, Change); 18] = [
        ("pki.country", |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST"),
                (oid::STATE, Tag::Utf8String, "Tokyo"),
                (oid::COUNTRY, Tag::PrintableString, "US"),
            ]);
        }),
        ("pki.country", |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST"),
                (oid::STATE, Tag::Utf8String, "Tokyo"),
            ]);
        }),
        ("pki.country", |part| {
            part.set_subject(&[
                (oid::STATE, Tag::Utf8String, "Tokyo"),
                (oid::COUNTRY, Tag::PrintableString, "JP"),
                (oid::COUNTRY, Tag::PrintableString, "US"),
            ]);
        }),
        ("pki.state", |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST"),
                (oid::COUNTRY, Tag::PrintableString, "JP"),
            ]);
        }),
        ("pki.state", |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST"),
                (oid::STATE, Tag::Utf8String, "Osaka"),
                (oid::COUNTRY, Tag::PrintableString, "JP"),
            ]);
        }),
        ("pki.key-usage", |part| part.remove(oid::KEY_USAGE)),
        ("pki.key-usage", |part| {
            part.put(oid::KEY_USAGE, false, &[0x03, 0x02, 0x07, 0x80]);
        }),
        ("pki.key-usage", |part| {
            part.put(oid::KEY_USAGE, true, &[0x03, 0x02, 0x06, 0xC0]);
        }),
        ("pki.extended-key-usage", |part| {
            part.remove(oid::EXTENDED_KEY_USAGE)
        }),
        ("pki.extended-key-usage", |part| {
            part.put(oid::EXTENDED_KEY_USAGE, false, &EKU_DOCUMENT_SIGNER);
        }),
        ("pki.extended-key-usage", |part| {
            part.put(oid::EXTENDED_KEY_USAGE, true, &EKU_READER);
        }),
        ("pki.basic-constraints", |part| {
            part.put(
                oid::BASIC_CONSTRAINTS,
                true,
                &[0x30, 0x03, 0x01, 0x01, 0xFF],
            );
        }),
        ("pki.authority-key-identifier", |part| {
            part.remove(oid::AUTHORITY_KEY_IDENTIFIER);
        }),
        ("pki.authority-key-identifier", |part| {
            let mut content = vec![0x30, 22, 0x80, 20];
            content.extend([7; 20]);
            part.put(oid::AUTHORITY_KEY_IDENTIFIER, false, &content);
        }),
        ("pki.unknown-critical-extension", |part| {
            part.put(UNKNOWN, true, &[0x05, 0x00]);
        }),
        ("pki.unknown-critical-extension", |part| {
            part.put(oid::NAME_CONSTRAINTS, true, &[0x30, 0x00]);
        }),
        ("pki.unknown-issuer", |part| {
            // The same attributes with another string type.
            part.issuer = encoding::name(&[
                (
                    oid::COMMON_NAME,
                    Tag::PrintableString,
                    "TEST mnid-mdoc IACA",
                ),
                (oid::ORGANIZATION, Tag::Utf8String, "TEST mnid-mdoc"),
                (oid::STATE, Tag::Utf8String, "Tokyo"),
                (oid::COUNTRY, Tag::PrintableString, "JP"),
            ])
            .unwrap();
        }),
        ("accepted", |_| {}),
    ];
    for (index, (expected, change)) in refused.iter().enumerate() {
        let faulty = chain.faulty_document_signer(change);
        let found = code(&faulty, &chain.iaca);
        assert_eq!(found, *expected, "case {index}");
    }
}

#[test]
fn every_deviation_of_a_document_signer_is_told_and_accepted() {
    let chain = Chain::new(SigningCurve::P256);
    let deviations: [(&str, Change); 18] = [
        ("pki.criticality", |part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &[0x30, 0]);
        }),
        ("pki.validity-period", |part| {
            part.set_validity("2026-02-01T00:00:00Z", "2027-05-04T00:00:01Z");
        }),
        ("pki.criticality", |part| {
            part.make_critical(oid::ISSUER_ALTERNATIVE_NAME);
        }),
        ("pki.country-form", |part| {
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST"),
                (oid::STATE, Tag::Utf8String, "Tokyo"),
                (oid::COUNTRY, Tag::Utf8String, "JP"),
            ]);
        }),
        ("pki.common-name", |part| {
            part.set_subject(&[
                (oid::STATE, Tag::Utf8String, "Tokyo"),
                (oid::COUNTRY, Tag::PrintableString, "JP"),
            ]);
        }),
        ("pki.serial-number", |part| part.serial = serial(&[0])),
        ("pki.serial-number", |part| part.serial = serial(&[1])),
        ("pki.serial-number", |part| {
            part.serial = serial(&[0x80, 1, 2, 3, 4, 5, 6, 7])
        }),
        ("pki.serial-number", |part| {
            let mut octets = [0xFF; 21];
            octets[0] = 0;
            part.serial = serial(&octets);
        }),
        ("pki.extended-key-usage-only", |part| {
            part.put(oid::EXTENDED_KEY_USAGE, true, &EKU_TWO);
        }),
        ("pki.subject-key-identifier", |part| {
            part.remove(oid::SUBJECT_KEY_IDENTIFIER);
        }),
        ("pki.subject-key-identifier", |part| {
            let mut content = vec![0x04, 32];
            content.extend([7; 32]);
            part.put(oid::SUBJECT_KEY_IDENTIFIER, false, &content);
        }),
        ("pki.issuer-alternative-name", |part| {
            part.remove(oid::ISSUER_ALTERNATIVE_NAME);
        }),
        ("pki.issuer-alternative-name", |part| {
            // GeneralNames { dNSName "a" }
            part.put(
                oid::ISSUER_ALTERNATIVE_NAME,
                false,
                &[0x30, 3, 0x82, 1, b'a'],
            );
        }),
        ("pki.crl-distribution-points", |part| {
            part.remove(oid::CRL_DISTRIBUTION_POINTS);
        }),
        ("pki.crl-distribution-points", |part| {
            // { fullName { dNSName "a" } }
            let content = [0x30, 9, 0x30, 7, 0xA0, 5, 0xA0, 3, 0x82, 1, b'a'];
            part.put(oid::CRL_DISTRIBUTION_POINTS, false, &content);
        }),
        ("pki.crl-distribution-points", |part| {
            // { fullName { URI "a" }, reasons { keyCompromise } }
            let content = [
                0x30, 13, 0x30, 11, 0xA0, 5, 0xA0, 3, 0x86, 1, b'a', 0x81, 2, 6, 0x40,
            ];
            part.put(oid::CRL_DISTRIBUTION_POINTS, false, &content);
        }),
        ("pki.forbidden-extension", |part| {
            part.put(oid::NAME_CONSTRAINTS, false, &[0x30, 0x00]);
        }),
    ];
    for (index, (rule, change)) in deviations.iter().enumerate() {
        let faulty = chain.faulty_document_signer(change);
        let found = validate(&[faulty], std::slice::from_ref(&chain.iaca), at(NOW)).unwrap();
        let rules: Vec<_> = found.deviations().iter().map(|one| one.rule).collect();
        assert_eq!(rules, [*rule], "case {index}");
    }
}

#[test]
fn every_fault_of_a_root_is_found_by_its_rule() {
    let chain = Chain::new(SigningCurve::P256);
    let faults: [(&str, Change); 11] = [
        ("pki.basic-constraints", |part| {
            part.remove(oid::BASIC_CONSTRAINTS)
        }),
        ("pki.basic-constraints", |part| {
            part.put(
                oid::BASIC_CONSTRAINTS,
                true,
                &[0x30, 6, 1, 1, 0xFF, 2, 1, 1],
            );
        }),
        ("pki.basic-constraints", |part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 0xFF]);
        }),
        ("pki.basic-constraints", |part| {
            part.put(
                oid::BASIC_CONSTRAINTS,
                false,
                &[0x30, 6, 1, 1, 0xFF, 2, 1, 0],
            );
        }),
        ("pki.basic-constraints", |part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &[0x30, 0])
        }),
        ("pki.key-usage", |part| {
            part.put(oid::KEY_USAGE, true, &[0x03, 0x02, 0x01, 0x86]);
        }),
        ("pki.key-usage", |part| {
            part.put(oid::KEY_USAGE, true, &[0x03, 0x02, 0x02, 0x04])
        }),
        // Told by the linter, and accepted.
        ("accepted", |part| {
            part.set_validity("2026-01-01T00:00:00Z", "2046-01-02T00:00:00Z");
        }),
        ("pki.unknown-critical-extension", |part| {
            part.put(UNKNOWN, true, &[5, 0])
        }),
        ("pki.authority-key-identifier", |part| {
            part.remove(oid::SUBJECT_KEY_IDENTIFIER)
        }),
        ("accepted", |part| {
            part.remove(oid::AUTHORITY_KEY_IDENTIFIER)
        }),
    ];
    for (index, (expected, change)) in faults.iter().enumerate() {
        let root = chain.faulty_iaca(change);
        assert_eq!(
            code(&chain.document_signer, &root),
            *expected,
            "case {index}"
        );
    }
}

fn serial(octets: &[u8]) -> SerialNumber {
    let mut der = vec![0x02, u8::try_from(octets.len()).unwrap()];
    der.extend_from_slice(octets);
    SerialNumber::from_der(&der).unwrap()
}

const UNKNOWN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.999.1");
const EKU_DOCUMENT_SIGNER: [u8; 11] = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 2];
const EKU_READER: [u8; 11] = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 6];
/// 1.0.18013.5.1.2 and 1.0.23220.4.1.2, as the second edition's draft recommends.
const EKU_TWO: [u8; 20] = [
    0x30, 18, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 2, 6, 7, 0x28, 0x81, 0xB5, 0x34, 4, 1, 2,
];
