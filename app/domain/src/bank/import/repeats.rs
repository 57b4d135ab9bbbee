//! The same question twice: in one file, or in the file and in the bank.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::bank::{
    figure::Figure,
    item::{Content, Item, ItemOption},
};

use super::{
    reason::{Reason, Weight},
    report::{Place, RowReport},
    text,
};

/// A question without its key, whatever its blanks, widths and order of options: 32 bytes as hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// The questions of a bank.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Each with the fingerprint of its key.
    keys: HashMap<Fingerprint, Fingerprint>,
    /// Those that have a number, by it.
    numbers: HashMap<String, Numbered>,
}

/// A question of the bank in its newest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    pub version: i32,
    pub item: Item,
}

/// What to do where a row has the number of a question in the bank and says something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// Nobody has decided: such rows do not come in.
    #[default]
    Ask,
    NewVersions,
    /// They are other questions, whose numbers are the same by chance.
    AsNew,
    /// The bank stays as it is.
    Skip,
}

/// A part in which two versions of a question differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    Kind,
    Stem,
    Options,
    Key,
    Explanation,
    LegalBasis,
    KnowledgePoint,
    Difficulty,
}

impl Merge {
    pub const ALL: [Merge; 4] = [Merge::Ask, Merge::NewVersions, Merge::AsNew, Merge::Skip];

    pub const fn code(self) -> &'static str {
        match self {
            Merge::Ask => "ask",
            Merge::NewVersions => "new_versions",
            Merge::AsNew => "as_new",
            Merge::Skip => "skip",
        }
    }

    pub fn from_code(code: &str) -> Option<Merge> {
        Merge::ALL.into_iter().find(|merge| merge.code() == code)
    }
}

impl Known {
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        items.into_iter().map(|item| (question(item), key(item))).collect()
    }

    pub fn numbered(mut self, numbers: impl IntoIterator<Item = (String, Numbered)>) -> Self {
        self.numbers.extend(numbers);
        self
    }
}

/// From stored pairs of [`question`] and [`key`].
impl FromIterator<(Fingerprint, Fingerprint)> for Known {
    fn from_iter<I: IntoIterator<Item = (Fingerprint, Fingerprint)>>(pairs: I) -> Self {
        Known { keys: pairs.into_iter().collect(), numbers: HashMap::new() }
    }
}

/// The fingerprint of what is asked: stem and options, with the pictures that belong to them.
pub fn question(item: &Item) -> Fingerprint {
    hash(asks(&item.stem, &item.figures, &item.content))
}

fn asks(stem: &str, figures: &[Figure], content: &Content) -> Vec<String> {
    let mut options: Vec<String> = content.options().iter().map(said).collect();
    options.sort();
    let mut lines: Vec<String> = content.lines().iter().map(said).collect();
    lines.sort();
    let picture = if let Content::Hotspot { picture, .. } = content { Some(&picture.media) } else { None };
    let shown = figures.iter().filter_map(Figure::media).chain(picture);
    let shown = shown.map(|media| media.0.clone());
    let parts = content.parts().iter().flat_map(|part| asks(&part.stem, &part.figures, &part.content));
    std::iter::once(asked(stem)).chain(options).chain(lines).chain(shown).chain(parts).collect()
}

/// The fingerprint of what answers it.
pub fn key(item: &Item) -> Fingerprint {
    hash(answers(&item.content))
}

fn answers(content: &Content) -> Vec<String> {
    match content {
        Content::SingleChoice { options, key, .. } => options.get(*key).map(said).into_iter().collect(),
        Content::MultipleChoice { options, key, .. } => {
            let mut right: Vec<String> =
                key.iter().filter_map(|index| options.get(*index)).map(said).collect();
            right.sort();
            right
        }
        Content::TrueFalse { key } => vec![key.to_string()],
        Content::FillIn { blanks, any_order, .. } => {
            let mut texts: Vec<String> = blanks.iter().map(|blank| text::folded(&blank.join("|"))).collect();
            if *any_order {
                texts.sort();
            }
            texts
        }
        Content::Numeric { answers, .. } => answers
            .iter()
            .map(|range| format!("{}±{}", range.value.normalize(), range.tolerance.normalize()))
            .collect(),
        Content::Matching { lines, options, key, .. } => {
            let pair = |(line, option): (&ItemOption, &usize)| {
                format!("{}→{}", said(line), options.get(*option).map(said).unwrap_or_default())
            };
            let mut pairs: Vec<String> = lines.iter().zip(key).map(pair).collect();
            pairs.sort();
            pairs
        }
        Content::Ordering { options, .. } => options.iter().map(said).collect(),
        Content::Hotspot { key, .. } => key.iter().map(usize::to_string).collect(),
        Content::ShortAnswer { guide } => vec![text::folded(&guide.reference)],
        Content::Case { parts: _ } => {
            content.parts().iter().flat_map(|part| answers(&part.content)).collect()
        }
    }
}

fn said(option: &ItemOption) -> String {
    let shown = option.figures.iter().filter_map(Figure::media).map(|media| media.0.as_str());
    std::iter::once(text::folded(&option.text).as_str()).chain(shown).collect()
}

/// The stem for comparing. `（ ）` and `____` are both a blank.
fn asked(stem: &str) -> String {
    text::folded(stem).replace("【】", "()").replace("[]", "()").replace("____", "()").replace("__", "()")
}

/// What is left of a question when punctuation does not count either. Signs such as `<` and `-` do.
fn roughly(item: &Item) -> Fingerprint {
    let parts = asks(&item.stem, &item.figures, &item.content);
    let mut parts = parts.iter().map(|part| unpunctuated(part));
    let stem = parts.next().unwrap_or_default();
    let mut rest: Vec<String> = parts.collect();
    rest.sort();
    hash(std::iter::once(stem).chain(rest))
}

/// A text for comparing, folded and without its punctuation.
pub fn unpunctuated(text: &str) -> String {
    const PUNCTUATION: &str = "，。、；：？！“”‘’「」《》…—·,;:?!\"'()[]【】_";
    text::folded(text).replace(|c| PUNCTUATION.contains(c), "")
}

pub(super) fn hash(parts: impl IntoIterator<Item = String>) -> Fingerprint {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let halves = hasher.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    Fingerprint(halves.map(|half| DIGITS[usize::from(half)]).collect())
}

/// In what `new` differs from `old`. What `new` does not say is no difference: a file need not repeat
/// explanations to correct an answer.
fn differences(old: &Item, new: &Item) -> Vec<Difference> {
    let options = |item: &Item| {
        let mut options: Vec<String> = item.content.options().iter().map(said).collect();
        options.sort();
        options
    };
    let changed =
        |old: &str, new: &str| !text::trim(new).is_empty() && text::folded(old) != text::folded(new);
    let told = [
        (Difference::Kind, old.content.kind() != new.content.kind()),
        (Difference::Stem, asked(&old.stem) != asked(&new.stem)),
        (Difference::Options, options(old) != options(new)),
        (Difference::Key, key(old) != key(new)),
        (Difference::Explanation, changed(&old.explanation, &new.explanation)),
        (Difference::LegalBasis, changed(&old.legal_basis, &new.legal_basis)),
        (Difference::KnowledgePoint, changed(&old.knowledge_point, &new.knowledge_point)),
        (Difference::Difficulty, new.difficulty.is_some() && old.difficulty != new.difficulty),
    ];
    told.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
}

/// The next version of `old`: what `new` says, and for the rest what `old` said.
fn next_version(old: &Item, new: &Item, changes: &[Difference]) -> Item {
    let changed = |what: Difference| changes.contains(&what);
    let mut item = old.clone();
    if changed(Difference::Stem) {
        item.stem.clone_from(&new.stem);
    }
    // A translation of what is no longer asked would ask something else.
    if [Difference::Stem, Difference::Kind, Difference::Options].into_iter().any(changed) {
        item.wordings.clear();
    }
    // Options that stay keep their order and what is known of it.
    if changed(Difference::Kind) || changed(Difference::Options) || changed(Difference::Key) {
        item.content.clone_from(&new.content);
    }
    if changed(Difference::Explanation) {
        item.explanation.clone_from(&new.explanation);
    }
    if changed(Difference::LegalBasis) {
        item.legal_basis.clone_from(&new.legal_basis);
    }
    if changed(Difference::KnowledgePoint) {
        item.knowledge_point.clone_from(&new.knowledge_point);
    }
    if changed(Difference::Difficulty) {
        item.difficulty = new.difficulty;
    }
    item
}

/// Looks up the numbers of the rows in the bank and in the file, and returns the rows for which the bank's
/// question of the same number has been compared, so that no other rule need do it.
fn by_number(rows: &mut [RowReport], known: &Known, merge: Merge) -> HashSet<usize> {
    let mut settled = HashSet::new();
    let mut first: HashMap<String, Place> = HashMap::new();
    for (index, row) in rows.iter_mut().enumerate() {
        let Some(item) = row.item.as_ref().filter(|_| !row.number.is_empty()) else { continue };
        if let Some(other) = first.get(&row.number) {
            let number = std::mem::take(&mut row.number);
            row.reasons.push(Reason::NumberOfRow { number, other: *other });
            continue;
        }
        first.insert(row.number.clone(), row.place);
        let Some(numbered) = known.numbers.get(&row.number) else { continue };
        let (print, own) = (question(item), question(&numbered.item));
        // The bank asks the same in another question, or has asked it before it was corrected.
        if print != own && known.keys.contains_key(&print) {
            continue;
        }
        let changes = differences(&numbered.item, item);
        let number = row.number.clone();
        let reason = match merge {
            _ if changes.is_empty() => Reason::AlreadyInBank,
            Merge::Ask => Reason::VersionUndecided { number, changes },
            Merge::Skip => Reason::KeptInBank { number, changes },
            Merge::NewVersions => {
                row.item = Some(next_version(&numbered.item, item, &changes));
                Reason::NewVersion { number, version: numbered.version, changes }
            }
            Merge::AsNew => {
                row.number.clear();
                row.reasons.push(Reason::NumberInBank { number });
                continue;
            }
        };
        settled.insert(index);
        row.reasons.push(reason);
    }
    settled
}

/// Compares every question with the bank and with the others of the file.
///
/// Repeats are skipped, naming the first. When the key differs, all of them are rejected: the file
/// does not say which is right. So is a question that the bank has with another key.
pub(super) fn compare(rows: &mut [RowReport], known: &Known, merge: Merge) {
    let settled = by_number(rows, known, merge);
    let mut same: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
    let mut alike: HashMap<Fingerprint, usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Some(item) = &row.item {
            same.entry(question(item)).or_default().push(index);
        }
    }
    let mut told: Vec<(usize, Reason)> = Vec::new();
    for (question, indexes) in &same {
        let keys: Vec<Fingerprint> =
            indexes.iter().filter_map(|index| rows[*index].item.as_ref()).map(key).collect();
        let places: Vec<Place> = indexes.iter().map(|index| rows[*index].place).collect();
        for (at, index) in indexes.iter().enumerate() {
            let others: Vec<Place> =
                (0..keys.len()).filter(|other| keys[*other] != keys[at]).map(|other| places[other]).collect();
            let reason = match known.keys.get(question).filter(|_| !settled.contains(index)) {
                _ if !others.is_empty() => Reason::OtherAnswerInFile { others },
                Some(known) if *known != keys[at] => Reason::OtherAnswerInBank,
                Some(_) => Reason::AlreadyInBank,
                None if at > 0 => Reason::SameAsRow { other: places[0] },
                None => continue,
            };
            told.push((*index, reason));
        }
    }
    for (index, reason) in told {
        rows[index].reasons.push(reason);
    }
    for index in 0..rows.len() {
        let row = &rows[index];
        let Some(item) = &row.item else { continue };
        if row.reasons.iter().any(|reason| reason.weight() > Weight::Note) {
            continue;
        }
        let first = *alike.entry(roughly(item)).or_insert(index);
        if first != index {
            let other = rows[first].place;
            rows[index].reasons.push(Reason::NearlyTheSame { other });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Desk, Material, Report, RowOutcome,
            table::{Row, Sheet, Table},
        },
        *,
    };

    fn judged(rows: &[&[&str]], known: &Known, merge: Merge) -> Report {
        let head: &[&str] = &["编号", "题干", "A", "B", "答案", "解析"];
        let rows = std::iter::once(&head).chain(rows).zip(1..).map(|(cells, number)| Row {
            number,
            cells: cells.iter().map(|text| (*text).into()).collect(),
            ..Row::default()
        });
        let table = Table { sheets: vec![Sheet { rows: rows.collect(), ..Sheet::default() }] };
        Material::Table(table).judge_at(&Desk { merge, ..Desk::new(known) })
    }

    /// A bank with one question, number H-1.
    fn bank() -> Known {
        let row: &[&str] = &["H-1", "指针应在（ ）", "红区", "绿区", "B", "绿区正常"];
        let report = judged(&[row], &Known::default(), Merge::Ask);
        let item = report.rows[0].item.clone().unwrap();
        assert_eq!(report.rows[0].number, "H-1");
        Known::of([&item]).numbered([("H-1".to_owned(), Numbered { version: 4, item })])
    }

    fn codes(report: &Report) -> Vec<&'static str> {
        let codes = report.rows[0].reasons.iter().map(Reason::code);
        codes.filter(|code| *code != "kind_inferred").collect()
    }

    #[test]
    fn a_number_with_the_same_text_is_skipped_and_with_another_asked_about() {
        let same: &[&str] = &["H-1", "指针应在( )", "绿区", "红区", "A", ""];
        let key: &[&str] = &["H-1", "指针应在（ ）", "红区", "绿区", "A", ""];
        let stem: &[&str] = &["H-1", "压力表指针应在（ ）", "红区", "绿区", "B", ""];
        for (row, merge, outcome, code) in [
            (same, Merge::Ask, RowOutcome::Skipped, "already_in_bank"),
            (same, Merge::NewVersions, RowOutcome::Skipped, "already_in_bank"),
            (key, Merge::Ask, RowOutcome::Rejected, "version_undecided"),
            (key, Merge::NewVersions, RowOutcome::Noted, "new_version"),
            (key, Merge::Skip, RowOutcome::Skipped, "kept_in_bank"),
            // The bank must not ask the same twice with two answers.
            (key, Merge::AsNew, RowOutcome::Rejected, "other_answer_in_bank"),
            (stem, Merge::AsNew, RowOutcome::Noted, "number_in_bank"),
            (stem, Merge::NewVersions, RowOutcome::Noted, "new_version"),
        ] {
            let report = judged(&[row], &bank(), merge);
            assert_eq!(report.rows[0].outcome, outcome, "{row:?} {merge:?}");
            assert!(codes(&report).contains(&code), "{row:?} {merge:?} {:?}", codes(&report));
        }
    }

    #[test]
    fn a_new_version_keeps_what_the_file_does_not_say() {
        let report =
            judged(&[&["H-1", "压力表指针应在（ ）", "红区", "绿区", "B", ""]], &bank(), Merge::NewVersions);
        let changes = vec![Difference::Stem];
        let reason = Reason::NewVersion { number: "H-1".into(), version: 4, changes };
        assert!(report.rows[0].reasons.contains(&reason));
        assert_eq!(report.rows[0].item.as_ref().unwrap().explanation, "绿区正常");
    }

    #[test]
    fn of_two_rows_with_one_number_the_second_comes_without() {
        let rows: &[&[&str]] = &[&["7", "甲须审批", "", "", "对", ""], &["7", "乙须审批", "", "", "对", ""]];
        let report = judged(rows, &Known::default(), Merge::Ask);
        assert_eq!((report.rows[0].number.as_str(), report.rows[1].number.as_str()), ("7", ""));
        assert!(report.rows[1].reasons.iter().any(|reason| reason.code() == "number_of_row"));
    }

    #[test]
    fn a_number_does_not_bring_a_question_in_twice() {
        let other = bank();
        let row: &[&str] = &["H-2", "指针应在（ ）", "红区", "绿区", "B", ""];
        assert_eq!(codes(&judged(&[row], &other, Merge::NewVersions)), ["already_in_bank"]);
    }
}
