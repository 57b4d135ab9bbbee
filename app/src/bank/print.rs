//! A bank in the words of its files: headings of a spreadsheet, and what stands on paper.

use domain::{
    bank::{
        Content, Item, Kind,
        import::{stem, text::label, text::labels},
        item::ItemOption,
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
    let [of, stem, _, _, _, _, answer, explanation, legal_basis, knowledge_point, difficulty, number] =
        head.try_into().expect("the template has twelve columns");
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
        number,
        kinds: SheetWords::KINDS.map(|of| match lang {
            Lang::Zh => kind(lang, of),
            Lang::En => of.code(),
        }),
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
        Lang::Zh => "一二三四五六七八九十".chars().nth(no - 1).map(String::from).unwrap_or_default(),
        Lang::En => no.to_string(),
    }
}

fn question(lang: Lang, item: &Item, number: usize, keys: Keys) -> BankQuestion {
    let item = &apart(item);
    BankQuestion {
        number: number.to_string(),
        stem: match keys {
            Keys::Shown => item.stem.clone(),
            Keys::Hidden => with_room(&item.stem, &item.content),
        } + &parts(&item.content, keys),
        options: choices(&item.content),
        key: match keys {
            Keys::Shown => key(lang, item),
            Keys::Hidden => Vec::new(),
        },
    }
}

/// A question whose options don't stand as the key has them: of pairs and orders, the stored order tells it.
fn apart(item: &Item) -> Item {
    let mut item = item.clone();
    if let Content::Matching { options, key, .. } = &mut item.content {
        let order = by_texts(options);
        *key = key.iter().map(|at| order.iter().position(|place| place == at).unwrap_or(*at)).collect();
        *options = order.into_iter().map(|at| options[at].clone()).collect();
    }
    item
}

/// The options in the order of their texts.
fn by_texts(options: &[ItemOption]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..options.len()).collect();
    order.sort_by(|one, other| options[*one].text.cmp(&options[*other].text));
    order
}

/// What there is to choose from, each with its letter; before them the lines that they belong to, numbered.
fn choices(content: &Content) -> Vec<OptionLine> {
    let options = content.options();
    let order = match content {
        Content::Ordering { .. } => by_texts(options),
        _ => (0..options.len()).collect(),
    };
    let line = |(line, no): (&ItemOption, usize)| OptionLine {
        letter: no.to_string(),
        text: format!("{}{ROOM}", line.text),
    };
    let option = |(place, at): (usize, usize)| OptionLine {
        letter: label(place).to_string(),
        text: options[at].text.clone(),
    };
    content.lines().iter().zip(1..).map(line).chain(order.into_iter().enumerate().map(option)).collect()
}

/// The questions of a case, below its text.
fn parts(content: &Content, keys: Keys) -> String {
    let parts = content.parts().iter().zip(1..).map(|(part, no)| {
        let item = apart(&Item::new(&*part.stem, part.content.clone()));
        let stem = match keys {
            Keys::Shown => item.stem.clone(),
            Keys::Hidden => with_room(&item.stem, &item.content),
        };
        let options = choices(&item.content).into_iter();
        let options = options.map(|option| format!("\n{}. {}", option.letter, option.text));
        format!("\n（{no}）{stem}{}", options.collect::<String>())
    });
    parts.collect()
}

const ROOM: &str = "（\u{3000}\u{3000}\u{3000}）";

/// Lines to write a text on.
const LINES: usize = 4;

/// The stem with room to write: in its brackets, behind what is answered by a mark or a number, and lines
/// below what is answered by a text.
fn with_room(said: &str, content: &Content) -> String {
    let mut stem = said.to_owned();
    for bracket in stem::brackets(said).iter().rev().filter(|bracket| bracket.inner.is_empty()) {
        stem.replace_range(bracket.range.clone(), ROOM);
    }
    match content {
        Content::TrueFalse { .. } | Content::Ordering { .. } | Content::Hotspot { .. } => stem.push_str(ROOM),
        Content::Numeric { unit, .. } => {
            stem.push_str(ROOM);
            let shown = unit.as_ref().filter(|unit| !unit.required).and_then(|unit| unit.names.first());
            stem.extend(shown.map(String::as_str));
        }
        Content::ShortAnswer { .. } => stem.push_str(&format!("\n{}", "＿".repeat(36)).repeat(LINES)),
        _ => {}
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
    use domain::bank::{
        import::Known,
        item::{Part, Parts},
    };
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
        bank::export::file(target, "题库", items, words(lang, taken()), &|_| None, press).unwrap()
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

    fn options(texts: &[&str]) -> Vec<ItemOption> {
        texts.iter().map(|text| ItemOption::words(*text)).collect()
    }

    #[test]
    fn a_print_without_its_key_does_not_tell_it_by_the_order() {
        let ordering = Content::Ordering {
            options: options(&["停电", "验电", "接地"]),
            scoring: Default::default(),
        };
        let matching = Content::Matching {
            lines: options(&["红", "黄"]),
            options: options(&["禁止", "警告", "乙"]),
            key: vec![0, 1],
            scoring: Default::default(),
        };
        let letters = |content: Content, keys| {
            let printed = question(Lang::Zh, &Item::new("看", content), 1, keys);
            let options: Vec<String> =
                printed.options.iter().map(|line| format!("{}.{}", line.letter, line.text)).collect();
            (printed.stem, options, printed.key)
        };
        let (stem, options, key) = letters(ordering, Keys::Hidden);
        assert_eq!((stem.as_str(), key.len()), ("看（　　　）", 0));
        assert_eq!(options, ["A.停电", "B.接地", "C.验电"]);
        let (_, options, key) = letters(matching, Keys::Shown);
        assert_eq!(options, ["1.红（　　　）", "2.黄（　　　）", "A.乙", "B.禁止", "C.警告"]);
        assert!(key[0].value.contains("红 → B. 禁止"), "{key:?}");
    }

    #[test]
    fn a_case_is_printed_with_its_questions() {
        let content = Content::SingleChoice {
            options: options(&["断电", "救人"]),
            key: 0,
            shuffle: Default::default(),
        };
        let part = Part {
            stem: "先做什么".into(),
            figures: Vec::new(),
            content,
            explanation: String::new(),
            weight: 1,
        };
        let case = Content::Case { parts: Parts::new(vec![part]).unwrap() };
        let printed = question(Lang::Zh, &Item::new("某厂有人触电。", case), 1, Keys::Hidden);
        assert_eq!(printed.stem, "某厂有人触电。\n（1）先做什么\nA. 断电\nB. 救人");
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
