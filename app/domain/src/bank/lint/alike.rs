//! Questions that say nearly the same.
//!
//! [`alike`](crate::bank::alike) says what that is.

use std::collections::HashMap;

use super::{
    super::{
        alike::{ALIKE, Said},
        import::{Place, Reason, Report, RowReport},
    },
    Fault, Finding, at,
};

/// For each question the earlier one it is most alike, where that is enough to tell.
///
/// Rows whose punctuation alone differs have been noted by the import and are not told again.
pub fn pairs(report: &Report) -> Vec<Finding> {
    let mut earlier: Vec<(Place, usize)> = Vec::new();
    let mut with: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (row, item) in report.accepted() {
        let shingles = Said::by(item).shingles;
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
