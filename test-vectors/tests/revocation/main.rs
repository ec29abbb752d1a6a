//! Revocation as an issuer meets it: lists and responses made by OpenSSL with the keys of the
//! software card's authorities, and lists of the size that a large city has.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod large;
mod lists;
mod openssl;
mod responses;

use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
use mnid_mdoc::card::{self, Presence, ReadingPlan};
use mnid_mdoc::crypto::OsRandom;
use mnid_mdoc::evidence::{Challenge, Examined, HolderBinding, Policy, RevocationQuestion, Waiver};
use mnid_mdoc::testing::{software_card_anchors, software_card_secrets};
use mnid_mdoc::time::Timestamp;

/// OpenSSL knows no other time.
fn clock() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = i64::try_from(since.unwrap().as_secs()).unwrap();
    Timestamp::from_unix(seconds).unwrap()
}

/// The examination of the signing certificate of Hanako's software card.
fn examined(now: Timestamp) -> Examined {
    let challenge = Challenge::new(
        "a test",
        "revocation",
        HolderBinding::SessionOnly,
        now.plus_seconds(300),
        &mut OsRandom,
    )
    .unwrap();
    let plan = ReadingPlan::new(Presence::SigningKey);
    let secrets = software_card_secrets(Holder::Hanako).unwrap();
    let mut card = SoftwareCard::new(Holder::Hanako).unwrap();
    let text = challenge.text();
    let reading = card::read(&mut card, &plan, &secrets, text, &mut |_| {}).unwrap();
    let anchors = software_card_anchors().unwrap();
    let policy = Policy::test().waive(Waiver::SessionOnlyBinding);
    policy.examine(&anchors, challenge, &reading, now).unwrap()
}

fn question(now: Timestamp) -> RevocationQuestion {
    examined(now).questions()[0].clone()
}
