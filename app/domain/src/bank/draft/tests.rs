use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*};
use rust_decimal::Decimal;

use super::*;
use crate::bank::{
    ItemOption,
    figure::{Area, Figure, MediaId, Outline, Picture, Recording, Table},
    import::options::shuffle,
    item::{Guide, GuidePoint, Language, PartScoring, Range, Scoring, Shuffle, Unit, Wording},
};

fn choice(key: &str) -> Draft {
    let ask = Ask {
        stem: "灭火器压力表指针应在（ ）".into(),
        options: "红区\n绿区\n\n 黄区 ".into(),
        key: key.into(),
        ..Ask::new(Kind::SingleChoice)
    };
    Draft { ask, ..Draft::default() }
}

fn with(kind: Kind, change: impl FnOnce(&mut Ask)) -> Draft {
    let mut draft = choice("A");
    draft.ask.kind = kind;
    change(&mut draft.ask);
    draft
}

fn only_fault(draft: &Draft) -> (String, Wrong) {
    let mut faults = draft.item().unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    let fault = faults.remove(0);
    (fault.field, fault.wrong)
}

#[test]
fn a_key_without_its_option_is_refused() {
    let wrong = Reason::AnswerWithoutOption { answer: "D".into(), options: 3 };
    assert_eq!(only_fault(&choice("D")), ("key".into(), Wrong::Question(wrong)));
    let several = Reason::SeveralAnswersForSingle { answer: "AB".into() };
    assert_eq!(only_fault(&choice("AB")), ("key".into(), Wrong::Question(several)));
    let none = with(Kind::MultipleChoice, |ask| ask.key = " ".into());
    assert_eq!(only_fault(&none), ("key".into(), Wrong::Question(Reason::AnswerMissing)));
}

#[test]
fn options_that_say_the_same_are_refused() {
    let twice = with(Kind::SingleChoice, |ask| ask.options = "5米\n５ 米".into());
    let reason = Reason::OptionTwice { first: 'A', second: 'B' };
    assert_eq!(only_fault(&twice), ("options".into(), Wrong::Question(reason)));
}

#[test]
fn every_blank_needs_its_answer() {
    let draft = with(Kind::FillIn, |ask| (ask.stem, ask.key) = ("____和____".into(), "甲".into()));
    let reason = Reason::BlanksDiffer { blanks: 2, answers: 1 };
    assert_eq!(only_fault(&draft), ("key".into(), Wrong::Question(reason)));
}

#[test]
fn a_change_without_a_reason_is_refused() {
    let draft = Draft { reason: " ".into(), ..choice("B") };
    assert_eq!(draft.changed_item(), Err(vec![fault("reason", Wrong::Missing)]));
    assert!(draft.item().is_ok(), "a new one needs none");
}

#[test]
fn a_fault_in_a_part_or_a_language_names_its_field() {
    let mut case = Draft::new(Kind::Case);
    case.ask.stem = "某车间起火".into();
    assert_eq!(case.item().unwrap_err()[0].field, "part-0-stem");
    case.parts[0] = choice("A").ask;
    case.parts[0].weight = "0".into();
    assert_eq!(only_fault(&case), ("part-0-weight".into(), Wrong::OutOfRange { min: 1, max: 1000 }));
    let mut draft = choice("A");
    draft.wordings = vec![WordingDraft { language: "english".into(), ..WordingDraft::default() }];
    let wrong = Wrong::NotALanguage { text: "english".into() };
    assert_eq!(only_fault(&draft), ("lang-0-language".into(), wrong));
}

#[test]
fn a_number_is_read_however_people_write_it() {
    let range = |value: &str, tolerance: &str| Range {
        value: value.parse().unwrap(),
        tolerance: tolerance.parse().unwrap(),
    };
    for (typed, read) in [
        ("2", range("2", "0")),
        ("２．５", range("2.5", "0")),
        ("2 ± 0.1", range("2", "0.1")),
        ("2+-0.1", range("2", "0.1")),
        ("200 ± 5%", range("200", "10")),
        ("1.9～2.1", range("2.0", "0.1")),
        ("−3", range("-3", "0")),
    ] {
        let item = with(Kind::Numeric, |ask| ask.key = typed.into()).item().unwrap();
        assert_eq!(item.content, Content::Numeric { answers: vec![read], unit: None }, "{typed}");
    }
    let wrong = with(Kind::Numeric, |ask| ask.key = "约2米".into());
    assert_eq!(only_fault(&wrong), ("key".into(), Wrong::NotANumber { text: "约2米".into() }));
}

#[test]
fn pairs_that_share_an_option_name_it_once() {
    let draft = with(Kind::Matching, |ask| {
        ask.options = "甲 => 红\n乙=>绿\n丙 => 红".into();
        ask.extra = "黄".into();
    });
    let Content::Matching { options, key, .. } = draft.item().unwrap().content else { panic!() };
    assert_eq!((options, key), (["红", "绿", "黄"].map(ItemOption::words).to_vec(), vec![0, 1, 0]));
    let single = with(Kind::Matching, |ask| ask.options = "甲 => 红\n乙".into());
    assert_eq!(only_fault(&single), ("options".into(), Wrong::NoPair { text: "乙".into() }));
}

#[test]
fn an_area_outside_the_picture_is_refused() {
    let hotspot = |areas: &str| {
        with(Kind::Hotspot, |ask| {
            ask.picture = Some(picture(0));
            ask.areas = areas.into();
        })
    };
    let read = hotspot("* 10,10,20,20 阀\n5,5,3\n0，0，9，0，9，9").item().unwrap().content;
    let Content::Hotspot { areas, key, .. } = read else { panic!() };
    assert_eq!((areas.len(), areas[0].name.as_str(), key), (3, "阀", BTreeSet::from([0])));
    let outside = "* 300,10,20,20".to_owned();
    assert_eq!(only_fault(&hotspot(&outside)), ("areas".into(), Wrong::OutsidePicture { text: outside }));
    for line in ["* 1,2", "* 1,2,3,4,5", "* a", "*"] {
        assert!(matches!(only_fault(&hotspot(line)).1, Wrong::NotAnArea { .. }), "{line}");
    }
}

#[test]
fn a_picture_stands_at_the_option_that_it_names() {
    let figure = FigureDraft { place: "B".into(), media: "ab".into(), ..FigureDraft::default() };
    let draft = with(Kind::SingleChoice, |ask| {
        ask.options = "红区\n[]".into();
        ask.figures = vec![figure.clone()];
    });
    let item = draft.item().unwrap();
    assert_eq!(item.content.options()[1].figures.len(), 1);
    let lost =
        with(Kind::SingleChoice, |ask| ask.figures = vec![FigureDraft { place: "F".into(), ..figure }]);
    assert_eq!(only_fault(&lost), ("fig-0-place".into(), Wrong::NoPlace { text: "F".into() }));
    let empty = with(Kind::SingleChoice, |ask| ask.options = "红区\n[]".into());
    let reason = Reason::OptionEmpty { label: 'B' };
    assert_eq!(only_fault(&empty), ("options".into(), Wrong::Question(reason)));
}

fn picture(no: u8) -> Picture {
    Picture { media: MediaId(format!("{no:064x}")), alt: format!("图{no}"), width: 200, height: 100 }
}

fn words() -> impl Strategy<Value = String> {
    "[a-z甲乙丙丁戊己庚辛]{1,8}( [a-z]{1,4})?"
}

fn figure() -> impl Strategy<Value = Figure> {
    let recording =
        |(no, transcript): (u8, String)| Recording { media: MediaId(format!("{no:064x}")), transcript };
    prop_oneof![
        any::<u8>().prop_map(|no| Figure::Picture(picture(no))),
        (any::<u8>(), words()).prop_map(move |of| Figure::Audio(recording(of))),
        (any::<u8>(), words()).prop_map(move |of| Figure::Video(recording(of))),
        (any::<bool>(), vec(vec(words(), 3), 1..4))
            .prop_map(|(header, rows)| Figure::Table(Table { header, rows })),
    ]
}

/// Options that differ, some of them with a picture, some of these without words.
fn said(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<ItemOption>> {
    vec((words(), vec(figure(), 0..2), any::<bool>()), count).prop_map(|all| {
        let option = |(no, (text, figures, bare)): (usize, (String, Vec<Figure>, bool))| {
            let text =
                if bare && !figures.is_empty() { String::new() } else { format!("{text}{no}\n二行") };
            ItemOption { text, figures }
        };
        all.into_iter().enumerate().map(option).collect()
    })
}

fn shuffles() -> impl Strategy<Value = Shuffle> {
    prop_oneof![Just(Shuffle::All), Just(Shuffle::AllButLast), Just(Shuffle::Never)]
}

fn part_scorings() -> impl Strategy<Value = PartScoring> {
    prop_oneof![Just(PartScoring::AllOrNothing), Just(PartScoring::EachPart)]
}

fn scorings(options: usize) -> impl Strategy<Value = Scoring> {
    prop_oneof![
        Just(Scoring::AllOrNothing),
        Just(Scoring::HalfIfMissing),
        Just(Scoring::NetCorrect),
        Just(Scoring::Coverage),
        Just(Scoring::EachOption),
        vec(-10_000..=10_000i32, options).prop_map(Scoring::Weights),
    ]
}

fn some_of(count: usize) -> impl Strategy<Value = BTreeSet<usize>> {
    proptest::collection::btree_set(0..count, 1..=count)
}

fn outline() -> impl Strategy<Value = Outline> {
    let within = 1..40u32;
    prop_oneof![
        (within.clone(), within.clone(), within.clone(), within.clone())
            .prop_map(|(x, y, width, height)| Outline::Rectangle { x, y, width, height }),
        (within.clone(), within.clone(), within.clone()).prop_map(|(x, y, radius)| Outline::Circle {
            x,
            y,
            radius
        }),
        vec((within.clone(), within), 3..6).prop_map(Outline::Polygon),
    ]
}

fn simple(kind: Kind) -> BoxedStrategy<Content> {
    match kind {
        Kind::SingleChoice => (said(2..6), any::<prop::sample::Index>(), shuffles())
            .prop_map(|(options, key, shuffle)| {
                let key = key.index(options.len());
                Content::SingleChoice { options, key, shuffle }
            })
            .boxed(),
        Kind::MultipleChoice => said(2..6)
            .prop_flat_map(|options| {
                let count = options.len();
                (Just(options), some_of(count), shuffles(), scorings(count))
            })
            .prop_map(|(options, key, shuffle, scoring)| Content::MultipleChoice {
                options,
                key,
                shuffle,
                scoring,
            })
            .boxed(),
        Kind::TrueFalse => any::<bool>().prop_map(|key| Content::TrueFalse { key }).boxed(),
        // The stem of every question here has two blanks.
        Kind::FillIn => (vec(vec(words(), 1..3), 2), any::<bool>(), any::<bool>(), part_scorings())
            .prop_map(|(blanks, any_order, exact, scoring)| Content::FillIn {
                blanks,
                any_order,
                exact,
                scoring,
            })
            .boxed(),
        Kind::Numeric => {
            let range = (-10_000..10_000i64, 0..500i64).prop_map(|(value, tolerance)| Range {
                value: Decimal::new(value, 2),
                tolerance: Decimal::new(tolerance, 3),
            });
            let unit =
                (vec(words(), 1..3), any::<bool>()).prop_map(|(names, required)| Unit { names, required });
            (vec(range, 1..3), proptest::option::of(unit))
                .prop_map(|(answers, unit)| Content::Numeric { answers, unit })
                .boxed()
        }
        Kind::Matching => (said(2..6), said(2..6), part_scorings())
            .prop_flat_map(|(lines, options, scoring)| {
                let key = vec(0..options.len(), lines.len());
                (Just(lines), Just(options), key, Just(scoring))
            })
            .prop_map(|(lines, options, key, scoring)| {
                // An option without words can be told apart by one line alone.
                let mut options = options;
                options.iter_mut().enumerate().for_each(|(no, option)| {
                    if option.text.is_empty() {
                        option.text = format!("项{no}");
                    }
                });
                // As the form has them: in the order of the lines.
                super::ask::arranged(&Content::Matching { lines, options, key, scoring })
            })
            .boxed(),
        Kind::Ordering => (said(2..6), part_scorings())
            .prop_map(|(options, scoring)| Content::Ordering { options, scoring })
            .boxed(),
        Kind::Hotspot => vec((outline(), prop_oneof![Just(String::new()), words()]), 1..6)
            .prop_flat_map(|areas| {
                let count = areas.len();
                (Just(areas), some_of(count), scorings(count))
            })
            .prop_map(|(areas, key, scoring)| Content::Hotspot {
                picture: picture(7),
                areas: areas.into_iter().map(|(outline, name)| Area { outline, name }).collect(),
                key,
                scoring,
            })
            .boxed(),
        Kind::ShortAnswer => (words(), vec((words(), 1..9u32), 0..4))
            .prop_map(|(reference, points)| {
                let points = points.into_iter().map(|(text, weight)| GuidePoint { text, weight }).collect();
                Content::ShortAnswer { guide: Guide { reference, points } }
            })
            .boxed(),
        Kind::Case => {
            let plain: Vec<_> = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Case).collect();
            let part = prop::sample::select(plain).prop_flat_map(simple);
            let part = (part, vec(figure(), 0..2), words(), 1..5u32).prop_map(
                |(content, figures, explanation, weight)| Part {
                    stem: "第一（ ）第二（ ）".into(),
                    figures,
                    content,
                    explanation,
                    weight,
                },
            );
            vec(part, 1..4).prop_map(|parts| Content::Case { parts: Parts::new(parts).unwrap() }).boxed()
        }
    }
}

fn wording(content: &Content) -> Wording {
    let english = |options: &[ItemOption]| (0..options.len()).map(|no| format!("english {no}")).collect();
    Wording {
        stem: "what is\nmissing".into(),
        options: english(content.options()),
        lines: english(content.lines()),
        explanation: "because".into(),
        parts: content.parts().iter().map(|part| wording(&part.content)).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_question_of_any_kind_survives_its_form(
        content in prop::sample::select(Kind::ALL.to_vec()).prop_flat_map(simple),
        figures in vec(figure(), 0..3),
        must_pass in any::<bool>(),
        difficulty in proptest::option::of(1..=5u8),
        translated in any::<bool>(),
    ) {
        let wordings = match translated {
            true => BTreeMap::from([(Language::new("en").unwrap(), wording(&content))]),
            false => BTreeMap::new(),
        };
        let item = Item {
            figures,
            explanation: "两行\n说明".into(),
            knowledge_point: "消防".into(),
            difficulty,
            legal_basis: "《消防法》第十六条".into(),
            must_pass,
            wordings,
            ..Item::new("安全第一、（ ）、____", content)
        };
        let draft = Draft::of(&item);
        prop_assert_eq!(draft.item(), Ok(item));
        let stored = serde_json::to_string(&draft).unwrap();
        prop_assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), draft);
    }

    #[test]
    fn a_matching_asks_the_same_in_the_order_of_its_form(
        (lines, options) in (said(2..6), said(2..6)),
        seed in vec(any::<prop::sample::Index>(), 6),
    ) {
        let key: Vec<usize> = seed.iter().take(lines.len()).map(|index| index.index(options.len())).collect();
        let before = Content::Matching { lines, options, key, scoring: PartScoring::AllOrNothing };
        let pairs = |content: &Content| -> Vec<(ItemOption, ItemOption)> {
            let Content::Matching { lines, options, key, .. } = content else { return Vec::new() };
            lines.iter().cloned().zip(key.iter().map(|index| options[*index].clone())).collect()
        };
        prop_assert_eq!(pairs(&super::ask::arranged(&before)), pairs(&before));
    }
}

#[test]
fn whether_options_may_be_shuffled_is_found_by_itself() {
    let draft = with(Kind::SingleChoice, |ask| ask.options = "红区\n绿区\n以上都对".into());
    let Content::SingleChoice { shuffle: found, .. } = draft.item().unwrap().content else { panic!() };
    assert_eq!(found, Shuffle::AllButLast);
    assert_eq!(found, shuffle(&["红区".into(), "绿区".into(), "以上都对".into()]));
    let said = with(Kind::SingleChoice, |ask| ask.order = Order::Said(Shuffle::Never));
    let Content::SingleChoice { shuffle, .. } = said.item().unwrap().content else { panic!() };
    assert_eq!(shuffle, Shuffle::Never);
}
