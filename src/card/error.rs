use super::record::RecordError;
use super::{Application, SecretName, StatusWord, TransportError};
use crate::error::{Category, Coded};

/// Why a card could not be read. Never holds card data or a secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// The card is gone, or the way to it failed.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The plan needs a secret that was not given. Nothing more was sent to the card.
    #[error("the {secret} is needed; ask the holder for it")]
    MissingSecret {
        /// Which.
        secret: SecretName,
    },
    /// The card refused the secret. It was sent once: in this call, or in the one before if its
    /// answer was lost then and only the count tells.
    #[error(
        "the {secret} is wrong (tries left: {}); type it again carefully",
        count(*.tries_left)
    )]
    WrongSecret {
        /// Which.
        secret: SecretName,
        /// Tries until it is blocked, at least 1; `None` where the card does not count them.
        tries_left: Option<u8>,
    },
    /// One try is left, and the plan does not allow to spend it. The secret was not sent.
    #[error(
        "the {secret} has one try left and was not sent; a wrong one would block it, so make sure \
         and allow the last try"
    )]
    LastTry {
        /// Which.
        secret: SecretName,
    },
    /// The secret is blocked: before, or by this try.
    #[error("the {secret} is blocked; only the authority that issued it can unblock it")]
    Blocked {
        /// Which.
        secret: SecretName,
    },
    /// The card holds no such secret.
    #[error("the {secret} is not set on this card; have it set where the card was issued")]
    NotSet {
        /// Which.
        secret: SecretName,
    },
    /// The card has not the application: perhaps another kind of card.
    #[error("the card has no {application} application; use a My Number Card")]
    ApplicationAbsent {
        /// Which.
        application: Application,
    },
    /// The card carries no driving licence.
    #[error("the card carries no driving licence; have it loaded, or leave the licence out")]
    NoLicenceApplication,
    /// The card has no signing certificate, as for holders under 15 or when it was not asked for.
    #[error("the card has no signing certificate; use the authentication key or another card")]
    NoSigningCertificate,
    /// The card has no authentication certificate.
    #[error("the card has no authentication certificate; use the signing key or another card")]
    NoAuthenticationCertificate,
    /// The card has neither an authentication certificate nor a serial number of its own, and the
    /// plan reads more than one application: a card exchanged meanwhile would not be noticed.
    #[error("nothing tells this card from another; use another card, or leave out all but JPKI")]
    Unrecognisable,
    /// Another card answered than at the beginning of the reading.
    #[error("this is not the card that the reading began with; present that one, or start again")]
    AnotherCard,
    /// What a file of the card holds is malformed.
    #[error(transparent)]
    Malformed(#[from] RecordError),
    /// An answer without a status word, or a signature that is none.
    #[error("the answer to {command} is malformed; try again, or use another reader or card")]
    MalformedAnswer {
        /// The command.
        command: &'static str,
    },
    /// An answer longer than was asked for.
    #[error("the answer to {command} is longer than asked for; use another reader or card")]
    AnswerTooLong {
        /// The command.
        command: &'static str,
    },
    /// More exchanges than [`limits`](crate::limits) allow for one command or one reading.
    #[error("{command} took too many exchanges; use another reader or card")]
    TooManyExchanges {
        /// The command.
        command: &'static str,
    },
    /// The files are longer together than [`limits::CARD_FILES`](crate::limits::CARD_FILES).
    #[error("the card's files are longer than a reading may be; use another reader or card")]
    TooManyBytes,
    /// The card refused a command, and no variant above says why.
    #[error("the card answered {command} with {status}; start again")]
    UnexpectedStatus {
        /// The command.
        command: &'static str,
        /// The status word.
        status: StatusWord,
    },
}

impl Coded for ReadError {
    fn code(&self) -> &'static str {
        match self {
            Self::Transport(error) => error.code(),
            Self::MissingSecret { .. } => "card.missing-secret",
            Self::WrongSecret { .. } => "card.wrong-secret",
            Self::LastTry { .. } => "card.last-try",
            Self::Blocked { .. } => "card.blocked",
            Self::NotSet { .. } => "card.not-set",
            Self::ApplicationAbsent { .. } => "card.application-absent",
            Self::NoLicenceApplication => "card.no-licence-application",
            Self::NoSigningCertificate => "card.no-signing-certificate",
            Self::NoAuthenticationCertificate => "card.no-authentication-certificate",
            Self::Unrecognisable => "card.unrecognisable",
            Self::AnotherCard => "card.another-card",
            Self::Malformed(error) => error.code(),
            Self::MalformedAnswer { .. } => "card.malformed-answer",
            Self::AnswerTooLong { .. } => "card.answer-too-long",
            Self::TooManyExchanges { .. } => "card.too-many-exchanges",
            Self::TooManyBytes => "card.too-many-bytes",
            Self::UnexpectedStatus { .. } => "card.unexpected-status",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Transport(error) => error.category(),
            Self::MissingSecret { .. } => Category::Misuse,
            Self::WrongSecret { .. } | Self::LastTry { .. } | Self::AnotherCard => Category::Holder,
            Self::Blocked { .. }
            | Self::NotSet { .. }
            | Self::ApplicationAbsent { .. }
            | Self::NoLicenceApplication
            | Self::NoSigningCertificate
            | Self::NoAuthenticationCertificate
            | Self::Unrecognisable
            | Self::UnexpectedStatus { .. } => Category::Card,
            Self::Malformed(_)
            | Self::MalformedAnswer { .. }
            | Self::AnswerTooLong { .. }
            | Self::TooManyExchanges { .. }
            | Self::TooManyBytes => Category::UntrustedInput,
        }
    }
}

fn count(tries_left: Option<u8>) -> String {
    tries_left.map_or("not counted".to_owned(), |tries| tries.to_string())
}
