//! Questions made by chance, for tests of what is written and read again.

#![allow(dead_code, clippy::unwrap_used, reason = "each of the tests takes what it needs")]

use std::collections::{BTreeMap, BTreeSet};

use domain::bank::{
    figure::{Area, Figure, MediaId, Outline, Picture, Table},
    import::{Reason, stem, text},
    item::{
        Content, Guide, GuidePoint, Item, ItemOption, Part, PartScoring, Parts, Range, Scoring, Shuffle, Unit,
    },
};
use formats::media::{self, Media, Shelf};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Texts with everything that means something in one of the formats.
fn awkward() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[安全帽电气绿区应当不得，。；：？“”（）《》、·％]{1,6}",
        3 => "[a-zA-Z0-9 ~=#{}:\\\\/<>&\"'\\[\\]()%*_.;|$@^!?+-]{1,6}",
        1 => prop::sample::select(vec![
            "\n", "[html]", "<b>", "&lt;", "&#65;", "->", "####", "%50%", "::", "//", "$CATEGORY:", "{T}", "]]>",
            "<![CDATA[", "A. ", "ANSWER: A", "{1:SA:=x}", "\\n", "<br>", "，", "😀", "㎡", "m²",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..6)
        .prop_map(|pieces| text::trim(&pieces.concat()).to_owned())
        .prop_filter("a text", |text| !text.is_empty())
}

/// What is answered by choosing, by a mark, or by filling gaps.
fn plain() -> impl Strategy<Value = Content> {
    // A last character of its own keeps two options from saying the same.
    let options = || {
        prop::collection::vec(awkward(), 2..6).prop_map(|texts| {
            let texts = texts.into_iter().zip("甲乙丙丁戊己".chars());
            texts.map(|(text, last)| ItemOption::words(format!("{text}{last}"))).collect::<Vec<_>>()
        })
    };
    let shuffle = prop::sample::select(vec![Shuffle::All, Shuffle::AllButLast, Shuffle::Never]);
    prop_oneof![
        any::<bool>().prop_map(|key| Content::TrueFalse { key }),
        (options(), any::<prop::sample::Index>(), shuffle.clone()).prop_map(|(options, key, shuffle)| {
            Content::SingleChoice { key: key.index(options.len()), options, shuffle }
        }),
        (options(), prop::collection::btree_set(0..2_usize, 1..3), shuffle)
            .prop_map(|(options, key, shuffle)| Content::multiple(options, key, shuffle)),
        prop::collection::vec(prop::collection::vec(awkward(), 1..4), 1..4)
            .prop_map(|blanks| Content::fill_in(blanks.into_iter().map(distinct).collect())),
    ]
}

pub fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.into_iter().filter(|text| seen.insert(text.clone())).collect()
}

/// Files that made questions show.
fn shelf() -> (Vec<Figure>, BTreeMap<MediaId, Media>) {
    const PNG: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const GIF: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    let mut shelf = Shelf::default();
    let mut figure =
        |bytes: Vec<u8>, said: &str| -> Result<Figure, Reason> { shelf.figure("made", bytes, said) };
    let figures = vec![
        figure(media::from_base64(PNG).unwrap(), "警告 \"标志\" <1>").unwrap(),
        figure(media::from_base64(GIF).unwrap(), "").unwrap(),
        figure(b"ID3\x03\0\0\0\0\0\0".to_vec(), "铃声").unwrap(),
    ];
    (figures, shelf.files)
}

/// Finds the files that made questions show.
pub fn lookup(id: &MediaId) -> Option<Vec<u8>> {
    shelf().1.get(id).map(|media| media.bytes.clone())
}

fn figures() -> impl Strategy<Value = Vec<Figure>> {
    let table = (any::<bool>(), awkward(), awkward()).prop_map(|(header, one, two)| {
        Figure::Table(Table { header, rows: vec![vec![one, "甲".into()], vec![String::new(), two]] })
    });
    let figure = prop_oneof![3 => prop::sample::select(shelf().0), 1 => table];
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(figure, 1..3)]
}

fn picture() -> Picture {
    match shelf().0.swap_remove(0) {
        Figure::Picture(picture) => picture,
        other => panic!("{other:?}"),
    }
}

/// Options that show something, of which some say nothing.
fn shown_options() -> impl Strategy<Value = Vec<ItemOption>> {
    prop::collection::vec((awkward(), figures(), any::<bool>()), 2..5).prop_map(|options| {
        let options = options.into_iter().zip("甲乙丙丁".chars());
        options
            .map(|((text, figures, says), last)| ItemOption {
                text: if says || figures.is_empty() { format!("{text}{last}") } else { String::new() },
                figures,
            })
            .collect()
    })
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (-1_000_000..1_000_000_i64, 0..5_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

/// Questions of every kind but cases.
fn single() -> impl Strategy<Value = Content> {
    let part = prop::sample::select(vec![PartScoring::AllOrNothing, PartScoring::EachPart]);
    let scoring = |options: usize| {
        let mut weights = vec![7_000, 3_000];
        weights.resize(options, -2_500);
        prop::sample::select(vec![
            Scoring::AllOrNothing,
            Scoring::HalfIfMissing,
            Scoring::NetCorrect,
            Scoring::Weights(weights),
        ])
    };
    let weighted = shown_options().prop_flat_map(move |options| {
        (Just(options.clone()), scoring(options.len())).prop_map(|(options, scoring)| {
            Content::MultipleChoice { options, key: BTreeSet::from([0, 1]), shuffle: Shuffle::All, scoring }
        })
    });
    let unit = prop::option::of((1..3_usize, any::<bool>())).prop_map(|unit| {
        unit.map(|(names, required)| Unit {
            names: vec!["V".into(), "伏".into()][..names].to_vec(),
            required,
        })
    });
    let range =
        (decimal(), decimal()).prop_map(|(value, tolerance)| Range { value, tolerance: tolerance.abs() });
    let point =
        (awkward(), 1..9_u32).prop_map(|(text, weight)| GuidePoint { text: text.replace('\n', " "), weight });
    let area = (0..50_u32, 0..50_u32, 1..50_u32, 0..3_u8).prop_map(|(x, y, size, shape)| Area {
        outline: match shape {
            0 => Outline::Rectangle { x, y, width: size, height: size },
            1 => Outline::Circle { x, y, radius: size },
            _ => Outline::Polygon(vec![(x, y), (x + size, y), (x, y + size)]),
        },
        name: if size > 25 { "阀 \"门\"".into() } else { String::new() },
    });
    prop_oneof![
        5 => plain(),
        1 => weighted,
        1 => (prop::collection::vec(prop::collection::vec(awkward(), 1..3), 2..4), any::<bool>(), any::<bool>(), part.clone())
            .prop_map(|(blanks, any_order, exact, scoring)| Content::FillIn {
                blanks: blanks.into_iter().map(distinct).collect(),
                any_order,
                exact,
                scoring,
            }),
        2 => (prop::collection::vec(range, 1..3), unit).prop_map(|(answers, unit)| Content::Numeric { answers, unit }),
        2 => (shown_options(), shown_options(), prop::collection::vec(any::<prop::sample::Index>(), 4), part.clone())
            .prop_map(|(lines, options, key, scoring)| Content::Matching {
                key: key.iter().take(lines.len()).map(|at| at.index(options.len())).collect(),
                lines,
                options,
                scoring,
            }),
        1 => (shown_options(), part).prop_map(|(options, scoring)| Content::Ordering { options, scoring }),
        1 => (awkward(), prop::collection::vec(point, 0..3))
            .prop_map(|(reference, points)| Content::ShortAnswer { guide: Guide { reference, points } }),
        1 => (prop::collection::vec(area, 1..4), any::<prop::sample::Index>()).prop_map(|(areas, key)| {
            let key = BTreeSet::from([key.index(areas.len())]);
            Content::Hotspot { picture: picture(), areas, key, scoring: Scoring::AllOrNothing }
        }),
    ]
}

fn case() -> impl Strategy<Value = Content> {
    let part = (awkward(), figures(), single(), 1..3_u32).prop_map(|(stem, figures, content, weight)| Part {
        stem: stem + &gaps(&content),
        figures,
        content,
        explanation: if weight > 1 { "见规程".into() } else { String::new() },
        weight,
    });
    (prop::collection::vec(part, 1..4), any::<bool>()).prop_map(|(mut parts, same)| {
        if same {
            parts.iter_mut().for_each(|part| part.weight = 1);
        }
        Content::Case { parts: Parts::new(parts).unwrap() }
    })
}

/// A blank for each answer.
fn gaps(content: &Content) -> String {
    let Content::FillIn { blanks, .. } = content else { return String::new() };
    (0..blanks.len()).map(|at| if at % 2 == 0 { "甲（ ）" } else { "乙____丙" }).collect()
}

/// Questions of words alone and of the four kinds that every format has.
pub fn plain_item() -> impl Strategy<Value = Item> {
    of(plain().boxed(), Just(Vec::new()).boxed())
}

/// Questions of every kind, with all that they may show.
pub fn item() -> impl Strategy<Value = Item> {
    of(prop_oneof![8 => single(), 1 => case()].boxed(), figures().boxed())
}

fn of(content: BoxedStrategy<Content>, figures: BoxedStrategy<Vec<Figure>>) -> impl Strategy<Value = Item> {
    let explanation = prop_oneof![Just(String::new()), awkward()];
    let topic = prop_oneof![Just(String::new()), awkward().prop_map(|text| text.replace('\n', " "))];
    (awkward(), content, figures, explanation, topic).prop_map(
        |(stem, content, figures, explanation, knowledge_point)| Item {
            explanation,
            knowledge_point,
            figures,
            ..Item::new(stem + &gaps(&content), content)
        },
    )
}

/// Whether an item has as many blanks as answers, as all of ours do.
pub fn is_sound(item: &Item) -> bool {
    let sound = |said: &str, content: &Content| match content {
        Content::FillIn { blanks, .. } => stem::blanks(said) == blanks.len(),
        _ => true,
    };
    sound(&item.stem, &item.content)
        && item.content.parts().iter().all(|part| sound(&part.stem, &part.content))
}
