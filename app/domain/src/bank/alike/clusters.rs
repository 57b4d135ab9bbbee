//! Pairs that hang together.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::{Likeness, Pair};
use crate::id::ItemId;

/// Questions of which each resembles another of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The earliest first.
    pub items: Vec<ItemId>,
    /// The worst first, of those the nearest first; at least one.
    pub pairs: Vec<Pair>,
}

impl Cluster {
    pub fn worst(&self) -> Likeness {
        self.pairs.iter().map(|pair| pair.likeness).min().unwrap_or(Likeness::Near)
    }
}

/// The clusters that `pairs` make: those with a contradiction first, then repetitions, then the nearest.
pub fn clusters(pairs: Vec<Pair>) -> Vec<Cluster> {
    let mut heads: HashMap<ItemId, ItemId> = HashMap::new();
    for pair in &pairs {
        let (one, other) = (head(&mut heads, pair.one), head(&mut heads, pair.other));
        heads.insert(one.max(other), one.min(other));
    }
    let mut clusters: BTreeMap<ItemId, Vec<Pair>> = BTreeMap::new();
    for pair in pairs {
        clusters.entry(head(&mut heads, pair.one)).or_default().push(pair);
    }
    let rank = |pair: &Pair| (pair.likeness, Reverse(pair.percent), pair.one, pair.other);
    let mut clusters: Vec<Cluster> = clusters
        .into_values()
        .map(|mut pairs| {
            pairs.sort_unstable_by_key(rank);
            let items: BTreeSet<ItemId> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
            Cluster { items: items.into_iter().collect(), pairs }
        })
        .collect();
    clusters.sort_by_key(|cluster| cluster.pairs.first().map(rank));
    clusters
}

fn head(heads: &mut HashMap<ItemId, ItemId>, item: ItemId) -> ItemId {
    let mut top = item;
    while let Some(above) = heads.get(&top).filter(|above| **above != top) {
        top = *above;
    }
    heads.insert(item, top);
    top
}
