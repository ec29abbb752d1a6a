//! From a certificate of the JPKI to its root: one fault in each, signed by the right root.

use super::*;
use crate::pki::Certificate;

/// Replaces one extension of the signing or the authentication certificate.
fn changed(role: Role, n: u8, change: fn(&[u8]) -> Vec<u8>) -> CardReading {
    let mut reading = reading(HANAKO);
    let (part, authority) = match role {
        Role::Signing => (reading.signing.as_mut(), forge::SIGNING_CA),
        _ => (reading.authentication.as_mut(), forge::AUTHENTICATION_CA),
    };
    let certificate = &mut part.unwrap().certificate;
    let old = forge::extension(certificate, n);
    *certificate = forge::with_other_extension(certificate, &old, &change(&old), authority);
    reading
}

/// The extension without its `critical`, `01 01 FF` after the identifier.
fn not_critical(extension: &[u8]) -> Vec<u8> {
    let header = extension.len() - usize::from(extension[1]);
    assert_eq!(extension[header + 5..][..3], [0x01, 0x01, 0xFF]);
    let rest = [&extension[header..][..5], &extension[header + 8..]].concat();
    forge::sequence(&rest)
}

/// The extension, made critical.
fn critical(extension: &[u8]) -> Vec<u8> {
    let header = extension.len() - usize::from(extension[1]);
    let (oid, value) = extension[header..].split_at(5);
    forge::sequence(&[oid, &[0x01, 0x01, 0xFF], value].concat())
}

/// The content of a value of DER.
fn content(value: &[u8]) -> &[u8] {
    match value {
        [_, 0x82, _, _, content @ ..] | [_, 0x81, _, content @ ..] | [_, _, content @ ..] => {
            content
        }
        _ => panic!("no value"),
    }
}

fn none(_: &[u8]) -> Vec<u8> {
    Vec::new()
}

const KEY_USAGE: u8 = 0x0F;
const SUBJECT_ALTERNATIVE_NAME: u8 = 0x11;
const POLICIES: u8 = 0x20;
const EXTENDED_KEY_USAGE: u8 = 0x25;

#[test]
fn an_extension_that_the_profile_asks_for_is_there_and_critical_where_it_says_so() {
    type Change = fn(&[u8]) -> Vec<u8>;
    let table: [(Role, u8, Change, &str); 11] = [
        (Role::Signing, KEY_USAGE, none, "another key usage"),
        (Role::Signing, KEY_USAGE, not_critical, "another key usage"),
        (Role::Signing, POLICIES, none, "another certificate policy"),
        (
            Role::Signing,
            POLICIES,
            not_critical,
            "another certificate policy",
        ),
        (
            Role::Signing,
            SUBJECT_ALTERNATIVE_NAME,
            none,
            "no attributes",
        ),
        (Role::Authentication, KEY_USAGE, none, "another key usage"),
        (
            Role::Authentication,
            KEY_USAGE,
            not_critical,
            "another key usage",
        ),
        (
            Role::Authentication,
            POLICIES,
            none,
            "another certificate policy",
        ),
        (
            Role::Authentication,
            POLICIES,
            not_critical,
            "another certificate policy",
        ),
        (
            Role::Authentication,
            POLICIES,
            two_policies,
            "another certificate policy",
        ),
        (
            Role::Authentication,
            EXTENDED_KEY_USAGE,
            none,
            "another extended key usage",
        ),
    ];
    for (role, n, change, expected) in table {
        match examine(&policy(), &changed(role, n, change)) {
            Err(EvidenceError::CertificateProfile {
                role: found,
                reason,
            }) => {
                assert_eq!((found, reason), (role, expected));
            }
            other => panic!("{role} {expected}: {other:?}"),
        }
    }
}

/// The policy twice: the second one of another certificate.
fn two_policies(_: &[u8]) -> Vec<u8> {
    let policy = |last: u8| {
        let oid = [
            0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x01, 0x00, last,
        ];
        forge::sequence(&forge::object(0x06, &oid))
    };
    let policies = forge::sequence(&[policy(30), policy(20)].concat());
    let value = forge::object(0x04, &policies);
    let head = [0x06, 0x03, 0x55, 0x1D, POLICIES, 0x01, 0x01, 0xFF];
    forge::sequence(&[&head[..], &value].concat())
}

#[test]
fn extended_key_usage_may_be_critical() {
    let reading = changed(Role::Authentication, EXTENDED_KEY_USAGE, critical);
    assert_eq!(refusal(&policy(), &reading), "accepted");
}

#[test]
fn other_kinds_of_names_beside_the_attributes_are_passed_over() {
    let reading = changed(Role::Signing, SUBJECT_ALTERNATIVE_NAME, |extension| {
        // The profile announces the name in kana; its identifier here is made up.
        let oid = [0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x05, 0x09];
        let text = forge::object(0x0C, "バンゴウ　ハナコ".as_bytes());
        let kana = [forge::object(0x06, &oid), forge::object(0xA0, &text)].concat();
        let kana = forge::object(0xA0, &kana);
        // SEQUENCE { OID, OCTET STRING { SEQUENCE { names } } }
        let (oid, value) = content(extension).split_at(5);
        let names = [content(content(value)), &kana].concat();
        let value = forge::object(0x04, &forge::sequence(&names));
        forge::sequence(&[oid, &value].concat())
    });
    let evidence = evidence(&policy(), &reading).unwrap();
    assert_eq!(evidence.holder().name(), HANAKO.full_name());
}

#[test]
fn an_issuer_of_another_name_is_unknown_even_when_the_key_is_the_root_s() {
    let mut reading = default_reading(HANAKO);
    let certificate = &mut reading.signing.as_mut().unwrap().certificate;
    let root = Certificate::from_der(&Authorities::new().unwrap().signing_ca).unwrap();
    // Of its three appearances, that as the issuer is the first.
    let name = root.subject_der().to_vec();
    let at = certificate
        .windows(name.len())
        .position(|window| window == name);
    let last = at.unwrap() + name.len() - 1;
    certificate[last] ^= 1;
    *certificate = forge::certificate(certificate, &[], forge::SIGNING_CA);
    assert_eq!(refusal(&policy(), &reading), "evidence.unknown-issuer");
}

#[test]
fn each_role_has_its_own_roots() {
    let authorities = Authorities::new().unwrap();
    let swapped = Anchors::new(Environment::Test)
        .with_signing_root("root", &authorities.authentication_ca)
        .unwrap()
        .with_authentication_root("root", &authorities.signing_ca)
        .unwrap();
    let mut authentication = reading(HANAKO);
    authentication.signing = None;
    for reading in [default_reading(HANAKO), authentication] {
        let outcome = policy().examine(&swapped, challenge(), &reading, now());
        assert_eq!(outcome.unwrap_err().code(), "evidence.unknown-issuer");
    }
}

#[test]
fn the_authentication_certificate_is_good_from_its_first_to_its_last_second() {
    const FROM: &[u8] = b"250531150000Z";
    const TO: &[u8] = b"300415145959Z";
    let outside = "evidence.certificate-not-current";
    // Now is 2026-11-24T00:00:00Z.
    for (from, to, code) in [
        (b"261124000000Z", TO, "accepted"),
        (b"261124000001Z", TO, outside),
        (b"250531150000Z", b"261124000000Z".as_slice(), "accepted"),
        (b"250531150000Z", b"261123235959Z", outside),
    ] {
        let mut reading = reading(HANAKO);
        let certificate = &mut reading.authentication.as_mut().unwrap().certificate;
        let changes: forge::Changes<'_> = &[(FROM, from), (TO, to)];
        *certificate = forge::certificate(certificate, changes, forge::AUTHENTICATION_CA);
        assert_eq!(refusal(&policy(), &reading), code, "{from:?}");
    }
}

#[test]
fn of_two_certificates_of_one_root_key_the_one_that_was_valid_vouches() {
    let root = Authorities::new().unwrap().signing_ca;
    // The same key and name in a certificate that began only after the card's.
    let later: forge::Changes<'_> = &[(b"200101000000Z", b"260601000000Z")];
    let later = forge::certificate(&root, later, forge::SIGNING_CA);
    for order in [[&root, &later], [&later, &root]] {
        let mut anchors = Anchors::new(Environment::Test);
        for root in order {
            anchors = anchors.with_signing_root("root", root).unwrap();
        }
        let reading = signing_alone();
        policy()
            .examine(&anchors, challenge(), &reading, now())
            .unwrap();
    }
    let anchors = Anchors::new(Environment::Test);
    let anchors = anchors.with_signing_root("root", &later).unwrap();
    let refused = policy().examine(&anchors, challenge(), &signing_alone(), now());
    assert_eq!(
        refused.unwrap_err().code(),
        "evidence.certificate-not-current"
    );
}

fn signing_alone() -> CardReading {
    CardReading {
        signing: reading(HANAKO).signing,
        ..CardReading::default()
    }
}
