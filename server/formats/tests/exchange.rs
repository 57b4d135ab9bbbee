//! Exchange formats from outside: what is written is read again, and no file does harm.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod made;

use std::{collections::BTreeSet, io::Write};

use domain::bank::{
    figure::Figure,
    import::{Reason, options, record, repeats, stem, text},
    item::{Content, Item, ItemOption, Part, PartScoring, Parts, Scoring, Shuffle},
};
use formats::{
    exchange::{
        self, ExchangeFormat, Exchanged,
        write::{self, Loss, Target},
    },
    media,
    sheet::{Limits, Measure, SheetError},
};
use made::{distinct, is_sound, item};
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Option<Result<Exchanged, SheetError>> {
    exchange::read(bytes, Limits::default())
}

fn items(bytes: &[u8], format: ExchangeFormat) -> Vec<Item> {
    let Exchanged { format: found, records, media } = read(bytes).expect("one of ours").unwrap();
    assert_eq!(found, format);
    for record in &records {
        for id in record.read.iter().flat_map(Item::media) {
            assert_eq!(Some(&media[id].bytes), made::lookup(id).as_ref(), "the files come along");
        }
    }
    records
        .into_iter()
        .map(|record| record.read.unwrap_or_else(|reason| panic!("{reason:?}: {}", record.source)))
        .collect()
}

/// All texts of an item that could be changed on the way.
fn change_texts(item: &mut Item, change: &dyn Fn(&str) -> String) {
    fn in_figures(figures: &mut [Figure], change: &dyn Fn(&str) -> String) {
        for figure in figures {
            if let Figure::Table(table) = figure {
                table.rows.iter_mut().flatten().for_each(|text| *text = change(text));
            }
        }
    }
    fn in_options(options: &mut [ItemOption], change: &dyn Fn(&str) -> String) {
        for option in options {
            option.text = change(&option.text);
            in_figures(&mut option.figures, change);
        }
    }
    fn in_content(content: &mut Content, change: &dyn Fn(&str) -> String) {
        match content {
            Content::SingleChoice { options, .. }
            | Content::MultipleChoice { options, .. }
            | Content::Ordering { options, .. } => in_options(options, change),
            Content::Matching { lines, options, .. } => {
                in_options(lines, change);
                in_options(options, change);
            }
            Content::FillIn { blanks, .. } => {
                for blank in blanks {
                    *blank = distinct(blank.iter().map(|text| change(text)).collect());
                }
            }
            Content::ShortAnswer { guide } => {
                guide.reference = change(&guide.reference);
                guide.points.iter_mut().for_each(|point| point.text = change(&point.text));
            }
            Content::TrueFalse { .. } | Content::Numeric { .. } | Content::Hotspot { .. } => {}
            Content::Case { parts } => {
                let mut changed: Vec<Part> = parts.clone().into();
                for part in &mut changed {
                    part.stem = change(&part.stem);
                    in_figures(&mut part.figures, change);
                    in_content(&mut part.content, change);
                }
                *parts = Parts::new(changed).unwrap();
            }
        }
    }
    item.stem = change(&item.stem);
    item.explanation = change(&item.explanation);
    in_figures(&mut item.figures, change);
    in_content(&mut item.content, change);
}

/// An item without what the target cannot say, so that most of those made are worth writing.
fn suited(mut item: Item, target: Target) -> Item {
    if matches!(target, Target::Aiken | Target::Qti3) {
        item.knowledge_point = String::new();
    }
    if target == Target::Aiken {
        item.explanation = String::new();
    }
    if matches!(item.content, Content::Case { .. }) {
        item.explanation = String::new();
    }
    let break_sign = if target == Target::Aiken { " " } else { "\n" };
    let settled = |text: &str| -> String {
        let lines = text
            .split('\n')
            .map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
        text::trim(&lines.collect::<Vec<_>>().join(break_sign)).to_owned()
    };
    let shows = target == Target::MoodleXml && !item.all_figures().is_empty();
    if matches!(target, Target::Aiken | Target::Qti3) || shows {
        change_texts(&mut item, &settled);
    }
    let by_texts = |options: &[ItemOption]| {
        options::shuffle(&options.iter().map(|option| option.text.clone()).collect::<Vec<_>>())
    };
    if let Content::SingleChoice { options, shuffle, .. } | Content::MultipleChoice { options, shuffle, .. } =
        &mut item.content
        && matches!(target, Target::Gift | Target::Aiken)
    {
        *shuffle = by_texts(options);
    }
    item
}

/// An item without what makes no difference, and without what formats with gaps or shares do not keep: the
/// shape of blanks, and how parts of the answer are marked where `together`, the order of options to match.
fn settled(item: Item, together: bool) -> Item {
    let mut item = item;
    without_shapes(&mut item.stem, &item.content);
    match &mut item.content {
        Content::MultipleChoice { scoring, .. } if together => *scoring = Scoring::default(),
        Content::FillIn { blanks, exact, scoring, .. } => {
            if together || blanks.len() == 1 {
                *scoring = PartScoring::default();
            }
            *exact &= blanks.iter().flatten().any(|text| text.to_lowercase() != text.to_uppercase());
        }
        Content::Matching { options, key, scoring, .. } => {
            let mut order: Vec<usize> = (0..options.len()).collect();
            order.sort_by_key(|at| format!("{:?}", options[*at]));
            *key = key.iter().map(|at| order.iter().position(|place| place == at).unwrap()).collect();
            *options = order.iter().map(|at| options[*at].clone()).collect();
            if together {
                *scoring = PartScoring::default();
            }
        }
        Content::Case { parts } => {
            let parts_of: Vec<Part> = parts.clone().into();
            let settled = parts_of.into_iter().map(|part| {
                let alone = self::settled(Item::new(part.stem, part.content), together);
                Part { stem: alone.stem, content: alone.content, weight: 1, ..part }
            });
            *parts = Parts::new(settled.collect()).unwrap();
        }
        _ => {}
    }
    item
}

/// A stem without the shape of its blanks, which formats with gaps do not keep.
fn without_shapes(stem: &mut String, content: &Content) {
    if matches!(content, Content::FillIn { .. }) {
        let blanks = stem::blanks(stem);
        stem.retain(|c| !"()（）[]【】_＿ \n".contains(c));
        stem.push_str(&format!(" {blanks}"));
    }
}

fn comes_back(target: Target, format: ExchangeFormat, made: Vec<Item>) {
    for item in made.into_iter().map(|item| suited(item, target)).filter(is_sound) {
        let losses = write::losses(target, &item);
        if losses.iter().any(|loss| *loss != Loss::AllOrNothing) {
            continue;
        }
        let bytes = target.write(std::slice::from_ref(&item), &made::lookup);
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let together = losses.contains(&Loss::AllOrNothing);
        let back: Vec<Item> = items(&bytes, format).into_iter().map(|item| settled(item, together)).collect();
        assert_eq!(back, [settled(item, together)], "{shown}");
    }
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

    /// Our own form loses nothing at all.
    #[test]
    fn what_is_written_as_json_is_the_same_again(made in prop::collection::vec(item(), 1..4)) {
        let made: Vec<Item> = made.into_iter().filter(is_sound).filter(|item| record::sound(item).is_ok()).collect();
        prop_assume!(!made.is_empty());
        prop_assert!(made.iter().all(|item| write::losses(Target::Json, item).is_empty()));
        prop_assert_eq!(items(&Target::Json.write(&made, &made::lookup), ExchangeFormat::Json), made);
    }

    /// Also where something is lost, nothing is read again with another key.
    #[test]
    fn a_loss_never_changes_what_is_right(made in prop::collection::vec(item(), 1..4)) {
        for item in made.iter().filter(|item| is_sound(item)) {
            for target in Target::ALL {
                let losses = write::losses(target, item);
                if losses.iter().any(|loss| loss.leaves_out() || *loss == Loss::Key) {
                    continue;
                }
                let Some(Ok(read)) = read(&target.write(std::slice::from_ref(item), &made::lookup)) else { continue };
                for back in read.records.into_iter().filter_map(|record| record.read.ok()) {
                    prop_assert_eq!(right(&back), right(item), "{}", target.code());
                }
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
        if let Some(Ok(Exchanged { records, .. })) = read(&bytes) {
            prop_assert!(records.len() <= bytes.len());
        }
    }
}

/// What answers a question, by its words alone.
fn right(item: &Item) -> repeats::Fingerprint {
    fn bare(content: &mut Content) {
        let wordless =
            |options: &mut Vec<ItemOption>| options.iter_mut().for_each(|option| option.figures.clear());
        match content {
            // Stricter in some formats, and told as such.
            Content::FillIn { any_order, .. } => *any_order = false,
            Content::SingleChoice { options, .. }
            | Content::MultipleChoice { options, .. }
            | Content::Ordering { options, .. } => wordless(options),
            Content::Matching { options, lines, .. } => {
                wordless(options);
                wordless(lines);
            }
            Content::Case { parts } => {
                let mut changed: Vec<Part> = parts.clone().into();
                changed.iter_mut().for_each(|part| bare(&mut part.content));
                *parts = Parts::new(changed).unwrap();
            }
            _ => {}
        }
    }
    let mut item = item.clone();
    change_texts(&mut item, &|text| text.split_whitespace().collect());
    bare(&mut item.content);
    repeats::key(&item)
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
    let mut samples: Vec<Vec<u8>> =
        Target::ALL.iter().map(|target| target.write(&made, &media::none)).collect();
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
    let Exchanged { format, records, .. } = read(&package).unwrap().unwrap();
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
