use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Challenge, EvidenceError};
use crate::crypto::{Random, SealError, SealingKey};
use crate::error::{Category, Coded};
use crate::time::Timestamp;

/// Where challenges wait for their answers, between the request that makes one and the request
/// that brings the reading. [`consume`](Self::consume) is the only way back to a [`Challenge`].
///
/// An implementation brings [`put`](Self::put) and [`take`](Self::take) and keeps bytes: a challenge
/// is sealed on the way in, so the store can neither read nor forge one. What it must do is give
/// each out **once**, whichever thread, process or server asks. In SQL both are one statement:
///
/// ```sql
/// CREATE TABLE challenge (id bytea PRIMARY KEY, sealed bytea NOT NULL, expires timestamptz NOT NULL);
/// INSERT INTO challenge (id, sealed, expires) VALUES ($1, $2, $3);  -- a duplicate key: Duplicate
/// DELETE FROM challenge WHERE id = $1 RETURNING sealed;             -- no row: None
/// DELETE FROM challenge WHERE expires < now();                      -- from time to time
/// ```
///
/// Never a SELECT followed by a DELETE: two requests could both read the row. A replica that lags
/// must not answer. `testing::check_challenge_store` (feature `testing`) runs the contract against
/// any implementation. Methods block; an asynchronous server calls them where it may block.
///
/// ```
/// use mnid_mdoc::crypto::{OsRandom, SealingKey, Thumbprint};
/// use mnid_mdoc::evidence::{Challenge, ChallengeStore, HolderBinding, MemoryChallengeStore};
/// use mnid_mdoc::time::Timestamp;
///
/// let now = Timestamp::parse("2026-11-24T00:00:00Z")?;
/// let key = SealingKey::generate(&mut OsRandom)?;
/// let store = MemoryChallengeStore::new(10_000);
///
/// // One request makes it, and sends its text to the phone.
/// let wallet = HolderBinding::DeviceKeys(vec![Thumbprint::from_bytes([1; 32])]);
/// let challenge = Challenge::new("Issue", "s-1", wallet, now.plus_seconds(300), &mut OsRandom)?;
/// let text = challenge.text().to_owned();
/// let id = store.keep(challenge, &key, now, &mut OsRandom)?;
///
/// // Another one brings the reading, in the same session.
/// let challenge = store.consume(&id, "s-1", &key, now)?;
/// assert_eq!(challenge.text(), text);
/// assert!(store.consume(&id, "s-1", &key, now).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait ChallengeStore: Send + Sync {
    /// Keeps `sealed` under `id` until it is taken, at least to the end of the second `expires`.
    /// `now` says what may be purged: whatever expired before it.
    ///
    /// # Errors
    /// [`ChallengeStoreError::Duplicate`] when there is one of this id, which stays as it is;
    /// [`ChallengeStoreError::Full`], [`ChallengeStoreError::Unavailable`].
    fn put(
        &self,
        id: [u8; 32],
        sealed: Vec<u8>,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), ChallengeStoreError>;

    /// Removes what is kept under `id` and returns it, in one step that nobody else can share.
    ///
    /// # Errors
    /// [`ChallengeStoreError::Unavailable`]. When it cannot be known whether the removal took
    /// place, it did: the holder can be asked again, and a replay cannot be undone.
    fn take(&self, id: &[u8; 32]) -> Result<Option<Vec<u8>>, ChallengeStoreError>;

    /// Keeps a challenge until it is consumed, and returns the id to ask for it by.
    ///
    /// # Errors
    /// [`EvidenceError::ChallengeExpired`] for one that nobody could answer any more;
    /// [`EvidenceError::ChallengeStore`], [`EvidenceError::Seal`].
    fn keep(
        &self,
        challenge: Challenge,
        key: &SealingKey,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<[u8; 32], EvidenceError> {
        let (id, expires) = (challenge.id(), challenge.expires());
        if now > expires {
            return Err(EvidenceError::ChallengeExpired { expires });
        }
        self.put(id, challenge.seal(key, random)?, expires, now)?;
        Ok(id)
    }

    /// Takes a challenge out, once, for the session that it was made for. Whatever the outcome, it
    /// is gone: one that turns up late, or in another session, is in the wrong hands.
    ///
    /// # Errors
    /// [`EvidenceError::ChallengeUnknown`] when none is kept under the id, as after it was
    /// consumed; [`EvidenceError::ChallengeExpired`], [`EvidenceError::ChallengeSession`],
    /// [`EvidenceError::ChallengeStore`]; [`EvidenceError::Seal`] when the store returns what this
    /// key did not seal, or the challenge of another id.
    fn consume(
        &self,
        id: &[u8; 32],
        session: &str,
        key: &SealingKey,
        now: Timestamp,
    ) -> Result<Challenge, EvidenceError> {
        let sealed = self.take(id)?.ok_or(EvidenceError::ChallengeUnknown)?;
        let challenge = Challenge::open(&sealed, key, now).map_err(|error| match error {
            SealError::Expired { expires } => EvidenceError::ChallengeExpired { expires },
            other => EvidenceError::Seal(other),
        })?;
        if challenge.id() != *id {
            return Err(EvidenceError::Seal(SealError::Forged));
        }
        if challenge.session() != session {
            return Err(EvidenceError::ChallengeSession);
        }
        Ok(challenge)
    }
}

/// Why a store could not keep or give out a challenge.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ChallengeStoreError {
    /// No more fit, and none has expired.
    #[error("the store of challenges is full; try again later")]
    Full,
    /// One is kept under this id already.
    #[error("a challenge of this id is kept already; make a new one")]
    Duplicate,
    /// The store could not be asked.
    #[error("the store of challenges could not be asked ({reason}); try again later")]
    Unavailable {
        /// Why not, in the implementation's words.
        reason: &'static str,
    },
}

impl Coded for ChallengeStoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::Full => "evidence.challenge-store-full",
            Self::Duplicate => "evidence.challenge-duplicate",
            Self::Unavailable { .. } => "evidence.challenge-store-unavailable",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Full | Self::Unavailable { .. } => Category::Upstream,
            Self::Duplicate => Category::Misuse,
        }
    }
}

/// A store for one process: challenges are lost when it ends, and another process knows none.
pub struct MemoryChallengeStore {
    capacity: usize,
    kept: Mutex<Kept>,
}

impl MemoryChallengeStore {
    /// An empty store for at most `capacity` challenges that nobody has answered yet; each takes
    /// less than a kilobyte, and 60 more for each device key that it names. When it is full, new
    /// ones are refused: dropping old ones would let whoever asks often enough cut others off.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            kept: Mutex::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // No step between the two maps can fail, so they agree even after a panic elsewhere.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChallengeStore for MemoryChallengeStore {
    fn put(
        &self,
        id: [u8; 32],
        sealed: Vec<u8>,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), ChallengeStoreError> {
        let mut kept = self.kept();
        kept.purge(now);
        if kept.by_id.contains_key(&id) {
            return Err(ChallengeStoreError::Duplicate);
        }
        if kept.by_id.len() >= self.capacity {
            return Err(ChallengeStoreError::Full);
        }
        kept.by_id.insert(id, (expires, sealed));
        kept.by_expiry.insert((expires, id));
        Ok(())
    }

    fn take(&self, id: &[u8; 32]) -> Result<Option<Vec<u8>>, ChallengeStoreError> {
        let mut kept = self.kept();
        let Some((expires, sealed)) = kept.by_id.remove(id) else {
            return Ok(None);
        };
        kept.by_expiry.remove(&(expires, *id));
        Ok(Some(sealed))
    }
}

impl fmt::Debug for MemoryChallengeStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.kept().by_id.len();
        write!(f, "MemoryChallengeStore({kept} of {})", self.capacity)
    }
}

#[derive(Default)]
struct Kept {
    by_id: BTreeMap<[u8; 32], (Timestamp, Vec<u8>)>,
    /// The same, the next to expire first.
    by_expiry: BTreeSet<(Timestamp, [u8; 32])>,
}

impl Kept {
    fn purge(&mut self, now: Timestamp) {
        while let Some((expires, id)) = self.by_expiry.pop_first() {
            if expires >= now {
                self.by_expiry.insert((expires, id));
                return;
            }
            self.by_id.remove(&id);
        }
    }
}
