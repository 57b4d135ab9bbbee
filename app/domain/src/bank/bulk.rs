//! One change of many questions: what it makes of each of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Item,
    life::{Standing, Validity},
};
use crate::time::Timestamp;

/// What is done to every question that was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "to", rename_all = "snake_case")]
pub enum Change {
    Point(String),
    AddTag(String),
    RemoveTag(String),
    Difficulty(Option<u8>),
    Basis(String),
    Quarantine,
    Lift,
    /// Before this instant; none takes the limit away.
    ValidUntil(Option<Timestamp>),
}

/// What a change makes of one question. One that is so already is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new version.
    Version(Box<Item>),
    Tags(BTreeSet<String>),
    Validity(Validity),
    Quarantine,
    Lift,
}

impl Change {
    /// What becomes of a question; none where nothing would change.
    pub fn of(&self, item: &Item, standing: &Standing) -> Option<Outcome> {
        let version = |change: &dyn Fn(&mut Item)| {
            let mut changed = item.clone();
            change(&mut changed);
            (changed != *item).then(|| Outcome::Version(Box::new(changed)))
        };
        let tags = |change: &dyn Fn(&mut BTreeSet<String>) -> bool| {
            let mut tags = standing.tags.clone();
            change(&mut tags).then_some(Outcome::Tags(tags))
        };
        match self {
            Change::Point(point) => version(&|item| item.knowledge_point.clone_from(point)),
            Change::Difficulty(level) => version(&|item| item.difficulty = *level),
            Change::Basis(basis) => version(&|item| item.legal_basis.clone_from(basis)),
            Change::AddTag(tag) => tags(&|tags| tags.insert(tag.clone())),
            Change::RemoveTag(tag) => tags(&|tags| tags.remove(tag)),
            Change::Quarantine => standing.quarantine.is_none().then_some(Outcome::Quarantine),
            Change::Lift => standing.quarantine.is_some().then_some(Outcome::Lift),
            Change::ValidUntil(until) => {
                let valid = Validity { until: *until, ..standing.valid };
                (valid != standing.valid).then_some(Outcome::Validity(valid))
            }
        }
    }
}

/// Whether a question says something else, and does not only stand at another place of its bank.
pub fn differs_in_substance(before: &Item, after: &Item) -> bool {
    let mut moved = before.clone();
    moved.knowledge_point.clone_from(&after.knowledge_point);
    moved.difficulty = after.difficulty;
    moved != *after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bank::Content, id::ItemVersionId};

    fn question() -> (Item, Standing) {
        let item = Item {
            knowledge_point: "通则".into(),
            difficulty: Some(2),
            ..Item::new("未经培训不得上岗", Content::TrueFalse { key: true })
        };
        (item, Standing::plain(ItemVersionId(uuid::Uuid::from_u128(1))))
    }

    #[test]
    fn what_is_so_already_is_left_alone() {
        let (item, mut standing) = question();
        standing.tags.insert("新员工".into());
        let nothing = [
            Change::Point("通则".into()),
            Change::Difficulty(Some(2)),
            Change::Basis(String::new()),
            Change::AddTag("新员工".into()),
            Change::RemoveTag("动火".into()),
            Change::Lift,
            Change::ValidUntil(None),
        ];
        for change in nothing {
            assert_eq!(change.of(&item, &standing), None, "{change:?}");
        }
        assert_eq!(Change::Quarantine.of(&item, &standing), Some(Outcome::Quarantine));
    }

    #[test]
    fn another_place_in_the_bank_says_nothing_new_but_another_basis_does() {
        let (item, standing) = question();
        for (change, substance) in [
            (Change::Point("消防".into()), false),
            (Change::Difficulty(None), false),
            (Change::Basis("《消防法》".into()), true),
        ] {
            let Some(Outcome::Version(after)) = change.of(&item, &standing) else { panic!("{change:?}") };
            assert_eq!(differs_in_substance(&item, &after), substance, "{change:?}");
        }
    }
}
