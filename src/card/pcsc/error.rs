use pcsc::Error;

use crate::card::TransportError;
use crate::error::{Category, Coded};

/// Why there is no card to talk to. It names readers, never what a card says.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReaderError {
    /// The machine's PC/SC service is not there, or went away.
    #[error("the card service of this machine does not answer; start it (on Linux `pcscd`)")]
    NoService,
    /// No reader is connected, or none of the name.
    #[error("no card reader fits \"{wanted}\"; {}", there_are(.readers))]
    NoReader {
        /// The name, or the part of one, that was asked for.
        wanted: String,
        /// The readers that there are.
        readers: Vec<String>,
    },
    /// Several readers fit, and none of them or more than one holds a card.
    #[error(
        "several card readers fit \"{wanted}\": {}; name one of them, or put the card into one and \
         take others out",
        .readers.join(", ")
    )]
    SeveralReaders {
        /// The name, or the part of one, that was asked for.
        wanted: String,
        /// The readers that fit.
        readers: Vec<String>,
    },
    /// No card came within the time.
    #[error("no card is in the reader {reader}; put it there and start again")]
    NoCard {
        /// The reader's name.
        reader: String,
    },
    /// A card is there and does not answer: it lies askew, another is beside it, or it is broken.
    #[error(
        "the card in the reader {reader} does not answer; put it there alone and the right way, and \
         start again"
    )]
    Mute {
        /// The reader's name.
        reader: String,
    },
    /// Another program has the reader for itself.
    #[error("another program holds the reader {reader} for itself; end it and start again")]
    Busy {
        /// The reader's name.
        reader: String,
    },
    /// The card or the way to it was lost.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

impl ReaderError {
    /// Of a reader that was there before.
    pub(super) fn of(error: Error, reader: &str) -> Self {
        let reader = reader.to_owned();
        match error {
            Error::NoService | Error::ServiceStopped => Self::NoService,
            Error::NoSmartcard => Self::NoCard { reader },
            Error::UnresponsiveCard | Error::UnpoweredCard | Error::UnsupportedCard => {
                Self::Mute { reader }
            }
            Error::SharingViolation => Self::Busy { reader },
            error => Self::Transport(fault(error)),
        }
    }
}

impl Coded for ReaderError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoService => "card.no-service",
            Self::NoReader { .. } => "card.no-reader",
            Self::SeveralReaders { .. } => "card.several-readers",
            Self::NoCard { .. } => "card.no-card",
            Self::Mute { .. } => "card.mute",
            Self::Busy { .. } => "card.reader-busy",
            Self::Transport(error) => error.code(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::NoService | Self::Busy { .. } => Category::Upstream,
            Self::NoReader { .. } | Self::SeveralReaders { .. } => Category::Misuse,
            Self::NoCard { .. } | Self::Mute { .. } => Category::Holder,
            Self::Transport(error) => error.category(),
        }
    }
}

/// What PC/SC says of an exchange that failed.
pub(super) fn fault(error: Error) -> TransportError {
    let reason = match error {
        Error::RemovedCard | Error::NoSmartcard => return TransportError::Removed,
        Error::ResetCard => return TransportError::Reset,
        Error::ReaderUnavailable | Error::UnknownReader => "it was disconnected",
        Error::NoService | Error::ServiceStopped | Error::InvalidHandle => {
            "the card service stopped"
        }
        Error::InsufficientBuffer => "an answer was longer than any may be",
        Error::NotTransacted | Error::CommError | Error::CommDataLost | Error::Timeout => {
            "a command was not answered"
        }
        Error::UnpoweredCard | Error::UnresponsiveCard => "the card lost its power",
        Error::ProtoMismatch | Error::UnsupportedCard => "the card speaks no known protocol",
        _ => "the card service refused a command",
    };
    TransportError::Failed { reason }
}

fn there_are(readers: &[String]) -> String {
    if readers.is_empty() {
        "none is connected: connect one and start again".to_owned()
    } else {
        format!("there are {}: name one of them", readers.join(", "))
    }
}
