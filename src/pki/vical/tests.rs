use std::sync::LazyLock;

use coset::CborSerializable;
use coset::cbor::value::Value;
use der::{Any, Decode, Tag};
use proptest::prelude::*;

use super::*;
use crate::cbor::Writer;
use crate::cose::{protected_header, sig_structure_head};
use crate::crypto::{Curve, Signer, SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::pki::builder::encoding::SignedPart;
use crate::pki::tests::{Chain, at, forged};
use crate::pki::{oid, validate};
use crate::testing::SeededRandom;

mod aamva;
mod faults;
mod requests;

const NOW: &str = "2026-06-01T00:00:00Z";
const MNC: &str = "org.iso.23220.1.jp.mnc";
const MDL: &str = "org.iso.18013.5.1.mDL";

/// A provider's root, the CA below it, the signer below that, and the signer's key.
pub(crate) struct Provider {
    root: Certificate,
    authority: Certificate,
    signer: Certificate,
    pub(crate) key: SoftwareKey,
}

type Change = fn(&mut SignedPart);
type ListChange = fn(&mut Members);

fn unchanged(_: &mut SignedPart) {}

impl Provider {
    pub(crate) fn new() -> Self {
        Self::changed([unchanged; 3])
    }

    /// With changes of the root, the CA and the signer.
    fn changed([root, authority, signer]: [Change; 3]) -> Self {
        let chain = Chain::new(SigningCurve::P256);
        let new_key = |seed: &[u8]| {
            SoftwareKey::generate(SigningCurve::P256, &mut SeededRandom::new(seed)).unwrap()
        };
        let (authority_key, key) = (new_key(b"authority"), new_key(b"signer"));
        let root = chain.faulty_iaca(|part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &CA);
            root(part);
        });
        let authority = forged(&root, &chain.iaca_key, |part| {
            part.set_subject(&[(oid::COMMON_NAME, Tag::Utf8String, "TEST provider's CA")]);
            set_key(part, &authority_key);
            authority(part);
        });
        let signer = forged(&chain.document_signer, &authority_key, |part| {
            part.issuer = Any::from_der(authority.subject_der()).unwrap();
            part.set_subject(&[
                (oid::COMMON_NAME, Tag::Utf8String, "TEST VICAL"),
                (oid::ORGANIZATION, Tag::Utf8String, "TEST"),
                (oid::COUNTRY, Tag::PrintableString, "DE"),
            ]);
            part.put(oid::KEY_USAGE, true, &[3, 2, 6, 0x40]);
            part.put(oid::EXTENDED_KEY_USAGE, true, &EKU_VICAL);
            let identifier = authority.subject_key_identifier().unwrap();
            let content = [&[0x30, 22, 0x80, 20], identifier.as_slice()].concat();
            part.put(oid::AUTHORITY_KEY_IDENTIFIER, false, &content);
            set_key(part, &key);
            signer(part);
        });
        Self {
            root,
            authority,
            signer,
            key,
        }
    }

    pub(crate) fn chain(&self) -> [Certificate; 2] {
        [self.signer.clone(), self.authority.clone()]
    }

    pub(crate) fn verify(&self, list: &[u8]) -> Result<Vical, VicalError> {
        Vical::verify(list, std::slice::from_ref(&self.root), at(NOW))
    }

    fn code(&self, list: &[u8]) -> &'static str {
        match self.verify(list) {
            Ok(_) => "accepted",
            Err(error) => error.code(),
        }
    }

    /// Signs any payload under any chain.
    fn sign(&self, chain: &[Certificate], payload: &[u8]) -> Vec<u8> {
        let protected = protected_header(Curve::P256, None);
        let head = sig_structure_head(&protected, payload.len());
        let signature = self.key.sign(&[&head, payload]).unwrap();
        let mut list = request::envelope(&protected, chain, payload);
        Writer::new(&mut list).byte_string(signature.as_bytes());
        list
    }

    /// A good list with a change of its members.
    fn forged(&self, change: impl FnOnce(&mut Members)) -> Vec<u8> {
        let list = request().issue(&self.chain(), &self.key).unwrap();
        let payload = Sign1::parse(&list).unwrap().payload().unwrap();
        let mut members = Members(Value::from_slice(payload).unwrap());
        change(&mut members);
        self.sign(&self.chain(), &members.0.to_vec().unwrap())
    }
}

fn set_key(part: &mut SignedPart, key: &SoftwareKey) {
    let info = key.public_key().to_spki_der();
    let identifier = rules::key_identifier(&info).unwrap();
    let content = [&[0x04, 20], identifier.as_slice()].concat();
    part.put(oid::SUBJECT_KEY_IDENTIFIER, false, &content);
    part.key = Decode::from_der(&info).unwrap();
}

/// A map in CBOR.
struct Members(Value);

impl Members {
    fn map(&mut self) -> &mut Vec<(Value, Value)> {
        self.0.as_map_mut().unwrap()
    }

    fn remove(&mut self, name: &str) {
        self.map().retain(|(key, _)| key.as_text() != Some(name));
    }

    fn set(&mut self, name: &str, value: Value) {
        self.remove(name);
        self.map().push((Value::from(name), value));
    }

    /// Changes the first entry.
    fn entry(&mut self, change: impl FnOnce(&mut Members)) {
        let members = self.map().iter_mut();
        let mut infos = members.filter(|(key, _)| key.as_text() == Some("certificateInfos"));
        let entries = infos.next().unwrap().1.as_array_mut().unwrap();
        let mut entry = Members(entries[0].clone());
        change(&mut entry);
        entries[0] = entry.0;
    }
}

fn tdate_value(text: &str) -> Value {
    Value::Tag(0, Box::new(Value::from(text)))
}

fn request() -> VicalRequest {
    let entry = |curve, doc_type: &str| VicalEntry {
        certificate: Chain::new(curve).iaca,
        doc_types: vec![doc_type.to_owned()],
    };
    VicalRequest {
        provider: "TEST provider".to_owned(),
        issue_id: Some(7),
        date: at("2026-05-01T00:00:00Z"),
        next_update: Some(at("2026-07-01T00:00:00Z")),
        not_after: Some(at("2026-08-01T00:00:00Z")),
        entries: vec![
            entry(SigningCurve::P256, MNC),
            entry(SigningCurve::P384, MDL),
        ],
    }
}

/// A list that is current from May to July 2026.
pub(crate) fn verified(entries: Vec<VicalEntry>) -> Vical {
    let provider = Provider::new();
    let request = VicalRequest {
        entries,
        ..request()
    };
    let list = request.issue(&provider.chain(), &provider.key).unwrap();
    provider.verify(&list).unwrap()
}

#[test]
fn a_list_is_read_back_under_every_form_of_its_chain() {
    let provider = Provider::new();
    let [signer, authority] = provider.chain();
    let with_root = [signer.clone(), authority.clone(), provider.root.clone()];
    for chain in [&[signer.clone(), authority.clone()][..], &with_root] {
        let list = request().issue(chain, &provider.key).unwrap();
        let vical = provider.verify(&list).unwrap();
        assert_eq!(vical.entries(), request().entries);
        assert_eq!(vical.provider(), "TEST provider");
        assert_eq!(vical.issue_id(), Some(7));
        assert_eq!(vical.next_update(), request().next_update);
        assert_eq!(vical.not_after(), request().not_after);
        assert_eq!(vical.signer(), &signer);
        assert!(vical.unusable().is_empty());
    }
    // The CA itself is trusted.
    let list = request().issue(std::slice::from_ref(&signer), &provider.key);
    let outcome = Vical::verify(&list.unwrap(), &[authority], at(NOW));
    assert_eq!(outcome.unwrap().entries().len(), 2);
}

#[test]
fn an_entry_anchors_only_the_document_types_that_it_lists() {
    let provider = Provider::new();
    let list = request().issue(&provider.chain(), &provider.key).unwrap();
    let vical = provider.verify(&list).unwrap();
    let signer = Chain::new(SigningCurve::P256).document_signer;
    let validated = |doc_type| {
        let anchors = vical.anchors_for(doc_type);
        validate(std::slice::from_ref(&signer), anchors, at(NOW))
    };
    assert!(validated(MNC).is_ok());
    assert_eq!(validated(MDL).unwrap_err().code(), "pki.signature");
    let unlisted = validated("org.iso.23220.photoid.1").unwrap_err();
    assert_eq!(unlisted.code(), "pki.unknown-issuer");
}

#[test]
fn a_list_is_current_from_its_date_until_the_next_is_due() {
    let provider = Provider::new();
    let list = request().issue(&provider.chain(), &provider.key).unwrap();
    let without_next = VicalRequest {
        next_update: None,
        ..request()
    };
    let without_next = without_next.issue(&provider.chain(), &provider.key);
    let without_next = without_next.unwrap();
    for (list, time, expected) in [
        (&list, "2026-04-30T23:59:59Z", Some("vical.not-yet-valid")),
        (&list, "2026-05-01T00:00:00Z", None),
        (&list, "2026-06-30T23:59:59Z", None),
        (&list, "2026-07-01T00:00:00Z", Some("vical.outdated")),
        (&without_next, "2026-08-01T00:00:00Z", None),
        (&without_next, "2026-08-01T00:00:01Z", Some("vical.expired")),
    ] {
        let outcome = Vical::verify(list, std::slice::from_ref(&provider.root), at(time));
        assert_eq!(outcome.err().map(|error| error.code()), expected, "{time}");
    }
}

#[test]
fn an_entry_s_members_are_read_in_every_form_in_use() {
    let provider = Provider::new();
    let ski = Chain::new(SigningCurve::P256).iaca.subject_key_identifier();
    let ski = ski.unwrap();
    let once = [&[0x04, 20], ski.as_slice()].concat();
    let twice = [&[0x04, 22], once.as_slice()].concat();
    for form in [once, twice] {
        let list = provider.forged(|list| {
            list.entry(|entry| {
                entry.set("ski", Value::Bytes(form));
                entry.set("CertificateProfile", Value::from("any"));
                entry.remove("issuer");
                entry.remove("certificateProfile");
            });
        });
        assert_eq!(provider.verify(&list).unwrap().anchors_for(MNC).count(), 1);
    }
    for (number, expected) in [
        (&[0x18, 0xFF][..], &[0xFF][..]),
        (&[0x00], &[]),
        (&[0xC2, 0x42, 0x00, 0xFF], &[0xFF]),
    ] {
        let mut reader = Reader::new(number).unwrap();
        assert_eq!(unsigned(&mut reader).unwrap(), expected);
    }
}

#[test]
fn an_entry_is_written_as_the_standard_names_its_members() {
    let entry = request().entries.remove(0);
    let iaca = &entry.certificate;
    let bytes = entry.to_cbor().unwrap();
    assert_eq!(VicalEntry::from_cbor(&bytes).unwrap(), entry);
    let bytes_of = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
    let list = |text: &str| Value::Array(vec![Value::from(text)]);
    let serial = bytes_of(without_zeros(iaca.serial()));
    let expected = [
        ("certificate", bytes_of(iaca.der())),
        ("serialNumber", Value::Tag(2, Box::new(serial))),
        ("ski", bytes_of(&iaca.subject_key_identifier().unwrap())),
        ("docType", list(MNC)),
        ("certificateProfile", list("urn:oid:1.0.18013.5.1.7")),
        ("issuer", bytes_of(iaca.subject_der())),
        ("subject", bytes_of(iaca.subject_der())),
        ("notBefore", tdate_value("2026-01-01T00:00:00Z")),
        ("notAfter", tdate_value("2031-01-01T00:00:00Z")),
    ];
    let members = expected.map(|(name, value)| (Value::from(name), value));
    let found = Value::from_slice(&bytes).unwrap();
    assert_eq!(found, Value::Map(members.to_vec()));
}

static GOOD: LazyLock<(Provider, Vec<u8>)> = LazyLock::new(|| {
    let provider = Provider::new();
    let list = request().issue(&provider.chain(), &provider.key).unwrap();
    (provider, list)
});

proptest! {
    #[test]
    fn no_mutated_list_makes_the_reader_panic_or_is_accepted(
        at in any::<prop::sample::Index>(), bit in 0..8_u8, cut in any::<bool>(),
    ) {
        let (provider, good) = &*GOOD;
        let mut list = good.clone();
        let at = at.index(list.len());
        match cut {
            true => list.truncate(at),
            false => list[at] ^= 1 << bit,
        }
        prop_assert!(provider.verify(&list).is_err());
    }

    #[test]
    fn no_signed_payload_makes_the_reader_panic(
        at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let (provider, list) = &*GOOD;
        let mut payload = Sign1::parse(list).unwrap().payload().unwrap().to_vec();
        let at = at.index(payload.len());
        payload[at] = byte;
        let _ = provider.verify(&provider.sign(&provider.chain(), &payload));
    }
}

const EKU_VICAL: [u8; 11] = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 8];
/// SEQUENCE { cA TRUE }
const CA: [u8; 5] = [0x30, 3, 1, 1, 0xFF];
/// SEQUENCE { cA TRUE, pathLenConstraint 0 }
const CA_ABOVE_NO_OTHER: [u8; 8] = [0x30, 6, 1, 1, 0xFF, 2, 1, 0];
