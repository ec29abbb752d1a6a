use std::fmt;

use pcsc::{Card, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, Protocols, ShareMode};
use zeroize::Zeroizing;

use super::error::fault;
use super::{Reader, ReaderError};
use crate::card::{Transport, TransportError};

/// A card in a reader. Other programs may be connected to it at the same time.
pub struct Connection {
    /// There until it is dropped.
    card: Option<Card>,
    reader: Reader,
}

impl Connection {
    pub(super) fn new(card: Card, reader: Reader) -> Self {
        Self {
            card: Some(card),
            reader,
        }
    }

    /// Takes the card away from other programs. Waits while one of them has done so.
    ///
    /// # Errors
    /// [`ReaderError::Transport`] with [`TransportError::Removed`] if the card has left: connect
    /// again.
    pub fn begin(&mut self) -> Result<Transaction<'_>, ReaderError> {
        let reader = &self.reader;
        let removed = TransportError::Removed;
        let card = self.card.as_mut().ok_or(removed)?;
        let transaction = match card.transaction2() {
            Ok(transaction) => transaction,
            // By another program, or at the end of our own last transaction. Nothing is lost.
            Err((card, Error::ResetCard)) => {
                let leave = Disposition::LeaveCard;
                card.reconnect(ShareMode::Shared, Protocols::ANY, leave)
                    .and_then(|()| card.transaction())
                    .map_err(|error| ReaderError::of(error, &reader.name()))?
            }
            Err((_, error)) => return Err(ReaderError::of(error, &reader.name())),
        };
        let mut transaction = Transaction {
            transaction: Some(transaction),
            card: reader.present().unwrap_or_default(),
            reader,
            answer: Zeroizing::new(vec![0; MAX_BUFFER_SIZE_EXTENDED]),
        };
        // The card answers the first command after a loss of power with 6F00, whatever it is. What
        // is wrong with the card besides shows in the next one.
        let _ = transaction.transmit(&SELECT_MASTER_FILE);
        Ok(transaction)
    }
}

impl Drop for Connection {
    /// Leaves the card as it is: others may be using it.
    fn drop(&mut self) {
        if let Some(card) = self.card.take() {
            let _ = card.disconnect(Disposition::LeaveCard);
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({:?})", self.reader)
    }
}

/// A card that listens to nobody else until this is dropped. Then it loses its power, so that
/// nothing remains verified.
pub struct Transaction<'c> {
    /// There until it is dropped.
    transaction: Option<pcsc::Transaction<'c>>,
    reader: &'c Reader,
    /// As the reader tells it from others.
    card: Option<u32>,
    /// Room for the longest answer.
    answer: Zeroizing<Vec<u8>>,
}

impl Transport for Transaction<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let removed = TransportError::Removed;
        let transaction = self.transaction.as_ref().ok_or(removed)?;
        let fault = match transaction.transmit(command, &mut self.answer) {
            Ok(answer) if answer.len() >= STATUS_WORD => return Ok(answer.to_vec()),
            // What some drivers say of a card that has gone.
            Ok(_) => fault(Error::NotTransacted),
            Err(error) => fault(error),
        };
        // The service may see that the command failed before it sees why.
        Err(match fault {
            TransportError::Failed { .. } if self.reader.has_left(self.card) => {
                TransportError::Removed
            }
            fault => fault,
        })
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            // If that fails, the card has left, or the transaction ends without it.
            let _ = transaction.end(Disposition::UnpowerCard);
        }
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transaction({:?})", self.reader)
    }
}

/// Selects nothing on this card.
const SELECT_MASTER_FILE: [u8; 4] = [0x00, 0xA4, 0x00, 0x00];

/// Bytes that every answer has.
const STATUS_WORD: usize = 2;
