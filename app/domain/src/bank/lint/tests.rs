use super::*;
use crate::bank::import::{
    Known, RowOutcome, judge,
    table::{Row, Sheet, Table},
};

const HEADER: [&str; 11] =
    ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "知识点", "难度", "依据"];

/// Subjects of which no two share a run of three characters.
const SUBJECTS: [&str; 24] = [
    "登高前的准备",
    "焊机接地线",
    "乙炔瓶存放",
    "叉车限速牌",
    "配电柜挂锁",
    "气体检测仪",
    "灭火器压力",
    "临边护栏高",
    "吊装指挥员",
    "脚手架验收",
    "冲压光幕",
    "粉尘清扫周期",
    "酸碱洗眼器",
    "噪声耳塞",
    "高温补水",
    "梯子斜度",
    "缺氧报警",
    "砂轮防护罩",
    "起重钢丝绳",
    "盲板抽堵",
    "断路围挡",
    "动土管线",
    "锅炉安全阀",
    "冷库逃生铃",
];

fn report(rows: Vec<Vec<String>>) -> Report {
    let header = HEADER.map(str::to_owned).to_vec();
    let rows = std::iter::once(header).chain(rows);
    let row = |(number, cells): (u32, Vec<String>)| Row {
        number,
        cells: cells.iter().map(|cell| cell.as_str().into()).collect(),
        ..Row::default()
    };
    let sheet = Sheet { rows: (1..).zip(rows).map(row).collect(), ..Sheet::default() };
    judge(&Table { sheets: vec![sheet] }, &Known::default())
}

fn row(kind: &str, stem: &str, options: [&str; 4], answer: &str) -> Vec<String> {
    let [a, b, c, d] = options;
    [kind, stem, a, b, c, d, answer, "解析", "知识点", "2", "依据第一条"].map(str::to_owned).to_vec()
}

/// A single choice question about a subject; its options are all of one length.
fn single(subject: &str, answer: &str) -> Vec<String> {
    let option = |end: char| format!("{subject}{end}");
    let options = ['甲', '乙', '丙', '丁'].map(option);
    row("单选题", &format!("{subject}（ ）"), options.each_ref().map(String::as_str), answer)
}

fn statement(subject: &str, answer: &str) -> Vec<String> {
    row("判断题", &format!("{subject}。"), [""; 4], answer)
}

fn codes(rows: Vec<Vec<String>>) -> Vec<&'static str> {
    lint(&report(rows)).iter().map(|finding| finding.fault.code()).collect()
}

#[test]
fn a_complete_question_is_in_order() {
    assert_eq!(lint(&report(vec![single(SUBJECTS[0], "B")])), []);
}

#[test]
fn what_teaches_must_be_there() {
    let mut bare = single(SUBJECTS[0], "B");
    bare.truncate(7);
    assert_eq!(
        codes(vec![bare]),
        ["explanation_missing", "knowledge_point_missing", "difficulty_missing", "legal_basis_missing"]
    );
}

#[test]
fn a_row_with_a_note_or_without_a_question_is_named_with_its_reasons() {
    let noted = row("单选题", "登高前（ ）", ["看", "问", "等", "走"], "【答案】A");
    let rejected = row("单选题", "焊机（ ）", ["看", "问", "等", "走"], "");
    let found = lint(&report(vec![noted, rejected]));
    let places: Vec<u32> = found.iter().filter_map(|finding| finding.place).map(|place| place.row).collect();
    assert_eq!(places, [2, 3]);
    assert!(matches!(
        &found[1].fault,
        Fault::RowNotPlain { reasons } if reasons == &[Reason::AnswerMissing]
    ));
}

#[test]
fn a_question_that_differs_by_a_number_is_alike() {
    let stem = |metres: u32| format!("在坠落高度基准面{metres}米以上有可能坠落的高处作业应当系好（ ）。");
    let options = ["安全带", "防静电服", "绝缘手套", "护目镜"];
    let found = lint(&report(vec![
        row("单选题", &stem(2), options, "A"),
        single(SUBJECTS[1], "B"),
        row("单选题", &stem(5), ["护目镜", "安全带", "防静电服", "绝缘手套"], "B"),
    ]));
    let Fault::Alike { other, percent } = found[0].fault else { panic!("{found:?}") };
    assert_eq!((other.row, found[0].place.map(|place| place.row), found.len()), (2, Some(4), 1));
    assert!((60..100).contains(&percent), "{percent}");
}

#[test]
fn english_questions_with_common_words_are_not_alike() {
    let ask = |stem: &str, options| row("single_choice", stem, options, "A");
    let rows = vec![
        ask(
            "What must be done before entering a confined space?",
            ["Test the air", "Ask a friend", "Run inside", "Light a lamp"],
        ),
        ask(
            "What must be done before starting hot work on a pipe?",
            ["Get a permit", "Open a valve", "Paint the pipe", "Call a driver"],
        ),
    ];
    assert_eq!(lint(&report(rows)), []);
}

#[test]
fn an_option_that_speaks_of_others_is_named() {
    for last in ["以上都对", "A和B", "选项A正确"] {
        let question = row("单选题", "登高前（ ）", ["看一看", "问一问", "等一等", last], "A");
        let found = lint(&report(vec![question]));
        assert_eq!(found[0].fault, Fault::OptionOfOthers { label: 'D', text: last.into() }, "{last}");
    }
}

#[test]
fn blanks_and_answers_are_counted() {
    let mut report = report(vec![row("填空题", "登高前（ ）", [""; 4], "检查")]);
    assert_eq!(lint(&report), []);
    let RowReport { outcome: RowOutcome::Imported, item: Some(item), .. } = &mut report.rows[0] else {
        panic!("{report:?}")
    };
    item.stem.push_str("，登高后（ ）");
    assert_eq!(lint(&report)[0].fault, Fault::BlanksDiffer { blanks: 2, answers: 1 });
}

#[test]
fn one_letter_may_be_the_key_of_forty_in_a_hundred() {
    let with = |count: usize, more: &str| -> Vec<Vec<String>> {
        let rest = ["B", "C", "D"].iter().cycle();
        let answers = std::iter::repeat_n(&more, count).chain(rest);
        SUBJECTS[..20].iter().zip(answers).map(|(subject, answer)| single(subject, answer)).collect()
    };
    assert_eq!(codes(with(8, "A")), [] as [&str; 0]);
    let found = lint(&report(with(9, "A")));
    assert_eq!(
        found,
        [Finding { place: None, fault: Fault::LetterTooOften { letter: 'A', rows: 9, of: 20 } }]
    );
}

#[test]
fn below_twenty_questions_the_letters_say_nothing() {
    let rows = SUBJECTS[..19].iter().map(|subject| single(subject, "A")).collect();
    assert_eq!(codes(rows), [] as [&str; 0]);
}

#[test]
fn the_longest_option_must_not_be_the_key_too_often() {
    let with = |count: usize| -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = SUBJECTS[..20]
            .iter()
            .zip(["A", "B", "C", "D"].iter().cycle())
            .map(|(subject, answer)| single(subject, answer))
            .collect();
        for row in &mut rows[..count] {
            let key = 2 + usize::from(row[6].as_bytes()[0] - b'A');
            row[key].push_str("并登记");
        }
        rows
    };
    assert_eq!(codes(with(8)), [] as [&str; 0]);
    assert_eq!(lint(&report(with(9)))[0].fault, Fault::LongestIsKey { rows: 9, of: 20 });
}

#[test]
fn keys_of_several_letters_have_several_sizes() {
    let with = |answers: [&str; 10]| -> Vec<Vec<String>> {
        let rows = SUBJECTS.iter().zip(answers);
        rows.map(|(subject, answer)| {
            let mut row = single(subject, answer);
            row[0] = "多选题".to_owned();
            row
        })
        .collect()
    };
    assert_eq!(
        codes(with(["AB", "AC", "BD", "ABC", "ABD", "ACD", "BCD", "ABCD", "AB", "ABC"])),
        [] as [&str; 0]
    );
    let found = lint(&report(with(["AB", "AC", "BD", "AD", "BC", "CD", "AB", "ABCD", "ABC", "ABD"])));
    assert_eq!(found[0].fault, Fault::KeySizeTooOften { size: 2, rows: 7, of: 10 });
}

#[test]
fn about_half_of_the_statements_are_true() {
    let with = |right: usize| -> Vec<Vec<String>> {
        let answers = std::iter::repeat_n("正确", right).chain(std::iter::repeat("错误"));
        SUBJECTS.iter().zip(answers).map(|(subject, answer)| statement(subject, answer)).take(20).collect()
    };
    for right in [7, 10, 13] {
        assert_eq!(codes(with(right)), [] as [&str; 0], "{right}");
    }
    for right in [6, 14] {
        assert_eq!(lint(&report(with(right)))[0].fault, Fault::TruthsUneven { right, of: 20 });
    }
}

#[test]
fn a_fault_is_written_under_its_code() {
    for fault in [
        Fault::DifficultyMissing,
        Fault::RowNotPlain { reasons: Vec::new() },
        Fault::LongestIsKey { rows: 9, of: 20 },
    ] {
        assert_eq!(serde_json::to_value(&fault).unwrap()["code"], fault.code());
    }
}
