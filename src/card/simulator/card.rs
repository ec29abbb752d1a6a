use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

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
    holder: Holder,
    chip: Chip,
    present: bool,
    exchanges: usize,
    faults: BTreeMap<usize, Vec<Fault>>,
    forever: Option<Vec<u8>>,
    /// Milliseconds that slow answers have taken.
    elapsed: Arc<AtomicU64>,
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
            holder,
            chip: chip(holder, variations)?,
            present: true,
            exchanges: 0,
            faults: BTreeMap::new(),
            forever: None,
            elapsed: Arc::default(),
        })
    }

    /// Lets `fault` happen at exchange number `exchange`, counted from 0 over the card's life.
    pub fn inject(&mut self, exchange: usize, fault: Fault) {
        self.faults.entry(exchange).or_default().push(fault);
    }

    /// A clock that only [`Fault::Slow`] moves: what slow answers have taken so far.
    pub fn clock(&self) -> impl Fn() -> Duration + Send + Sync + use<> {
        let elapsed = Arc::clone(&self.elapsed);
        move || Duration::from_millis(elapsed.load(Ordering::Relaxed))
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
        let faults = self.faults.remove(&self.exchanges).unwrap_or_default();
        self.exchanges += 1;
        for fault in &faults {
            self.suffer(fault)?;
        }
        if !self.present {
            return Err(TransportError::Removed);
        }
        if let Some(answer) = &self.forever {
            return Ok(answer.clone());
        }
        let mut answer = match faults.iter().find_map(Fault::answer) {
            Some(answer) => answer.to_vec(),
            None => self.chip.answer(command),
        };
        for fault in &faults {
            fault.change(&mut answer);
        }
        if faults.contains(&Fault::AnswerLost) {
            self.remove();
            return Err(TransportError::Removed);
        }
        Ok(answer)
    }
}

impl SoftwareCard {
    /// What a fault does before the command arrives.
    fn suffer(&mut self, fault: &Fault) -> Result<(), TransportError> {
        match fault {
            Fault::Removed => self.remove(),
            Fault::TransportFailed => return Err(failed("fault injected into the software card")),
            Fault::Slow(time) => {
                let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
                self.elapsed.fetch_add(milliseconds, Ordering::Relaxed);
            }
            Fault::AnswerForever(answer) => self.forever = Some(answer.clone()),
            Fault::Varied(variation) => self
                .chip
                .alter(|applications| variation.apply(self.holder, applications))
                .map_err(|_| failed("the fault varies what the software card does not have"))?,
            Fault::AnotherCard(holder, variations) => {
                self.chip = chip(*holder, variations)
                    .map_err(|_| failed("the fault names a card that cannot be made"))?;
                self.holder = *holder;
            }
            Fault::AnswerLost
            | Fault::Answer(_)
            | Fault::Truncated(_)
            | Fault::Lengthened(_)
            | Fault::Overwritten(..) => {}
        }
        Ok(())
    }
}

fn chip(holder: Holder, variations: &[Variation]) -> Result<Chip, PersonalisationError> {
    Ok(Chip::new(
        applications(holder, variations)?,
        data_objects(holder, &CHIYODA)?,
    ))
}

fn failed(reason: &'static str) -> TransportError {
    TransportError::Failed { reason }
}

/// Says nothing of its content.
impl fmt::Debug for SoftwareCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareCard(exchanges: {})", self.exchanges)
    }
}
