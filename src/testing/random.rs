use std::fmt;

use sha2::{Digest, Sha256};

use crate::crypto::{Random, RandomError};

/// Repeatable bytes from a seed: SHA-256 over the seed and a counter. Predictable, so never for
/// real credentials.
pub struct SeededRandom {
    seed: Vec<u8>,
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl SeededRandom {
    /// Starts the stream of this seed.
    pub fn new(seed: &[u8]) -> Self {
        Self {
            seed: seed.to_vec(),
            counter: 0,
            block: [0; 32],
            used: 32,
        }
    }
}

impl Random for SeededRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            if self.used == self.block.len() {
                let hash = Sha256::new()
                    .chain_update(self.counter.to_be_bytes())
                    .chain_update(&self.seed);
                self.block = hash.finalize().into();
                self.counter += 1;
                self.used = 0;
            }
            *byte = self.block.get(self.used).copied().ok_or(RandomError)?;
            self.used += 1;
        }
        Ok(())
    }
}

impl fmt::Debug for SeededRandom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededRandom")
    }
}
