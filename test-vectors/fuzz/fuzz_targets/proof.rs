//! What a wallet sends to prove its keys, and what an issuer answers. The first byte picks one.

#![no_main]

use std::hint::black_box;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::holder::jwt::{self, ProofContext};
use mnid_mdoc::holder::proofs;
use mnid_mdoc::testing::SeededRandom;
use mnid_mdoc::verify::Trust;
use mnid_mdoc::wallet::{self, CredentialConfiguration};
use mnid_mdoc_fuzz::{Signed, vectors_time};

static SIGNED: LazyLock<Signed> = LazyLock::new(|| Signed::read().expect("the vectors"));
static KEY: LazyLock<PublicKey> = LazyLock::new(|| {
    let mut random = SeededRandom::new(b"fuzz");
    let key = SoftwareKey::generate(SigningCurve::P256, &mut random).expect("a key");
    key.public_key()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let attested_by = std::slice::from_ref(&*KEY);
    let expected = ProofContext {
        issuer: "https://issuer.example",
        nonce: "fGFF7UkhLa",
        now: vectors_time(),
        dpop_key: None,
        attested_by: if kind & 4 == 0 { &[] } else { attested_by },
    };
    match kind % 4 {
        0 => drop(black_box(jwt::verify(text, &expected))),
        1 => drop(black_box(proofs::verify(text, 3, &expected))),
        2 => {
            let trust = Trust::new(&SIGNED.roots, vectors_time());
            let read = wallet::credentials(text, attested_by, &trust);
            // Nobody issued for this key.
            assert!(read.is_err());
        }
        _ => drop(black_box(CredentialConfiguration::parse(text))),
    }
});
