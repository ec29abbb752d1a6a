//! How far issuing is from the work that cannot be avoided, as lines `name: number`.
//!
//! `cargo bench --bench limits` takes about two minutes; `-- --test` makes two rounds of each and
//! holds no figure.
//!
//! Each ratio is the median time of a path over the median time of a sum, both over [`ROUNDS`]
//! rounds (a fiftieth for `batch100`) in which paths and sums take turns in one process, each warmed
//! by a run of its own. That holds to 1 or 2 % on a quiet machine.
//!
//! - `sign` sum: the signer signs the credential's own message, SHA-256 over each encoded item,
//!   one draw of as many bytes as the credential drew from the operating system.
//! - `sign` path: `prepare`, or `prepare_batch`, which draws for all at once; the signer signs, and
//!   the signature is written behind its head, as `complete` does, which would check it first.
//! - `copies`: the `sign` sum and one plain copy of the finished document each, held as outputs are;
//!   what is above 1 in it is memory, which no issuer gets around.
//! - `release` sum: the `sign` sum and one check of the signature by `PublicKey::verify`.
//! - `release` path: the whole of issuing, with the check before release.
//! - `single` has its claims admitted before. `batch100` admits them as part of its time and holds
//!   the outputs of 100 device keys, in memory that was touched before: `release` writes into
//!   buffers by `issue_into`, `sign` holds what is `Prepared`.
//! - Outputs are held until the clock has stopped. Whoever drops one instead of taking its bytes has
//!   it wiped, which is not in the figures.
//! - `allocations` are calls of the allocator per credential, counted in a pass of their own;
//!   `peak_over_document` is the most memory held at once over the length of what is issued.
//! - `threads2` is one thread's time over that of two threads with half of the device keys each;
//!   the same of the `release` sum shows what the machine gives at that moment.
//! - Curves are microseconds per credential, released. No portrait is smaller than 159 bytes.

#![allow(clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used)]

mod case;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#[path = "../../examples/fast_signer/signer.rs"]
mod fast_signer;
mod measure;
#[path = "../scene/mod.rs"]
mod scene;

use std::error::Error;

use case::{Case, Shape};
use measure::{Rounds, micros, ratio};
use mnid_mdoc::crypto::{Signer, SoftwareKey};
use scene::Scene;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let rounds = if std::env::args().any(|argument| argument == "--test") {
        Rounds(2)
    } else {
        ROUNDS
    };
    let scene = Scene::set(100, PORTRAIT)?;
    let p256 = scene.pki.document_signer_key().clone();
    let fast = fast(&p256);
    let mut signers: Vec<(&str, &dyn Signer)> = vec![("p256", &p256)];
    match &fast {
        Ok(fast) => signers.push(("fast", fast.as_ref())),
        Err(reason) => println!("the lines of the fast signer are left out: {reason}"),
    }
    for (name, signer) in &signers {
        limits(name, &Case::new(&scene, *signer)?, rounds);
    }
    for (name, signer) in &signers {
        threads(name, &Case::new(&scene, *signer)?, rounds);
    }
    for bytes in PORTRAITS {
        let scene = Scene::set(100, bytes)?;
        for (name, signer) in &signers {
            let case = Case::new(&scene, *signer)?;
            let [time] = rounds
                .over(10)
                .medians([&mut || case.release(Shape::Single)]);
            println!("curve/portrait/{bytes}/{name}: {:.1}", micros(time));
        }
    }
    let scene = Scene::set(1_000, PORTRAIT)?;
    for count in [1, 10, 100, 1_000] {
        for (name, signer) in &signers {
            let case = Case::new(&scene, *signer)?;
            let rounds = rounds.over(20 * count).at_least(3);
            let [time] = rounds.medians([&mut || case.release(Shape::Batch(count))]);
            println!(
                "curve/batch/{count}/{name}: {:.1}",
                micros(time) / count as f64
            );
        }
    }
    Ok(())
}

/// The same key behind the faster signer.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn fast(key: &SoftwareKey) -> Result<Box<dyn Signer>, Box<dyn Error>> {
    let (_, der) = der::SecretDocument::from_pem(&key.to_pkcs8_pem()?)?;
    let signer = fast_signer::FastSigner::from_pkcs8_der(der.as_bytes())?;
    Ok(Box::new(signer))
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn fast(_: &SoftwareKey) -> Result<Box<dyn Signer>, Box<dyn Error>> {
    Err("graviola knows no such processor".into())
}

fn limits(name: &str, case: &Case<'_>, rounds: Rounds) {
    for (label, shape, rounds) in [
        ("single", Shape::Single, rounds),
        ("batch100", Shape::Batch(100), rounds.over(50)),
    ] {
        let count = shape.count();
        let [sign_sum, copies, sign, release_sum, release] = rounds.medians([
            &mut || case.sign_sum(count),
            &mut || case.copies(count),
            &mut || case.sign(shape),
            &mut || case.release_sum(count),
            &mut || case.release(shape),
        ]);
        println!(
            "sign/{name}/{label}/time_over_limit: {:.3}",
            ratio(sign, sign_sum)
        );
        println!(
            "copies/{name}/{label}/time_over_limit: {:.3}",
            ratio(copies, sign_sum)
        );
        println!(
            "release/{name}/{label}/time_over_limit: {:.3}",
            ratio(release, release_sum)
        );
        let memory = case.memory(shape);
        println!("sign/{name}/{label}/allocations: {:.2}", memory.allocations);
        println!(
            "sign/{name}/{label}/peak_over_document: {:.2}",
            memory.peak_over_document
        );
        println!(
            "microseconds/{name}/{label}/sign: {:.1}",
            micros(sign) / count as f64
        );
    }
}

fn threads(name: &str, case: &Case<'_>, rounds: Rounds) {
    let [one, two, one_sum, two_sums] = rounds.over(50).medians([
        &mut || case.on_threads(1),
        &mut || case.on_threads(2),
        &mut || case.sum_on_threads(1),
        &mut || case.sum_on_threads(2),
    ]);
    println!("threads2/{name}/speedup: {:.2}", ratio(one, two));
    println!(
        "threads2/{name}/speedup_of_sum: {:.2}",
        ratio(one_sum, two_sums)
    );
}

const ROUNDS: Rounds = Rounds(4_000);
const PORTRAIT: usize = 20_000;
const PORTRAITS: [usize; 7] = [0, 2_000, 20_000, 50_000, 100_000, 150_000, 200_000];
