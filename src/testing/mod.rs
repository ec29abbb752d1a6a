//! For tests, examples and test vectors only: a throw-away PKI, a software wallet, seeded
//! randomness. Nothing here makes evidence, claims or credentials around the checks, and nothing
//! here is a default.

mod random;

pub use random::SeededRandom;
