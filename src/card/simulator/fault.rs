use std::fmt;

/// What goes wrong at one exchange with a software card, and after it where it says so.
#[derive(Clone, Eq, PartialEq)]
pub enum Fault {
    /// The card is taken away, and stays away until it is inserted again.
    Removed,
    /// The reader fails at this exchange; the card does not see the command.
    TransportFailed,
    /// The card answers these bytes instead (data and status word). It does not see the command.
    Answer(Vec<u8>),
    /// The card answers these bytes from now on, to whatever command: an endless `61xx` or `6Cxx`.
    AnswerForever(Vec<u8>),
    /// The data of the answer is cut to this many bytes; the status word stays.
    Truncated(usize),
    /// The data of the answer is followed by this many bytes more.
    Lengthened(usize),
}

/// Only the kind: answers may hold personal data of a real card.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Removed => "Removed",
            Self::TransportFailed => "TransportFailed",
            Self::Answer(_) => "Answer",
            Self::AnswerForever(_) => "AnswerForever",
            Self::Truncated(_) => "Truncated",
            Self::Lengthened(_) => "Lengthened",
        })
    }
}
