//! Whatever bytes arrive where something of this module is read, nothing panics.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::pki::{
    CertificateRequest, Profile, RevocationList, RevocationListRequest, Role, VerifyingKey,
    VicalEntry, follow_link, iacas_from_json, iacas_to_json, lint, lint_chain, validate,
};

/// A change of bytes that somebody could make.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Change(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Cut(Index),
}

pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        4 => (any::<Index>(), 1..=u8::MAX).prop_map(|(at, mask)| Edit::Change(at, mask)),
        1 => (any::<Index>(), vec(any::<u8>(), 1..9)).prop_map(|(at, new)| Edit::Insert(at, new)),
        1 => (any::<Index>(), 1..9_usize).prop_map(|(at, length)| Edit::Remove(at, length)),
        1 => any::<Index>().prop_map(Edit::Cut),
    ];
    vec(edit, 1..4)
}

pub(crate) fn edited(good: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for edit in edits {
        let place = |at: &Index| at.index(bytes.len().max(1)).min(bytes.len());
        match edit {
            Edit::Change(at, mask) => {
                let at = place(at);
                bytes.iter_mut().skip(at).take(1).for_each(|b| *b ^= mask);
            }
            Edit::Insert(at, new) => {
                let at = place(at);
                bytes.splice(at..at, new.iter().copied());
            }
            Edit::Remove(at, length) => {
                let at = place(at);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Edit::Cut(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::new(SigningCurve::P256));

/// Everything that is read, one good sample each.
static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let Chain {
        iaca,
        iaca_key,
        document_signer,
        document_signer_key,
    } = &*CHAIN;
    let list = RevocationListRequest {
        this_update: at(NOW),
        next_update: at(NOW).plus_days(30),
        number: 7,
        revoked: vec![(document_signer.clone(), at(NOW))],
    };
    let list = list.issue(iaca, iaca_key).unwrap();
    let request = CertificateRequest::sign("TEST", document_signer_key).unwrap();
    let entry = VicalEntry {
        certificate: iaca.clone(),
        doc_types: vec!["org.iso.18013.5.1.mDL".to_owned()],
    };
    let list_pem = der::pem::encode_string("X509 CRL", der::pem::LineEnding::LF, list.der());
    vec![
        iaca.der().to_vec(),
        document_signer.der().to_vec(),
        document_signer.to_pem().into_bytes(),
        document_signer.public_key_der().to_vec(),
        list.der().to_vec(),
        list_pem.unwrap().into_bytes(),
        request.der().to_vec(),
        request.to_pem().into_bytes(),
        entry.to_cbor().unwrap(),
        iacas_to_json(std::slice::from_ref(iaca))
            .unwrap()
            .into_bytes(),
    ]
});

const NOW: &str = "2026-06-01T00:00:00Z";

/// Reads the bytes as everything that they could be, and does with it what can be done.
fn read(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut certificates = Certificate::chain_from_pem(&text).unwrap_or_default();
    certificates.extend(Certificate::from_der(bytes));
    certificates.extend(Certificate::from_pem(&text));
    certificates.extend(iacas_from_json(bytes).unwrap_or_default());
    if let Ok(entry) = VicalEntry::from_cbor(bytes) {
        let _ = entry.to_cbor();
        certificates.push(entry.certificate);
    }
    for certificate in certificates {
        judge(&certificate);
    }
    let requests = [
        CertificateRequest::from_der(bytes),
        CertificateRequest::from_pem(&text),
    ];
    for request in requests.into_iter().flatten() {
        let _ = (request.common_name(), format!("{request:?}"));
    }
    let lists = [
        RevocationList::from_der(bytes),
        RevocationList::from_pem(&text),
    ];
    for list in lists.into_iter().flatten() {
        let _ = (list.lint(&CHAIN.iaca), format!("{list:?}"));
        if let Ok(current) = list.check(&CHAIN.iaca, at(NOW)) {
            let _ = current.revoked_since(&CHAIN.document_signer);
        }
    }
    let _ = VerifyingKey::from_spki_der(bytes);
}

fn judge(certificate: &Certificate) {
    let iaca = &CHAIN.iaca;
    let _ = (certificate.country(), certificate.state());
    let _ = (certificate.organization(), certificate.common_name());
    let _ = (
        certificate.subject_key_identifier(),
        certificate.authority_key_identifier(),
    );
    for role in [
        Role::Iaca,
        Role::IacaLink,
        Role::DocumentSigner,
        Role::StatusListSigner,
        Role::VicalSigner,
    ] {
        for edition in [Edition::EveryReader, Edition::Edition1, Edition::Edition2] {
            lint(Profile::new(role, edition), certificate, iaca);
        }
    }
    lint_chain(&[certificate.clone(), iaca.clone()], Edition::Edition2);
    let one = std::slice::from_ref(certificate);
    let _ = validate(one, std::slice::from_ref(iaca), at(NOW));
    let signer = std::slice::from_ref(&CHAIN.document_signer);
    let _ = validate(signer, one, at(NOW));
    let _ = follow_link(iaca, certificate, iaca, at(NOW));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_edit_of_what_is_good_makes_a_reader_panic(sample in any::<Index>(), edits in edits()) {
        read(&edited(&SAMPLES[sample.index(SAMPLES.len())], &edits));
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..600)) {
        read(&bytes);
    }
}

#[test]
fn no_changed_byte_and_no_end_cut_off_makes_a_reader_panic() {
    for sample in SAMPLES.iter() {
        for place in 0..sample.len() {
            read(&sample[..place]);
            let mut changed = sample.clone();
            // Another class or length; another number, tag or shorter length.
            changed[place] ^= [0x80, 1, 0x20][place % 3];
            read(&changed);
        }
    }
}

#[test]
fn no_depth_of_nesting_makes_a_reader_panic() {
    let mut der = Vec::new();
    for _ in 0..4_000 {
        let [high, low] = u16::try_from(der.len()).unwrap().to_be_bytes();
        der = [&[0x30, 0x82, high, low], der.as_slice()].concat();
    }
    for nested in [der, vec![0x81; 100_000], vec![b'['; 100_000]] {
        read(&nested);
    }
}
