//! The protocol of the reader driver vpcd, from the side of the card. Each message is its length in
//! two bytes, the higher first, and that many bytes. The driver sends a command APDU, or one byte
//! that does not concern the chip alone; the card answers a command with the response APDU, and one
//! of those bytes with its answer to reset.

use std::io::{self, BufReader, Read, Write};
use std::net::TcpStream;

use mnid_mdoc::card::Transport;
use mnid_mdoc::card::simulator::{Interface, SoftwareCard};

/// The way to a reader. The card leaves it when this is dropped.
pub(crate) struct Reader {
    stream: BufReader<TcpStream>,
    /// Of the longest message that there is.
    buffer: Vec<u8>,
}

impl Reader {
    pub(crate) fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            buffer: vec![0; usize::from(u16::MAX)],
        })
    }

    fn receive(&mut self) -> io::Result<&[u8]> {
        let mut length = [0; 2];
        self.stream.read_exact(&mut length)?;
        let length = usize::from(u16::from_be_bytes(length));
        let message = self.buffer.get_mut(..length).unwrap_or_default();
        self.stream.read_exact(message)?;
        Ok(message)
    }

    fn send(&mut self, message: &[u8]) -> io::Result<()> {
        let length = u16::try_from(message.len()).map_err(io::Error::other)?;
        let framed = [&length.to_be_bytes(), message].concat();
        self.stream.get_mut().write_all(&framed)
    }
}

/// What happened to the card.
pub(crate) enum Event<'a> {
    PoweredOn,
    PoweredOff,
    /// Without a loss of power.
    Reset,
    Answered {
        command: &'a [u8],
        answer: &'a [u8],
    },
}

/// Why a card is no longer in its reader.
pub(crate) enum ReaderLost {
    /// The card was taken out.
    CardTaken,
    /// The reader closed the connection.
    Gone,
    /// The other side does not speak this protocol.
    Unknown,
}

/// Answers what the reader asks, as long as both are there.
pub(crate) fn serve(
    card: &mut SoftwareCard,
    interface: Interface,
    reader: &mut Reader,
    tell: &mut dyn FnMut(Event<'_>),
) -> ReaderLost {
    loop {
        let Ok(message) = reader.receive() else {
            return ReaderLost::Gone;
        };
        let answer = match message {
            [POWER_OFF] => {
                tell(Event::PoweredOff);
                continue;
            }
            [POWER_ON] => {
                card.insert();
                tell(Event::PoweredOn);
                continue;
            }
            [RESET] => {
                card.reset();
                tell(Event::Reset);
                continue;
            }
            // Asked several times a second, to see whether the card is there.
            [ANSWER_TO_RESET] => interface.answer_to_reset().to_vec(),
            [] | [_] => return ReaderLost::Unknown,
            command => match card.transmit(command) {
                Ok(answer) => {
                    tell(Event::Answered {
                        command,
                        answer: &answer,
                    });
                    answer
                }
                Err(_) => return ReaderLost::CardTaken,
            },
        };
        if reader.send(&answer).is_err() {
            return ReaderLost::Gone;
        }
    }
}

const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const ANSWER_TO_RESET: u8 = 4;
