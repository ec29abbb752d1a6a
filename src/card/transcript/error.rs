use crate::error::{Category, Coded};

/// Why a text is no transcript.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TranscriptError {
    /// The first line is another one, or of another version.
    #[error(
        "the text does not begin with \"mnid-mdoc card transcript 1\"; take a file recorded so"
    )]
    Header,
    /// A line that does not belong where it stands.
    #[error("line {line} of the transcript is not {expected}; take the file as it was recorded")]
    Line {
        /// Which, counted from 1.
        line: usize,
        /// What it should be.
        expected: &'static str,
    },
    /// Longer than [`limits::TRANSCRIPT`](crate::limits::TRANSCRIPT), or of more exchanges than
    /// [`limits::TRANSCRIPT_EXCHANGES`](crate::limits::TRANSCRIPT_EXCHANGES).
    #[error("the transcript is longer than a reading makes it; refuse it")]
    TooLarge,
}

impl Coded for TranscriptError {
    fn code(&self) -> &'static str {
        match self {
            Self::Header => "transcript.header",
            Self::Line { .. } => "transcript.line",
            Self::TooLarge => "transcript.too-large",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
