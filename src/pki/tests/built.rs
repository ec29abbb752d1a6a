//! Whatever is built of valid parameters is read back as it was meant.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::limits;
use crate::pki::vical::tests::Provider;
use crate::pki::{CertificateRequest, VicalEntry, VicalRequest, iacas_from_json, iacas_to_json};

static PROVIDER: LazyLock<Provider> = LazyLock::new(Provider::new);
static ROOTS: LazyLock<[Certificate; limits::CERTIFICATES_IN_FILE]> = LazyLock::new(|| {
    let chains = [SigningCurve::P256, SigningCurve::P384].map(Chain::new);
    let numbered = |number: usize| chains[number % 2].numbered_iaca(u8::try_from(number).unwrap());
    std::array::from_fn(numbered)
});

/// A line of at most 64 characters that does not end blank.
const LINE: &str = "[^\\p{C}\\p{Zl}\\p{Zp}]{0,63}[^\\p{C}\\p{Z}]";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_list_of_roots_verifies_and_says_what_it_was_built_to_say(
        provider in LINE,
        issue_id in proptest::option::of(any::<u64>()),
        age in 0..=60 * 86_400_i64,
        next in proptest::option::of(1..=90 * 86_400_i64),
        last in proptest::option::of(0..=90 * 86_400_i64),
        doc_types in vec(proptest::collection::btree_set(LINE, 1..5), 0..4),
    ) {
        let now = at("2026-06-01T00:00:00Z");
        let entries = ROOTS.iter().zip(doc_types).map(|(root, doc_types)| VicalEntry {
            certificate: root.clone(),
            doc_types: doc_types.into_iter().collect(),
        });
        let request = VicalRequest {
            provider,
            issue_id,
            date: now.plus_seconds(-age),
            next_update: next.map(|seconds| now.plus_seconds(seconds)),
            not_after: last
                .map(|seconds| seconds.max(next.unwrap_or(1)))
                .map(|seconds| now.plus_seconds(seconds)),
            entries: entries.collect(),
        };
        let list = request.issue(&PROVIDER.chain(), &PROVIDER.key).unwrap();
        let read = PROVIDER.verify(&list).unwrap();
        prop_assert_eq!(read.entries(), request.entries);
        prop_assert!(read.unusable().is_empty());
        prop_assert_eq!(read.provider(), request.provider);
        prop_assert_eq!(read.issue_id(), request.issue_id);
        prop_assert_eq!(read.date(), request.date);
        prop_assert_eq!(read.next_update(), request.next_update);
        prop_assert_eq!(read.not_after(), request.not_after);
    }

    #[test]
    fn a_certification_request_says_the_name_that_was_asked_for(name in LINE) {
        let key = &PROVIDER.key;
        let request = CertificateRequest::sign(&name, key).unwrap();
        prop_assert_eq!(request.common_name(), Some(name.as_str()));
        prop_assert_eq!(request.public_key(), &key.public_key());
        let read = CertificateRequest::from_pem(&request.to_pem()).unwrap();
        prop_assert_eq!(read.der(), request.der());
    }

    #[test]
    fn published_roots_are_read_back(count in 1..=limits::CERTIFICATES_IN_FILE) {
        let roots: Vec<_> = ROOTS.iter().take(count).cloned().collect();
        let json = iacas_to_json(&roots).unwrap();
        prop_assert_eq!(iacas_from_json(json.as_bytes()).unwrap(), roots);
    }
}
