//! Questions that say nearly the same.
//!
//! Two texts are compared by their shingles: every run of a few characters, each counted once. What two
//! questions share of all their shingles (Jaccard's measure) is the share of what they say in common.

use std::collections::{HashMap, HashSet};

use super::{
    super::{
        import::{Place, Reason, Report, RowReport, text},
        item::Item,
    },
    Fault, Finding, at,
};

/// From this share on, in percent, two questions are called alike.
///
/// Of the different questions in the banks of this project, the two most alike share 21 %. A sentence that
/// says the same with another number, or with a "not", shares about 60 %, a short one less.
const ALIKE: usize = 40;

/// Three Chinese characters are a word and its neighbour.
const SHINGLE: usize = 3;

/// In an alphabet it takes more letters to say as much.
const SHINGLE_OF_LETTERS: usize = 5;

/// For each question the earlier one it is most alike, where that is enough to tell.
///
/// Rows whose punctuation alone differs have been noted by the import and are not told again.
pub fn pairs(report: &Report) -> Vec<Finding> {
    let mut earlier: Vec<(Place, usize)> = Vec::new();
    let mut with: HashMap<String, Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (row, item) in report.accepted() {
        let shingles = shingles(item);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for other in shingles.iter().filter_map(|shingle| with.get(shingle)).flatten() {
            *shared.entry(*other).or_default() += 1;
        }
        let shares = shared.into_iter().map(|(other, shared)| {
            let (place, count) = earlier[other];
            (shared * 100 / (count + shingles.len() - shared), place)
        });
        // Of two that are alike to the same degree the first is named.
        let nearest = shares.max_by_key(|(percent, place)| (*percent, std::cmp::Reverse(*place)));
        if let Some((percent, other)) = nearest.filter(|(percent, _)| *percent >= ALIKE)
            && !is_noted(row, other)
        {
            found.push(at(row, Fault::Alike { other, percent }));
        }
        let index = earlier.len();
        earlier.push((row.place, shingles.len()));
        for shingle in shingles {
            with.entry(shingle).or_default().push(index);
        }
    }
    found
}

fn is_noted(row: &RowReport, other: Place) -> bool {
    row.reasons.contains(&Reason::NearlyTheSame { other })
}

/// The shingles of what a question says: its stem and its options, each on their own, since options have
/// no order that matters.
fn shingles(item: &Item) -> HashSet<String> {
    let options = item.content.options().iter().map(|option| option.text.as_str());
    let mut shingles = HashSet::new();
    for said in std::iter::once(item.stem.as_str()).chain(options) {
        let said: Vec<char> = text::lower(said).chars().filter(|c| c.is_alphanumeric()).collect();
        let letters = said.iter().filter(|c| c.is_ascii()).count();
        let size = if letters * 2 > said.len() { SHINGLE_OF_LETTERS } else { SHINGLE };
        // A text shorter than a shingle is one.
        let size = size.min(said.len()).max(1);
        shingles.extend(said.windows(size).map(|run| run.iter().collect::<String>()));
    }
    shingles
}
