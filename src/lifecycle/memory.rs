use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    Binding, BindingId, Effect, LifecycleError, Order, Record, Registry, Revocation, Scope,
    Standing, StatusPlace, Watch, Whole,
};
use crate::crypto::Thumbprint;
use crate::evidence::ParentHandle;
use crate::time::Timestamp;

/// A registry for one process: all is lost when it ends, and another process knows nothing of it.
#[derive(Default)]
pub struct MemoryRegistry(Mutex<Kept>);

impl MemoryRegistry {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// No step that follows a change can fail, so a thread that panicked left whole steps.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registry for MemoryRegistry {
    fn insert(&self, bindings: &[Binding], recheck_at: Timestamp) -> Result<(), LifecycleError> {
        let mut kept = self.kept();
        let (mut ids, mut places) = (BTreeSet::new(), BTreeSet::new());
        for binding in bindings {
            let is_known = kept.numbers.contains_key(&binding.id()) || !ids.insert(binding.id());
            let is_taken = binding.status().is_some_and(|place| {
                kept.places.contains_key(place) || !places.insert(place.clone())
            });
            if is_known || is_taken {
                return Err(LifecycleError::Duplicate);
            }
            let standings = Scope::of(binding).filter_map(|scope| kept.standings.get(&scope));
            let refusal = standings
                .filter_map(|standing| standing.refusal(binding))
                .next();
            if let Some(refusal) = refusal {
                return Err(LifecycleError::Refused(refusal));
            }
        }
        for binding in bindings {
            kept.add(binding, recheck_at);
        }
        Ok(())
    }

    fn find(&self, scope: &Scope) -> Result<Vec<Record>, LifecycleError> {
        let kept = self.kept();
        let numbers = kept.numbers_in(scope).into_iter();
        let records = numbers.filter_map(|number| kept.records.get(&number));
        Ok(records.cloned().collect())
    }

    fn mark(&self, order: &Order) -> Result<Vec<Record>, LifecycleError> {
        let mut kept = self.kept();
        let standing = kept
            .standings
            .get(&order.scope)
            .copied()
            .unwrap_or_default();
        let standing = standing.after(order);
        kept.standings.insert(order.scope, standing);
        if !matches!(order.effect, Effect::Revoke(_)) {
            return Ok(Vec::new());
        }
        let mut revoked = Vec::new();
        for number in kept.numbers_in(&order.scope) {
            let Some(record) = kept.records.get_mut(&number) else {
                continue;
            };
            if record.revocation.is_none() && standing.closes(&record.binding) {
                record.revocation = Some(Revocation {
                    event: order.event,
                    cause: order.cause,
                    at: order.at,
                });
            }
            if record
                .revocation
                .is_some_and(|one| one.event == order.event)
            {
                revoked.push(record.clone());
            }
        }
        for place in revoked.iter().filter_map(|record| record.binding.status()) {
            kept.places.insert(place.clone(), true);
        }
        Ok(revoked)
    }

    fn due(&self, at: Timestamp, limit: usize) -> Result<Vec<Watch>, LifecycleError> {
        let kept = self.kept();
        let due = kept.watches.values().filter(|watch| watch.due_at <= at);
        let mut due: Vec<Watch> = due.copied().collect();
        due.sort_by_key(|watch| (watch.due_at, watch.parent));
        due.truncate(limit);
        Ok(due)
    }

    fn update(&self, before: &Watch, after: &Watch) -> Result<bool, LifecycleError> {
        let mut kept = self.kept();
        let Some(watch) = kept.watches.get_mut(&before.parent) else {
            return Ok(false);
        };
        let is_unchanged = watch == before && after.parent == before.parent;
        if is_unchanged {
            *watch = *after;
        }
        Ok(is_unchanged)
    }

    fn revoked(&self, uri: &str) -> Result<Vec<StatusPlace>, LifecycleError> {
        let kept = self.kept();
        let places = kept.places.iter().filter(|(_, revoked)| **revoked);
        let of_list = places.filter(|(place, _)| place.uri() == uri);
        Ok(of_list.map(|(place, _)| place.clone()).collect())
    }

    fn forget(&self, end: Timestamp) -> Result<usize, LifecycleError> {
        let mut kept = self.kept();
        let is_over = |record: &Record| record.binding.validity().valid_until < end;
        let over = kept.records.iter().filter(|(_, record)| is_over(record));
        let over: Vec<u64> = over.map(|(number, _)| *number).collect();
        for number in &over {
            kept.forget(*number);
        }
        Ok(over.len())
    }
}

impl fmt::Debug for MemoryRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryRegistry({} bindings)", self.kept().records.len())
    }
}

#[derive(Default)]
struct Kept {
    /// By number, in the order in which they were inserted.
    records: BTreeMap<u64, Record>,
    next: u64,
    numbers: BTreeMap<BindingId, u64>,
    by_parent: BTreeMap<ParentHandle, BTreeSet<u64>>,
    by_wallet: BTreeMap<Thumbprint, BTreeSet<u64>>,
    /// Every place that was ever given, and whether it is revoked.
    places: BTreeMap<StatusPlace, bool>,
    standings: BTreeMap<Scope, Standing>,
    watches: BTreeMap<ParentHandle, Watch>,
}

impl Kept {
    fn add(&mut self, binding: &Binding, recheck_at: Timestamp) {
        let number = self.next;
        self.next += 1;
        self.numbers.insert(binding.id(), number);
        self.by_parent
            .entry(binding.parent())
            .or_default()
            .insert(number);
        self.by_wallet
            .entry(binding.wallet())
            .or_default()
            .insert(number);
        if let Some(place) = binding.status() {
            self.places.insert(place.clone(), false);
        }
        let watch = self.watches.entry(binding.parent()).or_insert(Watch {
            parent: binding.parent(),
            due_at: recheck_at,
            asked_at: None,
            good_at: binding.concluded_at(),
        });
        watch.due_at = watch.due_at.min(recheck_at);
        watch.good_at = watch.good_at.max(binding.concluded_at());
        let record = Record {
            binding: binding.clone(),
            revocation: None,
        };
        self.records.insert(number, record);
    }

    fn numbers_in(&self, scope: &Scope) -> Vec<u64> {
        let listed = |numbers: Option<&BTreeSet<u64>>| match numbers {
            Some(numbers) => numbers.iter().copied().collect(),
            None => Vec::new(),
        };
        let numbers = match scope.whole {
            Whole::Parent(parent) | Whole::ParentInWallet(parent, _) => {
                listed(self.by_parent.get(&parent))
            }
            Whole::Wallet(wallet) => listed(self.by_wallet.get(&wallet)),
            Whole::Credential(id) => self.numbers.get(&id).copied().into_iter().collect(),
            Whole::DocumentSigner(_) => self.records.keys().copied().collect(),
        };
        let is_in = |number: &u64| {
            let record = self.records.get(number);
            record.is_some_and(|record| scope.contains(&record.binding))
        };
        numbers.into_iter().filter(is_in).collect()
    }

    fn forget(&mut self, number: u64) {
        let Some(Record { binding, .. }) = self.records.remove(&number) else {
            return;
        };
        self.numbers.remove(&binding.id());
        if let Some(numbers) = self.by_wallet.get_mut(&binding.wallet()) {
            numbers.remove(&number);
            if numbers.is_empty() {
                self.by_wallet.remove(&binding.wallet());
            }
        }
        if let Some(numbers) = self.by_parent.get_mut(&binding.parent()) {
            numbers.remove(&number);
            if numbers.is_empty() {
                self.by_parent.remove(&binding.parent());
                self.watches.remove(&binding.parent());
            }
        }
    }
}
