use super::{Circuits, DigestIds, IssuingOptions, KeyAuthorizations, SaltLength};
use crate::doctype::PortraitFormat;
use crate::mdoc::DigestAlgorithm;
use crate::pki::Edition;

/// A named set of issuing options, with the rules for certificates and credentials that go with
/// it: what a document signer on P-256 issues by the options breaks none of the rules, one of Japan
/// in the case of [`Japan`](Self::Japan).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Preset {
    /// What every reader that was tried accepts.
    #[default]
    Default,
    /// ISO/IEC 18013-5:2021.
    Edition1,
    /// The second edition's draft; it may still change.
    Edition2,
    /// What a holder can prove in zero knowledge by circuits of this version.
    ZeroKnowledge(Circuits),
    /// The two Japanese documents, whole, by an authority of Japan.
    Japan,
    /// The default with what every phone and browser can show: the portrait is a JPEG.
    PhoneWallet,
}

impl Preset {
    /// Every preset.
    pub fn all() -> [Self; 7] {
        [
            Self::Default,
            Self::Edition1,
            Self::Edition2,
            Self::ZeroKnowledge(Circuits::Version7),
            Self::ZeroKnowledge(Circuits::Version6),
            Self::Japan,
            Self::PhoneWallet,
        ]
    }

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Edition1 => "edition_1",
            Self::Edition2 => "edition_2",
            Self::ZeroKnowledge(Circuits::Version7) => "zero_knowledge",
            Self::ZeroKnowledge(Circuits::Version6) => "zero_knowledge_6",
            Self::Japan => "japan",
            Self::PhoneWallet => "phone_wallet",
        }
    }

    /// The preset of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|preset| preset.name() == name)
    }

    /// Its options.
    pub fn options(self) -> IssuingOptions {
        let options = IssuingOptions {
            digest_algorithm: DigestAlgorithm::Sha256,
            salt_length: SaltLength::SHORTEST,
            decoys: true,
            digest_ids: DigestIds::Permutation,
            key_authorizations: KeyAuthorizations::none(),
            expected_update: None,
            certificate_thumbprint: false,
            certificates: self.edition(),
            portrait: PortraitFormat::AsOnCard,
            zero_knowledge: None,
        };
        match self {
            // The edition of 2021 and the Japanese documents ask for nothing else.
            Self::Default | Self::Edition1 | Self::Japan => options,
            Self::PhoneWallet => IssuingOptions {
                portrait: PortraitFormat::Jpeg,
                ..options
            },
            Self::Edition2 => IssuingOptions {
                certificate_thumbprint: true,
                ..options
            },
            Self::ZeroKnowledge(circuits) => IssuingOptions {
                // With digests of no element a driving licence is too long for the older circuits.
                decoys: circuits != Circuits::Version6,
                zero_knowledge: Some(circuits),
                ..options
            },
        }
    }

    /// Whose rules the certificates follow.
    pub fn edition(self) -> Edition {
        match self {
            Self::Edition1 => Edition::Edition1,
            Self::Edition2 => Edition::Edition2,
            Self::Default | Self::ZeroKnowledge(_) | Self::Japan | Self::PhoneWallet => {
                Edition::EveryReader
            }
        }
    }
}
