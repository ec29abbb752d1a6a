use crate::error::{Category, Coded};

/// What moves bytes to a card and back: a reader, a phone, a network, or the software card.
///
/// It passes command and response APDUs (ISO/IEC 7816-4 5.1) unchanged. It need not follow `61xx`
/// or `6Cxx`, and should not: the reading bounds that itself. Commands may hold a PIN: an
/// implementation neither logs nor keeps them.
pub trait Transport {
    /// Sends one command APDU; returns the response APDU, data followed by the two bytes of the
    /// status word.
    ///
    /// # Errors
    /// [`TransportError`] when no response came back.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError>;
}

/// Why no response came back from a card.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TransportError {
    /// The card is gone.
    #[error("the card was removed; put it back and start again")]
    Removed,
    /// Another program reset the card, which forgot what was selected and verified.
    #[error("another program reset the card; end that program and start again")]
    Reset,
    /// The way to the card failed.
    #[error("the card reader failed ({reason}); check it and start again")]
    Failed {
        /// What failed, in the transport's words; never card data.
        reason: &'static str,
    },
    /// The [`Deadline`](super::Deadline) has passed. Nothing was sent.
    #[error("the card was not read in time; hold it still and start again")]
    TooLate,
    /// A [`Replay`](super::transcript::Replay) was sent another command than the recorded one.
    #[error(
        "the recorded session goes on otherwise at exchange {exchange}; replay it with the plan \
         that it was recorded with"
    )]
    Deviates {
        /// Which exchange, counted from 1.
        exchange: usize,
    },
}

impl Coded for TransportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Removed => "card.removed",
            Self::Reset => "card.reset",
            Self::Failed { .. } => "card.transport",
            Self::TooLate => "card.too-late",
            Self::Deviates { .. } => "card.transcript-deviates",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Removed | Self::TooLate => Category::Holder,
            Self::Reset | Self::Failed { .. } => Category::Upstream,
            Self::Deviates { .. } => Category::Misuse,
        }
    }
}
