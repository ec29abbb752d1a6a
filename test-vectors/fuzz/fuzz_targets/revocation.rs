//! Revocation lists and OCSP responses, for a certificate of the software card. The first byte picks
//! the source.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::evidence::{
    Anchors, CardRevocationList, OcspHash, OcspQuery, RevocationQuestion, RevocationSource,
};
use mnid_mdoc::pki::RevocationList;
use mnid_mdoc::testing::software_card_anchors;
use mnid_mdoc_fuzz::{now, question};

static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| software_card_anchors().expect("anchors"));
static QUESTION: LazyLock<RevocationQuestion> = LazyLock::new(|| question().expect("a question"));

fuzz_target!(|bytes: &[u8]| {
    let Some((source, der)) = bytes.split_first() else {
        return;
    };
    if source % 2 == 0 {
        let list = RevocationList::from_der(der);
        if let Ok(list) = list.map(|list| CardRevocationList::check(list, &ANCHORS, now()))
            && let Ok(list) = list
        {
            let _ = list.answer(&QUESTION);
        }
        return;
    }
    let query = OcspQuery::without_nonce(&QUESTION, OcspHash::Sha1).expect("a query");
    let _ = query.check(der, &ANCHORS, &[], now());
});
