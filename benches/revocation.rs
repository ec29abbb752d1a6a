//! What a revocation list of a million entries costs, as lines `name: number`.
//!
//! `cargo bench --bench revocation` takes some seconds; `-- --test` reads a list of a hundredth of
//! the size twice, and holds no figure.
//!
//! - `bytes` is the list as received, `memory/over_bytes` what reading and checking it takes at its
//!   peak over that, `allocations` the calls of the allocator.
//! - `milliseconds/check` is the time from the bytes to a list that answers, its entries in no
//!   order; `microseconds/answer` that of one answer, and `milliseconds/handles` that of the
//!   handles of all its entries.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use mnid_mdoc::card::simulator::{CertificateIssuer, Holder, ListedCertificate, SoftwareCard};
use mnid_mdoc::card::{self, Presence, ReadingPlan};
use mnid_mdoc::crypto::OsRandom;
use mnid_mdoc::evidence::{
    Anchors, CardRevocationList, Challenge, HandleKey, HolderBinding, Policy, RevocationQuestion,
    RevocationSource, Waiver,
};
use mnid_mdoc::pki::RevocationList;
use mnid_mdoc::testing::{software_card_anchors, software_card_secrets};
use mnid_mdoc::time::Timestamp;

fn main() -> Result<(), Box<dyn Error>> {
    let (entries, rounds) = if std::env::args().any(|argument| argument == "--test") {
        (10_000, 2)
    } else {
        (1_000_000, 5)
    };
    let now = Timestamp::parse("2026-11-24T09:00:00Z")?;
    let anchors = software_card_anchors()?;
    let question = question(&anchors, now)?;
    let der = list(entries, &question, now)?;
    let check = || {
        let list = RevocationList::from_der(black_box(&der)).unwrap();
        CardRevocationList::check(list, &anchors, now).unwrap()
    };
    let mut checked = None;
    let counted = allocation_counter::measure(|| checked = Some(check()));
    let list = checked.ok_or("no list")?;
    let over_bytes = counted.bytes_max - u64::try_from(der.len())?;
    println!("entries: {entries}");
    println!("bytes: {}", der.len());
    println!("memory/over_bytes: {over_bytes}");
    println!("allocations: {}", counted.count_total);

    let checked = median(rounds, check);
    println!("milliseconds/check: {:.0}", checked.as_secs_f64() * 1e3);
    let answered = median(1_000, || list.answer(&question));
    println!("microseconds/answer: {:.1}", answered.as_secs_f64() * 1e6);
    let key = HandleKey::from_bytes(1, [1; 32]);
    let handled = median(rounds, || list.handles(&key).map(black_box).count());
    println!("milliseconds/handles: {:.0}", handled.as_secs_f64() * 1e3);
    Ok(())
}

/// The median time of so many runs.
fn median<T>(rounds: usize, work: impl Fn() -> T) -> Duration {
    let time = |_| {
        let began = Instant::now();
        let made = black_box(work());
        let time = began.elapsed();
        drop(made);
        time
    };
    let mut times: Vec<Duration> = (0..rounds).map(time).collect();
    times.sort_unstable();
    times[rounds / 2]
}

/// About the signing certificate of Hanako's software card.
fn question(anchors: &Anchors, now: Timestamp) -> Result<RevocationQuestion, Box<dyn Error>> {
    let expires = now.plus_seconds(300);
    let binding = HolderBinding::SessionOnly;
    let challenge = Challenge::new("a benchmark", "bench", binding, expires, &mut OsRandom)?;
    let mut card = SoftwareCard::new(Holder::Hanako)?;
    let secrets = software_card_secrets(Holder::Hanako)?;
    let plan = ReadingPlan::new(Presence::SigningKey);
    let reading = card::read(&mut card, &plan, &secrets, challenge.text(), &mut |_| {})?;
    let policy = Policy::test().waive(Waiver::SessionOnlyBinding);
    let examined = policy.examine(anchors, challenge, &reading, now)?;
    let question = examined.questions().first();
    Ok(question.ok_or("no question")?.clone())
}

/// Every entry has a reason; the certificate in question is among them.
fn list(
    entries: u32,
    question: &RevocationQuestion,
    now: Timestamp,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let listed = |serial: Vec<u8>| ListedCertificate {
        serial,
        since: now.plus_days(-1),
        reason: 3,
    };
    // An odd factor gives each its own number.
    let others = (1..entries).map(|index| {
        let number = index.wrapping_mul(2_654_435_761).to_be_bytes();
        listed([&[0x30][..], &number].concat())
    });
    let all: Vec<_> = others.chain([listed(question.serial().to_vec())]).collect();
    let issuer = CertificateIssuer::Signing;
    Ok(issuer.revocation_list(&all, now, now.plus_days(1))?)
}
