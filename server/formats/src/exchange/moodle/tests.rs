//! What Moodle XML can say, one construct each.

use domain::bank::{
    figure::Figure,
    item::{Content, Item, Shuffle},
};

use super::{super::told::key, *};

fn quiz(questions: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>{questions}</quiz>")
}

fn one(kind: &str, inside: &str) -> Record {
    let text = quiz(&format!("<question type=\"{kind}\"><name><text>Q</text></name>{inside}</question>"));
    read(&text, &mut Shelf::default()).unwrap().remove(0)
}

fn stem(html: &str) -> String {
    format!("<questiontext format=\"html\"><text><![CDATA[{html}]]></text></questiontext>")
}

fn answer(fraction: &str, text: &str) -> String {
    format!("<answer fraction=\"{fraction}\" format=\"html\"><text>{text}</text></answer>")
}

fn remarked(fraction: &str, text: &str, remark: &str) -> String {
    format!(
        "<answer fraction=\"{fraction}\"><text>{text}</text><feedback format=\"html\"><text>{remark}</text></feedback></answer>"
    )
}

fn numbers(value: &str, tolerance: &str) -> String {
    format!("<answer fraction=\"100\"><text>{value}</text><tolerance>{tolerance}</tolerance></answer>")
}

fn units(units: &[(&str, &str)]) -> String {
    let unit = |(multiplier, name): &(&str, &str)| {
        format!("<unit><multiplier>{multiplier}</multiplier><unit_name>{name}</unit_name></unit>")
    };
    format!("<units>{}</units>", units.iter().map(unit).collect::<String>())
}

fn pairs(pairs: &[(&str, &str)]) -> String {
    let pair = |(line, option): &(&str, &str)| {
        format!(
            "<subquestion format=\"html\"><text>{line}</text><answer><text>{option}</text></answer></subquestion>"
        )
    };
    pairs.iter().map(pair).collect()
}

fn item(record: &Record) -> &Item {
    record.read.as_ref().unwrap_or_else(|reason| panic!("{reason:?}"))
}

fn codes(record: &Record) -> Vec<&'static str> {
    record.notes.iter().map(Reason::code).collect()
}

#[test]
fn every_type_is_read_or_named() {
    let several = "<single>false</single>";
    for (kind, inside, expected) in [
        ("multichoice", answer("0", "红区") + &answer("100", "绿区"), "B"),
        ("multichoice", answer("-33.33333", "红区") + &answer("100", "绿区"), "B"),
        ("multichoice", answer("50", "红区") + &answer("100", "绿区"), "weights_not_kept"),
        ("multichoice", answer("100", "红区") + &answer("100", "绿区"), "several_answers_for_single"),
        ("multichoice", answer("0", "红区") + &answer("0", "绿区"), "answer_missing"),
        ("multichoice", answer("x", "红区") + &answer("100", "绿区"), "syntax_broken"),
        ("multichoice", answer("100", "红区"), "too_few_options"),
        (
            "multichoice",
            format!("{several}{}{}{}", answer("50", "甲"), answer("50", "乙"), answer("-100", "丙")),
            "AB",
        ),
        (
            "multichoice",
            format!("{several}{}{}{}", answer("70", "甲"), answer("30", "乙"), answer("0", "丙")),
            "AB",
        ),
        (
            "multichoiceset",
            format!("{}{}{}", answer("100", "甲"), answer("100", "乙"), answer("0", "丙")),
            "AB",
        ),
        ("truefalse", answer("100", "true") + &answer("0", "false"), "true"),
        ("truefalse", answer("0", "true") + &answer("100", "false"), "false"),
        ("truefalse", answer("0", "true") + &answer("0", "false"), "answer_missing"),
        ("shortanswer", answer("100", "3") + &answer("100", "三") + &answer("0", "*"), "3|三"),
        ("shortanswer", answer("100", "安全*"), "wildcard_not_kept"),
        ("shortanswer", answer("100", "2\\*3"), "2*3"),
        ("shortanswer", answer("100", "3") + &answer("80", "三"), "weights_not_kept"),
        ("numerical", answer("100", "220"), "220"),
        ("numerical", numbers("220", "5") + &answer("0", "*"), "220 ± 5"),
        ("numerical", numbers("220", "5") + &units(&[("1", "V"), ("1", "伏")]), "220 ± 5 V|伏"),
        ("numerical", numbers("220", "5") + &units(&[("1", "V"), ("0.001", "kV")]), "kind_foreign"),
        ("numerical", answer("100", "220") + &answer("50", "221"), "weights_not_kept"),
        ("numerical", answer("100", "二百二"), "answer_unclear"),
        ("matching", pairs(&[("甲", "1"), ("乙", "2"), ("", "3")]), "甲→1;乙→2"),
        ("matching", pairs(&[("甲", "1")]), "too_few_options"),
        ("matching", String::new(), "too_few_options"),
        ("essay", answer("0", ""), "文："),
        ("essay", "<graderinfo format=\"html\"><text>先断电</text></graderinfo>".to_owned(), "文：先断电"),
        ("essay", "<attachmentsrequired>1</attachmentsrequired>".to_owned(), "kind_foreign"),
        ("ordering", answer("1", "断电") + &answer("2", "验电") + &answer("3", "接地"), "断电<验电<接地"),
        ("ordering", "<selecttype>RANDOM</selecttype>".to_owned() + &answer("1", "断电"), "kind_foreign"),
        ("calculated", String::new(), "kind_foreign"),
        ("ddmarker", String::new(), "kind_foreign"),
        ("ordering", String::new(), "too_few_options"),
        ("description", String::new(), "description"),
        ("stack", String::new(), "kind_unsupported"),
    ] {
        assert_eq!(key(&one(kind, &(stem("<p>选</p>") + &inside))), expected, "{kind} {inside}");
    }
}

#[test]
fn gaps_are_blanks_where_all_are_typed_into() {
    for (html, expected, text) in [
        ("每{1:SHORTANSWER:=3~=三}年复审，（{1:SA:=甲}）负责", "3|三;甲", "每____年复审，（ ）负责"),
        ("<p>每{:MW:=3#好~4#错}年</p>", "3", "每____年"),
        ("{1:SA:%100%a\\}b~%0%c}", "a}b", "____"),
        ("{1:SA:%50%a~=b}", "weights_not_kept", ""),
        ("{1:SA:=a*}", "wildcard_not_kept", ""),
        ("{1:SA:=a}和{2:MULTICHOICE:=甲~乙}", "kind_foreign", ""),
        ("{1:NUMERICAL:=5:0.1}", "kind_foreign", ""),
        ("没有空", "syntax_broken", ""),
        ("{1:SA:=没有完", "syntax_broken", ""),
    ] {
        let record = one("cloze", &stem(html));
        assert_eq!(key(&record), expected, "{html}");
        if let Ok(item) = &record.read {
            assert_eq!(item.stem, text);
        }
    }
    let cased = one("cloze", &stem("{1:SAC:=kV}{1:SAC:=a}"));
    let Content::FillIn { exact, scoring, .. } = &item(&cased).content else { panic!("{cased:?}") };
    assert_eq!((*exact, *scoring, codes(&cased)), (true, PartScoring::EachPart, vec![]));
    // Case counts in a question or it does not.
    assert_eq!(key(&one("cloze", &stem("{1:SAC:=kV}{1:SA:=a}"))), "scoring_unclear");
    assert_eq!(codes(&one("cloze", &stem("{1:SA:=a}{2:SA:=b}"))), ["partial_credit_dropped"]);
}

#[test]
fn html_and_plain_text_are_what_they_are() {
    let html =
        one("truefalse", &(stem("<p>面积&nbsp;m<sup>2</sup> &lt; 3</p><p>是</p>") + &answer("100", "true")));
    assert_eq!(item(&html).stem, "面积 m² < 3\n是");
    let plain = "<questiontext format=\"plain_text\"><text>&lt;b&gt; &amp;lt;</text></questiontext>";
    assert_eq!(item(&one("truefalse", &(plain.to_owned() + &answer("100", "true")))).stem, "<b> &lt;");
    let bold = one("truefalse", &(stem("<b>不</b>得") + &answer("100", "true")));
    assert_eq!(codes(&bold), ["formatting_dropped"]);
}

#[test]
fn pictures_come_along_with_their_question() {
    const PIXEL: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let file = |name: &str| format!("<file name=\"{name}\" path=\"/\" encoding=\"base64\">{PIXEL}</file>");
    let shown = |element: &str, text: &str, inside: &str| {
        format!(
            "<{element} fraction=\"100\" format=\"html\"><text><![CDATA[{text}]]></text>{inside}</{element}>"
        )
    };
    let asked = shown(
        "questiontext",
        "看图<img src=\"@@PLUGINFILE@@/%E5%9B%BE%201.png\" alt=\"标志\">",
        &file("图 1.png"),
    );
    let option = shown("answer", "<img src=\"@@PLUGINFILE@@/b.png\">", &file("b.png"));
    let record = one("multichoice", &(asked + &option + &answer("0", "乙")));
    let item = item(&record);
    let Some(Figure::Picture(picture)) = item.figures.first() else { panic!("{item:?}") };
    assert_eq!((item.stem.as_str(), picture.alt.as_str(), picture.width), ("看图", "标志", 1));
    assert_eq!(item.content.options()[0].figures.len(), 1);
    assert_eq!(item.content.options()[0].text, "");
}

#[test]
fn files_that_are_missing_stop_a_question_and_not_an_explanation() {
    let picture = "<p>看图<img src=\"@@PLUGINFILE@@/a.png\"></p>";
    let file = "<questiontext format=\"html\"><text>见附件</text><file name=\"a.pdf\" encoding=\"base64\">AAAA</file></questiontext>";
    let two = answer("100", "甲") + &answer("0", "乙");
    assert_eq!(
        one("multichoice", &(stem(picture) + &two)).read,
        Err(Reason::PictureNeeded { name: "a.png".into() })
    );
    assert_eq!(
        one("multichoice", &(file.to_owned() + &two)).read,
        Err(Reason::PictureNeeded { name: "a.pdf".into() })
    );
    let option = answer("100", "&lt;img src=\"b.png\"&gt;") + &answer("0", "乙");
    assert_eq!(key(&one("multichoice", &(stem("选") + &option))), "picture_needed");
    let explained = format!(
        "{}{two}<generalfeedback format=\"html\"><text><![CDATA[因为{picture}]]></text></generalfeedback>",
        stem("选")
    );
    let record = one("multichoice", &explained);
    assert_eq!(item(&record).explanation, "因为\n看图");
    assert_eq!(codes(&record), ["feedback_dropped"]);
}

#[test]
fn remarks_explain_or_are_told() {
    let inside = stem("选")
        + &remarked("100", "甲", "因为甲")
        + &remarked("0", "乙", "不是乙")
        + "<correctfeedback><text>Your answer is correct.</text></correctfeedback>";
    let record = one("multichoice", &inside);
    assert_eq!(item(&record).explanation, "因为甲");
    assert_eq!(codes(&record), ["explanation_moved", "feedback_dropped"]);
    let general = inside + "<generalfeedback><text>见规程</text></generalfeedback>";
    let record = one("multichoice", &general);
    assert_eq!(item(&record).explanation, "见规程");
    assert_eq!(record.notes, [Reason::FeedbackDropped { text: "因为甲 / 不是乙".into() }]);
}

#[test]
fn case_and_order_are_kept_or_told() {
    let cased = one("shortanswer", &(stem("单位") + "<usecase>1</usecase>" + &answer("100", "kV")));
    assert!(matches!(item(&cased).content, Content::FillIn { exact: true, .. }));
    let uncased = one("shortanswer", &(stem("几年") + "<usecase>1</usecase>" + &answer("100", "3")));
    assert!(matches!(item(&uncased).content, Content::FillIn { exact: false, .. }));
    assert_eq!(codes(&uncased), ["blank_added"]);
    let fixed = one(
        "multichoice",
        &(stem("选") + "<shuffleanswers>false</shuffleanswers>" + &answer("100", "甲") + &answer("0", "乙")),
    );
    assert!(matches!(item(&fixed).content, Content::SingleChoice { shuffle: Shuffle::Never, .. }));
}

#[test]
fn a_category_is_the_knowledge_point_of_what_follows() {
    let category = |path: &str| {
        format!("<question type=\"category\"><category><text>{path}</text></category></question>")
    };
    let question = format!("<question type=\"truefalse\">{}{}</question>", stem("是"), answer("100", "true"));
    let records = read(
        &quiz(&(category("$course$/top/消防/灭火") + &question + &category("电气") + &question)),
        &mut Shelf::default(),
    )
    .unwrap();
    let topics: Vec<&str> = records.iter().map(|record| item(record).knowledge_point.as_str()).collect();
    assert_eq!(topics, ["消防 / 灭火", "电气"]);
    assert_eq!(records.iter().map(|record| record.place.row).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn an_empty_quiz_is_no_bank() {
    assert_eq!(
        read("<quiz></quiz>", &mut Shelf::default()),
        Err(SheetError::NotASheet { looks_like: LooksLike::Xml })
    );
}

#[test]
fn a_question_in_two_languages_is_one_question() {
    let two = |zh: &str, en: &str| {
        format!(
            "<span lang=\"en\" class=\"multilang\">{en}</span><span lang=\"zh_cn\" class=\"multilang\">{zh}</span>"
        )
    };
    let option =
        |fraction: &str, zh: &str, en: &str| answer(fraction, &format!("<![CDATA[{}]]>", two(zh, en)));
    let inside = stem(&two("指针应在", "The pointer points to"))
        + &option("0", "红区", "red")
        + &option("100", "绿区", "green");
    let record = one("multichoice", &inside);
    let item = item(&record);
    assert_eq!((item.stem.as_str(), key(&record).as_str()), ("指针应在", "B"));
    let (language, wording) = item.wordings.first_key_value().unwrap();
    assert_eq!((language.tag(), wording.stem.as_str()), ("en", "The pointer points to"));
    assert_eq!(wording.options, ["red", "green"]);
}
