//! Readings that a phone relays, examined: every signature that comes up is checked. Whatever passes
//! says the same about the holder as a genuine card.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::card::CardReading;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::evidence::{Anchors, Examined, Policy};
use mnid_mdoc::testing::software_card_anchors;
use mnid_mdoc_fuzz::{challenge, now, policy, reading};

static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| software_card_anchors().expect("anchors"));
static POLICY: LazyLock<Policy> = LazyLock::new(policy);
static GENUINE: LazyLock<[Person; 3]> = LazyLock::new(|| {
    [Holder::Hanako, Holder::RareKanji, Holder::Foreign].map(|holder| {
        let reading = reading(holder).expect("a reading");
        let examined = POLICY.examine(&ANCHORS, challenge().expect("a challenge"), &reading, now());
        Person::of(&examined.expect("a genuine card"))
    })
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = CardReading::from_cbor(bytes) else {
        return;
    };
    let challenge = challenge().expect("a challenge");
    if let Ok(examined) = POLICY.examine(&ANCHORS, challenge, &reading, now()) {
        let found = Person::of(&examined);
        let genuine = GENUINE.iter().find(|person| person.name == found.name);
        let genuine = genuine.expect("a genuine name");
        assert_eq!(found.attributes, genuine.attributes);
        // A record may be left out, and nothing binds a licence to a person.
        assert!(found.photo.is_none() || found.photo == genuine.photo);
        let mut licences = GENUINE.iter().map(|person| &person.licence_photo);
        assert!(
            found.licence_photo.is_none() || licences.any(|photo| *photo == found.licence_photo)
        );
    }
});

/// What an examination says of somebody.
struct Person {
    name: String,
    attributes: String,
    photo: Option<Vec<u8>>,
    licence_photo: Option<Vec<u8>>,
}

impl Person {
    fn of(examined: &Examined) -> Self {
        let holder = examined.holder();
        Self {
            name: holder.name().to_owned(),
            attributes: format!(
                "{} {:?} {:?}",
                holder.address(),
                holder.birth_date(),
                holder.sex()
            ),
            photo: examined.photo().map(<[u8]>::to_vec),
            licence_photo: examined.licence_photo().map(<[u8]>::to_vec),
        }
    }
}
