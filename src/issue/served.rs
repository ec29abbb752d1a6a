use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{IssueError, Recipient};
use crate::crypto::Thumbprint;
use crate::limits;

/// Whom a subject serves, and with which randomness: two credentials that had anything of it in
/// common would be linked.
#[derive(Default)]
pub(super) struct Served(Mutex<Taken>);

#[derive(Default)]
struct Taken {
    device_keys: HashSet<Thumbprint>,
    status_places: HashSet<[u8; 32]>,
    salts: HashSet<u64>,
}

impl Served {
    /// Takes recipients on, all of them or none.
    ///
    /// # Errors
    /// [`IssueError::BatchSize`], [`IssueError::DeviceKeyTwice`], [`IssueError::StatusTwice`].
    pub(super) fn take_on(&self, recipients: &[Recipient<'_>]) -> Result<(), IssueError> {
        let mut taken = self.lock();
        let found = taken.device_keys.len().saturating_add(recipients.len());
        if recipients.is_empty() || found > limits::BATCH {
            return Err(IssueError::BatchSize { found });
        }
        for (earlier, recipient) in recipients.iter().enumerate() {
            if let Err(refused) = taken.add(recipient) {
                let earlier = recipients.iter().take(earlier);
                earlier.for_each(|recipient| taken.remove(recipient));
                return Err(refused);
            }
        }
        Ok(())
    }

    /// Forgets recipients who got nothing.
    pub(super) fn forget(&self, recipients: &[Recipient<'_>]) {
        let mut taken = self.lock();
        recipients
            .iter()
            .for_each(|recipient| taken.remove(recipient));
    }

    /// Remembers the randomness of one credential, by its first salt.
    ///
    /// # Errors
    /// [`IssueError::RandomRepeats`].
    pub(super) fn draw(&self, salt: u64) -> Result<(), IssueError> {
        match self.lock().salts.insert(salt) {
            true => Ok(()),
            false => Err(IssueError::RandomRepeats),
        }
    }

    /// A thread that panicked left whole entries.
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn add(&mut self, recipient: &Recipient<'_>) -> Result<(), IssueError> {
        let (key, place) = keys(recipient);
        if !self.device_keys.insert(key) {
            return Err(IssueError::DeviceKeyTwice);
        }
        if place.is_some_and(|place| !self.status_places.insert(place)) {
            self.device_keys.remove(&key);
            return Err(IssueError::StatusTwice);
        }
        Ok(())
    }

    fn remove(&mut self, recipient: &Recipient<'_>) {
        let (key, place) = keys(recipient);
        self.device_keys.remove(&key);
        if let Some(place) = place {
            self.status_places.remove(&place);
        }
    }
}

fn keys(recipient: &Recipient<'_>) -> (Thumbprint, Option<[u8; 32]>) {
    let place = recipient.status.map(|status| status.place());
    (recipient.device_key.thumbprint(), place)
}
