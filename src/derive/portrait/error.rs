use crate::error::{Category, Coded};
use crate::limits;

/// Why a photo of the card cannot become a JPEG. It tells nothing of the picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PortraitError {
    /// No whole JPEG 2000 file, or one whose numbers are no grey values.
    #[error("the photo is no whole JPEG 2000 file; read the card again")]
    Damaged,
    /// A JPEG 2000 file of another kind than cards have.
    #[error("the photo is not {expected}, as a card's is; issue it as the card has it")]
    Unexpected {
        /// What it should be.
        expected: &'static str,
    },
    /// The decoder refuses it.
    #[error("the photo cannot be decoded; issue it as the card has it")]
    Undecodable,
    /// No quality makes it small enough.
    #[error(
        "the photo has more than {} bytes as JPEG; issue it as the card has it",
        limits::JPEG_PORTRAIT
    )]
    TooLarge,
}

impl Coded for PortraitError {
    fn code(&self) -> &'static str {
        match self {
            Self::Damaged => "portrait.damaged",
            Self::Unexpected { .. } => "portrait.unexpected",
            Self::Undecodable => "portrait.undecodable",
            Self::TooLarge => "portrait.too-large",
        }
    }

    fn category(&self) -> Category {
        Category::Card
    }
}
