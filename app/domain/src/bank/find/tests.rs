use proptest::prelude::*;
use uuid::Uuid;

use super::{fold::folded, *};
use crate::bank::{Content, ItemOption};

fn item(stem: &str) -> Item {
    Item::new(stem, Content::TrueFalse { key: true })
}

fn id(no: usize) -> ItemId {
    ItemId(Uuid::from_u128(no as u128))
}

const BANK: BankId = BankId(Uuid::from_u128(7));

fn house(items: &[Item]) -> Index {
    let mut index = Index::default();
    for (no, item) in items.iter().enumerate() {
        index.put(id(no), BANK, item);
    }
    index
}

fn found(items: &[Item], words: &str) -> Vec<usize> {
    let hits = house(items).search(&Query::of(words), &Scope::default());
    hits.into_iter().map(|hit| hit.0.as_u128() as usize).collect()
}

fn finds(stem: &str, words: &str) -> bool {
    !found(&[item(stem)], words).is_empty()
}

#[test]
fn chinese_is_found_by_the_character() {
    assert!(finds("起重机械的吊具应当每班检查", "吊"));
    assert!(finds("起重机械的吊具应当每班检查", "吊具"));
    assert!(finds("起重机械的吊 具应当每班检查", "吊具"));
    assert!(!finds("起重机械的吊具应当每班检查", "具吊"));
}

#[test]
fn width_and_case_do_not_matter() {
    assert!(finds("１０ｋＶ线路", "10kv"));
    assert!(finds("10 kV线路", "10KV"));
}

#[test]
fn a_word_of_letters_is_found_at_its_beginning_and_a_number_as_a_whole() {
    assert!(finds("Use the extinguishers", "extinguisher"));
    assert!(!finds("a misfire", "fire"));
    assert!(finds("GB50016规定", "50016"));
    assert!(finds("宽2米", "2"));
    assert!(!finds("宽20米", "2"));
    assert!(!finds("宽12米", "2"));
}

#[test]
fn every_word_must_occur_and_a_phrase_as_it_stands() {
    assert!(finds("fire in the tank", "tank fire"));
    assert!(!finds("fire in the tank", "tank flood"));
    assert!(finds("fire in the tank", "\"in the tank\""));
    assert!(!finds("fire in the tank", "“fire tank”"));
}

#[test]
fn a_hit_in_the_stem_comes_before_one_in_the_explanation() {
    let explained = Item { explanation: "受限空间先通风".into(), ..item("短") };
    let based = Item { legal_basis: "受限空间规范".into(), ..item("短") };
    assert_eq!(found(&[explained, based, item("进入受限空间前")], "受限空间"), [2, 1, 0]);
}

#[test]
fn no_hit_reaches_from_one_option_into_the_next() {
    let options = ["先停", "电后"].map(ItemOption::words).to_vec();
    let content = Content::SingleChoice { options, key: 0, shuffle: Default::default() };
    let item = Item { content, ..item("题") };
    assert_eq!(found(std::slice::from_ref(&item), "停电"), [0; 0]);
    assert_eq!(found(&[item], "先停 电后"), [0]);
}

#[test]
fn only_what_is_in_scope_is_found() {
    let of = |point: &str| Item { knowledge_point: point.into(), ..item("动火作业") };
    let index = house(&[of("消防"), of("动火 ＡB"), of("动火")]);
    let within = |scope| index.search(&Query::of("作业"), &scope);
    let point = |point: &str| Scope { knowledge_point: Some(point.into()), ..Scope::default() };
    assert_eq!(within(point("动火")), [id(2)]);
    assert_eq!(within(point("动火 ＡB")), [id(1)]);
    assert_eq!(within(Scope { kind: Some(Kind::FillIn), ..Scope::default() }), Vec::<ItemId>::new());
    assert_eq!(within(Scope { bank: Some(BANK), kind: Some(Kind::TrueFalse), ..Scope::default() }).len(), 3);
    assert!(within(Scope { bank: Some(BankId(Uuid::nil())), ..Scope::default() }).is_empty());
}

#[test]
fn an_id_finds_its_question() {
    let items = [item("甲"), item("乙")];
    assert_eq!(found(&items, &format!("https://guben.example/items/{}", id(1))), [1]);
}

#[test]
fn hits_are_marked_in_the_text_as_it_was_typed() {
    let marked = |words: &str, text: &str| {
        let pieces = Query::of(words).pieces(text).into_iter();
        let pieces =
            pieces.map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.into() });
        pieces.collect::<String>()
    };
    assert_eq!(marked("10kv 线", "在１０ kＶ线路上"), "在[１０ kＶ线]路上");
    assert_eq!(marked("火", "动火与灭火器"), "动[火]与灭[火]器");
    assert_eq!(marked("没有", "动火"), "动火");
}

#[test]
fn what_is_changed_or_left_out_is_not_found_any_more() {
    let mut index = house(&[item("甲"), item("乙")]);
    index.put(id(0), BANK, &item("丙"));
    let search = |index: &Index, words| index.search(&Query::of(words), &Scope::default());
    assert!(search(&index, "甲").is_empty());
    assert_eq!(search(&index, "丙"), [id(0)]);
    index.retain(&[id(1)].into());
    assert!(search(&index, "丙").is_empty());
    assert_eq!(search(&index, "乙"), [id(1)]);
}

proptest! {
    /// Any piece of Chinese out of a stem finds it, and what is found has it.
    #[test]
    fn a_piece_of_chinese_finds_exactly_what_has_it(
        stems in proptest::collection::vec("[甲乙丙丁A1 ，]{1,12}", 1..20),
        word in "[甲乙丙丁]{1,3}",
    ) {
        let items: Vec<Item> = stems.iter().map(|stem| item(stem)).collect();
        let mut hits = found(&items, &word);
        hits.sort_unstable();
        let expected: Vec<usize> =
            (0..stems.len()).filter(|at| folded(&stems[*at]).contains(&word)).collect();
        prop_assert_eq!(hits, expected);
    }

    /// Marking loses nothing of a text.
    #[test]
    fn the_pieces_of_a_text_are_the_text(text in "\\PC{0,30}", words in "\\PC{0,8}") {
        let query = Query::of(&words);
        let whole: String = query.pieces(&text).into_iter().map(|piece| piece.text).collect();
        prop_assert_eq!(whole, text);
    }
}
