use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::bank::{Content, Item, ItemOption};

fn item(stem: &str, content: Content) -> Item {
    Item::new(stem, content)
}

fn truth(stem: &str, key: bool) -> Item {
    item(stem, Content::TrueFalse { key })
}

fn options(texts: &[&str]) -> Vec<ItemOption> {
    texts.iter().map(|text| ItemOption::words(*text)).collect()
}

fn single(stem: &str, texts: &[&str], key: usize) -> Item {
    item(stem, Content::SingleChoice { options: options(texts), key, shuffle: Default::default() })
}

fn multiple(stem: &str, texts: &[&str], key: &[usize]) -> Item {
    let key = key.iter().copied().collect();
    item(stem, Content::multiple(options(texts), key, Default::default()))
}

fn fill_in(stem: &str, texts: &[&str]) -> Item {
    let blanks = vec![texts.iter().map(|text| (*text).to_owned()).collect()];
    item(stem, Content::fill_in(blanks))
}

fn id(no: usize) -> ItemId {
    ItemId(Uuid::from_u128(no as u128))
}

fn likeness(one: &Item, other: &Item) -> Option<Likeness> {
    let (one, other) = (Said::by(one), Said::by(other));
    let found = compare(&one, &other).map(|(likeness, _)| likeness);
    assert_eq!(found, compare(&other, &one).map(|(likeness, _)| likeness), "both ways");
    found
}

#[test]
fn a_statement_that_is_true_here_and_false_there_is_a_contradiction() {
    let one = truth("在高处进行作业的人员必须全程系好安全带。", true);
    assert_eq!(
        likeness(&one, &truth("在高处进行作业的人员必须全程系好安全带", false)),
        Some(Likeness::Contradiction)
    );
    assert_eq!(
        likeness(&one, &truth("在高处进行作业的人员，必须全程系好安全带", true)),
        Some(Likeness::Same)
    );
    assert_eq!(likeness(&one, &truth("在高处进行作业的人员不必全程系好安全带", false)), Some(Likeness::Near));
    assert_eq!(likeness(&one, &truth("受限空间先通风后检测", true)), None);
}

#[test]
fn an_option_that_is_right_here_and_wrong_there_is_a_contradiction() {
    let one = single("安全帽的使用期限是（ ）", &["二年", "三年"], 0);
    let shuffled = single("安全帽的使用期限是____。", &["三年", "二年"], 1);
    assert_eq!(likeness(&one, &shuffled), Some(Likeness::Same));
    let other = single("安全帽的使用期限是（ ）", &["三年", "二年", "五年"], 0);
    assert_eq!(likeness(&one, &other), Some(Likeness::Contradiction));
    let several = multiple("安全帽的使用期限是（ ）", &["二年", "三年", "五年"], &[0, 1]);
    assert_eq!(likeness(&one, &several), Some(Likeness::Contradiction));
}

#[test]
fn questions_that_only_begin_alike_do_not_contradict_each_other() {
    let fire = single("下列说法正确的是（ ）", &["油类着火用泡沫", "电气着火用水扑救", "以上都对"], 0);
    let lift = single("下列说法正确的是（ ）", &["吊具每班检查", "吊物下可以站人", "以上都对"], 2);
    assert_eq!(likeness(&fire, &lift), None);
}

#[test]
fn signs_count_where_punctuation_does_not() {
    let least = single("安全距离为（ ）", &["≥5米", "≤5米"], 0);
    assert_eq!(
        likeness(&least, &single("安全距离为（ ）", &["≥5米", "≤5米"], 1)),
        Some(Likeness::Contradiction)
    );
    assert_eq!(likeness(&least, &single("安全距离为（ ）", &["≥5米", "<5米"], 0)), Some(Likeness::Near));
}

#[test]
fn a_blank_that_takes_nothing_in_common_is_a_contradiction() {
    let one = fill_in("动火证有效期为____小时。", &["8", "八"]);
    assert_eq!(likeness(&one, &fill_in("动火证有效期为（ ）小时", &["72"])), Some(Likeness::Contradiction));
    assert_eq!(likeness(&one, &fill_in("动火证有效期为（ ）小时", &["８"])), Some(Likeness::Near));
}

#[test]
fn clusters_hold_what_hangs_together_with_contradictions_first() {
    let pair = |one, other, likeness, percent| Pair { one: id(one), other: id(other), likeness, percent };
    let found = clusters(vec![
        pair(1, 2, Likeness::Near, 90),
        pair(4, 5, Likeness::Near, 41),
        pair(7, 8, Likeness::Same, 100),
        pair(2, 3, Likeness::Near, 50),
        pair(3, 9, Likeness::Near, 60),
        pair(5, 6, Likeness::Contradiction, 50),
    ]);
    let items: Vec<Vec<ItemId>> = found.iter().map(|cluster| cluster.items.clone()).collect();
    assert_eq!(items, [vec![id(4), id(5), id(6)], vec![id(7), id(8)], vec![id(1), id(2), id(3), id(9)]]);
    assert_eq!(found[0].worst(), Likeness::Contradiction);
}

/// Short texts of few words, so that many are alike.
fn some_item() -> impl Strategy<Value = Item> {
    let word = prop_oneof![
        Just("动火"),
        Just("作业"),
        Just("审批"),
        Just("通风"),
        Just("，"),
        Just("检测"),
        Just("不"),
        Just("5"),
        Just("valve ")
    ];
    let text = proptest::collection::vec(word, 0..8).prop_map(|words| words.concat());
    let offered = proptest::collection::vec(text.clone(), 2..4);
    prop_oneof![
        (text.clone(), any::<bool>()).prop_map(|(stem, key)| truth(&stem, key)),
        (text.clone(), text.clone()).prop_map(|(stem, fill)| fill_in(&stem, &[&fill])),
        (text, offered, 0usize..2).prop_map(|(stem, texts, key)| {
            single(&stem, &texts.iter().map(String::as_str).collect::<Vec<_>>(), key)
        }),
    ]
}

type Found = BTreeSet<(ItemId, ItemId, Likeness, usize)>;

fn by_hand(all: &[(ItemId, Said)]) -> Found {
    let mut found = Found::new();
    for (at, (other, said)) in all.iter().enumerate() {
        for (one, earlier) in &all[..at] {
            found.extend(compare(said, earlier).map(|(likeness, percent)| (*one, *other, likeness, percent)));
        }
    }
    found
}

proptest! {
    /// The index finds what comparing every question with every other finds, whether questions were there when it
    /// was made, came later, were changed or left.
    #[test]
    fn looking_up_finds_what_comparing_all_finds(
        before in proptest::collection::vec(some_item(), 0..40),
        after in proptest::collection::vec((0usize..50, some_item()), 0..15),
        gone in proptest::collection::hash_set(0usize..50, 0..5),
    ) {
        let mut all: std::collections::BTreeMap<ItemId, Said> =
            before.iter().enumerate().map(|(no, item)| (id(no), Said::by(item))).collect();
        let mut index = Index::of(all.clone());
        for (no, item) in &after {
            index.put(id(*no), Said::by(item));
            all.insert(id(*no), Said::by(item));
        }
        all.retain(|id, _| !gone.contains(&(id.0.as_u128() as usize)));
        index.retain(&all.keys().copied().collect());
        let all: Vec<_> = all.into_iter().collect();
        let expected = by_hand(&all);

        let pairs = index.pairs(usize::MAX);
        let found: Found =
            pairs.iter().map(|pair| (pair.one, pair.other, pair.likeness, pair.percent)).collect();
        prop_assert_eq!(pairs.len(), found.len(), "no pair twice");
        prop_assert_eq!(&found, &expected);

        for (id, said) in &all {
            prop_assert_eq!(index.said(*id), Some(said));
            let like: BTreeSet<_> =
                index.like(said).into_iter().filter(|found| found.item != *id).map(|found| found.item).collect();
            let wanted: BTreeSet<_> = expected
                .iter()
                .filter_map(|(one, other, ..)| match () {
                    () if one == id => Some(*other),
                    () if other == id => Some(*one),
                    () => None,
                })
                .collect();
            prop_assert_eq!(like, wanted);
        }
    }

    /// So it does for a question that is not in the house.
    #[test]
    fn a_new_question_is_compared_with_all(
        house in proptest::collection::vec(some_item(), 0..40),
        new in some_item(),
    ) {
        let said = Said::by(&new);
        let all: Vec<_> = house.iter().enumerate().map(|(no, item)| (id(no), Said::by(item))).collect();
        let expected: BTreeSet<_> =
            all.iter().filter(|(_, other)| compare(&said, other).is_some()).map(|(id, _)| *id).collect();
        let found: BTreeSet<_> = Index::of(all).like(&said).into_iter().map(|found| found.item).collect();
        prop_assert_eq!(found, expected);
    }
}
