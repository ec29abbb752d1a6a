use std::slice::ChunksExact;

#[cfg(test)]
mod tests;

use super::IssueError;
use crate::crypto::{Random, RandomError, WipedBytes};
use crate::profile::DigestIds;

/// How much randomness a credential takes: a word for the id of each digest, a salt for each item,
/// a digest of nothing for each decoy.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) items: usize,
    pub(super) decoys: usize,
    pub(super) salt_length: usize,
    pub(super) digest_length: usize,
}

impl Share {
    fn words(self) -> usize {
        WORD * (self.items + self.decoys)
    }

    fn salts(self) -> usize {
        self.salt_length * self.items
    }

    fn bytes(self) -> usize {
        self.words() + self.salts() + self.digest_length * self.decoys
    }
}

/// The randomness of several credentials, drawn for some of them at once: that costs less than a
/// draw for each.
pub(super) struct Draws<'a> {
    random: &'a mut dyn Random,
    share: Share,
    /// Credentials for which nothing was drawn yet.
    left: usize,
    bytes: WipedBytes,
    used: usize,
}

impl<'a> Draws<'a> {
    pub(super) fn new(share: Share, credentials: usize, random: &'a mut dyn Random) -> Self {
        Self {
            random,
            share,
            left: credentials,
            bytes: WipedBytes::default(),
            used: 0,
        }
    }

    /// The randomness of the next credential.
    ///
    /// # Errors
    /// [`IssueError::Random`] when the source fails, or for a credential too many;
    /// [`IssueError::RandomRepeats`] when the source gave two elements one salt.
    pub(super) fn next(&mut self) -> Result<Draw<'_>, IssueError> {
        let share = self.share;
        if self.used == self.bytes.len() {
            let credentials = self.left.min(AT_ONCE);
            self.left -= credentials;
            self.bytes.resize(credentials * share.bytes(), 0);
            self.random.fill(&mut self.bytes)?;
            self.used = 0;
        }
        let own = self.bytes.get(self.used..self.used + share.bytes());
        self.used += share.bytes();
        let (words, rest) = own
            .and_then(|own| own.split_at_checked(share.words()))
            .ok_or(RandomError)?;
        let (salts, decoys) = rest.split_at_checked(share.salts()).ok_or(RandomError)?;
        let draw = Draw {
            words,
            salts,
            decoys,
            share,
        };
        match draw.repeats() {
            true => Err(IssueError::RandomRepeats),
            false => Ok(draw),
        }
    }
}

/// The randomness of one credential.
pub(super) struct Draw<'a> {
    words: &'a [u8],
    salts: &'a [u8],
    decoys: &'a [u8],
    share: Share,
}

impl Draw<'_> {
    /// The beginning of the first salt, which no other credential may have.
    pub(super) fn fingerprint(&self) -> u64 {
        self.salts().next().map_or(0, fingerprint)
    }

    /// One for each item.
    pub(super) fn salts(&self) -> ChunksExact<'_, u8> {
        self.salts.chunks_exact(self.share.salt_length)
    }

    /// One for each decoy.
    pub(super) fn decoys(&self) -> ChunksExact<'_, u8> {
        self.decoys.chunks_exact(self.share.digest_length)
    }

    /// One id for each item and decoy, all different.
    pub(super) fn digest_ids(&self, policy: DigestIds) -> Vec<u32> {
        let words = self.words.chunks_exact(WORD);
        let words = words.map(|word| {
            word.first_chunk()
                .map_or(0, |bytes| u64::from_be_bytes(*bytes))
        });
        match policy {
            DigestIds::Permutation => permutation(words),
            DigestIds::Random => distinct(words),
        }
    }

    /// Whether two elements would have one salt, or a salt is all zero.
    fn repeats(&self) -> bool {
        let salts: Vec<u64> = self.salts().map(fingerprint).collect();
        let mut rest = salts.as_slice();
        let mut repeats = false;
        while let [salt, others @ ..] = rest {
            // No early end: the comparisons of one salt are made several at once.
            let same = others
                .iter()
                .fold(false, |same, other| same | (other == salt));
            repeats |= same | (*salt == 0);
            rest = others;
        }
        repeats
    }
}

/// A permutation of 0..n over real elements and decoys, by Fisher and Yates: an id tells nothing
/// about its element, and stays small. Mapping a word of 64 bits to at most 2^13 places has a bias
/// below 2^-51.
fn permutation(words: impl ExactSizeIterator<Item = u64>) -> Vec<u32> {
    let mut ids: Vec<u32> = (0..).take(words.len()).collect();
    for (places, word) in (1_u128..).zip(words) {
        let place = usize::try_from((u128::from(word) * places) >> 64).unwrap_or(0);
        let last = usize::try_from(places - 1).unwrap_or(0);
        ids.swap(place, last);
    }
    ids
}

/// Numbers of 31 bits; one that is taken already, about once in 2^20 documents, moves on to the
/// next free one.
fn distinct(words: impl ExactSizeIterator<Item = u64>) -> Vec<u32> {
    let mut ids = Vec::with_capacity(words.len());
    for word in words {
        let mut id = u32::try_from(word >> 33).unwrap_or(0);
        while ids.contains(&id) {
            id = (id + 1) & (u32::MAX >> 1);
        }
        ids.push(id);
    }
    ids
}

/// The first eight bytes of a salt: they tell salts apart, but for one batch of a thousand
/// credentials in 2^40.
fn fingerprint(salt: &[u8]) -> u64 {
    salt.first_chunk()
        .map_or(0, |bytes| u64::from_ne_bytes(*bytes))
}

/// For how many credentials there is one draw: more gain nothing, and take more memory.
const AT_ONCE: usize = 8;
/// Bytes of randomness behind one digest id.
const WORD: usize = 8;
