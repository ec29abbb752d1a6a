//! What an issuer is said to have signed, verified: whatever is accepted was signed by one of the
//! vectors' issuers.

#![no_main]

use std::hint::black_box;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::profile::{self, Preset};
use mnid_mdoc::verify::{self, Trust};
use mnid_mdoc_fuzz::{Signed, vectors_time};

static SIGNED: LazyLock<Signed> = LazyLock::new(|| Signed::read().expect("the vectors"));

fuzz_target!(|bytes: &[u8]| {
    let trust = Trust {
        preset: Some(Preset::Default),
        ..Trust::new(&SIGNED.roots, vectors_time())
    };
    let report = verify::issuer_signed(bytes, &trust);
    black_box(serde_json::to_string(&report).expect("a report"));
    if report.is_cryptographically_valid() {
        let plain = Trust::new(&SIGNED.roots, vectors_time());
        if let Ok(document) = verify::issuer_signed(bytes, &plain).accepted() {
            assert!(document.elements().iter().all(|one| SIGNED.has(one)));
        }
    }
    for preset in Preset::all() {
        let _ = black_box(profile::lint(bytes, preset));
    }
});
