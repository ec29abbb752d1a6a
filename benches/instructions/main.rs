//! Prepares as many credentials as its argument says, for `benches/instructions/check`: what
//! issuing costs beyond the signature, counted in instructions, which no noise can trip.

#[path = "../scene/mod.rs"]
mod scene;

use std::error::Error;
use std::hint::black_box;

use mnid_mdoc::testing::SeededRandom;
use scene::Scene;

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args()
        .nth(1)
        .ok_or("how many credentials?")?
        .parse()?;
    // A small portrait: what counts it counts SHA-256 without the processor's own instructions.
    let scene = Scene::set(KEYS, 2_000)?;
    let mut random = SeededRandom::new(b"instructions");
    let subject = scene.subject()?;
    for key in scene.device_keys.iter().take(count) {
        black_box(subject.prepare(key, &mut random)?);
    }
    Ok(())
}

/// As many as are ever asked for, so that every run makes the same.
const KEYS: usize = 210;
