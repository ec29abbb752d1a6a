use std::collections::BTreeMap;
use std::fmt;

use super::authorities::CHIYODA;
use super::chip::Chip;
use super::data_object::data_objects;
use super::fault::Fault;
use super::holder::Holder;
use super::personalisation::{PersonalisationError, applications};
use super::variation::Variation;
use crate::card::{Transport, TransportError};

/// A My Number Card in software: it answers command APDUs, and keeps its state between them.
///
/// ```
/// use mnid_mdoc::card::Transport;
/// use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
///
/// let mut card = SoftwareCard::new(Holder::Hanako)?;
/// let select_jpki = [0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0, 0, 0, 1];
/// assert_eq!(card.transmit(&select_jpki)?, [0x90, 0x00]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SoftwareCard {
    chip: Chip,
    present: bool,
    exchanges: usize,
    faults: BTreeMap<usize, Fault>,
    forever: Option<Vec<u8>>,
}

impl SoftwareCard {
    /// A perfect card of this holder, inserted and powered.
    ///
    /// # Errors
    /// [`PersonalisationError`] if a file of the crate were unusable.
    pub fn new(holder: Holder) -> Result<Self, PersonalisationError> {
        Self::varied(holder, &[])
    }

    /// A card of this holder that differs from a perfect one.
    ///
    /// # Errors
    /// [`PersonalisationError::NoSuchFile`] for a variation of something that it does not have.
    pub fn varied(holder: Holder, variations: &[Variation]) -> Result<Self, PersonalisationError> {
        Ok(Self {
            chip: Chip::new(
                applications(holder, variations)?,
                data_objects(holder, &CHIYODA)?,
            ),
            present: true,
            exchanges: 0,
            faults: BTreeMap::new(),
            forever: None,
        })
    }

    /// Lets `fault` happen at exchange number `exchange`, counted from 0 over the card's life.
    pub fn inject(&mut self, exchange: usize, fault: Fault) {
        self.faults.insert(exchange, fault);
    }

    /// Commands that were sent to it so far, those that a fault swallowed included.
    pub fn exchanges(&self) -> usize {
        self.exchanges
    }

    /// Warm reset: nothing is selected; the security status stays until another application is.
    pub fn reset(&mut self) {
        self.chip.warm_reset();
    }

    /// Takes the card away. Every exchange fails until it is inserted again.
    pub fn remove(&mut self) {
        self.present = false;
    }

    /// Puts the card back, or powers it again: a cold reset. Retry counters stay as they were.
    pub fn insert(&mut self) {
        self.present = true;
        self.forever = None;
        self.chip.cold_reset();
    }
}

impl Transport for SoftwareCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let fault = self.faults.remove(&self.exchanges);
        self.exchanges += 1;
        match &fault {
            Some(Fault::Removed) => self.remove(),
            Some(Fault::TransportFailed) => {
                return Err(TransportError::Failed {
                    reason: "fault injected into the software card",
                });
            }
            Some(Fault::AnswerForever(answer)) => self.forever = Some(answer.clone()),
            _ => {}
        }
        if !self.present {
            return Err(TransportError::Removed);
        }
        if let Some(answer) = &self.forever {
            return Ok(answer.clone());
        }
        if let Some(Fault::Answer(answer)) = fault {
            return Ok(answer);
        }
        let mut answer = self.chip.answer(command);
        let data_length = answer.len().saturating_sub(2);
        match fault {
            Some(Fault::Truncated(length)) => {
                answer.drain(length.min(data_length)..data_length);
            }
            Some(Fault::Lengthened(more)) => {
                answer.splice(data_length..data_length, vec![0x00; more]);
            }
            _ => {}
        }
        Ok(answer)
    }
}

/// Says nothing of its content.
impl fmt::Debug for SoftwareCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareCard(exchanges: {})", self.exchanges)
    }
}
