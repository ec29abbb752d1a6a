//! For tests, examples and test vectors only: a throw-away PKI, a software wallet, seeded
//! randomness. Nothing here makes real evidence, claims or credentials around the checks, and
//! nothing here is a default.

mod challenge_store;
mod pki;
mod portrait;
mod random;
mod software_card;
mod status_draft;
mod wallet;

pub use challenge_store::{ContractBroken, check_challenge_store};
pub use pki::ThrowawayPki;
#[cfg(feature = "portrait")]
pub use portrait::portrait_as_jpeg;
pub use portrait::with_portrait;
pub use random::SeededRandom;
pub use software_card::{
    software_card_anchors, software_card_evidence, software_card_facts, software_card_revocations,
    software_card_secrets,
};
pub use status_draft::StatusDraft;
pub use wallet::{Disclosure, SoftwareWallet, WalletCredential, WalletError};
