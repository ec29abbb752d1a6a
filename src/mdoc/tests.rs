use std::path::PathBuf;

use super::*;
use crate::cbor::{Reader, Tag24};
use crate::crypto::{PublicKey, SigningCurve};
use crate::pki::tests::Chain;

/// A file in hex of others, if third-party vectors are at hand.
pub(crate) fn third_party(file: &str) -> Option<Vec<u8>> {
    let Ok(root) = std::env::var("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is unset");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(root).join(file)).unwrap();
    let digits = text.trim().as_bytes().chunks(2);
    Some(
        digits
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect(),
    )
}

/// A file of the standard's Annex D.
pub(crate) fn annex_d(name: &str) -> Option<Vec<u8>> {
    third_party(&format!("iso18013-5-annex-d/{name}.hex"))
}

/// The `issuerSigned` of Annex D's response.
pub(crate) fn annex_d_issuer_signed() -> Option<Vec<u8>> {
    let response = annex_d("d4_1_2_device_response")?;
    let start = find(&response, b"\x6CissuerSigned") + 13;
    let mut reader = Reader::new(&response).unwrap();
    // Into the response, its documents, the first document, up to its issuerSigned.
    reader.map().unwrap();
    while reader.position() < start {
        match reader.text() {
            Ok("documents") => {
                reader.array().unwrap();
                reader.map().unwrap();
            }
            Ok("issuerSigned") => return Some(reader.item().unwrap().to_vec()),
            _ => drop(reader.item().unwrap()),
        }
    }
    None
}

fn find(haystack: &[u8], needle: &[u8]) -> usize {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
        .unwrap()
}

#[test]
fn the_standards_response_parses_and_all_its_digests_match() {
    let Some(response) = annex_d("d4_1_2_device_response") else {
        return;
    };
    let response = DeviceResponse::parse(&response).unwrap();
    let [document] = response.documents() else {
        panic!("not one document");
    };
    let issuer_signed = &document.issuer_signed;
    let mso = issuer_signed.mobile_security_object();
    assert_eq!(mso.doc_type, "org.iso.18013.5.1.mDL");
    assert_eq!(mso.value_digests()["org.iso.18013.5.1"].len(), 13);
    assert_eq!(mso.value_digests()["org.iso.18013.5.1.US"].len(), 4);
    assert_eq!(mso.validity.signed.to_string(), "2020-10-01T13:30:02Z");
    let sizes: Vec<_> = issuer_signed
        .items()
        .iter()
        .map(|item| item.bytes.whole().len())
        .collect();
    assert_eq!(sizes, [103, 112, 113, 113, 1142, 259]);
    for received in issuer_signed.items() {
        let digest = DigestAlgorithm::Sha256.digest(received.bytes.whole());
        let signed = mso.value_digest(received.namespace, received.item.digest_id);
        assert_eq!(Some(digest.as_bytes()), signed);
    }
    assert!(matches!(document.device_signed.auth, DeviceAuth::Mac(_)));
}

#[test]
fn the_standards_items_are_written_byte_for_byte() {
    for name in [
        "00_family_name",
        "03_issue_date",
        "04_expiry_date",
        "07_document_number",
        "08_portrait",
        "09_driving_privileges",
    ] {
        let Some(bytes) = annex_d(&format!("d4_1_2_issuer_signed_item_bytes_{name}")) else {
            return;
        };
        let item = IssuerSignedItem::parse(Tag24::parse(&bytes).unwrap()).unwrap();
        let mut out = Vec::new();
        EncodedElement::new(item.element_identifier, item.element_value).write_item(
            &mut out,
            item.digest_id,
            item.random,
        );
        assert_eq!(out, bytes, "{name}");
    }
}

#[test]
fn the_standards_device_authentication_is_written_byte_for_byte() {
    let (Some(bytes), Some(transcript), Some(response)) = (
        annex_d("d5_3_device_authentication_bytes"),
        annex_d("d5_1_session_transcript_bytes"),
        annex_d("d4_1_2_device_response"),
    ) else {
        return;
    };
    let response = DeviceResponse::parse(&response).unwrap();
    let document = &response.documents()[0];
    let transcript = Tag24::parse(&transcript).unwrap();
    let transcript = SessionTranscript::parse(transcript.content()).unwrap();
    let namespaces = document.device_signed.namespaces.bytes();
    assert_eq!(
        device_authentication(&transcript, document.doc_type, namespaces),
        bytes
    );
}

#[test]
fn an_items_length_is_right_at_every_boundary_of_a_head() {
    let salt = [7; SALT_LENGTH];
    let name = "n".repeat(300);
    for digest_id in [0, 23, 24, 255, 256, 65_535, 65_536, (1 << 31) - 1] {
        for identifier in [1, 23, 24, 255, 256] {
            for length in [1, 20, 23, 24, 150, 255, 256, 65_400, 65_535, 65_536, 90_000] {
                let mut value = Vec::new();
                crate::cbor::Writer::new(&mut value).byte_string(&vec![0x5A; length]);
                let element = EncodedElement::new(&name[..identifier], &value);
                let mut out = Vec::new();
                element.write_item(&mut out, digest_id, &salt);
                assert_eq!(out.len(), element.item_length(digest_id, salt.len()));
                let read = IssuerSignedItem::parse(Tag24::parse(&out).unwrap()).unwrap();
                assert_eq!(read.digest_id, digest_id);
                assert_eq!(read.random, salt);
                assert_eq!(read.element_identifier, element.identifier);
                assert_eq!(read.element_value, value);
            }
        }
    }
}

#[test]
fn a_security_object_is_written_as_it_is_read() {
    let key = crate::crypto::Signer::public_key(
        &crate::crypto::SoftwareKey::generate(
            SigningCurve::P256,
            &mut crate::testing::SeededRandom::new(b"mso"),
        )
        .unwrap(),
    );
    let validity = ValidityInfo {
        signed: "2026-11-24T05:00:00Z".parse().unwrap(),
        valid_from: "2026-11-24T06:00:00Z".parse().unwrap(),
        valid_until: "2026-12-01T00:00:00Z".parse().unwrap(),
        expected_update: Some("2026-11-30T00:00:00Z".parse().unwrap()),
    };
    let digests: Vec<_> = (0..60_u8).map(|id| [id; 48]).collect();
    let digests = (0..).zip(digests.iter().map(<[u8; 48]>::as_slice));
    let (mut one, two): (Vec<_>, Vec<_>) = digests.partition(|(id, _)| id % 3 != 0);
    one.extend(two);
    let encoded = EncodedSecurityObject::new(&SecurityObject {
        digest_algorithm: DigestAlgorithm::Sha384,
        namespaces: &[("one", 40), ("two", 20)],
        authorized_namespaces: &["own".to_owned()],
        authorized_elements: &[("shared".to_owned(), vec!["note".to_owned()])],
        doc_type: "type",
        validity: &validity,
    });
    let (ids, device_key): (Vec<_>, _) = ((0..60).collect(), crate::cose::encode_key(&key));
    let mut out = Vec::new();
    encoded.write(&mut out, one.into_iter(), &device_key, None);
    assert_eq!(out.len(), encoded.length(&ids, &device_key, None));
    let read = MobileSecurityObject::parse(&out).unwrap();
    assert_eq!(read.doc_type, "type");
    assert_eq!(read.digest_algorithm, "SHA-384");
    assert_eq!(read.validity, validity);
    assert_eq!(read.device_key.public_key(), Some(&key));
    assert_eq!(read.value_digests()["one"].len(), 40);
    assert_eq!(read.value_digest("two", 57), Some(&[57; 48][..]));
    assert_eq!(read.value_digest("two", 58), None);
    for (namespace, element, authorized) in [
        ("own", "anything", true),
        ("shared", "note", true),
        ("shared", "other", false),
        ("one", "element", false),
    ] {
        let found = read.key_authorizations.authorizes(namespace, element);
        assert_eq!(found, authorized, "{namespace} {element}");
    }
}

#[test]
fn a_status_reference_is_written_as_it_is_read() {
    let key = PublicKey::from_spki_der(&p256_spki()).unwrap();
    let time = "2026-11-24T05:00:00Z".parse().unwrap();
    let validity = ValidityInfo {
        signed: time,
        valid_from: time,
        valid_until: time,
        expected_update: None,
    };
    let signer = Chain::new(SigningCurve::P256).document_signer;
    let list = StatusReference {
        entry: 70_000,
        uri: "https://status.example/1",
        certificate: None,
    };
    let identifier = StatusReference {
        entry: &[7; 32][..],
        uri: "https://status.example/2",
        certificate: Some(signer.der()),
    };
    for status in [Status::List(list), Status::Identifier(identifier)] {
        status.check().unwrap();
        let out = security_object(&key, &validity, Some(&status.encoded()));
        let read = MobileSecurityObject::parse(&out).unwrap().status.unwrap();
        let expected = match status {
            Status::List(list) => (Some(list), None),
            Status::Identifier(list) => (None, Some(list)),
        };
        assert_eq!((read.status_list, read.identifier_list), expected);
    }
}

#[test]
fn the_security_object_has_the_bytes_that_zero_knowledge_circuits_expect() {
    let key = PublicKey::from_spki_der(&p256_spki()).unwrap();
    let time = "2026-11-24T05:00:00Z".parse().unwrap();
    let validity = ValidityInfo {
        signed: time,
        valid_from: time,
        valid_until: time,
        expected_update: None,
    };
    let out = security_object(&key, &validity, None);
    let device_key =
        [b"\x6DdeviceKeyInfo\xA1\x69deviceKey\xA4\x01\x02\x20\x01\x21\x58\x20".as_slice()].concat();
    find(&out, &device_key);
    find(&out, b"\x69validFrom\xC0\x742026-11-24T05:00:00Z");
    find(&out, b"\x6AvalidUntil\xC0\x742026-11-24T05:00:00Z");
    find(&out, b"\xA1\x61n\xA1\x00\x58\x20\x09\x09");
}

/// With one digest.
#[test]
fn the_standards_reference_into_an_identifier_list_is_read() {
    let Some(bytes) = third_party("other/mso_status_identifier_list.hex") else {
        return;
    };
    let mut reader = Reader::new(&bytes).unwrap();
    let references = StatusReferences::read(&mut reader).unwrap();
    let identifier = StatusReference {
        entry: &[0xCC, 0xCC][..],
        uri: "https://example.com/identifierlists/1",
        certificate: Some(&[0xAA][..]),
    };
    assert_eq!(references.identifier_list, Some(identifier));
    assert_eq!(references.status_list, None);
    let found: Vec<_> = references.iter().collect();
    assert_eq!(found, [Status::Identifier(identifier)]);
}

fn security_object(key: &PublicKey, validity: &ValidityInfo, status: Option<&[u8]>) -> Vec<u8> {
    let encoded = EncodedSecurityObject::new(&SecurityObject {
        digest_algorithm: DigestAlgorithm::Sha256,
        namespaces: &[("n", 1)],
        authorized_namespaces: &[],
        authorized_elements: &[],
        doc_type: "t",
        validity,
    });
    let device_key = crate::cose::encode_key(key);
    let mut out = Vec::new();
    let digests = [(0, [9; 32].as_slice())].into_iter();
    encoded.write(&mut out, digests, &device_key, status);
    assert_eq!(out.len(), encoded.length(&[0], &device_key, status));
    out
}

fn p256_spki() -> Vec<u8> {
    let key = crate::crypto::SoftwareKey::generate(
        SigningCurve::P256,
        &mut crate::testing::SeededRandom::new(b"zk"),
    );
    crate::crypto::Signer::public_key(&key.unwrap()).to_spki_der()
}

#[test]
fn an_empty_device_namespaces_map_has_four_bytes() {
    assert_eq!(Tag24::wrap(&[0xA0]), hex_literal::hex!("D8 18 41 A0"));
}
