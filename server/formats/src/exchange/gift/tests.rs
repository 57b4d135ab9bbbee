//! What GIFT can say, one construct each.

use domain::bank::{import::Reason, item::Item};

use super::{super::told::key, *};

fn one(text: &str) -> Record {
    let mut records = read(text, &mut Shelf::default());
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0)
}

fn item(text: &str) -> Item {
    one(text).read.unwrap_or_else(|reason| panic!("{text}: {reason:?}"))
}

fn codes(record: &Record) -> Vec<&'static str> {
    record.notes.iter().map(Reason::code).collect()
}

#[test]
fn every_construct_is_read_or_named() {
    for (text, expected) in [
        ("指针应在{~红区 =绿区 ~黄区}", "B"),
        ("指针应在{\n~红区\n=绿区\n}", "B"),
        ("::Q1:: 指针应在 {=绿区 ~红区}", "A"),
        ("::带\\:\\:号::指针应在{=绿区 ~红区}", "A"),
        ("包括{~%50%甲 ~%50%乙 ~%-100%丙}", "AB"),
        ("包括{~%33.33333%甲 ~%33.33333%乙 ~%33.33333%丙 ~丁}", "ABC"),
        ("包括{~%70%甲 ~%30%乙 ~丙}", "AB"),
        ("选{=甲 =乙 ~丙}", "several_answers_for_single"),
        ("选{=甲 ~%50%乙 ~丙}", "weights_not_kept"),
        ("选{~甲 ~乙}", "answer_missing"),
        ("选{=%100%甲 ~%0%乙}", "A"),
        ("选{=[plain]%5%糖水 ~[plain]%50%乙}", "A"),
        ("选{~%33.333330000000004%甲 ~%33.333330000000004%乙 ~%33.333330000000004%丙}", "ABC"),
        ("Two plus two equals {=four =4}.", "four|4"),
        ("Which answer equals 5? {\n     ~ \\= 2 + 2\n     = \\= 2 + 3\n     ~ \\= 2 + 4  }", "B"),
        ("选{=%100%3#\n\t####见规程\n}", "3"),
        ("选{=甲 ~}", "option_empty"),
        ("动火须审批{T}", "true"),
        ("动火须审批 {FALSE}", "false"),
        ("动火须审批{T#错了#对了}", "true"),
        ("动火须审批{=正确 ~错误}", "true"),
        ("每几年复审{=3 =三}", "3|三"),
        ("每几年复审{=%100%3 =%0%5#太长}", "3"),
        ("每几年复审{=3 =%50%三}", "weights_not_kept"),
        ("方针是{=安全*}", "wildcard_not_kept"),
        ("每{=3}年复审", "3"),
        ("____年____月{=3}", "blanks_differ"),
        ("电压{#220:5}", "220 ± 5"),
        ("电压{#1..5}", "3 ± 2"),
        ("电压{#=220:0 =%50%219:1}", "weights_not_kept"),
        ("电压{#=220:0#对 =%100%110 ~#错}", "220;110"),
        ("电压{#大约 220}", "answer_unclear"),
        ("配对{=甲 -> 1 =乙 -> 2 =丙 -> 1 = -> 3}", "甲→1;乙→2;丙→1"),
        ("论述{}", "文："),
        ("下面是几道题。", "description"),
        ("选{=甲 ~乙", "syntax_broken"),
        ("选{=甲}{=乙}", "syntax_broken"),
        ("选{甲}", "syntax_broken"),
        ("选{甲 =乙 ~丙}", "syntax_broken"),
        ("选{~%500%甲 ~乙}", "syntax_broken"),
        ("{=甲 ~乙}", "stem_missing"),
        ("[html]<p>看图<img src=\"a.png\"/></p>{=甲 ~乙}", "picture_needed"),
        ("[html]看图{=<img src\\=\"a.png\"> ~乙}", "picture_needed"),
        ("[markdown]看图![图](a.png){=甲 ~乙}", "picture_needed"),
    ] {
        assert_eq!(key(&one(text)), expected, "{text}");
    }
}

#[test]
fn escapes_and_formats_give_the_text_that_was_meant() {
    let escaped = item("a\\=b \\{c\\} \\~d \\#e \\:f \\\\g\\n下一行 \\alpha{=\\=1 ~\\~2\\#3}");
    assert_eq!(escaped.stem, "a=b {c} ~d #e :f \\g\n下一行 \\alpha");
    let texts: Vec<&str> = escaped.content.options().iter().map(|option| option.text.as_str()).collect();
    assert_eq!(texts, ["=1", "~2#3"]);
    assert_eq!(item("[html]<p>一</p><p>m<sup>2</sup>&nbsp;&lt;</p>{T}").stem, "一\nm² <");
    assert_eq!(item("[plain]<b>是标签{T}").stem, "<b>是标签");
    assert_eq!(item("压力<5MPa，&lt;{T}").stem, "压力<5MPa，&lt;");
    assert_eq!(item("一<br>二{T}").stem, "一\n二");
    assert_eq!(item("[plain]x{=[html]<b>甲</b> ~<b>}").content.options()[1].text, "<b>");
    let bold = one("[html]<b>不</b>应{T}");
    assert_eq!((codes(&bold), bold.read.unwrap().stem.as_str()), (vec!["formatting_dropped"], "不应"));
    assert_eq!(codes(&one("[markdown]**不**应{T}")), ["markdown_kept"]);
}

#[test]
fn a_missing_word_leaves_a_gap() {
    assert_eq!(item("每{=3 =三}年复审一次。").stem, "每____年复审一次。");
    assert_eq!(item("Grant is {~buried =entombed} in a tomb.").stem, "Grant is ____ in a tomb.");
    assert_eq!(item("每几年复审{=3}").stem, "每几年复审（ ）");
    assert_eq!(item("每（ ）年复审{=3}").stem, "每（ ）年复审");
}

#[test]
fn remarks_become_the_explanation_or_are_told() {
    let general = one("指针应在{=绿区 ~红区 ####绿区正常\\=好}");
    assert_eq!(
        (general.read.as_ref().unwrap().explanation.as_str(), codes(&general)),
        ("绿区正常=好", vec![])
    );
    let right = one("指针应在{=绿区#绿区正常 ~红区}");
    assert_eq!(right.read.as_ref().unwrap().explanation, "绿区正常");
    assert_eq!(codes(&right), ["explanation_moved"]);
    let wrong = one("指针应在{=绿区 ~红区#压力不足####见说明书}");
    assert_eq!(wrong.read.as_ref().unwrap().explanation, "见说明书");
    assert_eq!(wrong.notes, [Reason::FeedbackDropped { text: "压力不足".into() }]);
    assert_eq!(item("须审批{F#想一想#须经审批}").explanation, "须经审批");
}

#[test]
fn categories_comments_and_blank_lines_part_the_file() {
    let text = "// 注\n$CATEGORY: $course$/top/消防\n\n// [id:7]\n::1::一{T}\n\n$CATEGORY: 电气//低压\n二{=甲\n\n~乙}\n\n三{=甲 ~乙\n\n::4::四{F}\n";
    let records = read(text, &mut Shelf::default());
    let lines: Vec<u32> = records.iter().map(|record| record.place.row).collect();
    assert_eq!(lines, [5, 8, 12, 14]);
    assert_eq!(records.iter().map(key).collect::<Vec<_>>(), ["true", "A", "syntax_broken", "false"]);
    let topic = |at: usize| records[at].read.as_ref().unwrap().knowledge_point.clone();
    assert_eq!((topic(0), topic(1)), ("消防".into(), "电气/低压".into()));
}

#[test]
fn prose_and_code_are_not_taken_for_it() {
    for text in [
        "1. 指针应在（ ）\nA. 红区 B. 绿区\n答案：B",
        "1. 集合{甲,乙}中\nA. 红区 B. 绿区\n答案：B",
        "指针应在{B}\nA. 红区\n\n绿区{A}",
        "下列{=甲 ~乙}\n答案：甲",
        "一段话。\n\n又一段话。\n\n第三段{=甲 ~乙}",
        "题干,选项,答案\n\"{a}\",b,c",
        "fn main() { return; }",
        "{}",
        "",
    ] {
        assert!(!is_gift(text), "{text}");
    }
    assert!(is_gift("答案正确的是{=甲 ~乙\n####\n解析：见规程\n}"));
    assert!(is_gift("::1::一{T}\n\n二{=甲 ~乙}\n\n说明"));
}
