//! What QTI can say, in the words of its three versions.

use domain::bank::{
    import::Reason,
    item::{Content, Item, PartScoring, Shuffle},
};

use super::{super::told::key, *};

const MATCH: &str = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct";
const MAP: &str = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response";

/// An item of QTI 2 with one response called RESPONSE.
fn item2(declaration: &str, body: &str, processing: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"i\" \
         title=\"t\" adaptive=\"false\" timeDependent=\"false\">{declaration}\
         <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"/>\
         <itemBody>{body}</itemBody>{processing}</assessmentItem>"
    )
}

fn template(address: &str) -> String {
    format!("<responseProcessing template=\"{address}\"/>")
}

fn declared(cardinality: &str, base: &str, inside: &str) -> String {
    format!(
        "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"{base}\">{inside}</responseDeclaration>"
    )
}

fn correct(values: &[&str]) -> String {
    let values: String = values.iter().map(|value| format!("<value>{value}</value>")).collect();
    format!("<correctResponse>{values}</correctResponse>")
}

fn mapping(attributes: &str, entries: &[(&str, &str)]) -> String {
    let entries: String = entries
        .iter()
        .map(|(key, value)| format!("<mapEntry mapKey=\"{key}\" mappedValue=\"{value}\"/>"))
        .collect();
    format!("<mapping {attributes}>{entries}</mapping>")
}

fn choices(attributes: &str) -> String {
    format!(
        "<p>指针应在</p><choiceInteraction responseIdentifier=\"RESPONSE\" {attributes}><prompt>请选择</prompt>\
         <simpleChoice identifier=\"A\">红区</simpleChoice><simpleChoice identifier=\"B\">绿区</simpleChoice>\
         <simpleChoice identifier=\"C\">黄区</simpleChoice></choiceInteraction>"
    )
}

fn one(text: &str) -> Record {
    read(text, &mut Shelf::default()).unwrap().remove(0)
}

fn item(record: &Record) -> &Item {
    record.read.as_ref().unwrap_or_else(|reason| panic!("{reason:?}"))
}

fn codes(record: &Record) -> Vec<&'static str> {
    record.notes.iter().map(Reason::code).collect()
}

#[test]
fn choices_are_marked_as_declared_or_the_difference_is_named() {
    let single = |inside: &str| declared("single", "identifier", inside);
    let multiple = |inside: &str| declared("multiple", "identifier", inside);
    for (declaration, processing, expected) in [
        (single(&correct(&["B"])), template(MATCH), "B"),
        (single(&correct(&["B"])), String::new(), "B"),
        (single(""), template(MATCH), "answer_missing"),
        (single(&correct(&["D"])), template(MATCH), "answer_without_option"),
        (multiple(&correct(&["A", "B"])), template(MATCH), "AB"),
        (
            multiple(
                &(correct(&["A", "B"])
                    + &mapping("defaultValue=\"-2\" lowerBound=\"0\"", &[("A", "1"), ("B", "1")])),
            ),
            template(MAP),
            "AB",
        ),
        (multiple(&mapping("", &[("A", "1"), ("B", "1"), ("C", "-1")])), template(MAP), "AB"),
        (multiple(&mapping("", &[("A", "2"), ("B", "1")])), template(MAP), "AB"),
        (
            multiple(&mapping("upperBound=\"1\"", &[("A", "1"), ("B", "1")])),
            template(MAP),
            "weights_not_kept",
        ),
        (multiple(&mapping("defaultValue=\"1\"", &[])), template(MAP), "weights_not_kept"),
        (
            multiple(&(correct(&["A"]) + &mapping("", &[("A", "1"), ("B", "1")]))),
            template(MAP),
            "answer_ambiguous",
        ),
        (single(&mapping("", &[("A", "0"), ("B", "3")])), template(MAP), "B"),
        (single(&mapping("", &[("A", "1"), ("B", "3")])), template(MAP), "weights_not_kept"),
        (single(&correct(&["B"])), template(MAP), "scoring_unclear"),
        (
            single(&correct(&["B"])),
            template("http://example.org/rptemplates/match_correct"),
            "scoring_unclear",
        ),
        (single(&correct(&["B"])), template("http://www.imsglobal.org/x/own_template"), "scoring_unclear"),
        (declared("ordered", "identifier", &correct(&["B"])), template(MATCH), "kind_foreign"),
        (String::new(), template(MATCH), "answer_missing"),
    ] {
        let text = item2(&declaration, &choices("maxChoices=\"0\" shuffle=\"true\""), &processing);
        assert_eq!(key(&one(&text)), expected, "{declaration} {processing}");
    }
}

#[test]
fn templates_are_known_under_all_their_addresses() {
    for address in [
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
        "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct.xml",
        "https://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/CC2_match",
        "../rptemplates/match_correct.xml",
    ] {
        let text =
            item2(&declared("single", "identifier", &correct(&["C"])), &choices(""), &template(address));
        assert_eq!(key(&one(&text)), "C", "{address}");
    }
}

#[test]
fn a_program_that_says_what_a_template_says_is_understood() {
    let score = |value: &str| {
        format!(
            "<setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">{value}</baseValue></setOutcomeValue>"
        )
    };
    let condition = |branches: &str| {
        format!("<responseProcessing><responseCondition>{branches}</responseCondition></responseProcessing>")
    };
    let is = "<match><variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></match>";
    let unanswered = "<isNull><variable identifier=\"RESPONSE\"/></isNull>";
    let mapped =
        "<setOutcomeValue identifier=\"SCORE\"><mapResponse identifier=\"RESPONSE\"/></setOutcomeValue>";
    let feedback = "<responseCondition><responseIf><isNull/><setOutcomeValue identifier=\"FEEDBACK\"/></responseIf></responseCondition>";
    let declaration = declared("single", "identifier", &(correct(&["B"]) + &mapping("", &[("B", "1")])))
        + "<outcomeDeclaration identifier=\"MAXSCORE\"><defaultValue><value>10</value></defaultValue></outcomeDeclaration>";
    let most = "<setOutcomeValue identifier=\"SCORE\"><variable identifier=\"MAXSCORE\"/></setOutcomeValue>";
    for (processing, expected) in [
        (condition(&format!("<responseIf>{is}{most}</responseIf>")), "B"),
        (
            condition(&format!("<responseIf>{is}{}</responseIf>", most.replace("MAX", "OTHER"))),
            "scoring_unclear",
        ),
        (
            condition(&format!(
                "<responseIf>{is}{}</responseIf><responseElse>{}</responseElse>",
                score("1"),
                score("0")
            )),
            "B",
        ),
        (condition(&format!("<responseIf>{is}{}</responseIf>", score("1"))), "B"),
        (
            condition(&format!(
                "<responseIf>{unanswered}{}</responseIf><responseElse>{mapped}</responseElse>",
                score("0")
            )),
            "B",
        ),
        (format!("<responseProcessing>{mapped}</responseProcessing>"), "B"),
        (format!("<responseProcessing>{feedback}</responseProcessing>"), "B"),
        (
            condition(&format!(
                "<responseIf>{is}{}</responseIf><responseElse>{}</responseElse>",
                score("1"),
                score("0.5")
            )),
            "scoring_unclear",
        ),
        (condition(&format!("<responseIf>{unanswered}{}</responseIf>", score("1"))), "scoring_unclear"),
        (
            condition(&format!(
                "<responseIf>{is}{}</responseIf><responseElseIf>{is}{}</responseElseIf>",
                score("1"),
                score("1")
            )),
            "scoring_unclear",
        ),
        (
            condition(&format!(
                "<responseIf>{is}{0}</responseIf></responseCondition><responseCondition><responseIf>{is}{0}</responseIf>",
                score("1")
            )),
            "scoring_unclear",
        ),
    ] {
        assert_eq!(key(&one(&item2(&declaration, &choices(""), &processing))), expected, "{processing}");
    }
}

#[test]
fn text_entries_are_blanks() {
    let entry = "<p>每（<textEntryInteraction responseIdentifier=\"RESPONSE\"/>）年复审</p>";
    let mapped = |value: &str| {
        format!(
            "<mapping defaultValue=\"0\"><mapEntry mapKey=\"3\" mappedValue=\"1\" caseSensitive=\"false\"/>\
                 <mapEntry mapKey=\"三\" mappedValue=\"{value}\" caseSensitive=\"false\"/></mapping>"
        )
    };
    for (base, inside, processing, expected) in [
        ("string", correct(&["3"]), template(MATCH), "3"),
        ("string", correct(&["3"]) + &mapped("1"), template(MAP), "3|三"),
        ("string", mapped("0.5"), template(MAP), "weights_not_kept"),
        ("string", correct(&["3"]) + &mapped("0.5"), String::new(), "weights_not_kept"),
        ("string", String::new(), template(MATCH), "answer_missing"),
        ("float", correct(&["3"]), template(MATCH), "3"),
        ("float", correct(&["3"]), near("absolute", "0.5 0.5"), "3 ± 0.5"),
        ("float", correct(&["200"]), near("relative", "5"), "200 ± 10"),
        ("float", correct(&["3"]), near("absolute", "0 1"), "3.5 ± 0.5"),
        ("float", mapping("", &[("3", "1")]), template(MAP), "3"),
        ("float", correct(&["三"]), template(MATCH), "answer_unclear"),
        ("integer", correct(&["3"]), template(MATCH), "3"),
    ] {
        let record = one(&item2(&declared("single", base, &inside), entry, &processing));
        assert_eq!(key(&record), expected, "{inside}");
        if let Ok(item) = &record.read {
            assert_eq!(item.stem, "每（ ）年复审");
        }
    }
    let cased = one(&item2(&declared("single", "string", &correct(&["kV"])), entry, &template(MATCH)));
    assert!(matches!(item(&cased).content, Content::FillIn { exact: true, .. }));
    let bare = "<p>每<textEntryInteraction responseIdentifier=\"RESPONSE\"/>年复审</p>";
    assert_eq!(
        item(&one(&item2(&declared("single", "string", &correct(&["3"])), bare, ""))).stem,
        "每____年复审"
    );
}

/// A number near the right one earns the whole.
fn near(mode: &str, tolerance: &str) -> String {
    format!(
        "<responseProcessing><responseCondition><responseIf><equal toleranceMode=\"{mode}\" tolerance=\"{tolerance}\">\
         <variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></equal><setOutcomeValue identifier=\"SCORE\">\
         <baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
}

#[test]
fn pairs_and_orders_are_read() {
    let set = |names: &[&str]| {
        let choices = names.iter().map(|name| {
            format!(
                "<simpleAssociableChoice identifier=\"{name}\" matchMax=\"1\">{name}</simpleAssociableChoice>"
            )
        });
        format!("<simpleMatchSet>{}</simpleMatchSet>", choices.collect::<String>())
    };
    let body = format!(
        "<p>配对</p><matchInteraction responseIdentifier=\"RESPONSE\">{}{}</matchInteraction>",
        set(&["甲", "乙"]),
        set(&["x", "y", "z"])
    );
    let pairs = |inside: &str, processing: &str| {
        one(&item2(&declared("multiple", "directedPair", inside), &body, &template(processing)))
    };
    let both = correct(&["甲 x", "乙 y"]);
    assert_eq!(key(&pairs(&both, MATCH)), "甲→x;乙→y");
    let shares = pairs(&(both.clone() + &mapping("", &[("甲 x", "1"), ("乙 y", "1")])), MAP);
    assert!(matches!(item(&shares).content, Content::Matching { scoring: PartScoring::EachPart, .. }));
    let odd = mapping("", &[("甲 x", "1"), ("乙 y", "2")]);
    assert_eq!(key(&pairs(&(both.clone() + &odd), MAP)), "weights_not_kept");
    assert_eq!(key(&pairs(&(both + &mapping("", &[("甲 y", "1")])), MAP)), "answer_ambiguous");
    assert_eq!(key(&pairs(&correct(&["甲 x"]), MATCH)), "kind_foreign");
    assert_eq!(key(&pairs(&correct(&["甲 w"]), MATCH)), "answer_without_option");
    let order = |inside: &str| {
        let body = choices("").replace("choiceInteraction", "orderInteraction");
        key(&one(&item2(&declared("ordered", "identifier", inside), &body, &template(MATCH))))
    };
    assert_eq!(order(&correct(&["C", "A", "B"])), "黄区<红区<绿区");
    assert_eq!(order(&correct(&["C", "A"])), "kind_foreign");
    assert_eq!(order(""), "answer_missing");
}

#[test]
fn a_text_is_marked_by_what_those_who_mark_are_told() {
    let body = "<p>为什么</p><extendedTextInteraction responseIdentifier=\"RESPONSE\"/>\
                <rubricBlock view=\"scorer\"><p>1. 断电（2 分）</p><p>2. 救人（3 分）</p></rubricBlock>";
    let record = one(&item2(&declared("single", "string", ""), body, ""));
    let Content::ShortAnswer { guide } = &item(&record).content else { panic!("{record:?}") };
    assert_eq!((guide.reference.as_str(), guide.points.len()), ("断电\n救人", 2));
}

#[test]
fn an_inline_choice_alone_is_a_single_choice() {
    let inline = "<p>指针应在<inlineChoiceInteraction responseIdentifier=\"RESPONSE\"><inlineChoice identifier=\"x\">红区</inlineChoice>\
                  <inlineChoice identifier=\"y\">绿区</inlineChoice></inlineChoiceInteraction></p>";
    let record = one(&item2(&declared("single", "identifier", &correct(&["y"])), inline, &template(MATCH)));
    assert_eq!((key(&record).as_str(), item(&record).stem.as_str()), ("B", "指针应在____"));
    assert_eq!(key(&one(&item2("", &format!("{inline}{inline}"), ""))), "kind_foreign");
}

#[test]
fn what_has_no_place_is_named() {
    for (body, expected) in [
        ("<associateInteraction/>", "kind_foreign"),
        ("<graphicOrderInteraction/>", "kind_foreign"),
        ("<selectPointInteraction/>", "kind_foreign"),
        ("<uploadInteraction/>", "kind_foreign"),
        ("<gapMatchInteraction/>", "kind_foreign"),
        ("<choiceInteraction/><choiceInteraction/>", "kind_foreign"),
        ("<choiceInteraction/><extendedTextInteraction/>", "kind_foreign"),
        ("<customInteraction/>", "kind_unsupported"),
        ("<p>只是一段话</p>", "description"),
        ("<p>x = <printedVariable identifier=\"x\"/></p><choiceInteraction/>", "kind_foreign"),
        ("<p><img src=\"images/a.png\" alt=\"\"/></p><choiceInteraction/>", "picture_needed"),
        ("<table><tr><td rowspan=\"2\">1</td></tr></table><choiceInteraction/>", "layout_needed"),
    ] {
        assert_eq!(key(&one(&item2("", body, ""))), expected, "{body}");
    }
    let adaptive = item2("", "<choiceInteraction/>", "").replace("adaptive=\"false\"", "adaptive=\"true\"");
    assert_eq!(key(&one(&adaptive)), "kind_foreign");
}

#[test]
fn the_third_version_says_the_same_in_other_words() {
    let text = "<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"i\">\
        <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"single\" base-type=\"identifier\">\
        <qti-correct-response><qti-value>b</qti-value></qti-correct-response></qti-response-declaration>\
        <qti-item-body><p>m<sup>2</sup> 是</p><qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-choices=\"1\">\
        <qti-prompt>选</qti-prompt><qti-simple-choice identifier=\"a\">长度</qti-simple-choice>\
        <qti-simple-choice identifier=\"b\">面积<qti-feedback-inline>不错</qti-feedback-inline></qti-simple-choice>\
        <qti-simple-choice identifier=\"c\" fixed=\"true\">其他</qti-simple-choice></qti-choice-interaction></qti-item-body>\
        <qti-response-processing template=\"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml\"/>\
        <qti-modal-feedback outcome-identifier=\"F\" identifier=\"x\" show-hide=\"hide\"><qti-content-body><p>平方米</p></qti-content-body></qti-modal-feedback>\
        </qti-assessment-item>";
    let record = one(text);
    assert_eq!((key(&record).as_str(), item(&record).stem.as_str()), ("B", "m² 是\n选"));
    assert_eq!(item(&record).explanation, "平方米");
    assert_eq!(codes(&record), ["feedback_dropped"]);
    assert!(matches!(item(&record).content, Content::SingleChoice { shuffle: Shuffle::AllButLast, .. }));
}

#[test]
fn a_shared_text_without_its_file_is_missed() {
    let body = choices("");
    let text = item2(&declared("single", "identifier", &correct(&["B"])), &body, "")
        .replace("<itemBody>", "<assessmentStimulusRef identifier=\"s\" href=\"s.xml\"/><itemBody>");
    assert_eq!(one(&text).read, Err(Reason::PartMissing { name: "s.xml".into() }));
    assert!(read("<assessmentTest/>", &mut Shelf::default()).is_err());
}
