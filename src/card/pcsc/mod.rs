//! Cards in the readers of this machine, by PC/SC: `pcscd` on Linux, a part of the system on macOS
//! and Windows. The feature `pcsc`.
//!
//! A [`Reader`] is found by its name, waits for a card, and connects to it. Other programs may be
//! connected to the same card, as a desktop's middleware always is: the [`Connection`] is shared,
//! since an exclusive one would be refused then. What keeps them off is the [`Transaction`], the
//! one thing that is a [`Transport`](crate::card::Transport): until it ends, the card hears nobody
//! else, so that nobody can use a key between the holder's PIN and the reading's end. When it ends
//! the card loses its power, and forgets what was verified; a mere reset would not make it.
//!
//! ```
//! use std::time::Duration;
//!
//! use mnid_mdoc::card::pcsc::{Reader, ReaderError};
//! use mnid_mdoc::card::{self, CardReading, ReadingPlan, Secrets};
//! use mnid_mdoc::Error;
//!
//! fn read(plan: &ReadingPlan, secrets: &Secrets, challenge: &str) -> Result<CardReading, Error> {
//!     let reader = Reader::find("")?; // any, of which one holds a card
//!     let mut connection = reader.connect(Duration::from_secs(30))?;
//!     let mut transaction = connection.begin()?;
//!     Ok(card::read(&mut transaction, plan, secrets, challenge, &mut |_| {})?)
//! }
//! ```
//!
//! Ask the holder for the secrets before: Windows resets a card whose transaction does nothing for
//! five seconds. When a reading ends with
//! [`TransportError::Removed`](crate::card::TransportError::Removed) or
//! [`Reset`](crate::card::TransportError::Reset), connect again and read again; the reader itself
//! stays good. PC/SC knows no deadline for one command, nor for another program's transaction that
//! is in the way, and a [`Deadline`](crate::card::Deadline) ends a reading between two commands only.
//! Who must not wait for them, such as a server or the window of a program, runs the reading on a
//! thread of its own and gives up waiting for it after a time. The thread stays in its command until
//! the card answers or, as a rule, is pulled; until then the reader is not to be used again.

mod connection;
mod error;
mod reader;

#[cfg(test)]
mod tests;

pub use connection::{Connection, Transaction};
pub use error::ReaderError;
pub use reader::Reader;
