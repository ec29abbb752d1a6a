use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::card::algorithm::Algorithm;
use crate::card::substitutes::flagged;

fn signing_certificate(holder: Holder) -> Vec<u8> {
    let plan = ReadingPlan::new(Presence::SigningKey);
    let reading = attempt(&mut card(holder, &[]), &plan, holder).unwrap();
    reading.signing.unwrap().certificate.clone()
}

/// Where the flags of the name begin, behind their object identifier and three heads.
fn flags_at(certificate: &[u8]) -> usize {
    // 1.2.392.200149.8.5.5.2
    let oid = [0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x05, 0x02];
    let found = certificate
        .windows(oid.len())
        .position(|part| part == oid)
        .unwrap();
    found + oid.len() + 4
}

#[test]
fn one_flag_in_any_place_is_seen() {
    let certificate = signing_certificate(Holder::Hanako);
    assert!(!flagged(&certificate));
    let at = flags_at(&certificate);
    let length = usize::from(certificate[at - 1]);
    assert_eq!(&certificate[at..at + length], b"00000");
    for position in at..at + length {
        for flag in [b'1', b'2', b' '] {
            let mut changed = certificate.clone();
            changed[position] = flag;
            assert!(flagged(&changed));
        }
    }
}

#[test]
fn missing_flags_and_unreadable_certificates_count_as_flagged() {
    let certificate = signing_certificate(Holder::Hanako);
    let mut renamed = certificate.clone();
    renamed[flags_at(&certificate) - 5] = 0x07;
    let mut twice = certificate.clone();
    twice[flags_at(&certificate) - 5] = 0x06;
    let mut other_type = certificate.clone();
    other_type[flags_at(&certificate) - 2] = 0x13;
    for odd in [
        renamed,
        twice,
        other_type,
        vec![],
        vec![0x30; 100],
        vec![0; 20_000],
    ] {
        assert!(flagged(&odd));
    }
    for length in 0..certificate.len() {
        assert!(flagged(&certificate[..length]));
    }
}

#[test]
fn the_test_cards_certificates_are_read() {
    let Some(folder) = std::env::var_os("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is not set");
        return;
    };
    let folder = PathBuf::from(folder).join("jpki-test-card");
    let file = |name| std::fs::read(folder.join(name)).unwrap();
    assert!(!flagged(&file("jpki-sign-cert.der")));
    // It names nobody, so it has no flags.
    assert!(flagged(&file("jpki-auth-cert.der")));
}

static CERTIFICATE: LazyLock<Vec<u8>> = LazyLock::new(|| signing_certificate(Holder::Hanako));

proptest! {
    #[test]
    fn no_change_of_a_certificate_makes_its_readers_panic(
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut changed = CERTIFICATE.clone();
        for (place, byte) in edits {
            let place = place.index(changed.len());
            changed[place] = byte;
        }
        let _ = flagged(&changed);
        let _ = Algorithm::of_certificate(&changed);
        changed.truncate(cut.index(changed.len()));
        prop_assert!(flagged(&changed));
        let _ = Algorithm::of_certificate(&changed);
    }
}
