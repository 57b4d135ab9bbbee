//! Questions as files of other systems.
//!
//! Each format holds something less than our questions. [`losses`] says of an item what it would lose,
//! before anything is written; an item that a format cannot hold at all is left out of the file.

mod aiken;
mod gift;
mod moodle;
mod qti;

use std::ops::Range;

use domain::bank::{
    figure::{Figure, MediaId, Recording},
    import::{guide, options, stem, text},
    item::{Content, Guide, Item, ItemOption, Kind, PartScoring, Scoring, Shuffle},
};

use crate::media::Lookup;

pub use aiken::write as aiken;
pub use gift::write as gift;
pub use moodle::write as moodle_xml;
pub use qti::write as qti3;

/// A format to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Gift,
    Aiken,
    MoodleXml,
    /// A content package of QTI 3.0.
    Qti3,
    /// Our own form, which loses nothing.
    Json,
}

impl Target {
    pub const ALL: [Target; 5] = [Target::Gift, Target::Aiken, Target::MoodleXml, Target::Qti3, Target::Json];

    /// A stable name, for addresses and translations.
    pub fn code(self) -> &'static str {
        match self {
            Target::Gift => "gift",
            Target::Aiken => "aiken",
            Target::MoodleXml => "moodle_xml",
            Target::Qti3 => "qti3",
            Target::Json => "json",
        }
    }

    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Target::Gift => "gift.txt",
            Target::Aiken => "txt",
            Target::MoodleXml => "xml",
            Target::Qti3 => "zip",
            Target::Json => "json",
        }
    }

    /// Writes what the format can hold of `items`; `lookup` finds the files that they show.
    pub fn write(self, items: &[Item], lookup: Lookup) -> Vec<u8> {
        match self {
            Target::Gift => gift(items),
            Target::Aiken => aiken(items),
            Target::MoodleXml => moodle_xml(items, lookup),
            Target::Qti3 => qti3(items, lookup),
            Target::Json => super::own::write(items, lookup),
        }
    }
}

/// What is lost of an item in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    // The item is left out.
    /// The format has no questions of this kind.
    Kind,
    SeveralBlanks,
    TooManyOptions,
    /// A text would be read as something else, and the format has no way to say that it is not.
    Unwritable,

    // The item is written without something.
    /// What answers it.
    Key,
    /// Part of the answer earns part of the marks there.
    AllOrNothing,
    /// Which options may change places.
    OptionOrder,
    LineBreaks,
    /// Blanks in a row, or at the end of a line.
    Spacing,
    /// Characters that the format forbids.
    Characters,
    /// Pictures, sound, films and tables.
    Figures,
    /// The texts in other languages.
    Languages,
    /// By which formula a part of the answer earns a part of the marks, and what counts as the same text.
    Scoring,
    /// That whoever gets it wrong does not pass.
    MustPass,
    Explanation,
    KnowledgePoint,
    Difficulty,
    LegalBasis,
}

impl Loss {
    pub fn code(self) -> &'static str {
        match self {
            Loss::Kind => "kind",
            Loss::SeveralBlanks => "several_blanks",
            Loss::TooManyOptions => "too_many_options",
            Loss::Unwritable => "unwritable",
            Loss::Key => "key",
            Loss::AllOrNothing => "all_or_nothing",
            Loss::OptionOrder => "option_order",
            Loss::LineBreaks => "line_breaks",
            Loss::Spacing => "spacing",
            Loss::Characters => "characters",
            Loss::Figures => "figures",
            Loss::Languages => "languages",
            Loss::Scoring => "scoring",
            Loss::MustPass => "must_pass",
            Loss::Explanation => "explanation",
            Loss::KnowledgePoint => "knowledge_point",
            Loss::Difficulty => "difficulty",
            Loss::LegalBasis => "legal_basis",
        }
    }

    /// Whether nothing of the item is written.
    pub fn leaves_out(self) -> bool {
        matches!(self, Loss::Kind | Loss::SeveralBlanks | Loss::TooManyOptions | Loss::Unwritable)
    }
}

/// What `item` would lose, the gravest first; nothing when the file says all that we know.
pub fn losses(target: Target, item: &Item) -> Vec<Loss> {
    let mut losses = match target {
        Target::Gift => gift::losses(item),
        Target::Aiken => aiken::losses(item),
        Target::MoodleXml => moodle::losses(item),
        Target::Qti3 => qti::losses(item),
        Target::Json => return Vec::new(),
    };
    losses.extend(item.difficulty.map(|_| Loss::Difficulty));
    losses.extend((!item.legal_basis.is_empty()).then_some(Loss::LegalBasis));
    losses.extend((!item.wordings.is_empty()).then_some(Loss::Languages));
    losses.extend(item.must_pass.then_some(Loss::MustPass));
    losses.sort();
    losses.dedup();
    losses
}

/// What an item has that is neither words nor key.
pub(crate) fn beyond_words(item: &Item) -> Vec<Loss> {
    let scored = |content: &Content| match content {
        Content::MultipleChoice { scoring, .. } | Content::Hotspot { scoring, .. } => {
            *scoring != Scoring::default()
        }
        Content::FillIn { any_order, exact, scoring, .. } => {
            *any_order || *exact || *scoring != PartScoring::default()
        }
        Content::Matching { scoring, .. } | Content::Ordering { scoring, .. } => {
            *scoring != PartScoring::default()
        }
        _ => false,
    };
    let scored = scored(&item.content) || item.content.parts().iter().any(|part| scored(&part.content));
    let shown = !item.all_figures().is_empty() || item.content.kind() == Kind::Hotspot;
    let mut losses = Vec::new();
    losses.extend(shown.then_some(Loss::Figures));
    losses.extend((!item.wordings.is_empty()).then_some(Loss::Languages));
    losses.extend(scored.then_some(Loss::Scoring));
    losses.extend(item.must_pass.then_some(Loss::MustPass));
    losses
}

/// What a format loses that shows nothing beside words. An option that is a picture alone says nothing there.
fn without_figures(item: &Item) -> Vec<Loss> {
    let wordless = |option: &ItemOption| option.text.is_empty();
    let said = item.content.options().iter().chain(item.content.lines());
    let mut losses = Vec::new();
    losses.extend(said.clone().any(wordless).then_some(Loss::Unwritable));
    losses.extend((!item.all_figures().is_empty()).then_some(Loss::Figures));
    losses
}

/// The weights of a multiple choice, where formats with weights hold them: the key earns the whole.
fn held_weights(content: &Content) -> Option<&[i32]> {
    let (key, scoring, options) = match content {
        Content::MultipleChoice { key, scoring, options, .. } => (key, scoring, options.len()),
        Content::Hotspot { key, scoring, areas, .. } => (key, scoring, areas.len()),
        _ => return None,
    };
    let Scoring::Weights(weights) = scoring else { return None };
    let positive = (0..weights.len()).filter(|at| weights[*at] > 0);
    let sum: i64 = weights.iter().filter(|weight| **weight > 0).map(|weight| i64::from(*weight)).sum();
    let whole = weights.len() == options && sum == 10_000 && positive.eq(key.iter().copied());
    whole.then_some(weights.as_slice())
}

/// What a multiple choice loses where chosen options earn shares of the marks.
fn losses_in_shares(content: &Content) -> Option<Loss> {
    let Content::MultipleChoice { key, scoring, options, .. } = content else { return None };
    match scoring {
        Scoring::AllOrNothing => (key.len() > 1).then_some(Loss::AllOrNothing),
        // A reader takes one right option against all others for all or nothing.
        Scoring::Weights(weights) => {
            let strict = key.len() == 1
                && weights.iter().filter(|weight| **weight <= -10_000).count() + 1 == options.len();
            (held_weights(content).is_none() || strict || is_nearly_equal(weights, key.len()))
                .then_some(Loss::Scoring)
        }
        _ => Some(Loss::Scoring),
    }
}

/// Whether weights are so near to equal shares that a reader takes them for these.
fn is_nearly_equal(weights: &[i32], key: usize) -> bool {
    let mut right = weights.iter().filter(|weight| **weight > 0);
    let share = 10_000 / key.max(1) as i32;
    let first = right.next().copied().unwrap_or_default();
    let exact = first == 10_000 - share * (key as i32 - 1) && right.clone().all(|weight| *weight == share);
    !exact && weights.iter().filter(|weight| **weight > 0).all(|weight| (weight - share).abs() <= 101)
}

/// Whether two options say and show the same.
fn repeated(options: &[ItemOption]) -> bool {
    let trimmed = |option: &ItemOption| (text::trim(&option.text).to_owned(), option.figures.clone());
    (1..options.len()).any(|at| options[..at].iter().any(|other| trimmed(other) == trimmed(&options[at])))
}

/// Whether a guide is read again as it is written.
fn is_held(guide: &Guide) -> bool {
    guide::read(&guide::written(guide)) == *guide
}

/// A text with figures as HTML; `address` says where the file of a figure is, if anywhere.
fn html(text: &str, figures: &[Figure], address: &mut dyn FnMut(&MediaId) -> Option<String>) -> String {
    let mut out = format!("<p>{}</p>", xml_text(text).replace('\n', "<br/>"));
    for figure in figures {
        out.push_str(&shown(figure, address).unwrap_or_default());
    }
    out
}

/// A figure as HTML, unless its file is missing.
fn shown(figure: &Figure, address: &mut dyn FnMut(&MediaId) -> Option<String>) -> Option<String> {
    let played = |element: &str, address: String, recording: &Recording| {
        let (address, said) = (xml_attribute(&address), xml_attribute(&recording.transcript));
        format!("<{element} controls=\"controls\"><source src=\"{address}\" title=\"{said}\"/></{element}>")
    };
    Some(match figure {
        Figure::Picture(picture) => format!(
            "<p><img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\"/></p>",
            xml_attribute(&address(&picture.media)?),
            xml_attribute(&picture.alt),
            picture.width,
            picture.height
        ),
        Figure::Audio(recording) => played("audio", address(&recording.media)?, recording),
        Figure::Video(recording) => played("video", address(&recording.media)?, recording),
        Figure::Table(table) => {
            let row = |(at, row): (usize, &Vec<String>)| {
                let cell = if at == 0 && table.header { "th" } else { "td" };
                let cells = row
                    .iter()
                    .map(|text| format!("<{cell}>{}</{cell}>", xml_text(text).replace('\n', "<br/>")));
                format!("<tr>{}</tr>", cells.collect::<String>())
            };
            format!("<table>{}</table>", table.rows.iter().enumerate().map(row).collect::<String>())
        }
    })
}

/// Whether a page shows the blanks of a text as they are.
fn is_spaced_as_shown(text: &str) -> bool {
    let line = |line: &str| !line.starts_with(' ') && !line.ends_with(' ') && !line.contains("  ");
    !text.contains(['\t', '\u{b}', '\u{c}', '\u{a0}']) && text.split('\n').all(line)
}

/// What figures lose as HTML: a table that a reader takes for no table.
fn odd_tables(figures: &[&Figure]) -> Option<Loss> {
    let odd = figures.iter().any(|figure| match figure {
        Figure::Table(table) => table.header && table.rows.len() < 2,
        _ => false,
    });
    odd.then_some(Loss::Figures)
}

/// The items that a format can hold.
fn writable(target: Target, items: &[Item]) -> impl Iterator<Item = &Item> {
    items.iter().filter(move |item| !losses(target, item).iter().any(|loss| loss.leaves_out()))
}

/// The options of a question and which of them are right.
fn choices(content: &Content) -> Vec<(&ItemOption, bool)> {
    let with = |options: &'_ [ItemOption], right: &dyn Fn(usize) -> bool| -> Vec<bool> {
        (0..options.len()).map(right).collect()
    };
    let right = match content {
        Content::SingleChoice { options, key, .. } => with(options, &|at| at == *key),
        Content::MultipleChoice { options, key, .. } => with(options, &|at| key.contains(&at)),
        _ => Vec::new(),
    };
    content.options().iter().zip(right).collect()
}

/// The weight of each option in percent: as the question has them, or else the key in equal shares and
/// everything taken away for anything else.
fn weights(content: &Content, choices: &[(&ItemOption, bool)]) -> Vec<String> {
    let trimmed = |text: String| text.trim_end_matches('0').trim_end_matches('.').to_owned();
    if let Some(weights) = held_weights(content) {
        return weights.iter().map(|weight| trimmed(format!("{:.2}", f64::from(*weight) / 100.0))).collect();
    }
    let right = choices.iter().filter(|(_, right)| *right).count().max(1);
    let share = trimmed(format!("{:.5}", 100.0 / right as f64));
    choices.iter().map(|(_, right)| if *right { share.clone() } else { "-100".to_owned() }).collect()
}

/// Whether the options of a question may change places just as their texts say, which is what readers
/// of formats conclude that say nothing of it.
pub(crate) fn order_by_texts(content: &Content) -> Shuffle {
    let texts: Vec<String> = content.options().iter().map(|option| option.text.clone()).collect();
    options::shuffle(&texts)
}

pub(crate) fn stated_order(content: &Content) -> Option<Shuffle> {
    match content {
        Content::SingleChoice { shuffle, .. } | Content::MultipleChoice { shuffle, .. } => Some(*shuffle),
        _ => None,
    }
}

/// All texts of an item that candidates see or type, and its explanation.
pub(crate) fn texts(item: &Item) -> impl Iterator<Item = &str> {
    let blanks = match &item.content {
        Content::FillIn { blanks, .. } => blanks.as_slice(),
        _ => &[],
    };
    [item.stem.as_str(), item.explanation.as_str(), item.knowledge_point.as_str()]
        .into_iter()
        .chain(item.content.options().iter().map(|option| option.text.as_str()))
        .chain(item.content.lines().iter().map(|option| option.text.as_str()))
        .chain(blanks.iter().flatten().map(String::as_str))
        .chain(item.content.parts().iter().flat_map(|part| [part.stem.as_str(), part.explanation.as_str()]))
        .chain(item.all_figures().into_iter().flat_map(figure_texts))
        .chain(other_texts(&item.content))
}

/// What a figure says.
fn figure_texts(figure: &Figure) -> Vec<&str> {
    match figure {
        Figure::Picture(picture) => vec![&picture.alt],
        Figure::Audio(recording) | Figure::Video(recording) => vec![&recording.transcript],
        Figure::Table(table) => table.rows.iter().flatten().map(String::as_str).collect(),
    }
}

fn other_texts(content: &Content) -> Vec<&str> {
    match content {
        Content::ShortAnswer { guide } => std::iter::once(guide.reference.as_str())
            .chain(guide.points.iter().map(|point| point.text.as_str()))
            .collect(),
        Content::Numeric { unit: Some(unit), .. } => unit.names.iter().map(String::as_str).collect(),
        Content::Hotspot { areas, picture, .. } => {
            std::iter::once(picture.alt.as_str()).chain(areas.iter().map(|area| area.name.as_str())).collect()
        }
        _ => Vec::new(),
    }
}

/// A stem parted at its blanks; brackets around a blank stay with the text.
fn around_blanks(stem: &str) -> Vec<&str> {
    let mut gaps: Vec<Range<usize>> = Vec::new();
    for bracket in stem::brackets(stem).iter().filter(|bracket| bracket.inner.is_empty()) {
        let width = |c: Option<char>| c.map_or(0, char::len_utf8);
        let inside = &stem[bracket.range.clone()];
        let (open, close) = (width(inside.chars().next()), width(inside.chars().next_back()));
        gaps.push(bracket.range.start + open..bracket.range.end - close);
    }
    let mut line: Option<(Range<usize>, usize)> = None;
    for (at, c) in stem.char_indices().chain([(stem.len(), ' ')]) {
        match (c, &mut line) {
            ('_' | '＿', Some((range, count))) => {
                range.end = at + c.len_utf8();
                *count += 1;
            }
            ('_' | '＿', none) => *none = Some((at..at + c.len_utf8(), 1)),
            _ => gaps.extend(line.take().filter(|(_, count)| *count > 1).map(|(range, _)| range)),
        }
    }
    gaps.sort_by_key(|gap| gap.start);
    let mut parts = Vec::new();
    let mut from = 0;
    for gap in gaps {
        parts.push(&stem[from..gap.start]);
        from = gap.end;
    }
    parts.push(&stem[from..]);
    parts
}

/// A knowledge point as the path of a category. Its slashes are doubled, as slashes part names.
fn category(topic: &str) -> String {
    let topic = topic.split(['\n', '\r']).collect::<Vec<_>>().join(" ").replace('/', "//");
    if topic.is_empty() { "$course$/top".to_owned() } else { format!("$course$/top/{topic}") }
}

/// An answer in which no star stands for anything but itself.
fn without_wildcards(answer: &str) -> String {
    answer.replace('*', "\\*")
}

/// Line ends in one form.
pub(crate) fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The beginning of a stem, to call a question by.
fn name(item: &Item) -> String {
    let line: String = item.stem.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(60).collect()
}

/// The words for true and false in the language of a question.
fn truth_words(item: &Item) -> [&'static str; 2] {
    let chinese = item.stem.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if chinese { ["正确", "错误"] } else { ["True", "False"] }
}

/// A text for the inside of an XML element.
pub(crate) fn xml_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in unified(text).chars().filter(|c| is_xml(*c)) {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// A text for an attribute of an XML element, whose line ends would become blanks.
fn xml_attribute(text: &str) -> String {
    xml_text(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Whether XML 1.0 allows a character.
pub(crate) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_parted_at_its_blanks() {
        assert_eq!(around_blanks("每（ ）年____次"), ["每（", "）年", "次"]);
        assert_eq!(around_blanks("()和【　】"), ["(", ")和【", "】"]);
        assert_eq!(around_blanks("a_b（甲）"), ["a_b（甲）"]);
        assert_eq!(around_blanks("（____）"), ["（", "）"]);
        assert_eq!(around_blanks("____"), ["", ""]);
    }

    #[test]
    fn markup_is_escaped_and_forbidden_characters_are_left_out() {
        assert_eq!(xml_text("a<b>&\u{0}\r\nc"), "a&lt;b&gt;&amp;\nc");
        assert_eq!(xml_attribute("a\"\nb"), "a&quot;&#10;b");
    }
}
