//! A bank in the words of its files: headings of a spreadsheet, and what stands on paper.

use domain::{
    bank::{
        Content, Item, Kind,
        import::{stem, text::label, text::labels},
    },
    time::Timestamp,
};
use services::bank::export::{
    BankLabels, BankPrint, BankQuestion, BankSection, ExportWords, Fact, Keys, OptionLine, SheetWords,
};

use super::item::key_lines;
use crate::{
    text::{self, Lang},
    wording::{kind, separator},
};

/// Who takes a bank away, and when.
#[derive(Clone, Debug)]
pub struct Taken {
    /// May be empty.
    pub enterprise: String,
    pub at: Timestamp,
    /// A line that names both; may be empty.
    pub by: String,
}

/// Everything that files made of a bank say beside its questions.
pub fn words(lang: Lang, taken: Taken) -> ExportWords {
    let print = move |bank: &str, items: &[Item], keys: Keys| print(lang, taken, bank, items, keys);
    ExportWords { sheet: sheet(lang), print: Box::new(print) }
}

/// The headings of the template. English names of kinds are codes: "multiple choice" is taken for questions
/// with one right option.
fn sheet(lang: Lang) -> SheetWords {
    use text::{export as e, import};
    let head: Vec<&str> = import::template_head(lang).split('¦').collect();
    let [of, stem, _, _, _, _, answer, explanation, legal_basis, knowledge_point, difficulty] =
        head.try_into().expect("the template has eleven columns");
    SheetWords {
        sheet: import::template_sheet(lang),
        kind: of,
        stem,
        option: e::sheet_option(lang),
        answer,
        explanation,
        legal_basis,
        knowledge_point,
        difficulty,
        kinds: [Kind::SingleChoice, Kind::MultipleChoice, Kind::TrueFalse, Kind::FillIn].map(
            |of| match lang {
                Lang::Zh => kind(lang, of),
                Lang::En => of.code(),
            },
        ),
        truths: [e::true_word(lang), e::false_word(lang)],
    }
}

fn print(lang: Lang, taken: Taken, bank: &str, items: &[Item], keys: Keys) -> BankPrint {
    use text::export::*;
    let of_kind = |of: Kind| items.iter().filter(move |item| item.content.kind() == of);
    let there: Vec<Kind> = Kind::ALL.into_iter().filter(|of| of_kind(*of).next().is_some()).collect();
    let counts = there.iter().map(|of| text::bank::kind_count(lang, kind(lang, *of), of_kind(*of).count()));
    let counts = counts.collect::<Vec<_>>().join(" · ");
    let mut number = 0;
    let sections = there.iter().zip(1..).map(|(of, no)| BankSection {
        title: section(lang, numeral(lang, no), kind(lang, *of)),
        questions: of_kind(*of)
            .map(|item| {
                number += 1;
                question(lang, item, number, keys)
            })
            .collect(),
    });
    let sections = sections.collect();
    let with = match keys {
        Keys::Shown => with_key(lang),
        Keys::Hidden => without_key(lang),
    };
    BankPrint {
        language: lang.tag().to_owned(),
        labels: BankLabels { page: page(lang, "{page}", "{pages}"), colon: colon(lang).to_owned() },
        made_at: taken.at,
        title: bank.to_owned(),
        enterprise: taken.enterprise,
        summary: format!("{}{}{counts}", under(lang, items.len()), colon(lang)),
        notes: [with.to_owned(), taken.by].into_iter().filter(|note| !note.is_empty()).collect(),
        sections,
    }
}

fn numeral(lang: Lang, no: usize) -> String {
    match lang {
        Lang::Zh => "一二三四".chars().nth(no - 1).map(String::from).unwrap_or_default(),
        Lang::En => no.to_string(),
    }
}

fn question(lang: Lang, item: &Item, number: usize, keys: Keys) -> BankQuestion {
    let options = item.content.options().iter().enumerate();
    BankQuestion {
        number: number.to_string(),
        stem: match keys {
            Keys::Shown => item.stem.clone(),
            Keys::Hidden => with_room(item),
        },
        options: options
            .map(|(at, option)| OptionLine { letter: label(at).to_string(), text: option.text.clone() })
            .collect(),
        key: match keys {
            Keys::Shown => key(lang, item),
            Keys::Hidden => Vec::new(),
        },
    }
}

/// The stem with room to write: in its brackets, and behind a statement.
fn with_room(item: &Item) -> String {
    const ROOM: &str = "（\u{3000}\u{3000}\u{3000}）";
    let mut stem = item.stem.clone();
    for bracket in stem::brackets(&item.stem).iter().rev().filter(|bracket| bracket.inner.is_empty()) {
        stem.replace_range(bracket.range.clone(), ROOM);
    }
    if matches!(item.content, Content::TrueFalse { .. }) {
        stem.push_str(ROOM);
    }
    stem
}

fn key(lang: Lang, item: &Item) -> Vec<Fact> {
    use text::bank;
    let answer = match &item.content {
        Content::SingleChoice { key, .. } => labels([*key]),
        Content::MultipleChoice { key, .. } => labels(key.iter().copied()),
        Content::TrueFalse { key: true } => text::export::true_word(lang).to_owned(),
        Content::TrueFalse { key: false } => text::export::false_word(lang).to_owned(),
        Content::FillIn { blanks, .. } => {
            let blanks: Vec<String> = blanks.iter().map(|texts| texts.join(" | ")).collect();
            blanks.join(separator(lang))
        }
        other => key_lines(lang, other).join(separator(lang)),
    };
    let difficulty = item.difficulty.map(|level| level.to_string()).unwrap_or_default();
    let facts = [
        (text::export::key(lang), answer),
        (bank::explanation(lang), item.explanation.clone()),
        (bank::point(lang), item.knowledge_point.clone()),
        (bank::difficulty(lang), difficulty),
        (bank::basis(lang), item.legal_basis.clone()),
    ];
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(label, value)| Fact { label: label.to_owned(), value }).collect()
}

#[cfg(test)]
mod tests {
    use domain::bank::import::Known;
    use services::bank::{self, export::Target};

    use super::*;

    fn taken() -> Taken {
        Taken { enterprise: String::new(), at: Timestamp(0), by: "周敏".into() }
    }

    fn items(bytes: &[u8]) -> Vec<Item> {
        let report = bank::dry_run(bytes, &Known::default()).unwrap();
        let rejected: Vec<_> = report.rows.iter().filter(|row| row.item.is_none()).collect();
        assert!(report.accepted().count() > 3, "{rejected:?}");
        report.accepted().map(|(_, item)| item.clone()).collect()
    }

    fn file(lang: Lang, target: Target, items: &[Item]) -> Vec<u8> {
        let press = || panic!("only a PDF needs the press");
        bank::export::file(target, "题库", items, words(lang, taken()), press).unwrap()
    }

    const BANKS: [&[u8]; 2] = [
        include_bytes!("../../../question-banks/new-worker-induction.csv"),
        include_bytes!("../../../question-banks/new-worker-induction.en.csv"),
    ];

    #[test]
    fn a_spreadsheet_comes_back_whole_in_both_languages() {
        for (lang, bank) in [Lang::Zh, Lang::En].into_iter().zip(BANKS) {
            let items_of_bank = items(bank);
            assert_eq!(items(&file(lang, Target::Xlsx, &items_of_bank)), items_of_bank);
        }
    }

    #[test]
    fn a_document_with_its_key_comes_back_with_the_same_questions_and_keys() {
        let items_of_bank = items(BANKS[0]);
        let back = items(&file(Lang::Zh, Target::Docx(Keys::Shown), &items_of_bank));
        let mut printed = items_of_bank.clone();
        printed.sort_by_key(|item| item.content.kind());
        assert_eq!(back, printed);
    }

    #[test]
    fn a_print_without_key_has_room_to_answer_and_nothing_else() {
        let items = items(BANKS[0]);
        let made = print(Lang::Zh, taken(), "题库", &items, Keys::Hidden);
        let questions: Vec<&BankQuestion> = made.sections.iter().flat_map(|of| &of.questions).collect();
        assert_eq!(questions.len(), items.len());
        assert!(questions.iter().all(|question| question.key.is_empty()));
        assert!(
            questions.iter().all(|question| question.stem.contains("（\u{3000}\u{3000}\u{3000}）")
                || !question.options.is_empty())
        );
        assert_eq!(made.notes, ["不含答案。", "周敏"]);
        assert!(made.summary.starts_with("74 题：单选题 32 · "), "{}", made.summary);
    }
}
