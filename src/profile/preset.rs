use super::{DigestIds, IssuingOptions, KeyAuthorizations, SaltLength};
use crate::mdoc::DigestAlgorithm;

/// A named set of issuing options.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Preset {
    /// What every reader that was tried accepts.
    Default,
}

/// Versions of the circuits in which an mdoc is proven in zero knowledge.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Circuits {
    /// Version 7 of 2026-01.
    Version7,
}

impl Preset {
    /// Its options.
    pub fn options(self) -> IssuingOptions {
        match self {
            Self::Default => IssuingOptions {
                digest_algorithm: DigestAlgorithm::Sha256,
                salt_length: SaltLength::SHORTEST,
                decoys: true,
                digest_ids: DigestIds::Permutation,
                key_authorizations: KeyAuthorizations::none(),
                expected_update: None,
                certificate_thumbprint: false,
                zero_knowledge: None,
            },
        }
    }
}
