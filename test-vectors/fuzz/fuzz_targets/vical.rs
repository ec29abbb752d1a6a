//! Lists of roots.

#![no_main]

use std::hint::black_box;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::pki::{Vical, VicalEntry, iacas_from_json};
use mnid_mdoc_fuzz::{Signed, vectors_time};

static SIGNED: LazyLock<Signed> = LazyLock::new(|| Signed::read().expect("the vectors"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = Vical::verify(bytes, &SIGNED.roots, vectors_time()) {
        black_box(list.anchors_for("org.iso.18013.5.1.mDL").count());
    }
    let _ = black_box(VicalEntry::from_cbor(bytes));
    let _ = black_box(iacas_from_json(bytes));
});
