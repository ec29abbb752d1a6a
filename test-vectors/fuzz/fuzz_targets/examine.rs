//! Readings that a phone relays, examined: every signature that comes up is checked. Whatever passes
//! says the same about the holder as a genuine card.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::card::CardReading;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::evidence::{Anchors, Policy};
use mnid_mdoc::testing::software_card_anchors;
use mnid_mdoc_fuzz::{challenge, now, policy, reading};

static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| software_card_anchors().expect("anchors"));
static POLICY: LazyLock<Policy> = LazyLock::new(policy);
static GENUINE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let holders = [Holder::Hanako, Holder::RareKanji, Holder::Foreign];
    let names = holders.map(|holder| {
        let reading = reading(holder).expect("a reading");
        let examined = POLICY.examine(&ANCHORS, challenge().expect("a challenge"), &reading, now());
        examined.expect("a genuine card").holder().name().to_owned()
    });
    names.into()
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = CardReading::from_cbor(bytes) else {
        return;
    };
    let challenge = challenge().expect("a challenge");
    if let Ok(examined) = POLICY.examine(&ANCHORS, challenge, &reading, now()) {
        let name = examined.holder().name();
        assert!(GENUINE.iter().any(|genuine| genuine == name));
    }
});
