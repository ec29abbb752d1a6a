use std::fmt;
use std::time::Duration;

use super::holder::Holder;
use super::variation::Variation;

/// What goes wrong at one exchange with a software card, and after it where it says so. Several
/// may strike at one exchange, in the order in which they were injected.
#[derive(Clone, Eq, PartialEq)]
pub enum Fault {
    /// The card is taken away, and stays away until it is inserted again.
    Removed,
    /// The card gets the command and is taken away before its answer has come: nobody knows what
    /// became of a secret.
    AnswerLost,
    /// The reader fails at this exchange; the card does not see the command.
    TransportFailed,
    /// The answer takes this long, by [the card's clock](super::SoftwareCard::clock). Nobody
    /// really waits.
    Slow(Duration),
    /// The card answers these bytes instead (data and status word). It does not see the command.
    Answer(Vec<u8>),
    /// The card answers these bytes from now on, to whatever command: an endless `61xx` or `6Cxx`.
    AnswerForever(Vec<u8>),
    /// The data of the answer is cut to this many bytes; the status word stays.
    Truncated(usize),
    /// The data of the answer is followed by this many bytes more.
    Lengthened(usize),
    /// These bytes stand at this place of the answer's data, as far as it reaches: a length that
    /// lies.
    Overwritten(usize, Vec<u8>),
    /// From now on the card differs like this, for example by a record of another card.
    Varied(Variation),
    /// From now on the card of this holder answers, with its variations and as after a reset, and
    /// the reader does not say so. Right behind [`Removed`](Self::Removed), it is what is there
    /// after the card was put back.
    AnotherCard(Holder, Vec<Variation>),
}

impl Fault {
    /// What the card says instead of its own answer.
    pub(super) fn answer(&self) -> Option<&[u8]> {
        match self {
            Self::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// Changes the card's answer on its way.
    pub(super) fn change(&self, answer: &mut Vec<u8>) {
        let data = answer.len().saturating_sub(2);
        match self {
            Self::Truncated(length) => {
                answer.drain((*length).min(data)..data);
            }
            Self::Lengthened(more) => {
                answer.splice(data..data, vec![0x00; *more]);
            }
            Self::Overwritten(place, bytes) => {
                let places = answer.iter_mut().take(data).skip(*place);
                places.zip(bytes).for_each(|(old, new)| *old = *new);
            }
            _ => {}
        }
    }
}

/// Only the kind: answers may hold personal data of a real card.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Removed => f.write_str("Removed"),
            Self::AnswerLost => f.write_str("AnswerLost"),
            Self::TransportFailed => f.write_str("TransportFailed"),
            Self::Slow(time) => write!(f, "Slow({time:?})"),
            Self::Answer(_) => f.write_str("Answer"),
            Self::AnswerForever(_) => f.write_str("AnswerForever"),
            Self::Truncated(length) => write!(f, "Truncated({length})"),
            Self::Lengthened(more) => write!(f, "Lengthened({more})"),
            Self::Overwritten(place, _) => write!(f, "Overwritten({place})"),
            Self::Varied(variation) => write!(f, "Varied({variation:?})"),
            Self::AnotherCard(holder, variations) => {
                write!(f, "AnotherCard({holder:?}, {variations:?})")
            }
        }
    }
}
