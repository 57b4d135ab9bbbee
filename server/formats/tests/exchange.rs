//! Exchange formats from outside: what is written is read again, and no file does harm.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod made;

use std::{collections::BTreeSet, io::Write};

use domain::bank::{
    import::{Reason, options, record::Record, stem, text},
    item::{Content, Item, ItemOption, Shuffle},
};
use formats::{
    exchange::{
        self, ExchangeFormat,
        write::{self, Loss, Target},
    },
    sheet::{Limits, Measure, SheetError},
};
use made::{distinct, is_sound, item};
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Option<Result<(ExchangeFormat, Vec<Record>), SheetError>> {
    exchange::read(bytes, Limits::default())
}

fn items(bytes: &[u8], format: ExchangeFormat) -> Vec<Item> {
    let (found, records) = read(bytes).expect("one of ours").unwrap();
    assert_eq!(found, format);
    records
        .into_iter()
        .map(|record| record.read.unwrap_or_else(|reason| panic!("{reason:?}: {}", record.source)))
        .collect()
}

/// An item without what the target cannot say, so that most of those made are worth writing.
fn suited(mut item: Item, target: Target) -> Item {
    if matches!(target, Target::Aiken | Target::Qti3) {
        item.knowledge_point = String::new();
    }
    if target == Target::Aiken {
        item.explanation = String::new();
    }
    let settled = |text: &str| -> String {
        let lines = text
            .split('\n')
            .map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
        lines.collect::<Vec<_>>().join(if target == Target::Aiken { " " } else { "\n" })
    };
    if matches!(target, Target::Aiken | Target::Qti3) {
        item.stem = text::trim(&settled(&item.stem)).to_owned();
        item.explanation = settled(&item.explanation);
    }
    let by_texts = |options: &[ItemOption]| {
        options::shuffle(&options.iter().map(|option| option.text.clone()).collect::<Vec<_>>())
    };
    match &mut item.content {
        Content::SingleChoice { options, shuffle, .. } | Content::MultipleChoice { options, shuffle, .. } => {
            if matches!(target, Target::Aiken | Target::Qti3) {
                options
                    .iter_mut()
                    .for_each(|option| option.text = text::trim(&settled(&option.text)).to_owned());
            }
            if matches!(target, Target::Gift | Target::Aiken) {
                *shuffle = by_texts(options);
            }
        }
        Content::FillIn { blanks, .. } => {
            for blank in blanks.iter_mut() {
                *blank = distinct(blank.iter().map(|text| text::trim(&settled(text)).to_owned()).collect());
            }
        }
        Content::TrueFalse { .. } => {}
        other => panic!("{other:?}"),
    }
    item
}

/// A stem without the shape of its blanks, which formats with gaps do not keep.
fn without_shapes(item: Item) -> Item {
    if !matches!(item.content, Content::FillIn { .. }) {
        return item;
    }
    let blanks = stem::blanks(&item.stem);
    let stem: String = item.stem.chars().filter(|c| !"()（）[]【】_＿ \n".contains(*c)).collect();
    Item { stem: format!("{stem} {blanks}"), ..item }
}

fn comes_back(target: Target, format: ExchangeFormat, made: Vec<Item>) {
    let held = |item: &Item| write::losses(target, item).iter().all(|loss| *loss == Loss::AllOrNothing);
    let made: Vec<Item> = made
        .into_iter()
        .map(|item| suited(item, target))
        .filter(|item| is_sound(item) && held(item))
        .collect();
    if made.is_empty() {
        return;
    }
    let bytes = target.write(&made);
    let shown = String::from_utf8_lossy(&bytes).into_owned();
    let back = items(&bytes, format);
    let plain = |items: Vec<Item>| -> Vec<Item> { items.into_iter().map(without_shapes).collect() };
    assert_eq!(plain(back), plain(made), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_as_gift_is_read_again(made in prop::collection::vec(item(), 1..5)) {
        comes_back(Target::Gift, ExchangeFormat::Gift, made);
    }

    #[test]
    fn what_is_written_as_aiken_is_read_again(made in prop::collection::vec(item(), 1..5)) {
        comes_back(Target::Aiken, ExchangeFormat::Aiken, made);
    }

    #[test]
    fn what_is_written_as_moodle_xml_is_read_again(made in prop::collection::vec(item(), 1..5)) {
        comes_back(Target::MoodleXml, ExchangeFormat::MoodleXml, made);
    }

    #[test]
    fn what_is_written_as_qti_is_read_again(made in prop::collection::vec(item(), 1..5)) {
        comes_back(Target::Qti3, ExchangeFormat::Qti, made);
    }

    /// Also where something is lost, nothing is read again with another key.
    #[test]
    fn a_loss_never_changes_what_is_right(made in prop::collection::vec(item(), 1..4)) {
        for target in Target::ALL {
            let Some(Ok((_, records))) = read(&target.write(&made)) else { continue };
            for (item, record) in made.iter().filter(|item| !write::losses(target, item).iter().any(|loss| loss.leaves_out())).zip(records) {
                let Ok(back) = record.read else { continue };
                let right = |item: &Item| -> Vec<String> {
                    let bare = |text: &str| text::folded(text);
                    match &item.content {
                        Content::SingleChoice { options, key, .. } => vec![bare(&options[*key].text)],
                        Content::MultipleChoice { options, key, .. } => key.iter().map(|at| bare(&options[*at].text)).collect(),
                        Content::TrueFalse { key } => vec![key.to_string()],
                        Content::FillIn { blanks, .. } => blanks.iter().flatten().map(|text| bare(text)).collect(),
                        other => panic!("{other:?}"),
                    }
                };
                prop_assert_eq!(right(&back), right(item), "{}", target.code());
            }
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(start in prop::sample::select(STARTS.to_vec()), rest in "[\\PC\n]{0,200}") {
        let _ = read(format!("{start}{rest}").as_bytes());
    }

    #[test]
    fn no_damage_makes_a_reader_panic(
        sample in prop::sample::select(samples()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = sample.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 2));
        if let Some(Ok((_, records))) = read(&bytes) {
            prop_assert!(records.len() <= bytes.len());
        }
    }
}

const STARTS: [&str; 8] = [
    "::a::b{=c ~d}\n\n",
    "a{=",
    "a\nA. b\nB. c\nANSWER: A\n\n",
    "<quiz><question type=\"multichoice\"><questiontext><text>",
    "<quiz><question type=\"cloze\"><questiontext format=\"plain_text\"><text>{1:SA:",
    "<assessmentItem><itemBody><p>",
    "[{\"question\":\"",
    "[{\"question\":\"a\",\"options\":[",
];

/// One file of each format, with each kind of question.
fn samples() -> Vec<Vec<u8>> {
    let made = [
        Content::TrueFalse { key: true },
        Content::SingleChoice {
            options: options(&["红区", "绿区", "以上都是"]),
            key: 1,
            shuffle: Shuffle::AllButLast,
        },
        Content::multiple(options(&["甲", "乙", "丙"]), BTreeSet::from([0, 2]), Shuffle::All),
        Content::fill_in(vec![vec!["3".into(), "三".into()]]),
        Content::fill_in(vec![vec!["3".into()], vec!["年".into()]]),
    ];
    let made: Vec<Item> = made
        .into_iter()
        .map(|content| {
            let blanks = if let Content::FillIn { blanks, .. } = &content { blanks.len() } else { 0 };
            Item {
                explanation: "见规程".into(),
                knowledge_point: "消防".into(),
                ..Item::new(format!("面积 m²<5{}", "每（ ）".repeat(blanks)), content)
            }
        })
        .collect();
    let mut samples: Vec<Vec<u8>> = Target::ALL.iter().map(|target| target.write(&made)).collect();
    samples.push(
        br#"[{"question":"x","options":["a","b"],"answer":"B"},{"question":"y____","answer":["1"]}]"#
            .to_vec(),
    );
    samples
}

fn options(texts: &[&str]) -> Vec<ItemOption> {
    texts.iter().map(|text| ItemOption::words(*text)).collect()
}

#[test]
fn every_loss_is_known_before() {
    let item = |content: Content| Item {
        explanation: "见\n规程".into(),
        knowledge_point: "消防".into(),
        difficulty: Some(3),
        legal_basis: "安全生产法".into(),
        ..Item::new("每（ ）年____", content)
    };
    let blanks = item(Content::fill_in(vec![vec!["3".into()], vec!["次".into()]]));
    use Loss::*;
    assert_eq!(write::losses(Target::Gift, &blanks), [SeveralBlanks, Difficulty, LegalBasis]);
    assert_eq!(
        write::losses(Target::Aiken, &blanks),
        [Kind, LineBreaks, Explanation, KnowledgePoint, Difficulty, LegalBasis]
    );
    assert_eq!(write::losses(Target::MoodleXml, &blanks), [AllOrNothing, Difficulty, LegalBasis]);
    assert_eq!(write::losses(Target::Qti3, &blanks), [KnowledgePoint, Difficulty, LegalBasis]);
    let key = BTreeSet::from([0, 1]);
    let many = item(Content::multiple(options(&["甲", "乙", "丙"]), key, Shuffle::AllButLast));
    assert_eq!(write::losses(Target::Gift, &many)[..2], [AllOrNothing, OptionOrder]);
    assert_eq!(write::losses(Target::MoodleXml, &many)[..2], [AllOrNothing, OptionOrder]);
    assert_eq!(write::losses(Target::Qti3, &many)[0], KnowledgePoint);
    let arrow = item(Content::fill_in(vec![vec!["a->b".into()]]));
    assert!(write::losses(Target::Gift, &arrow)[0].leaves_out());
    assert_eq!(write::gift(std::slice::from_ref(&arrow)), b"");
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn manifest(items: &[&str]) -> Vec<u8> {
    let resources: String = items
        .iter()
        .map(|href| format!("<resource identifier=\"r\" type=\"imsqti_item_xmlv2p1\" href=\"{href}\"/>"))
        .collect();
    format!("<manifest><resources>{resources}</resources></manifest>").into_bytes()
}

fn choice_item(before: &str) -> Vec<u8> {
    format!(
        "<assessmentItem><responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"identifier\">\
         <correctResponse><value>b</value></correctResponse></responseDeclaration>{before}<itemBody><choiceInteraction \
         responseIdentifier=\"RESPONSE\"><prompt>选</prompt><simpleChoice identifier=\"a\">甲</simpleChoice>\
         <simpleChoice identifier=\"b\">乙</simpleChoice></choiceInteraction></itemBody></assessmentItem>"
    )
    .into_bytes()
}

#[test]
fn a_package_is_read_item_by_item() {
    let shared = b"<qti-assessment-stimulus><qti-stimulus-body><p>\xe6\x9f\x90\xe5\x8e\x82</p></qti-stimulus-body></qti-assessment-stimulus>";
    let stimulus = "<assessmentStimulusRef identifier=\"s\" href=\"../shared/s.xml\"/>";
    let package = zipped(&[
        (
            "pack/imsmanifest.xml",
            &manifest(&["items/1.xml", "items/2%20a.xml", "items/3.xml", "../../etc/passwd", "items/5.xml"]),
        ),
        ("pack/items/1.xml", &choice_item("")),
        ("pack/items/2 a.xml", &choice_item(stimulus)),
        ("pack/items/5.xml", b"<assessmentItem>"),
        ("pack/shared/s.xml", shared),
        ("etc/passwd", b"secret"),
    ]);
    let (format, records) = read(&package).unwrap().unwrap();
    assert_eq!(format.code(), "qti");
    let stems: Vec<Result<&str, &Reason>> =
        records.iter().map(|record| record.read.as_ref().map(|item| item.stem.as_str())).collect();
    let missing = |name: &str| Reason::PartMissing { name: name.into() };
    assert_eq!(
        stems,
        [
            Ok("选"),
            Ok("某厂\n选"),
            Err(&missing("items/3.xml")),
            Err(&missing("../../etc/passwd")),
            Err(&Reason::SyntaxBroken { text: "items/5.xml".into() })
        ]
    );
    assert!(records.iter().all(|record| !record.source.contains("secret")));
    let other = zipped(&[(
        "imsmanifest.xml",
        b"<manifest><resources><resource type=\"webcontent\"/></resources></manifest>",
    )]);
    assert!(matches!(read(&other), Some(Err(SheetError::NotASheet { .. }))));
    assert!(read(&zipped(&[("a.txt", b"x")])).is_none());
}

#[test]
fn documents_made_to_hurt_are_refused_by_name() {
    let laughs =
        "<!DOCTYPE quiz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let outside = "<!DOCTYPE quiz SYSTEM \"file:///etc/passwd\" [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    for doctype in [laughs, outside] {
        for document in [
            "<quiz><question type=\"essay\">&c;&x;</question></quiz>",
            "<assessmentItem>&c;</assessmentItem>",
        ] {
            let text = format!("<?xml version=\"1.0\"?>{doctype}{document}");
            assert_eq!(read(text.as_bytes()), Some(Err(SheetError::DocumentType)), "{text}");
            let package = zipped(&[("imsmanifest.xml", &manifest(&["1.xml"])), ("1.xml", text.as_bytes())]);
            assert_eq!(read(&package), Some(Err(SheetError::DocumentType)));
        }
    }
    let deep = format!("<quiz>{}", "<a>".repeat(100_000));
    assert!(matches!(read(deep.as_bytes()), Some(Err(SheetError::Bomb { what: Measure::Depth, .. }))));
    let deep = format!("[{{\"question\":{}", "[".repeat(100_000));
    assert!(matches!(read(deep.as_bytes()), Some(Err(SheetError::Broken { .. }))));
    let many = format!("[{{\"question\":[{}0]}}]", "0,".repeat(2_100_000));
    assert!(matches!(read(many.as_bytes()), Some(Err(SheetError::Bomb { what: Measure::Elements, .. }))));
}

#[test]
fn a_package_that_grows_is_stopped() {
    let huge = vec![b' '; 3 << 20];
    let items: Vec<String> = (0..20).map(|_| "1.xml".to_owned()).collect();
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    let package = zipped(&[("imsmanifest.xml", &manifest(&items)), ("1.xml", &huge)]);
    assert!(package.len() < 1 << 16);
    let limit = 10 << 20;
    let bomb = SheetError::Bomb { what: Measure::InflatedBytes, limit };
    assert_eq!(exchange::read(&package, Limits { inflated: limit, ..Limits::default() }), Some(Err(bomb)));
    let small = Limits { bytes: 100, ..Limits::default() };
    assert!(matches!(exchange::read(&package, small), Some(Err(SheetError::TooLarge { .. }))));
    let few = Limits { entries: 1, ..Limits::default() };
    assert!(matches!(
        exchange::read(&package, few),
        Some(Err(SheetError::Bomb { what: Measure::Entries, .. }))
    ));
}

/// Reading takes time in proportion to the file, whatever is in it: otherwise this test has no end.
#[test]
fn long_texts_of_one_sign_are_read() {
    let long = |sign: &str| sign.repeat(150_000 / sign.len());
    for sign in [
        "{",
        "}",
        "#",
        "=",
        "~",
        "%",
        ":",
        "[",
        "\\",
        "->",
        "x\n\n",
        "{=a}",
        "A. b\n",
        "ANSWER: A\n",
        "//\n",
        "_",
        "（）",
    ] {
        let _ = read(format!("::a::b{{=c ~d {}}}\n\n::e::f{{T}}", long(sign)).as_bytes());
        let _ = read(format!("a\nA. b\nB. c\nANSWER: A\n\n{}", long(sign)).as_bytes());
        let _ = read(long(sign).as_bytes());
    }
    for sign in [
        "<",
        "<b ",
        "<b '",
        "&",
        "&lt;",
        "<sup>",
        "<ol><li>",
        "{1:SA:",
        "{1:SA:=a}",
        "{",
        "_",
        "（）",
        "A ",
        "<p>a</p>",
    ] {
        let text = format!("<![CDATA[{}]]>", long(sign));
        for kind in ["cloze", "multichoice"] {
            let answers = format!("<answer fraction=\"100\"><text>{text}</text></answer>").repeat(2);
            let quiz = format!(
                "<quiz><question type=\"{kind}\"><questiontext format=\"html\"><text>{text}</text></questiontext>{answers}</question></quiz>"
            );
            let _ = read(quiz.as_bytes());
        }
    }
    let answer =
        "<answer fraction=\"0\"><text>a</text><feedback><text>b</text></feedback></answer>".repeat(20_000);
    let _ = read(format!("<quiz><question type=\"shortanswer\">{answer}</question></quiz>").as_bytes());
    let _ = read(format!("<quiz {}></quiz>", "a=\"b\" ".repeat(100_000)).as_bytes());
    let options = "\"甲\",".repeat(100_000);
    let _ =
        read(format!("[{{\"question\":\"a\",\"options\":[{options}\"乙\"],\"answer\":\"乙\"}}]").as_bytes());
    let names = "\"question\":\"a\",".repeat(100_000);
    let _ = read(format!("[{{{names}\"answer\":\"乙\"}}]").as_bytes());
    let answers = "\"甲\",".repeat(100_000);
    let _ = read(
        format!("[{{\"question\":\"a\",\"options\":[\"甲\",\"乙\"],\"answer\":[{answers}\"乙\"]}}]")
            .as_bytes(),
    );
}
