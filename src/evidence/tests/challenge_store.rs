use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

use super::*;
use crate::error::{Category, Error};
use crate::testing::{ContractBroken, check_challenge_store};

fn key() -> SealingKey {
    SealingKey::from_bytes([7; 32])
}

fn store() -> MemoryChallengeStore {
    MemoryChallengeStore::new(100)
}

fn keep(store: &MemoryChallengeStore) -> [u8; 32] {
    store
        .keep(challenge(), &key(), now(), &mut random())
        .unwrap()
}

fn refused(outcome: Result<Challenge, EvidenceError>) -> &'static str {
    outcome.unwrap_err().code()
}

#[test]
fn a_kept_challenge_comes_back_as_it_was_and_once() {
    let store = store();
    let id = keep(&store);
    assert_eq!(id, challenge().id());
    let consumed = store.consume(&id, "session-1", &key(), now()).unwrap();
    assert_eq!(consumed.text(), challenge().text());
    assert_eq!(*consumed.binding(), binding());
    let again = store.consume(&id, "session-1", &key(), now());
    let error = again.unwrap_err();
    assert_eq!(error.code(), "evidence.challenge-unknown");
    assert_eq!(error.category(), Category::UntrustedInput);
}

#[test]
fn a_consumed_challenge_is_answered_like_a_new_one() {
    let store = store();
    let id = keep(&store);
    let consumed = store.consume(&id, "session-1", &key(), now()).unwrap();
    let reading = default_reading(HANAKO);
    assert!(
        policy()
            .examine(&anchors(), consumed, &reading, now())
            .is_ok()
    );
}

#[test]
fn a_challenge_is_given_out_until_its_last_second() {
    let store = store();
    let last = challenge().expires();
    let id = keep(&store);
    assert!(store.consume(&id, "session-1", &key(), last).is_ok());
    let id = keep(&store);
    let late = store.consume(&id, "session-1", &key(), last.plus_seconds(1));
    assert_eq!(refused(late), "evidence.challenge-expired");
}

#[test]
fn a_challenge_that_nobody_could_answer_is_not_kept() {
    let late = challenge().expires().plus_seconds(1);
    let error = store()
        .keep(challenge(), &key(), late, &mut random())
        .unwrap_err();
    assert_eq!(error.code(), "evidence.challenge-expired");
}

#[test]
fn in_another_session_a_challenge_is_refused_and_gone() {
    let store = store();
    let id = keep(&store);
    let foreign = store.consume(&id, "session-2", &key(), now());
    assert_eq!(refused(foreign), "evidence.challenge-session");
    let own = store.consume(&id, "session-1", &key(), now());
    assert_eq!(refused(own), "evidence.challenge-unknown");
}

#[test]
fn what_the_store_s_keeper_changed_is_refused() {
    let put = |id, sealed| {
        let store = store();
        store
            .put(id, sealed, challenge().expires(), now())
            .map(|()| store)
    };
    let sealed = challenge().seal(&key(), &mut random()).unwrap();
    let id = challenge().id();
    let mut changed = sealed.clone();
    changed[60] ^= 1;
    let other_key = SealingKey::from_bytes([8; 32]);
    let foreign = challenge().seal(&other_key, &mut random()).unwrap();
    let evidence = key().seal("evidence", challenge().expires(), b"", &mut random());
    for (name, id, sealed) in [
        ("changed", id, changed),
        ("sealed by another key", id, foreign),
        ("another kind", id, evidence.unwrap()),
        ("under another id", [0; 32], sealed),
    ] {
        let store = put(id, sealed).unwrap();
        let outcome = store.consume(&id, "session-1", &key(), now());
        assert_eq!(refused(outcome), "crypto.seal-forged", "{name}");
    }
}

#[test]
fn of_many_threads_one_consumes_the_challenge() {
    let store = store();
    let id = keep(&store);
    let consumed = thread::scope(|scope| {
        let consume = || store.consume(&id, "session-1", &key(), now()).is_ok();
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(consume)).collect();
        let outcomes = threads.into_iter().map(|thread| thread.join().unwrap());
        outcomes.filter(|consumed| *consumed).count()
    });
    assert_eq!(consumed, 1);
}

#[test]
fn a_full_store_refuses_new_challenges_until_old_ones_expire_or_are_taken() {
    let store = MemoryChallengeStore::new(2);
    let put = |id: u8, seconds, now| {
        let expires = super::now().plus_seconds(seconds);
        store.put([id; 32], vec![id], expires, now)
    };
    put(1, 10, now()).unwrap();
    put(2, 20, now()).unwrap();
    let last = now().plus_seconds(10);
    assert_eq!(put(3, 30, last), Err(ChallengeStoreError::Full));
    assert_eq!(put(3, 30, last.plus_seconds(1)), Ok(()));
    assert_eq!(store.take(&[1; 32]), Ok(None));
    assert_eq!(store.take(&[2; 32]), Ok(Some(vec![2])));
    assert_eq!(put(4, 30, last.plus_seconds(1)), Ok(()));
    assert_eq!(format!("{store:?}"), "MemoryChallengeStore(2 of 2)");
}

#[test]
fn the_store_in_memory_keeps_the_contract() {
    check_challenge_store(&store(), now(), &mut random()).unwrap();
}

/// A store with one fault.
struct Faulty {
    fault: Fault,
    kept: Mutex<BTreeMap<[u8; 32], Vec<u8>>>,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Fault {
    NotRemoved,
    ReadAndThenRemoved,
    Overwritten,
    Purged,
    CutOff,
}

impl ChallengeStore for Faulty {
    fn put(
        &self,
        id: [u8; 32],
        mut sealed: Vec<u8>,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), ChallengeStoreError> {
        let mut kept = self.kept.lock().unwrap();
        if self.fault == Fault::CutOff {
            sealed.truncate(1_000);
        }
        if self.fault == Fault::Purged && now != super::now() {
            kept.clear();
        }
        if self.fault != Fault::Overwritten && kept.contains_key(&id) {
            return Err(ChallengeStoreError::Duplicate);
        }
        assert!(now <= expires);
        kept.insert(id, sealed);
        Ok(())
    }

    fn take(&self, id: &[u8; 32]) -> Result<Option<Vec<u8>>, ChallengeStoreError> {
        let found = self.kept.lock().unwrap().get(id).cloned();
        if self.fault == Fault::NotRemoved {
            return Ok(found);
        }
        if self.fault == Fault::ReadAndThenRemoved {
            thread::sleep(std::time::Duration::from_millis(1));
        }
        self.kept.lock().unwrap().remove(id);
        Ok(found)
    }
}

#[test]
fn the_contract_finds_each_fault_of_a_store() {
    for (fault, rule) in [
        (Fault::NotRemoved, "what was taken is gone"),
        (
            Fault::ReadAndThenRemoved,
            "of threads that take one id, one gets it",
        ),
        (Fault::Overwritten, "an id that is kept is refused"),
        (
            Fault::Purged,
            "nothing is lost before its last second is over",
        ),
        (Fault::CutOff, "the first bytes put come back as they were"),
    ] {
        let store = Faulty {
            fault,
            kept: Mutex::default(),
        };
        let error: Error = check_challenge_store(&store, now(), &mut random()).unwrap_err();
        assert_eq!(error.code(), "testing.contract-broken");
        let broken = error.downcast_ref::<ContractBroken>().unwrap();
        assert_eq!(broken.rule, rule);
    }
}
