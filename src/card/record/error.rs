use crate::error::{Category, Coded};

/// Why bytes are no record of the card. Names the record and the field, never their content.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RecordError {
    /// The record ends inside a field.
    #[error("the {record} ends inside {field}; read the file again from its beginning")]
    Truncated {
        /// The record.
        record: &'static str,
        /// The field.
        field: &'static str,
    },
    /// Another object than the expected one: missing, repeated or out of order.
    #[error("the {record} has not {field} where it belongs; refuse the record")]
    Order {
        /// The record.
        record: &'static str,
        /// The field that was expected.
        field: &'static str,
    },
    /// A length that the field cannot have, or that is not written in the card's form.
    #[error("{field} of the {record} has a wrong length; refuse the record")]
    Length {
        /// The record.
        record: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A value outside what the field may hold.
    #[error("{field} of the {record} is not {expected}; refuse the record")]
    Value {
        /// The record.
        record: &'static str,
        /// The field.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// Bytes other than filler follow the record.
    #[error("bytes other than filler follow the {record}; send the file as the card returns it")]
    TrailingBytes {
        /// The record.
        record: &'static str,
    },
    /// Longer than a file of the card can be ([`limits::CARD_FILE`](crate::limits::CARD_FILE)).
    #[error("the {record} is longer than a file of the card can be; refuse it")]
    TooLarge {
        /// The record.
        record: &'static str,
    },
}

impl Coded for RecordError {
    fn code(&self) -> &'static str {
        match self {
            Self::Truncated { .. } => "record.truncated",
            Self::Order { .. } => "record.order",
            Self::Length { .. } => "record.length",
            Self::Value { .. } => "record.value",
            Self::TrailingBytes { .. } => "record.trailing-bytes",
            Self::TooLarge { .. } => "record.too-large",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
