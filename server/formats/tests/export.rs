//! Banks as files to take away: what a spreadsheet holds comes back, and what is printed says everything.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod made;

use std::path::PathBuf;

use domain::bank::{
    import::{Known, Reason, Report, repeats, text},
    item::{Content, Item, ItemOption, Language, Shuffle, Wording},
};
use formats::{
    exchange::write::Loss,
    export::{self, BankPrint, Keys, SheetWords, Target},
    question_file::{self, Format},
    sheet::Limits,
};
use made::{distinct, is_sound, item};
use proptest::prelude::*;

const CHINESE: SheetWords = SheetWords {
    sheet: "题目",
    kind: "题型",
    stem: "题干",
    option: "选项",
    answer: "答案",
    explanation: "解析",
    legal_basis: "依据",
    knowledge_point: "知识点",
    difficulty: "难度",
    number: "编号",
    kinds: ["单选题", "多选题", "判断题", "填空题", "数值题", "匹配题", "排序题", "简答题"],
    truths: ["正确", "错误"],
};

fn read(bytes: &[u8]) -> (Format, Report) {
    let question_file::QuestionFile { format, material, .. } =
        question_file::read(bytes, Limits::default()).unwrap();
    (format, material.judge(&Known::default()))
}

fn losses(item: &Item) -> Vec<Loss> {
    export::losses(Target::Xlsx, item)
}

fn is_left_out(item: &Item) -> bool {
    losses(item).iter().any(|loss| loss.leaves_out())
}

/// A question without what people would not call a difference.
fn bare(item: &Item) -> (String, Vec<String>, String) {
    let fold = |text: &String| text::folded(text);
    let options: Vec<String> = item.content.options().iter().map(|option| fold(&option.text)).collect();
    let key = match &item.content {
        Content::SingleChoice { key, .. } => key.to_string(),
        Content::MultipleChoice { key, .. } => format!("{key:?}"),
        Content::TrueFalse { key } => key.to_string(),
        Content::FillIn { blanks, .. } => {
            format!(
                "{:?}",
                blanks.iter().map(|texts| texts.iter().map(fold).collect()).collect::<Vec<Vec<_>>>()
            )
        }
        // Here the order of the options makes no difference, or is the key.
        other => {
            let mut wordless = item.clone();
            if let Content::Matching { options, .. } | Content::Ordering { options, .. } =
                &mut wordless.content
            {
                options.iter_mut().for_each(|option| option.figures.clear());
            }
            if let Content::Matching { lines, .. } = &mut wordless.content {
                lines.iter_mut().for_each(|option| option.figures.clear());
            }
            let key = repeats::key(&wordless).0;
            let options = if let Content::Ordering { .. } = other { options } else { Vec::new() };
            return (fold(&item.stem), options, key);
        }
    };
    (fold(&item.stem), options, key)
}

/// Most texts made by chance would be tidied by the importer; these are not.
fn tidy(mut item: Item) -> Item {
    let plain = |text: &str| text.replace(['|', '｜', ';', '；', '\n', '#'], "");
    if let Content::FillIn { blanks, .. } = &mut item.content {
        for (at, texts) in blanks.iter_mut().enumerate() {
            let said = texts.iter().map(|text| format!("{}{at}", plain(text)));
            *texts = distinct(said.collect());
        }
    }
    item
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// What has no losses comes back as it was; what has some is still the same question with the same key.
    #[test]
    fn what_is_written_as_a_spreadsheet_is_read_again(
        made in prop::collection::vec((item().prop_map(tidy), prop::option::of(1..=5_u8), "[法律第五条《》]{0,6}"), 1..5)
    ) {
        let made: Vec<Item> = made
            .into_iter()
            .map(|(item, difficulty, legal_basis)| Item { difficulty, legal_basis, ..item })
            .filter(is_sound)
            .collect();
        let held: Vec<&Item> = made.iter().filter(|item| !is_left_out(item)).collect();
        prop_assume!(!held.is_empty());
        let (format, report) = read(&export::xlsx(&made, &CHINESE).unwrap());
        prop_assert_eq!(format, Format::Xlsx);
        prop_assert_eq!(report.rows.len(), held.len());
        for (row, item) in report.rows.iter().zip(held) {
            let back = row.item.as_ref();
            prop_assert!(back.is_some(), "{:?} {:?}", row.reasons, item);
            let back = back.unwrap();
            prop_assert_eq!(bare(back), bare(item));
            let matching = matches!(item.content, Content::Matching { .. });
            if losses(item).is_empty() && !matching {
                prop_assert_eq!(back, item);
            }
        }
    }
}

fn single(stem: &str, options: &[&str], shuffle: Shuffle) -> Item {
    let options = options.iter().map(|text| ItemOption::words(*text)).collect();
    Item::new(stem, Content::SingleChoice { options, key: 1, shuffle })
}

fn fill_in(answers: &[&[&str]]) -> Item {
    let blanks = answers.iter().map(|texts| texts.iter().map(|text| (*text).to_owned()).collect());
    Item {
        content: Content::fill_in(blanks.collect()),
        ..single(&"每（ ）".repeat(answers.len()), &[], Shuffle::All)
    }
}

#[test]
fn a_question_in_other_languages_has_columns_for_them() {
    let mut item = single("指针应在（ ）", &["红区", "绿区"], Shuffle::All);
    let english = Wording {
        stem: "The pointer should be in the".into(),
        options: vec!["red zone".into(), "green zone".into()],
        explanation: "Green is safe.".into(),
        ..Wording::default()
    };
    item.wordings = [(Language::new("en").unwrap(), english)].into();
    assert_eq!(losses(&item), []);
    let plain = single("阀门应在（ ）", &["左", "右"], Shuffle::All);
    let (_, report) = read(&export::xlsx(&[item.clone(), plain.clone()], &CHINESE).unwrap());
    let back: Vec<&Item> = report.accepted().map(|(_, item)| item).collect();
    assert_eq!(back, [&item, &plain]);
    // Lines to match have no columns of their own.
    let pairs = |texts: [&str; 2]| texts.map(ItemOption::words).to_vec();
    item.content = Content::Matching {
        lines: pairs(["红", "绿"]),
        options: pairs(["停", "行"]),
        key: vec![0, 1],
        scoring: Default::default(),
    };
    assert_eq!(losses(&item), [Loss::Languages]);
}

#[test]
fn a_question_that_a_spreadsheet_would_change_is_left_out_and_named() {
    let all = Shuffle::All;
    assert_eq!(losses(&single("每（ ）", &["=1+1", "@绿", "'黄"], all)), []);
    assert_eq!(losses(&single("每（ ）", &["红", "绿"], Shuffle::Never)), [Loss::OptionOrder]);
    assert_eq!(losses(&single("每（ ） ", &["红", "绿"], all)), [Loss::Spacing]);
    assert_eq!(losses(&single("每\r\n（ ）", &["红", "绿"], all)), [Loss::LineBreaks]);
    assert_eq!(losses(&single("每\u{1}（ ）", &["红", "绿"], all)), [Loss::Characters]);
    let many = ["甲"; 13].iter().enumerate().map(|(at, text)| format!("{text}{at}")).collect::<Vec<_>>();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(losses(&single("每（ ）", &many, all)), [Loss::TooManyOptions]);
    assert_eq!(losses(&single("每（ ）", &many[..12], all)), []);
    for changed in [
        // The importer takes the number of a stem off, reads `；` as the next blank, `|` as an alternative,
        // and two words for truth as a statement.
        single("12.每（ ）", &["红", "绿"], all),
        single("每（ ）", &["正确", "错误"], all),
        fill_in(&[&["一；二"]]),
        fill_in(&[&["一|二"]]),
        single(&"长".repeat(33_000), &["红", "绿"], all),
    ] {
        assert_eq!(losses(&changed), [Loss::Unwritable], "{changed:?}");
    }
    assert_eq!(losses(&fill_in(&[&["一", "壹"], &["二"]])), []);
}

#[test]
fn the_banks_that_ship_go_into_a_spreadsheet_and_come_back_whole() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../question-banks");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
        if entry.extension().is_none_or(|end| end != "csv") {
            continue;
        }
        let (_, report) = read(&std::fs::read(&entry).unwrap());
        let items: Vec<Item> = report.accepted().map(|(_, item)| item.clone()).collect();
        let lossy: Vec<_> = items.iter().filter(|item| !losses(item).is_empty()).collect();
        assert!(lossy.is_empty(), "{entry:?} {lossy:?}");
        let (_, back) = read(&export::xlsx(&items, &CHINESE).unwrap());
        let noted: Vec<&Reason> = back.rows.iter().flat_map(|row| &row.reasons).collect();
        assert!(noted.is_empty(), "{entry:?} {noted:?}");
        assert_eq!(back.accepted().map(|(_, item)| item.clone()).collect::<Vec<_>>(), items, "{entry:?}");
        seen += 1;
    }
    assert_eq!(seen, 11);
}

fn print() -> BankPrint {
    serde_json::from_str(include_str!("../templates/samples/bank.zh-CN.json")).unwrap()
}

#[test]
fn a_document_with_key_is_read_again() {
    let (format, report) = read(&export::docx(&print()));
    assert_eq!(format, Format::Docx);
    let items: Vec<&Item> = report.accepted().map(|(_, item)| item).collect();
    assert_eq!(items.len(), 3, "{:?}", report.rows);
    let print = print();
    for (item, question) in items.iter().zip(print.sections.iter().flat_map(|section| &section.questions)) {
        assert_eq!(item.stem, question.stem);
        let options: Vec<&str> = item.content.options().iter().map(|option| option.text.as_str()).collect();
        let printed: Vec<&str> = question.options.iter().map(|option| option.text.as_str()).collect();
        assert_eq!(options, printed);
        let said = [item.explanation.as_str(), &item.knowledge_point, &item.legal_basis];
        assert_eq!(said, [1, 2, 4].map(|at| question.key[at].value.as_str()));
    }
}

#[test]
fn a_print_says_what_it_does_not_say() {
    let item = Item {
        explanation: "见规程".into(),
        difficulty: Some(2),
        ..single("每\u{1}（ ）", &["红", "绿"], Shuffle::Never)
    };
    use Loss::*;
    assert_eq!(export::losses(Target::Docx(Keys::Shown), &item), [OptionOrder, Characters]);
    assert_eq!(export::losses(Target::Pdf(Keys::Shown), &item), [OptionOrder]);
    assert_eq!(export::losses(Target::Pdf(Keys::Hidden), &item), [Key, OptionOrder, Explanation, Difficulty]);
}

#[test]
fn every_target_is_found_by_its_code() {
    for target in Target::ALL {
        assert_eq!(Target::from_code(target.code()), Some(target));
    }
    assert_eq!(Target::from_code("doc"), None);
}
