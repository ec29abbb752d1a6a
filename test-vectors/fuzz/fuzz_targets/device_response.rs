//! What a wallet is said to present, verified in a session: whatever is accepted was signed by one
//! of the vectors' issuers.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::verify::{self, Session, Trust};
use mnid_mdoc_fuzz::{SESSION, Signed, vectors_time};

static SIGNED: LazyLock<Signed> = LazyLock::new(|| Signed::read().expect("the vectors"));

fuzz_target!(|bytes: &[u8]| {
    let trust = Trust::new(&SIGNED.roots, vectors_time());
    let session = Session::new(&SESSION);
    for report in verify::device_response(bytes, &session, &trust)
        .into_iter()
        .flatten()
    {
        if let Ok(document) = report.accepted() {
            assert!(document.elements().iter().all(|one| SIGNED.has(one)));
        }
    }
});
