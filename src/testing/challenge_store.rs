use std::sync::Barrier;
use std::thread;

use crate::crypto::Random;
use crate::error::{Category, Coded, Error};
use crate::evidence::{ChallengeStore, ChallengeStoreError};
use crate::time::Timestamp;

/// Runs the contract of [`ChallengeStore`] against an implementation, which may hold other
/// challenges meanwhile and is left without those of the run: what was put comes back as it was,
/// once, also when several threads ask at the same instant; an id that is kept is not taken again;
/// nothing is lost before its last second is over.
///
/// ```
/// use mnid_mdoc::evidence::MemoryChallengeStore;
/// use mnid_mdoc::testing::{SeededRandom, check_challenge_store};
/// use mnid_mdoc::time::Timestamp;
///
/// let now = Timestamp::parse("2026-11-24T00:00:00Z")?;
/// let store = MemoryChallengeStore::new(100);
/// check_challenge_store(&store, now, &mut SeededRandom::new(b"contract"))?;
/// # Ok::<(), mnid_mdoc::Error>(())
/// ```
///
/// # Errors
/// [`ContractBroken`] with the first rule that does not hold; what the store or the random source
/// answered.
pub fn check_challenge_store(
    store: &dyn ChallengeStore,
    now: Timestamp,
    random: &mut dyn Random,
) -> Result<(), Error> {
    let expires = now.plus_seconds(60);
    let mut fresh = || {
        let mut id = [0; 32];
        random.fill(&mut id).map(|()| id)
    };
    let (one, other, last) = (fresh()?, fresh()?, fresh()?);
    must(store.take(&one)?.is_none(), "an unknown id has nothing")?;

    let sealed: Vec<u8> = (0..=u8::MAX).cycle().take(4_000).collect();
    store.put(one, sealed.clone(), expires, now)?;
    store.put(other, vec![0], expires, now)?;
    let again = store.put(one, vec![1], expires, now);
    must(
        again == Err(ChallengeStoreError::Duplicate),
        "an id that is kept is refused",
    )?;
    must(
        store.take(&one)?.as_deref() == Some(&sealed),
        "the first bytes put come back as they were",
    )?;
    must(store.take(&one)?.is_none(), "what was taken is gone")?;
    must(
        store.take(&other)?.as_deref() == Some(&[0]),
        "taking one leaves the others",
    )?;

    // The clock stands at the last second of the one, when the other is put.
    store.put(one, vec![2], expires, now)?;
    store.put(last, vec![3], expires.plus_seconds(60), expires)?;
    must(
        store.take(&one)?.is_some() && store.take(&last)?.is_some(),
        "nothing is lost before its last second is over",
    )?;

    for round in 0..ROUNDS {
        let id = fresh()?;
        store.put(id, vec![round], expires, now)?;
        let start = Barrier::new(THREADS);
        let taken = thread::scope(|scope| {
            let take = || {
                start.wait();
                store.take(&id)
            };
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(take)).collect();
            let answers = threads.into_iter().map(|thread| thread.join());
            answers
                .filter(|answer| matches!(answer, Ok(Ok(Some(_)))))
                .count()
        });
        must(taken == 1, "of threads that take one id, one gets it")?;
    }
    Ok(())
}

/// An implementation does not do what its trait demands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the store breaks its contract ({rule}); correct it before it is used")]
pub struct ContractBroken {
    /// The rule that does not hold.
    pub rule: &'static str,
}

impl Coded for ContractBroken {
    fn code(&self) -> &'static str {
        "testing.contract-broken"
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}

fn must(holds: bool, rule: &'static str) -> Result<(), Error> {
    if holds {
        return Ok(());
    }
    Err(ContractBroken { rule }.into())
}

const ROUNDS: u8 = 32;
const THREADS: usize = 8;
