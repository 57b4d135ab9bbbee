//! Questions made by chance, for tests of what is written and read again.

use std::collections::BTreeSet;

use domain::bank::{
    import::{stem, text},
    item::{Content, Item, ItemOption, Shuffle},
};
use proptest::prelude::*;

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

fn content() -> impl Strategy<Value = Content> {
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

pub fn item() -> impl Strategy<Value = Item> {
    let explanation = prop_oneof![Just(String::new()), awkward()];
    let topic = prop_oneof![Just(String::new()), awkward().prop_map(|text| text.replace('\n', " "))];
    (awkward(), content(), explanation, topic).prop_map(
        |(mut stem, content, explanation, knowledge_point)| {
            if let Content::FillIn { blanks, .. } = &content {
                for (at, _) in blanks.iter().enumerate() {
                    stem.push_str(if at % 2 == 0 { "甲（ ）" } else { "乙____丙" });
                }
            }
            Item { explanation, knowledge_point, ..Item::new(stem, content) }
        },
    )
}

/// Whether an item has as many blanks as answers, as all of ours do.
pub fn is_sound(item: &Item) -> bool {
    match &item.content {
        Content::FillIn { blanks, .. } => stem::blanks(&item.stem) == blanks.len(),
        _ => true,
    }
}
