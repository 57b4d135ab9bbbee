//! A blueprint (组卷规则): how many questions of which kind and knowledge point a paper has, for how
//! many points each.

use serde::{Deserialize, Serialize};

use crate::{bank::Kind, points::Points};

/// The most items a paper may have.
///
/// The longest papers of the trade have about 200; the rest is room, and keeps a slip of the keyboard
/// ("1000" for "100") from making a paper that nobody can finish.
pub const MOST_ITEMS: u32 = 500;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// The paper shows the kinds in the order in which they first appear here.
    pub cells: Vec<Cell>,
}

/// `count` questions of one kind, `points` for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub kind: Kind,
    /// Only questions on this knowledge point; `None` takes any.
    pub knowledge_point: Option<String>,
    pub count: u32,
    pub points: Points,
}

/// Why a blueprint can't be used, whatever the question bank holds. `cell` is an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlueprintFault {
    NoCells,
    NoItems {
        cell: usize,
    },
    NoPoints {
        cell: usize,
    },
    EmptyKnowledgePoint {
        cell: usize,
    },
    /// Two cells that ask for the same questions; one of them is probably a slip.
    Twice {
        cell: usize,
        earlier: usize,
    },
    TooManyItems {
        items: u64,
        most: u32,
    },
}

impl Blueprint {
    /// Number of questions on each paper.
    pub fn items(&self) -> u64 {
        self.cells.iter().map(|cell| u64::from(cell.count)).sum()
    }

    /// Points of each paper.
    pub fn total(&self) -> Points {
        Points::from_hundredths(self.cells.iter().fold(0, |sum: i64, cell| {
            sum.saturating_add(cell.points.hundredths().saturating_mul(i64::from(cell.count)))
        }))
    }

    /// The kinds in the order in which the paper shows them.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for cell in &self.cells {
            if !kinds.contains(&cell.kind) {
                kinds.push(cell.kind);
            }
        }
        kinds
    }

    /// Everything that is wrong with it, in the order of the cells; empty when it can be used.
    pub fn faults(&self) -> Vec<BlueprintFault> {
        let mut faults = Vec::new();
        if self.cells.is_empty() {
            faults.push(BlueprintFault::NoCells);
        }
        for (index, cell) in self.cells.iter().enumerate() {
            if cell.count == 0 {
                faults.push(BlueprintFault::NoItems { cell: index });
            }
            if cell.points <= Points::ZERO {
                faults.push(BlueprintFault::NoPoints { cell: index });
            }
            if cell.knowledge_point.as_ref().is_some_and(|point| point.trim().is_empty()) {
                faults.push(BlueprintFault::EmptyKnowledgePoint { cell: index });
            }
            let same =
                |other: &Cell| other.kind == cell.kind && other.knowledge_point == cell.knowledge_point;
            if let Some(earlier) = self.cells[..index].iter().position(same) {
                faults.push(BlueprintFault::Twice { cell: index, earlier });
            }
        }
        let items = self.items();
        if items > u64::from(MOST_ITEMS) {
            faults.push(BlueprintFault::TooManyItems { items, most: MOST_ITEMS });
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(kind: Kind, knowledge_point: Option<&str>, count: u32, points: u32) -> Cell {
        let knowledge_point = knowledge_point.map(str::to_owned);
        Cell { kind, knowledge_point, count, points: Points::whole(points) }
    }

    #[test]
    fn a_sound_blueprint_has_no_faults_and_adds_up() {
        let blueprint = Blueprint {
            cells: vec![
                cell(Kind::TrueFalse, None, 20, 1),
                cell(Kind::SingleChoice, Some("高处作业"), 10, 2),
                cell(Kind::TrueFalse, Some("高处作业"), 10, 1),
                cell(Kind::SingleChoice, None, 25, 2),
            ],
        };
        assert_eq!(blueprint.faults(), []);
        assert_eq!((blueprint.items(), blueprint.total()), (65, Points::whole(100)));
        assert_eq!(blueprint.kinds(), [Kind::TrueFalse, Kind::SingleChoice]);
    }

    #[test]
    fn every_fault_is_named_with_its_cell() {
        assert_eq!(Blueprint::default().faults(), [BlueprintFault::NoCells]);
        let blueprint = Blueprint {
            cells: vec![
                cell(Kind::FillIn, None, 0, 1),
                cell(Kind::SingleChoice, Some(" "), 1, 0),
                cell(Kind::FillIn, None, u32::MAX, 1),
            ],
        };
        assert_eq!(
            blueprint.faults(),
            [
                BlueprintFault::NoItems { cell: 0 },
                BlueprintFault::NoPoints { cell: 1 },
                BlueprintFault::EmptyKnowledgePoint { cell: 1 },
                BlueprintFault::Twice { cell: 2, earlier: 0 },
                BlueprintFault::TooManyItems { items: u64::from(u32::MAX) + 1, most: MOST_ITEMS },
            ]
        );
    }
}
