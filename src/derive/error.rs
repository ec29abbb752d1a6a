#[cfg(feature = "portrait")]
use super::PortraitError;
use crate::card::record::RecordError;
use crate::doctype::{Element, ImageError, ValueError};
use crate::error::{Category, Coded};

/// Why no claims can be made. No message holds a value.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DeriveError {
    /// The licence was asked for, and the evidence has none.
    #[error("the card's evidence has no driving licence; read the card again with the licence")]
    NoLicence,
    /// The licence application holds something that this crate cannot say in an mdoc.
    #[error("the driving licence cannot be read: {0}")]
    Licence(#[from] RecordError),
    /// The individual number was asked for, and the evidence has none.
    #[error("the evidence has no individual number; read it by a request of its own, or leave it")]
    NoIndividualNumber,
    /// A mandatory element that neither the card nor the issuer's facts have.
    #[error("nothing says {element}, which the document must have; add the issuer's fact")]
    MissingFact {
        /// The element identifier.
        element: &'static str,
    },
    /// An issuer fact that does not fit what the card says.
    #[error("the issuer's fact for {element} contradicts the card; correct the fact")]
    FactContradictsCard {
        /// The element identifier.
        element: &'static str,
    },
    /// A text that ISO/IEC 18013-5 wants in Latin-1 and that is not.
    #[error("{element} has a character outside Latin-1; give a romanised text")]
    NotLatin1 {
        /// The element identifier.
        element: &'static str,
    },
    /// A character for private use, which no wallet can display.
    #[error(
        "character {position} of {element} is for private use; find the Unicode character that is \
         meant"
    )]
    PrivateUseCharacter {
        /// The element identifier.
        element: &'static str,
        /// Its place in the text, in characters from 1.
        position: usize,
    },
    /// No portrait that wallets show.
    #[error("{element}: {reason}")]
    PortraitFormat {
        /// The element identifier.
        element: &'static str,
        /// What is wrong with it.
        reason: ImageError,
    },
    /// A photo of the card that cannot become a JPEG.
    #[cfg(feature = "portrait")]
    #[error("{element}: {reason}")]
    Portrait {
        /// The element identifier.
        element: &'static str,
        /// Why not.
        reason: PortraitError,
    },
    /// Any other value that its element may not have.
    #[error("{element}: {reason}")]
    Value {
        /// The element identifier.
        element: &'static str,
        /// What is wrong with it.
        reason: ValueError,
    },
    /// An age of which no element says whether it is reached.
    #[error("no element says whether the age {age} is reached; name ages of 0 to 99")]
    AgeOutOfRange {
        /// The age.
        age: u8,
    },
    /// The card, the licence or an age statement ends before the claims would become valid.
    #[error(
        "the evidence ends before the credential would become valid; renew the card or licence"
    )]
    Expired,
}

impl DeriveError {
    #[cfg(feature = "portrait")]
    pub(super) fn portrait(element: &'static Element, reason: PortraitError) -> Self {
        let element = element.identifier;
        Self::Portrait { element, reason }
    }

    pub(super) fn value(element: &'static Element, reason: ValueError) -> Self {
        let element = element.identifier;
        match reason {
            ValueError::NotLatin1 => Self::NotLatin1 { element },
            ValueError::PrivateUseCharacter { position } => {
                Self::PrivateUseCharacter { element, position }
            }
            ValueError::Image(reason) => Self::PortraitFormat { element, reason },
            reason => Self::Value { element, reason },
        }
    }
}

impl Coded for DeriveError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoLicence => "derive.no-licence",
            Self::Licence(_) => "derive.licence",
            Self::NoIndividualNumber => "derive.individual-number",
            Self::MissingFact { .. } => "derive.missing-fact",
            Self::FactContradictsCard { .. } => "derive.fact-contradicts-card",
            Self::NotLatin1 { .. } => "derive.not-latin1",
            Self::PrivateUseCharacter { .. } => "derive.private-use-character",
            Self::PortraitFormat { .. } => "derive.portrait-format",
            #[cfg(feature = "portrait")]
            Self::Portrait { .. } => "derive.portrait",
            Self::Value { .. } => "derive.value",
            Self::AgeOutOfRange { .. } => "derive.age-out-of-range",
            Self::Expired => "derive.expired",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::NoLicence | Self::Licence(_) | Self::PortraitFormat { .. } => Category::Card,
            Self::PrivateUseCharacter { .. } | Self::Expired => Category::Card,
            #[cfg(feature = "portrait")]
            Self::Portrait { .. } => Category::Card,
            Self::NoIndividualNumber
            | Self::MissingFact { .. }
            | Self::FactContradictsCard { .. }
            | Self::NotLatin1 { .. }
            | Self::Value { .. }
            | Self::AgeOutOfRange { .. } => Category::Misuse,
        }
    }
}
