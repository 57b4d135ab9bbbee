//! Questions that resemble each other, in all the banks of a house.
//!
//! Two questions are compared by their shingles: every run of a few characters of stem and options, each counted
//! once. What they share of all their shingles (Jaccard's measure) is the share of what they say in common.
//! Worse than saying the same twice is asking the same and taking something else for right.
//!
//! Nobody compares every question with every other. Of a question's shingles, those that few others have come
//! first; two questions that share enough of all must share one of those at the front ("prefix filtering"), so
//! only these are looked up. What they bring is then compared exactly, and nothing alike is missed.

mod clusters;
mod differences;
mod said;
#[cfg(test)]
mod tests;

pub use clusters::{Cluster, clusters};
pub use differences::differences;
pub use said::Said;

use std::collections::{HashMap, HashSet};

use crate::id::ItemId;

/// From this share on, in percent, two questions are called alike.
///
/// Of the different questions in the banks of this project, the two most alike share 21 %. A sentence that
/// says the same with another number, or with a "not", shares about 60 %, a short one less.
pub const ALIKE: usize = 40;

/// Changed questions are compared one by one until there are so many; then the index is made anew.
const FRESH_LIMIT: usize = 2_000;

/// How two questions resemble each other, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// They ask the same and cannot both be right.
    Contradiction,
    /// They differ in nothing but punctuation and the order of their options.
    Same,
    /// They say much of the same.
    Near,
}

/// A question that resembles another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    pub item: ItemId,
    pub likeness: Likeness,
    /// Share of what both say that they have in common.
    pub percent: usize,
}

/// Two questions that resemble each other; `one` is the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub one: ItemId,
    pub other: ItemId,
    pub likeness: Likeness,
    pub percent: usize,
}

/// How two questions resemble each other, if they do.
pub fn compare(one: &Said, other: &Said) -> Option<(Likeness, usize)> {
    let percent = one.percent(other);
    if one.contradicts(other) {
        Some((Likeness::Contradiction, percent))
    } else if one.repeats(other) {
        Some((Likeness::Same, percent))
    } else if percent >= ALIKE {
        Some((Likeness::Near, percent))
    } else {
        None
    }
}

/// The questions of a house, ready to be compared.
///
/// It takes about a kilobyte for each question of usual length.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// In the order of their ids, which is the order in which they came in; `None` for what is gone or changed.
    settled: Vec<Option<(ItemId, Said)>>,
    at: HashMap<ItemId, usize>,
    /// Every shingle of the settled questions, in ascending order, with how many have it.
    shingles: Vec<(u64, u32)>,
    /// For each shingle where its list in `lists` begins.
    begins: Vec<u32>,
    /// For each shingle the settled questions that have it at their front.
    lists: Vec<u32>,
    /// The settled questions by their stem.
    stems: HashMap<u64, Vec<u32>>,
    fresh: HashMap<ItemId, Said>,
}

impl Index {
    pub fn of(items: impl IntoIterator<Item = (ItemId, Said)>) -> Index {
        let mut items: Vec<_> = items.into_iter().collect();
        items.sort_unstable_by_key(|(id, _)| *id);
        items.dedup_by_key(|(id, _)| *id);
        let mut index = Index {
            at: items.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect(),
            shingles: tally(&items),
            ..Index::default()
        };
        let fronts: Vec<Vec<u32>> =
            items.iter().map(|(_, said)| index.front(said).into_iter().flatten().collect()).collect();
        index.begins = vec![0; index.shingles.len() + 1];
        for shingle in fronts.iter().flatten() {
            index.begins[*shingle as usize + 1] += 1;
        }
        for at in 1..index.begins.len() {
            index.begins[at] += index.begins[at - 1];
        }
        let mut next = index.begins.clone();
        index.lists = vec![0; fronts.iter().map(Vec::len).sum()];
        for (no, front) in (0..).zip(&fronts) {
            for shingle in front {
                let place = &mut next[*shingle as usize];
                index.lists[*place as usize] = no;
                *place += 1;
            }
        }
        for (no, (_, said)) in (0..).zip(&items) {
            index.stems.entry(said.stem).or_default().push(no);
        }
        index.settled = items.into_iter().map(Some).collect();
        index
    }

    pub fn len(&self) -> usize {
        self.fresh.len() + self.settled.iter().flatten().count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes a question in, in place of what was known of it.
    pub fn put(&mut self, id: ItemId, said: Said) {
        self.put_all(vec![(id, said)]);
    }

    /// [`Index::put`] for many.
    pub fn put_all(&mut self, items: Vec<(ItemId, Said)>) {
        for (id, _) in &items {
            self.forget(*id);
        }
        self.fresh.extend(items);
        if self.fresh.len() > FRESH_LIMIT {
            let settled = std::mem::take(&mut self.settled).into_iter().flatten();
            *self = Index::of(settled.chain(std::mem::take(&mut self.fresh)));
        }
    }

    /// Leaves a question out.
    pub fn forget(&mut self, id: ItemId) {
        self.fresh.remove(&id);
        if let Some(at) = self.at.remove(&id) {
            self.settled[at] = None;
        }
    }

    /// Leaves out every question that is not among `kept`.
    pub fn retain(&mut self, kept: &HashSet<ItemId>) {
        let gone: Vec<ItemId> =
            self.at.keys().chain(self.fresh.keys()).filter(|id| !kept.contains(id)).copied().collect();
        for id in gone {
            self.forget(id);
        }
    }

    pub fn said(&self, id: ItemId) -> Option<&Said> {
        let settled = || self.settled[*self.at.get(&id)?].as_ref().map(|(_, said)| said);
        self.fresh.get(&id).or_else(settled)
    }

    /// The questions that resemble `said`, the worst and nearest first.
    pub fn like(&self, said: &Said) -> Vec<Alike> {
        let settled = self.candidates(said, u32::MAX).into_iter();
        let settled = settled.filter_map(|no| self.settled[no as usize].as_ref());
        let all = settled.map(|(id, other)| (id, other)).chain(&self.fresh);
        let mut found: Vec<Alike> = all
            .filter_map(|(id, other)| {
                compare(said, other).map(|(likeness, percent)| Alike { item: *id, likeness, percent })
            })
            .collect();
        found.sort_unstable_by_key(|found| (found.likeness, std::cmp::Reverse(found.percent), found.item));
        found
    }

    /// Every two questions that resemble each other, until `enough` are found; contradictions before all others.
    pub fn pairs(&self, enough: usize) -> Vec<Pair> {
        let whole;
        let index = match self.fresh.is_empty() {
            true => self,
            false => {
                let fresh = self.fresh.iter().map(|(id, said)| (*id, said.clone()));
                whole = Index::of(self.settled.iter().flatten().cloned().chain(fresh));
                &whole
            }
        };
        let mut pairs = index.contradictions(enough);
        for (no, (id, said)) in index.numbered() {
            for earlier in index.candidates(said, no) {
                if pairs.len() >= enough {
                    return pairs;
                }
                let Some((one, other)) = &index.settled[earlier as usize] else { continue };
                if let Some((likeness, percent)) = compare(said, other)
                    && likeness != Likeness::Contradiction
                {
                    pairs.push(Pair { one: *one, other: *id, likeness, percent });
                }
            }
        }
        pairs
    }

    fn contradictions(&self, enough: usize) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (no, (id, said)) in self.numbered() {
            let same = self.stems.get(&said.stem).into_iter().flatten();
            for earlier in same.take_while(|earlier| **earlier < no) {
                if pairs.len() >= enough {
                    return pairs;
                }
                let Some((one, other)) = &self.settled[*earlier as usize] else { continue };
                if said.contradicts(other) {
                    let percent = said.percent(other);
                    pairs.push(Pair { one: *one, other: *id, likeness: Likeness::Contradiction, percent });
                }
            }
        }
        pairs
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, &(ItemId, Said))> {
        (0..).zip(&self.settled).filter_map(|(no, settled)| Some((no, settled.as_ref()?)))
    }

    /// The settled questions before number `end` that may resemble `said`, each once.
    fn candidates(&self, said: &Said, end: u32) -> Vec<u32> {
        let lists = self.front(said).into_iter().flatten().flat_map(|shingle| {
            let at = shingle as usize;
            let list = &self.lists[self.begins[at] as usize..self.begins[at + 1] as usize];
            list.iter().take_while(|no| **no < end)
        });
        let same = self.stems.get(&said.stem).into_iter().flatten().take_while(|no| **no < end);
        let fits = |no: &&u32| {
            let other = self.settled[**no as usize].as_ref();
            other.is_some_and(|(_, other)| said.may_share(other, ALIKE))
        };
        let mut candidates: Vec<u32> = lists.filter(fits).chain(same).copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    /// The shingles of which one must be shared by whatever shares enough of all: those that the fewest
    /// have. `None` is a shingle that no settled question has.
    fn front(&self, said: &Said) -> Vec<Option<u32>> {
        let count = said.shingles.len();
        let mut ranked: Vec<(u32, u64, Option<u32>)> = said
            .shingles
            .iter()
            .map(|shingle| match self.shingles.binary_search_by_key(shingle, |(shingle, _)| *shingle) {
                Ok(at) => (self.shingles[at].1, *shingle, u32::try_from(at).ok()),
                Err(_) => (0, *shingle, None),
            })
            .collect();
        // Everybody has to rank alike, so that two fronts that have to meet do.
        ranked.sort_unstable();
        let front = count - (count * ALIKE).div_ceil(100) + 1;
        ranked.truncate(front);
        ranked.into_iter().map(|(_, _, at)| at).collect()
    }
}

fn tally(items: &[(ItemId, Said)]) -> Vec<(u64, u32)> {
    let mut all: Vec<u64> = items.iter().flat_map(|(_, said)| said.shingles.iter().copied()).collect();
    all.sort_unstable();
    let runs = all.chunk_by(|one, other| one == other);
    runs.map(|run| (run[0], u32::try_from(run.len()).unwrap_or(u32::MAX))).collect()
}
